"""One sheet a theme: its figures of the period, charts, the last periods, provinces and breakdowns.

What goes here: which tables and charts a theme has. What does not: how they are written (`sheets.py`, `charts.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from ingestion.messages import Message
from ingestion.periods import Period
from ingestion.wording import closed, listed, number, period_text
from publishing.edition import REGION, Figure, Kpi, Words
from publishing.wording import STATUSES, UNITS, WHOLE_TABLE_KEPT_BACK
from publishing.workbook.book import Book
from publishing.workbook.cells import DASH, Cell, Link, Number, change_cell, figure_cell, foreign, share_cell
from publishing.workbook.chart_data import BACK
from publishing.workbook.charts import Drawing, gallery, time_label
from publishing.workbook.definitions import place_of
from publishing.workbook.sheets import Column, Sheet
from publishing.workbook.spans import last_periods, year_before, year_of
from publishing.workbook.words import (
    CHANGE,
    COVER,
    COVERAGE,
    DEFINITIONS,
    INDICATOR,
    PERIOD,
    PROVINCE,
    QUESTIONS,
    STATUS,
    TARGET,
    UNIT,
    YEAR,
    YEAR_RUNNING,
    capital,
)

FIGURES: Final = Message("Les chiffres, {period}", "الأرقام، {period}", "The figures, {period}")
CHARTS: Final = Message("Graphiques", "المبيانات", "Charts")
OVER_TIME: Final = Message("Les dernières périodes, région", "الفترات الأخيرة، الجهة", "The last periods, region")
BY_PROVINCE: Final = Message("Par province et préfecture, {period}", "حسب الأقاليم والعمالات، {period}", "By province, {period}")
BY: Final = Message("{breakdown}, {period}", "{breakdown}، {period}", "{breakdown}, {period}")
TARGET_OF: Final = Message("Cible {period}", "هدف {period}", "Target {period}")
OVER_TIME_TITLE: Final = Message("{kpi} ({unit})", "{kpi} ({unit})", "{kpi} ({unit})")
PROVINCES_TITLE: Final = Message("{kpi} par province, {period}", "{kpi} حسب الأقاليم، {period}", "{kpi} by province, {period}")
BREAKDOWN_TITLE: Final = Message("{kpi} : {breakdown}, {period}", "{kpi}: {breakdown}، {period}", "{kpi}: {breakdown}, {period}")
MOST_OF: Final = Message(" (les {count} premiers)", " (الأوائل وعددهم {count})", " (the first {count})")
NO_FIGURES: Final = Message(
    "Aucun chiffre n'est publié pour ce thème.", "لا رقم منشور في هذا المحور.", "No figure is published of this theme."
)
CONCERNED: Final = Message("Indicateurs concernés : {kpis}.", "المؤشرات المعنية: {kpis}.", "Indicators concerned: {kpis}.")
GAPS: Final = Message(
    "Un vide dans une courbe n'est pas un zéro : le chiffre est confidentiel, ou il n'y en a pas ; le tableau des périodes le dit.",
    "الفراغ في منحنى ليس صفرا: الرقم سري أو لا يوجد، وجدول الفترات يبين ذلك.",
    "A gap in a line is not a zero: the figure is confidential, or there is none; the table of periods tells.",
)
_NAME_WIDTH: Final = 42
_WIDTH: Final = 13
_COLUMNS: Final = 10  # of figures; more would be printed too small, so a wider table goes on under itself
_MOST_BARS: Final = 12
_MOST_BY_PROVINCE: Final = 3


def write_theme(book: Book, theme: str) -> None:
    """Writes the sheet of a theme."""
    kpis = [kpi for kpi in book.edition.kpis.values() if kpi.theme == theme]
    name = book.edition.themes[theme].text(book.language)
    sheet = Sheet(book, theme, name, book.about(kpis))
    sheet.link(COVER, book.say(BACK))
    sheet.freeze_title()
    sheet.widths(_NAME_WIDTH, *[_WIDTH] * _COLUMNS)
    if not kpis:
        sheet.line(book.say(NO_FIGURES))
        return
    _summary(book, sheet, theme, kpis)
    drawings = [*_lines(book, kpis), *_by_province(book, kpis), *_by_breakdown(book, kpis)]
    if drawings:
        sheet.heading(book.say(CHARTS))
        if any(drawing.has_gap for drawing in drawings):
            sheet.line(book.say(GAPS))
        gallery(sheet, drawings)
    _over_time(book, sheet, theme, kpis)
    _provinces(book, sheet, theme, kpis)
    for breakdown, words in book.edition.breakdowns.items():
        _breakdown(book, sheet, theme, breakdown, words, kpis)


def kpi_heading(book: Book, kpi: Kpi) -> str:
    """What heads the column of a KPI."""
    return f"{kpi.name.text(book.language)} ({kpi.id})"


def _column_heading(book: Book, kpi: Kpi) -> str:
    """The same for a narrow column: its code stands on a line of its own, and is not cut at its hyphen."""
    return f"{kpi.name.text(book.language)}\n({kpi.id})"


def year_heading(book: Book) -> str:
    """What heads the figures of the year in focus: whether it still runs as of the release is said."""
    year = year_of(book.edition.period)
    is_running = year.end.isoformat() >= book.edition.release.as_of[:10]
    return book.say(YEAR_RUNNING if is_running else YEAR, year=year.start.year)


def _summary(book: Book, sheet: Sheet, theme: str, kpis: Sequence[Kpi]) -> None:
    edition, language = book.edition, book.language
    period = edition.period
    is_year = period.type == "year"
    year = year_of(period)
    columns = [book.say(INDICATOR), book.say(UNIT), capital(book.period_text), capital(period_text(period.previous(), language))]
    columns += [book.say(CHANGE)]
    if not is_year:
        columns += [capital(period_text(year_before(period), language)), year_heading(book)]
    columns += [book.say(TARGET_OF, period=year.start.year), book.say(COVERAGE), book.say(STATUS), book.say(QUESTIONS)]
    if is_year:
        columns[-4] = book.say(TARGET)
    rows = []
    for kpi in kpis:
        now, before, of_year = edition.figure(kpi.id), edition.figure(kpi.id, period.previous()), edition.figure(kpi.id, year)
        cells: list[Cell] = [
            Link(kpi_heading(book, kpi), book.sheet_names[DEFINITIONS], place_of(edition, kpi)),
            UNITS[kpi.unit].text(language),
            figure_cell(now, language),
            figure_cell(before, language),
            change_cell(now, before, language),
        ]
        if not is_year:
            cells += [figure_cell(edition.figure(kpi.id, year_before(period)), language), figure_cell(of_year, language)]
        cells += [
            figure_cell(of_year, language, "target"),
            share_cell(now.coverage if now else None),
            STATUSES[now.status].text(language) if now else DASH,
            Number(now.open_questions) if now else DASH,
        ]
        rows.append(cells)
    sheet.heading(book.say(FIGURES, period=book.period_text))
    sheet.table(f"{theme}_figures", [Column(heading) for heading in columns], rows)


def _matrix(
    book: Book,
    sheet: Sheet,
    name: str,
    corner: str,
    labels: Sequence[str],
    kpis: Sequence[Kpi],
    figure: Callable[[int, Kpi], Figure | None],
    strong_rows: int = 0,
) -> None:
    """A table of a row a label and a column a KPI; of many KPIs several, one under the other."""
    parts = math.ceil(len(kpis) / _COLUMNS)
    size = math.ceil(len(kpis) / parts)
    for part in range(parts):
        own = kpis[part * size : (part + 1) * size]
        rows = [[label, *(figure_cell(figure(index, kpi), book.language) for kpi in own)] for index, label in enumerate(labels)]
        columns = [Column(corner), *(Column(_column_heading(book, kpi)) for kpi in own)]
        sheet.row += bool(part)
        sheet.table(f"{name}_{part + 1}" if part else name, columns, rows, strong_rows=strong_rows)


def _over_time(book: Book, sheet: Sheet, theme: str, kpis: Sequence[Kpi]) -> None:
    edition = book.edition
    shown = [kpi for kpi in kpis if any(edition.figure(kpi.id, period) for period in last_periods(edition.period))]
    periods = _from_first_figure(book, shown)
    if periods:
        sheet.heading(book.say(OVER_TIME))
        labels = [capital(period_text(period, book.language)) for period in periods]
        _matrix(book, sheet, f"{theme}_time", book.say(PERIOD), labels, shown, lambda index, kpi: edition.figure(kpi.id, periods[index]))


def _provinces(book: Book, sheet: Sheet, theme: str, kpis: Sequence[Kpi]) -> None:
    edition = book.edition
    shown = [kpi for kpi in kpis if edition.provinces(kpi.id)]
    if shown:
        sheet.heading(book.say(BY_PROVINCE, period=book.period_text))
        codes = list(edition.territories)
        labels = [edition.territories[code].text(book.language) for code in codes]
        _matrix(
            book,
            sheet,
            f"{theme}_provinces",
            book.say(PROVINCE),
            labels,
            shown,
            lambda index, kpi: edition.figure(kpi.id, territory=codes[index]),
            strong_rows=codes.index(REGION) + 1 if REGION in codes else 0,
        )


def _breakdown(book: Book, sheet: Sheet, theme: str, breakdown: str, words: Words, kpis: Sequence[Kpi]) -> None:
    edition = book.edition
    shown = [kpi for kpi in kpis if breakdown in edition.breakdowns_of(kpi.id) and edition.breakdown(kpi.id, breakdown)]
    kept_back = [kpi for kpi in kpis if edition.is_kept_back(kpi.id, breakdown)]
    used = {figure.breakdown_value for kpi in shown for figure in edition.breakdown(kpi.id, breakdown)}
    values = [value for of, value in edition.labels if of == breakdown and value in used]
    name = words.text(book.language)
    if values or kept_back:
        sheet.heading(book.say(BY, breakdown=name, period=book.period_text))
    if values:
        _matrix(
            book,
            sheet,
            f"{theme}_{breakdown}",
            name,
            [label(book, breakdown, value) for value in values],
            shown,
            lambda index, kpi: edition.figure(kpi.id, breakdown=breakdown, breakdown_value=values[index]),
        )
    if kept_back:
        codes = listed([closed(kpi.id, book.language) for kpi in kept_back], book.language)
        sheet.note(book.say(WHOLE_TABLE_KEPT_BACK), book.say(CONCERNED, kpis=codes))


def label(book: Book, breakdown: str, value: str) -> str:
    """What people call a value of a breakdown, as the text of a cell."""
    words = book.edition.labels.get((breakdown, value))
    return foreign(words.text(book.language) if words else value, book.language)


def leading(kpis: Sequence[Kpi]) -> list[Kpi]:
    """The headline KPIs of some, first; where there is none, the first two."""
    found = sorted((kpi for kpi in kpis if kpi.headline_rank is not None), key=lambda kpi: kpi.headline_rank or 0)
    return found or list(kpis[:2])


def trend(book: Book, kpi: Kpi) -> Drawing | None:
    """A KPI of the region over the last periods; None where there are not two figures to draw a line between."""
    edition = book.edition
    periods = _from_first_figure(book, [kpi])
    points = [(time_label(period.label, book), edition.figure(kpi.id, period)) for period in periods]
    if sum(figure is not None and figure.value is not None for _, figure in points) < 2:
        return None
    unit = UNITS[kpi.unit].text(book.language)
    return Drawing("line", book.say(OVER_TIME_TITLE, kpi=kpi.name.text(book.language), unit=unit), kpi.unit, points)


def _from_first_figure(book: Book, kpis: Sequence[Kpi]) -> list[Period]:
    periods = last_periods(book.edition.period)
    known = [index for index, period in enumerate(periods) if any(book.edition.figure(kpi.id, period) for kpi in kpis)]
    return periods[known[0] :] if known else []


def _lines(book: Book, kpis: Sequence[Kpi]) -> list[Drawing]:
    return [drawing for kpi in leading(kpis) if (drawing := trend(book, kpi)) is not None]


def _by_province(book: Book, kpis: Sequence[Kpi]) -> list[Drawing]:
    edition, language = book.edition, book.language
    found = []
    for kpi in leading([kpi for kpi in kpis if edition.provinces(kpi.id)])[:_MOST_BY_PROVINCE]:
        title = book.say(PROVINCES_TITLE, kpi=kpi.name.text(language), period=book.period_text)
        points = [(edition.territories[figure.territory].text(language), figure) for figure in edition.provinces(kpi.id)]
        if _is_worth_drawing(points):
            found.append(Drawing("bar", title, kpi.unit, points))
    return found


def _by_breakdown(book: Book, kpis: Sequence[Kpi]) -> list[Drawing]:
    edition, language = book.edition, book.language
    found = []
    for breakdown, words in edition.breakdowns.items():
        having = [kpi for kpi in kpis if breakdown in edition.breakdowns_of(kpi.id) and edition.breakdown(kpi.id, breakdown)]
        if having:
            kpi = leading(having)[0]
            title = book.say(BREAKDOWN_TITLE, kpi=kpi.name.text(language), breakdown=words.text(language), period=book.period_text)
            figures = edition.breakdown(kpi.id, breakdown)
            if len(figures) > _MOST_BARS:
                known = [figure for figure in figures if not figure.is_confidential and figure.value is not None]
                figures = sorted(known, key=lambda figure: -(figure.value or 0))[:_MOST_BARS]
                title += book.say(MOST_OF, count=number(_MOST_BARS, language))
            points = [(label(book, breakdown, figure.breakdown_value), figure) for figure in figures]
            if _is_worth_drawing(points):
                found.append(Drawing("bar", title, kpi.unit, points))
    return found


def _is_worth_drawing(points: Sequence[tuple[str, Figure | None]]) -> bool:
    """Whether at least two points can be compared."""
    return sum(figure is not None and figure.value is not None for _, figure in points) > 1
