"""Every rule of `needs_assessments`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Trial

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
