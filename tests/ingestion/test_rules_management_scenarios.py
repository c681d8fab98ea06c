"""Every rule of `management_scenarios`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows, quarantined
from rule_helpers import Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "management_scenarios",
    good={
        "scenario": "Prudent", "year": "2027", "revenue_growth": "5 %", "cost_growth": "-1,5 %", "subsidy_mad": "1,2 MDH", "occupancy_target": "65 %",
    },
    across=[],
)  # fmt: skip


def test_every_rule_over_several_columns_has_a_row() -> None:
    TRIAL.assert_tried()


def test_a_row_is_rejected_by_the_one_rule_it_breaks(workspace: Workspace) -> None:
    prepared = TRIAL.prepare(workspace)

    assert broken_rules(prepared) == TRIAL.expected_rules()
    assert [row["row_number"] for row in accepted_rows(prepared)] == [2]


def test_rows_in_are_rows_accepted_and_rejected(workspace: Workspace) -> None:
    prepared = TRIAL.prepare(workspace)

    assert (prepared.rows_read, prepared.rows_accepted, prepared.rows_rejected) == (len(TRIAL.rows()), 1, len(TRIAL.rows()) - 1)
    assert sum(prepared.failures.values()) == prepared.rows_rejected


def test_each_rejected_cell_is_shown_where_it_stands_and_as_it_was_written(workspace: Workspace) -> None:
    TRIAL.assert_cells(TRIAL.prepare(workspace))


def test_the_last_allowed_values_are_accepted(workspace: Workspace) -> None:
    rows = TRIAL.rows_at_the_limits()

    prepared = prepare_rows(workspace, TRIAL.contract, rows)

    assert broken_rules(prepared) == {}
    assert prepared.rows_accepted == len(rows) > 0


@pytest.mark.parametrize("column", ["revenue_growth", "cost_growth"])
@pytest.mark.parametrize(
    ("text", "rate"), [("5 %", 0.05), ("0,05", 0.05), ("-2,5 %", -0.025), ("٪٥", 0.05), ("120 %", 1.2), ("-100 %", -1.0)]
)
def test_a_rate_of_growth_may_be_negative_or_more_than_all(workspace: Workspace, column: str, text: str, rate: float) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, column: text}]))

    assert row[column] == pytest.approx(rate)


@pytest.mark.parametrize(("text", "warned"), [("120 %", True), ("100 %", False), ("5 %", False)])
def test_a_rate_above_all_is_kept_and_asked_about(workspace: Workspace, text: str, warned: bool) -> None:
    prepared = prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "revenue_growth": text}])

    assert prepared.rows_accepted == 1
    assert prepared.warnings == ({"revenue_growth.written_as_rate": 1} if warned else {})


def test_a_rate_that_may_mean_percent_or_hundreds_is_refused(workspace: Workspace) -> None:
    prepared = prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "revenue_growth": "5"}])

    assert broken_rules(prepared) == {2: {"revenue_growth.type"}}


def test_a_scenario_has_one_row_a_year(workspace: Workspace) -> None:
    rows = [
        TRIAL.good,
        {**TRIAL.good, "year": "2028"},
        {**TRIAL.good, "scenario": "Ambitieux"},
        {**TRIAL.good, "year": "2027,0", "revenue_growth": "6 %"},
    ]

    prepared = prepare_rows(workspace, TRIAL.contract, rows)

    assert broken_rules(prepared) == {5: {"scenario.unique"}}
    (line,) = quarantined(prepared)
    assert "« Scénario », « Année »" in line["advice_fr"]
    assert "«السيناريو»، «السنة»" in line["advice_ar"]
