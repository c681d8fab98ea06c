"""From a grid of cells to a table: what is header, row, title, total, note.

Belongs here: deciding what each line of a sheet is, whatever the format it came from. A line is dropped only when it
is surely no row, and then it is listed with the reason; where in doubt it stays a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from ingestion.reading.headers import PREVIEW_ROWS, Expected, find_header, looks_like_value
from ingestion.reading.text_table import Grid, Merge, SkippedLine, SkipReason, TextTable, row_text
from ingestion.text import fold

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Counts = npt.NDArray[np.int32]
    Column: TypeAlias = pa.Array | pa.ChunkedArray

_TOTALS = frozenset(
    fold(text)
    for text in (
        *(
            "total",
            "totaux",
            "total général",
            "total generale",
            "sous-total",
            "sous total",
            "grand total",
            "total partiel",
            "cumul",
        ),
        *("subtotal", "sub-total", "somme", "total cumulé", "total global", "ensemble", "totals"),
        *(
            "المجموع",
            "مجموع",
            "المجموع العام",
            "المجموع الكلي",
            "المجموع الإجمالي",
            "الإجمالي",
            "إجمالي",
            "الحاصل",
            "المجموع الجزئي",
        ),
    )
)
_TOTAL_START = r"^\W*(?i:sous|total|totaux|grand|sub|cumul|somme|ensemble|المجموع|مجموع|ال[اإ]جمالي|[اإ]جمالي|الحاصل|totals)"
_NOTE_STARTS = tuple(
    fold(text)
    for text in (
        *(
            "fait à",
            "fait le",
            "signature",
            "signé",
            "cachet",
            "visa",
            "le directeur",
            "la directrice",
            "le président",
            "la présidente",
        ),
        *(
            "le responsable",
            "la responsable",
            "le chef",
            "source",
            "note",
            "notes",
            "nb",
            "n.b",
            "remarque",
            "observation",
            "légende",
        ),
        *(
            "arrêté",
            "arrête",
            "établi par",
            "prepared by",
            "signed",
            "date et signature",
            "le délégué",
            "le secrétaire",
        ),
        *(
            "حرر",
            "توقيع",
            "إمضاء",
            "الإمضاء",
            "التوقيع",
            "خاتم",
            "المدير",
            "الرئيس",
            "ملاحظة",
            "ملحوظة",
            "المصدر",
            "مصدر",
            "رئيس",
        ),
    )
)
_TAIL_ROWS = 200
_MOST_SUSPECTS = 20_000
_BLANKS_LISTED = 1000


Dropped = Mapping[int, tuple[SkipReason, str]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the grid as Python values; only made for the few that need looking at."""

    index: int
    cells: tuple[str | None, ...]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell and cell.strip()]

    @property
    def text(self) -> str:
        return row_text(self.cells)


def cut(grid: Grid, expected: Expected | None = None, keep_columns: bool = False) -> TextTable | None:
    """Cuts the table out of a grid; None when the grid holds nothing.

    Args:
        grid: all cells as found.
        expected: canonical column → folded names; None reads generically.
        keep_columns: whether columns with neither header nor cells stay.
    """
    counts = _filled_counts(grid.columns, len(grid.row_numbers))
    filled = counts.nonzero()[0]
    if not len(filled):
        return None
    start, end = int(filled[0]), int(filled[-1]) + 1
    grid, counts = _sliced(grid, start, end), counts[start:end]
    preview = _lines(grid.columns, range(min(len(counts), PREVIEW_ROWS)))
    place = find_header([line.cells for line in preview], expected, _merges_within(grid))
    body = _sliced(grid, place.first_data_row, len(counts))
    counts = counts[place.first_data_row :]
    header_lines = [preview[row].cells for row in place.rows]
    dropped = _judge(body, counts, header_lines, known=expected is not None)
    table = _table(body, place.parts, counts, dropped, keep_columns)
    above = place.rows[0] if place.rows else place.first_data_row
    return replace(
        table,
        titles=tuple(line.text for line in preview[:above] if line.filled),
        header_rows=tuple(int(grid.row_numbers[row].as_py()) for row in place.rows),
        merges=grid.merges,
    )


