"""What matching by simple keys cannot link, put into the region on purpose: counted and listed, not hidden.

Four kinds, told apart in `demo.truth.UnlinkableCase`. Everything else in the region can be linked by ICE, reference
or name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Final

from demo.names import NameGiver
from demo.organisations import CRAFTS, Directory, Entry
from demo.truth import Organisation

# How many of each at scale 1.
_OTHER_SPELLINGS: Final = 8
_PAIRS_OF_NAMESAKES: Final = 2
_ENTRIES_WITHOUT_ICE: Final = 3
_UNREGISTERED: Final = 6


@dataclass(frozen=True, slots=True)
class HardCases:
    """Which facts and register entries are hard to link.

    Attributes:
        references: (organisation id, partner) → (kind, text): that partner names the organisation so, and gives no key.
        entries: (organisation id, partner) → the spelling under which it stands in that register, without ICE.
        unregistered: ids of organisations that stand in no register.
        nameless: ids of organisations that facts may not name, since their name does not lead to them.
    """

    references: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    entries: Mapping[tuple[str, str], str] = field(default_factory=dict)
    unregistered: frozenset[str] = frozenset()
    nameless: frozenset[str] = frozenset()

    @property
    def busy(self) -> frozenset[str]:
        """Ids of organisations that should have many facts, so that each case shows."""
        return frozenset(organisation for organisation, _ in (*self.references, *self.entries)) | self.unregistered


def make_hard(rng: Random, giver: NameGiver, directory: Directory, scale: float) -> tuple[Directory, HardCases]:
    """Turns some organisations of the directory into hard cases, each into one at most."""
    free = _Free(rng, directory)
    unregistered = {each.id for each in free.take(_UNREGISTERED * scale)}
    entries = {
        (each.id, "hub_operator"): giver.spelling(each.province, each.name_fr)
        for each in free.take(_ENTRIES_WITHOUT_ICE * scale, _is_in_hub_and_other_register)
    }
    references = {}
    for each in free.take(_OTHER_SPELLINGS * scale):
        partner = "provincial_handicrafts" if each.sector in CRAFTS else "government_departments"
        references[each.id, partner] = ("other_spelling", giver.spelling(each.province, each.name_fr))
    bearers: dict[str, Organisation] = {}
    for one, other in free.take_pairs(_PAIRS_OF_NAMESAKES * scale):
        bearers |= {one.id: one, other.id: one}
    cases = HardCases(references, entries, frozenset(unregistered), frozenset(unregistered | set(bearers)))
    return _applied(directory, cases, bearers), cases


class _Free:
    """Organisations with an ICE that are in no case yet, in random order."""

    def __init__(self, rng: Random, directory: Directory) -> None:
        self._organisations = [each for each in directory.organisations if each.ice is not None]
        rng.shuffle(self._organisations)

    def take(self, count: float, is_fit: Callable[[Organisation], bool] | None = None) -> list[Organisation]:
        """Takes so many (at least one) that fit; fewer when there are no more."""
        taken = [each for each in self._organisations if is_fit is None or is_fit(each)][: max(1, round(count))]
        self._organisations = [each for each in self._organisations if each not in taken]
        return taken

    def take_pairs(self, count: float) -> list[tuple[Organisation, Organisation]]:
        """Takes so many pairs (at least one) of the same province."""
        pairs = []
        for _ in range(max(1, round(count))):
            for one in self.take(1):
                pairs += [(one, other) for other in self.take(1, partial(_is_in_province, one.province))]
        return pairs


def _is_in_province(province: str, organisation: Organisation) -> bool:
    return organisation.province == province


def _is_in_hub_and_other_register(organisation: Organisation) -> bool:
    return "hub_operator" in organisation.has_register and len(organisation.has_register) > 1


def _applied(directory: Directory, cases: HardCases, bearers: Mapping[str, Organisation]) -> Directory:
    """The directory with names and entries changed as the cases want it."""
    organisations = {}
    for each in directory.organisations:
        named_like = bearers.get(each.id, each)
        registers = {} if each.id in cases.unregistered else each.has_register
        organisations[each.id] = replace(each, name_fr=named_like.name_fr, name_ar=named_like.name_ar, has_register=registers)
    entries = [
        _entry_applied(replace(entry, organisation=organisations[entry.organisation.id]), cases, bearers)
        for entry in directory.entries
        if entry.organisation.id not in cases.unregistered
    ]
    return Directory(tuple(organisations.values()), tuple(entries))


def _entry_applied(entry: Entry, cases: HardCases, bearers: Mapping[str, Organisation]) -> Entry:
    organisation = entry.organisation
    spelling = cases.entries.get((organisation.id, entry.partner))
    if spelling is not None:
        return replace(entry, ice=None, ice_from=None, name_fr=spelling, name_ar=None)
    if organisation.id in bearers:
        # Namesakes are told apart by their ICE, which every entry of theirs has.
        return replace(entry, ice=organisation.ice, name_fr=organisation.name_fr, name_ar=organisation.name_ar)
    return entry
