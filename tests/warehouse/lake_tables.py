"""The tables that dbt finds in a build database, with their columns and types, written by hand.

Independent of the contracts on purpose: a contract that changes shows up here as a failing figure, not as an adapted test.
"""

from __future__ import annotations

from collections.abc import Mapping

_ADDRESS = "load_id varchar, sheet varchar, row_number bigint"

CONTRACTS: Mapping[str, str] = {
    "organisations": (
        "local_ref varchar, ice varchar, cooperative_number varchar, court varchar, name_fr varchar, name_ar varchar, "
        "legal_form varchar, province varchar, commune varchar, sector varchar, members_total bigint, "
        "members_women bigint, members_youth bigint, founded_on date, status varchar, phone varchar, email varchar"
    ),
    "job_declarations": (
        "local_ref varchar, organisation_ref varchar, ice varchar, organisation_name varchar, province varchar, "
        "commune varchar, occupation varchar, headcount bigint, state varchar, evidence varchar, employment_type varchar, "
        "sex varchar, birth_year bigint, area varchar, started_on date, ended_on date, hours_per_week double, "
        "months_per_year double, person_id varchar, programme varchar"
    ),
    "investment_projects": (
        "project_ref varchar, ice varchar, organisation_name varchar, title varchar, province varchar, commune varchar, "
        "sector varchar, status varchar, submitted_on date, decided_on date, amount_mad double, jobs_promised bigint, "
        "jobs_realised bigint"
    ),
    "financing": (
        "financing_ref varchar, organisation_ref varchar, ice varchar, organisation_name varchar, instrument varchar, "
        "programme varchar, province varchar, women_led boolean, amount_approved_mad double, approved_on date, "
        "amount_disbursed_mad double, disbursed_on date"
    ),
    "training_sessions": (
        "session_ref varchar, theme varchar, programme varchar, province varchar, starts_on date, ends_on date, "
        "hours double, enrolled bigint, enrolled_women bigint, completed bigint, certified bigint, "
        "organisation_ref varchar, ice varchar, organisation_name varchar"
    ),
    "activity_surveys": (
        "response_ref varchar, organisation_ref varchar, ice varchar, organisation_name varchar, province varchar, "
        "turnover_mad double, members_total bigint, members_women bigint, mean_member_income_mad double, "
        "export_share double"
    ),
    "market_contracts": (
        "contract_ref varchar, buyer varchar, organisation_ref varchar, ice varchar, organisation_name varchar, "
        "product varchar, sector varchar, signed_on date, value_mad double, channel varchar"
    ),
    "agreements": (
        "agreement_ref varchar, programme varchar, funder varchar, signed_on date, committed_mad double, paid_mad double, province varchar"
    ),
    "hub_resources": (
        "resource_code varchar, name_fr varchar, name_ar varchar, kind varchar, capacity_people bigint, area_m2 double, "
        "open_days varchar, opens_at time, closes_at time, hourly_tariff_mad double, in_service_from date, "
        "in_service_to date"
    ),
    "hub_bookings": (
        "booking_ref varchar, resource_code varchar, organisation_ref varchar, ice varchar, organisation_name varchar, "
        "starts_at timestamptz, ends_at timestamptz, status varchar, attendees bigint, booked_at timestamptz, "
        "price_mad double, satisfaction double"
    ),
    "hub_visits": (
        "visit_ref varchar, badge_id varchar, organisation_ref varchar, ice varchar, resource_code varchar, "
        "entered_at timestamptz, left_at timestamptz, purpose varchar"
    ),
    "hub_services": (
        "service_ref varchar, kind varchar, organisation_ref varchar, ice varchar, organisation_name varchar, "
        "delivered_on date, hours double, satisfaction double"
    ),
    "hub_accounts": "entry_ref varchar, booked_on date, account varchar, amount_mad double",
    "needs_assessments": (
        "need_ref varchar, organisation_ref varchar, organisation_name varchar, province varchar, theme varchar, "
        "severity bigint, recorded_on date"
    ),
    "management_scenarios": (
        "scenario varchar, year bigint, revenue_growth double, cost_growth double, subsidy_mad double, occupancy_target double"
    ),
    "action_plan": (
        "action_ref varchar, recommendation varchar, owner varchar, due_on date, status varchar, done_on date, progress double"
    ),
    "reference_series": "series varchar, observed_on date, value double, unit varchar",
    "media_mentions": "mention_ref varchar, outlet varchar, published_on date, title varchar, language varchar, tone varchar",
    "kpi_targets": "kpi_id varchar, period_type varchar, period_start date, territory_code varchar, target double",
}

