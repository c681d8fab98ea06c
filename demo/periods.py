"""Months, quarters and years as the first day of each, and the local date of an instant. No clock is read here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from demo.truth import TIME_ZONE

PERIOD_TYPES: Final = ("month", "quarter", "year")
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12}
_DECEMBER: Final = 12
_ZONE: Final = ZoneInfo(TIME_ZONE)


@lru_cache(maxsize=65_536)
def add_months(day: date, months: int) -> date:
    """Same day of a later or earlier month; the last day where it has no such day (31 August + 6 = 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, last_day_of_month(date(year, month + 1, 1)).day))


def last_day_of_month(day: date) -> date:
    """Last day of the month in which the day lies."""
    following = date(day.year + 1, 1, 1) if day.month == _DECEMBER else date(day.year, day.month + 1, 1)
    return following - timedelta(days=1)


@lru_cache(maxsize=65_536)
def period_start(period_type: str, day: date) -> date:
    """First day of the period of that type in which the day lies."""
    length = _MONTHS_OF[period_type]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def next_period(period_type: str, start: date) -> date:
    """First day of the following period."""
    return add_months(start, _MONTHS_OF[period_type])


def previous_period(period_type: str, start: date) -> date:
    """First day of the period before."""
    return add_months(start, -_MONTHS_OF[period_type])


def last_day_of_period(period_type: str, start: date) -> date:
    """Last day of the period that starts there."""
    return next_period(period_type, start) - timedelta(days=1)


def periods_between(period_type: str, first: date, last: date) -> tuple[date, ...]:
    """Starts of the periods from the one that holds `first` to the one that holds `last`."""
    starts = []
    start = period_start(period_type, first)
    while start <= last:
        starts.append(start)
        start = next_period(period_type, start)
    return tuple(starts)


def local_date(instant: datetime) -> date:
    """Date in Africa/Casablanca of an instant that knows its zone."""
    if instant.tzinfo is None:
        message = f"{instant.isoformat()} has no time zone: pass an instant, for example datetime(..., tzinfo=UTC)."
        raise ValueError(message)
    return instant.astimezone(_ZONE).date()
