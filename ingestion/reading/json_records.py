"""JSON and JSON lines to tables of text.

Belongs here: finding the list of records in a document, and reading it record by record, so that memory stays bounded whatever
the size. Does not belong here: how a record becomes a row (``record_table``).
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.delimited import grid_of
from ingestion.reading.encodings import tell_encoding
from ingestion.reading.files import DAMAGED_BYTES, Content
from ingestion.reading.headers import Expected, match_headers
from ingestion.reading.notes import Note, note
from ingestion.reading.record_table import MOST_FIELDS, FieldPath, NumberText, RecordSink, ScannedRecords, as_text, heading, string_array
from ingestion.reading.shape import cut
from ingestion.reading.text_table import TextTable

_SAMPLE_BYTES = 1 << 20
_CHUNK = 1 << 20
_LONGEST_RECORD = 8 << 20
_DEEPEST_LIST = 5
_MOST_LISTS = 100
_MOST_GRID_ROWS = 1 << 20
_LINE_NAMES = (".jsonl", ".ndjson", ".jsonlines", ".jsonl.gz", ".ndjson.gz")
_BLANKS = " \t\r\n\ufeff"


def read_json(
    content: Content, expected: Expected | None = None, folder: Path | None = None
) -> tuple[TextTable | ScannedRecords, tuple[Note, ...]]:
    """Reads the records of a JSON document or of a file with one JSON value a line.

    Of several lists in one document the one with most of the expected columns is read, else the longest.

    Args:
        content: the file.
        expected: canonical column → folded names; None reads generically.
        folder: where records go that are too many for memory; None keeps them in memory.

    Raises:
        UnreadableFile: damaged, no records, too deep, out of all proportion.
    """
    with refusals.of_packing(content.path, DAMAGED_BYTES), content.open() as file:
        sample = file.read(_SAMPLE_BYTES)
    encoding = tell_encoding(sample, len(sample) < _SAMPLE_BYTES, expected)
    start = sample.decode(encoding, errors="replace").lstrip(_BLANKS)
    lists = _Lists(content, folder)
    with refusals.of_packing(content.path, DAMAGED_BYTES), content.open() as file, _refusing(content):
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n")
        if _is_lines(content.name, start):
            _read_lines(content, text, lists)
        else:
            _Document(content, text, lists).read()
        return lists.best(expected)


def _is_lines(name: str, start: str) -> bool:
    """Whether the first line is a whole value and another follows; the name decides when there is only one."""
    first, _, rest = start.partition("\n")
    try:
        value = _DECODE(first.strip(_BLANKS))[0]
    except (ValueError, RecursionError):
        return False
    return isinstance(value, (dict, list)) and (rest.lstrip(_BLANKS)[:1] in ("{", "[") or name.lower().endswith(_LINE_NAMES))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; the values of a name that stands in it twice are kept side by side, none is lost."""
    found = dict(pairs)
    if len(found) != len(pairs):
        for key in found:
            values = [value for name, value in pairs if name == key]
            found[key] = values if len(values) > 1 else values[0]
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=NumberText, parse_int=NumberText, parse_constant=NumberText, strict=False)
_DECODE: Callable[..., tuple[Any, int]] = _DECODER.raw_decode


