"""What is true in the synthetic region, and what its partners state about it: frozen data, no behaviour.

Two kinds of things live here. *The real world*: organisations, jobs, bookings, visits, services. *Rows*: what one partner
states in one delivery, with every column of the contract as a typed Python value under the contract's own name,
plus `partner`, `period_start` (first day of the period reported on) and `received_at` (an instant in UTC).

Local wall-clock times (bookings, visits) are naive `datetime`s in Africa/Casablanca, never in a gap or fold of its
clock. A value of None is an empty cell. A real job's attribute is None when no partner of the region knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

from demo.truth_deliveries import DeliveryNote, LoadNote
from demo.truth_feeds import (
    ActionRow,
    AgreementRow,
    FeedRow,
    FinancingRow,
    MarketRow,
    MentionRow,
    NeedRow,
    ScenarioRow,
    SeriesRow,
    SurveyRow,
    TargetRow,
    TrainingRow,
)
from demo.truth_hub import AccountRow, ServiceRow

REGION = "03"
TIME_ZONE = "Africa/Casablanca"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation as it really is in the end. `has_register`: partner → its `local_ref` there."""

    id: str
    ice: str | None
    name_fr: str
    name_ar: str
    legal_form: str
    province: str
    commune: str
    sector: str
    founded_on: date
    status: str
    members_total: int
    members_women: int
    members_youth: int
    cooperative_number: str | None
    court: str | None
    phone: str | None
    email: str | None
    has_register: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Change:
    """An organisation's change: `before` is what it was until the day before `on`, the first day of a quarter."""

    on: date
    before: Organisation


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One partner's entry for one organisation in one quarterly snapshot (contract `organisations`)."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str
    local_ref: str
    ice: str | None
    cooperative_number: str | None
    court: str | None
    name_fr: str | None
    name_ar: str | None
    legal_form: str
    province: str
    commune: str | None
    sector: str
    members_total: int | None
    members_women: int | None
    members_youth: int | None
    founded_on: date | None
    status: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """One real job. `person_id` is the CNIE of a named job, None for a job that partners only state as a head-count."""

    id: str
    organisation_id: str
    person_id: str | None
    occupation: str | None
    employment_type: str
    sex: str | None
    birth_year: int | None
    area: str | None
    province: str
    commune: str | None
    started_on: date
    ended_on: date | None
    hours_per_week: float | None
    months_per_year: int | None
    state: str
    evidence: str | None
    programme: str | None


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """One row of one monthly delivery (contract `job_declarations`)."""

    partner: str
    period_start: date
    received_at: datetime
    local_ref: str
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    province: str
    commune: str | None
    occupation: str | None
    headcount: int
    state: str
    evidence: str | None
    employment_type: str
    sex: str | None
    birth_year: int | None
    area: str | None
    started_on: date
    ended_on: date | None
    hours_per_week: float | None
    months_per_year: int | None
    person_id: str | None
    programme: str | None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one partner states under one `local_ref`, in versions by period: the last one stands.

    `job_ids` are the real jobs meant (none for a promise that nobody kept, several for a head-count). `refers_by`
    is 'ref', 'ice' or 'name'.
    """

    partner: str
    local_ref: str
    organisation_id: str
    job_ids: tuple[str, ...]
    refers_by: str
    versions: tuple[DeclarationRow, ...]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project in one monthly snapshot (contract `investment_projects`)."""

    partner: str
    period_start: date
    received_at: datetime
    project_ref: str
    ice: str | None
    organisation_name: str | None
    title: str | None
    province: str
    commune: str | None
    sector: str
    status: str
    submitted_on: date
    decided_on: date | None
    amount_mad: float | None
    jobs_promised: int
    jobs_realised: int | None


@dataclass(frozen=True, slots=True)
class Project:
    """An investment project and its row in each monthly snapshot since it was submitted."""

    project_ref: str
    organisation_id: str
    refers_by: str
    versions: tuple[ProjectRow, ...]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """One space or equipment in one snapshot (contract `hub_resources`). `open_days`: ISO days, like '123456'."""

    partner: str
    period_start: date
    received_at: datetime
    resource_code: str
    name_fr: str
    name_ar: str | None
    kind: str
    capacity_people: int | None
    area_m2: float | None
    open_days: str
    opens_at: time
    closes_at: time
    hourly_tariff_mad: float | None
    in_service_from: date
    in_service_to: date | None


