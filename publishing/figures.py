"""Figures as they were published, kept for ever: of each release the cells that were new or changed, and why.

What goes here: writing and finding `figures/<release>.parquet`. What does not: why a figure changed (`orchestration.revisions`).

A file is written into the release first, so that it appears with it or not at all, and copied to `figures/`, where it stays when the
release is removed. A copy that a killed night did not make is made by the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from ingestion.checksums import sha256_of, sums_of, write_list
from ingestion.home import Home, placed
from ingestion.sql import literal

IN_RELEASE: Final = "figures.parquet"
COLUMNS: Final = {
    "release_id": "varchar", "published_at": "timestamptz", "kpi_id": "varchar", "period_type": "varchar", "period_start": "date",
    "territory_code": "varchar", "breakdown": "varchar", "breakdown_value": "varchar", "value": "double", "late_data": "double",
    "correction": "double", "linkage": "double", "rule_change": "double",
}  # fmt: skip

CELL: Final = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")
STAGE_COLUMNS: Final = {name: COLUMNS[name] for name in (*CELL, "value")} | {"cause": "varchar"}


def write_figures(build: Path, target: Path, release_id: str, published_at: datetime) -> None:
    """Writes the cells that a build changes, as it says itself in `int_figure_changes`."""
    import duckdb

    with duckdb.connect(str(build), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        kept = ", ".join(f'"{name}"' for name in COLUMNS if name not in ("release_id", "published_at"))
        connection.execute(
            f"""copy (
                select {literal(release_id)} as release_id, timestamptz {literal(published_at.isoformat())} as published_at, {kept}
                from intermediate.int_figure_changes
                order by kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value
            ) to {literal(target)} (format parquet, compression zstd)"""
        )


def keep_figures(home: Home) -> None:
    """Copies to `figures/` what releases hold and it lacks, or holds damaged, and keeps the list of sums; for the holder of the lock."""
    folder = home.folder("figures")
    listed = dict(sums_of(folder) or {})
    sums = {path.name: listed.get(path.name) or sha256_of(path) for path in kept_figures(home)}
    for path in sorted(home.folder("releases").glob(f"*/{IN_RELEASE}")):
        kept = folder / f"{path.parent.name}.parquet"
        if path.parent.name.startswith(".") or _is_sound(kept, sums.get(kept.name)):
            continue
        digest = sha256_of(path)
        # A release that is damaged itself is no source; one that is sound by its own list knows better than a list that is damaged.
        if digest in (listed.get(kept.name, digest), (sums_of(path.parent) or {}).get(IN_RELEASE)):
            with placed(kept) as temporary:
                shutil.copyfile(path, temporary)
            sums[kept.name] = digest
    if listed | sums != listed:
        write_list(folder, listed | sums)


def _is_sound(path: Path, digest: str | None) -> bool:
    try:
        return digest is not None and sha256_of(path) == digest
    except OSError:
        return False


def kept_figures(home: Home) -> Sequence[Path]:
    """The files of every publication."""
    return sorted(path for path in home.folder("figures").glob("*.parquet") if not path.name.startswith("."))
