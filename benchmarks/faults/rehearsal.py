"""A delivery as the intake would take it in: read, judged and examined in earnest against what was known then, and nothing kept.

What goes here: running `orchestration.intake.Intake` without its commit. What does not: what counts as found (`judging`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from demo.folding import fold
from ingestion.archive import Archive
from ingestion.contract import Contract
from ingestion.delivery import Arrival, Inbox
from ingestion.home import Home
from ingestion.ledger import Ledger, LoadRecord
from ingestion.partners import load_feeds
from ingestion.prepare import Prepared
from ingestion.workspace import Workspace, open_workspace
from orchestration.intake import Intake
from orchestration.load_records import load_record
from quality.engine import Engine


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would have become of a delivery.

    Attributes:
        record: the ledger's entry, as it would have been; None where the delivery was set aside as one that is there already.
        failures: rejected rows by rule.
        rows: the accepted rows, without their place, in an order of their own; empty where it was refused.
    """

    record: LoadRecord | None
    failures: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[str, ...] = ()


class _NoArchive(Archive):
    def keep(self, original: Path, sha256: str) -> None:
        """Keeps nothing."""


class _NoInbox(Inbox):
    def settle(self, arrival: Arrival, delivery_id: str) -> None:
        """Remembers nothing."""

    def save(self) -> None:
        """Writes nothing."""


@dataclass
class _Rehearsing(Intake):
    """An intake that commits nothing."""

    seen: list[Rehearsed] = field(default_factory=list)

    @property
    def archive(self) -> Archive:
        return _NoArchive(self.home)

    def _commit(self, waiting: Any, judgement: Any, judge_seconds: float, restores: str | None = None) -> LoadRecord:
        prepared: Prepared = waiting.prepared
        record = load_record(prepared, judgement, waiting.arrival, waiting.sha256, self.now, waiting.questions)
        rows = () if record.verdict == "refused" or prepared.accepted_file is None else _rows(prepared.accepted_file, prepared.contract)
        self.seen.append(Rehearsed(record, dict(prepared.failures), rows))
        return record


def _rows(path: Path, contract: Contract) -> tuple[str, ...]:
    """Accepted rows as text; words are folded, as one hand writes them in one way and the next in another."""
    table = pq.read_table(path)
    columns = []
    for name in (column.name for column in contract.columns if column.name in table.column_names):
        values = table[name].to_pylist()
        columns.append([fold(value) if isinstance(value, str) else value for value in values])
    return tuple(sorted(repr(row) for row in zip(*columns, strict=True)))


class Stage:
    """Where deliveries are rehearsed: one DuckDB and one Great Expectations for all of them."""

    def __init__(self, home: Home, records: Sequence[LoadRecord], workspace: Workspace) -> None:
        self._home, self._records, self._workspace = home, records, workspace
        self._engine = Engine(workspace.connection)
        self._inbox = _NoInbox(home)
        self._feeds = {feed.id: feed for feed in load_feeds()}

    def rehearse(self, file: str, content: bytes, received_at: datetime) -> Rehearsed:
        """What would become of a file that lay in the inbox under that name at that instant.

        Args:
            file: path below the inbox.
            content: its bytes.
            received_at: when it was received; nothing that came later is known.
        """
        known = [record for record in self._records if record.received_at < received_at]
        path = self._workspace.folder / f"delivery-{hashlib.sha256(file.encode()).hexdigest()[:12]}{''.join(Path(file).suffixes[-2:])}"
        path.write_bytes(content)
        feed = self._feeds["/".join(file.split("/")[:2])]
        with ExitStack() as closing:
            intake = _Rehearsing(self._home, received_at, Ledger(self._home), self._inbox, known, closing)
            intake._workspace, intake._engine = self._workspace, self._engine
            stat = path.stat()
            intake.take_in([Arrival(feed, path, file, received_at, stat.st_size, stat.st_mtime_ns)])
            seen = intake.seen
        for leftover in self._workspace.folder.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        return seen[0] if seen else Rehearsed(None)


@contextmanager
def open_stage(home: Home, records: Sequence[LoadRecord]) -> Iterator[Stage]:
    """Opens a stage on a home, of which nothing is changed."""
    with open_workspace(home) as workspace:
        yield Stage(home, records, workspace)
