"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS) to tables of text.

Belongs here: sheets to grids by fastexcel (calamine) as text, with the few things its text does not tell apart made
plain: dates in ISO, times of day, the text of error cells.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.headers import Expected, match_headers
from ingestion.reading.notes import Note, note
from ingestion.reading.package import DAMAGED, Package, SheetExtent, open_package
from ingestion.reading.shape import cut
from ingestion.reading.text_table import Grid, TextTable, column_letter

if TYPE_CHECKING:
    import pyarrow as pa

# The cell reader takes 24 bytes a cell and the text comes on top: 16 million cells stay well under 1 GB.
MOST_CELLS = 16_000_000
_MOST_UNPACKED = 2 << 30
_SUSPECT_UNPACKED = 256 << 20
_SUSPECT_RATIO = 300

_ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_DURATION = re.compile(r'DurationIso\("PT(\d+)H(\d+)M(\d+)(?:\.\d+)?S"\)')
_ERROR_KIND = re.compile(r"Error\((\w+)\)")
_ERRORS_SHOWN = 10
_MIDNIGHT = r"^\d{4}-\d{2}-\d{2} 00:00:00$"
_FRACTION = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d+$"
_ISO_T = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"
_TIME_1900 = r"^1899-12-3[01] \d{2}:\d{2}:\d{2}$"
_TIME_1904 = r"^1904-01-01 \d{2}:\d{2}:\d{2}$"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one sheet gave."""

    table: TextTable | None
    notes: tuple[Note, ...]


def read_workbook(path: Path, expected: Expected | None = None) -> tuple[tuple[TextTable, ...], tuple[Note, ...]]:
    """Reads every visible sheet that holds a table.

    With ``expected``, sheets in which no expected column appears (instructions, lists) are left out when another
    sheet has them.

    Args:
        path: the workbook.
        expected: canonical column → folded names; None reads generically.

    Raises:
        UnreadableFile: damaged, password-protected, empty, or asking for more memory than a sheet may have.
    """
    return read_workbook_bytes(path, None, expected)


def read_workbook_bytes(path: Path, data: bytes | None, expected: Expected | None = None) -> tuple[tuple[TextTable, ...], tuple[Note, ...]]:
    """Like ``read_workbook``; ``data`` is the unpacked workbook when ``path`` is packed."""
    reader = _open(path, data)
    notes: list[Note] = []
    tables: list[TextTable] = []
    with path.open("rb") if data is None else io.BytesIO(data) as file:
        package = _package(path, file)
        for name in reader.sheet_names:
            sheet = _read_sheet(path, reader, name, package, expected)
            notes += sheet.notes
            tables += [sheet.table] if sheet.table else []
    if not tables:
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    wanted, others = _wanted(tables, expected)
    return wanted, (*notes, *(_other_sheet(table) for table in others))


def _wanted(tables: list[TextTable], expected: Expected | None) -> tuple[tuple[TextTable, ...], tuple[TextTable, ...]]:
    if not expected or len(tables) == 1:
        return tuple(tables), ()
    found = [len(match.mapping) + len(match.ambiguous) for match in (match_headers(table, expected) for table in tables)]
    enough = min(2, len(expected))
    if max(found) < enough:
        return tuple(tables), ()
    split: tuple[list[TextTable], list[TextTable]] = ([], [])
    for table, count in zip(tables, found, strict=True):
        split[0 if count >= enough else 1].append(table)
    return tuple(split[0]), tuple(split[1])


def _other_sheet(table: TextTable) -> Note:
    """The note on a sheet that was left out, with all its rows where it holds a table and not just words."""
    rows = table.rows.column("row_number").to_pylist() if len(table.header) > 1 else []
    return replace(note("other_sheet", len(rows) or 1, table.sheet or "", table.sheet), row_numbers=tuple(rows))


def _open(path: Path, data: bytes | None) -> Any:
    import fastexcel

    with refusals.of_workbook(path):
        return fastexcel.read_excel(path if data is None else data)


def _package(path: Path, file: Any) -> Package | None:
    """The package for what fastexcel does not tell; None for formats that are no zip or not .xlsx."""
    import zipfile

    if not zipfile.is_zipfile(file):
        return None
    try:
        package = open_package(file)
        sizes = [(info.file_size, info.compress_size) for info in zipfile.ZipFile(file).infolist()]
    except DAMAGED as error:
        raise UnreadableFile(path, refusals.DAMAGED_WORKBOOK, refusals.SAVE_ANEW) from error
    unpacked, packed = (sum(column) for column in zip(*sizes, strict=True))
    if unpacked > _MOST_UNPACKED or (unpacked > _SUSPECT_UNPACKED and unpacked > _SUSPECT_RATIO * packed):
        raise UnreadableFile(path, refusals.TOO_LARGE_UNPACKED, refusals.SPLIT)
    return package


def _read_sheet(path: Path, reader: Any, name: str, package: Package | None, expected: Expected | None) -> _Sheet:
    if package and name in package.hidden:
        return _Sheet(None, (note("hidden_sheet", 1, name, name),))
    extent = _extent(path, package, name)
    with refusals.of_workbook(path):
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        if sheet.visible != "visible":
            return _Sheet(None, (note("hidden_sheet", 1, name, name),))
        if not sheet.height or not sheet.width:
            return _Sheet(None, (note("empty_sheet", 1, name, name),))
        first_column = sheet.available_columns()[0].absolute_index
        batch, errors = sheet.to_arrow_with_errors()
    columns = [_plain(column, package is not None and package.dates_from_1904) for column in batch.columns]
    found = errors.errors if errors is not None else []
    columns = _with_texts(columns, found)
    found = [error for error in found if _ERROR_KIND.search(error.detail)]
    grid = Grid(columns=tuple(columns), row_numbers=_numbers(len(batch)), first_column=first_column, sheet=name,
                merges=extent.merges if extent else ())  # fmt: skip
    table = cut(grid, expected)
    if table is None:
        return _Sheet(None, (note("empty_sheet", 1, name, name),))
    cells = [f"{column_letter(first_column + e.offset_position[1])}{e.offset_position[0] + 1}" for e in found[:_ERRORS_SHOWN]]
    where = ", ".join(cells) + ("…" if len(found) > _ERRORS_SHOWN else "")
    return _Sheet(table, (note("error_cells", len(found), where, name),) if found else ())


def _extent(path: Path, package: Package | None, name: str) -> SheetExtent | None:
    if package is None:
        return None
    try:
        extent = package.extent(name)
    except DAMAGED as error:
        raise UnreadableFile(path, refusals.DAMAGED_WORKBOOK, refusals.SAVE_ANEW) from error
    if extent and extent.cells > MOST_CELLS:
        last = f"{column_letter(extent.columns - 1)}{extent.rows}"
        raise UnreadableFile(path, refusals.FAR_CELL.with_values(sheet=name, cell=last), refusals.DELETE_BEYOND)
    return extent


def _numbers(height: int) -> pa.Array:
    import pyarrow as pa

    return pa.array(range(1, height + 1), pa.int64())


def _plain(column: pa.Array, dates_from_1904: bool) -> pa.Array:
    """Dates without a midnight that nobody wrote, times without a day, whole seconds, and null for an empty text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.binary_length(column)
    nothing = pa.scalar(None, pa.string())
    if pc.any(pc.equal(lengths, 0)).as_py():
        column = pc.if_else(pc.equal(lengths, 0), nothing, column)
    if pc.any(pc.equal(lengths, 23)).as_py():
        column = _whole_seconds(column)
        lengths = pc.binary_length(column)
    if pc.any(pc.equal(lengths, 19)).as_py():
        for pattern, start, stop in ((_TIME_1904 if dates_from_1904 else _TIME_1900, 11, 19), (_MIDNIGHT, 0, 10)):
            matches = pc.match_substring_regex(column, pattern)
            if pc.any(matches).as_py():
                column = pc.if_else(matches, pc.utf8_slice_codeunits(column, start, stop), column)
        matches = pc.match_substring_regex(column, _ISO_T)
        if pc.any(matches).as_py():
            column = pc.if_else(matches, pc.replace_substring(column, "T", " "), column)
    return column


