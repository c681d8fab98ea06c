"""What partners have to deliver, and what became of it: the periods that each feed owes, and the deliveries that answer for them.

What belongs here: duties, the slots they make up to a day, and which deliveries receive a slot. Figures of it: `demo.expected_partners`;
how complete and firm other figures are: `demo.expected_status`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from demo.contracts import CONTRACTS
from demo.deliveries.templates import TEMPLATES
from demo.periods import last_day_of_period, next_period, period_start
from demo.truth_deliveries import LoadNote

_ON_CHANGE: Final = frozenset({"hub_resources", "management_scenarios"})
_DUE_DAYS: Final = {
    "organisations": 15,
    "job_declarations": 10,
    "investment_projects": 10,
    "financing": 10,
    "training_sessions": 10,
    "hub_bookings": 1,
    "hub_visits": 1,
    "hub_services": 2,
    "hub_accounts": 15,
    "activity_surveys": 30,
    "market_contracts": 10,
    "agreements": 15,
    "needs_assessments": 60,
    "action_plan": 10,
    "reference_series": 35,
    "media_mentions": 5,
    "kpi_targets": 31,
}
"""Days after the end of a period by which it is to be delivered, as agreed."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A partner delivers a contract each day, week, month, quarter or year, so many days after its end at the latest."""

    partner: str
    contract: str
    frequency: str
    due_days: int


DUTIES: Final = tuple(
    Duty(partner, contract, CONTRACTS[contract].period_type, _DUE_DAYS[contract])
    for partner, contract in TEMPLATES
    if contract not in _ON_CHANGE
)
"""What the region's partners owe; lists sent whenever something changes are never due."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A period that a feed owes, and the local days on which deliveries of it came, in order."""

    duty: Duty
    start: date
    end: date
    received: tuple[datetime, ...]

    @property
    def due_on(self) -> date:
        """The last day on time."""
        return self.end + timedelta(days=self.duty.due_days)


def last_day(period_type: str, start: date) -> date:
    """Last day of a period of any length, days and weeks too."""
    if period_type == "day":
        return start
    return start + timedelta(days=6) if period_type == "week" else last_day_of_period(period_type, start)


def slots(duties: Iterable[Duty], loads: Sequence[LoadNote], today: date) -> Iterator[Slot]:
    """Every slot that begins by that day, from the feed's first delivery on (of any feed's, where it never delivered).

    Args:
        duties: what is owed.
        loads: what came so far.
        today: last day on which a slot can begin.
    """
    of_feed: dict[tuple[str, str], list[LoadNote]] = defaultdict(list)
    for load in loads:
        of_feed[load.partner, load.contract].append(load)
    first_of_all = min((load.period_start for load in loads), default=None)
    for duty in duties:
        own = of_feed[duty.partner, duty.contract]
        first = min((load.period_start for load in own), default=first_of_all)
        if first is None:
            continue
        for start, end in _spans(duty.frequency, first, today):
            yield Slot(duty, start, end, tuple(sorted(load.received_at for load in own if _receives(load, duty, start, end))))


def _spans(frequency: str, first: date, today: date) -> Iterator[tuple[date, date]]:
    if frequency == "day":
        start = first
    else:
        start = first - timedelta(days=first.weekday()) if frequency == "week" else period_start(frequency, first)
    while start <= today:
        end = last_day(frequency, start)
        yield start, end
        start = end + timedelta(days=1) if frequency in ("day", "week") else next_period(frequency, start)


def _receives(load: LoadNote, duty: Duty, start: date, end: date) -> bool:
    """A delivery receives what it contains; of a week, which longer exports cut in two, the part with its end or any file within it."""
    if load.is_refused:
        return False
    load_end = last_day(load.period_type, load.period_start)
    if duty.frequency == "week":
        return load.period_start <= end and (load_end >= end or load.period_start >= start)
    return load.period_start <= start and load_end >= end
