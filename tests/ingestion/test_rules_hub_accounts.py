"""Every rule of `hub_accounts`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "hub_accounts",
    good={
        "entry_ref": "E-1", "booked_on": "12/05/2026", "account": "revenue_rent", "amount_mad": "12 500,00 DH",
    },
    across=[],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


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
