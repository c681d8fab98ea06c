"""How words on the command line become values.

What goes here: types of arguments that several commands share. What does not: any command.
"""

from __future__ import annotations

import argparse
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

_ZONE: Final = ZoneInfo("Africa/Casablanca")


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
    return told if told.tzinfo else told.replace(tzinfo=_ZONE)


def as_of(text: str) -> datetime:
    """A day stands for its last moment, local time."""
    told = instant(text)
    return datetime.combine(told.date(), time.max, _ZONE) if len(text) == len("2026-06-30") else told
