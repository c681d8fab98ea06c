"""Whose the home is, down to its files: a command that was run as root leaves some that the night can neither read nor replace.

What goes here: the walk over all of it. What does not: who else can read it (`state.py`).
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from ingestion.home import Home
from orchestration.upkeep.doctor.finding import Finding, fine, problem, skipped, some

_MOST_LOOKED_AT: Final = 1_000_000  # files; twenty years of nights are fewer


def owners(home: Home) -> Finding:
    """Whether all of it is the user of the night's; partners' programs may deliver as users of their own, if the night can read it."""
    if not home.root.exists():
        return skipped("owners", "there is no home yet")
    owner = home.root.stat().st_uid
    entries = islice(_below(home.root), _MOST_LOOKED_AT)
    strange = [entry.path for entry in entries if not _is_usable(entry, owner, home.root / "inbox")]
    if not strange:
        return fine("owners", f"all of it belongs to {_user(owner)}")
    told = f"{len(strange)} files and folders are not {_user(owner)}'s to use: {some(strange)}"
    return problem(
        "owners", told, f"as root: chown -R {_user(owner)} {home.root}. Was a command run as root? Run each one as {_user(owner)}"
    )


def _below(folder: Path) -> Iterator[os.DirEntry[str]]:
    """All that lies in a folder; what vanishes meanwhile, or cannot be listed (told by itself, as a folder), is left out."""
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue


def _is_usable(entry: os.DirEntry[str], owner: int, inbox: Path) -> bool:
    try:
        is_his = entry.stat(follow_symlinks=False).st_uid == owner
        if is_his or inbox not in Path(entry.path).parents:
            return is_his
        return entry.is_symlink() or os.access(entry.path, os.R_OK | (os.X_OK if entry.is_dir() else 0))
    except OSError:  # it has just gone
        return True


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
