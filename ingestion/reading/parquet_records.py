"""Parquet to a table of text, read by DuckDB.

Belongs here: what each type is as plain text, and the bounds. Large files are scanned in place, small ones are read by the same
expressions, so that a value looks the same whatever the size. Does not belong here: what a text means (`conforming`).
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.files import DAMAGED_BYTES, Content
from ingestion.reading.record_table import MOST_FIELDS, FieldPath, ScannedRecords, heading
from ingestion.reading.text_table import TextTable
from ingestion.sql import identifier, literal

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_MAGIC = b"PAR1"
_LONGEST_FOOTER = 32 << 20
_MOST_ROWS = 500_000_000
_SMALL_CELLS = 8_000_000
_MOST_HELD_BYTES = 384 << 20
_MOST_UNPACKED = 2 << 30
_MOST_WRITTEN_OUT = 4 << 30
_CHUNK = 4 << 20
_MEMORY = "640MB"
_BATCH_ROWS = 2_048
_REPEATS_LOOKED_FOR = 64 << 20
_WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"})
_PLAIN = _WHOLE | {"VARCHAR", "BOOLEAN", "DATE", "TIME", "UUID", "INTERVAL"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of text: the names on the way to it, and the SQL that gives it."""

    path: FieldPath
    sql: str


def read_parquet(content: Content, folder: Path | None = None, large_bytes: int = 32 << 20) -> TextTable | ScannedRecords:
    """Reads a Parquet file: into memory when it is small, else described for DuckDB without being copied.

    Args:
        content: the file.
        folder: where a packed file is unpacked to, as Parquet is read from its end; None reads into memory only.
        large_bytes: files of at least so many bytes are described, not read.

    Raises:
        UnreadableFile: damaged, cut off, out of all proportion.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="qutb-") as own:
            return _read(content, Path(own), None)
    return _read(content, folder, large_bytes)


def _read(content: Content, folder: Path, large_bytes: int | None) -> TextTable | ScannedRecords:
    import duckdb

    path = _unpacked(content, folder) if content.is_packed else content.path
    _check_footer(content.path, path)
    try:
        with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(folder), "threads": 2}) as connection:
            rows, fields = _described(connection, path)
            if not fields or not rows:
                raise UnreadableFile(content.path, refusals.EMPTY, refusals.SEND_FILLED)
            if len(fields) > MOST_FIELDS:
                raise UnreadableFile(content.path, refusals.TOO_MANY_COLUMNS.with_values(most=MOST_FIELDS), refusals.CHECK_EXPORT)
            if rows > _MOST_ROWS:
                raise UnreadableFile(content.path, refusals.TOO_LARGE, refusals.DIVIDE)
            connection.execute("set enable_progress_bar = false")
            relation = _relation(path, fields)
            _check_repeats(content, connection, path, relation, fields)
            if large_bytes is not None and (path.stat().st_size >= large_bytes or rows * len(fields) > _SMALL_CELLS):
                connection.execute(f"select * from {relation} limit 1")
                return ScannedRecords(content.path, relation, _headings(fields), tuple(field.path for field in fields))
            return _held(content, connection, relation, fields)
    except duckdb.OutOfMemoryException as error:
        raise UnreadableFile(content.path, refusals.TOO_LARGE, refusals.DIVIDE) from error
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(content.path, refusals.DAMAGED_PARQUET, refusals.EXPORT_AGAIN) from error


def _unpacked(content: Content, folder: Path) -> Path:
    target = folder / "unpacked.parquet"
    written = 0
    with refusals.of_packing(content.path, DAMAGED_BYTES), content.open() as packed, target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            written += out.write(chunk)
            if written > _MOST_UNPACKED:
                raise UnreadableFile(content.path, refusals.TOO_LARGE_UNPACKED, refusals.SPLIT)
    return target


def _check_footer(source: Path, path: Path) -> None:
    """The end tells where the description of the columns begins; a forged length is found before it is believed."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 8))
        end = file.read(8)
    length = struct.unpack("<I", end[:4])[0] if len(end) == 8 else 0
    if end[4:] != _MAGIC or not 0 < length <= min(size - 12, _LONGEST_FOOTER):
        raise UnreadableFile(source, refusals.DAMAGED_PARQUET, refusals.EXPORT_AGAIN)


