"""The figures of steering and of partners' deliveries, worked out by hand. The run is of 20 March 2026.

Accounts: in January rent 100, a fair 50, a subsidy of 900, staff 300; in February services 60, energy 120. Under scenario « Délégation » revenue
grows by 50 % in 2026 and 100 % in 2027, cost by 25 % and 0 %; « Régie » has no assumptions for 2027.
Needs: Amal lacks legal advice, given on the very day; Nour lacks exports, of which only an earlier day saw a service; a group of Taza lacks both.
Actions: see each case. Press: two articles in January, one of them without a tone, one in February.
Accounts of January come in time, and again in March; those of February on the day after their due day; a file was refused before them.
A school owes its sessions of February, but is excused.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Row, Warehouse

JANUARY, FEBRUARY, MARCH, YEAR = "2026-01-01", "2026-02-01", "2026-03-01", "2026-01-01"
HUB = "hub"
MEMBERS = [
    {"local_ref": "H-1", "ice": "001000001000011", "name_fr": "Al Amal", "province": "03.061", "sector": "food"},
    {"local_ref": "H-2", "name_fr": "Nour", "province": "03.231", "sector": "crafts"},
]


def entry(ref: str, day: str, account: str, amount: float) -> Row:
    return {"entry_ref": ref, "booked_on": day, "account": account, "amount_mad": amount}


def scenario(name: str, year: int, revenue: float, cost: float) -> Row:
    return {"scenario": name, "year": year, "revenue_growth": revenue, "cost_growth": cost, "subsidy_mad": 500, "occupancy_target": 0.9}


def need(ref: str, name: str | None, province: str, theme: str, severity: int) -> Row:
    return {
        "need_ref": ref, "organisation_name": name, "province": province, "theme": theme, "severity": severity, "recorded_on": "2026-01-10",
    }  # fmt: skip


def action(ref: str, due_on: str, status: str, done_on: str | None = None, owner: str = "Conseil régional") -> Row:
    return {"action_ref": ref, "recommendation": ref, "owner": owner, "due_on": due_on, "status": status, "done_on": done_on}


def target(kpi: str, period_type: str, start: str, territory: str | None, value: float) -> Row:
    return {"kpi_id": kpi, "period_type": period_type, "period_start": start, "territory_code": territory, "target": value}


JANUARYS_ENTRIES = [
    entry("e1", "2026-01-10", "revenue_rent", 100),
    entry("e2", "2026-01-31", "revenue_event", 50),
    entry("e3", "2026-01-15", "revenue_subsidy", 900),
    entry("e4", "2026-01-31", "cost_staff", 300),
]
DELIVERIES = [
    Delivery(HUB, "organisations", date(2026, 1, 1), "2026-01-04 08:00", MEMBERS, "quarter", "snapshot"),
    Delivery(HUB, "hub_accounts", date(2026, 1, 1), "2026-02-15 23:30", JANUARYS_ENTRIES[:3]),
    Delivery(HUB, "hub_accounts", date(2026, 1, 1), "2026-03-17 08:00", JANUARYS_ENTRIES),
    Delivery(HUB, "hub_accounts", date(2026, 2, 1), "2026-03-10 08:00", [{}, {}], verdict="refused"),
    Delivery(HUB, "hub_accounts", date(2026, 2, 1), "2026-03-16 08:00", [
        entry("e5", "2026-02-02", "revenue_service", 60), entry("e6", "2026-02-28", "cost_energy", 120),
    ]),
    Delivery("office", "management_scenarios", date(2026, 1, 9), "2026-01-09 08:00", [
        scenario("Délégation", 2026, 0.5, 0.25), scenario("Délégation", 2027, 1.0, 0.0), scenario("Régie", 2026, 0.0, 0.0),
    ], "day", "snapshot"),
    Delivery("academia", "needs_assessments", date(2026, 1, 1), "2026-02-01 08:00", [
        need("n1", "AL AMAL", "03.061", "legal", 5), need("n2", "Nour", "03.231", "export", 2), need("n3", None, "03.561", "legal", 5),
    ], "year", "snapshot"),
    Delivery(HUB, "hub_services", date(2026, 1, 5), "2026-01-12 08:00", [
        {"service_ref": "s1", "kind": "legal", "delivered_on": "2026-01-10", "organisation_ref": "H-1"},
        {"service_ref": "s2", "kind": "export", "delivered_on": "2026-01-09", "organisation_ref": "H-2"},
        {"service_ref": "s3", "kind": "legal", "delivered_on": "2026-01-12", "organisation_ref": "H-2"},
    ], "week", "append"),
    Delivery("directorate", "action_plan", date(2026, 2, 1), "2026-03-02 08:00", [
        action("due in January, done that day", "2026-01-31", "done", "2026-01-31"),
        action("due in January, done in February", "2026-01-20", "done", "2026-02-10"),
        action("due in January, given up", "2026-01-20", "dropped"),
        action("due in January, under way", "2026-01-20", "in_progress", owner="Opérateur"),
        action("due today", "2026-03-20", "planned"),
    ], "month", "snapshot"),
    Delivery("press", "media_mentions", date(2026, 1, 1), "2026-02-03 08:00", [
        {"mention_ref": "m1", "outlet": "Radio", "published_on": "2026-01-02", "language": "ar", "tone": "positive"},
        {"mention_ref": "m2", "outlet": "Le Matin", "published_on": "2026-01-31", "language": "fr"},
        {"mention_ref": "m3", "outlet": "Radio", "published_on": "2026-02-01", "language": "ar", "tone": "negative"},
    ], mode="append"),
    Delivery("directorate", "kpi_targets", date(2026, 1, 1), "2026-01-20 08:00", [
        target("SUS-01", "year", YEAR, None, 0.6), target("COM-01", "month", JANUARY, "03", 5), target("NED-01", "year", YEAR, "03.061", 0.8),
        target("ACT-02", "month", "2026-04-01", "03", 0), target("SUS-01", "year", YEAR, "03.231", 0.7), target("ZZZ-99", "year", YEAR, "03", 1),
    ], "year", "snapshot"),
]  # fmt: skip
FEEDS = [
    Feed(HUB, "hub_accounts", "month", 15, date(2026, 1, 1)),
    Feed("press", "media_mentions", "month", 5, date(2026, 1, 1), "append"),
    Feed("office", "management_scenarios", "change", 0, date(2026, 1, 1), "snapshot"),
    Feed("school", "training_sessions", "month", 5, date(2026, 2, 1), excused=((FEBRUARY, "2026-02-28", "vacances"),)),
]


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    return build("steering", "2026-03-20 02:00", FEEDS, DELIVERIES)


def test_cost_recovery_leaves_subsidies_out(warehouse: Warehouse) -> None:
    assert warehouse.figure("SUS-01", JANUARY) == (150, 300, 0.5)
    assert warehouse.figure("SUS-01", YEAR, "year") == (210, 420, 0.5)
    assert warehouse.figure("SUS-01", MARCH) == (0, 0, None)


def test_a_projection_grows_by_the_rates_of_the_two_years_ahead(warehouse: Warehouse) -> None:
    # After January 2026 all that January brought is a year ahead, in January 2027; February brings nothing yet.
    assert warehouse.figure("SUS-02", JANUARY, breakdown="scenario", breakdown_value="Délégation") == (300, 300, 1)
    assert warehouse.figure("SUS-02", YEAR, "year", breakdown="scenario", breakdown_value="Délégation") == (420, 420, 1)


def test_a_scenario_without_a_rate_for_a_year_ahead_and_a_total_do_not_exist(warehouse: Warehouse) -> None:
    assert warehouse.rows("select distinct breakdown, breakdown_value from marts.kpi_values where kpi_id = 'SUS-02'") == [
        ("scenario", "Délégation")
    ]


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ({}, (1, 3, 1 / 3)),
        ({"territory": "03.061"}, (1, 1, 1)),
        ({"territory": "03.231"}, (0, 1, 0)),
        ({"territory": "03.171"}, (0, 0, None)),
        ({"breakdown": "theme", "breakdown_value": "legal"}, (1, 2, 0.5)),
        ({"breakdown": "severity", "breakdown_value": "5"}, (1, 2, 0.5)),
        ({"breakdown": "sector", "breakdown_value": "unknown"}, (0, 1, 0)),
    ],
)
def test_needs_met(warehouse: Warehouse, cell: dict[str, str], figure: tuple[float, float, float | None]) -> None:
    assert warehouse.figure("NED-01", JANUARY, **cell) == figure


def test_a_need_tells_when_it_was_met_and_leads_back_to_its_file(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select need_ref, met_on, organisation_id is null, row_number from marts.fct_needs order by need_ref")
    assert rows == [("n1", date(2026, 1, 10), False, 2), ("n2", None, False, 3), ("n3", None, True, 4)]


def test_actions_done_on_time(warehouse: Warehouse) -> None:
    assert warehouse.figure("ACT-01", JANUARY) == (1, 4, 0.25)
    assert warehouse.figure("ACT-01", FEBRUARY) == (0, 0, None)
    assert warehouse.figure("ACT-01", MARCH) == (0, 1, 0)
    assert warehouse.figure("ACT-01", JANUARY, breakdown="owner", breakdown_value="Opérateur") == (0, 1, 0)


def test_actions_late_at_the_end_of_each_period(warehouse: Warehouse) -> None:
    assert [warehouse.value("ACT-02", start) for start in (JANUARY, FEBRUARY, MARCH)] == [2, 1, 1]
    assert warehouse.value("ACT-02", YEAR, period_type="year", breakdown="owner", breakdown_value="Opérateur") == 1


def test_media_mentions(warehouse: Warehouse) -> None:
    assert warehouse.value("COM-01", JANUARY) == 2
    assert warehouse.value("COM-01", JANUARY, breakdown="tone", breakdown_value="unknown") == 1
    assert warehouse.value("COM-01", YEAR, period_type="quarter", breakdown="outlet", breakdown_value="Radio") == 2
    assert warehouse.rows("select distinct territory_code from marts.kpi_values where kpi_id = 'COM-01'") == [("03",)]


@pytest.mark.parametrize(
    ("kpi_id", "start", "cell", "figure"),
    [
        # The accounts came within the last half hour of their due day.
        ("PAR-01", JANUARY, {}, (2, 2, 1)),
        ("PAR-02", JANUARY, {}, (2, 2, 1)),
        ("PAR-01", FEBRUARY, {"breakdown": "partner", "breakdown_value": HUB}, (0, 1, 0)),
        ("PAR-02", FEBRUARY, {"breakdown": "partner", "breakdown_value": "press"}, (0, 1, 0)),
        ("PAR-02", FEBRUARY, {}, (1, 2, 0.5)),
        ("PAR-02", MARCH, {}, (0, 0, None)),
        ("PAR-03", FEBRUARY, {"breakdown": "contract", "breakdown_value": "hub_accounts"}, (2, 4, 0.5)),
        ("PAR-03", JANUARY, {"breakdown": "contract", "breakdown_value": "hub_accounts"}, (7, 7, 1)),
        ("PAR-03", JANUARY, {"breakdown": "contract", "breakdown_value": "management_scenarios"}, (3, 3, 1)),
    ],
)
def test_partners_figures(
    warehouse: Warehouse, kpi_id: str, start: str, cell: dict[str, str], figure: tuple[float, float, float | None]
) -> None:
    assert warehouse.figure(kpi_id, start, **cell) == figure


def test_a_scorecard_tells_a_partner_s_month(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select partner, month(period_start), slots_due, slots_on_time, slots_excused, refused, corrections, median_days_to_mend, failing_since "
        "from quality.partner_scorecards where partner in ('hub', 'press', 'school') order by all"
    )
    assert rows == [
        ("hub", 1, 1, 1, 0, 0, 1, None, None),  # accounts of January again on 17 March
        ("hub", 2, 1, 0, 0, 1, 0, 6.0, None),  # refused on 10 March, mended on the 16th
        ("hub", 3, 0, 0, 0, 0, 0, None, None),
        ("press", 1, 1, 1, 0, 0, 0, None, None),
        ("press", 2, 1, 0, 0, 0, 0, None, date(2026, 2, 1)),
        ("press", 3, 0, 0, 0, 0, 0, None, None),
        ("school", 2, 0, 0, 1, 0, 0, None, None),
        ("school", 3, 0, 0, 0, 0, 0, None, None),
    ]


def test_a_target_stands_beside_the_total_it_names_and_nowhere_else(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select kpi_id, period_type, period_start, territory_code, breakdown, target from marts.kpi_values where target is not null order by all"
    )
    first = date(2026, 1, 1)
    assert rows == [
        ("COM-01", "month", first, "03", "total", 5),
        ("NED-01", "year", first, "03.061", "total", 0.8),
        ("SUS-01", "year", first, "03", "total", 0.6),
    ]


def test_targets_that_no_figure_can_show_are_listed_with_the_reason(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select kpi_id, territory_code, reason, row_number from quality.unused_targets order by kpi_id")
    assert rows == [("SUS-01", "03.231", "no_such_figure", 6), ("ZZZ-99", "03", "unknown_kpi", 7)]


@pytest.mark.parametrize(
    ("kpi_id", "start", "context"),
    [
        ("SUS-01", JANUARY, (None, 1, "revised", "A")),
        ("SUS-01", FEBRUARY, (0.5, 1, "final", "A")),
        ("SUS-01", MARCH, (0.5, None, "provisional", "M")),
        ("COM-01", JANUARY, (None, 1, "final", "A")),
        ("COM-01", FEBRUARY, (2, 0, "provisional", "P")),
        ("COM-01", MARCH, (1, None, "provisional", "P")),
        ("PAR-02", FEBRUARY, (1, 1 / 3, "provisional", "P")),  # the excused sessions are owed by nobody, and wanting all the same
        ("NED-01", JANUARY, (None, None, "provisional", "P")),
    ],
)
def test_what_stands_beside_a_figure(warehouse: Warehouse, kpi_id: str, start: str, context: tuple[object, ...]) -> None:
    rows = warehouse.rows(
        "select previous_value, coverage, status, obs_status from marts.kpi_values where kpi_id = ? and period_type = 'month' "
        "and period_start = cast(? as date) and territory_code = '03' and breakdown = 'total'",
        kpi_id,
        start,
    )
    assert rows == [context]
