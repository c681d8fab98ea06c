"""The key of each published table: the columns that no two of its rows have in common, said in its comment.

What goes here: keys, for people who join tables. What does not: checking them (the tests of the dbt project; a test holds both together).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publishing.figures import CELL

_LINE: Final = ("load_id", "sheet", "row_number")
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "marts.dim_date": ("day",),
    "marts.dim_organisation": ("organisation_id",),
    "marts.dim_organisation_history": ("organisation_id", "valid_from"),
    "marts.dim_period": ("period_type", "period_start"),
    "marts.dim_resource": ("partner", "resource_code"),
    "marts.dim_territory": ("territory_code",),
    "marts.fct_actions": ("partner", "action_ref"),
    "marts.fct_agreements": ("partner", "agreement_ref"),
    "marts.fct_bookings": ("partner", "booking_ref"),
    "marts.fct_financing": ("partner", "financing_ref"),
    "marts.fct_hub_accounts": ("partner", "entry_ref"),
    "marts.fct_investment_projects": ("partner", "project_ref"),
    "marts.fct_job_sources": ("job_id", *_LINE),
    "marts.fct_jobs": ("job_id",),
    "marts.fct_late_actions": ("period_type", "period_start", "partner", "action_ref"),
    "marts.fct_market_contracts": ("partner", "contract_ref"),
    "marts.fct_media_mentions": ("partner", "mention_ref"),
    "marts.fct_needs": ("partner", "need_ref"),
    "marts.fct_projections": ("partner", "entry_ref", "scenario"),
    "marts.fct_scenarios": ("partner", "scenario", "year"),
    "marts.fct_services": ("partner", "service_ref"),
    "marts.fct_survey_responses": ("partner", "response_ref"),
    "marts.fct_training_enrolments": ("partner", "session_ref", "sex"),
    "marts.fct_training_sessions": ("partner", "session_ref"),
    "marts.fct_turnover_panel": ("organisation_id", "survey_period_type", "period_start"),
    "marts.fct_visits": ("partner", "visit_ref"),
    "marts.kpi_breakdowns": ("breakdown",),
    "marts.kpi_catalogue": ("kpi_id",),
    "marts.kpi_labels": ("breakdown", "breakdown_value"),
    "marts.kpi_revisions": CELL,
    "marts.kpi_revisions_public": CELL,
    "marts.kpi_sources": ("kpi_id", "part", "measure", "table_name", "period_of_rows"),
    "marts.kpi_tables_not_shown": ("kpi_id", "period_type", "territory_type", "breakdown"),
    "marts.kpi_themes": ("theme",),
    "marts.kpi_values": CELL,
    "marts.kpi_values_public": CELL,
    "marts.organisation_id_changes": ("organisation_id", "became"),
    "marts.organisation_links": ("mention_id",),
    "quality.accepted_movements": (
        "moved_from_release_id", "kpi_id", "period_type", "period_start", "territory_code", "value_before", "value_after",
    ),
    "quality.audit_results": ("check_name",),
    "quality.delivery_outcomes": ("partner", "contract", "delivery_id", "load_id", "step"),
    "quality.expectations": ("load_id", "expectation"),
    "quality.feed_calendar": ("partner", "contract", "period_start"),
    "quality.finding_burn_down": ("partner", "contract", "period_start"),
    "quality.findings": ("finding_id",),
    "quality.loads": ("load_id",),
    "quality.partner_scorecards": ("partner", "period_start"),
    "quality.rejections": (*_LINE, "column_name", "rule"),
    "quality.rejections_by_rule": ("load_id", "rule", "column_name", "severity"),
    "quality.source_agreement": ("comparison", "partner", "contract", "other_partner", "other_contract"),
    "quality.source_differences": (
        "comparison", "subject_id", "subject_part", "period_start", "partner", "contract", "other_partner", "other_contract",
    ),
    "quality.unmatched_references": _LINE,
    "quality.unused_targets": _LINE,
    "reference.calendar_days": ("day",),
    "reference.communes": ("code",),
    "reference.hub_hours": ("resource_kind",),
    "reference.provinces": ("code",),
}  # fmt: skip


def with_key(table: str, comment: str | None) -> str:
    """A table's comment with its key at the end; a table whose key nobody has declared keeps its comment."""
    key = KEYS.get(table)
    return " ".join(filter(None, (comment, f"Clé : {', '.join(key)}." if key else None)))
