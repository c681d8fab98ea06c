"""Delimited text files (CSV, TSV, …) to a table of text.

Belongs here: files small enough to be held in memory. Large ones are described for DuckDB instead (``large``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.dialect import SAMPLE_BYTES, Dialect, sniff, sniff_text, without_sep_line
from ingestion.reading.encodings import tell_encoding
from ingestion.reading.files import read_up_to
from ingestion.reading.headers import Expected
from ingestion.reading.notes import Note, note, note_on_rows
from ingestion.reading.records import read_records
from ingestion.reading.shape import cut
from ingestion.reading.text_table import Grid, TextTable

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Dialect",
    "RowFaults",
    "arrow_batches",
    "grid_of",
    "read_bytes",
    "read_delimited",
    "read_with_notes",
    "sniff",
]

_BATCH_ROWS = 20_000
_EXTRA_COLUMNS = 64
_ROWS_NOTED = 100


@dataclass(slots=True)
class RowFaults:
    """Counts, and the first numbers, of the rows that were not as the others."""

    mended: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"mended": 0, "long": 0, "short": 0})

    def add(self, what: str, row_number: int) -> None:
        """Counts one row."""
        self.counts[what] += 1
        rows: list[int] = getattr(self, what)
        if len(rows) < _ROWS_NOTED:
            rows.append(row_number)

    def notes(self) -> tuple[Note, ...]:
        """One note a kind that occurred."""
        found = (
            ("mended_rows", "mended", self.mended),
            ("long_rows", "long", self.long),
            ("short_rows", "short", self.short),
        )
        return tuple(note_on_rows(kind, self.counts[what], rows) for kind, what, rows in found if rows)  # type: ignore[arg-type]


def read_delimited(path: Path, expected: Expected | None = None) -> TextTable:
    """Reads a delimited file whole into memory, whatever its size.

    Args:
        path: the file, possibly .gz.
        expected: canonical column → folded names; None reads generically.

    Raises:
        UnreadableFile: when it is empty or its packing is damaged.
    """
    return read_with_notes(path, expected)[0]


def read_with_notes(path: Path, expected: Expected | None = None) -> tuple[TextTable, tuple[Note, ...]]:
    """Like ``read_delimited``, with what had to be mended on the way."""
    return read_bytes(path, read_up_to(path, 1 << 40)[0], expected)


def read_bytes(path: Path, data: bytes, expected: Expected | None = None) -> tuple[TextTable, tuple[Note, ...]]:
    """Reads the unpacked bytes of a delimited file; ``path`` only names it in errors."""
    sample = data[: 4 * SAMPLE_BYTES]
    encoding = tell_encoding(sample, len(sample) == len(data), expected)
    text = data.decode(encoding, errors="replace")
    dialect = sniff_text(text[:SAMPLE_BYTES], encoding, len(text) <= SAMPLE_BYTES, expected)
    faults = RowFaults()
    batches = list(arrow_batches(io.StringIO(without_sep_line(text, dialect), newline=""), dialect, faults))
    table = cut(grid_of(batches), expected) if batches else None
    if table is None:
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    broken = text.count("\ufffd")
    return table, (*faults.notes(), *([note("broken_letters", broken)] if broken else []))


def arrow_batches(lines: Iterable[str], dialect: Dialect, faults: RowFaults, batch_rows: int = _BATCH_ROWS) -> Iterator[list[pa.Array]]:
    """The records as string arrays, a batch at a time; empty cells are null, empty lines are rows of nulls.

    A batch is as wide as its longest record; cells far beyond the usual width are kept together in the last column.
    """
    most = max(dialect.width, dialect.widest) + _EXTRA_COLUMNS
    rows: list[list[str]] = []
    for number, (cells, mended) in enumerate(read_records(lines, dialect), start=1):
        if mended:
            faults.add("mended", number)
        if len(cells) != dialect.width:
            if len(cells) > dialect.width:
                faults.add("long", number)
                if len(cells) > most:
                    cells = [*cells[: most - 1], dialect.delimiter.join(cells[most - 1 :])]
            elif len(cells) > 1:
                faults.add("short", number)
        rows.append(cells)
        if len(rows) == batch_rows:
            yield _arrays(rows)
            rows = []
    if rows:
        yield _arrays(rows)


def _arrays(rows: list[list[str]]) -> list[pa.Array]:
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [pa.array(column, pa.string()) for column in zip_longest(*rows)] or [pa.nulls(len(rows), pa.string())]
    nothing = pa.scalar(None, pa.string())
    return [pc.if_else(pc.equal(column, ""), nothing, column) for column in columns]


def grid_of(batches: list[list[pa.Array]], rows_before: int = 0) -> Grid:
    """The batches below each other, narrower ones filled up; the first row has number ``rows_before`` + 1."""
    import pyarrow as pa

    width = max(len(batch) for batch in batches)
    heights = [len(batch[0]) for batch in batches]

    def column(index: int) -> pa.ChunkedArray:
        pieces = zip(batches, heights, strict=True)
        return pa.chunked_array([b[index] if index < len(b) else pa.nulls(height, pa.string()) for b, height in pieces])

    numbers = pa.array(range(rows_before + 1, rows_before + sum(heights) + 1), pa.int64())
    return Grid(columns=tuple(column(index) for index in range(width)), row_numbers=numbers)
