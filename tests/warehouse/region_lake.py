"""A small synthetic region whose rows go straight into the lake tables, as if intake had been perfect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from demo.contracts import CONTRACTS
from demo.expected_slots import DUTIES
from demo.truth import Observed, stated
from demo.truth_deliveries import LoadNote

from .hand_made import Delivery, Feed, Row

_LOCAL = ZoneInfo("Africa/Casablanca")
# Inside the region's time, not after it: what is received later must not exist yet.
AS_OF = datetime(2026, 6, 17, 2, 0, tzinfo=_LOCAL)


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
            yield Delivery(partner, contract, period_start, received_at.isoformat(), rows, facts.period_type, facts.mode)


def load_of(delivery: Delivery) -> LoadNote:
    """What the demo notes of a delivery."""
    return LoadNote(
        partner=delivery.partner,
        contract=delivery.contract,
        period_type=delivery.period_type,
        period_start=delivery.period_start,
        received_at=received(delivery),
        rows=len(delivery.rows),
        accepted=len(delivery.rows),
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
