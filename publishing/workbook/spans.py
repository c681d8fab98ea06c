"""Days and periods around the one in focus: the year it lies in, the one a year before, the last ones that trends show.

What goes here: from a period to others. What does not: their words (`ingestion.wording`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.periods import Period

# So many periods of each type are shown over time.
_SHOWN: Final = {"month": 24, "quarter": 12, "year": 10}


def local_day(instant: datetime) -> date:
    """The day of an instant, in local time."""
    return instant.astimezone(ZoneInfo(TIME_ZONE)).date()


def year_of(period: Period) -> Period:
    """The year in which a period begins."""
    return Period.containing(period.start, "year")


def year_before(period: Period) -> Period:
    """The same period of the year before."""
    return Period(date(period.start.year - 1, period.start.month, 1), period.type)


def last_periods(period: Period) -> list[Period]:
    """The periods up to one that trends show, oldest first."""
    found = [period]
    while len(found) < _SHOWN[period.type]:
        found.append(found[-1].previous())
    return found[::-1]
