"""All that one bulletin says, as plain data for the template: strings, lengths between 0 and 1, points.

What goes here: the order of the sections, the masthead, the spacing of French marks. What does not: layout (`bulletin.typ`). The template
inserts these strings as text and never reads them as code.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.messages import Language
from ingestion.wording import day, period_text
from publishing.bulletin import headline, sections
from publishing.bulletin import words as say
from publishing.bulletin.care import care
from publishing.bulletin.changes import changes
from publishing.bulletin.letters import printable
from publishing.bulletin.parts import Page, Part
from publishing.bulletin.provinces import provinces
from publishing.edition import Edition
from publishing.wording import STATUSES


def content(edition: Edition, language: Language) -> Part:
    """The bulletin of an edition in one language."""
    page = Page(edition, language)
    made: Part = {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "title": f"{say.NAME.text(language)}, {period_text(edition.period, language)}",
        "house": say.HOUSE.text(language),
        "name": say.NAME.text(language),
        "period": period_text(edition.period, language),
        "facts": _facts(page),
        "page": say.PAGE.text(language),
        "summary": _summary(page),
        "cards": headline.cards(page),
        "headline": headline.table(page),
        "jobs": sections.jobs(page),
        "hub": sections.hub(page),
        "provinces": provinces(page),
        "changes": changes(page),
        "reading": _reading(page),
    }
    made["care"] = care(page)  # the last: it counts what the others kept back
    return _spaced(made) if language == "fr" else made


def _facts(page: Page) -> list[tuple[str, str]]:
    language, release = page.language, page.edition.release
    as_of = datetime.fromisoformat(release.as_of).astimezone(ZoneInfo(TIME_ZONE)).date()
    said = ((say.RELEASE, printable(release.id, "fr")), (say.DATED, day(as_of, language)), (say.STATUS, _status(page)))
    return [(term.text(language), text) for term, text in said]


def _status(page: Page) -> str:
    found = {figure.status for kpi in page.edition.headline if (figure := page.edition.figure(kpi.id)) is not None}
    if not found:
        return say.NO_FIGURES.text(page.language)
    if "provisional" in found and len(found) > 1:
        return say.MIXED.text(page.language)
    status = STATUSES["revised" if "revised" in found else found.pop()]
    return status.text(page.language)


def _summary(page: Page) -> str:
    if all(page.edition.figure(kpi.id) is None for kpi in page.edition.headline):
        return say.NOTHING.text(page.language)
    return headline.summary(page)


def _reading(page: Page) -> Part:
    """Definitions of the figures that stand large on the first page."""
    kpis = headline.card_kpis(page)
    items = [{"term": page.name(kpi.id), "text": printable(kpi.definition.text(page.language), page.language, 400)} for kpi in kpis]
    return {"title": say.READING.text(page.language), "items": items}


def _spaced(value: Any) -> Any:
    """French text with the spaces that keep a mark on the line of its word."""
    if isinstance(value, str):
        for mark, kept in ((" :", "\u00a0:"), (" ;", "\u202f;"), (" ?", "\u202f?"), (" !", "\u202f!")):
            value = value.replace(mark, kept)
        return value
    if isinstance(value, dict):
        return {key: _spaced(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_spaced(part) for part in value]
    return value
