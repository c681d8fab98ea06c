"""Extracts as a whole: all there or none, the same bytes each time, linked where people look for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from publishing_helpers import released

from ingestion.home import Home
from ingestion.periods import Period
from publishing import extracts
from publishing.extracts import are_put_up, make_again, put_up_extracts, write_extracts
from publishing.release import ReleaseError

EACH = {
    "SHA256SUMS",
    "indicateurs_2026-10_fr.xlsx", "indicateurs_2026-10_ar.xlsx", "bulletin_2026-10_fr.pdf", "bulletin_2026-10_ar.pdf",
    "dashboard", "open_data",
}  # fmt: skip


# A table without rows, a chart without points: what a library warns of, the night would print.
pytestmark = pytest.mark.filterwarnings("error::UserWarning")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    released(home, "one")
    return home


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_has_every_extract_of_its_last_full_month_even_without_figures(home: Home) -> None:
    folder = write_extracts(home, "one")

    assert {path.name for path in folder.iterdir()} == EACH
    assert home.published.with_name("extracts").resolve() == folder
    assert {language.name for language in (folder / "dashboard").iterdir()} >= {"fr", "ar", "index.html"}


def test_a_second_run_gives_the_same_bytes(home: Home) -> None:
    first = contents(write_extracts(home, "one"))

    assert contents(write_extracts(home, "one")) == first
    assert len(first) > 20


def test_extracts_are_about_the_period_that_is_asked_for(home: Home) -> None:
    standing = write_extracts(home, "one")
    folder = write_extracts(home, "one", Period(date(2026, 9, 1), "month"))

    assert (folder / "bulletin_2026-09_fr.pdf").exists()
    assert folder != standing
    assert standing.exists()
    assert home.published.with_name("extracts").resolve() == standing


def test_extracts_that_fail_half_way_do_not_appear(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    released(home, "two")
    before = write_extracts(home, "one")

    def broken(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(extracts, "sync", broken)

    with pytest.raises(OSError, match="No space"):
        write_extracts(home, "two")
    assert [path.name for path in home.folder("extracts").iterdir() if not path.name.startswith(".")] == ["one"]
    assert home.published.with_name("extracts").resolve() == before


def test_the_link_goes_back_with_a_rollback_and_makes_what_is_missing(home: Home) -> None:
    released(home, "two")
    one = write_extracts(home, "one")

    put_up_extracts(home, "two")
    two = home.published.with_name("extracts").resolve()
    put_up_extracts(home, "one")

    assert two == home.root.resolve() / "extracts" / "two"
    assert (two / "dashboard" / "index.html").exists()
    assert home.published.with_name("extracts").resolve() == one


def test_extracts_that_a_killed_night_did_not_put_up_or_a_disk_has_spoilt_are_noticed_and_come_back(home: Home) -> None:
    released(home, "two")
    one, two = write_extracts(home, "one"), write_extracts(home, "two")
    before = contents(two)
    link = home.published.with_name("extracts")
    link.unlink()
    link.symlink_to(Path("..") / "extracts" / one.name)  # killed between the two renames

    was_up = are_put_up(home, "two")
    make_again(home, "two")
    is_up = are_put_up(home, "two")
    (two / "bulletin_2026-10_fr.pdf").write_bytes(b"spoilt")
    is_sound = are_put_up(home, "two")
    make_again(home, "two")

    assert (was_up, is_up, is_sound) == (False, True, False)
    assert are_put_up(home, "two")
    assert contents(two) == before


def test_extracts_go_with_their_release(home: Home) -> None:
    gone, unfinished = home.folder("extracts") / "long-ago", home.folder("extracts") / ".two.part"
    gone.mkdir()
    unfinished.mkdir()

    write_extracts(home, "one")

    assert not gone.exists()
    assert unfinished.exists()  # somebody writes it now


def test_a_release_that_is_not_there_is_told(home: Home) -> None:
    with pytest.raises(ReleaseError, match="no release nine"):
        write_extracts(home, "nine")
