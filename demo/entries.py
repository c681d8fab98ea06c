"""How organisations stand in partners' registers: under which reference, with which of their keys, spelled how.

What belongs here: one organisation's entries. Which registers it is in: `demo.organisations`; how names are spelled: `demo.spelling`.
The first register of an organisation has its official name, and its ICE if it has one. Further ones are kept by other clerks: some
without the ICE, in another spelling, in the other script alone, with a typing error, or under a branch of the same entity. Each of
these can still be told by what else the entry says: commune, legal form, trade, founding, often the number of the cooperative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo import spelling
from demo.folding import fold
from demo.identifiers import with_check_digits
from demo.names import Name
from demo.periods import add_months
from demo.places import TOWNS
from demo.spelling import Spelt
from demo.telling import CarefulClerk
from demo.truth import Organisation

_PREFIX: Final = {"chamber_handicrafts": "CAF", "chamber_agriculture": "CAG", "unions": "UC", "hub_operator": "MEM"}
# What becomes of an entry that is not an organisation's first one.
_FURTHER: Final = {"plain": 50, "missing_ice": 8, "same_script": 14, "across_scripts": 12, "typo": 10, "branches_of_one_ice": 6}

_LANGUAGES: Final = (64, 22, 14)
"""How often a register has a name in both scripts, in French letters alone, in Arabic alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation in one register: since when, with which keys, under which names.

    `ice_from`: first quarter whose snapshot holds the ICE, None if never.
    """

    organisation: Organisation
    partner: str
    local_ref: str
    joined_on: date
    ice: str | None
    ice_from: date | None
    name_fr: str | None
    name_ar: str | None
    commune: str | None
    cooperative_number: str | None
    phone: str | None
    email: str | None


class Registrar:
    """Enters organisations in registers."""

    def __init__(
        self,
        rng: Random,
        clerk: CarefulClerk | None,
        names: Mapping[str, Name],
        traps: Mapping[str, str],
        spellings: dict[tuple[str, str], str],
        first_month: date,
    ) -> None:
        """Starts with empty registers.

        Args:
            rng: random source.
            clerk: tells which spellings can be told apart; None: nothing is spelled otherwise.
            names: id → official name.
            traps: ids of organisations that may be taken for others; their entries keep to what is official.
            spellings: where each spelling that is not official is noted, with its difficulty.
            first_month: first month of the region.
        """
        self._rng = rng
        self._clerk = clerk
        self._names = names
        self._traps = traps
        self._spellings = spellings
        self._first_month = first_month
        self._counters: dict[str, int] = {}

    def enter(self, organisation: Organisation, partners: Sequence[str]) -> tuple[Organisation, tuple[Entry, ...]]:
        """The organisation with its references, and its entries in the registers of these partners."""
        references = {partner: self._reference(partner) for partner in partners}
        registered = replace(organisation, has_register=references)
        entries = [self._official(registered, partner) for partner in partners]
        if self._clerk is not None and organisation.id not in self._traps and len(entries) > 1:
            entries = self._by_other_clerks(entries)
        return registered, tuple(entries)

    def _reference(self, partner: str) -> str:
        self._counters[partner] = self._counters.get(partner, 0) + 1
        return f"{_PREFIX[partner]}-{self._counters[partner]:05d}"

    def _official(self, organisation: Organisation, partner: str) -> Entry:
        rng = self._rng
        # Somebody who may be taken for another is told by the ICE, whoever keeps the register; the others mostly are.
        is_sure = organisation.id in self._traps or partner == next(iter(organisation.has_register))
        ice, ice_from = None, None
        if organisation.ice is not None and (is_sure or rng.random() < 0.95):
            # Some registers know another establishment of the same entity.
            ice = organisation.ice if rng.random() < 0.93 else with_check_digits(organisation.ice[:9], rng.randint(1, 3))
            ice_from = self._first_month if rng.random() < 0.9 else add_months(self._first_month, 3)
        # An entry without ICE is linked by its name, for which it needs both.
        languages = rng.choices(("both", "fr", "ar"), _LANGUAGES)[0] if ice is not None else "both"
        return Entry(
            organisation=organisation,
            partner=partner,
            local_ref=organisation.has_register[partner],
            joined_on=max(organisation.founded_on, self._first_month - timedelta(days=rng.randrange(1, 900))),
            ice=ice,
            ice_from=ice_from,
            name_fr=organisation.name_fr if languages != "ar" else None,
            name_ar=organisation.name_ar if languages != "fr" else None,
            commune=organisation.commune,
            cooperative_number=organisation.cooperative_number,
            phone=organisation.phone,
            email=organisation.email,
        )

    def _by_other_clerks(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries, of which those after the first are changed as their clerks are wont to."""
        first, *further = entries
        changed = []
        for entry in further:
            (way,) = self._rng.choices(tuple(_FURTHER), tuple(_FURTHER.values()))
            if way == "across_scripts":
                # One register in each script, or the other one would help.
                first, other = self._in_two_scripts(first, entry)
                changed.append(other)
            else:
                changed.append(self._changed(entry, way))
        return [first, *changed]

    def _in_two_scripts(self, first: Entry, other: Entry) -> tuple[Entry, Entry]:
        """The two entries in one script each; the first one keeps the script that it has alone."""
        is_french = first.name_ar is None or (first.name_fr is not None and self._rng.random() < 0.5)
        return _in_script(first, is_french=is_french), _in_script(self._without_ice(other), is_french=not is_french)

    def _changed(self, entry: Entry, way: str) -> Entry:
        if way == "missing_ice":
            return self._without_ice(entry)
        if way == "branches_of_one_ice":
            return self._branch(entry)
        if way not in ("same_script", "typo"):
            return entry
        spelt = {language: self._spelt(entry.organisation, way, language) for language in ("fr", "ar")}
        if None in spelt.values():
            return entry
        languages = self._rng.choice((("fr", "ar"), ("fr",), ("ar",)))
        entry = self._without_ice(entry)
        texts = {language: spelt[language] for language in languages}
        for each in texts.values():
            assert each is not None
            self._spellings[entry.organisation.id, fold(each.text)] = way
        return replace(entry, name_fr=_text(texts.get("fr")), name_ar=_text(texts.get("ar")))

    def _spelt(self, organisation: Organisation, way: str, language: str) -> Spelt | None:
        """The name as that clerk spells it; None when nobody could tell whom it means."""
        assert self._clerk is not None
        name = self._names[organisation.id]
        make = spelling.mistyped if way == "typo" else spelling.otherwise
        spelt = make(self._rng, name, language)
        can_tell = self._clerk.can_tell(organisation.id, spelt, organisation.province, is_mistyped=way == "typo")
        return spelt if can_tell and spelt != spelling.official(name, language) else None

    def _without_ice(self, entry: Entry) -> Entry:
        """The entry as kept by somebody who was not shown the papers: no ICE, the other keys at times."""
        rng = self._rng
        return replace(
            entry,
            ice=None,
            ice_from=None,
            cooperative_number=entry.cooperative_number if rng.random() < 0.4 else None,
            phone=entry.phone if rng.random() < 0.5 else None,
            email=entry.email if rng.random() < 0.5 else None,
        )

    def _branch(self, entry: Entry) -> Entry:
        """The entry of another establishment of the same entity, in another town of the province, named after it."""
        organisation = entry.organisation
        if entry.ice is None:
            return entry
        code, french, arabic = self._rng.choice(TOWNS[organisation.province])
        return replace(
            entry,
            ice=with_check_digits(entry.ice[:9], self._rng.randint(4, 9)),
            commune=code,
            name_fr=self._rng.choice((f"{organisation.name_fr} - {french}", f"{organisation.name_fr}, antenne de {french}")),
            name_ar=self._rng.choice((f"{organisation.name_ar} - {arabic}", f"{organisation.name_ar} فرع {arabic}")),
        )


def _in_script(entry: Entry, *, is_french: bool) -> Entry:
    organisation = entry.organisation
    return replace(entry, name_fr=organisation.name_fr if is_french else None, name_ar=None if is_french else organisation.name_ar)


def _text(spelt: Spelt | None) -> str | None:
    return None if spelt is None else spelt.text
