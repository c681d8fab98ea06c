"""A feed whose channel fails is marked wherever the person on duty looks."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from channel_helpers import NOW, configure, fetch

from ingestion.home import Home
from ingestion.partners import load_feeds
from orchestration.defs.intake import _channel
from orchestration.summary import print_status

PROJECTS = next(feed for feed in load_feeds() if feed.id == "cri/investment_projects")


@pytest.fixture
def failing(home: Home) -> Home:
    """A home whose investment centre has not answered for three nights."""
    configure(home, partner="cri", http_api={"url": "http://127.0.0.1:1", "token": "sesame"})
    fetch(home, PROJECTS, now=NOW - timedelta(days=3))
    return home


def test_the_status_tells_since_when_and_why(failing: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_LANG", "en")
    fetch(failing, PROJECTS)

    print_status(failing, NOW)

    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("FAILING"))
    assert "cri/investment_projects (http_api)" in line
    assert "since 2026-11-22" in line
    assert "sesame" not in line


def test_a_feed_without_an_address_is_told_apart_from_one_that_fails(failing: Home, capsys: pytest.CaptureFixture[str]) -> None:
    print_status(failing, NOW)

    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("channel not configured"))
    assert "hub_operator/hub_bookings" in line
    assert "cri/investment_projects" not in line


def test_the_asset_of_the_feed_carries_the_mark(failing: Home) -> None:
    outcomes = fetch(failing, PROJECTS)

    metadata = _channel(PROJECTS, SimpleNamespace(channels=outcomes))  # type: ignore[arg-type]

    assert "does not answer" in metadata["channel"].value
    assert metadata["channel_failing_since"].value == (NOW - timedelta(days=3)).timestamp()
