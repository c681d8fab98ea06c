"""Dagster's event log with open connections: what it writes, Dagster's own storage reads."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from ingestion.home import Home
from orchestration.instance import dagster_environment


@dg.asset
def jobs() -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(metadata={"rows": 12})


def test_a_run_is_there_for_dagsters_own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")
    dagster_environment(Home(tmp_path))
    with dg.DagsterInstance.get() as instance:
        done = dg.materialize([jobs], instance=instance)

    theirs = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
    kept = [each.dagster_event.event_type_value for each in theirs.get_logs_for_run(done.run_id) if each.dagster_event]
    last = theirs.get_latest_materialization_events([jobs.key])[jobs.key]

    assert {event.event_type_value for event in done.all_events} <= set(kept)
    assert kept[-1] == "PIPELINE_SUCCESS"
    assert last is not None
    assert last.asset_materialization is not None
    assert last.asset_materialization.metadata["rows"].value == 12


def test_few_files_stay_open_however_many_runs_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.event_log import OpenSqliteEventLogStorage

    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    storage = OpenSqliteEventLogStorage.from_config_value(None, {})

    for number in range(20):
        assert list(storage.get_logs_for_run(f"run-{number}")) == []

    assert len(storage._engines) <= 8
    storage.dispose()
    assert not storage._engines
