"""What is too old is removed, room by room as the retention says, and the ledger remembers it.

What goes here: choosing what goes, removing it. What does not: the rules (`retention.py`), who reads what was purged
(`ingestion.removals`), Dagster's own history (`dagster_history.py`).

The note is written before the first file goes: from then on nobody takes what is missing for damaged. A purge that was killed is
finished by the next one. Rows of the lake, entries of the ledger and published figures never go.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from ingestion.archive import archived_path
from ingestion.delivery import Inbox
from ingestion.home import Home, placed
from ingestion.ledger import Ledger, LoadRecord
from ingestion.removals import PURGES, PurgeNote, Removed, note_purge, purge_notes, removals
from orchestration.receipts import receipt_folder
from orchestration.upkeep.dagster_history import old_runs, remove_runs
from orchestration.upkeep.retention import Rule, retention
from publishing.release import published_release, releases
from quality.data_docs import nights

EVERY: Final = timedelta(days=7)
# After a longer rest the clock may be years ahead, and what goes by it does not come back: somebody gets a week to see that it is wrong.
_RESTED: Final = timedelta(days=31)
_LAST: Final = "last"
_NIGHTLY_LOG: Final = "nightly.log"
_RUN: Final = "dagster run "


def planned(home: Home, now: datetime, records: Sequence[LoadRecord] | None = None) -> PurgeNote:
    """What a purge would remove now.

    Args:
        home: the installation.
        now: the clock.
        records: the ledger's, where they are read already.

    Raises:
        RetentionError: the home's rules cannot be used.
    """
    rules = retention(home)
    ledger = Ledger(home)
    known = ledger.entries() if records is None else records
    # What loads have left whose rows were lost, and in whose place others stand, ages as everything else.
    known = [*known, *(ledger.entry(path) for record in known if record.restores and (path := ledger.path_of_restored(record)).exists())]
    removed = [found for room, rule in rules.items() for found in _ROOMS[room](home, rule, now, known)]
    return PurgeNote(now.astimezone(UTC), {room: str(rule) for room, rule in rules.items()}, tuple(removed))


def purge(home: Home, now: datetime, records: Sequence[LoadRecord] | None = None) -> PurgeNote:
    """Removes what is too old; only for the holder of the night's lock. First finishes a purge that was killed.

    Returns:
        What was removed; with nothing in it where nothing was too old.

    Raises:
        RetentionError: the home's rules cannot be used.
    """
    finish(home)
    note = planned(home, now, records)
    if note.removed:
        note_purge(home, note)
        _carry_out(home, note)
    _rotate(home, now)
    _note_last(home, now)
    return note


def purge_if_due(home: Home, now: datetime, records: Sequence[LoadRecord], told: Callable[[str], None]) -> None:
    """The night's own purge, once a week. It costs no night: what goes wrong is told, and the next night tries again.

    After a month without one it waits for another week (docs/adr/0020-clock.md).
    """
    last = _last(home)
    if last is not None and now < last + EVERY:
        return
    if last is not None and now > last + _RESTED:
        _note_last(home, now)
        told(
            f"  retention: nothing is purged before {now + EVERY:%Y-%m-%d}, for by the clock {(now - last).days} days have passed since "
            "the last time. If the clock is wrong, see “The clock” in docs/runbook.md."
        )
        return
    try:
        note = purge(home, now, records)
    except Exception as error:
        told(f"  retention: nothing was purged ({type(error).__name__}: {error}); the next night tries again.")
        return
    if note.removed:
        told(f"  retention: {summary(note)} purged; ledger/{PURGES}/ names them.")


def finish(home: Home) -> None:
    """Ends purges that were killed."""
    for note in purge_notes(home):
        if not note.is_done:
            _carry_out(home, note)


def summary(note: PurgeNote) -> str:
    """How many things of each room: `archive 12, receipts 40`."""
    counts: dict[str, int] = {}
    for removed in note.removed:
        counts[removed.room] = counts.get(removed.room, 0) + 1
    return ", ".join(f"{room} {count:,}" for room, count in counts.items()) or "nothing"


def _carry_out(home: Home, note: PurgeNote) -> None:
    runs = []
    # A purge that was killed is ended later: by then another file of that name may lie in the inbox, which nobody has taken in.
    taken_in = {path for path, _ in Inbox(home).taken_in()} if any(removed.room == "inbox" for removed in note.removed) else set()
    for removed in note.removed:
        if removed.path.startswith(_RUN):
            runs.append(removed.path.removeprefix(_RUN))
            continue
        path = home.root / removed.path
        if removed.room == "inbox" and path.exists() and path not in taken_in:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
            if removed.room == "inbox":
                path.with_name(f"{path.name}.received").unlink(missing_ok=True)
    if runs:
        remove_runs(home, runs)
    note_purge(home, replace(note, is_done=True))


def _inbox(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    """Files of deliveries; one whose original is not in the archive stays."""
    by_delivery = {record.delivery_id: record for record in records if record.load_number == 1}
    limit = rule.before(now)
    for path, delivery in Inbox(home).taken_in() if limit else ():
        record = by_delivery.get(delivery)
        if record and limit and record.loaded_at < limit and (home.root / archived_path(record.file_sha256)).exists():
            yield Removed(path.relative_to(home.root).as_posix(), "inbox", (record.load_id,))


def _archive(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    """Originals whose last load is old: one that was replayed lately is still of use."""
    loads: dict[str, list[LoadRecord]] = {}
    for record in records:
        loads.setdefault(record.file_sha256, []).append(record)
    limit = rule.before(now)
    for sha256, of_original in loads.items():
        path = archived_path(sha256)
        if limit and max(record.loaded_at for record in of_original) < limit and (home.root / path).exists():
            yield Removed(path, "archive", tuple(record.load_id for record in of_original))


def _quarantine(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    for record in _old(rule, now, records):
        if record.quarantine_file and (home.root / record.quarantine_file).exists():
            yield Removed(record.quarantine_file, "quarantine", (record.load_id,))


def _receipts(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    gone = removals(home).purged
    for record in _old(rule, now, records):
        path = receipt_folder(home, record).relative_to(home.root).as_posix()
        # One that is not there is noted too, else the next night would write it.
        if path not in gone or (home.root / path).exists():
            yield Removed(path, "receipts", (record.load_id,))


def _old(rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[LoadRecord]:
    limit = rule.before(now)
    return (record for record in records if limit is not None and record.loaded_at < limit)


def _releases(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    """The oldest ones, never the published one; and the extracts of each."""
    published = published_release(home)
    for release in releases(home)[: -rule.newest] if rule.newest else ():
        if published is None or release.id != published.id:
            yield Removed(f"releases/{release.id}", "releases")
            for path in sorted(home.folder("extracts").glob(f"{release.id}*")):
                if path.name.partition(".")[0] == release.id:
                    yield Removed(path.relative_to(home.root).as_posix(), "releases")


def _data_docs(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    for night in nights(home)[: -rule.newest] if rule.newest else ():
        yield Removed(night.relative_to(home.root).as_posix(), "data_docs")


def _reports(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    """Whole months, told by the folder's name."""
    limit = rule.before(now)
    for path in _things(home, "reports") if limit else ():
        if limit and path.name < f"{limit:%Y-%m}":
            yield Removed(path.relative_to(home.root).as_posix(), "reports")


