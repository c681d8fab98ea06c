"""What Dagster sees: one graph from feeds to extracts, its checks, jobs, schedule and sensor."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from ingestion.home import Home
from ingestion.messages import Message
from ingestion.partners import PARTNERS_FILE
from orchestration.build import DBT_PROJECT
from orchestration.night_lock import night_lock
from quality.checks import Check

MODELS = {path.stem: path.parent.name for path in (DBT_PROJECT / "models").glob("*/*.sql")}
PARTNERS = yaml.safe_load(PARTNERS_FILE.read_text(encoding="utf-8"))["partners"]
FEEDS = {("feeds", partner, contract) for partner, entry in PARTNERS.items() for contract in entry["feeds"]}
CONTRACTS = {"organisations", "job_declarations", "investment_projects", "hub_resources", "hub_bookings", "hub_visits"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("QUTB_BUILD_DB", "DBT_PROFILES_DIR", "DBT_TARGET_PATH", "DBT_LOG_PATH"):
            patch.setenv(name, os.environ.get(name, ""))
        patch.setenv("QUTB_HOME", str(tmp_path_factory.mktemp("home")))
        from orchestration.definitions import build_defs

        yield build_defs().get_repository_def()


def keys(repository: Any) -> set[tuple[str, ...]]:
    return {tuple(key.path) for key in repository.asset_graph.get_all_asset_keys()}


def node(repository: Any, *path: str) -> Any:
    return repository.asset_graph.get(dg.AssetKey(list(path)))


def test_every_feed_is_an_asset_with_its_verdict_as_a_check(repository: Any) -> None:
    checks = {(tuple(check.asset_key.path), check.name) for check in repository.asset_graph.asset_check_keys}

    assert {key for key in keys(repository) if key[0] == "feeds"} == FEEDS
    assert {(feed, "verdict") for feed in FEEDS} <= checks


def test_every_model_of_the_dbt_project_is_an_asset_of_its_layer(repository: Any) -> None:
    assert {(layer, name) for name, layer in MODELS.items()} <= keys(repository)
    for name, layer in MODELS.items():
        assert node(repository, layer, name).group_name == layer


def test_tests_of_the_dbt_project_are_checks(repository: Any) -> None:
    checked = {tuple(check.asset_key.path) for check in repository.asset_graph.asset_check_keys}

    assert ("marts", "kpi_values") in checked
    assert ("quality", "feed_calendar") in checked


def test_groups_are_the_rooms_that_data_walks_through(repository: Any) -> None:
    groups = {node(repository, *key).group_name for key in keys(repository)}

    assert groups == {"intake", "lake", "staging", "intermediate", "figures", "marts", "quality", "published"}


def test_data_walks_from_feeds_to_extracts(repository: Any) -> None:
    graph = repository.asset_graph
    upstream, waiting = set(), [dg.AssetKey(["published", "extracts"])]
    while waiting:
        for parent in graph.get(waiting.pop()).parent_keys - upstream:
            upstream.add(parent)
            waiting.append(parent)

    reached = {tuple(key.path) for key in upstream}
    assert reached >= FEEDS
    assert {("lake", contract) for contract in CONTRACTS} <= reached
    assert {(layer, name) for name, layer in MODELS.items()} <= reached


def test_data_docs_are_made_after_the_release_and_hold_nothing_up(repository: Any) -> None:
    docs = dg.AssetKey(["published", "data_docs"])

    assert repository.asset_graph.get(docs).parent_keys == {dg.AssetKey(["published", "release"])}
    assert repository.asset_graph.get(docs).child_keys == set()


def test_a_referenced_contract_is_taken_in_before_those_that_refer_to_it(repository: Any) -> None:
    bookings = node(repository, "feeds", "hub_operator", "hub_bookings")

    assert dg.AssetKey(["feeds", "hub_operator", "hub_resources"]) in bookings.parent_keys


def test_every_asset_has_a_description(repository: Any) -> None:
    assert [key for key in keys(repository) if not node(repository, *key).description] == []


def test_the_release_waits_for_the_audit_whose_checks_block_it(repository: Any) -> None:
    graph = repository.asset_graph
    checks = [check for check in graph.asset_check_keys if tuple(check.asset_key.path) == ("published", "audit")]

    assert dg.AssetKey(["published", "audit"]) in node(repository, "published", "release").parent_keys
    assert {check.name for check in checks} == {"dbt_tests", "suites", "final_figures", "small_counts"}
    assert all(graph.get(check).blocking for check in checks)
    assert {("marts", name) for name, layer in MODELS.items() if layer == "marts"} <= {
        tuple(key.path) for key in node(repository, "published", "audit").parent_keys
    }


@pytest.mark.parametrize(("severity", "shown"), [("critical", dg.AssetCheckSeverity.ERROR), ("warning", dg.AssetCheckSeverity.WARN)])
def test_a_check_of_the_audit_shows_its_failing_rows(severity: Any, shown: dg.AssetCheckSeverity) -> None:
    from orchestration.audit import Audit
    from orchestration.defs.audit import check_result

    told = Message("Cherchez.", "ابحثوا.", "Look.")
    failed = Check("kpi_values.cell.unique", "expectation", severity, False, told, 2, ("kpi_id", "rows"), (("JOB-01", 2),))
    audit = Audit("tonight", (failed, Check("values_are_small", "test", "critical", True, told)))

    suites, tests = check_result("suites", audit, "expectation"), check_result("dbt_tests", audit, "test")

    assert (suites.passed, suites.severity, tests.passed) == (False, shown, True)
    assert "| JOB-01 | 2 |" in str(suites.metadata["failing_rows"].value)
    assert "Cherchez." in str(suites.metadata["failing_rows"].value)


def test_the_night_runs_at_two_local_time(repository: Any) -> None:
    (schedule,) = repository.schedule_defs

    assert (schedule.cron_schedule, schedule.execution_timezone, schedule.job_name) == ("0 2 * * *", "Africa/Casablanca", "nightly")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING


def test_both_jobs_run_in_one_process(repository: Any) -> None:
    for name in ("nightly", "intake"):
        assert repository.get_job(name).executor_def.name == "in_process"


def test_the_night_covers_every_asset_and_the_intake_only_feeds(repository: Any) -> None:
    covered = {
        name: {tuple(key.path) for key in repository.get_job(name).asset_layer.executable_asset_keys} for name in ("nightly", "intake")
    }

    assert covered["nightly"] == keys(repository)
    assert covered["intake"] == FEEDS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    return Home.from_environment()


def asked(repository: Any) -> Any:
    [sensor] = [sensor for sensor in repository.sensor_defs if sensor.name == "inbox"]
    outcome = sensor(dg.build_sensor_context(repository_def=repository))
    return outcome if not isinstance(outcome, list) else outcome[0]


def arrive(home: Home, name: str = "emplois 2026-05.csv") -> None:
    path = home.inbox / "cri" / "job_declarations" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a;b\n")
    long_ago = time.time() - 60
    os.utime(path, (long_ago, long_ago))


def test_the_sensor_asks_for_nothing_when_nothing_is_new(repository: Any, home: Home) -> None:
    assert isinstance(asked(repository), dg.SkipReason)


def test_the_sensor_asks_once_for_a_set_of_new_files(repository: Any, home: Home) -> None:
    arrive(home)
    first, again = asked(repository), asked(repository)
    arrive(home, "emplois 2026-06.csv")
    with_another = asked(repository)

    assert isinstance(first, dg.RunRequest)
    assert first.run_key == again.run_key
    assert with_another.run_key != first.run_key


def test_the_sensor_leaves_the_inbox_to_a_night_that_is_running(repository: Any, home: Home) -> None:
    arrive(home)

    with night_lock(home):
        assert isinstance(asked(repository), dg.SkipReason)
