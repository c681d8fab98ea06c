"""Nights whose runs Dagster keeps in a real PostgreSQL, what machines read of one, and a day built again by a backfill."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.end_to_end.homes import DemoHome
from tests.end_to_end.some_nights import NIGHTS, WATCHED, SomeNights

pytestmark = pytest.mark.slow
FIGURES = "select * exclude (release_id) from marts.kpi_values order by all"


@pytest.fixture
def home(some_nights: SomeNights) -> DemoHome:
    return some_nights.home


@pytest.fixture
def taken_in(some_nights: SomeNights) -> list[dict[str, Any]]:
    """The entries of the ledger that the watched night made."""
    instant = datetime.fromisoformat(NIGHTS[WATCHED])
    return [entry for entry in some_nights.entries if datetime.fromisoformat(entry["loaded_at"]) == instant]


def runs(address: str, job: str) -> list[tuple[str, str]]:
    with psycopg.connect(address) as connection:
        return connection.execute("select run_id, status from runs where pipeline_name = %s order by id", [job]).fetchall()


def test_the_nights_runs_and_their_events_are_in_the_database(home: DemoHome, some_nights: SomeNights) -> None:
    nightly = runs(some_nights.postgres, "nightly")
    with psycopg.connect(some_nights.postgres) as connection:
        made = connection.execute(
            "select asset_key from event_logs where run_id = %s and dagster_event_type = 'ASSET_MATERIALIZATION'", [nightly[WATCHED][0]]
        ).fetchall()
        whole = connection.execute("select count(*) from event_logs where event like %s", ["%only-in-the-environment%"]).fetchone()

    assert len(nightly) >= len(NIGHTS)
    assert {status for _, status in nightly} == {"SUCCESS"}
    assert {'["published", "release"]', '["published", "extracts"]', '["marts", "kpi_values"]'} <= {key for (key,) in made}
    assert whole == (0,)
    assert not (home.root / "dagster" / "history").exists()


def test_the_log_tells_of_every_load_in_one_line(some_nights: SomeNights, taken_in: list[dict[str, Any]]) -> None:
    lines = [json.loads(line) for line in (some_nights.watched / "nightly.jsonl").read_text().rstrip("\n").split("\n")]
    last = [line for line in lines if line["run"] == lines[-1]["run"]]
    loads = Counter((line["load_id"], line["verdict"], line["rows_read"]) for line in last if "load_id" in line)

    assert loads == Counter((entry["load_id"], entry["verdict"], entry["rows_read"]) for entry in taken_in)
    assert len(loads) > 10
    assert len({line["run"] for line in lines}) == WATCHED + 1
    assert last[-1]["message"] == "the night has ended: released"
    assert last[-1]["exit_code"] == 0


def test_the_figures_for_prometheus_are_those_of_the_ledger(some_nights: SomeNights, taken_in: list[dict[str, Any]]) -> None:
    families = text_string_to_metric_families((some_nights.watched / "qutb.prom").read_text())
    told = {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}
    then = datetime.fromisoformat(NIGHTS[WATCHED]).timestamp()

    assert told["qutb_night_last_success_timestamp_seconds",] == then
    assert told["qutb_night_deliveries", "refused"] == sum(entry["verdict"] == "refused" for entry in taken_in)
    for state in ("read", "accepted", "rejected"):
        assert told["qutb_night_rows", state] == sum(entry[f"rows_{state}"] for entry in taken_in)
    assert told["qutb_release_built_timestamp_seconds",] == then
    assert told["qutb_audit_failed_checks", "critical"] == 0
    assert told["qutb_folder_bytes", "lake"] == some_nights.lake_bytes


def test_a_backfill_gives_the_figures_that_were_published_that_day(home: DemoHome, some_nights: SomeNights) -> None:
    published, releases = home.published.resolve(), sorted((home.root / "releases").iterdir())
    then = datetime.fromisoformat(NIGHTS[-1])
    arguments = ("backfill", str(then.date()), str(then.date()), "--now", (then + timedelta(days=4)).isoformat())

    first, second = home.qutb(*arguments), home.qutb(*arguments)

    assert first.returncode == 0, first.stdout + first.stderr
    assert "there already" in second.stdout
    kept = home.root / "backfill" / str(then.date()) / "warehouse.duckdb"
    assert rows(kept, FIGURES) == rows(some_nights.releases[-1], FIGURES)
    assert home.published.resolve() == published
    assert sorted((home.root / "releases").iterdir()) == releases
    assert [status for _, status in runs(some_nights.postgres, "look_back")] == ["SUCCESS"]


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()
