"""The quality sheet: who delivered for the period, what is missing or came late, and how each partner delivered.

What goes here: that sheet, from the schema `quality` and the figures PAR. What does not: rows of single deliveries, nor what a question
says: either may tell of few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ingestion.messages import Message
from ingestion.partners import slot_type
from ingestion.periods import Period
from ingestion.wording import listed, number, period_text
from publishing.wording import DELIVERY_STATES, VERDICTS
from publishing.workbook.book import Book
from publishing.workbook.cells import DASH, Cell, Number, figure_cell, foreign
from publishing.workbook.chart_data import BACK
from publishing.workbook.definitions import contract_name, partner_name
from publishing.workbook.sheets import Column, Sheet
from publishing.workbook.spans import local_day
from publishing.workbook.words import COVER, FEED, PARTNER, PERIOD, QUALITY, QUESTIONS, SHEETS, STATUS, capital

_FEEDS: Final = Message("Qui a livré, {period}", "من أرسل، {period}", "Who delivered, {period}")
_OWED: Final = Message("Ce qui manque ou est venu en retard", "ما هو ناقص أو ورد متأخرا", "What is missing or came late")
_PARTNERS: Final = Message("Comment chaque partenaire a livré", "كيف كانت إرساليات كل شريك", "How each partner delivered")
_NOTHING_OWED: Final = Message(
    "Tout est venu à temps.",
    "كل شيء ورد في أجله.",
    "All came on time.",
)
_NO_FEEDS: Final = Message("Rien n'était dû pour la période.", "لم يكن أي شيء مستحقا عن الفترة.", "Nothing was due for the period.")
_MORE: Final = Message("Et {count} autres périodes.", "وفترات أخرى عددها {count}.", "And {count} more periods.")
_RHYTHM: Final = Message("Rythme", "الوتيرة", "Rhythm")
_RHYTHMS: Final = {
    "day": Message("chaque jour", "كل يوم", "every day"),
    "week": Message("chaque semaine", "كل أسبوع", "every week"),
    "month": Message("chaque mois", "كل شهر", "every month"),
    "quarter": Message("chaque trimestre", "كل فصل", "every quarter"),
    "year": Message("chaque année", "كل سنة", "every year"),
}
_SLOTS: Final = Message("Livraisons attendues", "الإرساليات المنتظرة", "Deliveries expected")
_COUNTED: Final = Message("{what} : {count}", "{what}: {count}", "{what}: {count}")
_DUE_ON: Final = Message("Due le (dernière)", "آخر أجل", "Due on (last)")
_RECEIVED_ON: Final = Message("Reçue le (dernière)", "تاريخ آخر ورود", "Received on (last)")
_DAYS_LATE: Final = Message("Jours de retard (au plus)", "أيام التأخر (على الأكثر)", "Days late (at most)")
_VERDICT: Final = Message("Verdict", "القرار", "Verdict")
_SINCE: Final = Message("Manque sans arrêt depuis", "ناقصة دون انقطاع منذ", "Missing since")
_REASON: Final = Message("Excuse", "سبب الإعفاء", "Excuse")
_DUE: Final = Message("Dues", "المستحقة", "Due")
_RECEIVED: Final = Message("Reçues", "الواردة", "Received")
_ON_TIME: Final = Message("À temps", "في الأجل", "On time")
_EXCUSED: Final = Message("Excusées", "المعفاة", "Excused")
_REFUSED: Final = Message("Refusées", "المرفوضة", "Refused")
_CORRECTIONS: Final = Message("Corrections", "التصحيحات", "Corrections")
_SCORES: Final = ("PAR-01", "PAR-02", "PAR-03")
_MOST_OWED: Final = 100
_RANKS: Final = ("missing", "late", "excused", "awaited")
_SLOTS_QUERY: Final = """
    with verdicts as (
        select partner, contract, period_start, arg_max(verdict, (received_at, load_id)) as verdict
        from quality.loads where is_decisive group by all
    ),
    questions as (
        select partner, contract, period_start, count(*) as questions from quality.findings where state = 'open' group by all
    )
    select partner, contract, frequency, period_start, due_on, received_at, days_late, status, excuse, failing_since, verdict,
        coalesce(questions, 0)
    from quality.feed_calendar
    left join verdicts using (partner, contract, period_start)
    left join questions using (partner, contract, period_start)
    where period_end between ? and ?
    order by partner, contract, period_start
"""
_PARTNERS_QUERY: Final = """
    select partner, sum(slots_due), sum(slots_received), sum(slots_on_time), sum(slots_excused), sum(refused), sum(corrections),
        sum(open_findings), arg_max(failing_since, period_start)
    from quality.partner_scorecards where period_start between ? and ? group by partner order by partner
