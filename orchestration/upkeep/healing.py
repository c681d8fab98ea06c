"""What a disk has spoilt, put right before a night begins: entries of the ledger, and rows of loads.

What goes here: finding damaged entries and Parquet files, and a damaged release that readers see; restoring them. What does not: the other
files of a home, which no figure is made from (`verifying.py`); taking in again what persons ask for (`orchestration.replay`).

A damaged entry comes back from the ledger's second copy; where that does not hold it, it is set aside, and the delivery is new again if its
file still lies in the inbox. Damaged rows are read once more from the archived original. Where that gives the same bytes again, nothing has
changed. Under a contract that says something else today the delivery gets a further load, which takes the place of the lost one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingestion.archive import ArchiveError
from ingestion.checksums import SUMS, changed_files, sha256_of
from ingestion.home import PRIVATE, Home, sync
from ingestion.ledger import Ledger, LedgerError, LoadRecord, that_count
from ingestion.partners import Feed
from ingestion.removals import removals
from orchestration.intake import Intake
from orchestration.loading_order import loads_in_loading_order
from orchestration.replay import Again, opened
from publishing.release import publish, releases, was_seen


class UnhealedError(RuntimeError):
    """Rows that cannot be restored. No figure may be made without them; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A Parquet file of a load that is gone, or no longer what was written.

    Attributes:
        record: the load.
        file: relative to the home.
    """

    record: LoadRecord
    file: str


@dataclass(frozen=True, slots=True)
class MendedLedger:
    """The ledger as it is after mending, read once.

    Attributes:
        records: the loads that count, as `Ledger.entries` gives them.
        told: what to tell, a sentence an entry that was put back or set aside.
    """

    records: list[LoadRecord]
    told: list[str]


def mend_ledger(home: Home, now: datetime) -> MendedLedger:
    """Puts entries back that are damaged or gone, or sets them aside. Each entry is read once, and once more where it was put back.

    Raises:
        NewerState: when a newer Qutb wrote one of them.
        LedgerError: when a disk gives what was put back damaged again.
    """
    ledger = Ledger(home)
    read, damaged = ledger.sound_and_damaged()
    told = [_mended(home, ledger, path, now) for path in damaged]
    put_back = [path for path in damaged if path.exists()]
    try:
        gone = ledger.restore_gone()
        told += [f"{path.relative_to(home.root)} was gone and is there again, from the second copy." for path in gone]
        put_back += gone
    except LedgerError as error:
        ledger.drop_copy()
        told.append(f"{error} It is written anew at the end of this night.")
    read |= {path: ledger.entry(path) for path in put_back}
    return MendedLedger(that_count([read[path] for path in sorted(read)]), told)


def _mended(home: Home, ledger: Ledger, path: Path, now: datetime) -> str:
    name = path.relative_to(home.root)
    if ledger.restore_entry(path):
        return f"{name} was damaged and is as it was again, from the ledger's second copy."
    aside = set_aside(home, path, now)
    return (
        f"{name} was damaged and is now {aside.relative_to(home.root)}. Its delivery is taken in again if its file is still in the inbox; "
        f"if it is not, ask the partner for it, or restore a backup."
    )


def set_aside(home: Home, path: Path, now: datetime) -> Path:
    """Moves a damaged file to `damaged/`, under its own path and the instant."""
    target = home.folder("damaged") / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}" / path.relative_to(home.root)
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    os.replace(path, target)
    sync(target.parent)
    sync(path.parent)
    return target


def mend_release(home: Home, now: datetime) -> list[str]:
    """Sets the published release aside when its files are damaged, or its link when it leads nowhere; returns what to tell.

    Readers then see the newest sound release, where one is kept, and the night builds the lost one anew: everything that it was made
    from is in the lake. Releases that nobody sees are looked at by `qutb verify`.
    """
    link, folder = home.published, home.folder("releases").resolve()
    seen = link.resolve().parent if link.is_symlink() else None
    spoilt: Path | None = None
    if seen is None and not link.exists():
        if not was_seen(home):
            return []  # nothing was published yet, or its night was killed before the switch
        what = "The link published/warehouse.duckdb was gone"
    elif seen is None or seen.parent != folder:
        what = "published/warehouse.duckdb was no link to a release"
        set_aside(home, link, now)
    elif not seen.exists():
        what = f"The published release {seen.name} was gone"
    elif changed := _changed_of(seen):
        what, spoilt = f"The published release {seen.name} was damaged ({', '.join(changed)}) and is set aside in damaged/", seen
    else:
        return []
    others = (release.id for release in reversed(releases(home)) if seen is None or release.id != seen.name)
    sound = next((name for name in others if not _changed_of(folder / name)), None)
    if sound is None:
        link.unlink(missing_ok=True)
        what += ". No sound release is kept: readers see none until this night has built it anew."
    else:
        publish(home, sound)  # in one switch, before the damaged one goes
        what += f". Readers see {sound}; what it lacks is built anew."
    if spoilt is not None:
        set_aside(home, spoilt, now)
    return [what]


def mend_dagster(home: Home, now: datetime) -> list[str]:
    """Sets Dagster's own record of runs aside when one of its databases cannot be opened; it begins a new one. No figure hangs on it."""
    folder = home.folder("dagster")
    for path in (folder / "history" / "runs.db", folder / "history" / "runs" / "index.db", folder / "schedules" / "schedules.db"):
        if not path.exists():
            continue
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
                connection.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                continue  # busy, or not to be read: Dagster itself will say
            aside = set_aside(home, folder, now)
            return [
                f"Dagster's record of runs was damaged ({path.name}: {error}); it is now {aside.relative_to(home.root)}, and begins anew."
            ]
    return []


