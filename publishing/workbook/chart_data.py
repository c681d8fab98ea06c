"""What the charts are drawn from: one long table on a sheet of its own, each chart a run of its rows.

What goes here: that table. What does not: charts (`charts.py`).

Excel draws a text as 0, and a word stands in the tables of the sheets where a figure is kept back. So charts read from here: a cell
without a figure is empty, which draws a gap, and the word stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingestion.messages import Message
from publishing.edition import Figure
from publishing.workbook.cells import Cell, Mark, Number, figure_cell
from publishing.workbook.words import CHARTS, COVER, REMARK, SHEETS, VALUE

if TYPE_CHECKING:
    from publishing.workbook.book import Book

_CHART: Final = Message("Graphique", "المبيان", "Chart")
_POINT: Final = Message("Période, territoire ou catégorie", "الفترة أو المجال أو الفئة", "Period, territory or category")
_WHAT: Final = Message(
    "Valeurs tracées par les graphiques des autres feuilles. Une valeur absente laisse un vide, jamais un zéro ; la remarque dit pourquoi.",
    "القيم التي ترسمها مبيانات الأوراق الأخرى. القيمة الغائبة تترك فراغا وليست صفرا أبدا، والملاحظة تبين السبب.",
    "Values drawn by the charts of the other sheets. A value that is not there leaves a gap, never a zero; the remark says why.",
)
BACK: Final = Message("Retour à l'accueil", "الرجوع إلى التقديم", "Back to the start")
_FIRST: Final = 5  # row of the first point, from 0: title, about, what, link, header


@dataclass(frozen=True, slots=True)
class Source:
    """A run of rows that one chart is drawn from, from 0."""

    sheet: str
    first: int
    last: int

    @property
    def categories(self) -> list[object]:
        """The range of its categories, as XlsxWriter takes it."""
        return [self.sheet, self.first, 1, self.last, 1]

    @property
    def values(self) -> list[object]:
        """The range of its values."""
        return [self.sheet, self.first, 2, self.last, 2]

    @property
    def range(self) -> str:
        """The range of its values, as a sparkline takes it."""
        return f"'{self.sheet}'!$C${self.first + 1}:$C${self.last + 1}"


class ChartData:
    """The sheet of what charts are drawn from, gathered while the others are written."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._rows: list[list[Cell]] = []
        self._kept: dict[str, Source] = {}

    def add(self, title: str, points: Sequence[tuple[str, Figure | None]]) -> Source:
        """Keeps the points of a chart; a chart of the same title that was kept before is used again.

        Args:
            title: of the chart, unique among different ones.
            points: category and figure, in order; at least one.
        """
        if title not in self._kept:
            first = _FIRST + len(self._rows)
            for category, figure in points:
                cell = figure_cell(figure, self._book.language)
                is_number = isinstance(cell, Number)
                self._rows.append([title, category, cell if is_number else None, None if is_number else cell])
            self._kept[title] = Source(self._book.sheet_names[CHARTS], first, _FIRST + len(self._rows) - 1)
        return self._kept[title]

    def write(self) -> None:
        """Writes the sheet."""
        from publishing.workbook.sheets import Column, Sheet

        book = self._book
        sheet = Sheet(book, CHARTS, SHEETS[CHARTS].text(book.language), book.about())
        sheet.line(book.say(_WHAT))
        sheet.print_only(sheet.row)
        sheet.link(COVER, book.say(BACK))
        columns = [Column(book.say(_CHART), 60), Column(book.say(_POINT), 40), Column(book.say(VALUE), 14), Column(book.say(REMARK), 16)]
        rows = self._rows or [["–", "–", None, Mark("–")]]
        sheet.freeze(sheet.long_table("qutb_charts", columns, rows))
        sheet.sheet.hide()  # nobody prints or reads it; whoever asks what a chart draws finds it
