"""Every rule of `hub_resources`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "hub_resources",
    good={
        "resource_code": "R-1", "name_fr": "Salle Atlas", "name_ar": "قاعة الأطلس", "kind": "training_room", "capacity_people": "30", "area_m2": "60,5", "open_days": "lundi-samedi",
        "opens_at": "08:30", "closes_at": "18h", "hourly_tariff_mad": "150 DH", "in_service_from": "01/01/2025", "in_service_to": "31/12/2027",
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
