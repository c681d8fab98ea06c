"""Dagster's history kept within bounds, by Dagster's own means.

What goes here: telling and deleting old runs. What does not: what a run does (`orchestration.defs`).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingestion.home import Home


def old_runs(home: Home, limit: datetime) -> list[str]:
    """Ids of the runs that ended before an instant of the machine's own clock, whatever the night's clock says."""
    if not _may_be_older(home, limit):
        return []
    import dagster as dg

    with _instance(home) as instance:
        ended = dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED])
        records = instance.get_run_records(ended)
        # A run that was killed never ended: a day after its last change it does not run any more.
        records = [*records, *(r for r in instance.get_run_records() if not r.dagster_run.is_finished)]
        return sorted(record.dagster_run.run_id for record in records if _utc(record.update_timestamp) < limit)


def remove_runs(home: Home, run_ids: Sequence[str]) -> None:
    """Deletes runs with all that Dagster keeps of them; those that are gone already are no error."""
    with _instance(home) as instance:
        for run_id in run_ids:
            if instance.has_run(run_id):
                instance.delete_run(run_id)
            folder = home.folder("dagster")
            for leftover in (folder / "history" / "runs").glob(f"{run_id}.db*"):
                leftover.unlink(missing_ok=True)
            shutil.rmtree(folder / "storage" / run_id, ignore_errors=True)


def _may_be_older(home: Home, limit: datetime) -> bool:
    """Whether a run could be as old, told without Dagster, which takes seconds to import."""
    folder = home.root / "dagster"
    if not folder.is_dir():
        return False
    kept = [*(folder / "history" / "runs").glob("*.db"), *(folder / "storage").glob("*")]
    is_elsewhere = "postgres" in (folder / "dagster.yaml").read_text(encoding="utf-8") if (folder / "dagster.yaml").exists() else False
    return is_elsewhere or any(_utc_of(path) < limit for path in kept if path.name != "index.db")


def _instance(home: Home):  # type: ignore[no-untyped-def]  # Dagster is not imported at module level
    import dagster as dg

    from orchestration.instance import dagster_environment

    dagster_environment(home)
    return dg.DagsterInstance.get()


def _utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _utc_of(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
