"""Every rule of `management_scenarios`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows, quarantined
from rule_helpers import ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "management_scenarios",
    good={
        "scenario": "Prudent", "year": "2027", "revenue_growth": "5 %", "cost_growth": "-1,5 %", "subsidy_mad": "1,2 MDH", "occupancy_target": "65 %",
    },
    across=[],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


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