def _changed_of(release: Path) -> list[str]:
    """The files of a release that are damaged; a release without any is damaged as a whole."""
    needed = [release / name for name in ("warehouse.duckdb", "release.json", SUMS)]
    lost = [path.name for path in needed if not path.exists() or path.stat().st_size == 0]
    return lost or changed_files(release)


def damages(home: Home, records: Sequence[LoadRecord]) -> list[Damage]:
    """The Parquet files of loads that are not what was written; all are read but those that were purged."""
    purged = removals(home).purged

    def looked_at(one: tuple[LoadRecord, str, str | None]) -> Damage | None:
        record, file, digest = one
        try:
            sound = digest is None or sha256_of(home.root / file) == digest
            return None if sound and (home.root / file).stat().st_size else Damage(record, file)
        except OSError:
            return Damage(record, file)

    files = [(record, file, digest) for record in records for file, digest in record.files if file not in purged]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as readers:
        return [damage for damage in readers.map(looked_at, files, chunksize=64) if damage is not None]


def mend_rows(intake: Intake, feeds: Sequence[Feed], told: Callable[[str], None]) -> list[LoadRecord]:
    """Restores the damaged rows of loads from their archived originals; returns further loads, where there had to be some.

    Args:
        intake: the night's.
        feeds: the feeds of the partners file.
        told: called with a sentence for each load.

    Raises:
        UnhealedError: when rows cannot be restored; those that can be are.
    """
    found = damages(intake.home, intake.records)
    if not found:
        return []
    lost = {damage.record.load_id: damage.record for damage in found}
    by_id = {feed.id: feed for feed in feeds}
    loaded: list[LoadRecord] = []
    hopeless = []
    intake.spoilt.update(damage.file for damage in found)
    for record in loads_in_loading_order(list(lost.values())):
        feed = by_id.get(f"{record.partner}/{record.contract}")
        if feed is None:
            hopeless.append(f"{record.load_id} (its feed is no longer in the partners file)")
            continue
        try:
            loaded += _read_again(intake, feed, record, told)
        except ArchiveError as error:
            hopeless.append(f"{record.load_id} ({error})")
    if hopeless:
        raise UnhealedError(
            f"Rows are damaged and cannot be restored: {', '.join(hopeless)}. Figures without them would be wrong, so none are made. "
            f"Restore the files from a backup, or have the partner deliver again and replay. See `qutb verify`."
        )
    return loaded


def _read_again(intake: Intake, feed: Feed, record: LoadRecord, told: Callable[[str], None]) -> list[LoadRecord]:
    last = max(each.load_number for each in intake.records if each.delivery_id == record.delivery_id)
    with opened(intake.archive, [Again(feed, record)], intake.workspace.folder) as (original,):
        if intake.restore(original, record):
            told(f"The rows of {record.load_id} were damaged; they were read again from the original and are as they were.")
            return []
        further = intake.take_in_again([replace(original, load_number=last + 1)], restores=record.load_id)
    told(f"The rows of {record.load_id} were damaged; read again from the original under today's contract they are {further[0].load_id}.")
    return further
