"""What a killed night leaves half written is gone when the next one begins; what is whole, and what others write, stays."""

from __future__ import annotations

import os
from pathlib import Path

from ingestion.home import Home
from ingestion.workspace import remove_leftovers


def test_half_written_files_folders_and_links_go_and_whole_ones_stay(tmp_path: Path) -> None:
    home = Home(tmp_path)
    files = [
        home.folder("lake") / "visits" / "hub" / ".a.parquet.7.part",
        home.folder("ledger") / "hub" / "visits" / ".a.json.7.part",
        home.folder("figures") / ".r1.parquet.7.part",
        home.folder("reports") / "2026-10" / ".made.json.7.part",
        home.folder("releases") / ".r2.part" / "warehouse.duckdb",
        home.folder("build") / "staging-x" / "original",
    ]
    link = home.folder("published") / ".extracts.7.part"
    kept = [
        home.folder("lake") / "visits" / "hub" / "a.parquet",
        home.folder("releases") / "r1" / "warehouse.duckdb",
        home.folder("ledger") / ".inbox.json.7.part",  # the sensor may be writing it now
    ]
    for path in (*files, *kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    link.symlink_to(kept[1].parent)

    abandoned = home.folder("ledger") / ".inbox.json.3.part"
    abandoned.touch()
    os.utime(abandoned, (0, 0))

    remove_leftovers(home)

    assert [path for path in files if path.exists()] == []
    assert not link.is_symlink()
    assert not abandoned.exists()
    assert all(path.exists() for path in kept)
    assert not (home.root / "releases" / ".r2.part").exists()
