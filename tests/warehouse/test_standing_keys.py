"""Which rows stand when a key has several parts, and how the weeks of a weekly feed are counted, worked out by hand.

A series' value of 31 May was revised a month later. Targets and scenarios come as whole lists, the second without one line of
the first. Services: the week of 4 May 2026 came on time, that of 11 May two days late, that of 18 May (due on the 26th) not at all.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Row, Warehouse


def observed(series: str, day: str, value: float) -> Row:
    return {"series": series, "observed_on": day, "value": value, "unit": "%"}


def target(kpi: str, period_type: str, territory: str, value: float) -> Row:
    return {"kpi_id": kpi, "period_type": period_type, "period_start": "2026-01-01", "territory_code": territory, "target": value}


def scenario(name: str, year: int, growth: float) -> Row:
    return {"scenario": name, "year": year, "revenue_growth": growth}


FEEDS = [
    Feed("bank", "reference_series", "month", 35, date(2026, 5, 1), "append"),
    Feed("directorate", "kpi_targets", "year", 31, date(2025, 1, 1), "snapshot"),
    Feed("office", "management_scenarios", "change", 0, date(2026, 1, 1), "snapshot"),
    Feed("hub", "hub_services", "week", 2, date(2026, 5, 4), "append"),
]
DELIVERIES = [
    Delivery("bank", "reference_series", date(2026, 5, 1), "2026-06-02 08:00", mode="append", rows=[
        observed("Taux directeur", "2026-05-31", 2.25), observed("Inflation", "2026-05-31", 1.1), observed("Inflation", "2026-04-30", 1.0),
    ]),
    Delivery("bank", "reference_series", date(2026, 6, 1), "2026-07-02 08:00", mode="append", rows=[
        observed("Inflation", "2026-05-31", 1.3), observed("Inflation", "2026-06-30", 1.2),
    ]),
    Delivery("directorate", "kpi_targets", date(2025, 1, 1), "2025-02-01 08:00", period_type="year", mode="snapshot", rows=[
        target("JOB-01", "year", "03", 900), target("JOB-01", "year", "03.231", 300), target("JOB-02", "year", "03", 1),
    ]),
    Delivery("directorate", "kpi_targets", date(2026, 1, 1), "2026-02-01 08:00", period_type="year", mode="snapshot", rows=[
        target("JOB-01", "year", "03", 1000), target("JOB-01", "month", "03", 80), target("JOB-01", "year", "03.231", 310),
    ]),
    Delivery("office", "management_scenarios", date(2026, 3, 1), "2026-03-01 08:00", period_type="day", mode="snapshot", rows=[
        scenario("Prudent", 2027, 0.02), scenario("Prudent", 2028, 0.03), scenario("Ambitieux", 2027, 0.1),
    ]),
    Delivery("hub", "hub_services", date(2026, 5, 4), "2026-05-11 08:00", period_type="week", mode="append", rows=[{"service_ref": "s1"}]),
    Delivery("hub", "hub_services", date(2026, 5, 11), "2026-05-21 08:00", period_type="week", mode="append", rows=[{"service_ref": "s2"}]),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    return build("standing_keys", "2026-07-31 02:00", FEEDS, DELIVERIES)


def test_the_value_of_a_series_and_day_received_last_stands(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select series, observed_on::varchar, value from staging.stg_reference_series order by all")

    assert rows == [
        ("Inflation", "2026-04-30", 1.0),
        ("Inflation", "2026-05-31", 1.3),
        ("Inflation", "2026-06-30", 1.2),
        ("Taux directeur", "2026-05-31", 2.25),
    ]


def test_targets_stand_as_the_last_list_gives_them_one_a_kpi_period_and_territory(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select kpi_id, period_type, territory_code, target from staging.stg_kpi_targets order by all")

    assert rows == [("JOB-01", "month", "03", 80), ("JOB-01", "year", "03", 1000), ("JOB-01", "year", "03.231", 310)]


def test_a_scenario_stands_with_each_of_its_years(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select scenario, year from staging.stg_management_scenarios order by all")

    assert rows == [("Ambitieux", 2027), ("Prudent", 2027), ("Prudent", 2028)]


def test_weeks_are_on_time_late_or_missing(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select period_start::varchar, period_end::varchar, due_on::varchar, status, days_late from quality.feed_calendar "
        "where contract = 'hub_services' and period_start < '2026-05-25' order by all"
    )

    assert rows == [
        ("2026-05-04", "2026-05-10", "2026-05-12", "on_time", 0),
        ("2026-05-11", "2026-05-17", "2026-05-19", "late", 2),
        ("2026-05-18", "2026-05-24", "2026-05-26", "missing", 66),
    ]
