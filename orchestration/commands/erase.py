"""`qutb erase`: what is held about one person, and its erasure.

What goes here: the command, asking for the number. What does not: finding and erasing (`orchestration.upkeep.erasing`).
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.home import Home
from orchestration.commands.arguments import instant

OK: Final = 0
FAILED: Final = 1
_DESCRIPTION: Final = """\
Takes one person out of this installation, by identity number, badge, telephone or e-mail address (law 09-08, docs/privacy.md), then runs a
night. Rows stay and are counted; they lead to nobody any more. Archived originals are redacted where their format permits, else removed;
files of the inbox already taken in are removed. With --dry-run: says what is held about the person, and changes nothing.

The number is asked for, or read from standard input. It may be given as an argument, but then it stays in the shell's history and is seen
in the list of processes. Backups made before still hold the person: they must be let expire.
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "erase",
        help="say what is held about one person, and erase it",
        description=_DESCRIPTION,
        epilog="exit codes: 0 erased, or nothing is held; 1 not erased, or not all (why is printed); else those of `qutb nightly`",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("person", nargs="?", default=None, metavar="PERSON_ID", help="better left out: it is asked for")
    parser.add_argument("--dry-run", action="store_true", help="say what is held, and change nothing")
    parser.add_argument("--no-night", action="store_true", help="leave making the new release to the next night")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Erases, or says what is held; returns the exit code."""
    from ingestion.partners import load_feeds
    from orchestration.upkeep.erasing import erase, held_about, lines, still_shown
    from orchestration.upkeep.redaction import NoIdentity, Sought
    from orchestration.upkeep.rewriting import sound_home

    home, now = Home.from_environment(), given.now or datetime.now(UTC)
    try:
        sought = Sought.of(given.person or _asked())
    except NoIdentity as error:
        print(error, file=sys.stderr)
        return FAILED
    with sound_home(home):
        if given.dry_run:
            held = held_about(home, sought, load_feeds(), now)
            for line in lines(held):
                print(line)
            return FAILED if held.unreadable else OK
        held, note = erase(home, sought, load_feeds(), now)
        shown = still_shown(home, held)
    for line in lines(held):
        print(line)
    if note is None:
        return FAILED if held.unreadable else OK
    removed = sum(copy is None for copy in note.originals.values())
    print(
        f"Erased: {sum(note.loads.values()):,} rows or cells of {len(note.loads):,} loads. ledger/erasures/ notes it, without the person."
    )
    print(f"{len(note.originals) - removed:,} originals redacted, {removed:,} removed; {len(held.inbox):,} files of the inbox removed.")
    if given.no_night:
        print("The next night makes a new release.")
        return _left(held, shown)
    from orchestration.nightly import run_night

    return run_night(home, now, None) or _left(held, shown)


def _left(held: Any, shown: Sequence[str]) -> int:
    """Says what could not be erased; returns the exit code."""
    for name in shown:
        print(f"Readers saw it, so it was left: {name}. Once a newer release is up, run `qutb erase` again; it goes then.", file=sys.stderr)
    for name in held.not_taken_in:
        print(f"Still in the inbox, and not taken in: {name}. Remove it, or ask its partner for one without the person.", file=sys.stderr)
    for name in held.unreadable:
        print(f"Could not be opened, and may hold the person: {name}. Remove it, or restore it and erase again.", file=sys.stderr)
    return FAILED if shown or held.not_taken_in or held.unreadable else OK


def _asked() -> str:
    """The number, typed unseen, or the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Identity number, badge, telephone or e-mail address (not shown): ")
    return sys.stdin.readline().strip()
