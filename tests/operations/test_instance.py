"""Where Dagster keeps its runs: the instance file, and a real PostgreSQL."""

from __future__ import annotations

from typing import Any

import dagster as dg
import psycopg
import pytest
import yaml

from ingestion.home import Home
from orchestration.instance import FIRST_LINE, POSTGRES_URL, StorageError, check_storage, dagster_environment

PASSWORD = "only-in-the-environment-7431"


@dg.asset
def jobs() -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(metadata={"rows": 12})


def settings(home: Home) -> dict[str, Any]:
    return dict(yaml.safe_load((home.root / "dagster" / "dagster.yaml").read_text()))


def test_runs_and_events_are_found_in_a_real_postgresql(home: Home, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES_URL, postgres)
    dagster_environment(home)
    check_storage()

    with dg.DagsterInstance.get() as instance:
        done = dg.materialize([jobs], instance=instance)

    with psycopg.connect(postgres) as connection:
        status = connection.execute("select status from runs where run_id = %s", [done.run_id]).fetchone()
        counted = connection.execute(
            "select dagster_event_type, count(*) from event_logs where run_id = %s group by 1", [done.run_id]
        ).fetchall()
    events = dict(counted)
    assert not (home.root / "dagster" / "history").exists()
    assert status == ("SUCCESS",)
    assert events["PIPELINE_SUCCESS"] == 1
    assert events["ASSET_MATERIALIZATION"] == 1


def test_the_password_is_written_nowhere(home: Home, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES_URL, postgres)
    dagster_environment(home)
    with dg.DagsterInstance.get() as instance:
        dg.materialize([jobs], instance=instance)

    written = [path for path in home.root.rglob("*") if path.is_file()]
    assert [path for path in written if PASSWORD.encode() in path.read_bytes()] == []
    with psycopg.connect(postgres) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (table,) in tables:
            found = connection.execute(f'select count(*) from "{table}" as t where t::text like %s', [f"%{PASSWORD}%"]).fetchone()
            assert found == (0,), table


def test_the_file_follows_the_environment(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    dagster_environment(home)
    assert "event_log_storage" in settings(home)

    monkeypatch.setenv(POSTGRES_URL, "postgresql://dagster:secret-word@db/dagster")
    dagster_environment(home)
    assert settings(home)["storage"] == {"postgres": {"postgres_url": {"env": "QUTB_DAGSTER_STORAGE_URL"}}}
    assert "event_log_storage" not in settings(home)

    monkeypatch.delenv(POSTGRES_URL)
    dagster_environment(home)
    assert "storage" not in settings(home)


def test_a_file_from_before_there_was_a_choice_is_brought_up_to_date_and_a_persons_own_is_kept(home: Home) -> None:
    path = home.folder("dagster") / "dagster.yaml"
    path.write_text("# Written by qutb. Telemetry is off: nothing leaves this machine.\ntelemetry:\n  enabled: false\n")
    dagster_environment(home)
    assert path.read_text().startswith(FIRST_LINE)

    path.write_text("telemetry:\n  enabled: false\n")
    dagster_environment(home)
    assert path.read_text() == "telemetry:\n  enabled: false\n"


def test_dagster_reads_queue_and_retries_as_they_are_meant(home: Home) -> None:
    dagster_environment(home)
    with dg.DagsterInstance.get() as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 1
        assert instance.run_retries_enabled
        assert instance.run_retries_max_retries == 1
        assert instance.run_retries_retry_on_asset_or_op_failure is False
        assert instance.run_monitoring_enabled
        assert not instance.telemetry_enabled


def test_a_database_that_does_not_answer_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES_URL, "postgresql://dagster:hush-hush@127.0.0.1:9/dagster")

    with pytest.raises(StorageError, match="does not answer") as told:
        check_storage()

    assert "hush-hush" not in str(told.value)
    assert POSTGRES_URL in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://dagster:hush hush@127.0.0.1:9/dagster", "postgresql://dagster:hushhush%zz@127.0.0.1:9/dagster",
        "postgresql://127.0.0.1:9/dagster?passwort=hushhush",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_understood_is_not_quoted_and_it_is_said_how_to_write_it(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv(POSTGRES_URL, address)

    with pytest.raises(StorageError, match=r"/ as %2F, @ as %40") as told:
        check_storage()

    assert "hush" not in str(told.value)


def test_an_address_of_something_else_is_refused_without_being_quoted(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES_URL, "mysql://dagster:hush-hush@db/dagster")

    with pytest.raises(StorageError, match="must begin with postgresql://") as told:
        dagster_environment(home)

    assert "hush-hush" not in str(told.value)
