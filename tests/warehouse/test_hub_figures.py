"""The figures of the hub, worked out by hand.

One training room, open 08:00–18:00 from Monday 5 to Saturday 10 January 2026: 60 hours, less 10 closed on Wednesday: 50.
  Monday    Amal attends 07:00–10:00 (2 hours within opening, scored 4); a confirmed booking 09:00–11:00 overlaps for 1 hour
  Tuesday   Nour does not show up, 14:00–16:00
  Thursday  Amal's hold of 10:00–12:00 becomes attended in a later delivery, scored 5
  Friday    a cancelled booking
Amal is of Meknès, Nour of Fès, Zohra of Taza. Services: two for Zohra on the 12th and 20th of January (one scored 2), one for Amal on
3 February (scored 4), one for an organisation nobody knows on 31 January, one for Zohra after the run's day. Visits: badge A for Amal on the 6th and 7th, badge B for nobody on the 7th, and badge A for an
organisation nobody knows at 23:30 UTC on 31 January, which is 00:30 on 1 February in Fès. The run is of 10 February.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Row, Warehouse

JANUARY, FEBRUARY = "2026-01-01", "2026-02-01"
AMAL = {"ice": "001000001000011"}
NOUR = {"organisation_ref": "H-2"}

MEMBERS = [
    {"local_ref": "H-1", **AMAL, "name_fr": "Al Amal", "province": "03.061", "sector": "food"},
    {"local_ref": "H-2", "name_fr": "Nour", "province": "03.231", "sector": "crafts"},
    {"local_ref": "H-3", "name_fr": "Zohra", "province": "03.561", "sector": "crafts"},
]
ROOM = {
    "resource_code": "R1", "name_fr": "Salle", "kind": "training_room", "open_days": "123456", "opens_at": "08:00",
    "closes_at": "18:00", "in_service_from": "2026-01-05", "in_service_to": "2026-01-10",
}  # fmt: skip


def booking(ref: str, day: str, starts: str, ends: str, status: str, **more: object) -> Row:
    return {
        "booking_ref": ref, "resource_code": "R1", "starts_at": f"{day} {starts}", "ends_at": f"{day} {ends}",
        "status": status, **more,
    }  # fmt: skip


FIRST_BOOKINGS = [
    booking("b1", "2026-01-05", "07:00", "10:00", "attended", satisfaction=4, **AMAL),
    booking("b2", "2026-01-05", "09:00", "11:00", "confirmed", **NOUR),
    booking("b3", "2026-01-06", "14:00", "16:00", "no_show", **NOUR),
    booking("b4", "2026-01-07", "08:00", "18:00", "closed"),
    booking("b5", "2026-01-08", "10:00", "12:00", "hold", **AMAL),
    booking("b6", "2026-01-09", "10:00", "12:00", "cancelled", **AMAL),
]
LATER_BOOKINGS = [
    booking("b5", "2026-01-08", "10:00", "12:00", "attended", satisfaction=5, **AMAL),
    booking("b7", "2026-02-12", "10:00", "12:00", "attended", satisfaction=1, **NOUR),
]
VISITS = [
    {"visit_ref": "v1", "badge_id": "badge-a", "resource_code": "R1", "entered_at": "2026-01-06 09:00", **AMAL},
    {"visit_ref": "v2", "badge_id": "badge-a", "entered_at": "2026-01-07 09:00", "organisation_ref": "H-1"},
    {"visit_ref": "v3", "badge_id": "badge-b", "resource_code": "R1", "entered_at": "2026-01-07 10:00"},
    {"visit_ref": "v4", "badge_id": "badge-a", "entered_at": "2026-01-31 23:30:00+00", "organisation_ref": "X-9"},
]
SERVICES = [
    {"service_ref": "s1", "kind": "accounting", "delivered_on": "2026-01-12", "hours": 2, "satisfaction": 2, "organisation_ref": "H-3"},
    {"service_ref": "s2", "kind": "export", "delivered_on": "2026-01-20", "organisation_name": "ZOHRA"},
    {"service_ref": "s3", "kind": "export", "delivered_on": "2026-01-31", "organisation_name": "Coopérative inconnue"},
    {"service_ref": "s4", "kind": "legal", "delivered_on": "2026-02-03", "satisfaction": 4, **AMAL},
    {"service_ref": "s5", "kind": "legal", "delivered_on": "2026-02-11", "satisfaction": 1, "organisation_ref": "H-3"},
]
DELIVERIES = [
    Delivery("hub", "organisations", date(2026, 1, 1), "2026-01-04 08:00", MEMBERS, "quarter", "snapshot"),
    Delivery("hub", "hub_resources", date(2026, 1, 4), "2026-01-04 08:00", [ROOM], "day", "snapshot"),
    Delivery("hub", "hub_bookings", date(2026, 1, 6), "2026-01-07 02:00", FIRST_BOOKINGS, "day", "append"),
    Delivery("hub", "hub_bookings", date(2026, 1, 8), "2026-01-09 02:00", LATER_BOOKINGS, "day", "append"),
    Delivery("hub", "hub_visits", date(2026, 1, 31), "2026-02-01 02:00", VISITS, "day", "append"),
    Delivery("hub", "hub_services", date(2026, 2, 2), "2026-02-09 02:00", SERVICES, "week", "append"),
]


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    return build("hub", "2026-02-10 02:00", [Feed("hub", "hub_bookings", "day", 1, date(2026, 1, 1))], DELIVERIES)


@pytest.mark.parametrize(
    ("kpi_id", "numerator", "denominator"),
    [
        ("HUB-01", 7, 50),  # Monday 08:00–11:00, Tuesday 2, Thursday 2
        ("HUB-02", 4, 50),  # Monday 08:00–10:00, Thursday 2
        ("HUB-03", 1, 3),  # b3 of b1, b3, b5
        ("HUB-08", 2, 2),  # Amal is of Meknès, Zohra of Taza; where the unknown one comes from nobody knows
        ("HUB-10", 11, 3),  # bookings 4 and 5, service 2
    ],
)
def test_ratios_of_january(warehouse: Warehouse, kpi_id: str, numerator: int, denominator: int) -> None:
    assert warehouse.figure(kpi_id, JANUARY) == (numerator, denominator, numerator / denominator)


@pytest.mark.parametrize(
    ("kpi_id", "count"),
    [
        ("HUB-04", 3),  # Amal, Zohra and the unknown one by a service; Nour neither attended nor visited
        ("HUB-05", 2),  # badges A and B
        ("HUB-06", 3),
        ("HUB-09", 3),
        ("HUB-11", 1),  # Monday 09:00–10:00
    ],
)
def test_counts_of_january(warehouse: Warehouse, kpi_id: str, count: int) -> None:
    assert warehouse.figure(kpi_id, JANUARY) == (count, None, count)


def test_a_visit_after_midnight_belongs_to_the_local_day(warehouse: Warehouse) -> None:
    assert warehouse.value("HUB-06", FEBRUARY) == 1


def test_badges_are_distinct_in_each_period(warehouse: Warehouse) -> None:
    # Badge A comes in January and in February: the quarter has two badges, not three.
    assert warehouse.value("HUB-05", JANUARY, period_type="quarter") == 2
    assert warehouse.value("HUB-06", JANUARY, period_type="quarter") == 4


def test_retention_misses_who_left(warehouse: Warehouse) -> None:
    # Of three active in January only Amal, by a service, is again in February.
    assert warehouse.figure("HUB-07", FEBRUARY) == (1, 3, 1 / 3)
    assert warehouse.figure("HUB-07", JANUARY) == (0, 0, None)


def test_an_unknown_organisation_is_active_but_comes_from_nowhere(warehouse: Warehouse) -> None:
    # By the visit after midnight, beside Amal.
    assert warehouse.value("HUB-04", FEBRUARY) == 2
    assert warehouse.figure("HUB-08", FEBRUARY) == (1, 1, 1)
    assert warehouse.value("HUB-04", FEBRUARY, breakdown="sector", breakdown_value="unknown") == 1


def test_a_booking_after_the_run_does_not_count(warehouse: Warehouse) -> None:
    assert warehouse.figure("HUB-03", FEBRUARY) == (0, 0, None)


def test_a_service_after_the_run_does_not_count(warehouse: Warehouse) -> None:
    assert warehouse.value("HUB-09", FEBRUARY) == 1
    assert warehouse.figure("HUB-10", FEBRUARY) == (4, 1, 4)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ({"breakdown": "service_kind", "breakdown_value": "export"}, 2),
        ({"breakdown": "service_kind", "breakdown_value": "accounting"}, 1),
        ({"breakdown": "sector", "breakdown_value": "crafts"}, 2),
        ({"breakdown": "sector", "breakdown_value": "unknown"}, 1),
        ({"territory": "03.561"}, 2),
        ({"territory": "03.061"}, 0),
        ({"period_type": "quarter"}, 4),
    ],
)
def test_services_by_kind_sector_and_territory(warehouse: Warehouse, cell: dict[str, str], count: int) -> None:
    assert warehouse.value("HUB-09", JANUARY, **cell) == count


def test_opinions_of_services_and_bookings_meet_in_the_total_only(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select breakdown, breakdown_value, numerator, denominator from marts.kpi_values where kpi_id = 'HUB-10' "
        "and period_type = 'month' and period_start = '2026-01-01' and territory_code = '03' order by all"
    )
    assert rows == [("resource_kind", "training_room", 9, 2), ("service_kind", "accounting", 2, 1), ("total", "total", 11, 3)]


def test_a_service_row_leads_back_to_its_file(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select service_kind, organisation_id, territory_code, sector, is_past, duration_hours, row_number "
        "from marts.fct_services where service_ref in ('s1', 's5') order by service_ref"
    )
    organisation = warehouse.organisation("hub", "H-3")
    assert rows == [
        ("accounting", organisation, "03.561", "crafts", True, 2.0, 2),
        ("legal", organisation, "03.561", "crafts", False, None, 6),
    ]


def test_a_service_for_an_unknown_organisation_is_listed(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select record_ref, reference_text from quality.unmatched_references where contract = 'hub_services'")
    assert rows == [("s3", "Coopérative inconnue")]


def test_counts_follow_the_province_of_the_organisation(warehouse: Warehouse) -> None:
    assert warehouse.figure("HUB-03", JANUARY, territory="03.231") == (1, 1, 1)
    assert warehouse.figure("HUB-03", JANUARY, territory="03.061") == (0, 2, 0)
    assert warehouse.value("HUB-06", JANUARY, territory="03.061") == 2


def test_hours_are_the_regions_only(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select distinct territory_code from marts.kpi_values where kpi_id in ('HUB-01', 'HUB-02', 'HUB-08', 'HUB-11')")
    assert rows == [("03",)]


@pytest.mark.parametrize(("breakdown", "value"), [("resource_kind", "training_room"), ("resource", "R1")])
def test_hours_by_resource(warehouse: Warehouse, breakdown: str, value: str) -> None:
    assert warehouse.figure("HUB-01", JANUARY, breakdown=breakdown, breakdown_value=value) == (7, 50, 7 / 50)


def test_a_visit_without_resource_is_of_unknown_kind(warehouse: Warehouse) -> None:
    assert warehouse.value("HUB-06", JANUARY, breakdown="resource_kind", breakdown_value="unknown") == 1
