"""From the rows of figures to the system of atoms, statements and equations.

What goes here: numbering atoms and writing down what binds them. What does not: the words (`system.py`), what is kept back (`choosing.py`).

Everything is an array over (measure, period, territory, value of a breakdown). A row that is absent says zero, unless its KPI has no
figure yet for the period. Each equation is held against the true values: one that they contradict binds nobody and is left out, so
that the truth always is a solution.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from publishing.disclosure.rules import Rules
from publishing.disclosure.system import Catalogue, Cell, Rows, System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Amounts = NDArray[np.float64]

Table = tuple[str, bool, str]
"""A breakdown, of the region or of its provinces, by months, quarters or years."""
UNKNOWN: Final = "unknown"
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_TOTAL: Final = ("total", "total")
_TOLERANCE: Final = 1e-6
# What it costs readers when a figure is kept back: years and the region are what they come for.
_PERIOD_COST: Final = {"month": 1.0, "quarter": 4.0, "year": 30.0}
_REGION_COST: Final = 25.0
_TOTAL_COST: Final = 8.0
_HEADLINE_COST: Final = 1000.0
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
    return _Builder(cells, numerators, denominators, catalogue, rules, not_shown).system()


def table_of(cell: Cell, region: str) -> Table:
    """The table that a cell stands in."""
    return cell[4], cell[3] == region, cell[1]


class _Builder:
    def __init__(
        self,
        cells: Sequence[Cell],
        numerators: Amounts,
        denominators: Amounts,
        catalogue: Catalogue,
        rules: Rules,
        not_shown: Container[tuple[str, Table]] | None,
    ) -> None:
        self.not_shown = not_shown
        self.catalogue, self.rules = catalogue, rules
        self.forms = dict(_forms(catalogue, rules))
        kept = [i for i, cell in enumerate(cells) if cell[0] in self.forms and not np.isnan(numerators[i])]
        kept.sort(key=lambda i: cells[i])
        self.cells = [cells[i] for i in kept]
        self.amounts = {"numerator": numerators[kept], "denominator": denominators[kept]}
        unripe = {(cell[0], cell[1], cell[2]) for i, cell in enumerate(cells) if cell[0] in self.forms and np.isnan(numerators[i])}
        self.periods = sorted({cell[1:3] for cell in self.cells} | {key[1:] for key in unripe}, key=lambda p: (_MONTHS[p[0]], p[1]))
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
        self._leave_out_sparse_tables()
        self._write()

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
        self.is_alias = np.zeros_like(self.is_told)
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
        agrees = np.abs(self.value[own, own_cells] - self.value[base, base_cells]) <= _TOLERANCE
        agrees |= self.is_open[own, own_cells]
        self.atom[own, own_cells[agrees]] = self.atom[base, base_cells[agrees]]
        self.is_told[base, base_cells[agrees]] |= self.is_told[own, own_cells[agrees]]

    def _leave_out_sparse_tables(self) -> None:
        """Tables that hold many small counts are shown nowhere: neither their cells nor which of them are none.

        A table is a breakdown of a measure for the provinces, or for the region by months, quarters or years. One that is left out
        takes with it those that are finer, and those of its measure's parts.
        """
        self.breakdowns = sorted({breakdown for breakdown, _ in self.values if breakdown != "total"})
        cube = np.arange(self.value.shape[1]).reshape(self.shape)
        self.places: dict[Table, Ids] = {}
        for breakdown in self.breakdowns:
            at = [i for (each, _), i in self.at_value.items() if each == breakdown]
            for kind in _MONTHS:
                periods = [i for (each, _), i in self.at_period.items() if each == kind]
                self.places[breakdown, True, kind] = cube[np.ix_(periods, [0], at)].ravel()
                self.places[breakdown, False, kind] = cube[np.ix_(periods, range(1, self.shape[1]), at)].ravel()
        measures = {kpi: {m for form in parts.values() for m in form} for kpi, parts in self.forms.items()}
        told = {(cell[0], table_of(cell, self.catalogue.region)) for cell in self.cells}
        if self.not_shown is None:
            hidden = {(measure, table) for measure in self.measures for table in self._sparse(measure)}
            while more := {(m, t) for m in self.measures for t in self.places if (m, t) not in hidden and self._goes_with(m, t, hidden)}:
                hidden |= more
            gone = {(kpi, table) for kpi, table in told if any((m, table) in hidden for m in measures[kpi])}
        else:
            gone = {each for each in told if each in self.not_shown}
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
        rest = self.rules.people[measure].part_of if any(measure == each for _, each in self._ratios()) else None
        for breakdown in self.breakdowns:
            few: dict[tuple[bool, str], tuple[int, int]] = {}
            for (each, is_region, kind), places in self.places.items():
                if each != breakdown:
                    continue
                told = places[self.is_told[own, places]]
                is_small = _is_few(self.value[own, told], self.rules.threshold)
                if rest in self.at_measure:
                    is_small |= _is_few(self.value[self.at_measure[str(rest)], told] - self.value[own, told], self.rules.threshold)
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
        return any((whole, table) in hidden for whole in self._wholes(measure))

    def _wholes(self, measure: str) -> list[str]:
        counted = self.rules.people.get(measure)
        if counted is None:
            return list(self.rules.weighed.get(measure.removeprefix("weighed:"), ()))
        return [name for name in (counted.same_as, counted.part_of) if name in self.at_measure]

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
            told = shown & _is_few(cells, self.rules.threshold) & (rows + columns - everything > 0.5)
            for t, g, v in np.argwhere(told).tolist():
                atom = int(self.atom[own, cube[t, g + 1, 0]])
                lowest[atom] = min(lowest.get(atom, np.inf), float(everything[t, 0, 0] - columns[t, 0, v]))
        self.lowest = lowest

    def _write(self) -> None:
        """Equations between atoms of one measure, then parts of wholes."""
        self.rows: list[tuple[Ids, Ids, Amounts]] = []
        self.row_count = 0
        self.extra_values: list[Amounts] = []
        self.extra_names: list[tuple[Any, ...]] = []
        self.extra_count = 0
        self.pairs: list[tuple[str, str]] = []
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
                parts = [i for (kind, start), i in self.at_period.items() if kind == shorter and _holds(period, start)]
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
        return any(kind == "quarter" and _holds(year, start) for kind, start in self.periods)

    def _part(self, measure: str, whole: str) -> None:
        """The whole is the part and a rest that is not negative; of a ratio the rest counts people too."""
        own, other = self.at_measure[measure], self.at_measure[whole]
        told = np.flatnonzero(self.is_told[own] & ~self.is_open[own] & ~self.is_open[other])
        rest = self.value[other, told] - self.value[own, told]
        holds = rest >= -_TOLERANCE
        told, rest = told[holds], rest[holds]
        extra = self._extra(measure, rest, told, f"{whole} − {measure}")
        self._add(np.column_stack([self.atom[own, told], extra]), np.tile([1.0, 1.0], (len(told), 1)), self.atom[other, told])
        self.complement[measure] = (told, extra)

    def _equal(self, own: int, parts: Ids, whole: Ids) -> None:
        sums = self.value[own][parts].sum(axis=1)
        holds = np.abs(sums - self.value[own][whole]) <= _TOLERANCE * np.maximum(1, np.abs(sums))
        holds &= ~(self.is_open[own][parts].any(axis=1) | self.is_open[own][whole])
        self._add(self.atom[own][parts[holds]], np.ones(parts[holds].shape), self.atom[own][whole[holds]])

    def _at_most(self, own: int, parts: Ids, whole: Ids) -> None:
        """Parts ≤ whole: parts + rest = whole."""
        rest = self.value[own][whole] - self.value[own][parts].sum(axis=1)
        holds = (rest >= -_TOLERANCE) & self.is_told[own][parts].any(axis=1)
        holds &= ~(self.is_open[own][parts].any(axis=1) | self.is_open[own][whole])
        extra = self._extra(self.measures[own], rest[holds], whole[holds], "rest")
        signs = np.ones((int(holds.sum()), parts.shape[1] + 1))
        self._add(np.column_stack([self.atom[own][parts[holds]], extra]), signs, self.atom[own][whole[holds]])

    def _at_least(self, own: int, parts: Ids, whole: Ids) -> None:
        """Parts ≥ whole: parts − surplus = whole."""
        surplus = self.value[own][parts].sum(axis=1) - self.value[own][whole]
        holds = (surplus >= -_TOLERANCE) & self.is_told[own][whole]
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
                small[atoms] |= _is_few(value[atoms], threshold)
        for kpi, measures in self.rules.weighed.items():
            for measure in measures:
                if measure in self.at_measure and f"weighed:{kpi}" in self.at_measure:
                    weighed = self.at_measure[f"weighed:{kpi}"]
                    told = self.is_told[weighed]
                    small[self.atom[weighed][told]] |= _is_few(self.value[self.at_measure[measure]][told], threshold)
        for _, measure in self._ratios():
            _, extra = self.complement[measure]
            small[extra] |= _is_few(value[extra], threshold)
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

    def _ratios(self) -> Iterator[tuple[str, str]]:
        """(KPI, part) of ratios of people: what is left of the whole are people too."""
        for kpi, parts in sorted(self.forms.items()):
            over, under = parts.get("numerator", {}), parts.get("denominator", {})
            for measure in over:
                counted = self.rules.people.get(measure)
                if counted and counted.part_of in under and counted.part_of in self.at_measure:
                    yield kpi, measure

    def _follows(self, number: Ids, is_told: NDArray[np.bool_]) -> Ids:
        """Which cells are kept back with which atoms."""
        found: list[Ids] = []
        for kpi, parts in sorted(self.forms.items()):
            at = np.flatnonzero(self.kpis == kpi)
            measures = {measure for form in parts.values() for measure in form if measure in self.rules.people}
            measures |= {whole for measure in measures for whole in self._wholes(measure)}
            measures |= {f"weighed:{kpi}"} & set(self.at_measure)
            measures |= set(self.rules.weighed.get(kpi, ())) & set(self.at_measure)
            for measure in sorted(measures):
                atoms = self.atom[self.at_measure[measure], self.flat[at]]
                told = is_told[atoms]
                found.append(np.column_stack([number[atoms[told]], at[told]]))
        for kpi, measure in self._ratios():
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
        of_cell = np.array([_cell_cost(cell, self.catalogue.region) for cell in self.cells])
        count = int(is_told.sum())
        cost: Amounts = np.zeros(count)
        np.add.at(cost, follows[:, 0], of_cell[follows[:, 1]])
        alone = np.bincount(statements.row, minlength=len(statements.total)) == 1
        told = np.zeros(count, bool)
        told[statements.atom[alone[statements.row]]] = True
        cost[~told] = np.inf
        return cost

    def _names(self, is_told: NDArray[np.bool_]) -> list[tuple[Any, ...]]:
        """Atom → (what, period type, period start, territory, breakdown, value)."""
        size = self.value.shape[1]
        named: list[tuple[Any, ...]] = []
        extra = {self.value.size + i: name for i, name in enumerate(self.extra_names)}
        for atom in np.flatnonzero(is_told).tolist():
            what, place = extra[atom] if atom in extra else (self.measures[atom // size], atom % size)
            named.append((what, place))
        return [(what, *self._place_name(place)) for what, place in named]

    def _place_name(self, place: int) -> tuple[Any, ...]:
        period, rest = divmod(place, self.shape[1] * self.shape[2])
        territory, value = divmod(rest, self.shape[2])
        return (*self.periods[period], self.territories[territory], *self.values[value])


def _cell_cost(cell: Cell, region: str) -> float:
    _, period_type, _, territory, breakdown, _ = cell
    cost = _PERIOD_COST[period_type] * (_TOTAL_COST if breakdown == "total" else 1)
    if territory == region:
        cost *= _REGION_COST * (_HEADLINE_COST if breakdown == "total" else 1)
    return cost


def _forms(catalogue: Catalogue, rules: Rules) -> Iterator[tuple[str, dict[str, Mapping[str, int]]]]:
    """KPI → part → measures with their signs, of KPIs that speak of people."""
    for kpi in sorted({kpi for kpi, _ in catalogue.terms}):
        if kpi in rules.weighed:
            yield kpi, {"numerator": {f"weighed:{kpi}": 1}}
            continue
        parts = {part: form for (own, part), form in catalogue.terms.items() if own == kpi and rules.people.keys() & form.keys()}
        if parts:
            yield kpi, parts


def _is_few(values: Amounts, threshold: int) -> NDArray[np.bool_]:
    few: NDArray[np.bool_] = (values > 0.5) & (values < threshold - 0.5)
    return few


def _holds(longer: tuple[str, date], start: date) -> bool:
    first = longer[1]
    months = (start.year - first.year) * 12 + start.month - first.month
    return 0 <= months < _MONTHS[longer[0]]


def _numbered(row: Ids, atom: Ids, sign: Amounts) -> Rows:
    """Equations whose numbers have no gaps; all of them are about 0."""
    numbers, row = np.unique(row, return_inverse=True)
    return Rows(row.astype(np.int64), atom, sign, np.zeros(len(numbers)))
