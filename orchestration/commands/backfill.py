"""`qutb backfill`: releases of past days, beside those that readers see.

What goes here: the command. What does not: which days and how (`orchestration.backfill`).
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ingestion.home import Home
from orchestration.commands.arguments import instant

FAILED: Final = 1
_DESCRIPTION: Final = """\
Builds for each day what was known at its end, under today's rules, into backfill/DAY/warehouse.duckdb. Nothing is taken in,
nothing is published, and releases stay as they are. Interrupted: run it again, days that are there are not built again.
For nights that were missed nothing of the kind is needed: the next night takes in everything.
Exit codes: 0 all days are there, 3 one did not pass its audit, 1 one failed.
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "backfill",
        help="build releases of past days, beside those that readers see",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("first", type=_day, metavar="FROM", help="first day: 2026-01-31")
    parser.add_argument("last", type=_day, metavar="TO", help="last day, included")
    parser.add_argument("--every", choices=("day", "week", "month"), default="day", help="each day, each Sunday, each last day of a month")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Builds the days; returns the code."""
    from ingestion.conforming.values import TIME_ZONE
    from orchestration.backfill import BackfillError, backfill, days_between

    now: datetime = given.now or datetime.now(UTC)
    try:
        days = days_between(given.first, given.last, given.every, now.astimezone(ZoneInfo(TIME_ZONE)).date())
    except BackfillError as error:
        print(error, file=sys.stderr)
        return FAILED
    print(f"{len(days)} {'day' if len(days) == 1 else 'days'} to build.", flush=True)
    return backfill(Home.from_environment(), days, now, lambda line: print(line, file=sys.__stdout__, flush=True))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write for example 2026-01-31") from error
