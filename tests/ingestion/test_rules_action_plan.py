"""Every rule of `action_plan`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, prepare_rows
from rule_helpers import Broken, ContractRules, Trial

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


class TestRules(ContractRules):
    trial = TRIAL


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
