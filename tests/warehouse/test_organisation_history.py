"""Figures see an organisation as it was on the day: a warehouse worked out by hand.

The register lists Amal in three quarters. It is of Fès and in food, moves to Meknès on 1 April and turns to crafts on 1 July; the first
quarter's list is delivered again on 20 July, after the second's, and says Sefrou instead of Fès. Badr is listed in the first quarter only,
in Taza. Jobs of Amal start in December (before any list), May and July; one of Badr in August. Amal visits the hub in March and twice in
April; Badr in August. The run is of 10 October.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Row, Warehouse

AMAL = {"local_ref": "A-1", "ice": "001000001000011", "name_fr": "Al Amal", "legal_form": "cooperative", "status": "active"}
BADR = {"local_ref": "A-2", "ice": "001000002000022", "name_fr": "Badr", "province": "03.561", "sector": "food"}


def listed(quarter: date, received: str, *rows: Row) -> Delivery:
    return Delivery("chamber", "organisations", quarter, received, rows, "quarter", "snapshot")


def job(ref: str, organisation: str, started_on: str) -> Row:
    return {
        "local_ref": ref, "organisation_ref": organisation, "province": "03.231", "state": "declared", "employment_type": "salaried",
        "headcount": 1, "person_id": f"p-{ref}", "started_on": started_on,
    }  # fmt: skip


def visit(ref: str, organisation: str, day: str) -> Row:
    return {"visit_ref": ref, "badge_id": f"b-{organisation}", "organisation_ref": organisation, "entered_at": f"{day} 10:00"}


DELIVERIES = [
    listed(date(2026, 1, 1), "2026-04-03 08:00", {**AMAL, "province": "03.231", "sector": "food"}, BADR),
    listed(date(2026, 4, 1), "2026-07-03 08:00", {**AMAL, "province": "03.061", "sector": "food"}),
    listed(date(2026, 1, 1), "2026-07-20 08:00", {**AMAL, "province": "03.451", "sector": "food"}, BADR),
    listed(date(2026, 7, 1), "2026-10-03 08:00", {**AMAL, "province": "03.061", "sector": "crafts"}),
    Delivery(
        "chamber", "job_declarations", date(2026, 9, 1), "2026-10-02 08:00",
        [job("j1", "A-1", "2025-12-15"), job("j2", "A-1", "2026-05-10"), job("j3", "A-1", "2026-07-01"), job("j4", "A-2", "2026-08-01")],
    ),
    Delivery(
        "chamber", "hub_visits", date(2026, 9, 1), "2026-10-02 09:00",
        [visit("v1", "A-1", "2026-03-31"), visit("v2", "A-1", "2026-04-01"), visit("v3", "A-1", "2026-04-02"), visit("v4", "A-2", "2026-08-03")],
        "day", "append",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    feeds = [Feed("chamber", "organisations", "quarter", 20, date(2026, 1, 1), "snapshot")]
    return build("history", "2026-10-10 02:00", feeds, DELIVERIES)


def versions(warehouse: Warehouse, name: str) -> list[tuple[object, ...]]:
    return warehouse.rows(
        "select valid_from, valid_to, is_current, territory_code, sector from marts.dim_organisation_history "
        "where name_fr = ? order by valid_from",
        name,
    )


def test_versions_follow_the_periods_of_the_lists(warehouse: Warehouse) -> None:
    assert versions(warehouse, "Al Amal") == [
        (date(1900, 1, 1), date(2026, 3, 31), False, "03.451", "food"),
        (date(2026, 4, 1), date(2026, 6, 30), False, "03.061", "food"),
        (date(2026, 7, 1), date(9999, 12, 31), True, "03.061", "crafts"),
    ]


def test_the_current_state_is_the_last_version(warehouse: Warehouse) -> None:
    assert warehouse.rows("select territory_code, sector from marts.dim_organisation where name_fr = 'Al Amal'") == [("03.061", "crafts")]


def test_a_version_names_the_delivery_that_brought_it(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select delivery_id from marts.dim_organisation_history where name_fr = 'Al Amal' order by valid_from")
    assert [delivery for (delivery,) in rows] == [DELIVERIES[index].delivery_id for index in (2, 1, 3)]


def test_a_job_is_of_the_sector_of_its_first_day(warehouse: Warehouse) -> None:
    sectors = warehouse.rows("select started_on, sector from marts.fct_jobs where started_on < '2026-08-01' order by started_on")
    assert sectors == [(date(2025, 12, 15), "food"), (date(2026, 5, 10), "food"), (date(2026, 7, 1), "crafts")]


def test_visits_are_of_the_province_of_their_day(warehouse: Warehouse) -> None:
    assert warehouse.value("HUB-06", "2026-03-01", territory="03.451") == 1
    assert warehouse.value("HUB-06", "2026-04-01", territory="03.061") == 2


def test_an_organisation_that_moved_in_a_period_counts_once_where_it_was_last(warehouse: Warehouse) -> None:
    year = {"period_type": "year"}
    assert [warehouse.value("HUB-04", "2026-01-01", territory=code, **year) for code in ("03", "03.451", "03.061")] == [2, 0, 1]


def test_one_that_moved_is_not_lost(warehouse: Warehouse) -> None:
    assert warehouse.figure("HUB-07", "2026-04-01") == (1, 1, 1)
    assert warehouse.figure("HUB-07", "2026-04-01", territory="03.061") == (1, 1, 1)
