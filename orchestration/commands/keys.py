"""`qutb keys`: which keys there are, and exchanging them. Never prints one.

What goes here: the command. What does not: what a rotation does (`orchestration.upkeep.key_rotation`).
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.home import Home

OK: Final = 0
FAILED: Final = 1
_DESCRIPTION: Final = """\
Without a word after it: the keys of this installation, their age and the mode of their files, never what is in them.

`rotate archive` makes a new age identity and encrypts every original for it; when all are done the old identity is dropped.
`rotate pseudonym` adds a key and hashes every stored pseudonym once more: a person seen before and after keeps one pseudonym, and
the old key alone gives none of the new ones. Without a name both are rotated. Copies of before (backups) open with the old keys only.
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "keys",
        help="list keys, never their content; exchange them",
        description=_DESCRIPTION,
        epilog="exit codes: 0 done; 1 not done (why is printed; all still opens); 4 a night is running",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="?", choices=("list", "rotate"), default="list")
    parser.add_argument("key", nargs="?", choices=("archive", "pseudonym"), default=None)
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Lists or rotates; returns the exit code."""
    from orchestration.upkeep.key_rotation import RotationError, key_lines, keys_of, rotate_archive, rotate_pseudonyms
    from orchestration.upkeep.rewriting import sound_home

    home = Home.from_environment()
    if given.what == "list":
        facts = keys_of(home)
        for line in key_lines(facts, datetime.now(UTC)):
            print(line)
        if not facts:
            print(f"{home.root} has no keys yet; the first night makes them.")
        return FAILED if any(each.problem for each in facts) else OK
    try:
        with sound_home(home):
            if given.key in (None, "archive"):
                print(f"{rotate_archive(home):,} originals are encrypted for a new identity; the old one is dropped.")
            if given.key in (None, "pseudonym"):
                print(
                    f"The pseudonyms of {rotate_pseudonyms(home):,} loads are hashed with a new key besides; persons stay the same persons."
                )
                print("The build database and the scores of linkage are made again by the next night that builds.")
    except RotationError as error:
        print(error, file=sys.stderr)
        return FAILED
    print("Make a backup now: those of before open with the old keys only.")
    return OK
