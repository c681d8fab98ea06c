"""Occupancy by weekday and hour of the clock, worked out by hand.

Room R1 opens on Mondays from 08:30 to 12:00, on 9, 16 and 23 February and on 2, 9, 16 and 23 March 2026. Morocco leaves its summer time
(UTC+1) on Sunday 15 February, for Ramadan, and comes back to it on Sunday 22 March at 02:00, when the clock jumps to 03:00. Instants are given in UTC:
  9 February   08:30–09:30 attended: 09:30–10:30 on the clock
  16 February  08:30–09:30 attended: 08:30–09:30 on the clock
  23 February  10:00–11:30 attended and 10:30–13:00 confirmed, which overlap from 10:30 to 11:30; 11:45–14:00 closed
Hall R2 opens in the night of the change only, from 00:00 to 04:00 on the clock; it is attended from 00:00 to 03:00 UTC, 04:00 on the clock.
"""

from __future__ import annotations

from datetime import date

import pytest

from publishing.trace import Cell, trace

from .conftest import Builder
from .hand_made import Delivery, Feed, Warehouse

FEBRUARY, MARCH, QUARTER = "2026-02-01", "2026-03-01", "2026-01-01"


def room(code: str, open_days: str, opens: str, closes: str, first: str, last: str) -> dict[str, object]:
    return {
        "resource_code": code, "name_fr": code, "kind": "training_room", "open_days": open_days, "opens_at": opens, "closes_at": closes,
        "in_service_from": first, "in_service_to": last,
    }  # fmt: skip


def booking(ref: str, resource: str, day: str, starts: str, ends: str, status: str) -> dict[str, object]:
    """Times in UTC."""
    return {
        "booking_ref": ref, "resource_code": resource, "starts_at": f"{day} {starts}:00+00", "ends_at": f"{day} {ends}:00+00",
        "status": status,
    }  # fmt: skip


ROOMS = [
    room("R1", "1", "08:30", "12:00", "2026-02-09", "2026-03-23"),
    room("R2", "7", "00:00", "04:00", "2026-03-22", "2026-03-22"),
]
BOOKINGS = [
    booking("b1", "R1", "2026-02-09", "08:30", "09:30", "attended"),
    booking("b2", "R1", "2026-02-16", "08:30", "09:30", "attended"),
    booking("b3", "R1", "2026-02-23", "10:00", "11:30", "attended"),
    booking("b4", "R1", "2026-02-23", "10:30", "13:00", "confirmed"),
    booking("b5", "R1", "2026-02-23", "11:45", "14:00", "closed"),
    booking("b6", "R2", "2026-03-22", "00:00", "03:00", "attended"),
]
DELIVERIES = [
    Delivery("hub", "hub_resources", date(2026, 2, 8), "2026-02-08 08:00", ROOMS, "day", "snapshot"),
    Delivery("hub", "hub_bookings", date(2026, 3, 30), "2026-03-31 02:00", BOOKINGS, "day", "append"),
]


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    return build("hub_hours", "2026-04-01 02:00", [Feed("hub", "hub_bookings", "day", 1, date(2026, 2, 1))], DELIVERIES)


def by_hour(warehouse: Warehouse, kpi_id: str, period_type: str, period_start: str) -> dict[str, tuple[float, float]]:
    rows = warehouse.rows(
        "select breakdown_value, numerator, denominator from marts.kpi_values where breakdown = 'weekday_hour' "
        "and kpi_id = ? and period_type = ? and period_start = cast(? as date) and territory_code = '03'",
        kpi_id, period_type, period_start,
    )  # fmt: skip
    return {value: (numerator, denominator) for value, numerator, denominator in rows}


def test_booked_hours_fall_on_the_hours_of_the_clock(warehouse: Warehouse) -> None:
    assert by_hour(warehouse, "HUB-01", "month", FEBRUARY) == {
        "1-08": (0.5, 1.5),  # half an hour on three Mondays; b2
        "1-09": (1, 3),  # half an hour of b1 and of b2
        "1-10": (1.5, 3),  # half an hour of b1; b3 and b4 once
        "1-11": (0.75, 2.75),  # b3 and b4 once, until it closes at 11:45
    }


def test_attended_hours_fall_on_the_hours_of_the_clock(warehouse: Warehouse) -> None:
    assert by_hour(warehouse, "HUB-02", "month", FEBRUARY) == {"1-08": (0.5, 1.5), "1-09": (1, 3), "1-10": (1.5, 3), "1-11": (0.5, 2.75)}


def test_an_hour_that_the_clock_skips_counts_like_another(warehouse: Warehouse) -> None:
    mondays = {"1-08": (0, 2), "1-09": (0, 4), "1-10": (0, 4), "1-11": (0, 4)}
    assert by_hour(warehouse, "HUB-01", "month", MARCH) == mondays | {f"7-0{hour}": (1, 1) for hour in range(4)}


def test_a_quarter_adds_up_its_months(warehouse: Warehouse) -> None:
    hours = by_hour(warehouse, "HUB-01", "quarter", QUARTER)
    assert (hours["1-08"], hours["7-02"]) == ((0.5, 3.5), (1, 1))


@pytest.mark.parametrize("kpi_id", ["HUB-01", "HUB-02"])
def test_hours_add_up_to_the_region(warehouse: Warehouse, kpi_id: str) -> None:
    hours = by_hour(warehouse, kpi_id, "month", FEBRUARY).values()
    figure = warehouse.figure(kpi_id, FEBRUARY)
    assert figure is not None
    assert figure[:2] == (sum(numerator for numerator, _ in hours), sum(denominator for _, denominator in hours))


def test_double_booked_hours_are_not_told_by_hour(warehouse: Warehouse) -> None:
    assert warehouse.value("HUB-11", FEBRUARY) == 1
    assert by_hour(warehouse, "HUB-11", "month", FEBRUARY) == {}


def test_hours_have_names_in_the_order_of_the_week(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select breakdown_value, label_fr, label_ar, label_en from marts.kpi_labels where breakdown = 'weekday_hour' order by label_rank"
    )
    assert [row[0] for row in rows] == ["1-08", "1-09", "1-10", "1-11", "7-00", "7-01", "7-02", "7-03"]
    assert rows[1][1:] == ("Lundi 9\u00a0h – 10\u00a0h", "الاثنين من 9 إلى 10", "Monday 9–10")
    assert rows[4][1:] == ("Dimanche 0\u00a0h – 1\u00a0h", "الأحد من 0 إلى 1", "Sunday 0–1")


@pytest.mark.parametrize(
    ("hour", "bookings"), [("1-08", {"b2"}), ("1-09", {"b1", "b2"}), ("1-10", {"b1", "b3", "b4"}), ("1-11", {"b3", "b4", "b5"})]
)
def test_an_hour_leads_to_the_bookings_that_touch_it(warehouse: Warehouse, hour: str, bookings: set[str]) -> None:
    cell = Cell("HUB-01", "month", date(2026, 2, 1), breakdown="weekday_hour", breakdown_value=hour)
    terms = trace(warehouse.path, cell).terms
    assert [{row.facts["booking_ref"] for row in term.rows} for term in terms] == [bookings, bookings]
