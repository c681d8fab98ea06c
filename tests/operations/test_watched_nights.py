"""A whole night whose runs Dagster keeps in a real PostgreSQL, what machines read of it, and the same day built again by a backfill."""

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

from orchestration.instance import POSTGRES_URL
from tests.end_to_end.homes import DemoHome, make_demo

pytestmark = pytest.mark.slow
FIGURES = "select * exclude (release_id) from marts.kpi_values order by all"


class Watched(DemoHome):
    """A home whose runs are kept in PostgreSQL."""

    address = ""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), POSTGRES_URL: type(self).address}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> tuple[Watched, str]:
    made = make_demo(tmp_path_factory.mktemp("watched"), "--months", "3", "--scale", "0.05")
    Watched.address = postgres
    home = Watched(made.root)
    done = home.night()
    assert done.returncode == 0, done.stdout + done.stderr
    return home, done.stdout


def runs(address: str, job: str) -> list[tuple[str, str]]:
    with psycopg.connect(address) as connection:
        return connection.execute("select run_id, status from runs where pipeline_name = %s", [job]).fetchall()


def test_the_nights_run_and_its_events_are_in_the_database(night: tuple[Watched, str], postgres: str) -> None:
    home, _ = night
    ((run_id, status),) = runs(postgres, "nightly")
    with psycopg.connect(postgres) as connection:
        made = connection.execute(
            "select asset_key from event_logs where run_id = %s and dagster_event_type = 'ASSET_MATERIALIZATION'", [run_id]
        ).fetchall()
        whole = connection.execute("select count(*) from event_logs where event like %s", ["%only-in-the-environment%"]).fetchone()

    assert status == "SUCCESS"
    assert {'["published", "release"]', '["published", "extracts"]', '["marts", "kpi_values"]'} <= {key for (key,) in made}
    assert whole == (0,)
    assert not (home.root / "dagster" / "history").exists()


def test_the_log_tells_of_every_load_in_one_line(night: tuple[Watched, str]) -> None:
    home, _ = night
    lines = [json.loads(line) for line in (home.root / "logs" / "nightly.jsonl").read_text().rstrip("\n").split("\n")]
    loads = Counter((line["load_id"], line["verdict"], line["rows_read"]) for line in lines if "load_id" in line)

    assert loads == Counter((entry["load_id"], entry["verdict"], entry["rows_read"]) for entry in home.ledger())
    assert len({line["run"] for line in lines}) == 1
    assert lines[-1]["message"] == "the night has ended: released"
    assert lines[-1]["exit_code"] == 0


def test_the_figures_for_prometheus_are_those_of_the_ledger(night: tuple[Watched, str]) -> None:
    home, _ = night
    families = text_string_to_metric_families((home.root / "metrics" / "qutb.prom").read_text())
    told = {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}
    ledger = home.ledger()

    assert told["qutb_night_last_success_timestamp_seconds",] == datetime.fromisoformat(home.as_of).timestamp()
    assert told["qutb_night_deliveries", "refused"] == sum(entry["verdict"] == "refused" for entry in ledger)
    for state in ("read", "accepted", "rejected"):
        assert told["qutb_night_rows", state] == sum(entry[f"rows_{state}"] for entry in ledger)
    assert told["qutb_release_built_timestamp_seconds",] == told["qutb_night_last_success_timestamp_seconds",]
    assert told["qutb_audit_failed_checks", "critical"] == 0
    assert told["qutb_folder_bytes", "lake"] == sum(path.stat().st_size for path in (home.root / "lake").rglob("*") if path.is_file())


def test_a_backfill_gives_the_figures_that_were_published_that_day(night: tuple[Watched, str], postgres: str) -> None:
    home, _ = night
    published, releases = home.published.resolve(), sorted((home.root / "releases").iterdir())
    then = datetime.fromisoformat(home.as_of)
    arguments = ("backfill", str(then.date()), str(then.date()), "--now", (then + timedelta(days=3)).isoformat())

    first, second = home.qutb(*arguments), home.qutb(*arguments)

    assert first.returncode == 0, first.stdout + first.stderr
    assert "there already" in second.stdout
    kept = home.root / "backfill" / str(then.date()) / "warehouse.duckdb"
    assert rows(kept, FIGURES) == rows(published, FIGURES)
    assert home.published.resolve() == published
    assert sorted((home.root / "releases").iterdir()) == releases
    assert [status for _, status in runs(postgres, "look_back")] == ["SUCCESS"]


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()