"""


def write_quality(book: Book) -> None:
    """Writes the sheet."""
    period = book.edition.period
    sheet = Sheet(book, QUALITY, SHEETS[QUALITY].text(book.language), book.about())
    sheet.link(COVER, book.say(BACK))
    sheet.freeze_title()
    sheet.widths(32, 22, 14, 14, 11, 11, 11, 26, 11, 13, 11, 11)
    slots = book.edition.rows(_SLOTS_QUERY, [period.start, period.end])
    sheet.heading(book.say(_FEEDS, period=book.period_text))
    if slots:
        _feeds(book, sheet, slots)
    else:
        sheet.line(book.say(_NO_FEEDS))
    sheet.heading(book.say(_OWED))
    _owed(book, sheet, slots)
    partners = book.edition.rows(_PARTNERS_QUERY, [period.start, period.end])
    if partners:
        sheet.heading(book.say(_PARTNERS))
        _partners(book, sheet, partners)


def _feeds(book: Book, sheet: Sheet, slots: Sequence[tuple[Any, ...]]) -> None:
    language = book.language
    feeds: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for slot in slots:
        feeds.setdefault((slot[0], slot[1]), []).append(slot)
    headings = (PARTNER, FEED, _RHYTHM, STATUS, _SLOTS, _DUE_ON, _RECEIVED_ON, _VERDICT, _DAYS_LATE, QUESTIONS)
    rows: list[list[Cell]] = []
    for (partner, contract), own in feeds.items():
        received = [slot[5] for slot in own if slot[5] is not None]
        rhythm = _RHYTHMS.get(own[0][2])
        rows.append(
            [
                partner_name(book, partner),
                contract_name(book, contract),
                rhythm.text(language) if rhythm else own[0][2],
                _told(book, [slot[7] for slot in own], DELIVERY_STATES),
                Number(len(own)),
                max(slot[4] for slot in own),
                local_day(max(received)) if received else DASH,
                _told(book, [slot[10] for slot in own if slot[10]], VERDICTS) or DASH,
                Number(max(slot[6] or 0 for slot in own)),
                Number(sum(slot[11] for slot in own)),
            ]
        )
    sheet.table("qutb_feeds", [Column(book.say(heading)) for heading in headings], rows)


def _told(book: Book, words: Sequence[str], names: dict[str, Message]) -> str:
    """One word where there is one delivery; else each word with how many."""
    counts = Counter(words)
    said = {word: names[word].text(book.language) if word in names else word for word in counts}
    if len(words) == 1:
        return said[words[0]]
    parts = [book.say(_COUNTED, what=said[word], count=number(counts[word], book.language)) for word in sorted(counts)]
    return listed(parts, book.language)


def _owed(book: Book, sheet: Sheet, slots: Sequence[tuple[Any, ...]]) -> None:
    language = book.language
    owed = sorted(
        (slot for slot in slots if slot[7] in _RANKS), key=lambda slot: (_RANKS.index(slot[7]), -(slot[6] or 0), slot[0], slot[1], slot[3])
    )
    if not owed:
        sheet.line(book.say(_NOTHING_OWED))
        return
    headings = (PARTNER, FEED, PERIOD, STATUS, _DUE_ON, _RECEIVED_ON, _DAYS_LATE, _REASON, _SINCE)
    rows: list[list[Cell]] = [
        [
            partner_name(book, partner),
            contract_name(book, contract),
            capital(period_text(Period(start, slot_type(frequency)), language)),
            DELIVERY_STATES[status].text(language),
            due,
            local_day(received) if received else DASH,
            Number(late or 0),
            foreign(excuse, language, 300) if excuse else DASH,
            _day(since),
        ]
        for partner, contract, frequency, start, due, received, late, status, excuse, since, *_ in owed[:_MOST_OWED]
    ]
    sheet.table("qutb_owed", [Column(book.say(heading)) for heading in headings], rows)
    if len(owed) > _MOST_OWED:
        sheet.line(book.say(_MORE, count=number(len(owed) - _MOST_OWED, language)))


def _partners(book: Book, sheet: Sheet, partners: Sequence[tuple[Any, ...]]) -> None:
    edition, language = book.edition, book.language
    shares = [edition.kpis[kpi].name.text(language) for kpi in _SCORES if kpi in edition.kpis]
    counts = (_DUE, _RECEIVED, _ON_TIME, _EXCUSED, _REFUSED, _CORRECTIONS, QUESTIONS)
    columns = [book.say(PARTNER), *shares, *(book.say(each) for each in counts), book.say(_SINCE)]
    rows: list[list[Cell]] = [
        [
            partner_name(book, partner),
            *(
                figure_cell(edition.figure(kpi, breakdown="partner", breakdown_value=partner), language)
                for kpi in _SCORES
                if kpi in edition.kpis
            ),
            *(Number(int(count or 0)) for count in numbers[:7]),
            _day(numbers[7]),
        ]
        for partner, *numbers in partners
    ]
    sheet.table("qutb_partners", [Column(heading) for heading in columns], rows)


def _day(day: date | None) -> Cell:
    return DASH if day is None else day
