"""Every rule of `kpi_targets`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Broken, ContractRules, Trial

from ingestion.contract import load_contracts
from ingestion.reference import REGION, read_reference
from ingestion.workspace import Workspace

TRIAL = Trial(
    "kpi_targets",
    good={
        "kpi_id": "JOB-99", "period_type": "month", "period_start": "01/05/2026", "territory_code": "03.231", "target": "120",
    },
    across=[
        Broken("kpi_id.format", {"kpi_id": "job-01"}),
        Broken("kpi_id.format", {"kpi_id": "JOB01"}),
        Broken("kpi_id.format", {"kpi_id": "JOB-001"}),
        Broken("period_start.first_day", {"period_start": "02/05/2026"}),
        Broken("period_start.first_day", {"period_start": "31/05/2026"}),
        Broken("period_start.first_day", {"period_type": "quarter", "period_start": "01/05/2026"}),
        Broken("period_start.first_day", {"period_type": "year", "period_start": "01/04/2026"}),
    ],
    key_form="KPI-{:02}",
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize(
    ("period_type", "period_start"),
    [("Mois", "01/02/2026"), ("شهر", "2026-12-01"), ("Trimestriel", "01/10/2026"), ("فصل", "01/01/2026"), ("Année", "01/01/2026")],
)
def test_the_first_day_of_a_period_is_accepted(workspace: Workspace, period_type: str, period_start: str) -> None:
    row = {**TRIAL.good, "period_type": period_type, "period_start": period_start}

    assert prepare_rows(workspace, TRIAL.contract, [row]).rows_accepted == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Fès", "03.231"),
        ("فاس", "03.231"),
        ("3.061", "03.061"),
        ("03061", "03.061"),
        ("إقليم تازة", "03.561"),
        ("3", "03"),
        ("جهة فاس-مكناس", "03"),
        ("Fès-Meknès", "03"),
        ("", "03"),
    ],
)
def test_a_territory_is_told_by_name_or_code(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "territory_code": text}]))

    assert row["territory_code"] == value


def test_territories_are_the_region_and_its_provinces() -> None:
    region, *provinces = load_contracts()["kpi_targets"].column("territory_code").codes

    assert region.value == REGION
    assert [(code.value, code.names.fr, code.names.ar) for code in provinces] == [
        (row["code"], row["name_fr"], row["name_ar"]) for row in read_reference("provinces")
    ]


def test_a_share_may_be_written_in_percent(workspace: Workspace) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "target": "65 %"}]))

    assert row["target"] == 0.65


def test_one_target_a_territory_and_period_however_they_are_named(workspace: Workspace) -> None:
    rows = [
        TRIAL.good,
        {**TRIAL.good, "territory_code": "Meknès"},
        {**TRIAL.good, "territory_code": None},
        {**TRIAL.good, "period_type": "year", "period_start": "01/01/2026"},
        {**TRIAL.good, "territory_code": "فاس", "period_type": "Mensuel", "period_start": "1er mai 2026"},
        {**TRIAL.good, "territory_code": "Région"},
    ]

    assert broken_rules(prepare_rows(workspace, TRIAL.contract, rows)) == {6: {"kpi_id.unique"}, 7: {"kpi_id.unique"}}


def test_a_file_without_territories_is_about_the_region(workspace: Workspace) -> None:
    row = {name: text for name, text in TRIAL.good.items() if name != "territory_code"}

    (accepted, again) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [row, {**row, "kpi_id": "JOB-98"}]))

    assert (accepted["territory_code"], again["territory_code"]) == ("03", "03")
