"""Which cells a row of the feeds beside jobs and the hub can change: families of KPIs, and the days on which it counts.

What belongs here: one line a contract. How a difference is traced to rows: `demo.differences`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from demo.periods import add_months

_A_YEAR: Final = 12
_LATE_AT_MOST: Final = 10 * _A_YEAR
# A KPI that is not moved by all that moves its letters, or by more.
_FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "JOB-11": ("JOB-11",),
    "JOB-14": ("JOB", "JOB-14"),
    "PRG-01": ("PRG-01",),
    "PRG-02": ("PRG-02",),
}


@dataclass(frozen=True, slots=True)
class FeedTrace:
    """What the rows of a contract touch.

    Attributes:
        families: families of KPIs, as `families_of` names them.
        days: the days in whose periods a row counts.
    """

    families: tuple[str, ...]
    days: Callable[[Any], tuple[date | None, ...]]


FEED_TRACES: Final[Mapping[str, FeedTrace]] = {
    "financing": FeedTrace(("FIN", "PRG-01", "JOB-14"), lambda row: (row.approved_on, row.disbursed_on)),
    "agreements": FeedTrace(("PRG-02",), lambda row: (row.signed_on,)),
    "market_contracts": FeedTrace(("MKT",), lambda row: (row.signed_on,)),
    "training_sessions": FeedTrace(("TRN",), lambda row: (row.starts_on,)),
    # An answer is compared with that of the year before, and the one a year later with it.
    "activity_surveys": FeedTrace(("LIV",), lambda row: (row.period_start, add_months(row.period_start, _A_YEAR))),
    # A need is met by a service of whatever day; the services are followed to it.
    "needs_assessments": FeedTrace(("NED",), lambda row: (row.recorded_on,)),
    "media_mentions": FeedTrace(("COM",), lambda row: (row.published_on,)),
    "action_plan": FeedTrace(("ACT",), lambda row: _months_from(row.due_on, _LATE_AT_MOST)),
    # An entry is projected after each of the twelve months that end with, or after, its own.
    "hub_accounts": FeedTrace(("SUS",), lambda row: _months_from(row.booked_on, _A_YEAR)),
    "management_scenarios": FeedTrace(("SUS",), lambda row: _months_from(date(row.year - 1, 1, 1), 2 * _A_YEAR)),
}


def _months_from(day: date, months: int) -> tuple[date, ...]:
    return tuple(add_months(day, number) for number in range(months))


def families_of(kpi_id: str) -> tuple[str, ...]:
    """The families whose touched months explain a KPI: by its letters, where nothing else is said."""
    return _FAMILIES.get(kpi_id, (kpi_id[:3],))
