"""The night from the command line: the Dagster job `nightly`, run in this process.

What goes here: the short way out when there is nothing to do, running the job, telling its outcome. What does not: the steps.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ingestion.home import Home
from ingestion.partners import load_feeds
from orchestration.alerts.facts import ReleaseState
from orchestration.alerts.failure import Failure, failure_of
from orchestration.alerts.sending import send_alert, send_digest
from orchestration.audit_report import failure_lines, language_of_the_terminal, warning_lines
from orchestration.build import build_path
from orchestration.clock import machine_now
from orchestration.collecting import collect_seldom
from orchestration.instance import check_storage, dagster_environment
from orchestration.night import AnotherNightRuns, Night, open_night
from orchestration.partner_reports import make_due_reports
from orchestration.progress import PlainProgress, night_progress
from orchestration.replay import ReplayError
from orchestration.troubles import advice
from orchestration.watching.log import NIGHT
from orchestration.watching.metrics import NightEnd, try_to_write_metrics
from publishing.extracts import are_put_up, make_again
from publishing.release import publish, published_release, was_put_up

if TYPE_CHECKING:
    import dagster as dg

OK: Final = 0
FAILED: Final = 1
NOT_RELEASED: Final = 3
# A run so tagged tells its failure itself: the sensors of a daemon that sees it too keep silent.
TOLD_HERE: Final = {"qutb/told_by": "command"}


def run_night(home: Home, now: datetime | None, as_of: datetime | None, before: Callable[[Night], None] = lambda night: None) -> int:
    """Runs one night; returns 0 released (or nothing to do), 3 built but not released, 1 failed. A failure is told at once by mail.

    Args:
        home: the installation.
        now: the night's instant; None for the machine's clock.
        as_of: rebuild what was known then; None for what is known now.
        before: what to do first, with the lock held.

    Raises:
        AnotherNightRuns: when another process is at it.
    """
    started = time.monotonic()
    is_given, now = now is not None, now or machine_now()
    try:
        return _run_night(home, now, as_of, before, is_given)
    except (AnotherNightRuns, ReplayError):
        raise  # whoever typed the command reads why; nothing failed
    except Exception as error:
        send_alert(home, failure_of(error), now, _say)
        if as_of is None:
            try_to_write_metrics(home, load_feeds(), NightEnd(now, FAILED, time.monotonic() - started), _say)
        raise


def _run_night(home: Home, now: datetime, as_of: datetime | None, before: Callable[[Night], None], is_given: bool) -> int:
    from orchestration import summary

    release: ReleaseState = "nothing_new"
    started = time.monotonic()
    with open_night(home, now, as_of, PlainProgress(_say), is_now_given=is_given) as night:
        with night_progress() as night.progress:
            before(night)
        standing = night.standing_release()
        if standing is not None:
            if not was_put_up(home, standing):
                publish(home, standing.id)
                _say(f"Release {standing.id}, made by a night that was interrupted before it could be put up, is up now.")
            published = published_release(home)
            if published and not are_put_up(home, published.id):
                _make_missing_extracts(home, published.id)
            if as_of is None:
                _make_missing_reports(night)
            rolled_back = published is not None and published.id != standing.id
            seen = f" Readers see {published.id}, to which it was rolled back." if rolled_back and published else ""
            _say(f"Nothing new: release {standing.id} stands.{seen}")
            code = OK
        else:
            code = _run_job(night)
            release = "released" if code == OK else "not_released"
        if code != FAILED and as_of is None:
            send_digest(home, night.feeds, night.intake.records, now, release, _say)
        for stray in night.strays:
            _say(f"  left in the inbox: {stray.name} ({stray.advice})")
        seconds = time.monotonic() - started
        if as_of is None:  # a look back at some day says nothing of how the nights go
            try_to_write_metrics(home, night.feeds, NightEnd(now, code, seconds, night.loaded), _say, night.intake.records)
        NIGHT.info("the night has ended: %s", release, extra={"exit_code": code, "seconds": round(seconds, 1)})
        summary.print_night(night, code, seconds)
    return code


def _make_missing_extracts(home: Home, release_id: str) -> None:
    """Makes the extracts that are missing or damaged. The release is up and right, so that a failure is told and costs nothing."""
    try:
        make_again(home, release_id)
    except Exception as error:
        _say(f"The extracts of {release_id} could not be made ({type(error).__name__}: {error}); the next night tries again.")
    else:
        _say(f"The extracts of {release_id}, which were missing or damaged, are up now.")


def _make_missing_reports(night: Night) -> None:
    """Makes the partners' reports of the month that is due, where an interrupted night left them out."""
    try:
        if make_due_reports(night.home, night.feeds, night.now):
            _say("The partners' reports of the month, which were missing, are up now.")
    except Exception as error:
        _say(f"The partners' reports could not be made ({type(error).__name__}: {error}); the next night tries again.")


def _run_job(night: Night) -> int:
    _say(f"{len(night.arrivals):,} new files in the inbox.")
    outcome = run_job(night, "nightly")
    if outcome.success:
        for line in warning_lines(night.audit, language_of_the_terminal()) if night.audit else ():
            _say(line)
        return OK
    return _explain(night, outcome)


def run_job(night: Night, name: str) -> dg.ExecuteInProcessResult:
    """Runs one of Dagster's jobs on an open night, in this process.

    Args:
        night: the night.
        name: of the job.

    Raises:
        StorageError: when Dagster's storage does not answer.
    """
    collect_seldom()
    dagster_environment(night.home)
    check_storage()
    os.environ["QUTB_HOME"] = str(night.home.root)
    with _quiet_dagster(night.home), night_progress() as night.progress:
        import dagster as dg

        from orchestration.definitions import build_defs

        definitions = build_defs({"night": dg.ResourceDefinition.hardcoded_resource(night)})
        with dg.DagsterInstance.get() as instance:
            return definitions.resolve_job_def(name).execute_in_process(instance=instance, raise_on_error=False, tags=TOLD_HERE)


def _explain(night: Night, outcome: dg.ExecuteInProcessResult) -> int:
    """Says what went wrong, and whether a warehouse was built that failed its audit."""
    if night.audit is not None and not night.audit.passed and night.release is None:
        for line in failure_lines(night.audit, str(build_path(night.home)), language_of_the_terminal()):
            _say(line)
        return NOT_RELEASED
    failures = [failure_of_step(event) for event in outcome.get_step_failure_events()]
    for failure in failures:
        _say(f"{failure.step} failed: {failure.reason}")
        NIGHT.error("failed: %s", failure.reason, extra={"step": failure.step})
    if what_to_do := next(filter(None, (advice(failure.reason) for failure in failures)), None):
        _say(what_to_do)
    send_alert(night.home, failures[0] if failures else Failure("night", "no reason given"), night.now, _say)
    _say("The last release is still up. See docs/runbook.md.")
    return FAILED


def failure_of_step(event: dg.DagsterEvent) -> Failure:
    """What a failed step says of itself."""
    error = event.step_failure_data.error
    cause = error.cause if error and error.cause else error
    return Failure(str(event.step_key), cause.message.strip() if cause else "no reason given")


@contextmanager
def _quiet_dagster(home: Home) -> Iterator[None]:
    """Dagster's own log and dbt's words go to `logs/nightly.log`, so that the terminal shows the night and nothing else."""
    path = home.folder("logs") / "nightly.log"
    with path.open("a", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        yield


def _say(line: str) -> None:
    print(line, file=sys.__stdout__, flush=True)