def _by_time(room: str) -> Callable[[Home, Rule, datetime, Sequence[LoadRecord]], Iterator[Removed]]:
    def found(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
        limit = rule.before(now)
        for path in _things(home, room) if limit else ():
            if limit and datetime.fromtimestamp(path.stat().st_mtime, UTC) < limit and path.name != _NIGHTLY_LOG:
                yield Removed(path.relative_to(home.root).as_posix(), room)

    return found


def _dagster(home: Home, rule: Rule, now: datetime, records: Sequence[LoadRecord]) -> Iterator[Removed]:
    limit = rule.before(now)
    for run in old_runs(home, limit) if limit else ():
        yield Removed(f"{_RUN}{run}", "dagster")


def _things(home: Home, room: str) -> list[Path]:
    folder = home.root / room
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


def _rotate(home: Home, now: datetime) -> None:
    """Begins a new `logs/nightly.log`; the old one gets the instant into its name and ages from there."""
    log = home.folder("logs") / _NIGHTLY_LOG
    if log.exists() and log.stat().st_size:
        os.replace(log, log.with_name(f"nightly-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.log"))


def _last(home: Home) -> datetime | None:
    try:
        return datetime.fromisoformat((home.root / "ledger" / PURGES / _LAST).read_text(encoding="utf-8").strip())
    except (FileNotFoundError, ValueError):
        return None


def _note_last(home: Home, now: datetime) -> None:
    with placed(home.folder("ledger") / PURGES / _LAST) as temporary:
        temporary.write_text(now.astimezone(UTC).isoformat() + "\n", encoding="utf-8")


_ROOMS: Final[Mapping[str, Callable[[Home, Rule, datetime, Sequence[LoadRecord]], Iterator[Removed]]]] = {
    "inbox": _inbox, "archive": _archive, "quarantine": _quarantine, "receipts": _receipts, "reports": _reports, "releases": _releases,
    "data_docs": _data_docs, "logs": _by_time("logs"), "dagster": _dagster, "damaged": _by_time("damaged"),
}  # fmt: skip
