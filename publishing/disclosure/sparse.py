"""Tables that hold many small counts: they are shown nowhere.

What goes here: which tables these are, and what their margins would tell of them. What does not: cells of tables that are shown
(`choosing.py`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

import numpy as np

from publishing.disclosure.grid import MONTHS, Grid, is_few
from publishing.disclosure.system import Cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Amounts = NDArray[np.float64]

Table = tuple[str, bool, str]
"""A breakdown, of the region or of its provinces, by months, quarters or years."""


def table_of(cell: Cell, region: str) -> Table:
    """The table that a cell stands in."""
    return cell[4], cell[3] == region, cell[1]


class ShownGrid(Grid):
    """A grid without the tables that are not shown.

    Attributes:
        left_out: the cells of these tables.
        hidden_tables: (measure, table) that no KPI shows.
        lowest: atom → how low the attacker must think a province's total possible, for the sake of a table that is not shown.
    """

    left_out: list[Cell]
    lowest: dict[int, float]

    def leave_out(self, not_shown: Container[tuple[str, Table]] | None) -> None:
        """Tables that hold many small counts are shown nowhere: neither their cells nor which of them are none.

        A table is a breakdown of a measure for the provinces, or for the region by months, quarters or years. One that is left out
        takes with it those that are finer, and those of its measure's parts.
        """
        self.breakdowns = sorted({breakdown for breakdown, _ in self.values if breakdown != "total"})
        cube = np.arange(self.value.shape[1]).reshape(self.shape)
        self.places: dict[Table, Ids] = {}
        for breakdown in self.breakdowns:
            at = [i for (each, _), i in self.at_value.items() if each == breakdown]
            for kind in MONTHS:
                periods = [i for (each, _), i in self.at_period.items() if each == kind]
                self.places[breakdown, True, kind] = cube[np.ix_(periods, [0], at)].ravel()
                self.places[breakdown, False, kind] = cube[np.ix_(periods, range(1, self.shape[1]), at)].ravel()
        measures = {kpi: {m for form in parts.values() for m in form} for kpi, parts in self.forms.items()}
        told = {(cell[0], table_of(cell, self.catalogue.region)) for cell in self.cells}
        if not_shown is None:
            hidden = {(measure, table) for measure in self.measures for table in self._sparse(measure)}
            while more := {(m, t) for m in self.measures for t in self.places if (m, t) not in hidden and self._goes_with(m, t, hidden)}:
                hidden |= more
            gone = {(kpi, table) for kpi, table in told if any((m, table) in hidden for m in measures[kpi])}
        else:
            gone = {each for each in told if each in not_shown}
        # A measure of which one KPI still shows the table is no secret there.
        shown = {(m, table) for kpi, table in told - gone for m in measures[kpi]}
        hidden = {(m, table) for kpi, table in gone for m in measures[kpi]} - shown
        self.hidden_tables = hidden
        left_out = np.array([(cell[0], table_of(cell, self.catalogue.region)) in gone for cell in self.cells], bool)
        self._find_lower_bounds()
        self.left_out = [cell for cell, is_gone in zip(self.cells, left_out, strict=True) if is_gone]
        self.cells = [cell for cell, is_gone in zip(self.cells, left_out, strict=True) if not is_gone]
        self.kpis, self.flat = self.kpis[~left_out], self.flat[~left_out]
        self.amounts = {part: amounts[~left_out] for part, amounts in self.amounts.items()}
        for measure, table in hidden:
            own = self.at_measure[measure]
            self.is_told[own, self.places[table]] = False
            self.is_open[own, self.places[table]] = True

    def _sparse(self, measure: str) -> Iterator[Table]:
        """The tables of a measure in which too many cells are small, or of a ratio leave a small rest."""
        if measure not in self.rules.people:
            return
        own = self.at_measure[measure]
        rest = self.rules.people[measure].part_of if any(measure == each for _, each in self.ratios()) else None
        for breakdown in self.breakdowns:
            few: dict[tuple[bool, str], tuple[int, int]] = {}
            for (each, is_region, kind), places in self.places.items():
                if each != breakdown:
                    continue
                told = places[self.is_told[own, places]]
                is_small = is_few(self.value[own, told], self.rules.threshold)
                if rest in self.at_measure:
                    is_small |= is_few(self.value[self.at_measure[str(rest)], told] - self.value[own, told], self.rules.threshold)
                few[is_region, kind] = (int(is_small.sum()), len(told))
            for (is_region, kind), (count, cells) in few.items():
                if count > self.rules.sparse_share * cells:
                    yield breakdown, is_region, kind

    def _goes_with(self, measure: str, table: Table, hidden: set[tuple[str, Table]]) -> bool:
        """Whether a table is finer than one that is left out, or that of a part of its measure."""
        breakdown, is_region, kind = table
        coarser = {"month": ("quarter", "year"), "quarter": ("year",), "year": ()}[kind]
        if any((measure, (breakdown, is_region, longer)) in hidden for longer in coarser):
            return True
        if not is_region and (measure, (breakdown, True, kind)) in hidden:
            return True
        return any((whole, table) in hidden for whole in self.wholes(measure))

    def _find_lower_bounds(self) -> None:
        """Where the margins alone would tell that a cell of a table that is not shown holds somebody, the province's total must give way.

        In a table of which only the margins are known, a cell is at least row + column − all (Fréchet); if that is more than none for
        a small count, the row's total must be able to fall to all − column.
        """
        lowest: dict[int, float] = {}
        cube = np.arange(self.value.shape[1]).reshape(self.shape)
        for measure, b in sorted({(measure, table[0]) for measure, table in self.hidden_tables if not table[1]}):
            scope = self.catalogue.scopes.get(measure)
            if scope is None or b not in scope.partitions or not scope.is_always_located:
                continue
            own = self.at_measure[measure]
            amounts = self.value[own].reshape(self.shape)
            at = [i for (each, _), i in self.at_value.items() if each == b]
            rows, columns, everything = amounts[:, 1:, :1], amounts[:, :1, at], amounts[:, :1, :1]
            cells = amounts[:, 1:, at]
            shown = np.array([(measure, (b, True, kind)) not in self.hidden_tables for kind, _ in self.periods])[:, None, None]
            told = shown & is_few(cells, self.rules.threshold) & (rows + columns - everything > 0.5)
            for t, g, v in np.argwhere(told).tolist():
                atom = int(self.atom[own, cube[t, g + 1, 0]])
                lowest[atom] = min(lowest.get(atom, np.inf), float(everything[t, 0, 0] - columns[t, 0, v]))
        self.lowest = lowest
