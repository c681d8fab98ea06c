"""`qutb purge`: what is older than the retention says is removed, and the ledger remembers it.

What goes here: the command. What does not: what goes (`orchestration.upkeep.purging`), how long things stay (`retention.py` beside it).
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.home import Home
from orchestration.commands.arguments import instant

OK: Final = 0
FAILED: Final = 1
_DESCRIPTION: Final = """\
Removes what is older than the retention says: orchestration/upkeep/retention.yaml, or what a retention.yaml in QUTB_HOME says instead.
The night does it by itself once a week. What was removed, of which loads, when and by which rule stands in ledger/purges/.
Rows of the lake, entries of the ledger and published figures are never purged.
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "purge",
        help="remove what is older than the retention says",
        description=_DESCRIPTION,
        epilog="exit codes: 0 purged, or nothing to purge; 1 the rules cannot be used; 4 a night is running",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Purges, or says what would be purged; returns the exit code."""
    from orchestration.upkeep.purging import planned, purge, summary
    from orchestration.upkeep.retention import RetentionError
    from orchestration.upkeep.rewriting import sound_home

    home, now = Home.from_environment(), given.now or datetime.now(UTC)
    try:
        with sound_home(home):
            note = planned(home, now) if given.dry_run else purge(home, now)
    except RetentionError as error:
        print(error, file=sys.stderr)
        return FAILED
    for removed in note.removed:
        print(f"{removed.room:<10} {removed.path}")
    print(f"{'Would be purged' if given.dry_run else 'Purged'}: {summary(note)}.")
    for room, rule in note.rules.items():
        print(f"  {room:<10} kept for {rule}" if "day" in rule else f"  {room:<10} kept: {rule}")
    return OK
