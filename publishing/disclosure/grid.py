"""Every figure of people in one array over measures, periods, territories and values of breakdowns.

What goes here: numbering atoms, their true values, which of them are the same. What does not: which tables are left out (`sparse.py`), what
binds atoms (`equations.py`).

A row that is absent says zero, unless its KPI has no figure yet for the period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from publishing.disclosure.rules import Rules
from publishing.disclosure.system import Catalogue, Cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Amounts = NDArray[np.float64]

UNKNOWN: Final = "unknown"
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
TOLERANCE: Final = 1e-6
_TOTAL: Final = ("total", "total")


class Grid:
    """The figures of people.

    Attributes:
        forms: KPI → part → measure → sign.
        cells, kpis, flat, amounts: the rows: their cells, KPIs, places in the grid, and what they say by part.
        value, is_told, is_open: by measure and place: the true value, whether a row speaks of it, whether none does and yet it is not 0.
        atom: by measure and place: the number of the atom.
    """

    def __init__(self, cells: Sequence[Cell], numerators: Amounts, denominators: Amounts, catalogue: Catalogue, rules: Rules) -> None:
        self.catalogue, self.rules = catalogue, rules
        self.forms = dict(_forms(catalogue, rules))
        kept = [i for i, cell in enumerate(cells) if cell[0] in self.forms and not np.isnan(numerators[i])]
        kept.sort(key=lambda i: cells[i])
        self.cells = [cells[i] for i in kept]
        self.amounts = {"numerator": numerators[kept], "denominator": denominators[kept]}
        unripe = {(cell[0], cell[1], cell[2]) for i, cell in enumerate(cells) if cell[0] in self.forms and np.isnan(numerators[i])}
        self.periods = sorted({cell[1:3] for cell in self.cells} | {key[1:] for key in unripe}, key=lambda p: (MONTHS[p[0]], p[1]))
        self.territories = sorted({cell[3] for cell in self.cells} | {catalogue.region}, key=lambda code: (code != catalogue.region, code))
        self.values = sorted({cell[4:6] for cell in self.cells} | {_TOTAL}, key=lambda value: (value != _TOTAL, value))
        self.measures = sorted({measure for forms in self.forms.values() for form in forms.values() for measure in form})
        self.at_period = {period: i for i, period in enumerate(self.periods)}
        self.at_value = {value: i for i, value in enumerate(self.values)}
        self.at_measure = {measure: i for i, measure in enumerate(self.measures)}
        self.shape = (len(self.periods), len(self.territories), len(self.values))
        self._place(unripe)
        self._fill()
        self._identify()

    def _place(self, unripe: set[tuple[str, str, date]]) -> None:
        at_territory = {code: i for i, code in enumerate(self.territories)}
        index = np.array([(self.at_period[c[1:3]], at_territory[c[3]], self.at_value[c[4:6]]) for c in self.cells], dtype=np.int64).reshape(
            -1, 3
        )
        places: Any = np.ravel_multi_index(tuple(index.T), self.shape) if len(index) else []
        self.flat: Ids = np.asarray(places, dtype=np.int64)
        self.kpis = np.array([c[0] for c in self.cells], dtype=object)
        self.unripe = unripe

    def _fill(self) -> None:
        """True values and explicit rows of every measure; multi-term forms are solved for the one measure that stands nowhere alone."""
        size = int(np.prod(self.shape))
        self.value = np.zeros((len(self.measures), size))
        self.is_told = np.zeros((len(self.measures), size), bool)  # a row speaks of it
        self.is_open = np.zeros((len(self.measures), size), bool)  # no row speaks of it, and none would
        single: list[tuple[str, str, Mapping[str, int]]] = []
        several: list[tuple[str, str, Mapping[str, int]]] = []
        for kpi, parts in sorted(self.forms.items()):
            for part, form in sorted(parts.items()):
                (single if len(form) == 1 else several).append((kpi, part, form))
        done: set[int] = set()
        for kpi, part, form in single + several:
            for measure in form:
                counted = self.rules.people.get(measure)
                base = self.at_measure.get((counted.same_as if counted else None) or "")
                if len(form) > 1 and base in done and self.at_measure[measure] not in done:
                    self.value[self.at_measure[measure]] = self.value[base]
                    done.add(self.at_measure[measure])
            rows = np.flatnonzero(self.kpis == kpi)
            missing = [m for m in form if self.at_measure[m] not in done]
            for measure in form:
                self.is_told[self.at_measure[measure], self.flat[rows]] = True
            if len(form) == 1:
                missing = list(form)  # each KPI that states it may have cells that the others lack
            if len(missing) != 1:
                continue
            target = self.at_measure[missing[0]]
            amount = self.amounts[part][rows].copy()
            for measure, sign in form.items():
                if measure != missing[0]:
                    amount -= sign * self.value[self.at_measure[measure], self.flat[rows]]
            self.value[target, self.flat[rows]] = amount * form[missing[0]]
            for own, period_type, start in self.unripe:
                if own == kpi:
                    at = self.at_period[period_type, start]
                    self.is_open[target].reshape(self.shape)[at] = True
            done.add(target)

    def _identify(self) -> None:
        """Atoms that are the same by definition get one number, where the true values agree."""
        size = self.value.shape[1]
        self.atom = np.arange(self.value.size, dtype=np.int64).reshape(self.value.shape)
        for measure, counted in sorted(self.rules.people.items(), key=lambda item: (item[1].same_as is None, item[0])):
            if measure not in self.at_measure:
                continue
            own = self.at_measure[measure]
            if counted.same_as in self.at_measure:
                every = np.arange(size)
                self._same(own, every, self.at_measure[counted.same_as], every)
            base = self.at_measure.get(counted.of or "")
            if base is None:
                continue
            cube = np.arange(size).reshape(self.shape)
            if counted.value in self.at_value:
                among = self.at_value[counted.value]
                self._same(own, cube[:, :, 0].ravel(), base, cube[:, :, among].ravel())
                self._same(own, cube[:, :, among].ravel(), base, cube[:, :, among].ravel())
            for (breakdown, value), at in self.at_value.items():
                if breakdown == counted.known and value != UNKNOWN:
                    self._same(own, cube[:, :, at].ravel(), base, cube[:, :, at].ravel())

    def _same(self, own: int, own_cells: Ids, base: int, base_cells: Ids) -> None:
        agrees = np.abs(self.value[own, own_cells] - self.value[base, base_cells]) <= TOLERANCE
        agrees |= self.is_open[own, own_cells]
        self.atom[own, own_cells[agrees]] = self.atom[base, base_cells[agrees]]
        self.is_told[base, base_cells[agrees]] |= self.is_told[own, own_cells[agrees]]

    def wholes(self, measure: str) -> list[str]:
        """The measures of which one counts a part, or whose people it weighs."""
        counted = self.rules.people.get(measure)
        if counted is None:
            return list(self.rules.weighed.get(measure.removeprefix("weighed:"), ()))
        return [name for name in (counted.same_as, counted.part_of) if name in self.at_measure]

    def ratios(self) -> Iterator[tuple[str, str]]:
        """(KPI, part) of ratios of people: what is left of the whole are people too."""
        for kpi, parts in sorted(self.forms.items()):
            over, under = parts.get("numerator", {}), parts.get("denominator", {})
            for measure in over:
                counted = self.rules.people.get(measure)
                if counted and counted.part_of in under and counted.part_of in self.at_measure:
                    yield kpi, measure

    def place_name(self, place: int) -> tuple[Any, ...]:
        """(period type, period start, territory, breakdown, value) of a place."""
        period, rest = divmod(place, self.shape[1] * self.shape[2])
        territory, value = divmod(rest, self.shape[2])
        return (*self.periods[period], self.territories[territory], *self.values[value])


def is_few(values: Amounts, threshold: int) -> NDArray[np.bool_]:
    """Which counts are small: more than none, fewer than the threshold."""
    few: NDArray[np.bool_] = (values > 0.5) & (values < threshold - 0.5)
    return few


def holds(longer: tuple[str, date], start: date) -> bool:
    """Whether a period that starts on a day lies within a longer one."""
    first = longer[1]
    months = (start.year - first.year) * 12 + start.month - first.month
    return 0 <= months < MONTHS[longer[0]]


def _forms(catalogue: Catalogue, rules: Rules) -> Iterator[tuple[str, dict[str, Mapping[str, int]]]]:
    """KPI → part → measures with their signs, of KPIs that speak of people."""
    for kpi in sorted({kpi for kpi, _ in catalogue.terms}):
        if kpi in rules.weighed:
            yield kpi, {"numerator": {f"weighed:{kpi}": 1}}
            continue
        parts = {part: form for (own, part), form in catalogue.terms.items() if own == kpi and rules.people.keys() & form.keys()}
        if parts:
            yield kpi, parts
