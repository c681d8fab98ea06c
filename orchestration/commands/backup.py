"""`qutb backup` and `qutb restore`: the whole home in one encrypted file, and a home made of it.

What goes here: the commands and what is printed. What does not: the file (`orchestration.upkeep.backup`).
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home

OK: Final = 0
FAILED: Final = 1
RECIPIENTS: Final = "QUTB_BACKUP_RECIPIENT"
_BACKUP: Final = """\
Writes the whole home (but build/, dagster/ and logs/, which nights make anew) into one file, encrypted in the age format for
the recipients, reads it back and checks it. No night runs meanwhile. An earlier file of that name is replaced when the new
one is complete.

  qutb backup --make-key ~/qutb-backup.key                 once; keep that file away from this machine
  qutb backup /mnt/backups/qutb.age --recipient age1…
"""
_RESTORE: Final = """\
Makes a home of a backup: QUTB_HOME must be empty, or not be there. All of it is unpacked beside and checked first; the home
appears whole or not at all.

  QUTB_HOME=/srv/qutb qutb restore /mnt/backups/qutb.age --identity ~/qutb-backup.key
"""


def add_to(commands: Any) -> None:
    """Adds both commands to the parser."""
    backup = commands.add_parser(
        "backup",
        help="save the whole home in one encrypted file",
        description=_BACKUP,
        epilog="exit codes: 0 written and checked; 1 not (why is printed); 4 a night is running",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    backup.add_argument("file", nargs="?", type=Path, default=None, metavar="FILE", help="where to, outside the home")
    backup.add_argument(
        "--recipient", action="append", default=None, metavar="AGE1…", help=f"who can open it; may be repeated (default: ${RECIPIENTS})"
    )
    backup.add_argument("--make-key", type=Path, default=None, metavar="KEYFILE", help="make a key for backups and print its recipient")
    backup.set_defaults(command=run_backup)

    restore = commands.add_parser(
        "restore",
        help="make a home of a backup",
        description=_RESTORE,
        epilog="exit codes: 0 restored; 1 not, and nothing was changed (why is printed)",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--identity", type=Path, required=True, metavar="KEYFILE", help="the file with the secret key of a recipient")
    restore.set_defaults(command=run_restore)


def run_backup(given: argparse.Namespace) -> int:
    """Saves the home, or makes a key; returns the exit code."""
    from orchestration.upkeep.backup import back_up, make_key
    from orchestration.upkeep.backup_archive import LEFT_OUT, BackupError
    from orchestration.upkeep.rewriting import sound_home

    home = Home.from_environment()
    recipients = given.recipient or [one for one in re.split(r"[\s,]+", os.environ.get(RECIPIENTS, "")) if one]
    try:
        if given.make_key is not None:
            print(make_key(given.make_key))
            print(f"The secret key is in {given.make_key}. Keep it where this machine's disk cannot take it along.", file=sys.stderr)
            return OK
        if given.file is None or not recipients:
            print(
                f"Say where to (FILE) and for whom (--recipient age1…, or {RECIPIENTS}). `qutb backup --make-key KEYFILE` makes a key.",
                file=sys.stderr,
            )
            return FAILED
        if not (home.root / "ledger").is_dir():
            print(f"{home.root} is no home of Qutb: nothing was taken in there.", file=sys.stderr)
            return FAILED
        with sound_home(home):  # an exchange of keys that was killed is ended first, and not saved half done
            backup = back_up(home, given.file, recipients, datetime.now(UTC))
    except BackupError as error:
        print(error, file=sys.stderr)
        return FAILED
    print(f"{given.file}: {backup.files:,} files, {backup.file_bytes / 1e6:,.1f} MB, read back and checked. Without {', '.join(LEFT_OUT)}.")
    print(f"SHA-256 {backup.sha256}")
    return OK


def run_restore(given: argparse.Namespace) -> int:
    """Restores; returns the exit code."""
    from ingestion.private_files import PrivateFileError
    from orchestration.upkeep.backup import restore
    from orchestration.upkeep.backup_archive import BackupError

    home = Home.from_environment()
    try:
        backup = restore(given.file, given.identity, home)
    except (BackupError, PrivateFileError) as error:
        print(f"{str(error).rstrip('.')}. Nothing was restored.", file=sys.stderr)
        return FAILED
    print(f"{home.root}: {backup.files:,} files of the backup of {backup.about['made_at']}, all checked.")
    print("`qutb verify` checks the home; `qutb nightly` goes on from there.")
    return OK
