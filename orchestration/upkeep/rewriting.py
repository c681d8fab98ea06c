"""Many files of a home exchanged as if at once: staged whole, then moved; a process killed anywhere leaves the old state or the new one.

What goes here: the journal, carrying it out, finishing what was killed. What does not: what the new files hold (`key_rotation.py`,
`erasing.py`).

New files are staged under `rewriting/`. The journal, written last, says where each goes, and which files go away. Without it nothing has
happened and what is staged is thrown away; with it all of it happens, by whoever next takes the home's lock.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ingestion.checksums import sha256_of
from ingestion.home import PRIVATE, Home, placed, sync
from ingestion.lake import put_in_place
from ingestion.ledger import LoadRecord
from ingestion.removals import removals
from ingestion.workspace import remove_leftovers
from orchestration.night_lock import night_lock

FOLDER: Final = "rewriting"
_JOURNAL: Final = "journal.json"


class UnsoundRows(RuntimeError):
    """Rows that are to be written anew and are damaged: written anew they would pass for sound. Nothing was done."""


class Rewriting:
    """The staging of one exchange. Open it with `rewriting`; nothing has happened before `carry_out`."""

    def __init__(self, home: Home) -> None:
        """Begins with nothing staged."""
        self._home = home
        self._folder = home.folder(FOLDER)
        self._places: list[str] = []
        self._removed: list[str] = []

    def stage(self, target: str) -> Path:
        """A path to write the new file to that is to lie at `target`, relative to the home."""
        self._places.append(target)
        return self._folder / str(len(self._places) - 1)

    def remove(self, path: str) -> None:
        """Notes a file or folder that is to go away, relative to the home."""
        self._removed.append(path)

    def carry_out(self) -> None:
        """From here on it happens, also when this process dies."""
        for index in range(len(self._places)):
            sync(self._folder / str(index))
        with placed(self._folder / _JOURNAL) as temporary:
            temporary.write_text(json.dumps({"places": self._places, "removed": self._removed}), encoding="utf-8")
        finish(self._home)


@contextmanager
def rewriting(home: Home) -> Iterator[Rewriting]:
    """Opens an exchange; only for the holder of the night's lock. What is staged and not carried out is gone at the end."""
    finish(home)
    home.folder(FOLDER)
    try:
        yield Rewriting(home)
    finally:
        if not (home.root / FOLDER / _JOURNAL).exists():
            shutil.rmtree(home.root / FOLDER, ignore_errors=True)


def finish(home: Home) -> bool:
    """Ends an exchange that was killed: carried out where its journal is there, else thrown away. Only for the holder of the night's lock.

    Returns:
        Whether it was carried out.
    """
    folder = home.root / FOLDER
    if not folder.is_dir():
        return False
    journal = folder / _JOURNAL
    is_meant = journal.exists()
    if is_meant:
        told = json.loads(journal.read_text(encoding="utf-8"))
        for index, target in enumerate(told["places"]):
            if (folder / str(index)).exists():
                put_in_place(folder / str(index), home.root / target)
        _remove(home, told["removed"])
        # Staged files are all in place: with the journal gone, the exchange is over.
        journal.unlink()
        sync(folder)
    shutil.rmtree(folder)
    return is_meant


def _remove(home: Home, paths: Sequence[str]) -> None:
    for name in paths:
        path = home.root / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync(path.parent)


@contextmanager
def sound_home(home: Home) -> Iterator[None]:
    """Holds the home's lock, with nothing half exchanged, and without clear copies that a killed process left.

    Raises:
        AnotherNightRuns: at once, when another process holds it.
    """
    with night_lock(home):
        home.root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        finish(home)
        remove_leftovers(home)
        yield


def without_use(home: Home, records: Sequence[LoadRecord], has_to_be_read: Callable[[LoadRecord, str], bool]) -> list[str]:
    """Damaged Parquet files of loads in whose place others stand: nobody reads them again, and they may go.

    Args:
        home: the installation.
        records: every load of the ledger, also those whose rows were lost.
        has_to_be_read: whether a file of a load is to be written anew; others are not looked at.

    Raises:
        UnsoundRows: files of loads that stand are not what was written.
    """
    replaced, purged = {record.restores for record in records}, removals(home).purged
    of_no_use, damaged = [], []
    for record in records:
        for file, digest in record.files:
            if file in purged or not has_to_be_read(record, file) or _is_as_written(home.root / file, digest):
                continue
            if record.load_id not in replaced:
                damaged.append(file)
            elif (home.root / file).exists():
                of_no_use.append(file)
    if damaged:
        raise UnsoundRows(
            f"{len(damaged)} files with rows are damaged, the first {damaged[0]}. Nothing was done. `qutb nightly` reads them again from "
            "their originals; then try again."
        )
    return of_no_use


def _is_as_written(path: Path, digest: str | None) -> bool:
    try:
        return digest is None or sha256_of(path) == digest
    except OSError:
        return False


def made_private(path: Path) -> None:
    """Closes a staged file to others before anything secret is in it."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