@dataclass(frozen=True, slots=True)
class Resource:
    """A space or equipment of the hub and its row in each snapshot."""

    resource_code: str
    versions: tuple[ResourceRow, ...]


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking in one nightly delivery (contract `hub_bookings`); `period_start` is the day it tells of."""

    partner: str
    period_start: date
    received_at: datetime
    booking_ref: str
    resource_code: str
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    starts_at: datetime
    ends_at: datetime
    status: str
    attendees: int | None
    booked_at: datetime | None
    price_mad: float | None
    satisfaction: int | None


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking and its states: a later row with the same `booking_ref` updates it."""

    booking_ref: str
    organisation_id: str | None
    refers_by: str
    versions: tuple[BookingRow, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One badge reading (contract `hub_visits`), delivered once. `organisation_id` is truth, not a column."""

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str | None
    visit_ref: str
    badge_id: str
    organisation_ref: str | None
    ice: str | None
    resource_code: str | None
    entered_at: datetime
    left_at: datetime | None
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Region:
    """The whole synthetic region. `first_month` and `last_month` are first days of months, both inclusive.

    `outsiders`: organisations that partners name though no register of the region knows them. `traps`: id → how an
    organisation's name is made to be taken for another's (`demo.traps`). `spellings`: organisation id and folded text → how that
    spelling differs from the official names, 'same_script' or 'typo'. `changes`: organisation id → what it was
    before it changed. `feeds`: contract → every row that partners state in it, for the contracts of `demo.truth_feeds`.
    """

    seed: int
    scale: float
    first_month: date
    last_month: date
    organisations: tuple[Organisation, ...]
    register: tuple[RegisterRow, ...]
    jobs: tuple[Job, ...]
    declarations: tuple[Declaration, ...]
    projects: tuple[Project, ...]
    resources: tuple[Resource, ...]
    bookings: tuple[Booking, ...]
    visits: tuple[VisitRow, ...]
    person_ids: tuple[str, ...]
    badge_ids: tuple[str, ...]
    outsiders: tuple[Organisation, ...] = ()
    traps: Mapping[str, str] = field(default_factory=dict, hash=False)
    spellings: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)
    changes: Mapping[str, Change] = field(default_factory=dict, hash=False)
    services: tuple[ServiceRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    feeds: Mapping[str, tuple[FeedRow, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Loss:
    """A row of the region that no valid row carried. `case`: 'not_delivered', 'rejected', 'refused' and the like."""

    contract: str
    partner: str
    period_start: date
    key: str
    case: str


@dataclass(frozen=True, slots=True)
class Observed:
    """The valid rows that deliveries really carried, all versions; the rules of standing rows pick among them.

    `deliveries` decides which delivery of a period or snapshot stands (one with no valid row too) and which period
    is the first. Left empty, it is read off the rows. `losses` explain what is missing against the region. `loads` are all
    deliveries that arrived, refused ones among them; the same bytes sent again are no delivery.
    """

    declarations: tuple[DeclarationRow, ...]
    register: tuple[RegisterRow, ...]
    projects: tuple[ProjectRow, ...]
    resources: tuple[ResourceRow, ...]
    bookings: tuple[BookingRow, ...]
    visits: tuple[VisitRow, ...]
    deliveries: tuple[DeliveryNote, ...] = ()
    losses: tuple[Loss, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    feeds: Mapping[str, tuple[FeedRow, ...]] = field(default_factory=dict, hash=False)
    loads: tuple[LoadNote, ...] = ()


def _columns(row: type) -> tuple[str, ...]:
    about_the_delivery = {"partner", "period_start", "received_at", "organisation_id"}
    return tuple(_OTHERWISE_NAMED.get(each.name, each.name) for each in fields(row) if each.name not in about_the_delivery)


_OTHERWISE_NAMED = {"target_period_start": "period_start"}
"""Fields that cannot bear the name of their column, as every row has a field of that name."""


def stated(row: object, contract: str) -> dict[str, Any]:
    """What a row says: column of the contract → typed value."""
    taken = {name: attribute for attribute, name in _OTHERWISE_NAMED.items()} if contract == "kpi_targets" else {}
    return {column: getattr(row, taken.get(column, column)) for column in CONTRACT_COLUMNS[contract]}


CONTRACT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organisations": _columns(RegisterRow),
    "job_declarations": _columns(DeclarationRow),
    "investment_projects": _columns(ProjectRow),
    "hub_resources": _columns(ResourceRow),
    "hub_bookings": _columns(BookingRow),
    "hub_visits": _columns(VisitRow),
    "hub_services": _columns(ServiceRow),
    "hub_accounts": _columns(AccountRow),
    "financing": _columns(FinancingRow),
    "training_sessions": _columns(TrainingRow),
    "agreements": _columns(AgreementRow),
    "market_contracts": _columns(MarketRow),
    "activity_surveys": _columns(SurveyRow),
    "needs_assessments": _columns(NeedRow),
    "management_scenarios": _columns(ScenarioRow),
    "action_plan": _columns(ActionRow),
    "reference_series": _columns(SeriesRow),
    "media_mentions": _columns(MentionRow),
    "kpi_targets": _columns(TargetRow),
}
"""The canonical columns of each contract, in the contract's order."""
