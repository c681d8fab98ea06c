"""Errors put into deliveries on purpose, one rule a row, so that the list of what must be rejected is exact.

What belongs here: how to break a good row by each rule of the contracts, and the list of what was planted. Which rows of which
files are broken is decided in `demo.deliveries.planting`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from demo.deliveries.rows import Row
from demo.mess import Cell

Values = Mapping[str, Any]
Overrides = dict[str, Any]
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlantedError:
    """One error in one file.

    Attributes:
        file: path below the inbox, with `/`.
        sheet: name of the sheet; None in a CSV file.
        row_number: line as a spreadsheet shows it, the first is 1.
        cell: address such as `B17`; the cell's column is the one named in the rule.
        rule: rule id, `<column>.<check>`.
        severity: `error` (the row is rejected) or `warning` (it is kept).
        found: text of that cell, "" when it is empty.
    """

    file: str
    sheet: str | None
    row_number: int
    cell: str
    rule: str
    severity: str
    found: str


@dataclass(frozen=True, slots=True)
class Breakage:
    """A way to break a good row by one rule and no other.

    Attributes:
        rule: the rule id.
        raw: what is written in the rule's cell, one of these; empty when `change` alone breaks the row.
        change: gives new typed values of a row; columns that other rules look at are emptied here.
        needs: columns that the file must have besides the rule's own.
        given: columns that the row must have filled.
        severity: `error` or `warning`.
    """

    rule: str
    raw: tuple[Cell, ...] = ()
    change: Callable[[Values, Random], Overrides] = field(default=lambda values, rng: {})
    needs: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    severity: str = "error"

    @property
    def column(self) -> str:
        """The column of the rule."""
        return self.rule.partition(".")[0]


def break_row(row: Row, breakage: Breakage, rng: Random) -> Row:
    """Breaks a good row; its source stays known, so that what is lost can be told."""
    values = {**row.values, **breakage.change(row.values, rng)}
    raw: dict[str, Cell] = {}
    if breakage.raw:
        raw[breakage.column] = rng.choice(breakage.raw)
    return Row(values, row.source, raw, breakage.rule, breakage.severity)


def breakages(contract: str) -> tuple[Breakage, ...]:
    """Every way to break a row of a contract; `<key>.unique` is not among them, as it takes two rows (see `repeat_row`)."""
    return _BREAKAGES[contract]


def unique_rule(contract: str) -> str:
    """The rule that a repeated row breaks."""
    return f"{_KEYS[contract]}.unique"


def key_column(contract: str) -> str:
    """The key of a contract."""
    return _KEYS[contract]


def repeat_row(row: Row, contract: str) -> Row:
    """The same row once more: the later one of the two is to be rejected."""
    return Row(dict(row.values), None, {}, unique_rule(contract), "error")


_KEYS: Final = {
    "organisations": "local_ref",
    "job_declarations": "local_ref",
    "investment_projects": "project_ref",
    "hub_resources": "resource_code",
    "hub_bookings": "booking_ref",
    "hub_visits": "visit_ref",
    "hub_services": "service_ref",
    "hub_accounts": "entry_ref",
}
_NOTHING: Final = (None, "-")
_NOT_A_DATE: Final = ("30/02/2026", "courant avril", "à préciser", "31/11/2025")
_NOT_A_NUMBER: Final = ("à préciser", "environ dix", "beaucoup")
_NOT_AN_ICE: Final = ("en cours", "00152571300004599", "ICE demandé", "12345678901234567")
_NOT_HERE: Final = ("Casablanca", "Nador", "02.381", "Rabat")
_NO_SUCH_PLACE: Final = ("Nador", "Ksar El Kebir", "Ville nouvelle", "Benslimane")


def _empty(*columns: str) -> Callable[[Values, Random], Overrides]:
    return lambda values, rng: dict.fromkeys(columns)


def _required(*columns: str, clear: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Breakage, ...]:
    clear = clear or {}
    return tuple(Breakage(f"{column}.required", _NOTHING, _empty(*clear.get(column, ()))) for column in columns)


def _typed(kind: tuple[Cell, ...], *columns: str, clear: tuple[str, ...] = ()) -> tuple[Breakage, ...]:
    return tuple(Breakage(f"{column}.type", kind, _empty(*clear)) for column in columns)


def _named(values: Values, rng: Random) -> Overrides:
    """Keeps another reference to the organisation when its ICE is made unreadable."""
    return {} if values.get("organisation_name") else {"organisation_name": "Coopérative Annajah"}


def _other_check_digits(values: Values, rng: Random) -> Overrides:
    ice = values["ice"]
    wrong = (int(ice[13:]) + rng.randint(1, 96)) % 97
    return {"ice": f"{ice[:13]}{wrong:02d}"}


_ICE_WARNING: Final = Breakage("ice.check_digits", (), _other_check_digits, given=("ice",), severity="warning")


def _commune_elsewhere(values: Values, rng: Random) -> Overrides:
    """Missour, or Azrou for a row of Missour's own province: each name is borne by one commune of the region only."""
    return {"commune": "03.131.01.03" if values["province"] != "03.131" else "03.271.01.01"}


