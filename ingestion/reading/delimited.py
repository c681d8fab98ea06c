"""Delimited text files (CSV, TSV, …) to a table of text.

Belongs here: files small enough to be held in memory. Large ones are described for DuckDB instead (``large``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.dialect import SAMPLE_BYTES, Dialect, sniff, sniff_text
from ingestion.reading.encodings import tell_encoding
from ingestion.reading.files import DAMAGED_BYTES, Content
from ingestion.reading.headers import PREVIEW_ROWS, Expected
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
    "read_content",
    "read_delimited",
    "read_with_notes",
    "sniff",
]

_BATCH_ROWS = 20_000
_EXTRA_COLUMNS = 64
_ROWS_NOTED = 100
_MOST_HELD_BYTES = 512 << 20
_JUDGED_CHARACTERS = 65_536
# Tabs, line ends and separators of fields and records aside.
_CONTROLS = "\0\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
MOST_COLUMNS = 16_384
LONGEST_LINE = 16 << 20


@dataclass(slots=True)
class RowFaults:
    """Counts, and the first numbers, of the rows that were not as the others.

    Attributes:
        width_above: cells of the longest of the first lines, among which the header is.
    """

    mended: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"mended": 0, "long": 0, "short": 0})
    width_above: int = 0

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
    return read_content(Content(path), expected)[0]


def read_with_notes(path: Path, expected: Expected | None = None) -> tuple[TextTable, tuple[Note, ...]]:
    """Like ``read_delimited``, with what had to be mended on the way."""
    return read_content(Content(path), expected)


def read_content(content: Content, expected: Expected | None = None) -> tuple[TextTable, tuple[Note, ...]]:
    """Reads a delimited file, or one member of an archive; the text itself is never held whole.

    Raises:
        UnreadableFile: when it is empty, binary, out of all proportion, or its packing is damaged.
    """
    with refusals.of_packing(content.path, DAMAGED_BYTES):
        with content.open() as file:
            sample = file.read(4 * SAMPLE_BYTES)
            whole = not file.read(1)
        with content.open() as file:
            return _read(content.path, sample, whole, file, expected)


def read_bytes(path: Path, data: bytes, expected: Expected | None = None) -> tuple[TextTable, tuple[Note, ...]]:
    """Reads the unpacked bytes of a delimited file; ``path`` only names it in errors."""
    sample = data[: 4 * SAMPLE_BYTES]
    return _read(path, sample, len(sample) == len(data), io.BytesIO(data), expected)


def _read(path: Path, sample: bytes, whole: bool, file: BinaryIO, expected: Expected | None) -> tuple[TextTable, tuple[Note, ...]]:
    encoding = tell_encoding(sample, whole, expected)
    start = sample.decode(encoding, errors="replace")
    check_is_text(path, start)
    dialect = sniff_text(start[:SAMPLE_BYTES], encoding, whole and len(start) <= SAMPLE_BYTES, expected)
    faults = RowFaults()
    batches: list[list[pa.Array]] = []
    held = 0
    for batch in arrow_batches(TextLines(path, file, dialect), dialect, faults):
        check_width(path, dialect, faults)
        batches.append(batch)
        held += sum(column.nbytes for column in batch)
        if held > _MOST_HELD_BYTES:
            raise UnreadableFile(path, refusals.TOO_LARGE, refusals.DIVIDE)
    table = cut(grid_of(batches), expected) if batches else None
    if table is None:
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    broken = sum(_broken_letters(column) for batch in batches for column in batch)
    return table, (*faults.notes(), *([note("broken_letters", broken)] if broken else []))


class TextLines:
    """The lines of a file with their ends, without Excel's ``sep=;`` line; a line beyond all measure is a refusal."""

    def __init__(self, path: Path, file: BinaryIO, dialect: Dialect) -> None:
        self._path = path
        self._text = io.TextIOWrapper(file, encoding=dialect.encoding, errors="replace", newline="")
        self._number = 0
        if dialect.sep_line:
            self._text.readline()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) >= LONGEST_LINE:
            raise UnreadableFile(self._path, refusals.LONG_RECORD.with_values(number=self._number), refusals.CHECK_EXPORT)
        return line


def check_is_text(path: Path, start: str) -> None:
    """Refuses what is no text: many control characters, which no table has.

    Raises:
        UnreadableFile: when it is a binary file.
    """
    start = start[:_JUDGED_CHARACTERS]
    controls = sum(start.count(sign) for sign in _CONTROLS)
    if controls > len(start) // 30:
        if start.strip("\0"):
            raise UnreadableFile(path, refusals.NOT_TEXT, refusals.USE_TABLE_FORMAT)
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)


def check_width(path: Path, dialect: Dialect, faults: RowFaults) -> None:
    """Refuses more columns than a spreadsheet has.

    Raises:
        UnreadableFile: when the lines are wider.
    """
    if max(dialect.width, dialect.widest, faults.width_above) > MOST_COLUMNS:
        raise UnreadableFile(path, refusals.TOO_MANY_COLUMNS.with_values(most=MOST_COLUMNS), refusals.CHECK_EXPORT)


def _broken_letters(column: pa.Array) -> int:
    import pyarrow.compute as pc

    return pc.sum(pc.count_substring(column, "\ufffd")).as_py() or 0


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
                if number <= PREVIEW_ROWS:
                    faults.width_above = max(faults.width_above, len(cells))
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
