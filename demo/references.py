"""How partners refer to an organisation in their facts: by their own reference, by ICE, or by name as their clerk spells it.

What belongs here: which keys a partner uses, and how its clerk writes a name. The same clerk always writes one name in one way. A name
is only used where a careful reader could tell whom it means, in the fact's province or, without one, in the whole region.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from demo import spelling
from demo.folding import fold
from demo.identifiers import with_check_digits
from demo.organisations import Directory
from demo.spelling import Spelt
from demo.traps import OTHER_COMMUNE
from demo.truth import Organisation

# How often each partner refers by which key, where it has the choice.
_HABITS: Final = {
    "chamber_handicrafts": {"ref": 80, "ice": 14, "name": 6},
    "chamber_agriculture": {"ref": 75, "ice": 17, "name": 8},
    "provincial_handicrafts": {"ice": 50, "name": 50},
    "government_departments": {"ice": 60, "name": 40},
    "cri": {"ice": 85, "name": 15},
    "hub_operator": {"ref": 84, "ice": 10, "name": 6},
    "foundation_m5": {"ice": 55, "name": 45},
    "al_barid_bank": {"ice": 90, "name": 10},
    "banks": {"ice": 92, "name": 8},
    "unions": {"ref": 75, "ice": 10, "name": 15},
    "associations": {"ice": 40, "name": 60},
    "private_sector": {"ice": 70, "name": 30},
    "academia": {"name": 100},
}
_ARABIC_FIRST: Final = frozenset({"provincial_handicrafts", "foundation_m5", "unions"})
# How clerks write a name, when they are free to.
_SPELLINGS: Final = {"official": 61, "same_script": 16, "typo": 11, "own_script": 12}


# Ways to write a name that folding undoes.
_WAYS_OF_WRITING: Final[tuple[Callable[[str], str], ...]] = (
    str.upper,
    lambda name: name.replace("é", "e").replace("ç", "c").replace("'", "’"),
    lambda name: name.replace("ة", "ه").replace("أ", "ا").replace("إ", "ا"),
    lambda name: f"{name.replace(' ', '  ')}.",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The three columns by which a fact refers to an organisation, and which of them leads there."""

    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    refers_by: str


class Referrer:
    """Knows by which keys an organisation can be found from outside."""

    def __init__(self, directory: Directory, seed: str) -> None:
        """Collects under which names organisations stand in registers.

        Args:
            directory: organisations, registers, and where spellings are noted.
            seed: from which clerks have their habits.
        """
        self._directory = directory
        self._clerk = directory.clerk
        self._seed = seed
        self._nameless = {*directory.unregistered, *(each for each, kind in directory.traps.items() if kind == OTHER_COMMUNE)}
        self._scripts: dict[str, set[str]] = defaultdict(set)
        self._bearers: dict[str, set[str]] = defaultdict(set)
        for entry in directory.entries:
            for language, name in (("fr", entry.name_fr), ("ar", entry.name_ar)):
                if name is not None:
                    self._scripts[entry.organisation.id].add(language)
        for identifier, official in directory.names.items():
            for name in (official.fr, official.ar):
                self._bearers[fold(name)].add(identifier)
        self._written: dict[tuple[str, str, bool], str | None] = {}
        self._given: dict[tuple[str | None, str], str] = {}

    def keys(self, partner: str, organisation: Organisation, province: str | None) -> Mapping[str, int]:
        """The keys by which that partner can refer to it in a fact of that province (None: no province), with weights.

        Empty when there is none: the partner then cannot state anything about the organisation.
        """
        can_use = {
            "ref": partner in organisation.has_register,
            "ice": organisation.ice is not None,
            "name": self._name(partner, organisation, province) is not None,
        }
        return {key: weight for key, weight in _HABITS[partner].items() if can_use[key]}

    def refer(self, rng: Random, partner: str, organisation: Organisation, province: str | None) -> Reference:
        """One way to refer; a key that leads there is sometimes joined by others that agree with it."""
        keys = self.keys(partner, organisation, province)
        if not keys:
            message = f"{partner} has no key for {organisation.id}: ask keys() before refer()."
            raise ValueError(message)
        (key,) = rng.choices(tuple(keys), tuple(keys.values()))
        own = self._name(partner, organisation, province)
        name = _as_written(rng, own) if own is not None and (key == "name" or rng.random() < 0.5) else None
        local_ref = organisation.has_register.get(partner) if key == "ref" else None
        states_ice = key == "ice" or (key == "ref" and organisation.ice is not None and rng.random() < 0.25)
        return Reference(local_ref, self._ice(rng, organisation) if states_ice else None, name, key)

    def _name(self, partner: str, organisation: Organisation, province: str | None) -> str | None:
        """The name as that partner's clerk writes it; None when it would not tell, or not for sure, whom it means."""
        if organisation.id in self._nameless or province not in (None, organisation.province):
            return None
        key = (partner, organisation.id, province is None)
        if key not in self._written:
            self._written[key] = self._new_name(partner, organisation, province)
        return self._written[key]

    def _new_name(self, partner: str, organisation: Organisation, province: str | None) -> str | None:
        rng = Random(f"{self._seed}/{partner}/{organisation.id}/{province}")
        name = self._directory.names[organisation.id]
        known = [language for language in _languages(partner) if language in self._scripts[organisation.id]]
        (way,) = rng.choices(tuple(_SPELLINGS), tuple(_SPELLINGS.values())) if self._directory.is_hard else ("official",)
        own = _languages(partner)[0]
        # Most clerks write what the register shows them; some in their own language, whatever it shows.
        if own not in known and (way == "own_script" or (way == "official" and self._directory.is_hard and rng.random() < 0.4)):
            crossed = spelling.official(name, own) if rng.random() < 0.5 else spelling.otherwise(rng, name, own)
            if self._claims(organisation, crossed, province):
                return crossed.text
        if way in ("same_script", "typo") and known:
            spelt = (spelling.mistyped if way == "typo" else spelling.otherwise)(rng, name, known[0])
            if self._claims(organisation, spelt, province, is_mistyped=way == "typo"):
                self._directory.spellings.setdefault((organisation.id, fold(spelt.text)), way)
                return spelt.text
        official = spelling.official(name, known[0])
        bearers = self._bearers[fold(official.text)]
        # In one province no two have one name, but the nameless; in the whole region some do.
        return official.text if province is not None or len(bearers) == 1 else None

    def _claims(self, organisation: Organisation, spelt: Spelt, province: str | None, *, is_mistyped: bool = False) -> bool:
        """Whether the spelling tells the organisation and nobody else has been called so; from then on nobody else will be."""
        folded = fold(spelt.text)
        if self._bearers.get(folded, set()) - {organisation.id}:
            return False
        if not self._clerk.can_tell(organisation.id, spelt, province, is_mistyped=is_mistyped):
            return False
        return self._given.setdefault((province, folded), organisation.id) == organisation.id

    def _ice(self, rng: Random, organisation: Organisation) -> str:
        assert organisation.ice is not None
        if rng.random() < 0.05:
            return with_check_digits(organisation.ice[:9], rng.randint(1, 3))
        return organisation.ice


def _languages(partner: str) -> tuple[str, str]:
    return ("ar", "fr") if partner in _ARABIC_FIRST else ("fr", "ar")


def _as_written(rng: Random, name: str) -> str:
    """The name as somebody writes it by hand: half of the time exactly."""
    return name if rng.random() < 0.5 else rng.choice(_WAYS_OF_WRITING)(name)
