"""How rows of scenarios, the action plan, reference series, press mentions and targets are broken, rule by rule."""

from datetime import timedelta
from random import Random
from typing import Final

from demo.planted.model import Breakage, Overrides, Values
from demo.planted.ways import NOT_A_DATE, NOT_A_NUMBER, NOT_HERE, required, typed


def _still_open(values: Values, rng: Random) -> Overrides:
    return {"status": "in_progress", "done_on": None}


def _done_at_no_time(values: Values, rng: Random) -> Overrides:
    return {"status": "done", "done_on": None}


def _in_the_middle(values: Values, rng: Random) -> Overrides:
    return {"period_start": values["period_start"] + timedelta(days=rng.randint(3, 20))}


_NOT_A_RATE: Final = ("à discuter", "modérée")

MANAGEMENT_SCENARIOS: Final = (
    *required("scenario", "year"),
    *typed(("an un", "première"), "year"),
    Breakage("year.range", (1926, 2626)),
    *typed(_NOT_A_RATE, "revenue_growth", "cost_growth", "occupancy_target"),
    *typed(NOT_A_NUMBER, "subsidy_mad"),
    Breakage("revenue_growth.range", ("-120 %", -3)),
    Breakage("cost_growth.range", ("-150 %", -2)),
    Breakage("subsidy_mad.range", (-10000, -1)),
    Breakage("occupancy_target.range", ("115 %", -0.1)),
    # A bare 5 says two things and is not read; written out it is read, and asked about.
    Breakage("revenue_growth.written_as_rate", ("500 %",), lambda values, rng: {"revenue_growth": 5.0}, severity="warning"),
    Breakage("cost_growth.written_as_rate", ("500 %",), lambda values, rng: {"cost_growth": 5.0}, severity="warning"),
)

ACTION_PLAN: Final = (
    *required("action_ref", "recommendation", "owner", "due_on", "status"),
    *typed(NOT_A_DATE, "due_on"),
    Breakage("status.code", ("reportée", "à arbitrer")),
    Breakage("done_on.type", NOT_A_DATE, _still_open),
    *typed(("bien avancé", "presque fini"), "progress"),
    Breakage("progress.range", ("110 %", -0.1, "150 %")),
    Breakage("done_on.when_done", (), _done_at_no_time),
)

REFERENCE_SERIES: Final = (
    *required("series", "observed_on", "value", "unit"),
    *typed(NOT_A_DATE, "observed_on"),
    *typed(("n.d. provisoire", "en hausse"), "value"),
)

MEDIA_MENTIONS: Final = (
    *required("mention_ref", "outlet", "published_on"),
    *typed(NOT_A_DATE, "published_on"),
    Breakage("language.code", ("espagnol", "bilingue")),
    Breakage("tone.code", ("ironique", "à relire")),
)

KPI_TARGETS: Final = (
    *required("kpi_id", "period_type", "period_start", "target"),
    Breakage("period_type.code", ("semestre", "décennie")),
    *typed(NOT_A_DATE, "period_start"),
    Breakage("territory_code.code", NOT_HERE),
    *typed(NOT_A_NUMBER, "target"),
    Breakage("kpi_id.format", ("emplois", "J1", "JOB 1")),
    Breakage("period_start.first_day", (), _in_the_middle),
)
