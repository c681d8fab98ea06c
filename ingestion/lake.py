"""The lake: accepted rows of every load as Parquet, quarantined rows beside it, nothing ever overwritten.

What goes here: the files of a load's commit, the last of the three steps. What does not: the verdict, the ledger entry that ends it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ingestion.checksums import sha256_of
from ingestion.home import PRIVATE, Home, sync
from ingestion.ledger import LoadRecord


def lake_path(record_id: str, partner: str, contract: str) -> str:
    """Where a load's accepted rows are kept, relative to the home."""
    return f"lake/{contract}/{partner}/{record_id}.parquet"


def quarantine_path(record_id: str, partner: str, contract: str) -> str:
    """Where a load's rejected rows are kept, relative to the home."""
    return f"quarantine/{contract}/{partner}/{record_id}.parquet"


def keep_rows(home: Home, record: LoadRecord, accepted: Path | None, quarantine: Path | None) -> LoadRecord:
    """Puts a load's Parquet files in their places. They count once the ledger names the load, which is written after them.

    The original must be in the archive already.

    Args:
        home: the installation.
        record: the entry to be written.
        accepted: staged accepted rows, on the same file system as the lake; None when there are none.
        quarantine: staged rejected rows; None when there are none.

    Returns:
        The entry with the files' sums.
    """
    return replace(
        record,
        lake_sha256=_kept(home, accepted, record.lake_file),
        quarantine_sha256=_kept(home, quarantine, record.quarantine_file),
    )


def _kept(home: Home, staged: Path | None, target: str | None) -> str | None:
    if staged is None or target is None:
        return None
    digest = sha256_of(staged)
    put_in_place(staged, home.root / target)
    return digest


def put_in_place(staged: Path, target: Path) -> None:
    """Moves a staged file to where it belongs, on the same file system, and makes it survive a power cut."""
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    sync(staged)
    os.replace(staged, target)
    sync(target.parent)
