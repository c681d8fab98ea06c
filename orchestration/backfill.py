"""Releases of past days, built anew beside those that readers see: `backfill/<day>/warehouse.duckdb`.

What goes here: which days, and what becomes of each. What does not: how a day is built (the night, with its `as_of`), replaying deliveries
(`replay.py`), nights that were missed (the next one takes everything in).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.home import Home
from orchestration.audit_report import failure_lines
from orchestration.build import build_path
from orchestration.night import Night
from orchestration.opening import open_night
from orchestration.progress import PlainProgress
from orchestration.terminal import language_of_the_terminal
from publishing.release import release_in

OK: Final = 0
FAILED: Final = 1
NOT_RELEASED: Final = 3
Every = Literal["day", "week", "month"]
_SUNDAY: Final = 6


class BackfillError(ValueError):
    """A range of days that cannot be built; the message says what to write instead."""


def days_between(first: date, last: date, every: Every, today: date) -> list[date]:
    """The days to build: each one, each Sunday, or each last day of a month.

    Args:
        first: of the range.
        last: of the range, included.
        every: which days of it.
        today: the local day; it has not ended.

    Raises:
        BackfillError: when the range is empty or reaches into days that have not ended.
    """
    if last < first:
        raise BackfillError(f"{last} is before {first}: write the earlier day first.")
    if last >= today:
        raise BackfillError(f"{last} has not ended yet; the last day that can be built is {today - timedelta(days=1)}.")
    chosen = [day for day in _days(first, last) if _is_chosen(day, every)]
    if not chosen:
        wanted = "Sunday" if every == "week" else "last day of a month"
        raise BackfillError(f"There is no {wanted} between {first} and {last}; leave out --every.")
    return chosen


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _is_chosen(day: date, every: Every) -> bool:
    if every == "week":
        return day.weekday() == _SUNDAY
    return every == "day" or (day + timedelta(days=1)).day == 1


def folder_of(home: Home, day: date) -> Path:
    """Where a day's release is kept."""
    return home.folder("backfill") / day.isoformat()


def backfill(
    home: Home,
    days: Sequence[date],
    now: datetime,
    say: Callable[[str], None],
    build: Callable[[Night], list[str]] | None = None,
) -> int:
    """Builds days one after the other. Nothing is taken in or published, and a day that is there and still right is left alone.

    Args:
        home: the installation.
        days: whose last moment counts.
        now: the clock.
        say: takes the lines for the person.
        build: builds and audits an open night; returns what failed before there was an audit.

    Returns:
        0 when each day is there, 3 when one did not pass its audit, 1 when one failed; the others are built all the same.

    Raises:
        AnotherNightRuns: when another process is at it.
    """
    codes = [_one(home, day, now, say, build or _build) for day in days]
    return FAILED if FAILED in codes else max(codes, default=OK)


def _one(home: Home, day: date, now: datetime, say: Callable[[str], None], build: Callable[[Night], list[str]]) -> int:
    folder = folder_of(home, day)
    with open_night(home, now, datetime.combine(day, time.max, ZoneInfo(TIME_ZONE)), PlainProgress(say), is_now_given=True) as night:
        there = release_in(folder)
        if there is not None and there.fingerprint == night.fingerprint():
            say(f"{day}: there already ({folder}).")
            return OK
        failures = build(night)
        if night.audit is not None and not night.audit.passed:
            say(f"{day}: not kept, its audit did not pass.")
            for line in failure_lines(night.audit, str(build_path(home)), language_of_the_terminal()):
                say(line)
            return NOT_RELEASED
        if failures:
            say(f"{day}: failed. {'; '.join(failures)}")
            return FAILED
        night.keep_aside(folder)
    say(f"{day}: {folder / 'warehouse.duckdb'}")
    return OK


def _build(night: Night) -> list[str]:
    from orchestration.nightly import failure_of_step, run_job

    outcome = run_job(night, "look_back")
    failures = [failure_of_step(event) for event in outcome.get_step_failure_events()]
    return [f"{failure.step}: {failure.reason}" for failure in failures] or ([] if outcome.success else ["no reason given"])
