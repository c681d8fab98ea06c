"""The one door to all readers: from a path to tables of text.

Belongs here: choosing the reader by what the file is, not by what it is called; putting the files of an archive side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.drift import masked_name, masked_path
from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.delimited import read_content
from ingestion.reading.files import Content, FileFormat, tell_format
from ingestion.reading.headers import Expected
from ingestion.reading.json_records import read_json
from ingestion.reading.large import DelimitedSource, open_large
from ingestion.reading.notes import Note, note
from ingestion.reading.parquet_records import read_parquet
from ingestion.reading.record_table import ScannedRecords
from ingestion.reading.text_table import TextTable
from ingestion.reading.workbook import other_sheet, read_workbook_bytes, wanted_tables
from ingestion.reading.zipped import list_zip, nested_name

LARGE_BYTES = 32 << 20
_MOST_WORKBOOK_BYTES = 256 << 20
_MOST_TOGETHER_BYTES = 128 << 20
_HEAD_BYTES = 4096

_KINDS: dict[str, str] = {"pdf": "PDF", "html": "HTML", "xml": "XML", "image": "image", "rtf": "RTF"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: tables, or for a large file the source to scan; never both.

    Attributes:
        tables: one a sheet, or file of an archive, that holds a table.
        large: the large file, described for DuckDB.
        format: what the file is.
        notes: what was noticed on the way.
    """

    tables: tuple[TextTable, ...]
    large: DelimitedSource | ScannedRecords | None
    format: FileFormat
    notes: tuple[Note, ...] = ()


def read(path: Path, expected: Expected | None = None, folder: Path | None = None, large_bytes: int = LARGE_BYTES) -> Reading:
    """Reads a file of any known format, also inside .gz or .zip.

    Args:
        path: the file.
        expected: canonical column → folded names (see ``headers``); None reads generically.
        folder: where a copy of a large file may be put that DuckDB cannot scan as it is; without it such a file is
            read into memory.
        large_bytes: files of text of at least so many unpacked bytes are described, not read.

    Raises:
        UnreadableFile: not a table, damaged, password-protected, empty; with advice for its sender.
    """
    reading = _read(Content(path), expected, folder, large_bytes)
    return replace(reading, tables=_named(reading.tables))


def _named(tables: tuple[TextTable, ...]) -> tuple[TextTable, ...]:
    """The tables under names that tell no person, each sheet still under one of its own."""
    names: dict[str, str] = {}
    for sheet in dict.fromkeys(table.sheet for table in tables if table.sheet is not None):
        name = masked_name(sheet)
        candidates = (name, *(f"{name} ({number})" for number in range(2, len(tables) + 2)))
        names[sheet] = next(each for each in candidates if each == sheet or each not in names.values())
    return tuple(replace(table, sheet=names[table.sheet]) if table.sheet is not None else table for table in tables)


def _read(content: Content, expected: Expected | None, folder: Path | None, large_bytes: int) -> Reading:
    path = content.path
    head, _ = content.read_up_to(_HEAD_BYTES)
    kind = tell_format(head)
    if kind == "empty":
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    if kind == "zip":
        return _zip(content, expected, folder, large_bytes)
    if kind == "old_workbook":
        return _workbook(content, None, expected)
    if kind in ("gzip", "archive"):
        raise UnreadableFile(path, refusals.NESTED_ARCHIVE.with_values(member=masked_path(content.name)), refusals.PACK_ONCE)
    if kind in _KINDS:
        raise UnreadableFile(path, refusals.UNKNOWN_FORMAT.with_values(kind=_KINDS[kind]), refusals.USE_TABLE_FORMAT)
    if kind == "parquet":
        return _reading(read_parquet(content, folder, large_bytes), "parquet", ())
    is_large = folder is not None and content.has_more_than(large_bytes)
    if is_large and content.is_packed:
        content.check_proportion()
    if kind == "json":
        return _reading(*_json(content, expected, folder if is_large else None))
    if is_large and folder is not None:
        source = open_large(content, folder, expected)
        return Reading(tables=(), large=source, format="delimited", notes=source.notes)
    table, notes = read_content(content, expected)
    return Reading(tables=(table,), large=None, format="delimited", notes=notes)


