"""Runs of processes that are gone: ended in Dagster's history, since no other is launched while one counts as running.

What goes here: the sensor that notices. What does not: who is told of runs (`sensors.py`), putting right what was cut off (`night`).

Dagster notices that a process of the daemon's is gone only while the program that started it lives: not after a power cut, nor of a night
that was run by hand and killed.
"""

from datetime import UTC, datetime
from typing import Final

import dagster as dg

from ingestion.home import Home
from orchestration.alerts.failure import Failure
from orchestration.alerts.sending import send_alert
from orchestration.defs.sensors import is_told_already
from orchestration.night_lock import is_night_running

GONE: Final = "The process of this run is gone (killed, or no power). Run the night again: it goes on from what is in the ledger."


@dg.sensor(minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def lost_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Marks a run as failed that was seen twice, a minute apart, as running while nobody held the home's lock.

    A run holds the lock from its first seconds to its last ones; once alone would be such a second.
    """
    home, instance = Home.from_environment(), context.instance
    running = {run.run_id for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))}
    if is_night_running(home):
        running = set()
    lost = sorted(running & set((context.cursor or "").split()))
    for run_id in lost:
        run = instance.get_run_by_id(run_id)
        if run is None or run.status != dg.DagsterRunStatus.STARTED:
            continue  # it has just ended
        instance.report_run_failed(run, GONE)
        if is_told_already(run):  # its command would have told of it, and cannot any more
            send_alert(home, Failure(run.job_name, GONE), datetime.now(UTC), context.log.warning)
    context.update_cursor(" ".join(sorted(running - set(lost))))
    return dg.SkipReason(f"Ended runs whose process is gone: {', '.join(lost) or 'none'}.")
