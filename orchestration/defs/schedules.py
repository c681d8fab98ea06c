"""Jobs, the nightly schedule and the inbox sensor.

What goes here: when things run. What does not: what they do.
"""

import hashlib
from datetime import UTC, datetime
from typing import Final

import dagster as dg

from ingestion.conforming.values import TIME_ZONE
from ingestion.delivery import Inbox
from ingestion.home import Home
from ingestion.partners import load_feeds
from orchestration.night_lock import is_night_running

# One process: the night's lock, its DuckDB and its Great Expectations context are shared by all steps.
# A run that died is begun from its first step: the steps of a run share a night, which died with it.
_FROM_THE_START: Final = {"dagster/retry_strategy": "ALL_STEPS"}
nightly: Final = dg.define_asset_job(
    "nightly",
    selection="*",
    executor_def=dg.in_process_executor,
    description="Takes in, builds, audits, releases.",
    run_tags={**_FROM_THE_START, "dagster/priority": "1"},
)
intake: Final = dg.define_asset_job(
    "intake",
    selection="group:intake",
    executor_def=dg.in_process_executor,
    description="Takes in what has arrived; builds nothing.",
    run_tags=_FROM_THE_START,
)
look_back: Final = dg.define_asset_job(
    "look_back",
    selection=dg.AssetSelection.keys(["published", "audit"]).upstream().required_multi_asset_neighbors()
    - dg.AssetSelection.groups("intake"),
    executor_def=dg.in_process_executor,
    description="Builds and audits what was known at an instant; takes nothing in and releases nothing.",
    run_tags=_FROM_THE_START,
)
at_two: Final = dg.ScheduleDefinition(
    name="every_night_at_two",
    job=nightly,
    cron_schedule="0 2 * * *",
    execution_timezone=TIME_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.sensor(job=intake, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for the intake when new files lie in the inbox, once for each set of them."""
    home = Home.from_environment()
    if is_night_running(home):
        return dg.SkipReason("A night is running; it takes in what is there.")
    arrivals, _ = Inbox(home).scan(load_feeds(), datetime.now(UTC))
    if not arrivals:
        return dg.SkipReason("Nothing new in the inbox.")
    names = "\n".join(f"{arrival.name} {arrival.mtime_ns}" for arrival in arrivals)
    return dg.RunRequest(run_key=hashlib.sha256(names.encode()).hexdigest())
