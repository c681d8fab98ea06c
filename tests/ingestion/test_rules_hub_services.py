"""Every rule of `hub_services`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Broken, Trial

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
