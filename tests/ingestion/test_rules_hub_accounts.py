"""Every rule of `hub_accounts`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "hub_accounts",
    good={
        "entry_ref": "E-1", "booked_on": "12/05/2026", "account": "revenue_rent", "amount_mad": "12 500,00 DH",
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
        ("Charges de personnel", "cost_staff"),
        ("Loyers perçus", "revenue_rent"),
        ("Loyers payés", "cost_rent"),
        ("إعانات", "revenue_subsidy"),
        ("نفقات الصيانة", "cost_maintenance"),
        ("Eau et électricité", "cost_energy"),
    ],
)
def test_accounts_are_told_in_both_languages(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "account": text}]))

    assert row["account"] == value


@pytest.mark.parametrize("account", ["Loyers et services", "Location", "Divers"])
def test_what_may_be_income_or_cost_is_not_guessed(workspace: Workspace, account: str) -> None:
    prepared = prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "account": account}])

    assert broken_rules(prepared) == {2: {"account.code"}}
