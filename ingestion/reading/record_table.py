"""Records of named fields (JSON, JSON lines) to a table of text, in memory or, when they are many, in Parquet files.

Belongs here: which fields there are, and what becomes text how. Does not belong here: how a format is read
(``json_records``, ``parquet_records``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.delimited import grid_of
from ingestion.reading.files import Content
from ingestion.reading.notes import Note
from ingestion.reading.text_table import SkippedLine, TextTable, field_letter
from ingestion.sql import literal

if TYPE_CHECKING:
    import pyarrow as pa

MOST_FIELDS = 4_096
MOST_CELLS = 500_000_000
_MOST_HELD_BYTES = 384 << 20
_BATCH_ROWS = 20_000
_BATCH_CELLS = 2_000_000
_SKIPPED_LISTED = 1_000
_JOINT = "; "

FieldPath: TypeAlias = tuple[str, ...]


class NumberText(str):
    """A number exactly as the file writes it, told apart from a text so that nested data can be written back."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ScannedRecords:
    """Records too many to be held, as something that DuckDB can scan: ``con.sql(source.scan_sql())``.

    The counterpart of ``large.DelimitedSource``: the scan gives string columns ``c0`` … ``cn`` and ``row_number``.

    Attributes:
        path: the partner's file.
        relation: the table expression that gives them.
        header, header_parts, columns: as in ``TextTable``.
        skipped: records that hold nothing.
        notes: what was noticed on the way.
    """

    path: Path
    relation: str
    header: tuple[str, ...]
    header_parts: tuple[FieldPath, ...]
    skipped: tuple[SkippedLine, ...] = ()
    notes: tuple[Note, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[int, ...]:
        """Position of each field."""
        return tuple(range(len(self.header)))

    @property
    def header_rows(self) -> tuple[int, ...]:
        """None: each record names its own fields."""
        return ()

    @property
    def is_numbered(self) -> bool:
        """Whether the scan gives ``row_number``."""
        return True

    @property
    def first_data_row(self) -> int:
        """Number of the first record."""
        return 1

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the text columns that the scan gives."""
        return tuple(f"c{index}" for index in range(len(self.header)))

    def letter(self, column: int) -> str:
        """What stands before the record number in an address."""
        return field_letter(self.header[column])

    def scan_sql(self) -> str:
        """The table expression that scans the records, for use after ``from``."""
        return self.relation


@dataclass(slots=True)
class RecordSink:
    """Takes records one by one and makes them columns of text, a batch at a time.

    Attributes:
        content: the file, for refusals.
        folder: where batches go when there are many; None keeps them in memory.
        fields: path of each field → its position, in the order of first sight.
    """

    content: Content
    folder: Path | None = None
    fields: dict[FieldPath, int] = field(default_factory=dict)
    records: int = 0
    skipped: list[SkippedLine] = field(default_factory=list)
    _rows: list[dict[FieldPath, str | None]] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _batches: list[list[pa.Array]] = field(default_factory=list)
    _batch_numbers: list[pa.Array] = field(default_factory=list)
    _files: list[Path] = field(default_factory=list)
    _cells: int = 0
    _bytes: int = 0

    def add(self, number: int, value: Any) -> None:
        """Takes one record; what is no object becomes the text of a field without a name.

        Raises:
            UnreadableFile: when there are more fields or cells than a table may have.
        """
        row: dict[FieldPath, str | None] = {}
        if isinstance(value, Mapping):
            _flatten(value, (), row)
        elif value is not None:
            row[("",)] = as_text(value)
        for path in row:
            if path not in self.fields:
                self._name(path)
        if not any(row.values()):
            if len(self.skipped) < _SKIPPED_LISTED:
                self.skipped.append(SkippedLine(number, "blank", ""))
            return
        self.records += 1
        self._rows.append(row)
        self._numbers.append(number)
        if len(self._rows) >= _BATCH_ROWS or len(self._rows) * len(self.fields) >= _BATCH_CELLS:
            self._close_batch()

    def _name(self, path: FieldPath) -> None:
        self.fields.setdefault(path, len(self.fields))
        if len(self.fields) > MOST_FIELDS:
            raise UnreadableFile(self.content.path, refusals.TOO_MANY_COLUMNS.with_values(most=MOST_FIELDS), refusals.CHECK_EXPORT)

    def _close_batch(self) -> None:
        import pyarrow as pa

        if not self._rows:
            return
        self._cells += len(self._rows) * len(self.fields)
        batch = [string_array([row.get(path) for row in self._rows]) for path in self.fields]
        self._bytes += sum(column.nbytes for column in batch) if self.folder is None else 0
        if self._cells > MOST_CELLS or self._bytes > _MOST_HELD_BYTES:
            raise UnreadableFile(self.content.path, refusals.TOO_LARGE, refusals.DIVIDE)
        numbers = pa.array(self._numbers, pa.int64())
        if self.folder is None:
            self._batches.append(batch)
            self._batch_numbers.append(numbers)
        else:
            self._files.append(self._written(batch, numbers))
        self._rows, self._numbers = [], []

    def _written(self, batch: list[pa.Array], numbers: pa.Array) -> Path:
        import pyarrow as pa
        import pyarrow.parquet as pq

        assert self.folder is not None
        target = self.folder / f"records-{id(self):x}-{len(self._files):06d}.parquet"
        table = pa.table({**{f"c{index}": column for index, column in enumerate(batch)}, "row_number": numbers})
        pq.write_table(table, target, compression="zstd")
        return target

    def table(self, sheet: str | None = None) -> TextTable | None:
        """All records as a table in memory; None when there are none."""
        import pyarrow as pa

        self._close_batch()
        if not self._batches:
            return None
        grid = grid_of(self._batches)
        columns = {f"c{index}": column for index, column in enumerate(grid.columns)}
        # Fields that were only ever null come after the last batch's width.
        height = sum(len(numbers) for numbers in self._batch_numbers)
        for index in range(len(columns), len(self.fields)):
            columns[f"c{index}"] = pa.nulls(height, pa.string())
        return TextTable(
            header=tuple(heading(path) for path in self.fields),
            columns=tuple(range(len(self.fields))),
            rows=pa.table({**columns, "row_number": pa.chunked_array(self._batch_numbers)}),
            sheet=sheet,
            skipped=tuple(self.skipped),
            header_parts=tuple(self.fields),
            is_records=True,
        )

    def scanned(self) -> ScannedRecords | None:
        """All records as files to scan; None when there are none."""
        self._close_batch()
        if not self._files:
            return None
        names = [f"c{index}" for index in range(len(self.fields))]
        files = ", ".join(literal(path) for path in self._files)
        # The last file has all fields but those that were only null; a file of nulls at the end names them all.
        if len(self._files) > 1 or self._cells:
            files += ", " + self._empty_with_all_fields()
        return ScannedRecords(
            path=self.content.path,
            relation=f"(select {', '.join((*names, 'row_number'))} from read_parquet([{files}], union_by_name = true))",
            header=tuple(heading(path) for path in self.fields),
            header_parts=tuple(self.fields),
            skipped=tuple(self.skipped),
        )

    def _empty_with_all_fields(self) -> str:
        import pyarrow as pa

        path = self._written([pa.array([], pa.string())] * len(self.fields), pa.array([], pa.int64()))
        self._files.append(path)
        return literal(path)


def heading(path: FieldPath) -> str:
    """A field's heading: the names on the way to it joined by dots."""
    return ".".join(path)


def string_array(texts: list[str | None]) -> pa.Array:
    """Texts as Arrow strings; halves of letters that no encoding can hold become the sign for what is unreadable."""
    import pyarrow as pa

    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        mended = [None if text is None else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
        return pa.array(mended, pa.string())


def _flatten(value: Mapping[str, Any], above: FieldPath, row: dict[FieldPath, str | None]) -> None:
    for key, inner in value.items():
        if isinstance(inner, str):
            row[(*above, key)] = inner or None
        elif isinstance(inner, Mapping) and inner:
            _flatten(inner, (*above, key), row)
        else:
            row[(*above, key)] = as_text(inner)


def as_text(value: Any) -> str | None:
    """A value as text: numbers as written, a list of plain values joined, anything deeper as JSON; None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value):
        return _JOINT.join(text for item in value if (text := as_text(item)) is not None) or None
    return "".join(_json(value)) if value else None


def _json(value: Any) -> Iterator[str]:
    """JSON text with numbers as they were written."""
    import json

    if isinstance(value, NumberText):
        yield value
    elif isinstance(value, dict):
        yield "{"
        for index, (key, inner) in enumerate(value.items()):
            yield f"{', ' if index else ''}{json.dumps(key, ensure_ascii=False)}: "
            yield from _json(inner)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, inner in enumerate(value):
            yield ", " if index else ""
            yield from _json(inner)
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False)
