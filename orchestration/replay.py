"""Replay: archived originals taken in again under today's contracts, each as a further load of its delivery.

What goes here: which deliveries are meant, opening their originals, handing them to the intake. What does not: the steps of a
load (`intake.py`), which load stands (the warehouse decides; docs/adr/0010-replay.md).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingestion.archive import Archive
from ingestion.delivery import Arrival
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed
from ingestion.periods import Period
from orchestration.intake import Intake, Original
from orchestration.loading_order import batches, loads_in_loading_order


class ReplayError(RuntimeError):
    """What was asked for cannot be replayed; nothing was done. The message says what to ask for instead."""


@dataclass(frozen=True, slots=True)
class Again:
    """A delivery to be loaded again. `last` is its latest load so far."""

    feed: Feed
    last: LoadRecord


def deliveries_asked_for(records: Sequence[LoadRecord], feeds: Sequence[Feed], names: Sequence[str], feed_id: str | None) -> list[Again]:
    """The deliveries meant by a command line, in the order in which they are loaded.

    Args:
        records: the ledger.
        feeds: the feeds of the partners file.
        names: ids of deliveries or of their loads; none means all.
        feed_id: only deliveries of this feed; None means of any.

    Raises:
        ReplayError: when a name is no delivery, or a feed is not (or no longer) in the partners file.
    """
    last: dict[str, LoadRecord] = {}
    for record in sorted(records, key=lambda record: record.load_number):
        last[record.delivery_id] = record
    delivery_of = {record.load_id: record.delivery_id for record in records}
    asked = [delivery_of.get(name, name) for name in names] or list(last)
    if unknown := [name for name in asked if name not in last]:
        raise ReplayError(f"The ledger names no delivery {', '.join(unknown)}. The files' names under ledger/ tell those that there are.")
    by_id = {feed.id: feed for feed in feeds}
    if feed_id is not None and feed_id not in by_id:
        raise ReplayError(f"There is no feed {feed_id}. Feeds: {', '.join(by_id)}.")
    chosen = [last[name] for name in dict.fromkeys(asked) if feed_id in (None, f"{last[name].partner}/{last[name].contract}")]
    if gone := sorted({f"{r.partner}/{r.contract}" for r in chosen} - set(by_id)):
        raise ReplayError(f"No longer in the partners file: {', '.join(gone)}. Put the feed back, or name other deliveries.")
    return [Again(by_id[f"{record.partner}/{record.contract}"], record) for record in loads_in_loading_order(chosen)]


def replay(intake: Intake, deliveries: Sequence[Again], told: Callable[[LoadRecord], None]) -> list[LoadRecord]:
    """Loads deliveries again; a process killed in between leaves each on its old or on its new load.

    Args:
        intake: the night's intake.
        deliveries: what to load, referenced contracts first.
        told: called after each load, for progress.
    """
    loaded = []
    for batch in batches(deliveries, lambda each: (each.feed.id, each.last.file_bytes)):
        with opened(intake.archive, batch, intake.workspace.folder) as originals:
            loaded += intake.take_in_again(originals, told)
    return loaded


def check_archived(archive: Archive, deliveries: Sequence[Again]) -> None:
    """Makes sure that every original is there before the first one is loaded.

    Raises:
        ReplayError: when the archive lacks an original.
    """
    absent = [each.last for each in deliveries if not archive.path_of(each.last.file_sha256).exists()]
    told = {record.delivery_id: archive.why_absent(record.file_sha256) for record in absent}
    if removed := [f"{delivery} ({why})" for delivery, why in told.items() if why]:
        raise ReplayError(f"Originals are no longer kept: {', '.join(removed)}. Ask for other deliveries, by name.")
    if missing := list(told):
        raise ReplayError(f"The archive lacks the originals of {', '.join(missing)}. Restore archive/ from its backup, then try again.")


@contextmanager
def opened(archive: Archive, batch: Sequence[Again], folder: Path) -> Iterator[list[Original]]:
    """Opens originals for as long as they are being loaded, in the night's own closed folder."""
    with tempfile.TemporaryDirectory(prefix="originals-", dir=folder) as temporary:
        yield [_original(archive, again, Path(temporary) / str(index)) for index, again in enumerate(batch)]


def _original(archive: Archive, again: Again, path: Path) -> Original:
    last = again.last
    # The reader knows a file by its bytes, but a person who debugs knows it by its name.
    path = path.with_name(f"{path.name}{Path(last.file_name).suffix}")
    archive.restore(last.file_sha256, path)
    arrival = Arrival(again.feed, path, last.file_name, last.received_at, last.file_bytes, path.stat().st_mtime_ns)
    period = Period(last.period_start, last.period_type)  # type: ignore[arg-type]
    return Original(arrival, last.file_sha256, period, last.load_number + 1, last.questions)
