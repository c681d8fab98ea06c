"""What a killed night leaves half written is gone when the next one begins; what is whole, and what others write, stays."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ingestion.home import Home
from ingestion.workspace import remove_leftovers

KILLED = """
import os, signal, sys
from pathlib import Path
from ingestion.home import Home
from ingestion.workspace import open_workspace
with open_workspace(Home(Path(sys.argv[1]))):
    os.kill(os.getpid(), signal.SIGKILL)
"""


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


def test_what_a_killed_process_spilled_goes_and_that_of_another_home_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spills = tmp_path / "tmp"
    spills.mkdir()
    monkeypatch.setenv("TMPDIR", str(spills))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for name in ("one", "other"):
        killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / name)], check=False, timeout=60)
        assert killed.returncode == -9
    left = set(spills.iterdir())
    assert len(left) == 2

    remove_leftovers(Home(tmp_path / "one"))

    (stayed,) = spills.iterdir()
    remove_leftovers(Home(tmp_path / "other"))
    assert stayed in left
    assert list(spills.iterdir()) == []