def cut_further(grid: Grid, first: TextTable, expected: Expected | None = None) -> TextTable | None:
    """Cuts the next rows of a table whose beginning ``first`` was cut with ``keep_columns``.

    Notes at the very end of a file are only known as such when they stand in the same grid as rows above them.
    """
    counts = _filled_counts(grid.columns, len(grid.row_numbers))
    header_lines = [first.header] if first.header_rows else []
    dropped = _judge(grid, counts, header_lines, known=expected is not None)
    return _table(grid, first.header_parts, counts, dropped, keep_columns=True)


def _sliced(grid: Grid, start: int, end: int) -> Grid:
    columns = tuple(column.slice(start, end - start) for column in grid.columns)
    return replace(grid, columns=columns, row_numbers=grid.row_numbers.slice(start, end - start))


def _merges_within(grid: Grid) -> list[Merge]:
    """The merged blocks, counted from the first line and column of the grid."""
    top, left = int(grid.row_numbers[0].as_py()) - 1, grid.first_column
    return [Merge(m.top - top, m.left - left, m.bottom - top, m.right - left) for m in grid.merges]


def _lines(columns: Sequence[Column], indices: Sequence[int]) -> list[_Line]:
    import pyarrow as pa

    if not columns or not len(indices):
        return []
    wanted = pa.array(indices, pa.int64())
    cells = zip(*(column.take(wanted).to_pylist() for column in columns), strict=True)
    return [_Line(int(index), row) for index, row in zip(indices, cells, strict=True)]


def _filled_counts(columns: Sequence[Column], height: int) -> Counts:
    """Per line, how many cells hold more than white space."""
    import numpy as np
    import pyarrow.compute as pc

    total = np.zeros(height, dtype=np.int32)
    for column in columns:
        holds = column.is_valid()
        if any(pc.any(pc.starts_with(column, sign)).as_py() for sign in (" ", "\xa0", "\t", "\n", "\r", "\u202f")):
            blank = pc.match_substring_regex(column, r"^[\s\x{a0}\x{202f}]*$").fill_null(False)
            holds = pc.and_not(holds, blank)
        total += holds.to_numpy(zero_copy_only=False) if hasattr(holds, "offset") else holds.to_numpy()
    return total


