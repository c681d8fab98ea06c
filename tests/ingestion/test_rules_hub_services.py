"""Every rule of `hub_services`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, prepare_rows
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "hub_services",
    good={
        "service_ref": "S-1", "kind": "mentoring", "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal",
        "delivered_on": "12/05/2026", "hours": "2,5", "satisfaction": "4,5",
    },
    across=[
        Broken("organisation_ref.one_of", {"organisation_ref": None, "ice": None, "organisation_name": None}),
    ],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize("named_by", [{"organisation_ref": "ORG-1"}, {"ice": "001561191000066"}, {"organisation_name": "تعاونية الأمل"}])
def test_one_way_to_name_the_organisation_is_enough(workspace: Workspace, named_by: dict[str, str]) -> None:
    row = {**TRIAL.good, **dict.fromkeys(("organisation_ref", "ice", "organisation_name")), **named_by}

    assert prepare_rows(workspace, TRIAL.contract, [row]).rows_accepted == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Comptabilité", "accounting"),
        ("Conditionnement", "packaging"),
        ("مواكبة", "mentoring"),
        ("التصدير", "export"),
        ("E-commerce", "digital"),
    ],
)
def test_kinds_are_told_in_both_languages(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "kind": text}]))

    assert row["kind"] == value
