"""What partners state beside registers, jobs and the hub: money, training, markets, surveys, needs, steering. Frozen data.

What belongs here: one class a contract, each a row of one delivery with every column of the contract, as in `demo.truth`.
`organisation_id` is truth, not a column: the organisation meant, one of the region or an outsider; None where none is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FinancingRow:
    """A loan, grant or the like to one organisation (contract `financing`); paying out comes in a later row of the same key."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str | None
    financing_ref: str
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    instrument: str
    programme: str | None
    province: str
    women_led: bool | None
    amount_approved_mad: float
    approved_on: date
    amount_disbursed_mad: float | None
    disbursed_on: date | None


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A training session (contract `training_sessions`); who completed it is told once it is over."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str | None
    session_ref: str
    theme: str
    programme: str | None
    province: str
    starts_on: date
    ends_on: date
    hours: float | None
    enrolled: int
    enrolled_women: int | None
    completed: int | None
    certified: int | None
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A programme agreement in one quarterly snapshot (contract `agreements`): paid so far."""

    partner: str
    period_start: date
    received_at: datetime
    agreement_ref: str
    programme: str
    funder: str
    signed_on: date
    committed_mad: float
    paid_mad: float | None
    province: str | None


@dataclass(frozen=True, slots=True)
class MarketRow:
    """A purchase from an organisation (contract `market_contracts`)."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str | None
    contract_ref: str
    buyer: str
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    product: str | None
    sector: str | None
    signed_on: date
    value_mad: float
    channel: str | None


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """An organisation's answer in one quarter (contract `activity_surveys`); income is per member and month."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str | None
    response_ref: str
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    province: str
    turnover_mad: float | None
    members_total: int | None
    members_women: int | None
    mean_member_income_mad: float | None
    export_share: float | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need found in one yearly diagnosis (contract `needs_assessments`)."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str | None
    need_ref: str
    organisation_ref: str | None
    organisation_name: str | None
    province: str
    theme: str
    severity: int
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One year of a management scenario (contract `management_scenarios`); `period_start` is the day of the study's note."""

    partner: str
    period_start: date
    received_at: datetime
    scenario: str
    year: int
    revenue_growth: float | None
    cost_growth: float | None
    subsidy_mad: float | None
    occupancy_target: float | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action of the plan in one monthly snapshot (contract `action_plan`)."""

    partner: str
    period_start: date
    received_at: datetime
    action_ref: str
    recommendation: str
    owner: str
    due_on: date
    status: str
    done_on: date | None
    progress: float | None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One value of a reference series (contract `reference_series`). The values are made up."""

    partner: str
    period_start: date
    received_at: datetime
    series: str
    observed_on: date
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention of the hub in the press (contract `media_mentions`)."""

    partner: str
    period_start: date
    received_at: datetime
    mention_ref: str
    outlet: str
    published_on: date
    title: str | None
    language: str
    tone: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What a KPI shall reach (contract `kpi_targets`). `target_period_start` is the column `period_start` of the contract."""

    partner: str
    period_start: date
    received_at: datetime
    kpi_id: str
    period_type: str
    target_period_start: date
    territory_code: str | None
    target: float


FeedRow = (
    FinancingRow
    | TrainingRow
    | AgreementRow
    | MarketRow
    | SurveyRow
    | NeedRow
    | ScenarioRow
    | ActionRow
    | SeriesRow
    | MentionRow
    | TargetRow
)
