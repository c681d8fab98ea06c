"""Lines of a delimited text to records, mending what strict reading stumbles over.

Belongs here: well-formed records as the dialect says; records with a stray quote, or written with another delimiter,
by the only
cutting that gives the usual number of cells. A mended record is marked: nothing is guessed in silence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingestion.reading.dialect import Dialect

Record = tuple[list[str], bool]
"""The cells, and whether they had to be mended."""

_LINES_JOINED = 20
_PIECES = 400
_OTHER_DELIMITERS = (",", ";", "\t", "|", " ")
_IMPOSSIBLE = 1_000_000


class _Feed:
    """Lines that can be put back, and that remembers which ones went into the record being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: list[str] = []
        self.used: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines)
        self.used.append(line)
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        self._back.extend(reversed(lines))


def read_records(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    """Yields every record, empty ones too; the n-th is the n-th row as a spreadsheet shows the file.

    Args:
        lines: the lines with their ends.
        dialect: how they are written; its ``width`` tells which records are suspect.
    """
    feed = _Feed(lines)
    width, used = dialect.width, feed.used
    parameters = dialect.csv_parameters(strict=True)
    reader = csv.reader(feed, **parameters)
    while True:
        used.clear()
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is not None and (len(cells) == width or not cells):
            yield cells, False
            continue
        record, lines_used = _mend(used, cells, dialect)
        if lines_used < len(used):
            feed.put_back(used[lines_used:])
        if cells is None or lines_used < len(used):
            # The reader stands in the middle of a record that was not one.
            reader = csv.reader(feed, **parameters)
        yield record


def _mend(lines: Sequence[str], cells: list[str] | None, dialect: Dialect) -> tuple[Record, int]:
    """A record that strict reading refused or gave another width, and how many of the lines it takes."""
    if cells is not None and len(lines) == 1:
        other = _other_delimiter(lines[0], dialect)
        return ((other, True) if other else (cells, False)), 1
    if dialect.width > 1:
        for count in range(1, min(len(lines), _LINES_JOINED) + 1):
            joined = "".join(lines[:count])
            if found := segment(joined, dialect):
                return (found, True), count
    if cells is not None:
        return (cells, False), len(lines)
    lenient = csv.reader([lines[0].rstrip("\r\n")], **dialect.csv_parameters(strict=False))
    return (next(lenient, []), True), 1


def _other_delimiter(line: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line pasted from a file with another delimiter: only when that gives the usual width exactly."""
    if dialect.width < 3 or dialect.delimiter in _without_quoted(line, dialect.quote):
        return None
    for delimiter in _OTHER_DELIMITERS:
        # Words of a title are separated by spaces too: cells in quotes tell it is a record.
        if delimiter == dialect.delimiter or delimiter not in line or (delimiter == " " and line.count(dialect.quote) < 2):
            continue
        other = replace(dialect, delimiter=delimiter, skip_space=False)
        try:
            cells = next(csv.reader([line], **other.csv_parameters(strict=True)), [])
        except csv.Error:
            continue
        if len(cells) == dialect.width:
            return cells
    return None


def _without_quoted(line: str, quote: str) -> str:
    return "".join(line.split(quote)[::2])


def segment(text: str, dialect: Dialect) -> list[str] | None:
    """Cuts a record with stray quotes into ``dialect.width`` cells, with as few strays as can be; None if it cannot."""
    pieces = text.rstrip("\r\n").split(dialect.delimiter)
    width, count = dialect.width, len(pieces)
    if not width <= count <= _PIECES:
        return None
    # best[k][j]: least cost of cutting the first j pieces into k cells, and where the k-th cell begins.
    best = [[(_IMPOSSIBLE, 0)] * (count + 1) for _ in range(width + 1)]
    best[0][0] = (0, 0)
    longest = count - width + 1
    costs = {
        (start, end): _cost(pieces, start, end, dialect)
        for start in range(count)
        for end in range(start + 1, min(start + longest, count) + 1)
    }
    for cell in range(1, width + 1):
        for end in range(cell, count - (width - cell) + 1):
            starts = range(max(cell - 1, end - longest), end)
            best[cell][end] = min((best[cell - 1][start][0] + costs[start, end], start) for start in starts)
    if best[width][count][0] >= _IMPOSSIBLE:
        return None
    cells, end = [], count
    for cell in range(width, 0, -1):
        start = best[cell][end][1]
        cells.append(_value(dialect.delimiter.join(pieces[start:end]), dialect))
        end = start
    return cells[::-1]


def _cost(pieces: Sequence[str], start: int, end: int, dialect: Dialect) -> int:
    """How many quotes of the pieces, taken as one cell, are stray."""
    quote = dialect.quote
    first, last = pieces[start].lstrip(" ") if dialect.skip_space else pieces[start], pieces[end - 1]
    opens = first.startswith(quote)
    if not (opens and last.endswith(quote) and (end - start > 1 or len(first) > 1)):
        return (1 if opens else 0) if end - start == 1 else _IMPOSSIBLE
    inner = dialect.delimiter.join([first, *pieces[start + 1 : end]])[1:-1]
    marked = inner.replace(f"{dialect.escape or quote}{quote}", "")
    strays = marked.count(quote)
    return 2 * strays if strays else 0


def _value(text: str, dialect: Dialect) -> str:
    quote = dialect.quote
    text = text.lstrip(" ") if dialect.skip_space else text
    if len(text) > 1 and text.startswith(quote) and text.endswith(quote):
        return text[1:-1].replace(f"{dialect.escape or quote}{quote}", quote)
    return text