class _Lists:
    """The lists of records found so far, each under the names on the way to it."""

    def __init__(self, content: Content, folder: Path | None) -> None:
        self._content, self._folder = content, folder
        self._sinks: dict[FieldPath, RecordSink] = {}
        self._grids: dict[FieldPath, tuple[list[list[Any]], list[int]]] = {}
        self.own: dict[str, Any] = {}
        self.has_empty_list = False

    def own_at(self, path: FieldPath) -> dict[str, Any]:
        """The object at ``path`` of what the document says beside its lists; a plain value of the same name gives way to it."""
        own = self.own
        for key in path:
            inner = own.get(key)
            if not isinstance(inner, dict):
                inner = own[key] = {} if inner is None else {"": inner}
            own = inner
        return own

    def taker(self, path: FieldPath, first: Any) -> Callable[[int, Any], None]:
        """What takes the values of the list at ``path``, whose first value is ``first``."""
        if len(self._sinks) + len(self._grids) >= _MOST_LISTS:
            return lambda number, value: None
        if isinstance(first, list):
            rows, numbers = self._grids.setdefault(path, ([], []))
            return partial(self._take_row, rows, numbers)
        return self._sinks.setdefault(path, RecordSink(self._content, self._folder)).add

    def _take_row(self, rows: list[list[Any]], numbers: list[int], number: int, value: Any) -> None:
        row = value if isinstance(value, list) else [value]
        if len(row) > MOST_FIELDS:
            raise UnreadableFile(self._content.path, refusals.TOO_MANY_COLUMNS.with_values(most=MOST_FIELDS), refusals.CHECK_EXPORT)
        if len(rows) >= _MOST_GRID_ROWS:
            raise UnreadableFile(self._content.path, refusals.TOO_LARGE, refusals.DIVIDE)
        rows.append([as_text(cell) for cell in row])
        numbers.append(number)

    def best(self, expected: Expected | None) -> tuple[TextTable | ScannedRecords, tuple[Note, ...]]:
        """The list that is the table, and a note on each of the others that names expected columns.

        Raises:
            UnreadableFile: when nothing is a list of records.
        """
        found: list[tuple[FieldPath, TextTable | ScannedRecords, int]] = []
        for path, sink in self._sinks.items():
            records = sink.scanned() if self._folder is not None else sink.table()
            # A list of plain values is no table.
            if records is not None and any(map(any, sink.fields)):
                found.append((path, records, sink.records))
        for path, (rows, numbers) in self._grids.items():
            if (table := _table_of_rows(rows, numbers, expected)) is not None:
                found.append((path, table, table.rows.num_rows))
        if self.own:
            single = RecordSink(self._content)
            single.add(1, self.own)
            table = single.table()
            # Beside an empty list stands what the document says of it: `{"count": 0, "results": []}`.
            if table is not None and (_named(table, expected) or not (found or self.has_empty_list)):
                found.append(((), table, 0))
        if not found:
            raise UnreadableFile(self._content.path, refusals.NO_RECORDS, refusals.SEND_RECORDS)
        ranks = [(_named(records, expected), count) for _, records, count in found]
        chosen = max(range(len(found)), key=lambda index: ranks[index])
        others = [found[index][0] for index in range(len(found)) if index != chosen and ranks[index][1] > 0]
        return found[chosen][1], tuple(note("other_table", 1, heading(path)) for path in others)


def _named(records: TextTable | ScannedRecords, expected: Expected | None) -> int:
    if not expected:
        return 0
    match = match_headers(records, expected)
    return len(match.mapping) + len(match.ambiguous)


def _table_of_rows(rows: list[list[Any]], numbers: list[int], expected: Expected | None) -> TextTable | None:
    """Lists of lists are lines of a grid, whose first ones may name the columns."""
    from dataclasses import replace

    import pyarrow as pa

    width = max(map(len, rows), default=0)
    if not width:
        return None
    if width * len(rows) > _MOST_GRID_ROWS * 16:
        return None
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    grid = grid_of([[string_array(list(column)) for column in zip(*padded, strict=True)]])
    table = cut(replace(grid, row_numbers=pa.array(numbers, pa.int64())), expected)
    return replace(table, is_records=True) if table else None


def _read_lines(content: Content, text: TextIO, lists: _Lists) -> None:
    take: Callable[[int, Any], None] | None = None
    for number, line in enumerate(iter(partial(text.readline, _LONGEST_RECORD), ""), start=1):
        if len(line) >= _LONGEST_RECORD:
            raise UnreadableFile(content.path, refusals.LONG_RECORD.with_values(number=number), refusals.CHECK_EXPORT)
        stripped = line.strip(_BLANKS)
        if not stripped:
            continue
        try:
            value, end = _DECODE(stripped)
        except json.JSONDecodeError as error:
            _broken(content, number, error.pos + 1, error)
        if end != len(stripped):
            _broken(content, number, end + 1)
        take = take or lists.taker((), value)
        take(number, value)


