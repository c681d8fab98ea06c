"""Several tables on one sheet, side by side or one below the other, told apart by the headings a contract expects.

Belongs here: where one table ends and the next begins. A sheet is only cut where two parts of it both name the expected columns,
or where a part that names none stands clearly aside: a table with an empty column in its middle stays one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingestion.reading.headers import PREVIEW_ROWS, Expected, find_header, match_headers
from ingestion.reading.text_table import Grid

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LINES_AFTER_BLANK = 4
_MOST_GAPS = 2_000
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """Some columns of a grid, the expected ones among them, and the line of the sheet on which they are named."""

    grid: Grid
    names: frozenset[str]
    header_line: int | None


def split_grid(grid: Grid, expected: Expected | None) -> tuple[list[Grid], list[Grid]]:
    """The tables of a sheet, and what stands beside them and names no expected column.

    Without ``expected``, or when nothing calls for a cut, the grid itself.
    """
    if not expected or len(expected) < _ENOUGH:
        return [grid], []
    wanted, others = _beside(grid, expected)
    return [part for each in wanted for part in _below(each, expected)], others


def _beside(grid: Grid, expected: Expected) -> tuple[list[Grid], list[Grid]]:
    groups = _column_groups(grid)
    if len(groups) < 2:
        return [grid], []
    parts = [_part(_columns(grid, start, stop), expected) for start, stop in groups]
    named = [part for part in parts if len(part.names) >= _ENOUGH]
    if len(named) < 2 or not all(a.names & b.names for a, b in pairwise(named)):
        return _without_asides(grid, parts, groups)
    return [part.grid for part in named], [part.grid for part in parts if not part.names]


def _without_asides(grid: Grid, parts: Sequence[_Part], groups: Sequence[tuple[int, int]]) -> tuple[list[Grid], list[Grid]]:
    """Columns at the right of the table that have no cell on the line of its header are no part of it."""
    main = max(range(len(parts)), key=lambda index: len(parts[index].names))
    line = parts[main].header_line
    if line is None or len(parts[main].names) < _ENOUGH:
        return [grid], []
    last = len(parts)
    while last - 1 > main and not parts[last - 1].names and not any(column[line].as_py() for column in parts[last - 1].grid.columns):
        last -= 1
    if last == len(parts):
        return [grid], []
    return [_columns(grid, 0, groups[last - 1][1])], [part.grid for part in parts[last:]]


def _part(grid: Grid, expected: Expected) -> _Part:
    height = min(len(grid.row_numbers), PREVIEW_ROWS)
    lines = list(zip(*(column.slice(0, height).to_pylist() for column in grid.columns), strict=True))
    place = find_header(lines, expected)
    match = match_headers(place.texts, expected)
    names = frozenset(match.mapping) | {name for name, _ in match.ambiguous}
    return _Part(grid, names, place.rows[-1] if place.rows else None)


def _column_groups(grid: Grid) -> list[tuple[int, int]]:
    """Runs of columns that hold anything, parted by columns that hold nothing."""
    groups: list[tuple[int, int]] = []
    start: int | None = None
    for index, column in enumerate((*grid.columns, None)):
        is_empty = column is None or column.null_count == len(column)
        if is_empty and start is not None:
            groups.append((start, index))
            start = None
        elif not is_empty and start is None:
            start = index
    return groups


def _columns(grid: Grid, start: int, stop: int) -> Grid:
    return replace(grid, columns=grid.columns[start:stop], first_column=grid.first_column + start)


def _below(grid: Grid, expected: Expected) -> list[Grid]:
    """The tables one below the other: a line that names expected columns, after an empty line, begins another."""
    filled = _filled(grid)
    gaps = [int(index) for index in ((~filled[:-1]) & filled[1:]).nonzero()[0] + 1][:_MOST_GAPS]
    if not gaps:
        return [grid]
    cuts: list[int] = []
    first = _first_header(grid, expected)
    for gap in gaps:
        if first is not None and gap > first and _names_columns(grid, gap, expected):
            cuts.append(gap)
    starts, ends = [0, *cuts], [*cuts, len(grid.row_numbers)]
    return [_rows(grid, start, end) for start, end in zip(starts, ends, strict=True)]


def _first_header(grid: Grid, expected: Expected) -> int | None:
    part = _part(grid, expected)
    return part.header_line if len(part.names) >= _ENOUGH else None


def _names_columns(grid: Grid, line: int, expected: Expected) -> bool:
    lines = list(zip(*(column.slice(line, _LINES_AFTER_BLANK).to_pylist() for column in grid.columns), strict=True))
    for row in lines:
        if sum(1 for cell in row if cell) < _ENOUGH:
            continue
        match = match_headers([cell or "" for cell in row], expected)
        # A table under its title; a line with values of its own is a row.
        return len(match.mapping) + len(match.ambiguous) >= max(_ENOUGH, sum(1 for cell in row if cell) // 2)
    return False


def _filled(grid: Grid) -> npt.NDArray[np.bool_]:
    import numpy as np

    filled = np.zeros(len(grid.row_numbers), dtype=bool)
    for column in grid.columns:
        if filled.all():
            break
        filled |= column.is_valid().to_numpy(zero_copy_only=False)
    return filled


def _rows(grid: Grid, start: int, end: int) -> Grid:
    columns = tuple(column.slice(start, end - start) for column in grid.columns)
    return replace(grid, columns=columns, row_numbers=grid.row_numbers.slice(start, end - start))
