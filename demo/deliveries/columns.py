"""What kind of thing stands in each column of the contracts, and which columns may not be empty.

What belongs here: tables. How a kind of value is written is told in `demo.deliveries.pen`.
"""

from collections.abc import Mapping
from typing import Final

from demo.deliveries import labels

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("name_fr", "name_ar", "organisation_name"), "name"),
    **dict.fromkeys(("province", "commune", "ice", "territory_code"), "itself"),
    **dict.fromkeys(("headcount", "members_total", "members_women", "members_youth", "attendees", "satisfaction"), "number"),
    **dict.fromkeys(("birth_year", "hours_per_week", "months_per_year", "jobs_promised", "jobs_realised"), "number"),
    **dict.fromkeys(("capacity_people", "area_m2", "hours", "enrolled", "enrolled_women", "completed", "certified"), "number"),
    **dict.fromkeys(("severity", "year", "value", "target"), "number"),
    **dict.fromkeys(("amount_mad", "hourly_tariff_mad", "price_mad", "amount_approved_mad", "amount_disbursed_mad"), "money"),
    **dict.fromkeys(("committed_mad", "paid_mad", "value_mad", "turnover_mad", "mean_member_income_mad", "subsidy_mad"), "money"),
    **dict.fromkeys(("started_on", "ended_on", "founded_on", "submitted_on", "decided_on"), "date"),
    **dict.fromkeys(
        ("in_service_from", "in_service_to", "approved_on", "disbursed_on", "starts_on", "ends_on", "delivered_on", "booked_on"), "date"
    ),
    **dict.fromkeys(("delivered_on", "booked_on"), "date"),
    **dict.fromkeys(("signed_on", "recorded_on", "due_on", "done_on", "observed_on", "published_on", "period_start"), "date"),
    **dict.fromkeys(("starts_at", "ends_at", "booked_at", "entered_at", "left_at"), "instant"),
    **dict.fromkeys(("opens_at", "closes_at"), "time"),
    **dict.fromkeys(("export_share", "progress", "occupancy_target", "revenue_growth", "cost_growth"), "share"),
    "women_led": "yes_no",
    "open_days": "open_days",
}
"""Column to kind of value; what is not listed is text."""

CODES: Final[Mapping[tuple[str, str], labels.Words]] = {
    ("job_declarations", "state"): labels.STATE,
    ("job_declarations", "evidence"): labels.EVIDENCE,
    ("job_declarations", "employment_type"): labels.EMPLOYMENT_TYPE,
    ("job_declarations", "sex"): labels.SEX,
    ("job_declarations", "area"): labels.AREA,
    ("organisations", "legal_form"): labels.LEGAL_FORM,
    ("organisations", "sector"): labels.SECTOR,
    ("organisations", "status"): labels.ORGANISATION_STATUS,
    ("investment_projects", "sector"): labels.SECTOR,
    ("investment_projects", "status"): labels.PROJECT_STATUS,
    ("hub_resources", "kind"): labels.RESOURCE_KIND,
    ("hub_bookings", "status"): labels.BOOKING_STATUS,
    ("hub_services", "kind"): labels.SERVICE_KIND,
    ("hub_accounts", "account"): labels.ACCOUNT,
    ("financing", "instrument"): labels.INSTRUMENT,
    ("market_contracts", "sector"): labels.SECTOR,
    ("market_contracts", "channel"): labels.CHANNEL,
    ("needs_assessments", "theme"): labels.NEED_THEME,
    ("action_plan", "status"): labels.ACTION_STATUS,
    ("media_mentions", "language"): labels.LANGUAGE,
    ("media_mentions", "tone"): labels.TONE,
    ("kpi_targets", "period_type"): labels.PERIOD_TYPE,
}
"""(contract, column) to the words for its codes."""

REQUIRED: Final = {
    "organisations": {"local_ref", "legal_form", "province", "sector", "status"},
    "job_declarations": {"local_ref", "province", "state", "employment_type", "started_on"},
    "investment_projects": {"project_ref", "province", "sector", "status", "submitted_on", "jobs_promised"},
    "hub_resources": {"resource_code", "name_fr", "kind", "open_days", "opens_at", "closes_at", "in_service_from"},
    "hub_bookings": {"booking_ref", "resource_code", "starts_at", "ends_at", "status"},
    "hub_visits": {"visit_ref", "badge_id", "entered_at"},
    "hub_services": {"service_ref", "kind", "delivered_on"},
    "hub_accounts": {"entry_ref", "booked_on", "account", "amount_mad"},
    "financing": {"financing_ref", "instrument", "province", "amount_approved_mad", "approved_on"},
    "training_sessions": {"session_ref", "theme", "province", "starts_on", "enrolled"},
    "agreements": {"agreement_ref", "programme", "funder", "signed_on", "committed_mad"},
    "market_contracts": {"contract_ref", "buyer", "signed_on", "value_mad"},
    "activity_surveys": {"response_ref", "province"},
    "needs_assessments": {"need_ref", "province", "theme", "severity", "recorded_on"},
    "management_scenarios": {"scenario", "year"},
    "action_plan": {"action_ref", "recommendation", "owner", "due_on", "status"},
    "reference_series": {"series", "observed_on", "value", "unit"},
    "media_mentions": {"mention_ref", "outlet", "published_on"},
    "kpi_targets": {"kpi_id", "period_type", "period_start", "target"},
}
"""Contract to its required columns; a hand writes nothing there in place of a value."""
