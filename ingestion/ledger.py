"""The ledger: one JSON file a load, written last. What the ledger does not name does not exist.

What goes here: the record of a load, its writing and reading. What does not: the rows (`lake.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from ingestion.home import Home, placed

LEDGER_VERSION: Final = 1
_LISTS: Final = ("unknown_columns", "questions", "expectations", "findings", "steps")
Verdict = Literal["accepted", "accepted_with_rejections", "refused"]


class LedgerError(RuntimeError):
    """A ledger entry that cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """What became of one delivery: the entry of the ledger.

    `rows_read = rows_accepted + rows_rejected` holds for every load. `rows_skipped` are lines that are no data (totals,
    blank lines, repeated headers, signatures). Paths are relative to the home. `reason` is in the partner's language, `reasons` in
    each one; `questions` are the deliveries whose very bytes this one repeats for another period; `observed` is
    `ingestion.observed.Observed` as plain values, `findings` are those of `quality.findings`, `profile` is what the feed's next
    loads are compared with, `steps` tells for each step of the load what became of it and how long it took, `data_docs` is the page
    on which Great Expectations shows its verdict.
    """

    load_id: str
    delivery_id: str
    partner: str
    contract: str
    contract_version: str
    mode: str
    period_type: str
    period_start: date
    period_end: date
    received_at: datetime
    loaded_at: datetime
    file_name: str
    file_sha256: str
    file_bytes: int
    verdict: Verdict
    reason: str | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_skipped: int
    lake_file: str | None
    quarantine_file: str | None
    repairs: Mapping[str, int] = field(default_factory=dict)
    imputed: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    expectations: tuple[Mapping[str, Any], ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    observed: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    data_docs: str | None = None
    ledger_version: int = LEDGER_VERSION

    @property
    def load_number(self) -> int:
        """1 for the first load of a delivery, 2 for its first replay."""
        return int(self.load_id.rsplit(".", 1)[1])

    @property
    def known_at(self) -> datetime:
        """From when on the load was known: a delivery when it was received, a replay when it was made (docs/adr/0010-replay.md)."""
        return self.received_at if self.load_number == 1 else self.loaded_at


class Ledger:
    """All loads of a home, by delivery: `ledger/<partner>/<contract>/<load id>.json`."""

    def __init__(self, home: Home) -> None:
        """Opens the ledger of a home without reading it."""
        self._folder = home.folder("ledger")

    def entries(self) -> list[LoadRecord]:
        """Every load, in the order of load ids.

        Raises:
            LedgerError: when an entry is damaged.
        """
        return [_read(path) for path in sorted(self.files())]

    def files(self) -> list[Path]:
        """The entries' files; enough to tell whether anything changed since."""
        return [path for path in self._folder.glob("*/*/*.json") if not path.name.startswith(".")]

    def delivery_ids(self) -> frozenset[str]:
        """Deliveries that the ledger names, told by the entries' file names alone."""
        return frozenset(path.stem.rsplit(".", 1)[0] for path in self.files())

    def write(self, record: LoadRecord) -> None:
        """Puts an entry in place at once: from then on the load exists."""
        with placed(self._folder / record.partner / record.contract / f"{record.load_id}.json") as temporary:
            temporary.write_text(json.dumps(asdict(record), default=_text, ensure_ascii=False, indent=1))


def instant_text(instant: datetime) -> str:
    """An instant as ISO text in UTC: `2026-05-01T02:00:00+00:00`."""
    return instant.astimezone(UTC).isoformat()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def _read(path: Path) -> LoadRecord:
    try:
        fields = json.loads(path.read_text())
        return LoadRecord(
            **fields
            | {name: date.fromisoformat(fields[name]) for name in ("period_start", "period_end")}
            | {name: datetime.fromisoformat(fields[name]) for name in ("received_at", "loaded_at")}
            | {name: tuple(fields.get(name, ())) for name in _LISTS}
        )
    except (ValueError, TypeError, KeyError) as error:
        raise LedgerError(
            f"The ledger entry {path} cannot be read ({error}). Move it away; the next night takes the delivery in again."
        ) from error
