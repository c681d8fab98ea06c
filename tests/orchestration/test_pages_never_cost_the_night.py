"""Pages made after the release: when one fails, the night is told and goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Never

import pytest

from ingestion.home import Home
from orchestration.opening import open_night
from orchestration.progress import PlainProgress


def test_a_page_of_data_docs_that_cannot_be_made_is_told_and_the_night_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(home: Home, keep: int) -> Never:
        raise RuntimeError("no template")

    told: list[str] = []
    monkeypatch.setattr("orchestration.night.render_missing", broken)

    with open_night(Home(tmp_path), datetime(2026, 6, 1, tzinfo=UTC), progress=PlainProgress(told.append)) as night:
        assert night.render_data_docs() == 0

    assert any("no template" in line for line in told)
