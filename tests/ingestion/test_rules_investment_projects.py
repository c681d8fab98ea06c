"""Every rule of `investment_projects`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Broken, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "investment_projects",
    good={
        "project_ref": "P-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "title": "Huilerie", "province": "Fès", "commune": "Oulad Tayeb",
        "sector": "food_processing", "status": "approved", "submitted_on": "05/01/2026", "decided_on": "10/02/2026", "amount_mad": "2,5 MDH", "jobs_promised": "12", "jobs_realised": "3",
    },
    across=[
        Broken("ice.one_of", {"ice": None, "organisation_name": None}),
        Broken("commune.in_province", {"commune": "Missour"}),
        Broken("decided_on.not_before_submission", {"decided_on": "04/01/2026"}),
    ],
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
