"""Slips in counts, hours, shares and other numbers: the unit, a lost comma, rounding, nothing taken for nought."""

from __future__ import annotations

from statistics import median
from typing import Any, Final

from benchmarks.faults.kinds.spots import COUNTS, NUMBERS, named, of_kinds, together
from benchmarks.faults.model import Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, column_changed, differing, raw, written

_FAMILY: Final = "numbers"
_MINUTES: Final = 60
_WEEKS_A_MONTH: Final = 4.33


def _percent_without_sign(case: Case) -> Faulty | None:
    """0.35 is written 35, and nothing tells that it is per cent."""
    rows = [
        row if row.values.get(case.column) is None else raw(row, case.column, round(row.values[case.column] * 100, 4))
        for row in case.setting.rows
    ]
    return written(case, rows)


def _shares(setting: Setting) -> list[Spot]:
    return [spot for spot in of_kinds("share")(setting) if max(setting.filled(spot[0])) <= 1 and any(setting.filled(spot[0]))]


def _without_comma(value: Any) -> Any:
    """37.5 is 375, 37 stays 37."""
    text = repr(round(float(value), 4))
    return value if text.endswith(".0") else float(text.replace(".", ""))


def _to_tens(value: int) -> int:
    return max(10, round(value / 10) * 10)


def _large_counts(setting: Setting) -> list[Spot]:
    return [spot for spot in of_kinds(*COUNTS)(setting) if median(setting.filled(spot[0])) >= 8 and spot[0] != "birth_year"]


def _with_gaps(setting: Setting) -> list[Spot]:
    spots = of_kinds(*NUMBERS, "share", filled=0.2)(setting)
    return [spot for spot in spots if setting.filled_share(spot[0]) <= 0.85]


def _noughts_for_nothing(case: Case) -> Faulty | None:
    rows = [changed(row, **{case.column: 0}) if row.values.get(case.column) is None else row for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _with_noughts(setting: Setting) -> list[Spot]:
    spots = of_kinds(*NUMBERS, "share")(setting)
    return [spot for spot in spots if setting.values(spot[0]).count(0) >= max(3, 0.15 * len(setting.rows))]


def _men_for_women(case: Case) -> Faulty | None:
    total, women = case.spot
    rows = [
        row
        if row.values.get(total) is None or row.values.get(women) is None
        else changed(row, **{women: row.values[total] - row.values[women]})
        for row in case.setting.rows
    ]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _ages(case: Case) -> Faulty | None:
    rows = [
        row if row.values.get("birth_year") is None else changed(row, birth_year=row.values["started_on"].year - row.values["birth_year"])
        for row in case.setting.rows
    ]
    return written(case, rows)


KINDS: Final = (
    Kind(
        "hours_in_minutes",
        _FAMILY,
        "Minutes stand where hours are asked.",
        named("hours"),
        lambda case: column_changed(case, lambda v: v * _MINUTES),
    ),
    Kind(
        "hours_per_month",
        _FAMILY,
        "Hours per month stand where hours per week are asked.",
        named("hours_per_week"),
        lambda case: column_changed(case, lambda value: round(value * _WEEKS_A_MONTH)),
    ),
    Kind("percent_without_sign", _FAMILY, "Shares are given in per cent, without the sign.", _shares, _percent_without_sign),
    Kind(
        "decimal_comma_lost",
        _FAMILY,
        "The decimal comma is lost: 37,5 is 375.",
        of_kinds("number", "money"),
        lambda case: column_changed(case, _without_comma),
    ),
    Kind("counts_rounded", _FAMILY, "Counts of people are rounded to tens.", _large_counts, lambda case: column_changed(case, _to_tens)),
    Kind("noughts_for_nothing", _FAMILY, "What is not known is given as 0.", _with_gaps, _noughts_for_nothing),
    Kind(
        "nothing_for_noughts",
        _FAMILY,
        "Noughts were left empty.",
        _with_noughts,
        lambda case: column_changed(case, lambda value: value or None),
    ),
    Kind(
        "men_for_women",
        _FAMILY,
        "Men and women are swapped.",
        together(("members_total", "members_women"), ("enrolled", "enrolled_women")),
        _men_for_women,
        lambda case: frozenset(case.spot[1:]),
    ),
    Kind("ages_for_birth_years", _FAMILY, "Ages stand in the column of birth years.", named("birth_year"), _ages),
)
