"""Every rule of `needs_assessments`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, prepare_rows
from rule_helpers import ContractRules, Trial

from ingestion.contract import load_contracts
from ingestion.workspace import Workspace

TRIAL = Trial(
    "needs_assessments",
    good={
        "need_ref": "N-1", "organisation_ref": "ORG-1", "organisation_name": "Coopérative Al Amal", "province": "Fès",
        "theme": "marketing", "severity": "4", "recorded_on": "12/05/2026",
    },
    across=[],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Autres besoins", "other"),
        ("Commercialisation", "marketing"),
        ("تغليف", "packaging"),
        ("أخرى", "other"),
    ],
)
def test_themes_are_told_in_both_languages(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "theme": text}]))

    assert row["theme"] == value


def test_a_need_may_be_of_a_territory_without_an_organisation(workspace: Workspace) -> None:
    row = {**TRIAL.good, "organisation_ref": None, "organisation_name": None}

    assert prepare_rows(workspace, TRIAL.contract, [row]).rows_accepted == 1


def test_themes_are_the_kinds_of_the_hubs_services_and_other() -> None:
    themes, kinds = load_contracts()["needs_assessments"].column("theme").codes, load_contracts()["hub_services"].column("kind").codes

    assert (themes[:-1], themes[-1].value) == (kinds, "other")