_COMMUNE_ELSEWHERE: Final = Breakage("commune.in_province", (), _commune_elsewhere)


def _age(values: Values, rng: Random) -> Overrides:
    return {"birth_year": values["started_on"].year - rng.choice((8, 9, 12, 14, 82, 85))}


def _ends_before(values: Values, rng: Random) -> Overrides:
    return {"ended_on": values["started_on"] - rng.randint(3, 60) * _DAY}


def _too_many(part: str) -> Callable[[Values, Random], Overrides]:
    def change(values: Values, rng: Random) -> Overrides:
        total = values.get("members_total") or 12
        cleared = {"members_women": None, "members_youth": None}
        return {**cleared, "members_total": total, part: total + rng.randint(1, 9)}

    return change


def _founded_later(values: Values, rng: Random) -> Overrides:
    return {"founded_on": date(2031, rng.randint(1, 12), rng.randint(1, 28))}


def _decided_before(values: Values, rng: Random) -> Overrides:
    return {"decided_on": values["submitted_on"] - rng.randint(5, 90) * _DAY}


def _starts(values: Values) -> datetime:
    starts: datetime = values["starts_at"]
    return starts


def _booking_backwards(values: Values, rng: Random) -> Overrides:
    return {"ends_at": _starts(values) - timedelta(minutes=rng.choice((0, 30, 90)))}


def _booking_short(values: Values, rng: Random) -> Overrides:
    return {"ends_at": _starts(values) + timedelta(hours=2)}


def _booking_too_long(values: Values, rng: Random) -> Overrides:
    return {"ends_at": _starts(values) + timedelta(hours=rng.choice((26, 30, 49)))}


def _visit_backwards(values: Values, rng: Random) -> Overrides:
    return {"left_at": values["entered_at"] - timedelta(minutes=rng.choice((1, 20, 75)))}


def _visit_too_long(values: Values, rng: Random) -> Overrides:
    return {"left_at": values["entered_at"] + timedelta(hours=rng.choice((21, 24, 30)))}


