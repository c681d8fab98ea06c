"""Rows of `lake.load_steps` that no load's ledger entry can tell: how its file was fetched, its receipt written and mailed.

What goes here: the journal of steps as of an instant, tied to the loads. What does not: keeping the journal (`step_journal.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.steps import OK
from orchestration.channel_outcomes import standing_failures
from orchestration.step_journal import Noted, StepJournal


def steps_around(home: Home, as_of: datetime, known: Sequence[LoadRecord]) -> Iterator[dict[str, Any]]:
    """The rows, as they were known at an instant.

    What a night does after its build (mails) is known from the next instant on; a receipt belongs to its load, whenever that was taken in.

    Args:
        home: the installation.
        as_of: the instant.
        known: the loads known by then.
    """
    journal = StepJournal(home)
    yield from _fetched(journal.entries("fetch"), known)
    for failure in standing_failures(home, as_of):
        yield _row(failure, None) | _feed(failure) | {"happened_at": failure.since or failure.at}
    receipts = _by_subject(journal.entries("receipt"))
    mails = _by_subject(entry for entry in journal.entries("mail") if entry.at < as_of)
    written = {path.name for path in home.folder("receipts").glob("*/*") if path.is_dir()}
    for record in known:
        noted = receipts.get(record.load_id, [])
        by_then = [entry for entry in noted if entry.at <= max(as_of, record.loaded_at)]
        if by_then:
            yield _row(by_then[-1], record)
        elif not noted and record.load_id in written:  # of a night killed before it could note it, or from before there was a journal
            yield _row(Noted("receipt", record.load_id, OK, record.loaded_at), record)
        if record.load_id in mails:
            yield _row(mails[record.load_id][-1], record)


def _fetched(entries: Iterable[Noted], known: Sequence[LoadRecord]) -> Iterator[dict[str, Any]]:
    """What channels landed, by the delivery that it became: of the files of one name, each is the next one taken in."""
    waiting: dict[str, list[LoadRecord]] = defaultdict(list)
    for record in sorted(known, key=lambda record: (record.loaded_at, record.load_id)):
        if record.load_number == 1:
            waiting[record.file_name].append(record)
    for entry in entries:
        if entry.file_name is not None:
            later = [record for record in waiting[entry.file_name] if record.loaded_at >= entry.at]
            if later:
                waiting[entry.file_name].remove(later[0])
                yield _row(entry, later[0])


def _by_subject(entries: Iterable[Noted]) -> dict[str, list[Noted]]:
    grouped: dict[str, list[Noted]] = defaultdict(list)
    for entry in entries:
        grouped[entry.subject].append(entry)
    return grouped


def _row(entry: Noted, record: LoadRecord | None) -> dict[str, Any]:
    names = ("partner", "contract", "period_start", "delivery_id", "load_id")
    return {
        **{name: getattr(record, name) if record else None for name in names},
        "step": entry.step,
        "outcome": entry.outcome,
        "is_transient": entry.is_transient,
        "detail": entry.detail,
        "duration_seconds": entry.duration_seconds,
        "rows_in": None,
        "rows_out": None,
        "happened_at": entry.at,
    }


def _feed(entry: Noted) -> dict[str, str]:
    partner, contract = entry.subject.split(" ")[0].split("/")
    return {"partner": partner, "contract": contract}
