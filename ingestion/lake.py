"""The lake: accepted rows of every load as Parquet, quarantined rows beside it, nothing ever overwritten.

What goes here: the commit of a load, the last of the three steps. What does not: the verdict.
"""

from __future__ import annotations

import os
from pathlib import Path

from ingestion.home import PRIVATE, Home, sync
from ingestion.ledger import Ledger, LoadRecord


def lake_path(record_id: str, partner: str, contract: str) -> str:
    """Where a load's accepted rows are kept, relative to the home."""
    return f"lake/{contract}/{partner}/{record_id}.parquet"


def quarantine_path(record_id: str, partner: str, contract: str) -> str:
    """Where a load's rejected rows are kept, relative to the home."""
    return f"quarantine/{contract}/{partner}/{record_id}.parquet"


def commit(home: Home, ledger: Ledger, record: LoadRecord, accepted: Path | None, quarantine: Path | None) -> None:
    """Parquet files, then the ledger entry. A process killed in between leaves nothing that counts.

    The original must be in the archive already.

    Args:
        home: the installation.
        ledger: its ledger.
        record: the entry to write.
        accepted: staged accepted rows, on the same file system as the lake; None when there are none.
        quarantine: staged rejected rows; None when there are none.
    """
    for staged, target in ((accepted, record.lake_file), (quarantine, record.quarantine_file)):
        if staged is not None and target is not None:
            _move(staged, home.root / target)
    ledger.write(record)


def _move(staged: Path, target: Path) -> None:
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    sync(staged)
    os.replace(staged, target)
    sync(target.parent)
