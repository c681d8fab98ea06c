"""Every figure of a small synthetic region against `demo/expected.py`, which reads the same rules in plain Python.

Rows go straight into the lake tables, as if intake had been perfect: where this fails and end to end does too, look in the
warehouse; where only end to end fails, look before it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo.expected import Expected, Key, expected_kpis, observe_all
from demo.given_links import given_links
from demo.region import build_region
from demo.truth import CONTRACT_COLUMNS, Observed

from .conftest import Builder
from .hand_made import Delivery, Row, Warehouse

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
}
# Inside the region's time, not after it: what is received later must not exist yet.
_AS_OF = datetime(2026, 6, 17, 2, 0, tzinfo=_LOCAL)


@pytest.fixture(scope="module")
def figures(build: Builder) -> tuple[Warehouse, dict[Key, Expected]]:
    region = build_region(months=14, until=date(2026, 8, 1), scale=0.15, seed=5)
    # Only the contracts of which figures are made stand in this lake.
    observed = replace(observe_all(region), feeds={})
    deliveries = [delivery for delivery in _deliveries(observed) if _received(delivery) <= _AS_OF]
    warehouse = build("region", _AS_OF.strftime("%Y-%m-%d %H:%M"), [], deliveries)
    # Given the links that the warehouse made: errors of linkage are measured elsewhere.
    return warehouse, expected_kpis(region, observed, _AS_OF, given_links(warehouse.rows))


def test_kpi_values_has_exactly_the_expected_cells(figures: tuple[Warehouse, dict[Key, Expected]]) -> None:
    warehouse, expected = figures
    assert set(_found(warehouse)) == set(expected)


def test_every_figure_is_the_expected_one(figures: tuple[Warehouse, dict[Key, Expected]]) -> None:
    warehouse, expected = figures
    found = _found(warehouse)
    different = {
        key: (found[key], each.as_floats())
        for key, each in expected.items()
        if key in found and not all(map(_is_same, found[key], each.as_floats()))
    }
    assert different == {}


def _found(warehouse: Warehouse) -> dict[Key, tuple[float | None, ...]]:
    rows = warehouse.rows(
        "select kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, numerator, denominator, value "
        "from marts.kpi_values"
    )
    return {row[:6]: row[6:] for row in rows}


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _received(delivery: Delivery) -> datetime:
    return datetime.fromisoformat(delivery.received_at)


def _deliveries(observed: Observed) -> Iterator[Delivery]:
    rows_of: dict[str, Iterable[Any]] = {
        "organisations": observed.register,
        "job_declarations": observed.declarations,
        "investment_projects": observed.projects,
        "hub_resources": observed.resources,
        "hub_bookings": observed.bookings,
        "hub_visits": observed.visits,
        "hub_services": observed.services,
        "hub_accounts": observed.accounts,
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
