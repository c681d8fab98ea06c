"""The seconds of one delivery: from the inbox of a fresh home to its committed load, verdict included.

What goes here: what benchmarks of intake time on our side. What does not: the files they time, and the other side.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path


def seconds_of_one_intake(folder: Path) -> float:
    """Takes in the one delivery of a folder's inbox; returns the seconds until it is committed, imports not counted."""
    from ingestion.home import Home
    from ingestion.partners import load_feeds
    from orchestration.intake import open_intake

    with tempfile.TemporaryDirectory(dir=folder) as home_folder:
        home = Home(Path(home_folder))
        (home.root / "inbox").symlink_to(folder / "inbox")
        with open_intake(home, datetime.now(UTC)) as intake:
            _ = intake.engine, intake.archive
            feeds, committed = load_feeds(), []
            started = time.perf_counter()
            arrivals, _ = intake.inbox.scan(feeds, datetime.now(UTC))
            (record,) = intake.take_in(arrivals, lambda _: committed.append(time.perf_counter()))
            seconds = committed[0] - started  # the receipt comes after
    if record.rows_read != record.rows_accepted + record.rows_rejected or not record.rows_rejected or record.verdict == "refused":
        raise AssertionError(record)
    return seconds