def _described(connection: DuckDBPyConnection, path: Path) -> tuple[int, list[_Field]]:
    """How many rows the file says to have, and its columns; structures are taken apart."""
    source = f"read_parquet({literal(path)})"
    counted = connection.execute(f"select num_rows from parquet_file_metadata({literal(path)})").fetchone()
    relation = connection.sql(f"select * from {source} limit 0")
    fields = [
        field for name, kind in zip(relation.columns, relation.types, strict=True) for field in _fields((name,), identifier(name), kind)
    ]
    return int(counted[0]) if counted else 0, fields


def _fields(path: FieldPath, sql: str, kind: Any) -> Iterator[_Field]:
    if kind.id == "struct":
        for name, inner in kind.children:
            yield from _fields((*path, name), f"struct_extract({sql}, {literal(name)})", inner)
    else:
        yield _Field(path, f"nullif({_as_text(sql, kind)}, '')")


def _as_text(sql: str, kind: Any) -> str:
    """The SQL of a value as plain text: ISO days and instants, exact decimals, no ``.0`` and no exponent that is not needed."""
    name = str(kind).upper()
    if name in _PLAIN or kind.id in ("decimal", "enum"):
        return f"cast({sql} as varchar)"
    if kind.id in ("double", "float"):
        text = f"cast({sql} as varchar)"
        return (
            f"case when isnan({sql}) then null when abs({sql}) >= 1e15 and isfinite({sql}) then printf('%.0f', cast({sql} as double))"
            f" else regexp_replace({text}, '\\.0$', '') end"
        )
    if kind.id == "timestamp with time zone":
        return f"cast(make_timestamp(epoch_us({sql})) as varchar) || '+00:00'"
    if kind.id.startswith("timestamp"):
        return f"regexp_replace(cast({sql} as varchar), ' 00:00:00$', '')"
    if kind.id == "blob":
        # Old writers do not say that their bytes are text.
        return f"coalesce(try(decode({sql})), cast({sql} as varchar))"
    if kind.id in ("list", "array") and kind.children[0][1].id not in ("struct", "list", "array", "map"):
        return f"array_to_string(cast({sql} as varchar[]), '; ')"
    if kind.id in ("list", "array", "map", "union"):
        return f"cast(to_json({sql}) as varchar)"
    return f"cast({sql} as varchar)"


def _relation(path: Path, fields: list[_Field]) -> str:
    columns = ", ".join(f"{field.sql} as c{index}" for index, field in enumerate(fields))
    if any(len(field.path) and field.path[0].lower() == "file_row_number" for field in fields):
        return f"(select {columns}, row_number() over () as row_number from read_parquet({literal(path)}))"
    return f"(select {columns}, file_row_number + 1 as row_number from read_parquet({literal(path)}, file_row_number = true))"


def _check_repeats(content: Content, connection: DuckDBPyConnection, path: Path, relation: str, fields: list[_Field]) -> None:
    """A text stands once in the file however many rows point at it: what all of them come to is summed up without copying any."""
    if path.stat().st_size > _REPEATS_LOOKED_FOR:
        return
    sums = " + ".join(f"coalesce(sum(strlen(c{index})), 0)" for index in range(len(fields)))
    found = connection.execute(f"select {sums} from {relation}").fetchone()
    if found and found[0] > _MOST_WRITTEN_OUT:
        raise UnreadableFile(content.path, refusals.TOO_LARGE, refusals.DIVIDE)


def _held(content: Content, connection: DuckDBPyConnection, relation: str, fields: list[_Field]) -> TextTable:
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    held = 0
    reader = connection.execute(f"select * from {relation}").to_arrow_reader(_BATCH_ROWS)
    for batch in reader:
        held += batch.nbytes
        if held > _MOST_HELD_BYTES:
            raise UnreadableFile(content.path, refusals.TOO_LARGE, refusals.DIVIDE)
        batches.append(batch)
    return TextTable(
        header=_headings(fields),
        columns=tuple(range(len(fields))),
        rows=pa.Table.from_batches(batches, reader.schema),
        header_parts=tuple(field.path for field in fields),
        is_records=True,
    )


def _headings(fields: list[_Field]) -> tuple[str, ...]:
    return tuple(heading(field.path) for field in fields)
