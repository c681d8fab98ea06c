"""When things happen in the region: growth, Ramadan, August, crafts fairs, and the days on which deliveries arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Final

from demo.periods import add_months, last_day_of_month, next_period

# First and last day of Ramadan in Morocco as the civil calendar gives or expects them.
RAMADAN: Final = (
    (date(2022, 4, 3), date(2022, 5, 2)),
    (date(2023, 3, 23), date(2023, 4, 21)),
    (date(2024, 3, 12), date(2024, 4, 9)),
    (date(2025, 3, 2), date(2025, 3, 30)),
    (date(2026, 2, 19), date(2026, 3, 19)),
    (date(2027, 2, 8), date(2027, 3, 9)),
    (date(2028, 1, 28), date(2028, 2, 26)),
    (date(2029, 1, 16), date(2029, 2, 13)),
    (date(2030, 1, 6), date(2030, 2, 3)),
)
_AUGUST: Final = 8
_SEPTEMBER: Final = 9
_MAY: Final = 5
_NOVEMBER: Final = 11

NIGHT: Final = time(0, 20)
"""UTC time at which a nightly delivery of the hub is received, before the night run at 02:00 local time."""


def is_ramadan(day: date) -> bool:
    """Whether the day lies in Ramadan (years 2022 to 2030)."""
    return any(first <= day <= last for first, last in RAMADAN)


@lru_cache(maxsize=4096)
def activity(day: date) -> float:
    """How busy the region is that day, 1 = as usual: dips in Ramadan and August, fairs in mid May and mid November."""
    if is_ramadan(day):
        return 0.6
    if day.month == _AUGUST:
        return 0.55
    if day.month == _SEPTEMBER:
        return 1.15
    if day.month in (_MAY, _NOVEMBER) and 8 <= day.day <= 22:
        return 1.45
    return 1.0


def month_weights(first_month: date, months: int) -> list[float]:
    """Weight of each month: growing from 0.7 to 1.3, times the mean activity of its days."""
    weights = []
    for index in range(months):
        month = add_months(first_month, index)
        days = last_day_of_month(month).day
        season = sum(activity(month + timedelta(days=day)) for day in range(days)) / days
        weights.append((0.7 + 0.6 * index / max(1, months - 1)) * season)
    return weights


def growth(day: date, first_day: date, last_day: date) -> float:
    """Growth of the hub over the whole time: 0.6 on the first day, 1.4 on the last."""
    return 0.6 + 0.8 * (day - first_day).days / max(1, (last_day - first_day).days)


def monthly_receipt(partner: str, contract: str, month: date) -> datetime:
    """Instant at which the delivery of a month is received: a working hour of the 3rd to 9th of the next month."""
    return _receipt(f"{partner}/{contract}/{month.isoformat()}", add_months(month, 1))


def quarterly_receipt(partner: str, quarter: date, last_month: date) -> datetime:
    """Instant at which the snapshot of a quarter is received; a quarter still running at the end counts as over."""
    return receipt_after(partner, "organisations", "quarter", quarter, last_month)


def receipt_after(partner: str, contract: str, period_type: str, start: date, last_month: date) -> datetime:
    """Instant at which the delivery of a longer period is received; one still running at the end counts as over."""
    ends = min(next_period(period_type, start), add_months(last_month, 1))
    return _receipt(f"{partner}/{contract}/{start.isoformat()}", ends)


def receipt_in(partner: str, contract: str, month: date) -> datetime:
    """Instant at which something is received in the first days of that month."""
    return _receipt(f"{partner}/{contract}/in/{month.isoformat()}", month)


def nightly_receipt(day: date) -> datetime:
    """Instant at which the hub's events of that day are received."""
    return datetime.combine(day + timedelta(days=1), NIGHT, UTC)


@lru_cache(maxsize=65_536)
def _receipt(what: str, first_of_month: date) -> datetime:
    rng = Random(what)
    day = first_of_month + timedelta(days=rng.randrange(2, 9))
    return datetime.combine(day, time(rng.randrange(8, 17), rng.randrange(60), rng.randrange(60)), UTC)
