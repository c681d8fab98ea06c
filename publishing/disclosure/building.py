"""From the rows of figures to the system of atoms, statements and equations.

What goes here: putting the system together: what rows state, which atoms are small, what goes with what, what it costs. What does not: the
words (`system.py`), what is kept back (`choosing.py`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from publishing.disclosure.equations import BoundGrid
from publishing.disclosure.grid import UNKNOWN, holds, is_few
from publishing.disclosure.rules import Rules
from publishing.disclosure.sparse import Table
from publishing.disclosure.system import Catalogue, Cell, Rows, System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Amounts = NDArray[np.float64]

# What it costs readers when a figure is kept back: years and the region are what they come for.
_PERIOD_COST: Final = {"month": 1.0, "quarter": 4.0, "year": 30.0}
_REGION_COST: Final = 25.0
_TOTAL_COST: Final = 8.0
_HEADLINE_COST: Final = 1000.0
# The last full month is what the extracts are about; what still runs is provisional.
_LAST_FULL: Final = 60.0
_RUNNING: Final = 0.1
DEAR: Final = 10_000.0
"""From here on an atom takes a total of the region with it."""


def build(
    cells: Sequence[Cell],
    numerators: Amounts,
    denominators: Amounts,
    catalogue: Catalogue,
    rules: Rules,
    not_shown: Container[tuple[str, Table]] | None = None,
) -> System:
    """The system of the figures of people.

    Args:
        cells: (KPI, period type, period start, territory, breakdown, value) of each row of figures, any order; each once.
        numerators, denominators: their true amounts, NaN where there is none.
        catalogue: terms of the KPIs and scopes of the measures.
        rules: which measures count people.
        not_shown: (KPI, table) that are not shown at all; those that the rules call sparse where None.
    """
    builder = _Builder(cells, numerators, denominators, catalogue, rules)
    builder.leave_out(not_shown)
    builder.bind()
    return builder.system()


class _Builder(BoundGrid):
    def system(self) -> System:
        """Everything together, with the atoms that matter numbered from 0: those that a row speaks of, and rests."""
        size = self.value.size
        value = np.concatenate([self.value.ravel(), *self.extra_values])
        is_told = np.zeros(len(value), bool)
        is_told[self.atom[self.is_told]] = True
        is_told[size:] = True
        number = np.cumsum(is_told) - 1
        rows = [np.concatenate([each[i] for each in self.rows]) if self.rows else np.empty(0) for i in range(3)]
        kept = is_told[rows[1].astype(np.int64)]
        equations = _numbered(rows[0][kept].astype(np.int64), number[rows[1][kept].astype(np.int64)], rows[2][kept])
        owner, statements = self._statements(number)
        small = self._small(value)
        follows = self._follows(number, is_told)
        return System(
            names=self._names(is_told), value=value[is_told], is_signed=self._signed(is_told), cells=self.cells, owner=owner,
            statements=statements, equations=equations, small=small[is_told], guarded=self._guarded(small)[is_told], follows=follows,
            cost=self._cost(is_told, follows, statements), left_out=self.left_out, floor=self._floor(value, number, is_told),
        )  # fmt: skip

    def _statements(self, number: Ids) -> tuple[Ids, Rows]:
        owners: list[Ids] = []
        rows: list[tuple[Ids, Ids, Amounts]] = []
        totals: list[Amounts] = []
        count = 0
        for kpi, parts in sorted(self.forms.items()):
            at = np.flatnonzero(self.kpis == kpi)
            for part, form in sorted(parts.items()):
                numbers = np.arange(count, count + len(at))
                for measure, sign in sorted(form.items()):
                    atoms = number[self.atom[self.at_measure[measure], self.flat[at]]]
                    rows.append((numbers, atoms, np.full(len(at), float(sign))))
                owners.append(at)
                totals.append(self.amounts[part][at])
                count += len(at)
        stacked = [np.concatenate([each[i] for each in rows]) if rows else np.empty(0) for i in range(3)]
        owner = np.concatenate(owners) if owners else np.empty(0, np.int64)
        total = np.concatenate(totals) if totals else np.empty(0)
        return owner, Rows(stacked[0].astype(np.int64), stacked[1].astype(np.int64), stacked[2], total)

    def _small(self, value: Amounts) -> NDArray[np.bool_]:
        threshold = self.rules.threshold
        small = np.zeros(len(value), bool)
        for measure in self.rules.people:
            if measure in self.at_measure:
                own = self.at_measure[measure]
                atoms = self.atom[own][self.is_told[own]]
                small[atoms] |= is_few(value[atoms], threshold)
        for kpi, measures in self.rules.weighed.items():
            for measure in measures:
                if measure in self.at_measure and f"weighed:{kpi}" in self.at_measure:
                    weighed = self.at_measure[f"weighed:{kpi}"]
                    told = self.is_told[weighed]
                    small[self.atom[weighed][told]] |= is_few(self.value[self.at_measure[measure]][told], threshold)
        for _, measure in self.ratios():
            _, extra = self.complement[measure]
            small[extra] |= is_few(value[extra], threshold)
        return small

    def _floor(self, value: Amounts, number: Ids, is_told: NDArray[np.bool_]) -> Amounts:
        floor = value.copy()
        for atom, least in self.lowest.items():
            floor[atom] = min(floor[atom], least)
        return floor[is_told]

    def _guarded(self, small: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Small atoms but those of people of whom an attribute is not known: the denominators of the shares tell how many they are."""
        known = {counted.known for counted in self.rules.people.values() if counted.known}
        at = [i for (breakdown, value), i in self.at_value.items() if breakdown in known and value == UNKNOWN]
        guarded = small.copy()
        open_ones = np.zeros(self.shape, bool)
        open_ones[:, :, at] = True
        guarded[self.atom[:, open_ones.ravel()]] = False
        for places, extra in self.complement.values():
            guarded[extra[open_ones.ravel()[places]]] = False
        return guarded

    def _follows(self, number: Ids, is_told: NDArray[np.bool_]) -> Ids:
        """Which cells are kept back with which atoms."""
        found: list[Ids] = []
        for kpi, parts in sorted(self.forms.items()):
            at = np.flatnonzero(self.kpis == kpi)
            measures = {measure for form in parts.values() for measure in form if measure in self.rules.people}
            measures |= {whole for measure in measures for whole in self.wholes(measure)}
            measures |= {f"weighed:{kpi}"} & set(self.at_measure)
            measures |= set(self.rules.weighed.get(kpi, ())) & set(self.at_measure)
            for measure in sorted(measures):
                atoms = self.atom[self.at_measure[measure], self.flat[at]]
                told = is_told[atoms]
                found.append(np.column_stack([number[atoms[told]], at[told]]))
        for kpi, measure in self.ratios():
            at = np.flatnonzero(self.kpis == kpi)
            places, extra = self.complement[measure]
            of_place = np.full(self.value.shape[1], -1, np.int64)
            of_place[places] = number[extra]
            rests = of_place[self.flat[at]]
            found.append(np.column_stack([rests[rests >= 0], at[rests >= 0]]))
        return np.unique(np.concatenate(found), axis=0) if found else np.empty((0, 2), np.int64)

    def _signed(self, is_told: NDArray[np.bool_]) -> NDArray[np.bool_]:
        signed = np.zeros(len(is_told), bool)
        for measure, own in self.at_measure.items():
            if measure.startswith("weighed:"):
                signed[self.atom[own]] = True
        return signed[is_told]

    def _cost(self, is_told: NDArray[np.bool_], follows: Ids, statements: Rows) -> Amounts:
        """What it costs readers when an atom is not told: all cells that go with it; infinite for what no row tells alone."""
        recent = self._recent()
        of_cell = np.array([_cell_cost(cell, self.catalogue.region) * recent.get(cell[1:3], 1.0) for cell in self.cells])
        count = int(is_told.sum())
        cost: Amounts = np.zeros(count)
        np.add.at(cost, follows[:, 0], of_cell[follows[:, 1]])
        alone = np.bincount(statements.row, minlength=len(statements.total)) == 1
        told = np.zeros(count, bool)
        told[statements.atom[alone[statements.row]]] = True
        cost[~told] = np.inf
        return cost

    def _recent(self) -> dict[tuple[str, date], float]:
        """What periods at the end are worth more or less: readers come for the last full month, and the running one is not done yet."""
        months = [period for period in self.periods if period[0] == "month"]
        quarters = [period for period in self.periods if period[0] == "quarter"]
        worth = {months[-1]: _RUNNING, months[-2]: _LAST_FULL} if len(months) > 1 else {}
        if months and quarters and holds(quarters[-1], months[-1][1]) and sum(holds(quarters[-1], start) for _, start in months) < 3:
            worth[quarters[-1]] = _RUNNING
        return worth

    def _names(self, is_told: NDArray[np.bool_]) -> list[tuple[Any, ...]]:
        """Atom → (what, period type, period start, territory, breakdown, value)."""
        size = self.value.shape[1]
        named: list[tuple[Any, ...]] = []
        extra = {self.value.size + i: name for i, name in enumerate(self.extra_names)}
        for atom in np.flatnonzero(is_told).tolist():
            what, place = extra[atom] if atom in extra else (self.measures[atom // size], atom % size)
            named.append((what, place))
        return [(what, *self.place_name(place)) for what, place in named]


def _cell_cost(cell: Cell, region: str) -> float:
    _, period_type, _, territory, breakdown, _ = cell
    cost = _PERIOD_COST[period_type] * (_TOTAL_COST if breakdown == "total" else 1)
    if territory == region:
        cost *= _REGION_COST * (_HEADLINE_COST if breakdown == "total" else 1)
    return cost


def _numbered(row: Ids, atom: Ids, sign: Amounts) -> Rows:
    """Equations whose numbers have no gaps; all of them are about 0."""
    numbers, row = np.unique(row, return_inverse=True)
    return Rows(row.astype(np.int64), atom, sign, np.zeros(len(numbers)))
