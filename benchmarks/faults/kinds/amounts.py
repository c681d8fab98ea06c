"""Slips in amounts of money: the unit, the separator, the sign, the period that they are for."""

from __future__ import annotations

from collections import Counter
from math import log10
from statistics import median
from typing import Any, Final

from benchmarks.faults.kinds.spots import group_column, named, of_kinds
from benchmarks.faults.model import Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, column_changed, differing, written

_FAMILY: Final = "amounts"
_EURO: Final = 10.8
_MONTHS: Final = 12
_HOURS_A_DAY: Final = 8
_LEAST_ROUNDED: Final = 100
_MONEY: Final = of_kinds("money")


def _times(factor: float) -> Any:
    return lambda case: column_changed(case, lambda value: round(value * factor, 4))


def _one_group_in_thousands(case: Case) -> Faulty | None:
    """All rows of one organisation (account, buyer …): one of those with the most rows."""
    group = group_column(case.setting)
    if group is None:
        return None
    having = Counter(row.values[group] for row in case.setting.rows if row.values.get(group) and row.values.get(case.column))
    most = [value for value, count in having.items() if count == max(having.values())]
    if not most:
        return None
    chosen = case.rng.choice(sorted(most))
    rows = [
        changed(row, **{case.column: row.values[case.column] * 1_000})
        if row.values.get(group) == chosen and row.values.get(case.column)
        else row
        for row in case.setting.rows
    ]
    return written(case, rows)


def _thousands_as_decimals(value: float) -> float:
    return round(value / 1_000, 5) if value >= 1_000 else value


def _two_zeros_too_many(case: Case) -> Faulty | None:
    rows = list(case.setting.rows)
    places = [index for index, row in enumerate(rows) if row.values.get(case.column)]
    if not places:
        return None
    index = case.rng.choice(places)
    rows[index] = changed(rows[index], **{case.column: rows[index].values[case.column] * 100})
    return written(case, rows)


def _rounded(case: Case) -> Faulty | None:
    amounts = case.setting.filled(case.column)
    usual = median(amounts)
    if usual < _LEAST_ROUNDED:
        return None
    places = 1 - int(log10(usual))
    return column_changed(case, lambda value: float(round(value, places)), fewest=len(amounts) // 2)


def _some_negative(case: Case) -> Faulty | None:
    """A third of the amounts booked with the wrong sign."""
    rows = [
        changed(row, **{case.column: -row.values[case.column]}) if row.values.get(case.column) and case.rng.random() < 0.33 else row
        for row in case.setting.rows
    ]
    return written(case, rows) if differing(case.setting.rows, rows) else None


def _balances(case: Case) -> Faulty | None:
    """Of each account its balance since January instead of the month's movement: its last entry takes what came before."""
    start = case.setting.delivery.draft.period_start
    before: Counter[str] = Counter()
    for delivery in case.setting.earlier:
        if delivery.draft.period_start.year == start.year:
            for row in delivery.draft.rows:
                before[row.values["account"]] += row.values["amount_mad"]
    last = {row.values["account"]: index for index, row in enumerate(case.setting.rows)}
    rows = [
        changed(row, amount_mad=round(row.values["amount_mad"] + before[row.values["account"]], 2))
        if last[row.values["account"]] == index
        else row
        for index, row in enumerate(case.setting.rows)
    ]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _running_total(case: Case) -> Faulty | None:
    total: float = 0
    rows = []
    for row in case.setting.rows:
        value = row.values.get(case.column)
        total += value or 0
        rows.append(row if value is None else changed(row, **{case.column: round(total, 2)}))
    return written(case, rows)


def _accounts(setting: Setting) -> list[Spot]:
    return [("amount_mad",)] if setting.contract.name == "hub_accounts" else []


KINDS: Final = (
    Kind(
        "unit_thousand_times", _FAMILY, "Amounts in dirhams were taken for thousands: each is 1,000 times too large.", _MONEY, _times(1_000)
    ),
    Kind("unit_thousandth", _FAMILY, "Amounts are given in thousands of dirhams, without a word.", _MONEY, _times(0.001)),
    Kind("unit_centimes", _FAMILY, "Amounts are given in centimes.", _MONEY, _times(100)),
    Kind("unit_euros", _FAMILY, "Amounts are given in euros.", _MONEY, _times(1 / _EURO)),
    Kind("unit_one_organisation", _FAMILY, "Amounts of one organisation are 1,000 times too large.", _MONEY, _one_group_in_thousands),
    Kind(
        "thousands_as_decimals",
        _FAMILY,
        "The thousands separator became a decimal point: 12 500 is 12.5.",
        _MONEY,
        lambda case: column_changed(case, _thousands_as_decimals),
    ),
    Kind("two_zeros_too_many", _FAMILY, "In one row two zeros too many were typed.", of_kinds("money", "integer"), _two_zeros_too_many),
    Kind("signs_reversed", _FAMILY, "A third of the amounts have the wrong sign.", _MONEY, _some_negative),
    Kind(
        "amounts_rounded",
        _FAMILY,
        "Amounts were rounded to two figures, as those of a usual row have: to tens, hundreds or thousands.",
        _MONEY,
        _rounded,
    ),
    Kind(
        "income_per_year",
        _FAMILY,
        "Income per year stands where income per month is asked.",
        named("mean_member_income_mad"),
        _times(_MONTHS),
    ),
    Kind("tariff_per_day", _FAMILY, "Tariffs are per day instead of per hour.", named("hourly_tariff_mad"), _times(_HOURS_A_DAY)),
    Kind("balances_for_movements", _FAMILY, "Balances since January stand where the month's movements are asked.", _accounts, _balances),
    Kind("running_total", _FAMILY, "The column was summed up from the first row down.", _MONEY, _running_total),
)
