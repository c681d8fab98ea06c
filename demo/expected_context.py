"""What stands beside each figure: its target, the value before, how complete its sources are, and how firm it is.

What belongs here: the same rules for every KPI. Which contracts a KPI needs is a table of its own, read off the definitions of the KPIs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from demo.expected_cells import TOTAL, Expected, Key, Number
from demo.expected_slots import DUTIES, Duty, Slot, slots
from demo.periods import last_day_of_period, local_date, previous_period
from demo.truth import REGION
from demo.truth_deliveries import LoadNote
from demo.truth_feeds import TargetRow

_USES: Final = ("hub_bookings", "hub_visits", "hub_services")
_ROOMS: Final = ("hub_resources", "hub_bookings")

CONTRACTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    **{f"JOB-{number:02}": ("job_declarations",) for number in (*range(1, 11), 13)},
    "JOB-11": ("investment_projects",),
    "JOB-12": ("job_declarations", *_USES),
    "JOB-14": ("job_declarations", "financing"),
    **dict.fromkeys(("HUB-01", "HUB-02", "HUB-11"), _ROOMS),
    "HUB-03": ("hub_bookings",),
    **dict.fromkeys(("HUB-04", "HUB-07", "HUB-08"), _USES),
    **dict.fromkeys(("HUB-05", "HUB-06"), ("hub_visits",)),
    "HUB-09": ("hub_services",),
    "HUB-10": ("hub_bookings", "hub_services"),
    **dict.fromkeys(("FIN-01", "FIN-02", "FIN-03", "PRG-01"), ("financing",)),
    **dict.fromkeys(("TRN-01", "TRN-02"), ("training_sessions",)),
    **dict.fromkeys(("LIV-01", "LIV-02"), ("activity_surveys",)),
    "PRG-02": ("agreements",),
    "MKT-01": ("market_contracts",),
    "SUS-01": ("hub_accounts",),
    "SUS-02": ("hub_accounts", "management_scenarios"),
    "NED-01": ("needs_assessments", "hub_services"),
    "COM-01": ("media_mentions",),
    **dict.fromkeys(("ACT-01", "ACT-02"), ("action_plan",)),
}
"""What must come in for a KPI; those that tell how partners deliver need everything and are not listed."""

Firmness = tuple[Fraction | None, str]
"""coverage and status"""


@dataclass(frozen=True, slots=True)
class Context:
    """The columns of `kpi_values` that stand beside numerator, denominator and value."""

    target: Number | None
    previous_value: Number | None
    coverage: Fraction | None
    status: str
    obs_status: str


def contexts(
    figures: Mapping[Key, Expected],
    targets: Iterable[TargetRow],
    loads: Iterable[LoadNote],
    as_of: datetime,
    duties: Sequence[Duty] = DUTIES,
) -> dict[Key, Context]:
    """What stands beside each of these figures.

    Args:
        figures: every row of `kpi_values`.
        targets: the targets that stand.
        loads: every delivery, refused ones too.
        as_of: instant of the release.
        duties: what partners owe.
    """
    today = local_date(as_of)
    known = [load for load in loads if load.received_at <= as_of]
    owed = list(slots(duties, known, today))
    wanted = _targets(targets)
    firmness: dict[tuple[str, str, date], Firmness] = {}
    result = {}
    for key, figure in figures.items():
        kpi_id, period_type, start, territory, breakdown, value = key
        period = (kpi_id, period_type, start)
        if period not in firmness:
            firmness[period] = _firmness(owed, CONTRACTS_OF.get(kpi_id), period_type, start, today)
        coverage, status = firmness[period]
        before = figures.get((kpi_id, period_type, previous_period(period_type, start), territory, breakdown, value))
        result[key] = Context(
            target=wanted.get((kpi_id, period_type, start, territory)) if breakdown == TOTAL else None,
            previous_value=before.value if before is not None else None,
            coverage=coverage,
            status=status,
            obs_status="M" if figure.value is None else "P" if status == "provisional" else "A",
        )
    return result


def _targets(rows: Iterable[TargetRow]) -> Mapping[tuple[str, str, date, str], Number]:
    """The last one told of each figure; without a territory it is the region's, unless the same list names the region too."""
    ordered = sorted(rows, key=lambda row: (row.received_at, row.territory_code is not None))
    return {(row.kpi_id, row.period_type, row.target_period_start, row.territory_code or REGION): Fraction(row.target) for row in ordered}


def _firmness(owed: Sequence[Slot], contracts: Sequence[str] | None, period_type: str, start: date, today: date) -> Firmness:
    """Coverage: the mean over feeds of received ÷ due. A week that lies in two periods counts in both."""
    end = last_day_of_period(period_type, start)
    of_feed: dict[Duty, list[Slot]] = defaultdict(list)
    for slot in owed:
        is_inside = start <= slot.end <= end or (slot.duty.frequency == "week" and start <= slot.start <= end)
        if is_inside and (contracts is None or slot.duty.contract in contracts):
            of_feed[slot.duty].append(slot)
    # A longer delivery that is awaited can still bring rows of this period.
    around = [slot for slot in owed if slot.start <= start and slot.end >= end and slot.duty.contract in (contracts or ())]
    shares, is_awaited = [], any(not slot.received and slot.due_on >= today for slot in around)
    for own in of_feed.values():
        due = [slot for slot in own if slot.received or slot.due_on < today]
        is_awaited = is_awaited or len(due) < len(own)
        if due:
            shares.append(Fraction(sum(bool(slot.received) for slot in due), len(due)))
    coverage = sum(shares, Fraction(0)) / len(shares) if shares else None
    if end >= today or coverage is None or coverage < 1 or is_awaited:
        return coverage, "provisional"
    return coverage, "revised" if _is_delivered_again([slot for own in of_feed.values() for slot in own], end) else "final"


def _is_delivered_again(inside: Sequence[Slot], end: date) -> bool:
    """Whether something came once more after the period was over and everything had come once."""
    complete_at = max(slot.received[0] for slot in inside)
    return any(slot.received[-1] > complete_at and local_date(slot.received[-1]) > end for slot in inside if len(slot.received) > 1)
