"""How rows of the hub's resources, bookings, visits, services and accounts are broken, rule by rule."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from demo.planted.model import Breakage, Overrides, Values
from demo.planted.ways import ICE_WARNING, NOT_A_DATE, NOT_A_NUMBER, NOT_AN_ICE, empty, named, required, typed


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


HUB_RESOURCES: Final = (
    *required("resource_code", "name_fr", "kind", "open_days", "opens_at", "closes_at", "in_service_from"),
    *typed(NOT_A_NUMBER, "capacity_people", "area_m2", "hourly_tariff_mad"),
    *typed(("variable", "sur demande"), "open_days"),
    *typed(("matin", "25:30"), "opens_at", "closes_at"),
    *typed(NOT_A_DATE, "in_service_from", "in_service_to"),
    Breakage("kind.code", ("piscine", "parking")),
    Breakage("capacity_people.range", (0, -10)),
    Breakage("area_m2.range", (0, -25)),
    Breakage("hourly_tariff_mad.range", (-50, -120)),
)

HUB_BOOKINGS: Final = (
    *required("booking_ref", "resource_code", "starts_at", "ends_at", "status"),
    *typed(NOT_AN_ICE, "ice"),
    ICE_WARNING,
    *typed(("2026-02-30 10:00", "demain matin"), "starts_at", "ends_at", "booked_at"),
    *typed(NOT_A_NUMBER, "attendees", "price_mad", "satisfaction"),
    Breakage("status.code", ("peut-être", "en liste d'attente")),
    Breakage("attendees.range", (-1, -8)),
    Breakage("price_mad.range", (-150, -20)),
    Breakage("satisfaction.range", (0, 6, 9)),
    Breakage("resource_code.known", ("SALLE-99", "ANNEXE-B"), _booking_short),
    Breakage("ends_at.after_start", (), _booking_backwards),
    Breakage("ends_at.within_24_hours", (), _booking_too_long),
)

HUB_VISITS: Final = (
    *required("visit_ref", "badge_id", "entered_at"),
    Breakage("badge_id.masked", ("•••",)),
    *typed(NOT_AN_ICE, "ice"),
    ICE_WARNING,
    *typed(("2026-02-30 10:00", "24:61"), "entered_at", "left_at"),
    Breakage("left_at.not_before_entry", (), _visit_backwards),
    Breakage("left_at.within_18_hours", (), _visit_too_long),
)

HUB_SERVICES: Final = (
    *required("service_ref", "kind", "delivered_on"),
    Breakage("ice.type", NOT_AN_ICE, named, needs=("organisation_name",)),
    ICE_WARNING,
    *typed(NOT_A_DATE, "delivered_on"),
    *typed(NOT_A_NUMBER, "hours", "satisfaction"),
    Breakage("kind.code", ("restauration", "gardiennage")),
    Breakage("hours.range", (0, -2)),
    Breakage("satisfaction.range", (0, 6, 10)),
    Breakage(
        "organisation_ref.one_of",
        (),
        empty("organisation_ref", "ice", "organisation_name"),
        needs=("ice", "organisation_name"),
    ),
)

HUB_ACCOUNTS: Final = (
    *required("entry_ref", "booked_on", "account", "amount_mad"),
    *typed(NOT_A_DATE, "booked_on"),
    *typed(NOT_A_NUMBER, "amount_mad"),
    Breakage("account.code", ("compte d'attente", "à imputer")),
    Breakage("amount_mad.range", (-1250, -80)),
)