def _json(
    content: Content, expected: Expected | None, folder: Path | None
) -> tuple[TextTable | ScannedRecords, FileFormat, tuple[Note, ...]]:
    records, notes = read_json(content, expected, folder)
    return records, "json", notes


def _reading(records: TextTable | ScannedRecords, kind: FileFormat, notes: tuple[Note, ...]) -> Reading:
    if isinstance(records, ScannedRecords):
        return Reading(tables=(), large=records, format=kind, notes=(*records.notes, *notes))
    return Reading(tables=(records,), large=None, format=kind, notes=notes)


def _zip(content: Content, expected: Expected | None, folder: Path | None, large_bytes: int) -> Reading:
    path = content.path
    data: bytes | None = None
    if content.is_packed:
        data, whole = content.read_up_to(_MOST_WORKBOOK_BYTES)
        if not whole:
            raise UnreadableFile(path, refusals.TOO_LARGE_UNPACKED, refusals.SPLIT)
    found = list_zip(path, data)
    if found.kind == "workbook":
        return _workbook(content, data, expected)
    if found.kind != "files":
        raise UnreadableFile(path, refusals.UNKNOWN_FORMAT.with_values(kind=found.kind), refusals.USE_TABLE_FORMAT)
    if content.is_packed:
        raise UnreadableFile(path, refusals.NESTED_ARCHIVE.with_values(member=masked_path(content.name)), refusals.PACK_ONCE)
    if not found.members:
        raise UnreadableFile(path, refusals.NO_TABLE_INSIDE, refusals.SEND_FILLED)
    for member in found.members:
        if nested_name(member):
            raise UnreadableFile(path, refusals.NESTED_ARCHIVE.with_values(member=masked_path(member)), refusals.PACK_ONCE)
    if len(found.members) > 1 and found.unpacked > _MOST_TOGETHER_BYTES:
        raise UnreadableFile(path, refusals.TOO_LARGE_UNPACKED, refusals.SEND_FEWER)
    if len(found.members) == 1:
        return _read(Content(path, found.members[0]), expected, folder, large_bytes)
    return _members(path, found.members, expected)


def _members(path: Path, members: tuple[str, ...], expected: Expected | None) -> Reading:
    """The tables of several files, each under its name; files that are no tables are noted, damaged ones refuse the whole."""
    tables: list[TextTable] = []
    notes: list[Note] = []
    for member in members:
        content = Content(path, member)
        head, _ = content.read_up_to(_HEAD_BYTES)
        if not head.strip() or tell_format(head) in _KINDS:
            notes.append(note("other_member", 1, member, member))
            continue
        try:
            reading = _read(content, expected, None, LARGE_BYTES)
        except UnreadableFile as error:
            raise refusals.in_member(path, member, error) from error
        tables += [replace(table, sheet=f"{member} › {table.sheet}" if table.sheet else member) for table in reading.tables]
        notes += reading.notes
    if not tables:
        raise UnreadableFile(path, refusals.NO_TABLE_INSIDE, refusals.SEND_FILLED)
    wanted, others = wanted_tables(tables, expected)
    notes += [other_sheet(table) for table in others]
    return Reading(tables=wanted, large=None, format="zip", notes=tuple(notes))


def _workbook(content: Content, data: bytes | None, expected: Expected | None) -> Reading:
    if content.is_packed and data is None:
        data, whole = content.read_up_to(_MOST_WORKBOOK_BYTES)
        if not whole:
            raise UnreadableFile(content.path, refusals.TOO_LARGE_UNPACKED, refusals.SPLIT)
    tables, notes = read_workbook_bytes(content.path, data, expected)
    return Reading(tables=tables, large=None, format="workbook", notes=notes)
