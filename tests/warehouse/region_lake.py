"""A small synthetic region whose rows go straight into the lake tables, as if intake had been perfect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from demo.contracts import CONTRACTS
from demo.expected_slots import DUTIES
from demo.truth import Observed, stated
from demo.truth_deliveries import LoadNote

from .hand_made import Delivery, Feed, Row

_LOCAL = ZoneInfo("Africa/Casablanca")
# Inside the region's time, not after it: what is received later must not exist yet.
AS_OF = datetime(2026, 6, 17, 2, 0, tzinfo=_LOCAL)

# Questions that somebody should answer, by partner, contract and first day of the period; the last one's list stands no longer.
QUESTIONS: Final[Mapping[tuple[str, str, date], int]] = {
    ("chamber_handicrafts", "job_declarations", date(2026, 3, 1)): 2,
    ("cri", "job_declarations", date(2026, 1, 1)): 1,
    ("al_barid_bank", "financing", date(2026, 2, 1)): 1,
    ("hub_operator", "hub_services", date(2026, 3, 30)): 1,
    ("study_office", "management_scenarios", date(2026, 4, 14)): 1,
    ("chamber_handicrafts", "organisations", date(2025, 7, 1)): 1,
}
# Deliveries that are sent once more the day after, spoilt, and refused.
_REFUSED: Final = (
    ("chamber_handicrafts", "job_declarations", date(2026, 4, 1)),
    ("chamber_agriculture", "organisations", date(2026, 1, 1)),
    ("cri", "investment_projects", date(2026, 5, 1)),
    ("hub_operator", "hub_bookings", date(2026, 5, 4)),
)


def received(delivery: Delivery) -> datetime:
    return datetime.fromisoformat(delivery.received_at)


def deliveries_of(observed: Observed) -> Iterator[Delivery]:
    rows_of: dict[str, Iterable[Any]] = {
        "organisations": observed.register,
        "job_declarations": observed.declarations,
        "investment_projects": observed.projects,
        "hub_resources": observed.resources,
        "hub_bookings": observed.bookings,
        "hub_visits": observed.visits,
        "hub_services": observed.services,
        "hub_accounts": observed.accounts,
        **observed.feeds,
    }
    for contract, observed_rows in rows_of.items():
        facts = CONTRACTS[contract]
        by_delivery: dict[tuple[str, date, datetime], list[Row]] = defaultdict(list)
        for row in observed_rows:
            by_delivery[row.partner, row.period_start, row.received_at].append(_row(row, contract))
        for (partner, period_start, received_at), rows in by_delivery.items():
            questions = [_question(partner, contract, n) for n in range(QUESTIONS.get((partner, contract, period_start), 0))]
            yield Delivery(
                partner, contract, period_start, received_at.isoformat(), rows, facts.period_type, facts.mode, findings=questions
            )


def refused_among(deliveries: Sequence[Delivery]) -> Iterator[Delivery]:
    """Spoilt copies of some of the deliveries, which nothing may be built on: their rows lie in the lake all the same."""
    for delivery in deliveries:
        if (delivery.partner, delivery.contract, delivery.period_start) in _REFUSED:
            yield replace(
                delivery,
                received_at=(received(delivery) + timedelta(days=1)).isoformat(),
                rows=[
                    {**row, "local_ref": f"R{number}", "headcount": 50, "members_total": 900} for number, row in enumerate(delivery.rows)
                ],
                verdict="refused",
                findings=[{**_question(delivery.partner, delivery.contract, 9), "severity": "critical"}],
            )


def _question(partner: str, contract: str, number: int) -> Row:
    checks = ("volume", "sum")
    return {
        "finding_id": f"q-{partner}-{contract}-{number}",
        "check_name": checks[number % len(checks)],
        "severity": "warning",
        "message_fr": "Pourquoi si peu ?",
    }


def load_of(delivery: Delivery) -> LoadNote:
    """What the demo notes of a delivery."""
    return LoadNote(
        partner=delivery.partner,
        contract=delivery.contract,
        period_type=delivery.period_type,
        period_start=delivery.period_start,
        received_at=received(delivery),
        rows=len(delivery.rows),
        accepted=0 if delivery.verdict == "refused" else len(delivery.rows),
        is_refused=delivery.verdict == "refused",
    )


def feeds_of(deliveries: Sequence[Delivery]) -> Iterator[Feed]:
    """The region's duties, each from its own first delivery on; a feed that never delivered, from anybody's."""
    first_of_all = min(delivery.period_start for delivery in deliveries)
    for duty in DUTIES:
        own = [each.period_start for each in deliveries if (each.partner, each.contract) == (duty.partner, duty.contract)]
        mode = CONTRACTS[duty.contract].mode
        yield Feed(duty.partner, duty.contract, duty.frequency, duty.due_days, min(own, default=first_of_all), mode)


def _row(row: Any, contract: str) -> Row:
    return {column: _instant(value) for column, value in stated(row, contract).items()}


def _instant(value: object) -> object:
    """Local wall-clock times of the region become instants, as the lake holds them."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=_LOCAL).astimezone(UTC)
    return value
