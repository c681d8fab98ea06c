"""Services in the figures of the hub and of jobs at its users, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import hub_rows
import pytest
from hub_rows import MONDAY

from demo.expected_cells import Expected, rows
from demo.expected_hub import FORMULAS, Booked, HubEvents, Served, hub_days, tally_hub
from demo.expected_matching import Party
from demo.expected_standing import standing
from demo.truth import Observed
from demo.truth_hub import AccountRow, ServiceRow

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
FES = Party("ice:1", "03.231", "pottery")
TAZA = Party("ice:2", "03.561", "livestock")
UNKNOWN = Party("unmatched:hub_operator:x", None, None)
SERVICE = ServiceRow(
    partner="hub_operator",
    period_start=MONDAY,
    received_at=datetime(2026, 1, 12, tzinfo=UTC),
    organisation_id="ORG-1",
    service_ref="SRV-1",
    kind="accounting",
    organisation_ref="MEM-1",
    ice=None,
    organisation_name=None,
    delivered_on=MONDAY,
    hours=2.0,
    satisfaction=None,
)
BOOKING = Booked(replace(hub_rows.BOOKING, satisfaction=5), FES)


def service(day: date, party: Party, kind: str = "accounting", **changes: Any) -> Served:
    return Served(replace(SERVICE, delivered_on=day, kind=kind, **changes), party)


def figure(
    kpi_id: str,
    services: Sequence[Served],
    bookings: Sequence[Booked] = (),
    month: date = JANUARY,
    territory: str = "03",
    cell: tuple[str, str] = ("total", "total"),
    today: date = date(2026, 3, 31),
) -> Expected | None:
    tally = tally_hub(HubEvents((), bookings, (), services), today)
    (formula,) = (each for each in FORMULAS if each.kpi_id == kpi_id)
    return rows(formula, tally, JANUARY, today).get((kpi_id, "month", month, territory, *cell))


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({}, 4),
        ({"territory": "03.231"}, 2),
        ({"cell": ("service_kind", "export")}, 1),
        ({"cell": ("service_kind", "accounting")}, 3),
        ({"cell": ("sector", "pottery")}, 2),
        ({"cell": ("sector", "unknown")}, 1),
        ({"month": FEBRUARY}, 0),
    ],
)
def test_services_delivered(where: dict[str, Any], count: int) -> None:
    services = [service(MONDAY, FES), service(MONDAY, FES, "export"), service(MONDAY, TAZA), service(date(2026, 1, 31), UNKNOWN)]
    assert figure("HUB-09", services, **where) == Expected(count, None, count)


def test_a_service_after_the_instant_is_not_counted() -> None:
    services = [service(MONDAY, FES, satisfaction=4), service(date(2026, 1, 8), FES, satisfaction=1)]
    assert figure("HUB-09", services, today=date(2026, 1, 7)) == Expected(1, None, 1)
    assert figure("HUB-10", services, today=date(2026, 1, 7)) == Expected(4, 1, Fraction(4))


def test_satisfaction_is_of_bookings_and_services_together_in_the_total_only() -> None:
    services = [service(MONDAY, FES, satisfaction=2), service(MONDAY, TAZA, "export", satisfaction=4), service(MONDAY, TAZA)]
    assert figure("HUB-10", services, [BOOKING]) == Expected(11, 3, Fraction(11, 3))
    assert figure("HUB-10", services, [BOOKING], territory="03.231") == Expected(7, 2, Fraction(7, 2))
    assert figure("HUB-10", services, [BOOKING], cell=("service_kind", "accounting")) == Expected(2, 1, Fraction(2))
    assert figure("HUB-10", services, [BOOKING], cell=("service_kind", "export")) == Expected(4, 1, Fraction(4))
    assert figure("HUB-10", services, [BOOKING], cell=("resource_kind", "unknown")) == Expected(5, 1, Fraction(5))
    assert figure("HUB-10", services, [BOOKING], cell=("sector", "pottery")) is None


def test_a_service_makes_an_organisation_active_retained_and_counted_for_reach() -> None:
    services = [service(MONDAY, FES), service(MONDAY, TAZA), service(FEBRUARY, TAZA), service(FEBRUARY, TAZA, "legal")]
    assert figure("HUB-04", services, [BOOKING]) == Expected(2, None, 2)
    assert figure("HUB-07", services, month=FEBRUARY) == Expected(1, 2, Fraction(1, 2))
    assert figure("HUB-08", services) == Expected(1, 2, Fraction(1, 2))


def test_the_days_of_services_are_days_of_use() -> None:
    events = HubEvents((), [BOOKING], (), [service(date(2026, 1, 7), FES), service(MONDAY, FES), service(MONDAY, TAZA)])
    assert hub_days(events) == {FES.key: [MONDAY, date(2026, 1, 7)], TAZA.key: [MONDAY]}


def test_a_service_told_again_later_stands_in_its_later_version() -> None:
    later = replace(SERVICE, satisfaction=3, period_start=date(2026, 1, 12), received_at=datetime(2026, 1, 19, tzinfo=UTC))
    observed = Observed((), (), (), (), (), (), services=(SERVICE, later))
    assert standing(observed, datetime(2026, 1, 12, 1, tzinfo=UTC)).services == (SERVICE,)
    assert standing(observed, datetime(2026, 2, 1, tzinfo=UTC)).services == (later,)


def test_a_months_accounts_are_replaced_by_its_later_delivery() -> None:
    first = AccountRow("hub_operator", JANUARY, datetime(2026, 2, 4, tzinfo=UTC), "EC-1", MONDAY, "cost_rent", 100.0)
    dropped = replace(first, entry_ref="EC-2")
    mended = replace(first, amount_mad=120.0, received_at=datetime(2026, 2, 6, tzinfo=UTC))
    observed = Observed((), (), (), (), (), (), accounts=(first, dropped, mended))
    assert standing(observed, datetime(2026, 3, 1, tzinfo=UTC)).accounts == (mended,)
