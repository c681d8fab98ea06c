"""The lake: accepted rows of every load as Parquet, quarantined rows beside it, nothing ever overwritten.

What goes here: the files of a load's commit, the last of the three steps. What does not: the verdict, the ledger entry that ends it.
"""

from __future__ import annotations

import os
from pathlib import Path

from ingestion.home import PRIVATE, Home, sync
from ingestion.ledger import LoadRecord


def lake_path(record_id: str, partner: str, contract: str) -> str:
    """Where a load's accepted rows are kept, relative to the home."""
    return f"lake/{contract}/{partner}/{record_id}.parquet"


def quarantine_path(record_id: str, partner: str, contract: str) -> str:
    """Where a load's rejected rows are kept, relative to the home."""
    return f"quarantine/{contract}/{partner}/{record_id}.parquet"


def keep_rows(home: Home, record: LoadRecord, accepted: Path | None, quarantine: Path | None) -> None:
    """Puts a load's Parquet files in their places. They count once the ledger names the load, which is written after them.

    The original must be in the archive already.

    Args:
        home: the installation.
        record: the entry to be written.
        accepted: staged accepted rows, on the same file system as the lake; None when there are none.
        quarantine: staged rejected rows; None when there are none.
    """
    for staged, target in ((accepted, record.lake_file), (quarantine, record.quarantine_file)):
        if staged is not None and target is not None:
            _move(staged, home.root / target)


def _move(staged: Path, target: Path) -> None:
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    sync(staged)
    os.replace(staged, target)
    sync(target.parent)
