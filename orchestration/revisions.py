"""Why figures change from one release to the next, by counterfactual builds.

What goes here: what came since the last release (rules, links, late data, corrections), and for a night in which several came, the
states in between: what the figures would be with the first cause alone, with the first two, and so on. The differences between
neighbouring states are exact; their order is a convention (docs/adr/0015-revisions.md). What does not: the sums
(`dbt_project/models/figures/int_figure_changes.sql`) and where published figures are kept (`publishing/figures.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ingestion.home import Home, placed
from ingestion.ledger import LoadRecord
from ingestion.sql import literal
from orchestration.build import known_at
from publishing.release import Release, published_release, releases

RULES: Final = "rule_change"
LINKAGE: Final = "linkage"
LATE: Final = "late_data"
CORRECTION: Final = "correction"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a build works from.

    Attributes:
        records: the loads it knows.
        as_of: its instant.
        decisions_as_of: decisions on who is who count as they stood at that instant.
    """

    records: tuple[LoadRecord, ...]
    as_of: datetime
    decisions_as_of: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """A state between the last release and this one: all causes up to and including `cause` have come."""

    cause: str
    knowledge: Knowledge


@dataclass(frozen=True, slots=True)
class Plan:
    """The states to build before the night's own, and the cause of what is then still different."""

    stages: tuple[Stage, ...]
    last_cause: str


def last_publication(home: Home) -> Release | None:
    """The newest release that was made for readers, not to see what was known on some day."""
    made = [release for release in releases(home) if release.as_of == release.built_at]
    return made[-1] if made else None


def compared_release(home: Home) -> Release | None:
    """The release with which final figures are compared: what readers see now, or the newest publication while they see a look back.

    After a rollback that is the release rolled back to: figures that nobody stands for any longer hold nothing up.
    """
    seen = published_release(home)
    return seen if seen is not None and seen.as_of == seen.built_at else last_publication(home)


def plan(last: Release | None, records: Sequence[LoadRecord], now: datetime, rules: str, decisions: str) -> Plan:
    """Which states to build.

    Args:
        last: the last publication; without one there is nothing to explain.
        records: every load of the ledger.
        now: the night's instant.
        rules: fingerprint of the project (`project_fingerprint`).
        decisions: fingerprint of the decisions on who is who.
    """
    if last is None:
        return Plan((), LATE)
    then = datetime.fromisoformat(last.as_of)
    known = known_at(records, now)
    before = [r for r in known if r.known_at <= then and r.loaded_at <= datetime.fromisoformat(last.built_at)]
    old = {record.load_id for record in before}
    new = [record for record in known if record.load_id not in old]
    replays = [record for record in new if record.load_number > 1]
    corrections = {record.load_id for record in _corrections(before, [record for record in new if record.load_number == 1])}
    late = any(record.load_number == 1 and record.load_id not in corrections and record.verdict != "refused" for record in new)
    with_rules = Knowledge((*before, *replays), then, then)
    with_links = Knowledge(with_rules.records, then, now)
    with_late = Knowledge(tuple(record for record in known if record.load_id not in corrections), now, now)
    came = [
        (Stage(RULES, with_rules), bool(replays) or last.facts.get("rules") != rules),
        (Stage(LINKAGE, with_links), last.facts.get("decisions", "") != decisions),
        (Stage(LATE, with_late), late),
    ]
    stages = [stage for stage, is_there in came if is_there]
    if corrections:
        return Plan(tuple(stages), CORRECTION)
    return Plan(tuple(stages[:-1]), stages[-1].cause if stages else LATE)


def _corrections(before: Sequence[LoadRecord], new: Sequence[LoadRecord]) -> list[LoadRecord]:
    """Deliveries for a period of which readers have seen an earlier one. What is appended corrects nothing: it comes late."""
    told = {_slot(record) for record in before if record.verdict != "refused"}
    return [record for record in new if record.mode != "append" and record.verdict != "refused" and _slot(record) in told]


def _slot(record: LoadRecord) -> tuple[str, str, str, str]:
    return record.partner, record.contract, record.period_type, str(record.period_start)


def keep_stage(build: Path, stage: Stage, folder: Path) -> Path:
    """Puts the figures of a state that was just built into `folder/<cause>.parquet`; returns the file."""
    import duckdb

    target = folder / f"{stage.cause}.parquet"
    with placed(target) as temporary, duckdb.connect(str(build), read_only=True) as connection:
        connection.execute(
            f"""copy (
                select {literal(stage.cause)} as cause, kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, value
                from intermediate.int_kpi_cells
            ) to {literal(temporary)} (format parquet)"""
        )
    return target


def stage_files(folder: Path, plan: Plan) -> Iterator[Path]:
    """The files of a plan's states that have been built."""
    for stage in plan.stages:
        path = folder / f"{stage.cause}.parquet"
        if path.exists():
            yield path
