"""How rows of registers, job declarations and investment projects are broken, rule by rule."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Final

from demo.planted.model import Breakage, Overrides, Values
from demo.planted.ways import (
    COMMUNE_ELSEWHERE,
    DAY,
    ICE_WARNING,
    NO_SUCH_PLACE,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_AN_ICE,
    NOT_HERE,
    empty,
    named,
    required,
    typed,
)


def _age(values: Values, rng: Random) -> Overrides:
    return {"birth_year": values["started_on"].year - rng.choice((8, 9, 12, 14, 82, 85))}


def _ends_before(values: Values, rng: Random) -> Overrides:
    return {"ended_on": values["started_on"] - rng.randint(3, 60) * DAY}


def _too_many(part: str) -> Callable[[Values, Random], Overrides]:
    def change(values: Values, rng: Random) -> Overrides:
        total = values.get("members_total") or 12
        cleared = {"members_women": None, "members_youth": None}
        return {**cleared, "members_total": total, part: total + rng.randint(1, 9)}

    return change


def _founded_later(values: Values, rng: Random) -> Overrides:
    return {"founded_on": date(2031, rng.randint(1, 12), rng.randint(1, 28))}


def _decided_before(values: Values, rng: Random) -> Overrides:
    return {"decided_on": values["submitted_on"] - rng.randint(5, 90) * DAY}


ORGANISATIONS: Final = (
    *required("local_ref", "legal_form", "province", "sector", "status", clear={"province": ("commune",)}),
    *typed(NOT_AN_ICE, "ice"),
    *typed(NOT_A_NUMBER, "members_total", "members_women", "members_youth", clear=("members_women", "members_youth")),
    *typed(NOT_A_DATE, "founded_on"),
    ICE_WARNING,
    Breakage("legal_form.code", ("fondation", "habous")),
    Breakage("province.code", NOT_HERE, empty("commune")),
    Breakage("commune.code", NO_SUCH_PLACE),
    Breakage("status.code", ("en cours", "à vérifier")),
    Breakage("members_total.range", (-1, -12), empty("members_women", "members_youth")),
    Breakage("members_women.range", (-2, -7), empty("members_youth")),
    Breakage("members_youth.range", (-3, -5), empty("members_women")),
    Breakage("name_fr.one_of", (), empty("name_fr", "name_ar")),
    COMMUNE_ELSEWHERE,
    Breakage("members_women.part_of_total", (), _too_many("members_women"), needs=("members_total",)),
    Breakage("members_youth.part_of_total", (), _too_many("members_youth"), needs=("members_total",)),
    Breakage("founded_on.not_after_delivery", (), _founded_later),
)

JOB_DECLARATIONS: Final = (
    *required("local_ref", "province", "state", "employment_type", "started_on", clear={"province": ("commune",)}),
    Breakage("ice.type", NOT_AN_ICE, named, needs=("organisation_name",)),
    ICE_WARNING,
    *typed(NOT_A_NUMBER, "headcount", clear=("person_id",)),
    *typed(("19o2", "majeur"), "birth_year"),
    *typed(("temps plein", "mi-temps"), "hours_per_week"),
    *typed(("toute la saison", "12 ou 9"), "months_per_year"),
    *typed(NOT_A_DATE, "started_on", "ended_on"),
    Breakage("province.code", NOT_HERE, empty("commune")),
    Breakage("commune.code", NO_SUCH_PLACE),
    Breakage("state.code", ("en attente", "à confirmer"), empty("evidence")),
    Breakage("evidence.code", ("attestation", "parole donnée"), lambda values, rng: {"state": "declared"}),
    Breakage("employment_type.code", ("bénévole", "stagiaire")),
    Breakage("sex.code", ("mixte", "à compléter")),
    Breakage("area.code", ("périurbain", "montagne")),
    Breakage("headcount.range", (0, -2), empty("person_id")),
    # A birth year below 1900 makes the person too old as well, unless the start is as old.
    Breakage("birth_year.range", (1898, 1899), lambda values, rng: {"started_on": date(1921, 6, 1), "ended_on": None}),
    Breakage("hours_per_week.range", (0, 84, 96)),
    Breakage("months_per_year.range", (0, 13, 14)),
    Breakage(
        "organisation_ref.one_of",
        (),
        empty("organisation_ref", "ice", "organisation_name"),
        needs=("organisation_ref", "organisation_name"),
    ),
    COMMUNE_ELSEWHERE,
    Breakage("evidence.when_evidenced", (), lambda values, rng: {"state": "evidenced", "evidence": None}),
    Breakage("birth_year.age_at_start", (), _age),
    Breakage("ended_on.not_before_start", (), _ends_before),
    Breakage("person_id.masked", ("•••",), given=("person_id",)),
    Breakage(
        "person_id.single_headcount",
        (),
        lambda values, rng: {"headcount": rng.randint(2, 6)},
        needs=("headcount",),
        given=("person_id",),
    ),
)

INVESTMENT_PROJECTS: Final = (
    *required(
        "project_ref",
        "province",
        "sector",
        "status",
        "submitted_on",
        "jobs_promised",
        clear={"province": ("commune",)},
    ),
    Breakage("ice.type", NOT_AN_ICE, named, needs=("organisation_name",)),
    ICE_WARNING,
    *typed(NOT_A_DATE, "submitted_on", "decided_on"),
    *typed(NOT_A_NUMBER, "amount_mad", "jobs_promised", "jobs_realised"),
    Breakage("province.code", NOT_HERE, empty("commune")),
    Breakage("commune.code", NO_SUCH_PLACE),
    Breakage("status.code", ("suspendu", "à revoir")),
    Breakage("amount_mad.range", (-350000, -1)),
    Breakage("jobs_promised.range", (-4, -10)),
    Breakage("jobs_realised.range", (-1, -6)),
    Breakage("ice.one_of", (), empty("ice", "organisation_name")),
    COMMUNE_ELSEWHERE,
    Breakage("decided_on.not_before_submission", (), _decided_before),
)
