"""How well organisations were linked: precision and recall by pairs of mentions, by difficulty, and what is left of it in the figures.

What belongs here: the measures. Mentions and their truth come from `demo.mentions`, links from `demo.given_links`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from demo.expected_cells import Key
from demo.expected_matching import Links, Reference
from demo.mentions import Mention

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Linked:
    """One mention: whom it truly means, for whom it was taken, and to which classes of difficulty or traps it belongs."""

    truth: str
    found: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of mentions: those truly of one organisation, those taken for one, and those that are both."""

    true: int
    found: int
    both: int

    @property
    def precision(self) -> float | None:
        """Share of the pairs taken for one that are one; None when there is none."""
        return self.both / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the pairs truly one that were taken for one; None when there is none."""
        return self.both / self.true if self.true else None


@dataclass(frozen=True, slots=True)
class KpiError:
    """What is wrong in the figures of one KPI: cells, cells that differ, and Σ|found − true| ÷ Σ|true| (None: all true ones are 0)."""

    cells: int
    wrong: int
    share: float | None


def linked(mentions: Iterable[Mention], links: Links) -> list[Linked]:
    """The mentions that were linked at all; what was never delivered, or rejected, is left out."""
    found = []
    for each in mentions:
        if each.kind == "register":
            assert each.organisation_ref is not None
            organisation = links.entries.get((each.partner, each.organisation_ref))
        else:
            organisation = links.references.get(Reference(each.partner, each.organisation_ref, each.ice, each.name, each.province).key)
        if organisation is not None:
            classes = {each.difficulty} if each.trap is None else {each.difficulty, f"trap: {each.trap}"}
            found.append(Linked(each.organisation_id, organisation, frozenset(classes)))
    return found


def pairs(mentions: Sequence[Linked]) -> Pairs:
    """All pairs of the mentions, counted by groups."""
    return Pairs(
        true=_pairs_in_groups(each.truth for each in mentions),
        found=_pairs_in_groups(each.found for each in mentions),
        both=_pairs_in_groups((each.truth, each.found) for each in mentions),
    )


def pairs_by_class(mentions: Sequence[Linked]) -> dict[str, Pairs]:
    """For each class the pairs in which at least one mention has it: all pairs but those among mentions without it."""
    everything = pairs(mentions)
    result = {}
    for name in sorted(set().union(*(each.classes for each in mentions))):
        others = pairs([each for each in mentions if name not in each.classes])
        result[name] = Pairs(everything.true - others.true, everything.found - others.found, everything.both - others.both)
    return result


def _pairs_in_groups(groups: Iterable[Hashable]) -> int:
    return sum(comb(size, 2) for size in Counter(groups).values())


def kpi_errors(found: Mapping[Key, float | None], true: Mapping[Key, float | None]) -> dict[str, KpiError]:
    """What is wrong by KPI; a cell that one side does not have, or has no value for, counts there as 0, and as wrong."""
    cells: dict[str, list[tuple[float | None, float | None]]] = defaultdict(list)
    for key in found.keys() | true.keys():
        cells[key[0]].append((found.get(key), true.get(key)))
    return {kpi: _error(of_kpi) for kpi, of_kpi in sorted(cells.items())}


def _error(cells: Sequence[tuple[float | None, float | None]]) -> KpiError:
    total = sum(abs(true or 0) for _, true in cells)
    off = sum(abs((found or 0) - (true or 0)) for found, true in cells)
    wrong = sum((found is None) is not (true is None) or abs((found or 0) - (true or 0)) > _CLOSE for found, true in cells)
    return KpiError(len(cells), wrong, off / total if total else None)
