"""`qutb extracts` and `qutb docs` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from orchestration_helpers import hand_made_release

from ingestion.home import Home
from orchestration.cli import main
from orchestration.night_lock import night_lock
from orchestration.nightly import _make_missing_extracts
from publishing.release import publish


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


@pytest.mark.parametrize("command", ["extracts", "docs"])
def test_before_the_first_night_it_says_what_to_do(home: Home, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 1

    assert "Run `qutb nightly` first" in capsys.readouterr().err


def test_a_release_that_is_not_there_is_told(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extracts", "nine", "--period", "2026-T3"]) == 1

    assert "no release nine" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["extracts", "docs"])
def test_while_a_night_runs_nothing_is_made(home: Home, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")
    publish(home, "r1")
    (home.folder("build") / "warehouse.duckdb").touch()

    with night_lock(home):
        code = main([command])

    assert code == 4
    assert "Another night is running" in capsys.readouterr().err
    assert list(home.folder("extracts").iterdir()) == []


def test_extracts_that_cannot_be_made_do_not_fail_a_night_with_nothing_new(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")  # it has few of the tables that extracts read

    _make_missing_extracts(home, "r1")

    assert "The extracts of r1 could not be made" in capfd.readouterr().out
    assert not home.published.with_name("extracts").exists()
