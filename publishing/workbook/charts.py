"""Excel's own charts: a line over time, bars by province and by breakdown.

What goes here: how a chart looks, what it says to who cannot see it, and where it stands. What does not: which are shown (`themes.py`).

Time runs from left to right in every language. Bars of an Arabic workbook begin at the right, as its tables do. Names of bars have room for
the word that says why there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ingestion.messages import Message
from ingestion.wording import closed, listed
from publishing.edition import Figure
from publishing.wording import figure_text
from publishing.workbook.cells import Mark, figure_cell
from publishing.workbook.sheets import ROW_PIXELS, Sheet
from publishing.workbook.styles import FONT, GREY, INK, TEAL, axis_form, plain_form

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from publishing.workbook.book import Book

IN_A_ROW: Final = 3
_GAP: Final = 12
_ROWS: Final = 15
_MOST_SPOKEN: Final = 12
_NEARLY_ALL: Final = 0.9  # an axis of shares is not drawn beyond 100 %
_LONG: Final = 14  # categories beyond which letters get smaller
_KINDS: Final = {
    "line": Message("Courbe", "منحنى", "Line"),
    "bar": Message("Barres", "أشرطة", "Bars"),
}
_SPOKEN: Final = Message("{kind}. {title}. {points}", "{kind}. {title}. {points}", "{kind}. {title}. {points}")
_POINT: Final = Message("{name} : {value}", "{name}: {value}", "{name}: {value}")
_MARKED: Final = Message("{name} ({mark})", "{name} ({mark})", "{name} ({mark})")
_FROM: Final = Message("De {first} à {last}.", "من {first} إلى {last}.", "From {first} to {last}.")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart to be drawn.

    Attributes:
        kind: line or bar.
        title: of the chart; unique in the workbook among charts of other points.
        unit: of its values.
        points: category and figure, in order.
    """

    kind: str
    title: str
    unit: str
    points: Sequence[tuple[str, Figure | None]]

    @property
    def has_gap(self) -> bool:
        """Whether it is a line, and some of its points cannot be drawn."""
        return self.kind == "line" and any(figure is None or figure.value is None for _, figure in self.points)


def gallery(sheet: Sheet, drawings: Sequence[Drawing]) -> None:
    """Draws charts side by side and row under row, from the sheet's next free row on."""
    width = (sheet.width_pixels - (IN_A_ROW - 1) * _GAP) // IN_A_ROW
    for index, drawing in enumerate(drawings):
        place = index % IN_A_ROW
        if index and not place:
            sheet.row += _ROWS
        if not place:
            sheet.keep_together(sheet.row, sheet.row + _ROWS - 1)
        options = {
            "x_offset": place * (width + _GAP),
            "y_offset": 4,
            "object_position": 2,
            "description": spoken(sheet.book, drawing),
        }
        sheet.sheet.insert_chart(sheet.row, 0, _chart(sheet.book, drawing, width), options)
    if drawings:
        sheet.row += _ROWS


def spoken(book: Book, drawing: Drawing) -> str:
    """What a chart shows, in words: its first and last points over time, else its points."""
    language = book.language
    points = [_point(book, name, figure, drawing.unit) for name, figure in drawing.points]
    if drawing.kind == "line":
        told = book.say(_FROM, first=points[0], last=points[-1])
    else:
        told = listed(points[:_MOST_SPOKEN], language) + ("…" if len(points) > _MOST_SPOKEN else ".")
    return book.say(_SPOKEN, kind=_KINDS[drawing.kind].text(language), title=drawing.title, points=told)


def _point(book: Book, name: str, figure: Figure | None, unit: str) -> str:
    is_confidential = figure is not None and figure.is_confidential
    value = None if figure is None or is_confidential else figure.value
    return book.say(_POINT, name=name, value=figure_text(value, unit, book.language, is_confidential=is_confidential))


def _marked(book: Book, name: str, figure: Figure | None) -> str:
    """The name of a bar, with the word or dash where there is none to be seen."""
    cell = figure_cell(figure, book.language)
    return book.say(_MARKED, name=name, mark=cell.text) if isinstance(cell, Mark) else name


def _chart(book: Book, drawing: Drawing, width: int) -> Chart:
    is_bar = drawing.kind == "bar"
    source = book.charts.add(drawing.title, [(_marked(book, *point), point[1]) for point in drawing.points] if is_bar else drawing.points)
    chart = book.workbook.add_chart({"type": drawing.kind})
    chart.add_series(_series(drawing, source.categories, source.values))
    # A title that begins with "=" would be taken for a reference.
    chart.set_title({"name": drawing.title.lstrip("="), "overlay": False, "name_font": _font(10, bold=True)})
    chart.set_legend({"none": True})
    chart.set_size({"width": width, "height": _ROWS * ROW_PIXELS - 8})
    chart.set_chartarea({"border": {"color": GREY}})
    chart.show_blanks_as("gap")
    chart.show_hidden_data()
    categories, values = _axes(book, drawing)
    # XlsxWriter names axes by where they lie: those of bars trade places.
    chart.set_x_axis(values if is_bar else categories)
    chart.set_y_axis(categories if is_bar else values)
    return chart


def _series(drawing: Drawing, categories: list[object], values: list[object]) -> dict[str, Any]:
    series: dict[str, Any] = {"categories": categories, "values": values}
    if drawing.kind == "line":
        marker = {"type": "circle", "size": 4, "border": {"color": TEAL}, "fill": {"color": TEAL}}
        return {**series, "line": {"color": TEAL, "width": 2}, "marker": marker}
    labels = {"value": True, "num_format": plain_form(drawing.unit), "font": _font(8)}
    return {**series, "fill": {"color": TEAL}, "border": {"none": True}, "gap": 45, "data_labels": labels}


def _axes(book: Book, drawing: Drawing) -> tuple[dict[str, Any], dict[str, Any]]:
    is_mirrored = book.styles.is_rtl and drawing.kind != "line"
    known = [figure.value for _, figure in drawing.points if figure is not None and not figure.is_confidential and figure.value is not None]
    names: dict[str, Any] = {
        "num_font": _font(8 if len(drawing.points) <= _LONG else 7),
        "line": {"color": GREY},
        "major_tick_mark": "none",
    }
    values: dict[str, Any] = {
        "num_font": _font(8),
        "num_format": axis_form(drawing.unit),
        "major_gridlines": {"visible": drawing.kind == "line", "line": {"color": GREY, "width": 0.5}},
        "line": {"none": True},
        "visible": drawing.kind == "line",
    }
    if known and min(known) >= 0:
        values["min"] = 0
    if drawing.unit == "share" and known and max(known) > _NEARLY_ALL:
        values["max"] = 1
    if drawing.kind == "line":
        names["interval_unit"] = max(1, len(drawing.points) // 8)
        names["label_position"] = "low"
    else:
        # The first category stands at the top.
        names |= {"reverse": True, "label_position": "low"}
        values["reverse"] = is_mirrored
    return names, values


def _font(size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": INK}


def time_label(label: str, book: Book) -> str:
    """The label of a period on an axis, kept from left to right."""
    return closed(label, book.language)
