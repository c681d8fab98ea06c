"""What happened around loads, as a journal that is only added to: fetching, receipts, mails. `ledger/steps/<instant>.<step>.json`.

What goes here: noting and reading. The states of channels and mails are overwritten: from them no earlier day could be told again.
What does not: the steps of a load itself (its ledger entry), the rows that dbt finds (`steps_around.py`).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home, placed
from ingestion.steps import OK, StepName

_LOG: Final = logging.getLogger(__name__)
_NAME: Final = "%Y%m%dT%H%M%S%fZ"
_FILES: Final = re.compile(r"\d{8}T\d{12}Z\.(fetch|receipt|mail)\.json")


@dataclass(frozen=True, slots=True)
class Noted:
    """One step outside a load.

    Attributes:
        step: which.
        subject: what it was about: a load's id, or `feed (kind)` of a channel.
        outcome: `ok`, or the name of what went wrong.
        at: the clock of the night in which it happened.
        is_transient: whether another try can help; None when all is well.
        detail: what happened and what to do, without anything of a person; None when all is well.
        since: since when a channel has failed without a success in between.
        file_name: what a channel landed, as the ledger would name it.
        duration_seconds: how long it took, where that is known.
    """

    step: StepName
    subject: str
    outcome: str
    at: datetime
    is_transient: bool | None = None
    detail: str | None = None
    since: datetime | None = None
    file_name: str | None = None
    duration_seconds: float | None = None


class StepJournal:
    """The journal of a home."""

    def __init__(self, home: Home) -> None:
        """Opens the journal without reading it."""
        self._folder = home.folder("ledger") / "steps"

    def note(self, entries: Sequence[Noted]) -> None:
        """Adds entries of one step and one night. A disk that does not take them costs neither the night nor its mails."""
        if not entries:
            return
        path = self._folder / f"{entries[0].at.astimezone(UTC).strftime(_NAME)}.{entries[0].step}.json"
        told = [_kept(entry) for entry in (*_read(path), *entries)]
        try:
            with placed(path) as temporary:
                temporary.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            _LOG.warning("%s could not be written (%s): quality.delivery_outcomes will lack %d steps.", path, error, len(entries))

    def note_changes(self, entries: Sequence[Noted]) -> None:
        """Adds the entries that say something else than the last one of their subject. That all is well is no news at first."""
        last = {entry.subject: entry for entry in self.entries(*{entry.step for entry in entries})}
        self.note([entry for entry in entries if _is_news(entry, last.get(entry.subject))])

    def entries(self, *steps: StepName) -> list[Noted]:
        """The entries of some steps, in the order in which they were noted."""
        return [entry for path in self._paths() if path.name.split(".")[1] in steps for entry in _read(path)]

    def _paths(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.json") if _FILES.fullmatch(path.name))


def _is_news(entry: Noted, last: Noted | None) -> bool:
    if entry.outcome == OK and entry.file_name is None:
        return last is not None and last.outcome != OK
    return last is None or entry.file_name is not None or (entry.outcome, entry.since) != (last.outcome, last.since)


def _kept(entry: Noted) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(entry).items() if value is not None}
    return fields | {name: instant.astimezone(UTC).isoformat() for name in ("at", "since") if (instant := fields.get(name))}


def _read(path: Path) -> Iterator[Noted]:
    """The entries of a file. No figure hangs on them: one that is damaged is told in the log and costs no night."""
    if not path.exists():
        return
    try:
        for fields in json.loads(path.read_text(encoding="utf-8")):
            instants = {name: datetime.fromisoformat(fields[name]) for name in ("at", "since") if name in fields}
            yield Noted(**{**fields, **instants})
    except (ValueError, TypeError, KeyError) as error:
        _LOG.warning("%s cannot be read (%s) and is left out of quality.delivery_outcomes. Move it away.", path, error)
