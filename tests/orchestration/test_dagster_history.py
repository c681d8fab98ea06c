"""Dagster's history stays within bounds: old runs go with their events and files, new ones stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from ingestion.home import Home
from orchestration.instance import dagster_environment
from orchestration.upkeep.dagster_history import old_runs, remove_runs
from orchestration.upkeep.purging import purge


@dg.op
def nothing() -> int:
    return 1


@dg.job
def trivial() -> None:
    nothing()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")  # restored when the test ends
    return Home(tmp_path / "home")


def run(home: Home) -> str:
    dagster_environment(home)
    with dg.DagsterInstance.get() as instance:
        return trivial.execute_in_process(instance=instance).run_id


def kept(home: Home) -> set[str]:
    with dg.DagsterInstance.get() as instance:
        return {record.dagster_run.run_id for record in instance.get_run_records()}


def test_without_a_history_nothing_is_old(home: Home) -> None:
    assert old_runs(home, datetime.now(UTC)) == []


def test_old_runs_go_with_all_that_is_kept_of_them(home: Home) -> None:
    first = run(home)
    between = datetime.now(UTC)
    second = run(home)

    old = old_runs(home, between)
    remove_runs(home, old)
    remove_runs(home, old)  # a purge that was killed does it again

    assert old == [first]
    assert kept(home) == {second}
    assert [path for path in (home.root / "dagster").rglob(f"*{first}*") if path.name != "schedules"] == []
    with dg.DagsterInstance.get() as instance:
        assert instance.all_logs(first) == []
        assert instance.all_logs(second) != []


def test_a_purge_bounds_the_history(home: Home) -> None:
    first = run(home)
    in_half_a_year = datetime.now(UTC) + timedelta(days=180)

    note = purge(home, in_half_a_year)

    assert [removed.path for removed in note.removed if removed.room == "dagster"] == [f"dagster run {first}"]
    assert kept(home) == set()
    assert [removed for removed in purge(home, in_half_a_year).removed if removed.room == "dagster"] == []
