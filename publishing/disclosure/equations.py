"""What binds the atoms of a grid, whatever is published.

What goes here: sums over breakdowns, provinces and time, parts of wholes. What does not: what is published of them (`building.py`).

Each equation is held against the true values: one that they contradict binds nobody and is left out, so that the truth always is a
solution.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from publishing.disclosure.grid import TOLERANCE, holds
from publishing.disclosure.sparse import ShownGrid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Amounts = NDArray[np.float64]


class BoundGrid(ShownGrid):
    """A grid with its equations.

    Attributes:
        rows: equations: numbers, atoms, signs; each is about 0.
        extra_values, extra_names, extra_count: atoms that no row tells: rests and surpluses.
        complement: part → its places and the atoms of what is left of its whole there.
    """

    def bind(self) -> None:
        """Equations between atoms of one measure, then parts of wholes."""
        self.rows: list[tuple[Ids, Ids, Amounts]] = []
        self.row_count = 0
        self.extra_values: list[Amounts] = []
        self.extra_names: list[tuple[Any, ...]] = []
        self.extra_count = 0
        self.complement: dict[str, tuple[Ids, Ids]] = {}
        ordered = [m for m in self.measures if not (m in self.rules.people and self.rules.people[m].same_as in self.at_measure)]
        for measure in ordered:
            self._sums(measure)
        for measure in ordered:
            counted = self.rules.people.get(measure)
            whole = counted.part_of if counted else None
            if whole in self.at_measure:
                self._part(measure, str(whole))

    def _sums(self, measure: str) -> None:
        own = self.at_measure[measure]
        name = measure.removeprefix("weighed:")
        scope = self.catalogue.scopes.get(name) or self.catalogue.scopes[next(iter(self.catalogue.terms[name, "numerator"]))]
        cube = np.arange(self.value.shape[1]).reshape(self.shape)
        for breakdown in (*scope.partitions, *scope.lifted):
            among = [
                at
                for (each, value), at in self.at_value.items()
                if each == breakdown and (breakdown not in scope.lifted or value in self.catalogue.lasting_types)
            ]
            if among:
                self._equal(own, cube[:, :, among].reshape(-1, len(among)), cube[:, :, 0].ravel())
        if not scope.is_additive:
            # A count of distinct people: no value exceeds the total, and together they reach it at least.
            breakdowns = sorted({each for each, _ in self.values if each != "total"})
            for breakdown in breakdowns:
                among = [at for (each, _), at in self.at_value.items() if each == breakdown]
                self._at_least(own, cube[:, :, among].reshape(-1, len(among)), cube[:, :, 0].ravel())
                for at in among:
                    self._within(own, cube[:, :, at].ravel(), cube[:, :, 0].ravel())
        if scope.is_additive and self.shape[1] > 1:
            provinces = cube[:, 1:, :].transpose(0, 2, 1).reshape(-1, self.shape[1] - 1)
            together = self._equal if scope.is_always_located else self._at_most
            together(own, provinces, cube[:, 0, :].ravel())
        for shorter, longer in (("month", "quarter"), ("quarter", "year"), ("month", "year")):
            for period, at in self.at_period.items():
                if period[0] != longer:
                    continue
                parts = [i for (kind, start), i in self.at_period.items() if kind == shorter and holds(period, start)]
                if not parts or (longer == "year" and shorter == "month" and self._has_quarters(period)):
                    continue
                within = cube[parts].reshape(len(parts), -1).T
                if scope.adds_up_over_periods:
                    self._equal(own, within, cube[at].ravel())
                elif scope.is_additive:
                    self._at_most(own, within, cube[at].ravel())
                else:
                    self._at_least(own, within, cube[at].ravel())
                    for each in parts:
                        self._within(own, cube[each].ravel(), cube[at].ravel())

    def _has_quarters(self, year: tuple[str, date]) -> bool:
        return any(kind == "quarter" and holds(year, start) for kind, start in self.periods)

    def _part(self, measure: str, whole: str) -> None:
        """The whole is the part and a rest that is not negative; of a ratio the rest counts people too."""
        own, other = self.at_measure[measure], self.at_measure[whole]
        told = np.flatnonzero(self.is_told[own] & ~self.is_open[own] & ~self.is_open[other])
        rest = self.value[other, told] - self.value[own, told]
        holds = rest >= -TOLERANCE
        told, rest = told[holds], rest[holds]
        extra = self._extra(measure, rest, told, f"{whole} − {measure}")
        self._add(np.column_stack([self.atom[own, told], extra]), np.tile([1.0, 1.0], (len(told), 1)), self.atom[other, told])
        self.complement[measure] = (told, extra)

    def _equal(self, own: int, parts: Ids, whole: Ids) -> None:
        sums = self.value[own][parts].sum(axis=1)
        holds = np.abs(sums - self.value[own][whole]) <= TOLERANCE * np.maximum(1, np.abs(sums))
        holds &= ~(self.is_open[own][parts].any(axis=1) | self.is_open[own][whole])
        self._add(self.atom[own][parts[holds]], np.ones(parts[holds].shape), self.atom[own][whole[holds]])

    def _at_most(self, own: int, parts: Ids, whole: Ids) -> None:
        """Parts ≤ whole: parts + rest = whole."""
        rest = self.value[own][whole] - self.value[own][parts].sum(axis=1)
        holds = (rest >= -TOLERANCE) & self.is_told[own][parts].any(axis=1)
        holds &= ~(self.is_open[own][parts].any(axis=1) | self.is_open[own][whole])
        extra = self._extra(self.measures[own], rest[holds], whole[holds], "rest")
        signs = np.ones((int(holds.sum()), parts.shape[1] + 1))
        self._add(np.column_stack([self.atom[own][parts[holds]], extra]), signs, self.atom[own][whole[holds]])

    def _at_least(self, own: int, parts: Ids, whole: Ids) -> None:
        """Parts ≥ whole: parts − surplus = whole."""
        surplus = self.value[own][parts].sum(axis=1) - self.value[own][whole]
        holds = (surplus >= -TOLERANCE) & self.is_told[own][whole]
        holds &= ~(self.is_open[own][parts].any(axis=1) | self.is_open[own][whole])
        extra = self._extra(self.measures[own], surplus[holds], whole[holds], "surplus")
        signs = np.ones((int(holds.sum()), parts.shape[1] + 1))
        signs[:, -1] = -1
        self._add(np.column_stack([self.atom[own][parts[holds]], extra]), signs, self.atom[own][whole[holds]])

    def _within(self, own: int, part: Ids, whole: Ids) -> None:
        self._at_most(own, part[:, None], whole)

    def _extra(self, measure: str, values: Amounts, places: Ids, what: str) -> Ids:
        """New atoms that no row states: rests and surpluses."""
        first = self.value.size + self.extra_count
        self.extra_count += len(values)
        self.extra_values.append(np.maximum(values, 0))
        self.extra_names += [(what if what != "rest" else f"{measure} rest", place) for place in places.tolist()]
        return np.arange(first, first + len(values), dtype=np.int64)

    def _add(self, parts: Ids, signs: Amounts, whole: Ids) -> None:
        """Σ sign × part − whole = 0, one equation a row."""
        count, width = parts.shape
        numbers = np.repeat(np.arange(self.row_count, self.row_count + count), width + 1)
        atoms = np.column_stack([parts, whole]).ravel()
        signed = np.column_stack([signs, np.full(count, -1.0)]).ravel()
        self.rows.append((numbers, atoms, signed))
        self.row_count += count
