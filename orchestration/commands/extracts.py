"""`qutb extracts`: workbook, bulletin, dashboard and open data of a release made now, about any period.

What goes here: arguments and what is printed. What does not: what is made (`publishing.extracts`).
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from ingestion.home import Home
from orchestration.commands.arguments import period

OK: Final = 0
FAILED: Final = 1


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "extracts",
        help="workbook, bulletin, dashboard and open data of a release, about any period",
        description="Makes the extracts of a release again and prints where they are. The night does it for the last full month.",
        epilog="exit codes: 0 made; 1 not made (why is printed); 4 a night is running",
    )
    parser.add_argument("release", nargs="?", default=None, metavar="RELEASE", help="which release (default: the published one)")
    parser.add_argument(
        "--period", type=period, default=None, metavar="PERIOD", help="2026-05, 2026-T2, 2026 (default: the last full month)"
    )
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Makes the extracts; returns the exit code."""
    from ingestion.periods import Period
    from orchestration.night_lock import night_lock
    from publishing.extracts import write_extracts
    from publishing.release import ReleaseError, published_release

    home = Home.from_environment()
    published = published_release(home)
    release_id = given.release or (published.id if published else None)
    if release_id is None:
        print("Nothing is published yet. Run `qutb nightly` first.", file=sys.stderr)
        return FAILED
    about = Period(given.period[1], given.period[0]) if given.period else None
    try:
        with night_lock(home):
            print(write_extracts(home, release_id, about))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return FAILED
    return OK
