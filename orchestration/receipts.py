"""Receipts put where partners find them: `receipts/<partner>/<load>/`, whole or not at all.

What goes here: writing a load's receipt after its commit, and writing those that a killed night left out. What does not: what a receipt
says (`quality.receipts`), sending it (`mailing`).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from ingestion.archive import Archive, ArchiveError
from ingestion.contract import load_contracts
from ingestion.home import PRIVATE, Home, sync
from ingestion.ledger import LoadRecord
from ingestion.messages import Language
from ingestion.partners import Feed
from ingestion.removals import removals
from ingestion.steps import OK
from ingestion.workspace import STAGING_PREFIX
from orchestration.step_journal import Noted, StepJournal
from quality.receipts.annotating import annotated, can_be_annotated, suffix_of
from quality.receipts.gathering import receipt_of
from quality.receipts.machine import as_json
from quality.receipts.page import html
from quality.receipts.receipt import Receipt
from quality.receipts.terminal import text

NOT_WRITTEN: Final = "L'accusé de réception n'a pas pu être écrit ; nouvel essai la nuit prochaine. La cause est dans logs/."
_LOG: Final = logging.getLogger(__name__)


def receipt_folder(home: Home, record: LoadRecord) -> Path:
    """Where the receipt of a load is, or will be."""
    return home.folder("receipts") / record.partner / record.load_id


def deliver(home: Home, record: LoadRecord, feed: Feed, original: Callable[[], Path]) -> Path:
    """Writes the receipt of a load: HTML, JSON, text, and the annotated copy of a workbook that has something to mark.

    Args:
        home: the installation.
        record: the load.
        feed: its feed; its partner's language is that of the receipt.
        original: gives the partner's file; only called when it is to be annotated.

    Returns:
        The folder, put in place by one rename.
    """
    language = feed.partner.language
    quarantine = home.root / record.quarantine_file if record.quarantine_file else None
    if quarantine and record.quarantine_file in removals(home).purged:
        quarantine = None
    receipt = receipt_of(record, feed, load_contracts()[record.contract], quarantine)
    copy = _copy_of(original, receipt, language) if can_be_annotated(receipt) else None
    has_copy = copy is not None
    base = f"recu-{record.contract}-{receipt.period.label}"
    files = {
        f"{base}.html": html(receipt, language, has_copy).encode(),
        f"{base}.json": json.dumps(as_json(receipt, language, has_copy), ensure_ascii=False, indent=1).encode(),
        f"{base}.txt": text(receipt, language, has_copy=has_copy).encode(),
    }
    if copy is not None:
        files[f"{base}.annote{suffix_of(copy, record.file_name)}"] = copy
    return _placed(receipt_folder(home, record), files)


def _copy_of(original: Callable[[], Path], receipt: Receipt, language: Language) -> bytes | None:
    try:
        return annotated(original(), receipt, language)
    except (OSError, ArchiveError) as error:
        _LOG.warning("%s has no annotated copy: %s", receipt.load_id, error)
        return None


def try_to_deliver(home: Home, record: LoadRecord, feed: Feed, original: Callable[[], Path], now: datetime) -> Noted:
    """As `deliver`, but a receipt that fails costs neither the load nor the night: the next night tries again.

    Returns:
        What came of it, for the journal.
    """
    begun = time.perf_counter()
    try:
        deliver(home, record, feed, original)
    except Exception as error:
        _LOG.warning("The receipt of %s could not be written (%s: %s).", record.load_id, type(error).__name__, error)
        return Noted("receipt", record.load_id, "not_written", now, is_transient=True, detail=NOT_WRITTEN)
    return Noted("receipt", record.load_id, OK, now, duration_seconds=round(time.perf_counter() - begun, 4))


def without_receipt(home: Home, records: Iterable[LoadRecord]) -> list[LoadRecord]:
    """Loads that no receipt is there for, though none was purged; only names are looked at."""
    there = {path.name for path in home.folder("receipts").glob("*/*")}
    missing = [record for record in records if record.load_id not in there]
    purged = removals(home).purged if missing else {}
    return [record for record in missing if receipt_folder(home, record).relative_to(home.root).as_posix() not in purged]


def heal(home: Home, records: Sequence[LoadRecord], feeds: Sequence[Feed], now: datetime) -> int:
    """Writes receipts that are missing, from the ledger, the quarantine and the archived originals; returns how many.

    Loads of a feed or contract that no longer exists are left alone.
    """
    by_id = {feed.id: feed for feed in feeds}
    missing = [
        (record, feed)
        for record in without_receipt(home, records)
        if (feed := by_id.get(f"{record.partner}/{record.contract}")) and record.contract in load_contracts()
    ]
    if not missing:
        return 0
    archive = Archive(home)
    written = []
    for record, feed in missing:
        with _restored(home, archive, record) as original:
            written.append(try_to_deliver(home, record, feed, original, now))
    StepJournal(home).note(written)
    return sum(each.outcome == OK for each in written)


@contextmanager
def _restored(home: Home, archive: Archive, record: LoadRecord) -> Iterator[Callable[[], Path]]:
    """Gives the original of a load when it is asked for; the clear copy is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=STAGING_PREFIX, dir=home.folder("build")) as folder:

        def original() -> Path:
            target = Path(folder) / "original"
            archive.restore(record.file_sha256, target)
            return target

        yield original


def _placed(target: Path, files: dict[str, bytes]) -> Path:
    """Writes a folder beside its place, makes it safe, and renames it: a killed process leaves nothing that looks like a receipt."""
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.part")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(mode=PRIVATE)
    for name, data in files.items():
        path = temporary / name
        path.write_bytes(data)
        sync(path)
    sync(temporary)
    if target.exists():
        shutil.rmtree(target)
    os.replace(temporary, target)
    sync(target.parent)
    return target