def _judge(body: Grid, counts: Counts, header_lines: Sequence[Sequence[str | None]], known: bool) -> Dropped:
    """Which filled lines of the body are no rows: index in the body → why, text."""
    dropped: dict[int, tuple[SkipReason, str]] = {}
    width = len(body.columns)
    comments: list[_Line] = []
    for line in _suspects(body.columns, header_lines):
        if any(_same(line.cells, header) for header in header_lines):
            dropped[line.index] = ("repeated_header", line.text)
        elif _is_total(line.filled, width, known):
            dropped[line.index] = ("total", line.text)
        elif line.filled[0].startswith("#") and len(line.filled) <= max(1, width // 2) < width:
            comments.append(line)
    # Many such lines are not comments but rows whose first column happens to begin so.
    if len(comments) <= max(3, len(counts) // 20):
        dropped.update({line.index: ("comment", line.text) for line in comments})
    dropped.update({line.index: ("signature", line.text) for line in _signatures(body.columns, counts, dropped)})
    return dropped


def _suspects(columns: Sequence[Column], header_lines: Sequence[Sequence[str | None]]) -> Iterator[_Line]:
    """Lines whose first filled cell starts like a total or a comment, or that begin like the header."""
    import pyarrow.compute as pc

    first = pc.coalesce(*columns)
    suspect = pc.or_(pc.match_substring_regex(first, _TOTAL_START), pc.starts_with(first, "#"))
    for header in header_lines:
        place = next((index for index, cell in enumerate(header) if cell and cell.strip()), None)
        if place is not None:
            suspect = pc.or_kleene(suspect, pc.equal(pc.utf8_lower(columns[place]), (header[place] or "").lower()))
    # A sheet whose every line begins like its header is no sheet of repeated headers: beyond a measure lines stay rows.
    lines = _lines(columns, pc.indices_nonzero(suspect.fill_null(False))[:_MOST_SUSPECTS].to_pylist())
    yield from (line for line in lines if line.filled)


def _same(cells: Sequence[str | None], header: Sequence[str | None]) -> bool:
    return [fold(cell or "") for cell in cells] == [fold(cell or "") for cell in header]


def _is_total(filled: Sequence[str], width: int, known: bool) -> bool:
    """A line is a total when a total word opens it and nothing but figures follow.

    «Total Fès» or «Total Maroc» may be the name of a company: believed only where a contract tells what the columns
    are, and where cells are missing.
    """
    label = fold(filled[0])
    # A sum such as 1921 looks like a year, which as a heading is a name; below a heading it is a figure.
    if not all(cell.strip().isdigit() or looks_like_value(cell) or fold(cell) in _TOTALS or not fold(cell) for cell in filled[1:]):
        return False
    if re.sub(r"[\d\s]+$", "", label) in _TOTALS:
        return width > 1
    return known and len(filled) < width and any(label.startswith(f"{word} ") for word in _TOTALS)


def _signatures(columns: Sequence[Column], counts: Counts, dropped: Dropped) -> Iterator[_Line]:
    """Signatures and notes: nearly empty lines at the end, below an empty line or a total, or so worded."""
    height = len(counts)
    start = max(0, height - _TAIL_ROWS)
    kept = sorted(int(counts[index]) for index in range(start, height) if counts[index] and index not in dropped)
    usual = kept[3 * len(kept) // 4] if kept else 0
    if usual < 2:
        return
    sparse = max(1, usual // 3)
    first = height
    while first > start and (first - 1 in dropped or counts[first - 1] <= sparse):
        first -= 1
    opened = False
    for line in _lines(columns, [index for index in range(first, height) if counts[index] and index not in dropped]):
        label = fold(line.filled[0])
        above = line.index - 1
        after_gap = usual > 2 and above >= 0 and (counts[above] == 0 or (above in dropped and dropped[above][0] == "total"))
        words = line.filled[0].startswith("*") or any(label == word or label.startswith(f"{word} ") for word in _NOTE_STARTS)
        if opened or words or (after_gap and not any(looks_like_value(cell) for cell in line.filled)):
            opened = True
            yield line


def _table(body: Grid, header_parts: tuple[tuple[str, ...], ...], counts: Counts, dropped: Dropped, keep_columns: bool) -> TextTable:
    import pyarrow as pa

    keep = counts > 0
    keep[list(dropped)] = False
    rows = body.columns
    numbers = body.row_numbers
    if not keep.all():
        wanted = pa.array(keep.nonzero()[0], pa.int64())
        rows = tuple(column.take(wanted) for column in rows)
        numbers = numbers.take(wanted)
    parts = (*header_parts, *[()] * (len(rows) - len(header_parts)))
    used = [index for index, column in enumerate(rows) if keep_columns or parts[index] or column.null_count < len(column)]
    named = {f"c{position}": rows[index] for position, index in enumerate(used)}
    return TextTable(
        header=tuple(" ".join(parts[index]) for index in used),
        columns=tuple(body.first_column + index for index in used),
        rows=pa.table({**named, "row_number": numbers.cast(pa.int64())}),
        sheet=body.sheet,
        skipped=_skipped(body.row_numbers, counts, dropped),
        header_parts=tuple(parts[index] for index in used),
    )


def _skipped(numbers: pa.Array, counts: Counts, dropped: Dropped) -> tuple[SkippedLine, ...]:
    """The lines that are no rows, with their row numbers; of empty lines only the first thousand."""
    import pyarrow as pa

    blanks = (counts == 0).nonzero()[0][:_BLANKS_LISTED].tolist()
    lines: dict[int, tuple[SkipReason, str]] = {**dict.fromkeys(blanks, ("blank", "")), **dropped}
    indices = sorted(lines)
    rows = numbers.take(pa.array(indices, pa.int64())).to_pylist()
    return tuple(SkippedLine(int(row), *lines[index]) for row, index in zip(rows, indices, strict=True))
