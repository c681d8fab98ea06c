"""Fixtures of the channel tests: a home, and real servers that stand in for the partners' own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ingestion"))

from channel_helpers import FakePartnerDatabase

from ingestion.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def database() -> Iterator[FakePartnerDatabase]:
    """A PostgreSQL server of the tests' own.

    Not under pytest's folder: as root the server runs as another user, and each pytest that starts closes that folder to others.
    """
    with tempfile.TemporaryDirectory(prefix="qutb-pg-", ignore_cleanup_errors=True) as folder:
        server = FakePartnerDatabase(Path(folder) / "data")
        yield server
        server.stop()


@pytest.fixture(autouse=True)
def _no_environment_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("PG", "AWS_", "SSH_")) or name.upper().endswith("_PROXY")]:
        monkeypatch.delenv(name)
