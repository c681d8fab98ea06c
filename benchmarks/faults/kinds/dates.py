"""Slips in days, hours and periods: shifted, swapped, all the same, told wrongly by the file's name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from benchmarks.faults.kinds.spots import event_date, of_kinds, together
from benchmarks.faults.model import WHOLE, Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, column_changed, differing, written
from demo.periods import add_months, last_day_of_month

_FAMILY: Final = "dates"
_DAYS_1904: Final = 1_462
_NOON: Final = 12
_LAST_DAY_AS_DAY: Final = 12


def _moved(value: date, months: int) -> date:
    """The same day (and hour) some months later; the last day of the month where it is shorter."""
    start = add_months(date(value.year, value.month, 1), months)
    day = min(value.day, last_day_of_month(start).day)
    return value.replace(year=start.year, month=start.month, day=day)


def _all_dates(case: Case) -> list[str]:
    return [column.name for column in case.setting.contract.columns if column.kind in ("date", "timestamp")]


def _shifted(months: int) -> Any:
    """All dates of each row, as when the whole list was made for another month."""

    def plant(case: Case) -> Faulty | None:
        names = _all_dates(case)
        rows = [
            changed(row, **{name: _moved(row.values[name], months) for name in names if row.values.get(name) is not None})
            for row in case.setting.rows
        ]
        return written(case, rows)

    return plant


def _any_date(case: Case) -> frozenset[str]:
    return frozenset((*case.spot, *_all_dates(case)))


def _day_for_month(value: date) -> date:
    return value.replace(month=value.day, day=value.month) if value.day <= _LAST_DAY_AS_DAY else value


def _same_day(value: date, day: date) -> date:
    """That day; a time of day stays."""
    return value.replace(year=day.year, month=day.month, day=day.day)


def _first_of_month(case: Case) -> Faulty | None:
    """Of a file of one day: the first of its month."""
    first = case.setting.delivery.draft.period_start.replace(day=1)
    return column_changed(case, lambda value: _same_day(value, first), fewest=len(case.setting.rows) // 2)


def _day_of_file(case: Case) -> Faulty | None:
    day = case.setting.delivery.draft.received_at.date()
    return column_changed(case, lambda value: _same_day(value, day), fewest=len(case.setting.rows) // 2)


def _starts_and_ends(case: Case) -> Faulty | None:
    one, other = case.spot
    rows = [
        changed(row, **{one: row.values[other], other: row.values[one]}) if row.values.get(one) and row.values.get(other) else row
        for row in case.setting.rows
    ]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _instants(setting: Setting) -> list[Spot]:
    return [spot for spot in event_date(setting) if spot[0] in ("starts_at", "entered_at")]


def _clock(change: Any) -> Any:
    """All instants of a row."""

    def plant(case: Case) -> Faulty | None:
        names = _all_dates(case)
        rows = [
            changed(row, **{name: change(row.values[name]) for name in names if row.values.get(name) is not None})
            for row in case.setting.rows
        ]
        return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None

    return plant


def _without_pm(value: datetime) -> datetime:
    return value - timedelta(hours=_NOON) if value.hour > _NOON else value


def _hours_swapped(case: Case) -> Faulty | None:
    rows = [changed(row, opens_at=row.values["closes_at"], closes_at=row.values["opens_at"]) for row in case.setting.rows]
    return written(case, rows)


def _told_otherwise(setting: Setting) -> list[Spot]:
    """Files that tell their period, as most do."""
    return [()] if setting.delivery.draft.period_type in ("month", "quarter") and len(setting.rows) >= 5 else []


def _period_told(months: int) -> Any:
    def plant(case: Case) -> Faulty | None:
        draft = case.setting.delivery.draft
        step = {"month": 1, "quarter": 3}[draft.period_type]
        return written(case, case.setting.rows, period_start=add_months(draft.period_start, months * step if months == -1 else months))

    return plant


def _period_places(case: Case) -> frozenset[str]:
    return frozenset((WHOLE, *(name for spot in event_date(case.setting) for name in spot)))


KINDS: Final = (
    Kind("a_month_early", _FAMILY, "All dates are a month too early.", event_date, _shifted(-1), _any_date),
    Kind("a_month_late", _FAMILY, "All dates are a month too late.", event_date, _shifted(1), _any_date),
    Kind("a_year_early", _FAMILY, "All dates are of the year before.", event_date, _shifted(-12), _any_date),
    Kind("a_year_late", _FAMILY, "All dates are of the year after.", event_date, _shifted(12), _any_date),
    Kind(
        "day_for_month",
        _FAMILY,
        "Day and month are swapped where that gives a date.",
        event_date,
        lambda case: column_changed(case, _day_for_month),
    ),
    Kind("all_on_the_first", _FAMILY, "Every row has the first of the month.", event_date, _first_of_month),
    Kind("day_of_the_file", _FAMILY, "Every row has the day on which the file was made.", event_date, _day_of_file),
    Kind(
        "dates_of_1904",
        _FAMILY,
        "Dates went through a workbook that counts from 1904.",
        of_kinds("date", but=("founded_on",)),
        lambda case: column_changed(case, lambda value: value - timedelta(days=_DAYS_1904)),
    ),
    Kind(
        "start_for_end",
        _FAMILY,
        "Start and end are swapped.",
        together(("starts_on", "ends_on"), ("starts_at", "ends_at"), ("entered_at", "left_at")),
        _starts_and_ends,
    ),
    Kind(
        "an_hour_late",
        _FAMILY,
        "All times are an hour too late, as after a change of the clock.",
        _instants,
        _clock(lambda value: value + timedelta(hours=1)),
        _any_date,
    ),
    Kind("afternoon_lost", _FAMILY, "Afternoons are written as mornings: 14:00 is 2:00.", _instants, _clock(_without_pm), _any_date),
    Kind("hours_swapped", _FAMILY, "Opening and closing hours are swapped.", together(("opens_at", "closes_at")), _hours_swapped),
    Kind("period_before", _FAMILY, "The file says that it is for the period before.", _told_otherwise, _period_told(-1), _period_places),
    Kind(
        "year_before",
        _FAMILY,
        "The file says that it is for the same period a year before.",
        _told_otherwise,
        _period_told(-12),
        _period_places,
    ),
)
