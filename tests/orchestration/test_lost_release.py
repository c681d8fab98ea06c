"""A published release that a disk has spoilt: it is set aside, and readers see the newest sound one at once."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.checksums import write_sums
from ingestion.home import Home
from orchestration.upkeep.healing import mend_dagster, mend_release
from publishing.release import Release, free_release_id, publish, published_release, releases

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Three releases, the last of them published, after the others were."""
    made = Home(tmp_path)
    for number in range(3):
        at = NOW + timedelta(days=number)
        folder = made.folder("releases") / f"{at:%Y%m%dT%H%M%SZ}"
        folder.mkdir()
        (folder / "warehouse.duckdb").write_bytes(bytes([number]) * 100)
        at_text = at.isoformat()
        told = f'{{"id": "{folder.name}", "built_at": "{at_text}", "as_of": "{at_text}", "fingerprint": "f{number}", "facts": {{}}}}'
        (folder / "release.json").write_text(told)
        write_sums(folder)
        publish(made, folder.name)
    return made


def seen(home: Home) -> Release:
    release = published_release(home)
    assert release is not None
    return release


def test_a_sound_release_is_left_alone(home: Home) -> None:
    assert mend_release(home, NOW) == []
    assert len(releases(home)) == 3


@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "without its description", "without its sums", "with empty sums"])
def test_a_damaged_release_gives_way_to_the_newest_sound_one(home: Home, how: str) -> None:
    lost, sound = releases(home)[2], releases(home)[0]
    (home.folder("releases") / releases(home)[1].id / "warehouse.duckdb").write_bytes(b"damaged too")
    file = home.published.resolve()
    if how == "flipped":
        file.write_bytes(b"\x03" + file.read_bytes()[1:])
    elif how == "cut":
        file.write_bytes(file.read_bytes()[:50])
    elif how.endswith("sums"):
        sums = file.with_name("SHA256SUMS")
        sums.unlink() if how == "without its sums" else sums.write_bytes(b"")
    else:
        (file if how == "gone" else file.with_name("release.json")).unlink()

    (said,) = mend_release(home, NOW)

    assert lost.id in said
    assert f"Readers see {sound.id}" in said
    assert seen(home).id == sound.id
    assert not (home.root / "releases" / lost.id).exists()
    assert list((home.root / "damaged").rglob(lost.id))
    assert mend_release(home, NOW) == []


def test_with_no_sound_release_left_readers_see_none_rather_than_a_wrong_one(home: Home) -> None:
    for release in releases(home):
        (home.folder("releases") / release.id / "warehouse.duckdb").write_bytes(b"damaged")

    (said,) = mend_release(home, NOW)

    assert "readers see none" in said
    assert not home.published.is_symlink()


@pytest.mark.parametrize("how", ["gone", "a file", "astray"])
def test_a_lost_link_leads_to_the_newest_release_again(home: Home, how: str, tmp_path: Path) -> None:
    newest = releases(home)[2].id
    home.published.unlink()
    if how == "a file":
        home.published.write_bytes(b"x")
    elif how == "astray":
        home.published.symlink_to(tmp_path / "elsewhere.duckdb")

    (said,) = mend_release(home, NOW)

    assert f"Readers see {newest}" in said
    assert seen(home).id == newest


def test_a_name_that_was_once_published_is_not_given_again(home: Home) -> None:
    figures = home.folder("figures") / "20261130T020000Z.parquet"
    figures.touch()

    assert free_release_id(home, datetime(2026, 11, 30, 2, 0, tzinfo=UTC)) == "20261130T020000Z-2"


def test_a_damaged_record_of_runs_begins_anew_and_a_sound_one_stays(tmp_path: Path) -> None:
    home = Home(tmp_path)
    database = home.folder("dagster") / "history" / "runs.db"
    database.parent.mkdir()
    with sqlite3.connect(database) as connection:
        connection.execute("create table runs (id)")
    sound = mend_dagster(home, NOW)
    database.write_bytes(b"x" * 9000)

    (said,) = mend_dagster(home, NOW)

    assert sound == []
    assert "record of runs was damaged" in said
    assert not (home.root / "dagster" / "history").exists()
    assert list((home.root / "damaged").rglob("runs.db"))
