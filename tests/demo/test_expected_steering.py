"""Steering in the expected figures, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from demo.expected_cells import Expected, Key, rows
from demo.expected_hub import Served
from demo.expected_matching import Party
from demo.expected_steering import FORMULAS, Needed, SteeringFacts, tally_steering
from demo.truth_feeds import ActionRow, MentionRow, NeedRow, ScenarioRow
from demo.truth_hub import AccountRow, ServiceRow

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
TODAY = date(2026, 3, 20)
RECEIVED = datetime(2026, 2, 5, tzinfo=UTC)
FES, TAZA = Party("org-1", "03.231", "pottery"), Party("org-2", "03.561", "livestock")
ENTRY = AccountRow("hub_operator", JANUARY, RECEIVED, "E-1", date(2026, 1, 10), "revenue_rent", 100.0)
SCENARIO = ScenarioRow("study_office", JANUARY, RECEIVED, "S", 2026, 0.5, 0.25, None, None)
NEED = NeedRow("academia", JANUARY, RECEIVED, None, "N-1", None, "x", "03.231", "legal", 4, date(2026, 1, 10))
SERVICE = ServiceRow("hub_operator", JANUARY, RECEIVED, "org-1", "S-1", "legal", None, None, "x", date(2026, 1, 20), None, None)
ACTION = ActionRow(
    "directorate", JANUARY, RECEIVED, "A-1", "Ouvrir une crèche", "Conseil régional", date(2026, 1, 15), "planned", None, None
)
MENTION = MentionRow("press", JANUARY, RECEIVED, "M-1", "Radio", date(2026, 1, 31), None, "ar", "neutral")


def entry(day: date, account: str, amount: float) -> AccountRow:
    return replace(ENTRY, booked_on=day, account=account, amount_mad=amount)


def figures(facts: SteeringFacts, today: date = TODAY) -> dict[Key, Expected]:
    tally = tally_steering(facts, today)
    result: dict[Key, Expected] = {}
    for formula in FORMULAS:
        result |= rows(formula, tally, JANUARY, today)
    return result


def cell(kpi_id: str, start: date, period: str = "month", territory: str = "03", breakdown: str = "total", value: str = "total") -> Key:
    return (kpi_id, period, start, territory, breakdown, value)


def test_cost_recovery_leaves_subsidies_out() -> None:
    entries = [
        entry(JANUARY, "revenue_rent", 100.0),
        entry(date(2026, 1, 31), "revenue_service", 20.0),
        entry(date(2026, 1, 5), "revenue_event", 30.0),
        entry(date(2026, 1, 5), "revenue_subsidy", 1_000.0),
        entry(date(2026, 1, 5), "cost_staff", 250.0),
        entry(date(2026, 1, 5), "cost_other", 50.0),
        entry(FEBRUARY, "cost_rent", 70.0),
    ]
    found = figures(SteeringFacts(accounts=entries))
    assert found[cell("SUS-01", JANUARY)] == Expected(150, 300, Fraction(1, 2))
    assert found[cell("SUS-01", FEBRUARY)] == Expected(0, 70, 0)
    assert found[cell("SUS-01", MARCH)] == Expected(0, 0, None)
    assert {key[3:] for key in found if key[0] == "SUS-01"} == {("03", "total", "total")}


def test_a_projection_grows_each_month_ahead_by_the_rate_of_its_own_year() -> None:
    # After February 2026 come March to December 2026 (as March to December 2025) and January and February 2027 (as those of 2026).
    entries = [
        entry(date(2025, 2, 28), "revenue_rent", 7_000.0),
        entry(date(2025, 3, 1), "revenue_rent", 100.0),
        entry(date(2026, 2, 28), "revenue_rent", 400.0),
        entry(date(2026, 2, 28), "cost_staff", 1_000.0),
    ]
    scenarios = [SCENARIO, replace(SCENARIO, year=2027, revenue_growth=1.0, cost_growth=-0.5)]
    found = figures(SteeringFacts(accounts=entries, scenarios=scenarios))
    assert found[cell("SUS-02", FEBRUARY, breakdown="scenario", value="S")] == Expected(
        100 * Fraction(3, 2) + 400 * 2, 500, Fraction(19, 10)
    )


def test_a_projection_has_no_total_and_needs_a_rate_for_every_year_ahead() -> None:
    entries = [entry(date(2025, 6, 1), "revenue_rent", 100.0), entry(date(2025, 6, 1), "cost_staff", 200.0)]
    scenarios = [SCENARIO, replace(SCENARIO, scenario="T"), replace(SCENARIO, scenario="T", year=2027, cost_growth=None)]
    found = figures(SteeringFacts(accounts=entries, scenarios=scenarios))
    projected = {key[1:3] + key[4:] for key in found if key[0] == "SUS-02"}
    assert projected == {
        ("year", date(2025, 1, 1), "scenario", "S"),
        ("year", date(2025, 1, 1), "scenario", "T"),
        ("quarter", date(2025, 10, 1), "scenario", "S"),
        ("quarter", date(2025, 10, 1), "scenario", "T"),
        ("month", date(2025, 12, 1), "scenario", "S"),
        ("month", date(2025, 12, 1), "scenario", "T"),
    }
    assert found[cell("SUS-02", date(2025, 1, 1), "year", breakdown="scenario", value="S")].value == Fraction(150, 250)


@pytest.mark.parametrize(
    ("need", "service", "met"),
    [
        ({}, {}, 1),
        ({}, {"delivered_on": date(2026, 1, 10)}, 1),
        ({}, {"delivered_on": date(2026, 1, 9)}, 0),
        ({}, {"delivered_on": date(2026, 3, 21)}, 0),
        ({}, {"kind": "export"}, 0),
        ({"theme": "other"}, {}, 0),
    ],
)
def test_a_need_is_met_by_a_service_of_its_kind_from_its_day_to_today(need: dict[str, Any], service: dict[str, Any], met: int) -> None:
    facts = SteeringFacts(needs=[Needed(replace(NEED, **need), FES)], services=[Served(replace(SERVICE, **service), FES)])
    assert figures(facts)[cell("NED-01", JANUARY)] == Expected(met, 1, met)


@pytest.mark.parametrize("party", [TAZA, None])
def test_a_service_to_another_organisation_or_a_group_without_one_meets_nothing(party: Party | None) -> None:
    facts = SteeringFacts(needs=[Needed(NEED, party)], services=[Served(SERVICE, FES)])
    assert figures(facts)[cell("NED-01", JANUARY)] == Expected(0, 1, 0)


def test_needs_stand_in_their_own_province_and_by_theme_severity_and_sector() -> None:
    facts = SteeringFacts(needs=[Needed(NEED, TAZA), Needed(replace(NEED, severity=2), None)], services=[Served(SERVICE, TAZA)])
    found = figures(facts)
    assert found[cell("NED-01", JANUARY, territory="03.231")] == Expected(1, 2, Fraction(1, 2))
    assert found[cell("NED-01", JANUARY, territory="03.561")] == Expected(0, 0, None)
    assert found[cell("NED-01", JANUARY, breakdown="severity", value="4")] == Expected(1, 1, 1)
    assert found[cell("NED-01", JANUARY, breakdown="sector", value="unknown")] == Expected(0, 1, 0)
    assert found[cell("NED-01", JANUARY, breakdown="theme", value="legal")] == Expected(1, 2, Fraction(1, 2))


def test_mentions_count_on_the_day_they_appear() -> None:
    facts = SteeringFacts(mentions=[MENTION, replace(MENTION, published_on=FEBRUARY, tone="negative")])
    found = figures(facts)
    assert found[cell("COM-01", JANUARY)] == Expected(1, None, 1)
    assert found[cell("COM-01", JANUARY, "quarter")] == Expected(2, None, 2)
    assert found[cell("COM-01", FEBRUARY, breakdown="tone", value="negative")] == Expected(1, None, 1)


@pytest.mark.parametrize(
    ("status", "done_on", "on_time", "late_in"),
    [
        ("done", date(2026, 1, 15), 1, []),
        ("done", date(2026, 1, 16), 0, []),
        ("done", date(2026, 2, 28), 0, [JANUARY]),
        ("done", date(2026, 3, 1), 0, [JANUARY, FEBRUARY]),
        ("in_progress", None, 0, [JANUARY, FEBRUARY, MARCH]),
        ("planned", None, 0, [JANUARY, FEBRUARY, MARCH]),
        ("dropped", None, 0, []),
    ],
)
def test_an_action_due_on_15_january(status: str, done_on: date | None, on_time: int, late_in: Sequence[date]) -> None:
    found = figures(SteeringFacts(actions=[replace(ACTION, status=status, done_on=done_on)]))
    assert found[cell("ACT-01", JANUARY)] == Expected(on_time, 1, on_time)
    assert [start for start in (JANUARY, FEBRUARY, MARCH) if found[cell("ACT-02", start)].value] == late_in


def test_an_action_is_not_late_on_its_due_day() -> None:
    actions = [replace(ACTION, due_on=date(2026, 1, 31)), replace(ACTION, due_on=TODAY)]
    found = figures(SteeringFacts(actions=actions))
    assert found[cell("ACT-02", JANUARY)] == Expected(0, None, 0)
    assert found[cell("ACT-02", MARCH)] == Expected(1, None, 1)
    assert found[cell("ACT-02", FEBRUARY, breakdown="owner", value="Conseil régional")] == Expected(1, None, 1)
