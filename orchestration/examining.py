"""Examining: loads that were judged good are held against their feed's own past, before they are committed.

What goes here: which earlier loads a load is held against, and what its findings do to its verdict. What does not: measuring and judging
(`quality.profile`, `quality.history`), the steps around it (`intake.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.contract import Contract
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.periods import Period
from quality.findings import Finding
from quality.history import findings_of
from quality.history_messages import NOT_COMPARED
from quality.judge import Judgement
from quality.odd import Past
from quality.past import lined_up, standing_before
from quality.profile import Earlier, Examinee, Profile, profiles_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged load: what its ledger entry would be, its verdict, and its staged rows."""

    record: LoadRecord
    judgement: Judgement
    staged: Path | None


def examined(
    connection: DuckDBPyConnection, home: Home, contract: Contract, loads: Sequence[Judged], records: Sequence[LoadRecord]
) -> list[Judgement]:
    """The verdicts with what is odd about each load, and its profile; refused loads are left as they are.

    Each load's past holds those before it in the same batch too, unless they are refused.

    Args:
        connection: the night's DuckDB.
        home: where earlier loads' rows are.
        contract: that of all loads.
        loads: judged loads of one contract, in their order.
        records: the ledger.
    """
    staged = {load.record.load_id: load.staged for load in loads if load.staged is not None}
    good = [load.record for load in loads if load.judgement.verdict != "refused"]
    try:
        profiles = _profiles(connection, home, contract, good, staged, records)
    except _database_errors() as error:
        _LOG.warning("%s: not compared with earlier loads: %s", contract.name, error)
        unknown = Finding("not_compared", None, "info", NOT_COMPARED)
        return [
            load.judgement if load.judgement.verdict == "refused" else replace(load.judgement, findings=(*load.judgement.findings, unknown))
            for load in loads
        ]
    known = list(records)
    judgements: list[Judgement] = []
    for index, load in enumerate(loads):
        judgement = load.judgement
        if judgement.verdict != "refused":
            judgement = _judged(load, profiles[load.record.load_id], contract, known)
            if judgement.verdict == "refused":
                return [*judgements, judgement, *examined(connection, home, contract, loads[index + 1 :], known)]
            known.append(replace(load.record, profile=judgement.profile))
        judgements.append(judgement)
    return judgements


def _database_errors() -> type[Exception]:
    import duckdb

    return duckdb.Error


def _judged(load: Judged, profile: Profile, contract: Contract, known: Sequence[LoadRecord]) -> Judgement:
    record = load.record
    own = standing_before(known, record)
    past = Past(own, Period(record.period_start, record.period_type), record.received_at, contract.finding_severity)  # type: ignore[arg-type]
    findings = (*load.judgement.findings, *findings_of(profile, past, contract))
    critical = next((finding for finding in findings if finding.severity == "critical"), None)
    if critical is None:
        return replace(load.judgement, findings=findings, profile=profile)
    return replace(load.judgement, verdict="refused", reason=critical.message, findings=findings, profile=profile)


def _profiles(
    connection: DuckDBPyConnection,
    home: Home,
    contract: Contract,
    good: Sequence[LoadRecord],
    staged: Mapping[str, Path],
    records: Sequence[LoadRecord],
) -> dict[str, Profile]:
    known = list(records)
    examinees = []
    for record in good:
        own = standing_before(known, record)
        everyone = standing_before(known, record, of_all_partners=True)
        others = [each for each in everyone if each.partner != record.partner]
        earlier = []
        for each, age in lined_up(own, others, record):
            file = staged.get(each.load_id) or home.root / str(each.lake_file)
            if file.is_file():
                earlier.append(Earlier(each.load_id, file, each.period_start, _days(each), age))
        examinees.append(
            Examinee(record.load_id, staged[record.load_id], record.period_start, _days(record), record.rows_accepted, tuple(earlier))
        )
        known.append(record)
    return dict(zip((record.load_id for record in good), profiles_of(connection, contract, examinees), strict=True))


def _days(record: LoadRecord) -> int:
    return (record.period_end - record.period_start).days + 1
