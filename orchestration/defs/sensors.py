"""Who is told of the daemon's runs: the alert when one fails, the digest when a night went well.

What goes here: sensors on runs. What does not: what the letters say (`orchestration.alerts`), runs of the command `qutb nightly`, which
tells of itself and marks its run so.
"""

from datetime import UTC, datetime

import dagster as dg

from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import load_feeds
from orchestration.alerts.failure import Failure
from orchestration.alerts.gathering import is_stopped_by_audit
from orchestration.alerts.sending import send_alert, send_digest
from orchestration.defs.schedules import nightly
from orchestration.night_lock import AnotherNightRuns
from orchestration.nightly import FAILED, NOT_RELEASED, OK, TOLD_HERE, failure_of_step
from orchestration.watching.metrics import NightEnd, try_to_write_metrics


@dg.run_failure_sensor(name="failed_run", minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
def failed_run(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
    """Sends the alert about a run that failed; where the audit stopped its release, the digest that says why."""
    if is_told_already(context.dagster_run):
        return dg.SkipReason("The command that ran it has told of it.")
    if _found_another_night(context.failure_event):
        return dg.SkipReason("Another night was running, and does the work.")
    home, now = Home.from_environment(), datetime.now(UTC)
    is_stopped = is_stopped_by_audit(home, _begun_at(context))
    _write_figures(context, home, NOT_RELEASED if is_stopped else FAILED)
    if is_stopped:
        send_digest(home, load_feeds(), Ledger(home).entries(), now, "not_released", context.log.warning)
        return None
    events = context.get_step_failure_events()
    failure = failure_of_step(events[0]) if events else Failure(context.dagster_run.job_name, context.failure_event.message or "")
    send_alert(home, failure, now, context.log.warning)
    return None


@dg.run_status_sensor(
    name="night_over",
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[nightly],
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def night_over(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
    """Sends the digest of a night of the daemon's."""
    if is_told_already(context.dagster_run):
        return dg.SkipReason("The command that ran it has told of it.")
    home = Home.from_environment()
    _write_figures(context, home, OK)
    send_digest(home, load_feeds(), Ledger(home).entries(), datetime.now(UTC), "released", context.log.warning)
    return None


def is_told_already(run: dg.DagsterRun) -> bool:
    """Whether the run was made by the command, which tells of it itself."""
    return all(run.tags.get(name) == value for name, value in TOLD_HERE.items())


def _write_figures(context: dg.RunStatusSensorContext, home: Home, exit_code: int) -> None:
    """Writes the night's figures for Prometheus; an intake alone is no night."""
    if context.dagster_run.job_name != nightly.name:
        return
    begun, ended = _begun_at(context), datetime.now(UTC)
    loaded = [record for record in Ledger(home).entries() if record.loaded_at >= begun]
    end = NightEnd(ended, exit_code, (ended - begun).total_seconds(), loaded)
    try_to_write_metrics(home, load_feeds(), end, context.log.warning)


def _begun_at(context: dg.RunStatusSensorContext) -> datetime:
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    return record.create_timestamp if record else datetime.now(UTC)


def _found_another_night(event: dg.DagsterEvent) -> bool:
    """Whether the run failed only because a night was running: that one does the work."""
    error = getattr(event.event_specific_data, "error", None)
    while error is not None:
        if error.cls_name == AnotherNightRuns.__name__:
            return True
        error = error.cause
    return False
