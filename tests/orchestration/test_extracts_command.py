"""`qutb extracts` and `qutb docs` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.home import Home
from orchestration.cli import main


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