_ORGANISATIONS: Final = (
    *_required("local_ref", "legal_form", "province", "sector", "status", clear={"province": ("commune",)}),
    *_typed(_NOT_AN_ICE, "ice"),
    *_typed(_NOT_A_NUMBER, "members_total", "members_women", "members_youth", clear=("members_women", "members_youth")),
    *_typed(_NOT_A_DATE, "founded_on"),
    _ICE_WARNING,
    Breakage("legal_form.code", ("fondation", "habous")),
    Breakage("province.code", _NOT_HERE, _empty("commune")),
    Breakage("commune.code", _NO_SUCH_PLACE),
    Breakage("status.code", ("en cours", "à vérifier")),
    Breakage("members_total.range", (-1, -12), _empty("members_women", "members_youth")),
    Breakage("members_women.range", (-2, -7), _empty("members_youth")),
    Breakage("members_youth.range", (-3, -5), _empty("members_women")),
    Breakage("name_fr.one_of", (), _empty("name_fr", "name_ar")),
    _COMMUNE_ELSEWHERE,
    Breakage("members_women.part_of_total", (), _too_many("members_women"), needs=("members_total",)),
    Breakage("members_youth.part_of_total", (), _too_many("members_youth"), needs=("members_total",)),
    Breakage("founded_on.not_after_delivery", (), _founded_later),
)

_JOB_DECLARATIONS: Final = (
    *_required("local_ref", "province", "state", "employment_type", "started_on", clear={"province": ("commune",)}),
    Breakage("ice.type", _NOT_AN_ICE, _named, needs=("organisation_name",)),
    _ICE_WARNING,
    *_typed(_NOT_A_NUMBER, "headcount", clear=("person_id",)),
    *_typed(("19o2", "majeur"), "birth_year"),
    *_typed(("temps plein", "mi-temps"), "hours_per_week"),
    *_typed(("toute la saison", "12 ou 9"), "months_per_year"),
    *_typed(_NOT_A_DATE, "started_on", "ended_on"),
    Breakage("province.code", _NOT_HERE, _empty("commune")),
    Breakage("commune.code", _NO_SUCH_PLACE),
    Breakage("state.code", ("en attente", "à confirmer"), _empty("evidence")),
    Breakage("evidence.code", ("attestation", "parole donnée"), lambda values, rng: {"state": "declared"}),
    Breakage("employment_type.code", ("bénévole", "stagiaire")),
    Breakage("sex.code", ("mixte", "à compléter")),
    Breakage("area.code", ("périurbain", "montagne")),
    Breakage("headcount.range", (0, -2), _empty("person_id")),
    # A birth year below 1900 makes the person too old as well, unless the start is as old.
    Breakage("birth_year.range", (1898, 1899), lambda values, rng: {"started_on": date(1921, 6, 1), "ended_on": None}),
    Breakage("hours_per_week.range", (0, 84, 96)),
    Breakage("months_per_year.range", (0, 13, 14)),
    Breakage(
        "organisation_ref.one_of",
        (),
        _empty("organisation_ref", "ice", "organisation_name"),
        needs=("organisation_ref", "organisation_name"),
    ),
    _COMMUNE_ELSEWHERE,
    Breakage("evidence.when_evidenced", (), lambda values, rng: {"state": "evidenced", "evidence": None}),
    Breakage("birth_year.age_at_start", (), _age),
    Breakage("ended_on.not_before_start", (), _ends_before),
    Breakage(
        "person_id.single_headcount",
        (),
        lambda values, rng: {"headcount": rng.randint(2, 6)},
        needs=("headcount",),
        given=("person_id",),
    ),
)

_INVESTMENT_PROJECTS: Final = (
    *_required(
        "project_ref",
        "province",
        "sector",
        "status",
        "submitted_on",
        "jobs_promised",
        clear={"province": ("commune",)},
    ),
    Breakage("ice.type", _NOT_AN_ICE, _named, needs=("organisation_name",)),
    _ICE_WARNING,
    *_typed(_NOT_A_DATE, "submitted_on", "decided_on"),
    *_typed(_NOT_A_NUMBER, "amount_mad", "jobs_promised", "jobs_realised"),
    Breakage("province.code", _NOT_HERE, _empty("commune")),
    Breakage("commune.code", _NO_SUCH_PLACE),
    Breakage("status.code", ("suspendu", "à revoir")),
    Breakage("amount_mad.range", (-350000, -1)),
    Breakage("jobs_promised.range", (-4, -10)),
    Breakage("jobs_realised.range", (-1, -6)),
    Breakage("ice.one_of", (), _empty("ice", "organisation_name")),
    _COMMUNE_ELSEWHERE,
    Breakage("decided_on.not_before_submission", (), _decided_before),
)