def _broken(content: Content, line: int, column: int, error: Exception | None = None) -> NoReturn:
    raise UnreadableFile(content.path, refusals.BROKEN_JSON.with_values(line=line, column=column), refusals.EXPORT_AGAIN) from error


@contextmanager
def _refusing(content: Content) -> Iterator[None]:
    try:
        yield
    except RecursionError as error:
        raise UnreadableFile(content.path, refusals.DEEP_JSON, refusals.SEND_RECORDS) from error


class _Document:
    """One JSON value read through a window that moves on: a list is never held whole."""

    def __init__(self, content: Content, text: TextIO, lists: _Lists) -> None:
        self._content, self._text, self._lists = content, text, lists
        self._window, self._at, self._is_whole = "", 0, False
        self._lines_before = 0
        self._record = 0

    def read(self) -> None:
        """Walks the document and gives each list of records to ``lists``."""
        if self._next() == "[":
            self._list(())
        else:
            self._object(())
        if self._next():
            self._fail()

    def _fill(self) -> None:
        self._lines_before += self._window.count("\n", 0, self._at)
        self._window = self._window[self._at :]
        self._at = 0
        more = self._text.read(min(max(_CHUNK, len(self._window)), max(_LONGEST_RECORD - len(self._window), _CHUNK)))
        self._is_whole = not more
        self._window += more

    def _next(self) -> str:
        """The next sign that is no blank, without taking it; empty at the end."""
        while True:
            window, at = self._window, self._at
            while at < len(window) and window[at] in _BLANKS:
                at += 1
            self._at = at
            if at < len(window) or self._is_whole:
                return window[at : at + 1]
            self._fill()

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            self._fail()
        self._at += 1

    def _value(self) -> Any:
        self._next()
        while True:
            try:
                value, end = _DECODE(self._window, self._at)
                # A number at the very end of the window may go on behind it.
                if end < len(self._window) or self._is_whole:
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                if self._is_whole:
                    self._at = error.pos
                    self._fail(error)
            if len(self._window) - self._at >= _LONGEST_RECORD:
                raise UnreadableFile(
                    self._content.path, refusals.LONG_RECORD.with_values(number=max(self._record, 1)), refusals.CHECK_EXPORT
                )
            self._fill()

    def _list(self, path: FieldPath) -> None:
        self._take("[")
        take: Callable[[int, Any], None] | None = None
        number = 0
        if self._next() == "]":
            self._at += 1
            return
        while True:
            number += 1
            self._record = number
            value = self._value()
            take = take or self._lists.taker(path, value)
            take(number, value)
            if self._next() == "]":
                self._at += 1
                return
            self._take(",")

    def _object(self, path: FieldPath) -> None:
        self._take("{")
        own = self._lists.own_at(path)
        while self._next() != "}":
            if self._next() != '"':
                self._fail()
            key = self._value()
            self._take(":")
            sign = self._next()
            opens_records = sign == "[" and len(path) < _DEEPEST_LIST and self._opens_records()
            if sign == "{" and len(path) < _DEEPEST_LIST:
                self._object((*path, key))
            elif opens_records:
                self._list((*path, key))
            else:
                own[key] = self._value()
                self._lists.has_empty_list |= own[key] == []
            if self._next() != ",":
                break
            self._at += 1
        self._take("}")

    def _opens_records(self) -> bool:
        """Whether the list that begins here holds objects or lists."""
        at = self._at + 1
        while True:
            rest = self._window[at : at + 4096].lstrip(_BLANKS)
            if rest or self._is_whole or len(self._window) - at > 4096:
                return rest[:1] in ("{", "[")
            self._fill()
            at = self._at + 1

    def _fail(self, error: Exception | None = None) -> NoReturn:
        line_start = self._window.rfind("\n", 0, self._at) + 1
        line = self._lines_before + self._window.count("\n", 0, self._at) + 1
        _broken(self._content, line, self._at - line_start + 1, error)
