"""The data sheet: the figures as one long table, with codes and labels, for whoever wants to compute with them.

What goes here: which figures are in it, and its columns. What does not: every figure there is (the open data have them).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from ingestion.messages import Message
from ingestion.wording import number
from publishing.edition import TOTAL, Figure
from publishing.wording import STATUSES, UNITS
from publishing.workbook.book import Book
from publishing.workbook.cells import DASH, MOST_LETTERS, Cell, Number, figure_cell, foreign, share_cell
from publishing.workbook.chart_data import BACK
from publishing.workbook.sheets import Column, Sheet
from publishing.workbook.spans import last_periods
from publishing.workbook.styles import DAY
from publishing.workbook.themes import label
from publishing.workbook.words import COVER, COVERAGE, DATA, INDICATOR, PERIOD, QUESTIONS, SHEETS, STATUS, TARGET, TERRITORY, UNIT, VALUE

_WHAT: Final = Message(
    "Les dernières périodes de chaque indicateur, région et provinces, et toutes les ventilations de la période. Le reste est dans les"
    " données ouvertes.",
    "الفترات الأخيرة لكل مؤشر، الجهة والأقاليم، وجميع التفصيلات للفترة المعنية. والباقي في المعطيات المفتوحة.",
    "The last periods of each indicator, region and provinces, and all breakdowns of the period. The open data have the rest.",
)
_NOT_PRINTED: Final = Message(
    "Lignes du tableau : {count}. Il n'est pas imprimé ; pour l'imprimer, effacez la zone d'impression de la feuille.",
    "عدد أسطر الجدول: {count}. لا يطبع؛ لطباعته امسحوا ناحية الطباعة للورقة.",
    "Rows of the table: {count}. It is not printed; to print it, clear the sheet's print area.",
)
_KPI_CODE: Final = Message("Code de l'indicateur", "رمز المؤشر", "Indicator code")
_PERIOD_TYPE: Final = Message("Type de période", "نوع الفترة", "Type of period")
_PERIOD_START: Final = Message("Premier jour", "اليوم الأول", "First day")
_TERRITORY_CODE: Final = Message("Code du territoire", "رمز المجال", "Territory code")
_BREAKDOWN: Final = Message("Ventilation", "التفصيل", "Breakdown")
_BREAKDOWN_CODE: Final = Message("Code de la ventilation", "رمز التفصيل", "Breakdown code")
_CATEGORY: Final = Message("Catégorie", "الفئة", "Category")
_CATEGORY_CODE: Final = Message("Code de la catégorie", "رمز الفئة", "Category code")
_NUMERATOR: Final = Message("Numérateur", "البسط", "Numerator")
_DENOMINATOR: Final = Message("Dénominateur", "المقام", "Denominator")
_OBS_STATUS: Final = Message("OBS_STATUS", "OBS_STATUS", "OBS_STATUS")
_CONF_STATUS: Final = Message("CONF_STATUS", "CONF_STATUS", "CONF_STATUS")
_TYPES: Final = {
    "month": Message("mois", "شهر", "month"),
    "quarter": Message("trimestre", "فصل", "quarter"),
    "year": Message("année", "سنة", "year"),
}
NAME: Final = "qutb_data"
_DAY_ZERO: Final = date(1899, 12, 30)  # Excel counts days from here; written so, many rows cost less


def write_data(book: Book) -> None:
    """Writes the sheet; the table is called `qutb_data` in every language."""
    language = book.language
    sheet = Sheet(book, DATA, SHEETS[DATA].text(language), book.about())
    sheet.line(book.say(_WHAT))
    rows = [_row(book, figure) for figure in figures(book)]
    sheet.line(book.say(_NOT_PRINTED, count=number(len(rows), language)))
    sheet.print_only(sheet.row)
    sheet.link(COVER, book.say(BACK))
    columns = [
        Column(book.say(heading), width)
        for heading, width in (
            (_KPI_CODE, 10),
            (INDICATOR, 30),
            (PERIOD, 10),
            (_PERIOD_TYPE, 10),
            (_PERIOD_START, 11),
            (_TERRITORY_CODE, 10),
            (TERRITORY, 16),
            (_BREAKDOWN_CODE, 14),
            (_BREAKDOWN, 18),
            (_CATEGORY_CODE, 16),
            (_CATEGORY, 26),
            (VALUE, 13),
            (UNIT, 16),
            (_NUMERATOR, 13),
            (_DENOMINATOR, 13),
            (TARGET, 11),
            (COVERAGE, 10),
            (STATUS, 11),
            (_OBS_STATUS, 12),
            (_CONF_STATUS, 13),
            (QUESTIONS, 10),
        )
    ]
    if rows:
        sheet.freeze(sheet.long_table(NAME, columns, rows), columns=2)


def figures(book: Book) -> Iterator[Figure]:
    """The figures of the sheet, by indicator, breakdown, period, territory and category.

    Totals of the last periods of the edition's type and of their years; of breakdowns only the edition's period.
    """
    edition = book.edition
    first = last_periods(edition.period)[0].start
    for kpi_id in edition.kpis:
        for figure in edition.all_figures(kpi_id):
            is_shown = figure.period.type in (edition.period.type, "year") and first <= figure.period.end
            is_total = figure.breakdown == TOTAL and is_shown and figure.period.start <= edition.period.end
            if figure.period == edition.period or is_total:
                yield figure


def _row(book: Book, figure: Figure) -> list[Cell]:
    edition, language = book.edition, book.language
    kpi = edition.kpis[figure.kpi_id]
    territory = edition.territories.get(figure.territory)
    breakdown = edition.breakdowns.get(figure.breakdown)
    value = figure_cell(figure, language)
    is_count = figure.denominator is None and not figure.is_confidential
    return [
        figure.kpi_id,
        kpi.name.text(language),
        figure.period.label,
        _TYPES[figure.period.type].text(language),
        Number((figure.period.start - _DAY_ZERO).days, DAY),
        figure.territory,
        territory.text(language) if territory else figure.territory,
        figure.breakdown,
        breakdown.text(language) if breakdown else figure.breakdown,
        foreign(figure.breakdown_value, language, MOST_LETTERS),
        label(book, figure.breakdown, figure.breakdown_value),
        value,
        UNITS[figure.unit].text(language),
        figure_cell(figure, language, "numerator"),
        None if is_count else figure_cell(figure, language, "denominator"),
        None if figure.target is None else figure_cell(figure, language, "target"),
        share_cell(figure.coverage) if figure.coverage is not None else DASH,
        STATUSES[figure.status].text(language),
        figure.obs_status,
        figure.conf_status,
        Number(figure.open_questions),
    ]
