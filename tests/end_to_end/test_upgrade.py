"""A home as the first release left it, a night of today on it, and a backup of that brought back elsewhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from ingestion.migrations import STATE_VERSION
from tests.end_to_end.homes import DemoHome

STATE = Path(__file__).parent / "states" / "spine.tar.xz"
BEFORE, NIGHT, NEXT = "20261120T120000Z", "2026-11-23T02:00:00+00:00", "2026-11-24T02:00:00+00:00"


def unpacked(root: Path) -> DemoHome:
    root.mkdir(mode=0o700)
    subprocess.run(["tar", "-xpJf", STATE, "-C", root], check=True, timeout=60)
    return DemoHome(root)


@pytest.fixture(scope="module")
def spine(tmp_path_factory: pytest.TempPathFactory) -> DemoHome:
    """As it was."""
    return unpacked(tmp_path_factory.mktemp("spine") / "home")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoHome, str]:
    """After a night of today, with what that night said."""
    home = unpacked(tmp_path_factory.mktemp("upgraded") / "home")
    done = home.night(NIGHT)
    assert done.returncode == 0, done.stdout + done.stderr
    return home, done.stdout


def verified(home: DemoHome) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(home.qutb("verify", "--json").stdout)
    return facts


def test_a_home_of_then_is_sound_and_said_to_lack_sums(spine: DemoHome) -> None:
    facts = verified(spine)

    assert facts["sound"], facts["damages"]
    assert "no lists of sums yet" in facts["notes"][0]
    assert not (spine.root / "home.json").exists()


def test_the_night_says_what_it_brought_up_to_date(upgraded: tuple[DemoHome, str]) -> None:
    home, said = upgraded

    assert f"from state 1 to {STATE_VERSION}" in said
    assert json.loads((home.root / "home.json").read_text()) == {"state": STATE_VERSION}


def test_all_earlier_loads_are_known_as_they_were(spine: DemoHome, upgraded: tuple[DemoHome, str]) -> None:
    home, _ = upgraded
    before = {entry["load_id"]: entry for entry in spine.ledger()}
    after = {entry["load_id"]: entry for entry in home.ledger()}

    assert len(before) == 35
    assert after.keys() == before.keys()
    for load, entry in before.items():
        assert {**after[load], "ledger_version": 1} == {**after[load], **entry}, load


def test_counts_hold(spine: DemoHome, upgraded: tuple[DemoHome, str]) -> None:
    home, _ = upgraded
    told = home.query("select load_id, rows_read, rows_accepted, rows_rejected from quality.loads order by all")

    assert told == sorted((e["load_id"], e["rows_read"], e["rows_accepted"], e["rows_rejected"]) for e in spine.ledger())
    for entry in home.ledger():
        assert entry["rows_read"] == entry["rows_accepted"] + entry["rows_rejected"]
        if entry["lake_file"]:
            assert pq.read_metadata(home.root / entry["lake_file"]).num_rows == entry["rows_accepted"]
            assert (home.root / entry["lake_file"]).read_bytes() == (spine.root / entry["lake_file"]).read_bytes()


def test_figures_of_jobs_are_those_of_then(spine: DemoHome, upgraded: tuple[DemoHome, str]) -> None:
    """The rule of this figure has not changed since; deliveries have not either."""
    home, _ = upgraded
    figures = """select period_start, territory_code, value from marts.kpi_values
        where kpi_id = 'JOB-01' and period_type = 'month' and breakdown = 'total' and value is not null order by all"""

    before = duckdb.connect(str(spine.published), read_only=True).execute(figures).fetchall()
    assert before
    assert home.query(figures) == before


def test_the_home_is_sound_and_every_file_has_its_sum(upgraded: tuple[DemoHome, str]) -> None:
    home, _ = upgraded
    facts = verified(home)

    assert facts["sound"], facts["damages"]
    assert facts["notes"] == []
    assert facts["checked"]["archive"] == len({entry["file_sha256"] for entry in home.ledger()})
    assert all(entry["lake_sha256"] for entry in home.ledger() if entry["lake_file"])
    assert (home.root / "releases" / BEFORE / "SHA256SUMS").exists()


def test_a_backup_brought_back_elsewhere_goes_on_from_there(upgraded: tuple[DemoHome, str], tmp_path: Path) -> None:
    home, _ = upgraded
    made = home.qutb("backup", "--make-key", str(tmp_path / "key"))
    saved = home.qutb("backup", str(tmp_path / "b.age"), "--recipient", made.stdout.strip())
    assert saved.returncode == 0, saved.stderr
    new = DemoHome(tmp_path / "new")

    restored = new.qutb("restore", str(tmp_path / "b.age"), "--identity", str(tmp_path / "key"))
    assert restored.returncode == 0, restored.stderr
    assert verified(new)["sound"]
    assert new.published.readlink() == home.published.readlink()
    assert new.query("select count(*) from marts.kpi_values") == home.query("select count(*) from marts.kpi_values")
    modes = {path.stat().st_mode & 0o777 for path in new.root.rglob("*") if path.is_file() and not path.is_symlink()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (new.root, *new.root.rglob("*")) if path.is_dir() and not path.is_symlink()} == {0o700}

    done = new.night(NEXT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing new" in done.stdout


def test_readers_can_go_back_to_the_release_of_then(upgraded: tuple[DemoHome, str]) -> None:
    home, _ = upgraded
    now = home.published.readlink().parent.name

    back = home.qutb("rollback", BEFORE)
    assert back.returncode == 0, back.stderr
    assert home.query("select distinct release_id from marts.kpi_values") == [(BEFORE,)]
    assert home.qutb("rollback", now).returncode == 0
