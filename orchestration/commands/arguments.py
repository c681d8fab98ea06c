"""How words on the command line become values.

What goes here: types of arguments that several commands share. What does not: any command.
"""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_PERIOD: Final = re.compile(r"(\d{4})(?:-(\d{2})|-[TQtq]([1-4]))?")


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo:
    """The region's; looked up when it is wanted, so that `qutb doctor` can say that the machine does not know it."""
    return ZoneInfo("Africa/Casablanca")


def month(text: str) -> date:
    """The first day of a month: `2026-05`."""
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month; write for example 2026-05") from error


def instant(text: str) -> datetime:
    """An instant; without a zone it is local time."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not an instant; write for example 2026-06-30T02:00:00+01:00") from error
    return told if told.tzinfo else told.replace(tzinfo=_zone())


def as_of(text: str) -> datetime:
    """A day stands for its last moment, local time."""
    told = instant(text)
    return datetime.combine(told.date(), time.max, _zone()) if len(text) == len("2026-06-30") else told


def period(text: str) -> tuple[str, date]:
    """Period type and first day: `2026-05`, `2026-T2`, `2026`."""
    told = _PERIOD.fullmatch(text)
    if told is None or (told[2] and not 1 <= int(told[2]) <= 12):
        raise argparse.ArgumentTypeError(f"{text!r} is not a period; write a month 2026-05, a quarter 2026-T2 or a year 2026")
    year, in_year, quarter = int(told[1]), told[2], told[3]
    if in_year:
        return "month", date(year, int(in_year), 1)
    return ("quarter", date(year, int(quarter) * 3 - 2, 1)) if quarter else ("year", date(year, 1, 1))
