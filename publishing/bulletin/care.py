"""What a reader must be careful about: what has not come, what may still change, what is kept back or estimated.

What goes here: these remarks, each with its heading, from the figures' own marks and `quality.feed_calendar`. What does not: how many rows
a delivery holds, or what is asked about it: that is between the house and its partner.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from ingestion.messages import Message
from ingestion.periods import Period
from ingestion.wording import counted, listed, number, period_text, share
from publishing.bulletin import words as say
from publishing.bulletin.parts import Page, Part
from publishing.edition import Figure, Kpi

MOST_NAMED: Final = 6
_QUERY: Final = """
    select partner, contract, frequency, min(period_start), count(*)
    from quality.feed_calendar
    where status = ? and period_start <= ? and period_end >= ?
    group by partner, contract, frequency
    order by partner, contract, frequency
"""
_DUE_QUERY: Final = "select count(*) from quality.feed_calendar where period_start <= ? and period_end >= ?"


def care(page: Page) -> Part:
    """Remarks in the order in which they weigh: (heading, text). To be made last, when all that is kept back has been counted."""
    language = page.language
    headline = [(kpi, figure) for kpi in page.edition.headline if (figure := page.edition.figure(kpi.id)) is not None]
    items = [
        *_deliveries(page),
        (say.PROVISIONAL, _provisional(page, headline)),
        (say.COVERAGE, _coverage(page, headline)),
        (say.QUESTIONS, _questions(page, headline)),
        (say.CONFIDENTIALITY, _hidden(page)),
        (say.ESTIMATED, say.ESTIMATES.text(language)),
    ]
    return {"title": say.CARE.text(language), "items": [{"term": term.text(language), "text": text} for term, text in items if text]}


def _deliveries(page: Page) -> list[tuple[Message, str]]:
    period = page.edition.period
    ((due,),) = page.edition.rows(_DUE_QUERY, [period.end, period.start])
    if not due:
        return [(say.MISSING, say.NO_FEEDS.text(page.language))]
    found = [(term, _owed(page, status)) for term, status in ((say.MISSING, "missing"), (say.AWAITED, "awaited"), (say.EXCUSED, "excused"))]
    kept = [(term, text) for term, text in found if text]
    return kept or [(say.MISSING, say.DELIVERED.text(page.language))]


def _owed(page: Page, status: str) -> str:
    """Whose deliveries of which data, of how many periods, have a status; empty where none has."""
    language, period = page.language, page.edition.period
    rows = page.edition.rows(_QUERY, [status, period.end, period.start])
    named = [
        say.OWED.text(language).format(
            partner=page.label("partner", partner, 60),
            contract=page.label("contract", contract, 60),
            periods=_periods(page, frequency, start, count),
        )
        for partner, contract, frequency, start, count in rows
    ]
    more = page.more(len(named) - MOST_NAMED)
    return _ended(("؛ " if language == "ar" else " ; ").join(named[:MOST_NAMED] + ([more] if more else [])))


def _periods(page: Page, frequency: str, start: date, count: int) -> str:
    if count > 1:
        return counted(count, say.PERIODS, page.language)
    return period_text(Period(start, frequency), page.language)  # type: ignore[arg-type]


def _provisional(page: Page, headline: list[tuple[Kpi, Figure]]) -> str:
    language = page.language
    names = [page.name(kpi.id) for kpi, figure in headline if figure.status == "provisional"]
    if not headline:
        return ""
    if not names:
        return say.ALL_FINAL.text(language)
    if len(names) == len(headline):
        return say.ALL_PROVISIONAL.text(language)
    return say.SOME_PROVISIONAL.text(language).format(names=_shortened(names, page))


def _coverage(page: Page, headline: list[tuple[Kpi, Figure]]) -> str:
    if not headline:
        return ""
    low = [
        say.NAMED.text(page.language).format(name=page.name(kpi.id), said=share(min(figure.coverage, 0.999), page.language))
        for kpi, figure in headline
        if figure.coverage is not None and figure.coverage < 1
    ]
    return _ended(_shortened(low, page)) or say.FULL.text(page.language)


def _questions(page: Page, headline: list[tuple[Kpi, Figure]]) -> str:
    if not headline:
        return ""
    asked = [
        say.NAMED.text(page.language).format(name=page.name(kpi.id), said=counted(figure.open_questions, say.OPEN, page.language))
        for kpi, figure in headline
        if figure.open_questions
    ]
    return _ended(_shortened(asked, page)) or say.NO_QUESTIONS.text(page.language)


def _hidden(page: Page) -> str:
    if not page.hidden:
        return say.NONE_HIDDEN.text(page.language)
    return say.SOME_HIDDEN.text(page.language).format(count=number(len(page.hidden), page.language))


def _shortened(names: list[str], page: Page) -> str:
    more = page.more(len(names) - MOST_NAMED)
    return listed(names[:MOST_NAMED] + ([more] if more else []), page.language)


def _ended(text: str) -> str:
    return f"{text}." if text else ""
