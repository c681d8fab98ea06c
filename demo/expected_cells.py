"""The cells of `kpi_values`: measures added up by period, territory and breakdown, and KPIs as terms over measures.

All arithmetic is exact: counts are `int`, everything else `fractions.Fraction`; nothing is rounded. Plain Python on
purpose: this is the independent second opinion on the warehouse, with which it shares no code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from demo.periods import PERIOD_TYPES, add_months, last_day_of_period, period_start, periods_between
from demo.places import PROVINCE_CODES
from demo.truth import REGION

Number = int | Fraction
Key = tuple[str, str, date, str, str, str]
"""kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value"""

Cell = tuple[str, date, str, str, str]
"""period_type, period_start, territory_code, breakdown, breakdown_value"""

TOTAL: Final = "total"
UNKNOWN: Final = "unknown"
TERRITORIES: Final = (REGION, *PROVINCE_CODES)


@dataclass(frozen=True, slots=True)
class Expected:
    """One row of `kpi_values`. A count has no denominator; a ratio over 0 or None has the value None."""

    numerator: Number | None
    denominator: Number | None
    value: Number | None

    def as_floats(self) -> tuple[float | None, float | None, float | None]:
        """Numerator, denominator and value as floats, to compare with what a database holds."""
        numbers = (self.numerator, self.denominator, self.value)
        return tuple(None if number is None else float(number) for number in numbers)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Formula:
    """How one KPI is made of measures.

    Attributes:
        numerator: measures and their signs (+1 or −1).
        denominator: the measure below the line, None for a count or a net.
        breakdowns: breakdowns besides the total.
        has_provinces: whether it exists for provinces, or for the region only.
        matures_after: months after the end of the period from which both terms are known, else they are None.
        has_total: whether the values of its breakdown may be added up.
        shortest: the shortest type of period for which it exists.
        is_statistic: whether it does not exist, instead of being 0, where there is nothing (a median).
    """

    kpi_id: str
    numerator: tuple[tuple[str, int], ...]
    denominator: str | None = None
    breakdowns: tuple[str, ...] = ()
    has_provinces: bool = True
    matures_after: int = 0
    has_total: bool = True
    shortest: str = "month"
    is_statistic: bool = False

    @property
    def period_types(self) -> tuple[str, ...]:
        """The types of period for which it exists."""
        return PERIOD_TYPES[PERIOD_TYPES.index(self.shortest) :]


class Tally:
    """Sums of measures by cell; what was never added is 0."""

    def __init__(self) -> None:
        """Starts with every sum at 0."""
        self._sums: dict[Cell, dict[str, Number]] = defaultdict(lambda: defaultdict(int))

    def add(self, cell: Cell, amounts: Mapping[str, Number]) -> None:
        """Adds to several measures of one cell."""
        sums = self._sums[cell]
        for measure, amount in amounts.items():
            sums[measure] += amount

    def cells(self) -> Iterator[tuple[Cell, Mapping[str, Number]]]:
        """Every cell to which something was added, with its sums."""
        yield from self._sums.items()

    def sums(self, cell: Cell) -> Mapping[str, Number]:
        """The sums of one cell; empty where nothing was added."""
        return self._sums.get(cell, {})


def cells_of(day: date, territory: str | None, breakdowns: Mapping[str, str | None]) -> Iterator[Cell]:
    """The cells in which an event of that day counts: each period type, region and province, each breakdown.

    A breakdown value of None stands as 'unknown'. `territory` None: the region only.
    """
    territories = (REGION,) if territory is None else (REGION, territory)
    for period_type in PERIOD_TYPES:
        start = period_start(period_type, day)
        for code in territories:
            for breakdown, value in breakdowns.items():
                yield period_type, start, code, breakdown, UNKNOWN if value is None else value


def rows(formula: Formula, tally: Tally, first: date, today: date) -> dict[Key, Expected]:
    """The rows of one KPI.

    `total`: one for every period from `first` to `today` and every territory, and earlier ones that are not empty.
    Other breakdowns: where some term is not zero. Nothing for periods that start after `today`.
    """
    result: dict[Key, Expected] = {}
    for period_type in formula.period_types:
        for start in periods_between(period_type, first, today):
            for territory in _territories(formula):
                cell = (period_type, start, territory, TOTAL, TOTAL)
                result[formula.kpi_id, *cell] = _row(formula, cell, tally.sums(cell), today)
    for cell, sums in tally.cells():
        _, start, territory, breakdown, _ = cell
        is_wanted = breakdown in (TOTAL, *formula.breakdowns) and (formula.has_provinces or territory == REGION)
        if is_wanted and start <= today and _is_mature(formula, cell, today) and _is_any_term_there(formula, sums):
            result[formula.kpi_id, *cell] = _row(formula, cell, sums, today)
    return result


def _territories(formula: Formula) -> tuple[str, ...]:
    """The territories whose total has a row, whatever happens."""
    if not formula.has_total:
        return ()
    return TERRITORIES if formula.has_provinces else (REGION,)


def _row(formula: Formula, cell: Cell, sums: Mapping[str, Number], today: date) -> Expected:
    if not _is_mature(formula, cell, today):
        return Expected(None, None, None)
    if formula.is_statistic and not any(measure in sums for measure, _ in formula.numerator):
        return Expected(None, None, None)
    numerator: Number = sum((sign * sums.get(measure, 0) for measure, sign in formula.numerator), start=0)
    if formula.denominator is None:
        return Expected(numerator, None, numerator)
    denominator = sums.get(formula.denominator, 0)
    return Expected(numerator, denominator, Fraction(numerator) / denominator if denominator else None)


def _is_mature(formula: Formula, cell: Cell, today: date) -> bool:
    if not formula.matures_after:
        return True
    return add_months(last_day_of_period(cell[0], cell[1]), formula.matures_after) <= today


def _is_any_term_there(formula: Formula, sums: Mapping[str, Number]) -> bool:
    measures = [measure for measure, _ in formula.numerator]
    if formula.denominator is not None:
        measures.append(formula.denominator)
    if formula.is_statistic:
        return any(measure in sums for measure in measures)
    return any(sums.get(measure, 0) != 0 for measure in measures)
