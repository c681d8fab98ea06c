"""A small synthetic region whose rows go straight into the lake tables, as if intake had been perfect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from demo.truth import CONTRACT_COLUMNS, Observed

from .hand_made import Delivery, Row

_LOCAL = ZoneInfo("Africa/Casablanca")
_MODES = {
    "organisations": ("snapshot", "quarter"),
    "investment_projects": ("snapshot", "month"),
    "hub_resources": ("snapshot", "month"),
    "job_declarations": ("period", "month"),
    "hub_bookings": ("append", "day"),
    "hub_visits": ("append", "day"),
    "hub_services": ("append", "week"),
    "hub_accounts": ("period", "month"),
    "financing": ("period", "month"),
    "training_sessions": ("period", "month"),
    "market_contracts": ("period", "month"),
    "activity_surveys": ("period", "quarter"),
    "agreements": ("snapshot", "quarter"),
}
# Inside the region's time, not after it: what is received later must not exist yet.
AS_OF = datetime(2026, 6, 17, 2, 0, tzinfo=_LOCAL)


def of_figures(observed: Observed) -> Observed:
    """The same without the contracts of which no figure is made."""
    return replace(observed, feeds={contract: rows for contract, rows in observed.feeds.items() if contract in _MODES})


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
        mode, period_type = _MODES[contract]
        by_delivery: dict[tuple[str, date, datetime], list[Row]] = defaultdict(list)
        for row in observed_rows:
            by_delivery[row.partner, row.period_start, row.received_at].append(_row(row, CONTRACT_COLUMNS[contract]))
        for (partner, period_start, received_at), rows in by_delivery.items():
            yield Delivery(partner, contract, period_start, received_at.isoformat(), rows, period_type, mode)


def _row(row: Any, columns: Sequence[str]) -> Row:
    return {column: _instant(getattr(row, column)) for column in columns}


def _instant(value: object) -> object:
    """Local wall-clock times of the region become instants, as the lake holds them."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=_LOCAL).astimezone(UTC)
    return value
