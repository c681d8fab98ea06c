"""The headline sheet: each headline indicator with its target, change, trend, coverage and what to know about it.

What goes here: that sheet, its sentences, and the names of its values (`JOB_01`).
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Message
from ingestion.wording import Noun, counted, period_text, share
from publishing.edition import Figure, Kpi
from publishing.wording import CONFIDENTIAL, NO_VALUE, PERCENT_UNITS, STATUSES, UNITS, change_text, figure_text
from publishing.workbook.book import Book
from publishing.workbook.cells import DASH, Cell, Link, Mark, Number, change_cell, difference_cell, figure_cell, share_cell
from publishing.workbook.chart_data import BACK
from publishing.workbook.definitions import place_of
from publishing.workbook.sheets import Column, Placed, Sheet
from publishing.workbook.spans import year_of
from publishing.workbook.styles import OCHRE, TEAL
from publishing.workbook.themes import FIGURES, kpi_heading, trend
from publishing.workbook.words import (
    CHANGE,
    COVER,
    COVERAGE,
    DEFINITIONS,
    HEADLINE,
    INDICATOR,
    QUESTIONS,
    SHEETS,
    STATUS,
    TARGET,
    UNIT,
    capital,
)

TREND: Final = Message("Tendance", "المنحى", "Trend")
TARGETS: Final = Message("Les cibles", "الأهداف", "Targets")
TARGET_PERIOD: Final = Message("Période de la cible", "فترة الهدف", "Period of the target")
COMPARED: Final = Message("Chiffre de cette période", "رقم هذه الفترة", "Figure of that period")
GAP: Final = Message("Écart à la cible", "الفارق عن الهدف", "Gap to the target")
READING: Final = Message("Lecture de l'écart", "قراءة الفارق", "What the gap means")
NOTES: Final = Message("À savoir", "للعلم", "To know")
_REACHED: Final = Message("cible atteinte", "تحقق الهدف", "target reached")
_PASSED: Final = Message("cible dépassée de {gap}", "تم تجاوز الهدف بمقدار {gap}", "target passed by {gap}")
_SHORT: Final = Message("il manque {gap}", "ينقص {gap}", "{gap} short")
_UNDER: Final = Message("sous la limite, de {gap}", "دون الحد بمقدار {gap}", "under the limit by {gap}")
_OVER: Final = Message("limite dépassée de {gap}", "تم تجاوز الحد بمقدار {gap}", "over the limit by {gap}")
_AT_LIMIT: Final = Message("à la limite", "عند الحد", "at the limit")
_APART: Final = Message("écart de {gap}", "الفارق {gap}", "apart by {gap}")
_RUNNING: Final = Message("{reading} (période en cours)", "{reading} (الفترة جارية)", "{reading} (the period still runs)")
_NO_TARGET: Final = Message("pas de cible", "لا هدف محدد", "no target")
_OPEN_QUESTIONS: Final = Noun(
    ("question ouverte", "questions ouvertes"),
    ("سؤال مفتوح واحد", "سؤالان مفتوحان", "أسئلة مفتوحة", "سؤالا مفتوحا", "سؤال مفتوح"),
    ("open question", "open questions"),
)
_INCOMPLETE: Final = Message("sources incomplètes : {share}", "مصادر غير مكتملة: {share}", "incomplete sources: {share}")
_KEPT_BACK: Final = Message(
    "gardé confidentiel : trop peu de personnes, ou il révélerait un autre chiffre",
    "محفوظ بسرية: عدد الأشخاص قليل جدا أو قد يكشف رقما آخر",
    "kept back: too few people, or it would reveal another figure",
)
_NO_FIGURE: Final = Message("pas de chiffre pour cette période", "لا رقم لهذه الفترة", "no figure for this period")
_NOTHING_TO_DIVIDE: Final = Message(
    "rien à calculer pour cette période", "لا شيء يحتسب في هذه الفترة", "nothing to compute for this period"
)
_REVISED: Final = Message("révisé depuis sa première publication", "روجع منذ نشره أول مرة", "revised since it was first published")
_ALL_WELL: Final = Message("rien à signaler", "لا ملاحظة", "nothing to report")
_TREND_COLUMN: Final = 5
_VALUE_COLUMN: Final = 2
_ROW_POINTS: Final = 30  # room for a trend, and for a note of two lines


def write_headline(book: Book) -> None:
    """Writes the sheet, and names the cell of each value after its indicator."""
    edition, language = book.edition, book.language
    sheet = Sheet(book, HEADLINE, SHEETS[HEADLINE].text(language), book.about(edition.headline))
    sheet.link(COVER, book.say(BACK))
    sheet.freeze_title()
    if not edition.headline:
        return
    headings = (
        (book.say(INDICATOR), 38),
        (book.say(UNIT), 13),
        (capital(book.period_text), 13),
        (capital(period_text(edition.period.previous(), language)), 13),
        (book.say(CHANGE), 14),
        (book.say(TREND), 26),
        (book.say(COVERAGE), 10),
        (book.say(STATUS), 11),
        (book.say(QUESTIONS), 11),
        (book.say(NOTES), 28),
    )
    sheet.heading(book.say(FIGURES, period=book.period_text))
    placed = sheet.table("qutb_headline", [Column(*each) for each in headings], [_figures(book, kpi) for kpi in edition.headline])
    for row, kpi in enumerate(edition.headline, placed.first):
        sheet.height(row, _ROW_POINTS)
        _sparkline(book, sheet, row, kpi)
    _name_values(book, placed)
    # One under the other, so that both are printed in letters that can be read; the columns are those of the first.
    sheet.heading(book.say(TARGETS))
    aimed = (INDICATOR, TARGET_PERIOD, TARGET, COMPARED, GAP, READING)
    sheet.table("qutb_targets", [Column(book.say(heading)) for heading in aimed], [_target(book, kpi) for kpi in edition.headline])


def _indicator(book: Book, kpi: Kpi) -> Link:
    return Link(kpi_heading(book, kpi), book.sheet_names[DEFINITIONS], place_of(book.edition, kpi))


def _figures(book: Book, kpi: Kpi) -> list[Cell]:
    edition, language = book.edition, book.language
    now, before = edition.figure(kpi.id), edition.figure(kpi.id, edition.period.previous())
    return [
        _indicator(book, kpi),
        UNITS[kpi.unit].text(language),
        figure_cell(now, language),
        figure_cell(before, language),
        change_cell(now, before, language),
        None,
        share_cell(now.coverage if now else None),
        STATUSES[now.status].text(language) if now else DASH,
        Number(now.open_questions) if now else DASH,
        notes(book, now),
    ]


def _target(book: Book, kpi: Kpi) -> list[Cell]:
    language = book.language
    with_target = target_figure(book, kpi)
    return [
        _indicator(book, kpi),
        capital(period_text(with_target.period, language)) if with_target else DASH,
        figure_cell(with_target, language, "target"),
        figure_cell(with_target, language) if with_target else DASH,
        _gap(book, with_target),
        reading(book, kpi, with_target),
    ]


def target_figure(book: Book, kpi: Kpi) -> Figure | None:
    """The figure that has a target: the period's own, else that of the year it lies in; None where neither has one."""
    edition = book.edition
    found = (edition.figure(kpi.id, period) for period in (edition.period, year_of(edition.period)))
    return next((figure for figure in found if figure is not None and figure.target is not None), None)


