"""The fixture of the tests of operations: a home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "orchestration"))

from ingestion.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of its own, and nothing of the person's environment."""
    for name in [name for name in os.environ if name.startswith(("QUTB", "DAGSTER", "PG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")
    return Home.from_environment()