_HUB_RESOURCES: Final = (
    *_required("resource_code", "name_fr", "kind", "open_days", "opens_at", "closes_at", "in_service_from"),
    *_typed(_NOT_A_NUMBER, "capacity_people", "area_m2", "hourly_tariff_mad"),
    *_typed(("variable", "sur demande"), "open_days"),
    *_typed(("matin", "25:30"), "opens_at", "closes_at"),
    *_typed(_NOT_A_DATE, "in_service_from", "in_service_to"),
    Breakage("kind.code", ("piscine", "parking")),
    Breakage("capacity_people.range", (0, -10)),
    Breakage("area_m2.range", (0, -25)),
    Breakage("hourly_tariff_mad.range", (-50, -120)),
)

_HUB_BOOKINGS: Final = (
    *_required("booking_ref", "resource_code", "starts_at", "ends_at", "status"),
    *_typed(_NOT_AN_ICE, "ice"),
    _ICE_WARNING,
    *_typed(("2026-02-30 10:00", "demain matin"), "starts_at", "ends_at", "booked_at"),
    *_typed(_NOT_A_NUMBER, "attendees", "price_mad", "satisfaction"),
    Breakage("status.code", ("peut-être", "en liste d'attente")),
    Breakage("attendees.range", (-1, -8)),
    Breakage("price_mad.range", (-150, -20)),
    Breakage("satisfaction.range", (0, 6, 9)),
    Breakage("resource_code.known", ("SALLE-99", "ANNEXE-B"), _booking_short),
    Breakage("ends_at.after_start", (), _booking_backwards),
    Breakage("ends_at.within_24_hours", (), _booking_too_long),
)

_HUB_VISITS: Final = (
    *_required("visit_ref", "badge_id", "entered_at"),
    *_typed(_NOT_AN_ICE, "ice"),
    _ICE_WARNING,
    *_typed(("2026-02-30 10:00", "24:61"), "entered_at", "left_at"),
    Breakage("left_at.not_before_entry", (), _visit_backwards),
    Breakage("left_at.within_18_hours", (), _visit_too_long),
)

_HUB_SERVICES: Final = (
    *_required("service_ref", "kind", "delivered_on"),
    Breakage("ice.type", _NOT_AN_ICE, _named, needs=("organisation_name",)),
    _ICE_WARNING,
    *_typed(_NOT_A_DATE, "delivered_on"),
    *_typed(_NOT_A_NUMBER, "hours", "satisfaction"),
    Breakage("kind.code", ("restauration", "gardiennage")),
    Breakage("hours.range", (0, -2)),
    Breakage("satisfaction.range", (0, 6, 10)),
    Breakage(
        "organisation_ref.one_of",
        (),
        _empty("organisation_ref", "ice", "organisation_name"),
        needs=("ice", "organisation_name"),
    ),
)

_HUB_ACCOUNTS: Final = (
    *_required("entry_ref", "booked_on", "account", "amount_mad"),
    *_typed(_NOT_A_DATE, "booked_on"),
    *_typed(_NOT_A_NUMBER, "amount_mad"),
    Breakage("account.code", ("compte d'attente", "à imputer")),
    Breakage("amount_mad.range", (-1250, -80)),
)

_BREAKAGES: Final = {
    "organisations": _ORGANISATIONS,
    "job_declarations": _JOB_DECLARATIONS,
    "investment_projects": _INVESTMENT_PROJECTS,
    "hub_resources": _HUB_RESOURCES,
    "hub_bookings": _HUB_BOOKINGS,
    "hub_visits": _HUB_VISITS,
    "hub_services": _HUB_SERVICES,
    "hub_accounts": _HUB_ACCOUNTS,
}
