"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS) to tables of text.

Belongs here: sheets to grids by fastexcel (calamine) as text, with the few things its text does not tell apart made
plain: dates in ISO, times of day, the text of error cells.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.drift import masked_name
from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.blocks import split_grid
from ingestion.reading.headers import Expected, match_headers
from ingestion.reading.notes import Note, note
from ingestion.reading.package import DAMAGED, Package, SheetExtent, open_package
from ingestion.reading.shape import cut
from ingestion.reading.sheets import RawSheet, UnreadCell, Workbook, guarded_sheets
from ingestion.reading.text_table import Grid, TextTable, column_letter

if TYPE_CHECKING:
    import pyarrow as pa

# The cell reader takes 24 bytes a cell and the text comes on top: 16 million cells stay well under 1 GB.
MOST_CELLS = 16_000_000
_MOST_UNPACKED = 1 << 30
_SUSPECT_UNPACKED = 256 << 20
_SUSPECT_RATIO = 100
_LONG_TEXT = 1_000
_MOST_TEXT = 256 << 20

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

    tables: tuple[TextTable, ...]
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
    notes: list[Note] = []
    tables: list[TextTable] = []
    with path.open("rb") if data is None else io.BytesIO(data) as file:
        package = _package(path, file)
        for raw, extent in _sheets(path, path if data is None else data, package):
            sheet = _cut(raw, extent, package is not None and package.dates_from_1904, expected)
            notes += sheet.notes
            tables += sheet.tables
    if not tables:
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    wanted, others = wanted_tables(tables, expected)
    return wanted, (*notes, *(other_sheet(table) for table in others))


def wanted_tables(tables: Sequence[TextTable], expected: Expected | None) -> tuple[tuple[TextTable, ...], tuple[TextTable, ...]]:
    """The tables with expected columns, and the others; all are wanted when none of them has any."""
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


def other_sheet(table: TextTable) -> Note:
    """The note on a sheet that was left out, with all its rows where it holds a table and not just words."""
    rows = table.rows.column("row_number").to_pylist() if len(table.header) > 1 else []
    return replace(note("other_sheet", len(rows) or 1, table.sheet or "", table.sheet), row_numbers=tuple(rows))


def _sheets(path: Path, source: Path | bytes, package: Package | None) -> Iterator[tuple[RawSheet, SheetExtent | None]]:
    """The sheets with what was measured: those of a measured .xlsx read here, others in a process of their own."""
    if package is None:
        yield from ((raw, None) for raw in guarded_sheets(path, source))
        return
    extents = {name: _extent(path, package, name) for name in package.parts if name not in package.hidden}
    if _repeats_much(path, package, [extent for extent in extents.values() if extent]):
        for raw in guarded_sheets(path, source):
            yield raw, extents.get(raw.name)
        return
    workbook = Workbook(path, source)
    for name in workbook.names:
        if name in package.hidden:
            yield RawSheet(name, is_visible=False), None
            continue
        yield workbook.sheet(name), extents.get(name)


def _repeats_much(path: Path, package: Package, extents: Sequence[SheetExtent]) -> bool:
    """Whether texts that stand once in the file may fill the memory as often as cells show them."""
    try:
        longest = package.longest_shared_text()
    except DAMAGED as error:
        raise UnreadableFile(path, refusals.DAMAGED_WORKBOOK, refusals.SAVE_ANEW) from error
    return longest > _LONG_TEXT and any(extent.cells * longest > _MOST_TEXT for extent in extents)


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


def _cut(raw: RawSheet, extent: SheetExtent | None, dates_from_1904: bool, expected: Expected | None) -> _Sheet:
    name = raw.name
    merges, uncomputed = (extent.merges, extent.uncomputed) if extent else ((), ())
    if not raw.is_visible:
        return _Sheet((), (note("hidden_sheet", 1, name, name),))
    if raw.batch is None:
        return _Sheet((), (note("empty_sheet", 1, name, name),))
    columns = [_plain(column, dates_from_1904) for column in raw.batch.columns]
    columns = _with_texts(columns, raw.unread)
    errors = [cell for cell in raw.unread if _ERROR_KIND.search(cell.detail)]
    grid = Grid(columns=tuple(columns), row_numbers=_numbers(len(raw.batch)), first_column=raw.first_column, sheet=name, merges=merges)
    grids, asides = split_grid(grid, expected)
    tables = tuple(table for each in grids if (table := cut(each, expected)) is not None)
    if not tables:
        return _Sheet((), (note("empty_sheet", 1, name, name),))
    cells = [f"{column_letter(raw.first_column + cell.column)}{cell.row + 1}" for cell in errors[:_ERRORS_SHOWN]]
    where = ", ".join(cells) + ("…" if len(errors) > _ERRORS_SHOWN else "")
    notes = [note("error_cells", len(errors), where, name)] if errors else []
    if uncomputed:
        shown = ", ".join(uncomputed[:_ERRORS_SHOWN]) + ("…" if len(uncomputed) > _ERRORS_SHOWN else "")
        notes.append(note("uncomputed_cells", len(uncomputed), shown, name))
    notes += [note("other_table", 1, _where(aside), name) for aside in asides]
    return _Sheet(tables, tuple(notes))


def _where(grid: Grid) -> str:
    """The columns of a block as people see them: `H:K`."""
    return f"{column_letter(grid.first_column)}:{column_letter(grid.first_column + len(grid.columns) - 1)}"


def _extent(path: Path, package: Package, name: str) -> SheetExtent | None:
    try:
        extent = package.extent(name)
        if extent and extent.cells > MOST_CELLS:
            exact = package.exact_extent(name)
            extent = replace(extent, rows=exact.rows, columns=exact.columns) if exact else extent
    except DAMAGED as error:
        raise UnreadableFile(path, refusals.DAMAGED_WORKBOOK, refusals.SAVE_ANEW) from error
    if extent and extent.cells > MOST_CELLS:
        last = f"{column_letter(extent.columns - 1)}{extent.rows}"
        raise UnreadableFile(path, refusals.FAR_CELL.with_values(sheet=masked_name(name), cell=last), refusals.DELETE_BEYOND)
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


def _with_texts(columns: list[pa.Array], unread: Sequence[UnreadCell]) -> list[pa.Array]:
    """Fills the cells that the cell reader leaves out of the text: errors as people see them (#REF!), times of ODS."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[int, dict[int, str]] = {}
    for cell in unread:
        found.setdefault(cell.column, {})[cell.row] = _text_of(cell.detail)
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
