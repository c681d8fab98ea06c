"""How a sheet falls on printed pages: how far it is scaled, and where a page ends.

What goes here: paper, margins, and the reckoning from widths and heights. What does not: writing it into a sheet (`sheets.py`).

Excel leaves out breaks of pages where it fits a sheet to a width by itself. So the scale is reckoned here, from widths that are known, and
breaks stand before what should not be cut: a chart, a table that has room on one page, a heading and the first rows of a longer table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

A4: Final = 9  # Excel's number of the paper
SIDE_INCHES: Final = 0.4
TOP_INCHES: Final = 0.75
BOTTOM_INCHES: Final = 0.7
SMALLEST_PERCENT: Final = 70  # letters of 10 points are then printed with 7
_SHORT_POINTS, _LONG_POINTS = 595.3, 841.9
_POINTS_PER_INCH: Final = 72
_POINTS_PER_PIXEL: Final = 0.75
# Excel rounds the width of a digit to pixels, LibreOffice and printers do not: columns come out up to 6 % wider than reckoned.
_WIDTH_RESERVE: Final = 0.92
_HEIGHT_RESERVE: Final = 0.97
_HEAD_ROWS: Final = 6  # of a table longer than a page: its heading, its header, and some rows


@dataclass(frozen=True, slots=True)
class Paper:
    """What of a sheet of A4 can be printed on, in points."""

    width: float
    height: float

    @classmethod
    def of(cls, *, is_landscape: bool) -> Paper:
        """The paper upright or across."""
        across, down = (_LONG_POINTS, _SHORT_POINTS) if is_landscape else (_SHORT_POINTS, _LONG_POINTS)
        return cls(across - 2 * SIDE_INCHES * _POINTS_PER_INCH, down - (TOP_INCHES + BOTTOM_INCHES) * _POINTS_PER_INCH)

    def percent(self, pixels: float) -> int:
        """The scale at which so many pixels of a screen fit on the paper's width; never larger than life."""
        return min(100, math.floor(100 * _WIDTH_RESERVE * self.width / (pixels * _POINTS_PER_PIXEL)))

    def room(self, percent: int) -> float:
        """The points of a sheet's rows that fit on a page at a scale."""
        return _HEIGHT_RESERVE * self.height * 100 / percent


def column_pixels(letters: float) -> int:
    """The width on a screen of a column of so many letters."""
    return int(letters * 7 + 0.5) + 5


def page_breaks(heights: Sequence[float], together: Sequence[tuple[int, int]], room: float, repeated: float) -> list[int]:
    """The rows before which a new page begins.

    Args:
        heights: of each row, in points.
        together: first and last rows of what should stay on one page; of what is longer than one, its first rows do.
        room: points on a page.
        repeated: points of the rows that each page but the first begins with.
    """
    sums = [0.0, *accumulate(heights)]
    later = room - repeated
    ends = {first: last if sums[last + 1] - sums[first] <= later else min(first + _HEAD_ROWS, last) for first, last in together}
    breaks: list[int] = []
    row, used, limit = 0, 0.0, room
    while row < len(heights):
        after = ends.get(row, row) + 1
        height = sums[after] - sums[row]
        if row and used + height > limit:
            breaks.append(row)
            used, limit = 0.0, later
        used += height
        row = after
    return breaks
