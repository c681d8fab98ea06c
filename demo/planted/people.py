"""How rows of training sessions, activity surveys and needs are broken, rule by rule."""

from collections.abc import Callable
from random import Random
from typing import Final

from demo.planted.model import Breakage, Overrides, Values
from demo.planted.ways import DAY, ICE_WARNING, NOT_A_DATE, NOT_A_NUMBER, NOT_AN_ICE, NOT_HERE, empty, named, required, typed

_REFERENCES: Final = ("organisation_ref", "ice", "organisation_name")
_PARTS: Final = ("enrolled_women", "completed", "certified")


def _ends_before(values: Values, rng: Random) -> Overrides:
    return {"ends_on": values["starts_on"] - rng.randint(2, 30) * DAY}


def _more_than_enrolled(part: str) -> Callable[[Values, Random], Overrides]:
    return lambda values, rng: {**dict.fromkeys(_PARTS), part: values["enrolled"] + rng.randint(1, 9)}


def _more_than_completed(values: Values, rng: Random) -> Overrides:
    completed = max(1, values["enrolled"] // 2)
    return {"enrolled_women": None, "completed": completed, "certified": completed + 1}


def _more_women_than_members(values: Values, rng: Random) -> Overrides:
    total = values.get("members_total") or 12
    return {"members_total": total, "members_women": total + rng.randint(1, 9)}


TRAINING_SESSIONS: Final = (
    *required("session_ref", "theme", "province", "starts_on", "enrolled", clear={"enrolled": _PARTS}),
    *typed(NOT_A_DATE, "starts_on", "ends_on"),
    *typed(("toute la journée", "à définir"), "hours"),
    *typed(NOT_A_NUMBER, "enrolled", *_PARTS, clear=_PARTS),
    *typed(NOT_AN_ICE, "ice"),
    ICE_WARNING,
    Breakage("province.code", NOT_HERE),
    Breakage("hours.range", (0, -3)),
    Breakage("enrolled.range", (-1, -12), empty(*_PARTS)),
    *(Breakage(f"{part}.range", (-2, -7), empty(*(set(_PARTS) - {part}))) for part in _PARTS),
    Breakage("ends_on.not_before_start", (), _ends_before),
    *(Breakage(f"{part}.part_of_enrolled", (), _more_than_enrolled(part), needs=("enrolled",)) for part in _PARTS),
    Breakage("certified.part_of_completed", (), _more_than_completed, needs=("completed",)),
)

ACTIVITY_SURVEYS: Final = (
    *required("response_ref", "province"),
    Breakage("ice.type", NOT_AN_ICE, named, needs=("organisation_name",)),
    ICE_WARNING,
    *typed(NOT_A_NUMBER, "turnover_mad", "members_total", "members_women", "mean_member_income_mad", clear=("members_women",)),
    *typed(("la moitié", "presque tout"), "export_share"),
    Breakage("province.code", NOT_HERE),
    Breakage("turnover_mad.range", (-4000, -150)),
    Breakage("members_total.range", (-1, -12), empty("members_women")),
    Breakage("members_women.range", (-2, -7)),
    Breakage("mean_member_income_mad.range", (-900, -1)),
    Breakage("export_share.range", ("135 %", -0.2, "120 %")),
    Breakage("organisation_ref.one_of", (), empty(*_REFERENCES), needs=_REFERENCES),
    Breakage("members_women.part_of_total", (), _more_women_than_members, needs=("members_total",)),
)

NEEDS_ASSESSMENTS: Final = (
    *required("need_ref", "province", "theme", "severity", "recorded_on"),
    Breakage("province.code", NOT_HERE),
    Breakage("theme.code", ("restauration", "à préciser plus tard")),
    *typed(("élevée", "moyenne"), "severity"),
    Breakage("severity.range", (0, 6, 9)),
    *typed(NOT_A_DATE, "recorded_on"),
)
