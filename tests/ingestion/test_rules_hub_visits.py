"""Every rule of `hub_visits`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import prepare_rows
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "hub_visits",
    good={
        "visit_ref": "V-1", "badge_id": "BADGE-77", "organisation_ref": "ORG-1", "ice": "001561191000066", "resource_code": "R-1",
        "entered_at": "2026-09-12 09:00:00", "left_at": "2026-09-12 17:30:00", "purpose": "formation",
    },
    across=[
        Broken("left_at.not_before_entry", {"left_at": "2026-09-12 08:59:59"}),
        Broken("left_at.within_18_hours", {"left_at": "2026-09-13 03:00:01"}),
    ],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


def test_leaving_at_once_and_after_eighteen_hours_is_allowed(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "visit_ref": left_at, "left_at": left_at} for left_at in ("2026-09-12 09:00:00", "2026-09-13 03:00:00")]

    assert prepare_rows(workspace, "hub_visits", rows).rows_accepted == 2
