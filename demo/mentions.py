"""Every way in which organisations are named, with the organisation truly meant and how hard that is to find out.

What belongs here: one mention a register entry and a distinct reference of facts, and the class of its difficulty:

- 'easy': it gives the own reference of an entry, or an ICE as a register has it, or is a register entry with ICE and official names;
- 'missing_ice': it gives neither, but the official name in a script in which a register has it;
- 'same_script': spelled otherwise: abbreviated, other letters for the same sounds, other word order, other words for the trade;
- 'across_scripts': in a script in which no (other) register has the name;
- 'typo': with a typing error;
- 'branches_of_one_ice': by the ICE of another establishment of the same entity;
- 'unregistered': the organisation stands in no register at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from demo.expected_matching import ENTITY_DIGITS, Reference, ReferenceKey
from demo.folding import fold
from demo.truth import Region, RegisterRow
from demo.truth_links import stated_references

DIFFICULTIES: Final = ("easy", "missing_ice", "branches_of_one_ice", "same_script", "across_scripts", "typo", "unregistered")
"""From the easiest to the hardest; where one reference is made in several ways, the hardest counts."""

_ARABIC: Final = ("\u0600", "\u06ff")


@dataclass(frozen=True, slots=True)
class Mention:
    """One register entry (`kind` 'register') or one distinct reference of a partner's facts ('reference').

    `organisation_ref` is the entry's own reference in a register. `contracts`: those in which the reference is made. `trap`: how the
    organisation's name is made to be taken for another's, None where it is not.
    """

    kind: str
    contracts: tuple[str, ...]
    partner: str
    organisation_ref: str | None
    ice: str | None
    name: str | None
    name_ar: str | None
    province: str | None
    organisation_id: str
    difficulty: str
    trap: str | None


def mentions(region: Region) -> tuple[Mention, ...]:
    """All mentions of the region, register entries first; an entry is told as in its last snapshot."""
    known = _Registers(region)
    return (*_entries(region, known), *_references(region, known))


class _Registers:
    """What registers know of each organisation."""

    def __init__(self, region: Region) -> None:
        self.last: dict[tuple[str, str], RegisterRow] = {}
        for row in region.register:
            other = self.last.get((row.partner, row.local_ref))
            if other is None or row.period_start >= other.period_start:
                self.last[row.partner, row.local_ref] = row
        self._spellings = region.spellings
        self.ices: dict[str, set[str]] = defaultdict(set)
        self._scripts: dict[str, dict[bool, int]] = defaultdict(lambda: {True: 0, False: 0})
        for row in self.last.values():
            if row.ice is not None:
                self.ices[row.organisation_id].add(row.ice)
            for name in (row.name_fr, row.name_ar):
                if name is not None:
                    self._scripts[row.organisation_id][_is_arabic(name)] += 1

    def is_known_in(self, organisation: str, name: str, *, besides: int = 0) -> bool:
        """Whether registers, besides so many entries, hold the organisation under a name in that script."""
        return self._scripts[organisation][_is_arabic(name)] > besides

    def spelled(self, organisation: str, name: str) -> str | None:
        """The difficulty of a spelling that is not the official one."""
        return self._spellings.get((organisation, fold(name)))


def _entries(region: Region, known: _Registers) -> Iterator[Mention]:
    first_of: dict[str, RegisterRow] = {}
    order = {each.id: tuple(each.has_register) for each in region.organisations}
    for row in sorted(known.last.values(), key=lambda row: order[row.organisation_id].index(row.partner)):
        first_of.setdefault(row.organisation_id, row)
    for row in sorted(known.last.values(), key=lambda row: (row.partner, row.local_ref)):
        difficulty = _of_entry(row, first_of[row.organisation_id], known)
        yield Mention(
            "register", ("organisations",), row.partner, row.local_ref, row.ice, row.name_fr, row.name_ar, row.province,
            row.organisation_id, difficulty, region.traps.get(row.organisation_id),
        )  # fmt: skip


def _of_entry(row: RegisterRow, first: RegisterRow, known: _Registers) -> str:
    """How hard an entry is to bring together with the first entry of its organisation."""
    if row.ice is not None:
        return "easy" if first.ice in (None, row.ice) else "branches_of_one_ice"
    names = [name for name in (row.name_fr, row.name_ar) if name is not None]
    for spelled in (known.spelled(row.organisation_id, name) for name in names):
        if spelled is not None:
            return spelled
    if not any(known.is_known_in(row.organisation_id, name, besides=int(row is not first)) for name in names):
        return "across_scripts"
    return "missing_ice"


def _references(region: Region, known: _Registers) -> Iterator[Mention]:
    made: dict[ReferenceKey, list[tuple[str, Reference, str]]] = defaultdict(list)
    for contract, reference, organisation in stated_references(region):
        made[reference.key].append((contract, reference, organisation))
    unregistered = {each.id for each in (*region.organisations, *region.outsiders) if not each.has_register}
    for uses in made.values():
        _, reference, organisation = uses[0]
        difficulty = max((_of_reference(each, organisation, known) for _, each, _ in uses), key=DIFFICULTIES.index)
        yield Mention(
            kind="reference",
            contracts=tuple(sorted({contract for contract, _, _ in uses})),
            partner=reference.partner,
            organisation_ref=reference.organisation_ref,
            ice=reference.ice,
            name=reference.name,
            name_ar=None,
            province=reference.province,
            organisation_id=organisation,
            difficulty="unregistered" if organisation in unregistered else difficulty,
            trap=region.traps.get(organisation),
        )


def _of_reference(reference: Reference, organisation: str, known: _Registers) -> str:
    if reference.organisation_ref is not None:
        return "easy"
    entities = {ice[:ENTITY_DIGITS] for ice in known.ices[organisation]}
    if reference.ice is not None and reference.ice[:ENTITY_DIGITS] in entities:
        return "easy" if reference.ice in known.ices[organisation] else "branches_of_one_ice"
    if reference.name is None:
        return "unregistered"
    if not known.is_known_in(organisation, reference.name):
        return "across_scripts"
    return known.spelled(organisation, reference.name) or "missing_ice"


def _is_arabic(name: str) -> bool:
    return any(_ARABIC[0] <= letter <= _ARABIC[1] for letter in name)


def count_of_classes(found: Sequence[Mention]) -> Mapping[str, int]:
    """How many mentions each difficulty has."""
    return {difficulty: sum(each.difficulty == difficulty for each in found) for difficulty in DIFFICULTIES}