def _gap(book: Book, figure: Figure | None) -> Cell:
    if figure is None or figure.target is None:
        return DASH
    if figure.is_confidential:
        return Mark(CONFIDENTIAL.text(book.language))
    return difference_cell(None if figure.value is None else figure.value - figure.target, figure.unit, book.language)


def reading(book: Book, kpi: Kpi, figure: Figure | None) -> str:
    """The gap to the target in words, so that nobody needs to know which direction is good, nor to see colours."""
    if figure is None or figure.target is None:
        return book.say(_NO_TARGET)
    if figure.is_confidential:
        return CONFIDENTIAL.text(book.language)
    if figure.value is None:
        return NO_VALUE
    difference = figure.value - figure.target
    gap = _amount(abs(difference), figure.unit, book)
    said = book.say(_sentence(kpi.direction, difference), gap=gap)
    is_running = figure.period.end.isoformat() >= book.edition.release.as_of[:10]
    return book.say(_RUNNING, reading=said) if is_running else said


def _sentence(direction: str, difference: float) -> Message:
    if direction == "none":
        return _APART
    if abs(difference) < 1e-9:
        return _REACHED if direction == "up" else _AT_LIMIT
    if direction == "up":
        return _PASSED if difference > 0 else _SHORT
    return _OVER if difference > 0 else _UNDER


def _amount(value: float, unit: str, book: Book) -> str:
    if unit in PERCENT_UNITS:
        return change_text(value, unit, book.language).replace("+", "")
    return figure_text(value, unit, book.language)


def notes(book: Book, figure: Figure | None) -> str:
    """What to know about a figure, in a sentence."""
    language = book.language
    if figure is None:
        return capital(book.say(_NO_FIGURE))
    said = []
    if figure.is_confidential:
        said.append(book.say(_KEPT_BACK))
    elif figure.value is None:
        said.append(book.say(_NOTHING_TO_DIVIDE))
    if figure.coverage is not None and figure.coverage < 1:
        said.append(book.say(_INCOMPLETE, share=share(figure.coverage, language)))
    if figure.open_questions:
        said.append(counted(figure.open_questions, _OPEN_QUESTIONS, language))
    if figure.status == "revised":
        said.append(book.say(_REVISED))
    return capital(("؛ " if language == "ar" else " ; " if language == "fr" else "; ").join(said) or book.say(_ALL_WELL))


def _sparkline(book: Book, sheet: Sheet, row: int, kpi: Kpi) -> None:
    drawing = trend(book, kpi)
    if drawing is None:
        sheet.put(row, _TREND_COLUMN, DASH)
        return
    source = book.charts.add(drawing.title, drawing.points)
    sheet.sheet.add_sparkline(
        row,
        _TREND_COLUMN,
        {
            "range": source.range,
            "series_color": TEAL,
            "last_point": True,
            "last_color": OCHRE,
            "weight": 1.75,
            "show_hidden": True,
            "empty_cells": "gaps",
        },
    )


def _name_values(book: Book, placed: Placed) -> None:
    sheet = book.sheet_names[HEADLINE]
    column = chr(ord("A") + _VALUE_COLUMN)
    for row, kpi in enumerate(book.edition.headline, placed.first):
        book.workbook.define_name(kpi.id.replace("-", "_"), f"='{sheet}'!${column}${row + 1}")
