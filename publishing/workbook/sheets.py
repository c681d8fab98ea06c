"""One sheet of the workbook: its title, its print set-up, and tables one under the other.

What goes here: how a sheet is laid out and written. What does not: what stands in it (a module a kind of sheet).

Each table is declared as one (its first row is its header, for whoever listens to the sheet too) and holds no merged cell. Heights of rows
are set here: neither Excel nor LibreOffice always finds that of wrapped text, and charts would move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ingestion.messages import Message
from publishing.workbook.cells import Cell, Link, Mark, Number
from publishing.workbook.pages import A4, BOTTOM_INCHES, SIDE_INCHES, SMALLEST_PERCENT, TOP_INCHES, Paper, column_pixels, page_breaks
from publishing.workbook.styles import DAY

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from publishing.workbook.book import Book

ROW_PIXELS: Final = 20
_ROW_POINTS: Final = 15.75
_LINE_POINTS: Final = 13.0
_LETTERS_IN_ONE: Final = 1.05  # a column is measured in digits, which are wider than most letters
_BOLD_LETTERS_IN_ONE: Final = 0.85
_MOST_LINES: Final = 12
_LINE_LETTERS: Final = 120
_HEADER: Final = Message("{title}, {period}", "{title}، {period}", "{title}, {period}")
_HEADER_TEXT: Final = 220  # Excel's limit is 255, its own codes included


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: its header, unique in the table.
        width: in letters; None leaves the sheet's own.
    """

    heading: str
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands, in rows and columns from 0; `top` is its header, `first` and `last` its rows."""

    top: int
    first: int
    last: int


class Sheet:
    """A sheet being written, from top to bottom; `row` is the next free one."""

    def __init__(self, book: Book, key: str, title: str, about: str, *, is_landscape: bool = True) -> None:
        self.book = book
        self.sheet: Worksheet = book.worksheets[key]
        self.key = key
        self.row = 0
        self._paper = Paper.of(is_landscape=is_landscape)
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._together: list[tuple[int, int]] = []
        self._heading_row: int | None = None
        self._repeated = (0, -1)
        self._printed_rows: int | None = None
        self._set_up(title, is_landscape)
        book.sheets.append(self)
        self.line(title, book.styles.title, points=24)
        self.line(about)

    def line(self, text: str, style: Format | None = None, points: float | None = None) -> None:
        """A line of text that runs over the cells beside it."""
        if points:
            self.height(self.row, points)
        self.sheet.write_string(self.row, 0, text, style or self.book.styles.line)
        self.row += 1

    def link(self, key: str, text: str) -> None:
        """A line that leads to another sheet."""
        self.put(self.row, 0, Link(text, self.book.sheet_names[key], "A1"), self.book.styles.link)
        self.row += 1

    def heading(self, text: str) -> None:
        """The heading of a part, with room above it."""
        self.row += 1
        self._heading_row = self.row
        self.line(text, self.book.styles.heading, points=19)

    def widths(self, *widths: float) -> None:
        """Sets the widths of the columns from the first on, in letters."""
        for column, width in enumerate(widths):
            self._widths[column] = width
            self.sheet.set_column(column, column, width)

    def table(
        self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, strong_rows: int = 0, is_filtered: bool = False
    ) -> Placed:
        """Writes a table of at least one row.

        Args:
            name: of the table, letters and digits; unique in the workbook.
            columns: its columns.
            rows: its cells, one a column.
            strong_rows: so many first rows are sums or totals, and look it.
            is_filtered: whether its header offers filters.
        """
        for index, column in enumerate(columns):
            if column.width is not None:
                self._widths[index] = column.width
                self.sheet.set_column(index, index, column.width)
        top = self.row
        self._header(name, columns, len(rows), is_filtered)
        for number, cells in enumerate(rows):
            for index, cell in enumerate(cells):
                self.put(self.row, index, cell, is_strong=number < strong_rows)
            lines = max(self._lines(index, cell) for index, cell in enumerate(cells))
            self._fit(lines)
            self.row += 1
        self.row += not rows
        self.keep_together(top, self.row - 1)
        return Placed(top, top + 1, self.row - 1)

    def long_table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Placed:
        """Writes a table of many rows, each on one line, with filters; the rest of the sheet is left to it."""
        self.widths(*(column.width or 12 for column in columns))
        top = self.row
        self._header(name, columns, len(rows), is_filtered=True)
        styles, sheet = self.book.styles, self.sheet
        text, mark, day = styles.short_text(), styles.mark(), styles.number(DAY, is_bare=True)
        forms = {cell.form for cells in rows for cell in cells if isinstance(cell, Number)}
        numbers = {form: styles.number(form, is_bare=True) for form in sorted(forms)}
        for cells in rows:
            row = self.row
            for index, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, index, cell, text)
                elif isinstance(cell, Number):
                    sheet.write_number(row, index, cell.value, numbers[cell.form])
                elif isinstance(cell, Mark):
                    sheet.write_string(row, index, cell.text, mark)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, index, cell, day)
            self.row += 1
        self.row += not rows
        return Placed(top, top + 1, self.row - 1)

    def put(self, row: int, column: int, cell: Cell, style: Format | None = None, *, is_strong: bool = False) -> None:
        """Writes one cell; an empty one keeps its look."""
        styles = self.book.styles
        if isinstance(cell, str):
            self.sheet.write_string(row, column, cell, style or styles.text(cell, is_strong=is_strong))
        elif isinstance(cell, Number):
            self.sheet.write_number(row, column, cell.value, style or styles.number(cell.form, is_strong=is_strong))
        elif isinstance(cell, Mark):
            self.sheet.write_string(row, column, cell.text, style or styles.mark(is_strong=is_strong))
        elif isinstance(cell, date):
            self.sheet.write_datetime(row, column, cell, style or styles.number(DAY, is_strong=is_strong))
        elif isinstance(cell, Link):
            target = f"internal:'{cell.sheet}'!{cell.cell}"
            self.sheet.write_url(row, column, target, style or styles.text(cell.text, is_link=True, is_strong=is_strong), cell.text)
        else:
            self.sheet.write_blank(row, column, None, style or styles.text(is_strong=is_strong))

    def freeze(self, placed: Placed, columns: int = 1) -> None:
        """Keeps the sheet's title and a table's header in sight, and repeats the header on each printed page."""
        self.sheet.freeze_panes(placed.first, columns)
        self._repeat(placed.top, placed.top)

    def freeze_title(self) -> None:
        """Keeps the lines written so far in sight, and repeats the first two, title and about, on each printed page."""
        self.sheet.freeze_panes(self.row, 0)
        self._repeat(0, 1)

    def height(self, row: int, points: float) -> None:
        """Sets the height of a row; one that is already higher stays so."""
        points = max(points, self._heights.get(row, 0))
        self._heights[row] = points
        self.sheet.set_row(row, points)

    def keep_together(self, first: int, last: int) -> None:
        """Has some rows, and what stands between them and the heading above, printed on one page where they fit on one."""
        self._together.append((first if self._heading_row is None else self._heading_row, last))
        self._heading_row = None

    def note(self, *texts: str) -> None:
        """Lines that belong to the table above them, where there is one under the same heading, else to the heading."""
        is_of_table = self._heading_row is None
        first = self.row
        for text in texts:
            self.line(text)
        if is_of_table:
            self._together[-1] = (self._together[-1][0], self.row - 1)
        else:
            self.keep_together(first, self.row - 1)

    def print_only(self, rows: int) -> None:
        """Has only so many first rows printed: the rest is for the screen."""
        self._printed_rows = rows

    @property
    def width_pixels(self) -> int:
        """The width of the columns that were given one, on a screen."""
        return sum(map(column_pixels, self._widths.values()))

    def paginate(self) -> None:
        """Scales the finished sheet to the paper's width, and ends pages where nothing is cut."""
        if not self._widths:
            self.widths(_LINE_LETTERS)  # of lines alone
        rows = self._printed_rows or self.row
        widths = [column_pixels(width) for width in self._widths.values()]
        while self._printed_rows and self._paper.percent(sum(widths)) < SMALLEST_PERCENT:
            widths.pop()  # lines above a table that is not printed need no more room than a page has
        percent = self._paper.percent(sum(widths))
        first, last = self._repeated
        heights = [self._heights.get(row, _ROW_POINTS) for row in range(rows)]
        together = [(first, min(last, rows - 1)) for first, last in self._together if first < rows]
        self.sheet.set_print_scale(percent)
        self.sheet.print_area(0, 0, rows - 1, len(widths) - 1)
        self.sheet.set_h_pagebreaks(page_breaks(heights, together, self._paper.room(percent), sum(heights[first : last + 1])))

    def _repeat(self, first: int, last: int) -> None:
        self._repeated = (first, last)
        self.sheet.repeat_rows(first, last)

    def _header(self, name: str, columns: Sequence[Column], rows: int, is_filtered: bool) -> None:
        style = self.book.styles.header
        lines = max(self._lines(index, column.heading, is_bold=True) for index, column in enumerate(columns))
        self._fit(max(lines, 2))
        self.sheet.add_table(
            self.row,
            0,
            self.row + max(rows, 1),  # Excel wants one row, be it empty
            len(columns) - 1,
            {
                "name": name,
                "style": None,
                "autofilter": is_filtered,
                "columns": [{"header": column.heading, "header_format": style} for column in columns],
            },
        )
        self.row += 1

    def _lines(self, column: int, cell: Cell, *, is_bold: bool = False) -> int:
        text = cell if isinstance(cell, str) else cell.text if isinstance(cell, Link) else ""
        per_line = max((self._widths.get(column, 9) - 1) * (_BOLD_LETTERS_IN_ONE if is_bold else _LETTERS_IN_ONE), 1)
        return sum(max(len(wrap(part, int(per_line))), 1) for part in text.split("\n"))

    def _fit(self, lines: int) -> None:
        if lines > 1:
            self.height(self.row, _LINE_POINTS * min(lines, _MOST_LINES) + 3)

    def paragraph(self, label: str | Link, text: str) -> None:
        """A label (or a link) and a text beside it, of as many lines as it needs."""
        styles = self.book.styles
        self.put(self.row, 0, label, styles.link if isinstance(label, Link) else styles.label)
        self.put(self.row, 1, text, styles.paragraph)
        self._fit(max(self._lines(0, label, is_bold=True), self._lines(1, text)))
        self.row += 1

    def _set_up(self, title: str, is_landscape: bool) -> None:
        sheet, book = self.sheet, self.book
        if book.styles.is_rtl:
            sheet.right_to_left()
        sheet.set_default_row(_ROW_POINTS)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_margins(left=SIDE_INCHES, right=SIDE_INCHES, top=TOP_INCHES, bottom=BOTTOM_INCHES)
        if is_landscape:
            sheet.set_landscape()
        release = book.edition.release.id
        heading = (title if title == book.title else book.say(_HEADER, title=title, period=book.period_text)).replace("&", "&&")
        heading = heading[:_HEADER_TEXT]
        left, right = (release, heading) if book.styles.is_rtl else (heading, release)
        sheet.set_header(f"&L{left}&R{right}")
        sheet.set_footer("&C&P / &N")
