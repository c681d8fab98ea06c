"""The sheet of revisions: figures that are no longer what was published first, and what moved them.

What goes here: that sheet, from `marts.kpi_revisions_public`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from ingestion.messages import Message
from ingestion.periods import Period
from ingestion.wording import period_text
from publishing.edition import TOTAL
from publishing.wording import UNITS
from publishing.workbook.book import Book
from publishing.workbook.cells import DASH, Cell, Number, difference_cell
from publishing.workbook.chart_data import BACK
from publishing.workbook.sheets import Column, Sheet
from publishing.workbook.spans import last_periods, local_day
from publishing.workbook.styles import plain_form
from publishing.workbook.themes import kpi_heading
from publishing.workbook.words import COVER, INDICATOR, PERIOD, REVISIONS, SHEETS, TERRITORY, UNIT, capital

_NONE: Final = Message(
    "Aucun chiffre des dernières périodes n'a changé depuis sa première publication.",
    "لم يتغير أي رقم من أرقام الفترات الأخيرة منذ نشره أول مرة.",
    "No figure of the last periods has changed since it was first published.",
)
_WHAT: Final = Message(
    "Totaux de la région et des provinces. Les quatre causes s'additionnent au changement.",
    "مجاميع الجهة والأقاليم. الأسباب الأربعة مجموعها هو التغير.",
    "Totals of the region and of provinces. The four causes add up to the change.",
)
_FIRST: Final = Message("Publié d'abord", "المنشور أولا", "Published first")
_FIRST_ON: Final = Message("Publié le", "تاريخ النشر الأول", "Published on")
_NOW: Final = Message("Maintenant", "الآن", "Now")
_CHANGED: Final = Message("Changement", "التغير", "Change")
_LATE: Final = Message("Données arrivées après", "معطيات وردت لاحقا", "Data that came later")
_CORRECTED: Final = Message("Livraisons corrigées", "إرساليات مصححة", "Corrected deliveries")
_LINKED: Final = Message("Organisations rapprochées", "مطابقة المنظمات", "Organisations matched")
_RULES: Final = Message("Règles de calcul", "قواعد الحساب", "Rules")
_TIMES: Final = Message("Nombre de révisions", "عدد المراجعات", "Revisions")
_LAST: Final = Message("Dernière version qui l'a changé", "آخر إصدار غيره", "Last release that changed it")
_QUERY: Final = f"""
    select kpi_id, period_type, period_start, territory_code, first_value, first_published_at, current_value, change, late_data,
        correction, linkage, rule_change, revisions, last_changed_release_id
    from marts.kpi_revisions_public
    where breakdown = '{TOTAL}' and period_type in (?, 'year') and period_start between ? and ?
        and (change <> 0 or first_value is distinct from current_value)
    order by period_start desc, period_type, kpi_id, territory_code
"""


def write_revisions(book: Book) -> None:
    """Writes the sheet."""
    sheet = Sheet(book, REVISIONS, SHEETS[REVISIONS].text(book.language), book.about())
    sheet.line(book.say(_WHAT))
    sheet.link(COVER, book.say(BACK))
    rows = _rows(book)
    if not rows:
        sheet.row += 1
        sheet.line(book.say(_NONE))
        return
    headings = (
        (INDICATOR, 30),
        (PERIOD, 13),
        (TERRITORY, 12),
        (UNIT, 11),
        (_FIRST, 11),
        (_FIRST_ON, 11),
        (_NOW, 11),
        (_CHANGED, 12),
        (_LATE, 12),
        (_CORRECTED, 12),
        (_LINKED, 12),
        (_RULES, 12),
        (_TIMES, 9),
        (_LAST, 18),
    )
    columns = [Column(book.say(heading), width) for heading, width in headings]
    sheet.freeze(sheet.table("qutb_revisions", columns, rows, is_filtered=True))


def _rows(book: Book) -> list[list[Cell]]:
    edition = book.edition
    first = last_periods(edition.period)[0].start
    found = edition.rows(_QUERY, [edition.period.type, first, edition.period.end])
    return [row for each in found if (row := _row(book, *each)) is not None]


def _row(book: Book, kpi_id: str, kind: Any, start: Any, territory: str, first: float | None, at: datetime | None, *rest: Any) -> Any:
    edition, language = book.edition, book.language
    now, change, late, correction, linkage, rules, times, last = rest
    period = Period(start, kind)
    figure = edition.figure(kpi_id, period, territory)
    if kpi_id not in edition.kpis or (figure is not None and figure.is_confidential):
        return None
    unit = edition.kpis[kpi_id].unit
    words = edition.territories.get(territory)
    return [
        kpi_heading(book, edition.kpis[kpi_id]),
        capital(period_text(period, language)),
        words.text(language) if words else territory,
        UNITS[unit].text(language),
        DASH if first is None else Number(first, plain_form(unit)),
        DASH if at is None else local_day(at),
        DASH if now is None else Number(now, plain_form(unit)),
        *(difference_cell(amount, unit, language) for amount in (change, late, correction, linkage, rules)),
        Number(times or 0),
        last or DASH,
    ]
