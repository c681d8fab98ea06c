"""Every rule of `reference_series`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import broken_rules, prepare_rows
from rule_helpers import ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "reference_series",
    good={
        "series": "Taux directeur", "observed_on": "31/05/2026", "value": "2,25", "unit": "%",
    },
    across=[],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


def test_a_series_has_one_value_a_day_however_the_day_is_written(workspace: Workspace) -> None:
    days = ["31/05/2026", "30/06/2026", "2026-05-31", "31 mai 2026", "٣١ ماي ٢٠٢٦", "46173"]
    rows = [{**TRIAL.good, "observed_on": day} for day in days] + [{**TRIAL.good, "series": "Inflation"}]

    assert broken_rules(prepare_rows(workspace, TRIAL.contract, rows)) == {row: {"series.unique"} for row in (4, 5, 6, 7)}


def test_a_row_without_its_whole_key_is_not_called_a_repetition(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "observed_on": None}, {**TRIAL.good, "observed_on": None}]

    assert broken_rules(prepare_rows(workspace, TRIAL.contract, rows)) == {2: {"observed_on.required"}, 3: {"observed_on.required"}}
