"""The one door to all readers: from a path to tables of text.

Belongs here: choosing the reader by what the file is, not by what it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.delimited import read_bytes
from ingestion.reading.files import FileFormat, read_up_to, tell_format
from ingestion.reading.headers import Expected
from ingestion.reading.large import DelimitedSource, open_large
from ingestion.reading.notes import Note
from ingestion.reading.text_table import TextTable
from ingestion.reading.workbook import read_workbook_bytes

LARGE_BYTES = 32 << 20
_MOST_WORKBOOK_BYTES = 512 << 20
_HEAD_BYTES = 4096

_KINDS = {
    "parquet": "Parquet",
    "pdf": "PDF",
    "html": "HTML",
    "xml": "XML",
    "json": "JSON",
    "image": "image",
    "gzip": "GZIP",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: tables, or for a large delimited file the source to scan; never both.

    Attributes:
        tables: one a sheet that holds a table.
        large: the large file, described for DuckDB.
        format: what the file is.
        notes: what was noticed on the way.
    """

    tables: tuple[TextTable, ...]
    large: DelimitedSource | None
    format: FileFormat
    notes: tuple[Note, ...] = ()


def read(path: Path, expected: Expected | None = None, folder: Path | None = None, large_bytes: int = LARGE_BYTES) -> Reading:
    """Reads a file of any known format, also inside .gz.

    Args:
        path: the file.
        expected: canonical column → folded names (see ``headers``); None reads generically.
        folder: where a copy of a large file may be put that DuckDB cannot scan as it is; without it such a file is
            read into memory.
        large_bytes: delimited files of at least so many unpacked bytes are described, not read.

    Raises:
        UnreadableFile: not a table, damaged, password-protected, empty; with advice for its sender.
    """
    head, _ = read_up_to(path, _HEAD_BYTES)
    kind = tell_format(head)
    if kind == "empty":
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    if kind in ("zip", "old_workbook"):
        return _workbook(path, expected)
    if kind != "delimited":
        raise UnreadableFile(path, refusals.UNKNOWN_FORMAT.with_values(kind=_KINDS[kind]), refusals.USE_TABLE_FORMAT)
    data, whole = read_up_to(path, large_bytes)
    if not whole and folder is not None:
        source = open_large(path, folder, expected)
        return Reading(tables=(), large=source, format="delimited", notes=source.notes)
    table, notes = read_bytes(path, data if whole else read_up_to(path, 1 << 40)[0], expected)
    return Reading(tables=(table,), large=None, format="delimited", notes=notes)


def _workbook(path: Path, expected: Expected | None) -> Reading:
    data: bytes | None = None
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        data, whole = read_up_to(path, _MOST_WORKBOOK_BYTES)
        if not whole:
            raise UnreadableFile(path, refusals.TOO_LARGE_UNPACKED, refusals.SPLIT)
    tables, notes = read_workbook_bytes(path, data, expected)
    return Reading(tables=tables, large=None, format="workbook", notes=notes)
