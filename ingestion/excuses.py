"""Excuses: periods that a partner need not deliver, with the reason, as the partners file says them.

What goes here: the lines under a feed's `excused`, read and checked. What does not: what an excuse changes (`quality.feed_calendar`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args

from ingestion.contract import Frequency
from ingestion.periods import Period, PeriodType, period_in_text

FORMS: Final = "2026 (a year), 2026-T3 (a quarter), 2026-08 (a month), 2026-S33 (a week) or 2026-08-15 (a day)"
_TYPES: Final[tuple[PeriodType, ...]] = get_args(PeriodType)  # from the shortest to the longest


class ExcuseError(ValueError):
    """An excuse that cannot be one; the message says why and how it is written."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """A period that need not be delivered, and why. A feed of shorter periods is excused for each that ends in it."""

    period: Period
    reason: str

    def covers(self, slot: Period) -> bool:
        """Whether a period due is excused: a week that two months share belongs to the one in which it ends."""
        return self.period.start <= slot.end <= self.period.end


def excuses_of(entry: Any, frequency: Frequency) -> tuple[Excuse, ...]:
    """The excuses of a feed.

    Args:
        entry: what stands under `excused`: period → reason.
        frequency: how often the feed is due.

    Raises:
        ExcuseError: when a line is none.
    """
    if not isinstance(entry, Mapping):
        raise ExcuseError(f"excused is a list of lines such as 2026-08: reason, not {entry!r}")
    if entry and frequency == "change":
        raise ExcuseError("a feed that delivers on change is never due: take its excused away")
    return tuple(_excuse(key, reason, frequency) for key, reason in entry.items())


def excuse_for(slot: Period, excuses: Iterable[Excuse]) -> Excuse | None:
    """The excuse of a period due, that of the shortest period where several cover it."""
    covering = [excuse for excuse in excuses if excuse.covers(slot)]
    return min(covering, key=lambda excuse: _TYPES.index(excuse.period.type), default=None)


def _excuse(key: Any, reason: Any, frequency: Frequency) -> Excuse:
    text = key.isoformat() if isinstance(key, date) else str(key)
    told = [found for type_ in _TYPES if (found := period_in_text(text, type_)) and found.type == type_ and found.label == text]
    if not told:
        raise ExcuseError(f"excused {text!r} is no period; write {FORMS}")
    period = told[0]
    if not isinstance(reason, str) or not reason.strip():
        raise ExcuseError(f'excused {text} needs a reason, such as {text}: "panne de leur serveur"')
    if frequency != "change" and _TYPES.index(period.type) < _TYPES.index(frequency):
        raise ExcuseError(f"excused {text} is a {period.type}, shorter than the {frequency} that the feed is due for")
    return Excuse(period, reason.strip())
