"""The headline figures of a bulletin: four of them large, all of them as a table with targets, changes and trends.

What goes here: which figures are headline, and how one stands to its target in a word. What does not: sentences (`sentences.py`).
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Message
from ingestion.wording import number, period_text, share
from publishing.bulletin import words as say
from publishing.bulletin.parts import Page, Part
from publishing.bulletin.sentences import against
from publishing.edition import Figure, Kpi
from publishing.wording import CONFIDENTIAL, NO_VALUE, UNITS, change_text, figure_text

COUNTED_UNITS: Final = frozenset(("jobs", "organisations", "persons", "visits", "services", "MAD", "mentions", "hours", "actions"))
_CARD_THEMES: Final = ("jobs", "hub")
_CARDS_A_THEME: Final = 2
_UNITS_TOLD: Final = frozenset(("score_1_5", "fte", "hours"))  # the names of the others say what is counted
MET, RUNNING, UNMET, OPEN = "met", "running", "unmet", "open"


def cards(page: Page) -> list[Part]:
    """The first headline figures of jobs and of the hub, large."""
    return [_card(page, kpi) for kpi in card_kpis(page)]


def card_kpis(page: Page) -> list[Kpi]:
    """The KPIs that stand large."""
    headline = page.edition.headline
    return [kpi for theme in _CARD_THEMES for kpi in [each for each in headline if each.theme == theme][:_CARDS_A_THEME]]


def table(page: Page) -> Part:
    """All headline figures: one row each."""
    language, period = page.language, page.edition.period
    is_year = period.type == "year"
    year = period_text(page.year, language)
    columns = [say.INDICATOR.text(language), period_text(period, language), say.CHANGE.text(language), say.TREND.text(language)]
    columns += [] if is_year else [page.year_text]
    columns += [say.TARGET.text(language).format(year=year), say.STANDING.text(language)]
    rows = [_row(page, kpi) for kpi in page.edition.headline]
    longest = max((len(page.recent(kpi.id)) for kpi in page.edition.headline), default=0)
    return {
        "title": say.HEADLINE.text(language),
        "columns": columns,
        "is_year": is_year,
        "rows": rows,
        "note": say.HEADLINE_NOTE.text(language).format(count=number(longest, language)),
    }


def summary(page: Page) -> str:
    """How many of the year's targets are met."""
    year, language = period_text(page.year, page.language), page.language
    marks = [
        standing(kpi, figure, page.is_year_over)[0]
        for kpi in page.edition.headline
        if (figure := page.edition.figure(kpi.id, page.year)) is not None and figure.target is not None
    ]
    if not marks:
        return say.NO_TARGETS.text(language).format(year=year)
    return say.TARGETS_MET.text(language).format(
        year=year,
        whole=number(len(marks), language),
        part=number(marks.count(MET), language),
        to_date="" if page.is_year_over else say.SO_FAR.text(language),
    )


def standing(kpi: Kpi, figure: Figure | None, is_over: bool) -> tuple[str, Message]:
    """How a figure stands to its target: a mark (met, running, unmet, open) and a word for it.

    A count that is still short while its period runs is under way; a share then is short of its target.
    What shows like its target has met it.
    """
    if figure is not None and figure.is_confidential:
        return OPEN, CONFIDENTIAL
    if figure is None or figure.target is None:
        return OPEN, say.NO_TARGET
    if figure.value is None:
        return OPEN, Message(NO_VALUE, NO_VALUE, NO_VALUE)
    is_equal = figure_text(figure.value, figure.unit, "fr") == figure_text(figure.target, figure.unit, "fr")
    is_above = figure.value > figure.target and not is_equal
    if kpi.direction == "down":
        return (UNMET, say.EXCEEDED) if is_above else (MET, say.KEPT)
    if kpi.direction == "none":
        return OPEN, say.LEVEL if is_equal else say.OVER if is_above else say.UNDER
    if is_equal or is_above:
        return MET, say.MET
    if is_over:
        return UNMET, say.UNMET
    return (RUNNING, say.RUNNING) if figure.unit in COUNTED_UNITS else (UNMET, say.BEHIND)


def _card(page: Page, kpi: Kpi) -> Part:
    language = page.language
    figure, of_year = page.edition.figure(kpi.id), page.edition.figure(kpi.id, page.year)
    change = ""
    if figure is not None and figure.change is not None:
        change = say.AGAINST.text(language).format(
            change=change_text(figure.change, figure.unit, language), to=against(page.edition.period.previous(), language)
        )
    year = ""
    if of_year is not None:
        target = None if of_year.target is None else figure_text(of_year.target, of_year.unit, language)
        said = say.CARD_YEAR if target is None else say.CARD_TARGET
        year = said.text(language).format(period=page.year_text, value=page.text(of_year), target=target)
    return {
        "name": page.name(kpi.id),
        "value": page.text(figure, kpi.unit),
        "is_word": figure is None or figure.value is None,
        "change": change,
        "year": year,
    }


def _row(page: Page, kpi: Kpi) -> Part:
    language = page.language
    figure, of_year = page.edition.figure(kpi.id), page.edition.figure(kpi.id, page.year)
    mark, word = standing(kpi, of_year, page.is_year_over)
    own_target = ""
    if figure is not None and figure.target is not None and page.edition.period.type != "year":
        own = standing(kpi, figure, is_over=True)[1].text(language)
        own_target = say.OWN_TARGET.text(language).format(target=figure_text(figure.target, figure.unit, language), state=own)
    return {
        "name": page.name(kpi.id),
        "unit": UNITS[kpi.unit].text(language) if kpi.unit in _UNITS_TOLD else "",
        "value": page.text(figure, kpi.unit),
        "own_target": own_target,
        "change": change_text(None if figure is None else figure.change, kpi.unit, language),
        "trend": _trend(page, kpi),
        "year": page.text(of_year, kpi.unit),
        "target": figure_text(None if of_year is None else of_year.target, kpi.unit, language),
        "mark": mark,
        "state": word.text(language),
        "gap": _gap(kpi, of_year, page),
    }


def _trend(page: Page, kpi: Kpi) -> Part | None:
    figures = page.recent(kpi.id)
    values = [None if figure is None else figure.value for _, figure in figures]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    texts = {key: figure_text(value, kpi.unit, page.language) for key, value in (("low", low), ("high", high), ("last", known[-1]))}
    return {
        "points": [None if value is None else (value - low) / (high - low) if high > low else 0.5 for value in values],
        "alt": say.TREND_ALT.text(page.language).format(name=page.name(kpi.id), **texts),
    }


def _gap(kpi: Kpi, figure: Figure | None, page: Page) -> str:
    if figure is None or figure.value is None or figure.target is None:
        return ""
    if kpi.unit in COUNTED_UNITS and figure.target > 0 and figure.value >= 0:
        part = figure.value / figure.target
        return share(min(part, 0.999) if part < 1 else part, page.language)
    return change_text(figure.value - figure.target, kpi.unit, page.language)
