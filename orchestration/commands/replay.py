"""`qutb replay`: archived originals taken in again under today's contracts, then a night.

What goes here: the command. What does not: what a replay is (`orchestration.replay`).
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from ingestion.home import Home
from orchestration.commands.arguments import instant

FAILED: Final = 1
_DESCRIPTION: Final = """\
Takes archived originals in again under today's contracts, each as a further load of its delivery, then runs a night.
Without a delivery and without --feed: all of them. The new load stands for its delivery unless it is refused; then the
earlier one goes on standing. Nothing is overwritten: `qutb nightly --as-of` a day before gives the figures of then.
Exit codes are those of `qutb nightly`.
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "replay",
        help="take archived deliveries in again under today's contracts",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deliveries", nargs="*", metavar="DELIVERY", help="id of a delivery, as in the ledger and in quality.loads")
    parser.add_argument("--feed", default=None, metavar="PARTNER/CONTRACT", help="only deliveries of this feed")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Replays, then runs the night; returns its code, or 1 when what was asked for cannot be replayed."""
    from orchestration.night import Night
    from orchestration.nightly import run_night
    from orchestration.replay import ReplayError, deliveries_asked_for

    def again(night: Night) -> None:
        night.take_in_again(deliveries_asked_for(night.intake.records, night.feeds, given.deliveries, given.feed))

    try:
        return run_night(Home.from_environment(), given.now, None, before=again)
    except ReplayError as error:
        print(error, file=sys.stderr)
        return FAILED
