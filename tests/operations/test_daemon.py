"""The daemon's night: its schedule asks for it, its queue lets one run at a time start, and a run that was killed does not block it for ever."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon
from dagster._scheduler.scheduler import launch_scheduled_runs

from ingestion.home import Home
from orchestration.defs import lost_runs as module
from orchestration.instance import dagster_environment
from orchestration.night_lock import night_lock
from orchestration.nightly import TOLD_HERE

ROOT = Path(__file__).resolve().parents[2]
LOG = logging.getLogger("test")
# A command whose run is at work, and which is then killed as the system does when memory runs out.
KILLED = """
import os, signal
import dagster as dg
from ingestion.home import Home
from orchestration.instance import dagster_environment
from orchestration.night_lock import night_lock
from orchestration.nightly import TOLD_HERE

home = Home.from_environment()
dagster_environment(home)

@dg.op
def build():
    os.kill(os.getpid(), signal.SIGKILL)

@dg.job
def nightly():
    build()

with night_lock(home), dg.DagsterInstance.get() as instance:
    nightly.execute_in_process(instance=instance, tags=TOLD_HERE)
"""


@pytest.fixture
def instance(home: Home) -> Iterator[dg.DagsterInstance]:
    dagster_environment(home)
    with dg.DagsterInstance.get() as made:
        yield made


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were launched, none of which really is."""
    runs: list[str] = []
    monkeypatch.setattr(DefaultRunLauncher, "launch_run", lambda self, context: runs.append(context.dagster_run.run_id))
    return runs


@pytest.fixture
def workspace(instance: dg.DagsterInstance) -> Iterator[WorkspaceProcessContext]:
    """What `qutb daemon` loads: the project's own definitions, in a server of their own."""
    target = ModuleTarget("orchestration.definitions", attribute=None, working_directory=str(ROOT), location_name="qutb")
    with create_test_daemon_workspace_context(target, instance) as made:
        yield made


def let_start(workspace: WorkspaceProcessContext) -> None:
    list(QueuedRunCoordinatorDaemon(interval_seconds=1).run_iteration(workspace))


def killed_command(instance: dg.DagsterInstance) -> str:
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert done.returncode == -9, done.stderr
    (run,) = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    return run.run_id


def looked(instance: dg.DagsterInstance, cursor: str | None = None) -> str | None:
    """What the sensor remembers after one look."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    module.lost_runs(context)
    return context.cursor


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_night_that_was_killed_is_ended_at_the_second_look_and_told(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(module, "send_alert", lambda home, failure, now, say: told.append(f"{failure.step}: {failure.reason}"))
    run_id = killed_command(instance)

    cursor = looked(instance)
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
    assert looked(instance, cursor) == ""

    assert status(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert told == [f"nightly: {module.GONE}"]
    assert looked(instance, cursor) == ""
    assert len(told) == 1


def test_a_run_is_not_ended_while_somebody_holds_the_lock(home: Home, instance: dg.DagsterInstance) -> None:
    run_id = killed_command(instance)
    with night_lock(home):
        assert looked(instance, run_id) == ""
    assert looked(instance) == run_id

    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED


@pytest.mark.slow
def test_the_schedule_asks_for_each_night_and_the_queue_lets_one_start_at_a_time_also_after_one_that_was_killed(
    instance: dg.DagsterInstance, workspace: WorkspaceProcessContext, launched: list[str]
) -> None:
    killed = killed_command(instance)
    now, times = datetime.now(UTC), dict[str, Any]()
    for day in range(3):
        list(launch_scheduled_runs(workspace, LOG, now + timedelta(days=day), times))
    asked_for = [record.dagster_run for record in instance.get_run_records() if record.dagster_run.run_id != killed]
    assert [(run.job_name, run.status) for run in asked_for] == [("nightly", dg.DagsterRunStatus.QUEUED)] * 2
    assert [hour.strftime("%H:%M") for hour in hours_of(instance, "every_night_at_two")] == ["02:00", "02:00"]

    let_start(workspace)
    assert launched == []  # and so for ever, were the killed one not ended

    looked(instance, looked(instance))
    for _ in range(3):
        let_start(workspace)
    assert len(launched) == 1

    first = instance.get_run_by_id(launched[0])
    assert first is not None
    instance.report_run_failed(first)
    let_start(workspace)
    assert set(launched) == {run.run_id for run in asked_for}


def hours_of(instance: dg.DagsterInstance, schedule: str) -> list[datetime]:
    """The local instants at which a schedule has asked for runs."""
    (state,) = [each for each in instance.all_instigator_state() if each.instigator_name == schedule]
    ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id)
    return [datetime.fromtimestamp(tick.timestamp, ZoneInfo("Africa/Casablanca")) for tick in ticks]


def test_the_run_of_the_daemons_own_is_told_by_its_own_sensor(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "send_alert", lambda *_: pytest.fail("failed_run tells of it"))

    @dg.job(name="nightly")
    def night() -> None:
        pass

    run = instance.create_run_for_job(night, status=dg.DagsterRunStatus.STARTED)
    assert not TOLD_HERE.items() <= run.tags.items()

    looked(instance, looked(instance))

    assert status(instance, run.run_id) == dg.DagsterRunStatus.FAILURE
