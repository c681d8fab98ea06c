"""Homes that an earlier Qutb wrote, brought up to date: the version of a home, and what each version changed.

What goes here: `home.json`, and one function a version. What does not: how today's files look (the rooms that write them).

A migration may be killed anywhere and is then done again from its start: each file that it changes is replaced at once, and a file that
is up to date already is left alone. The version is written last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ingestion.checksums import SUMS, sha256_of, write_sums
from ingestion.home import Home, placed
from ingestion.ledger import LEDGER_VERSION, Ledger, NewerState

STATE_FILE: Final = "home.json"


def _sums_of_what_there_is(home: Home) -> int:
    """1 → 2: entries of the ledger carry the sums of their files, and releases a list of theirs."""
    ledger, changed = Ledger(home), 0
    for record in ledger.entries():
        if record.ledger_version == LEDGER_VERSION:
            continue
        lake, quarantine = (_sum_of(home, path) for path in (record.lake_file, record.quarantine_file))
        ledger.write(replace(record, ledger_version=LEDGER_VERSION, lake_sha256=lake, quarantine_sha256=quarantine))
        changed += 1
    for folder in home.folder("releases").iterdir():
        if not folder.name.startswith(".") and not (folder / SUMS).exists():
            write_sums(folder)
    return changed


def _sum_of(home: Home, path: str | None) -> str | None:
    return sha256_of(home.root / path) if path is not None and (home.root / path).exists() else None


class DamagedState(NewerState):
    """A `home.json` that cannot be understood: of a newer Qutb, or of no Qutb at all."""


# Version → what brings a home of the version before to it, and how many files it changed.
MIGRATIONS: Final[Mapping[int, Callable[[Home], int]]] = {2: _sums_of_what_there_is}
STATE_VERSION: Final = max(MIGRATIONS)


def state_version(home: Home) -> int:
    """The version of a home: the current one where nothing was taken in yet, 1 where none is written.

    Raises:
        DamagedState: when the file cannot be understood.
    """
    try:
        return int(json.loads((home.root / STATE_FILE).read_text(encoding="utf-8"))["state"])
    except FileNotFoundError:
        return 1 if Ledger(home).files() else STATE_VERSION
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise DamagedState(
            f"{home.root / STATE_FILE} cannot be understood. Put it back from the backup, or remove it; then try again."
        ) from error


def known_state(home: Home) -> int:
    """The version of a home, which this Qutb knows.

    Raises:
        NewerState: when a newer Qutb wrote it, or the file cannot be understood.
    """
    version = state_version(home)
    if version > STATE_VERSION:
        raise NewerState(
            f"{home.root} was written by a newer Qutb (state {version}; this one knows {STATE_VERSION}). "
            "Install that one again, or restore a backup."
        )
    return version


def migrate(home: Home) -> tuple[int, int]:
    """Brings a home up to date; only for the holder of the night's lock.

    Returns:
        The version it had, and how many files were changed.

    Raises:
        NewerState: when a newer Qutb wrote it; nothing is changed then.
    """
    before = known_state(home)
    changed = sum(migration(home) for version, migration in sorted(MIGRATIONS.items()) if version > before)
    if before < STATE_VERSION or not (home.root / STATE_FILE).exists():
        with placed(home.root / STATE_FILE) as temporary:
            temporary.write_text(json.dumps({"state": STATE_VERSION}) + "\n", encoding="utf-8")
    return before, changed
