"""Runs the reader on one file in a warm child process and measures what it took.

The child is forked from a server that has the libraries loaded, so that a case costs what reading costs and not what importing
does. Its address space is limited far above the bound that is asserted: a reader that runs away ends as a failed test and not
as a machine without memory.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

_ADDRESS_SPACE = 6 << 30
_LONGEST_SECONDS = 60.0

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["hostile_preload"])


@dataclass(frozen=True)
class Outcome:
    """What became of a file, and what it took.

    Attributes:
        refused: the English sentence of the refusal; None when it was read.
        texts: reason and advice in the three languages.
        rows: rows read.
        notes: kinds of notes.
        seconds: processor time of the child and of what it started: it does not depend on what else the machine does.
        megabytes: largest resident size of the child, libraries included.
        crash: how the child ended when it gave no outcome.
    """

    refused: str | None = None
    texts: tuple[str, ...] = ()
    rows: int = 0
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    megabytes: float = 0.0
    crash: str | None = None


def run(path: Path, expected: dict[str, frozenset[str]] | None = None) -> Outcome:
    """Reads a file in a child, as a night does: with a folder for copies."""
    receiver, sender = _server.Pipe(duplex=False)
    process = _server.Process(target=_read, args=(path, expected, sender))
    started = time.perf_counter()
    process.start()
    sender.close()
    outcome: Outcome | None = None
    try:
        outcome = receiver.recv() if receiver.poll(_LONGEST_SECONDS) else None
    except EOFError:
        outcome = None
    if outcome is None:
        process.kill()
    process.join()
    return outcome or Outcome(crash=f"exit code {process.exitcode}", seconds=time.perf_counter() - started)


def _read(path: Path, expected: dict[str, frozenset[str]] | None, sender: Connection) -> None:
    from ingestion.errors import UnreadableFile
    from ingestion.reading.reader import read

    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    refused, texts, rows, notes, crash = None, (), 0, (), None
    with tempfile.TemporaryDirectory() as folder:
        try:
            reading = read(path, expected, Path(folder))
            rows = sum(table.rows.num_rows for table in reading.tables)
            if reading.large is not None:
                rows = _scanned(reading.large.scan_sql())
            notes = tuple(note.kind for note in reading.notes)
        except UnreadableFile as error:
            refused = error.reason.en
            texts = tuple(text for message in (error.reason, error.advice) for text in (message.fr, message.ar, message.en))
        except BaseException:
            crash = traceback.format_exc(limit=-6)
    own, started = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = max(own.ru_maxrss, started.ru_maxrss) / 1024
    seconds = own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime
    sender.send(Outcome(refused, texts, rows, notes, seconds, peak, crash))
    sender.close()


def _scanned(relation: str) -> int:
    import duckdb

    with duckdb.connect(config={"memory_limit": "600MB"}) as connection:
        connection.execute("set enable_progress_bar = false")
        found = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(found[0]) if found else 0