LAKE: Mapping[str, str] = {
    **{contract: f"{_ADDRESS}, {columns}, extra varchar" for contract, columns in CONTRACTS.items()},
    "loads": (
        "load_id varchar, delivery_id varchar, partner varchar, contract varchar, mode varchar, period_type varchar, "
        "period_start date, period_end date, received_at timestamptz, loaded_at timestamptz, file_name varchar, "
        "file_sha256 varchar, verdict varchar, reason varchar, rows_read bigint, rows_accepted bigint, "
        "rows_rejected bigint, rows_skipped bigint, repairs bigint, contract_version varchar"
    ),
    "rejections": (
        f"{_ADDRESS}, column_name varchar, cell varchar, rule varchar, severity varchar, found varchar, "
        "advice_fr varchar, advice_ar varchar, advice_en varchar"
    ),
    "feeds": (
        "partner varchar, contract varchar, frequency varchar, due_days bigint, first_period date, language varchar, "
        "partner_name_fr varchar, partner_name_ar varchar, mode varchar"
    ),
    "organisation_decisions": "key_1 varchar, key_2 varchar, is_same boolean, known_from timestamptz, known_until timestamptz",
    "run": "release_id varchar, as_of timestamptz, as_of_date date, last_cause varchar",
    "published_figures": (
        "release_id varchar, published_at timestamptz, kpi_id varchar, period_type varchar, period_start date, territory_code varchar, "
        "breakdown varchar, breakdown_value varchar, value double, late_data double, correction double, linkage double, rule_change double"
    ),
    "revision_stages": (
        "kpi_id varchar, period_type varchar, period_start date, territory_code varchar, breakdown varchar, breakdown_value varchar, "
        "value double, cause varchar"
    ),
    "load_steps": (
        "partner varchar, contract varchar, period_start date, delivery_id varchar, load_id varchar, step varchar, outcome varchar, "
        "is_transient boolean, detail varchar, duration_seconds double, rows_in bigint, rows_out bigint, happened_at timestamptz"
    ),
    "expectations": (
        "load_id varchar, expectation varchar, subject varchar, column_name varchar, severity varchar, is_met boolean, observed double"
    ),
    "findings": (
        "load_id varchar, finding_id varchar, check_name varchar, column_name varchar, segment varchar, severity varchar, "
        "message_fr varchar, message_ar varchar, message_en varchar, observed double, expected_low double, expected_high double, "
        "is_ours boolean"
    ),
    "acceptances": "accepted_id varchar, reason varchar, accepted_by varchar, accepted_at timestamptz",
    "accepted_movements": (
        "movement_id varchar, moved_from_release_id varchar, kpi_id varchar, period_type varchar, period_start date, "
        "territory_code varchar, value_before double, value_after double, reason varchar, accepted_by varchar, accepted_at timestamptz"
    ),
    "excused_periods": "partner varchar, contract varchar, period_start date, period_end date, excuse varchar",
}

REFERENCE: Mapping[str, str] = {
    "provinces": ("code varchar, name_fr varchar, name_ar varchar, type varchar, population_2024 bigint, permanent_jobs_2024 bigint"),
    "communes": "code varchar, province_code varchar, name_fr varchar, name_ar varchar, milieu varchar",
    "kpis": (
        "kpi_id varchar, name_fr varchar, name_ar varchar, name_en varchar, definition_fr varchar, definition_ar varchar, "
        "definition_en varchar, formula varchar, unit varchar, direction varchar, contracts varchar, owner varchar, "
        "kind varchar, theme varchar, headline_rank bigint"
    ),
    "kpi_themes": "theme varchar, theme_rank bigint, name_fr varchar, name_ar varchar, name_en varchar",
    "kpi_breakdowns": "breakdown varchar, breakdown_rank bigint, name_fr varchar, name_ar varchar, name_en varchar",
    "kpi_labels": "breakdown varchar, breakdown_value varchar, label_rank bigint, label_fr varchar, label_ar varchar, label_en varchar",
    "kpi_terms": "kpi_id varchar, part varchar, measure varchar, sign bigint",
    "calendar_days": (
        "day date, is_public_holiday boolean, holiday_name_fr varchar, holiday_name_ar varchar, is_estimated boolean, is_ramadan boolean"
    ),
    "hub_hours": "resource_kind varchar, opens_on_public_holidays boolean, ramadan_opens_at time, ramadan_closes_at time",
}

PROVINCES: tuple[tuple[str, str, str, str], ...] = (
    ("03.231", "Fès", "فاس", "prefecture"),
    ("03.061", "Meknès", "مكناس", "prefecture"),
    ("03.171", "El Hajeb", "الحاجب", "province"),
    ("03.271", "Ifrane", "إفران", "province"),
    ("03.591", "Moulay Yacoub", "مولاي يعقوب", "province"),
    ("03.131", "Boulemane", "بولمان", "province"),
    ("03.451", "Sefrou", "صفرو", "province"),
    ("03.531", "Taounate", "تاونات", "province"),
    ("03.561", "Taza", "تازة", "province"),
)


def column_names(columns: str) -> tuple[str, ...]:
    """The column names of a `name type, name type` list."""
    return tuple(part.split()[0] for part in columns.split(","))
