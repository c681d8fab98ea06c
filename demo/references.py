"""How partners refer to an organisation in their facts: by reference, by ICE, by name, or in a way nobody can link."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from demo.folding import fold
from demo.identifiers import with_check_digits
from demo.organisations import Directory
from demo.truth import Organisation
from demo.unlinkable import HardCases

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

    def __init__(self, directory: Directory, cases: HardCases) -> None:
        """Collects who bears which name and whose ICE a register holds."""
        self._cases = cases
        self._names: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        self._bearers: dict[str, set[str]] = defaultdict(set)
        for entry in directory.entries:
            organisation = entry.organisation
            for language, name in enumerate((entry.name_fr, entry.name_ar)):
                if name is None:
                    continue
                self._bearers[fold(name)].add(organisation.id)
                if (organisation.id, entry.partner) not in cases.entries:
                    self._names[organisation.id][language].add(name)

    def keys(self, partner: str, organisation: Organisation, province: str | None) -> Mapping[str, int]:
        """The keys by which that partner can refer to it in a fact of that province (None: no province), with weights.

        Empty when there is none: the partner then cannot state anything about the organisation.
        """
        if (organisation.id, partner) in self._cases.references:
            return {"unlinkable_name": 1} if province in (None, organisation.province) else {}
        can_use = {
            "ref": partner in organisation.has_register,
            "ice": organisation.ice is not None,
            "name": bool(self._usable_names(partner, organisation, province)),
        }
        return {key: weight for key, weight in _HABITS[partner].items() if can_use[key]}

    def is_borne(self, name: str) -> bool:
        """Whether some register holds an organisation under that name, however it is written."""
        return bool(self._bearers.get(fold(name)))

    def refer(self, rng: Random, partner: str, organisation: Organisation, province: str | None) -> Reference:
        """One way to refer; a key that leads there is sometimes joined by others that agree with it."""
        keys = self.keys(partner, organisation, province)
        if not keys:
            message = f"{partner} has no key for {organisation.id}: ask keys() before refer()."
            raise ValueError(message)
        (key,) = rng.choices(tuple(keys), tuple(keys.values()))
        if key == "unlinkable_name":
            return Reference(None, None, self._cases.references[organisation.id, partner][1], key)
        names = self._usable_names(partner, organisation, province)
        name = _as_written(rng, names[0]) if names and (key == "name" or rng.random() < 0.5) else None
        local_ref = organisation.has_register.get(partner) if key == "ref" else None
        states_ice = key == "ice" or (key == "ref" and organisation.ice is not None and rng.random() < 0.25)
        return Reference(local_ref, self._ice(rng, organisation) if states_ice else None, name, key)

    def _usable_names(self, partner: str, organisation: Organisation, province: str | None) -> list[str]:
        if organisation.id in self._cases.nameless or province not in (None, organisation.province):
            return []
        french, arabic = self._names[organisation.id]
        ordered = (arabic, french) if partner in _ARABIC_FIRST else (french, arabic)
        names = [name for language in ordered for name in sorted(language)]
        if province is None:
            # Without a province to look in, a name must be the only one of the region.
            names = [name for name in names if len(self._bearers[fold(name)]) == 1]
        return names

    def _ice(self, rng: Random, organisation: Organisation) -> str:
        assert organisation.ice is not None
        if rng.random() < 0.05:
            return with_check_digits(organisation.ice[:9], rng.randint(1, 3))
        return organisation.ice


def _as_written(rng: Random, name: str) -> str:
    """The name as somebody writes it by hand: half of the time exactly."""
    return name if rng.random() < 0.5 else rng.choice(_WAYS_OF_WRITING)(name)