def _whole_seconds(column: pa.Array) -> pa.Array:
    """Rounds instants to the second, as a spreadsheet shows them: 08:19:59.880 is what is stored of 08:20."""
    import pyarrow as pa
    import pyarrow.compute as pc

    matches = pc.match_substring_regex(column, _FRACTION).fill_null(False)
    rounded = [_rounded(text) for text in column.filter(matches).to_pylist()]
    return pc.replace_with_mask(column, matches, pa.array(rounded, pa.string()))


def _rounded(text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return str((instant + timedelta(microseconds=500_000)).replace(microsecond=0))


def _with_texts(columns: list[pa.Array], unread: list[Any]) -> list[pa.Array]:
    """Fills the cells that the cell reader leaves out of the text: errors as people see them (#REF!), times of ODS."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[int, dict[int, str]] = {}
    for cell in unread:
        row, column = cell.offset_position
        found.setdefault(column, {})[row] = _text_of(cell.detail)
    for column, texts in found.items():
        rows = sorted(texts)
        mask = pc.is_in(pa.array(range(len(columns[column])), pa.int64()), pa.array(rows, pa.int64()))
        columns[column] = pc.replace_with_mask(columns[column], mask, pa.array([texts[row] for row in rows], pa.string()))
    return columns


def _text_of(detail: str) -> str:
    if duration := _DURATION.search(detail):
        return ":".join(part.zfill(2) for part in duration.groups())
    kind = _ERROR_KIND.search(detail)
    return _ERROR_TEXTS.get(kind[1], "#ERROR!") if kind else "#ERROR!"
