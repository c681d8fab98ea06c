"""Every rule of `action_plan`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Broken, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "action_plan",
    good={
        "action_ref": "A-1", "recommendation": "Ouvrir la crèche", "owner": "Opérateur du pôle", "due_on": "30/06/2026",
        "status": "done", "done_on": "12/06/2026", "progress": "100 %",
    },
    across=[
        Broken("done_on.when_done", {"done_on": None}),
    ],
    aside={("done_on.type", "31/02/2026"): {"status": "in_progress"}},
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Réalisée", "done"),
        ("Achevé", "done"),
        ("En cours d'exécution", "in_progress"),
        ("مبرمجة", "planned"),
        ("قيد الإنجاز", "in_progress"),
        ("Sans suite", "dropped"),
    ],
)
def test_statuses_are_told_in_both_languages(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "status": text}]))

    assert row["status"] == value


@pytest.mark.parametrize("status", ["planned", "in_progress", "dropped"])
def test_an_action_that_is_not_done_needs_no_date(workspace: Workspace, status: str) -> None:
    row = {**TRIAL.good, "status": status, "done_on": None, "progress": "0,4"}

    assert prepare_rows(workspace, TRIAL.contract, [row]).rows_accepted == 1
