"""The sections of a bulletin on jobs and on the hub: their sentences, columns and bars.

What goes here: which figures these sections show. What does not: how they are drawn (`bulletin.typ`), the map (`provinces.py`).
"""

from __future__ import annotations

from typing import Final

from publishing.bulletin import sentences
from publishing.bulletin import words as say
from publishing.bulletin.parts import Page, Part

_OTHERS: Final = ("sex", "age_group", "area")


def jobs(page: Page) -> Part:
    """Jobs created, lost and net over time; those of the period by sector and by who holds them."""
    edition, language, period = page.edition, page.language, page.edition.period
    created, of_year = edition.figure("JOB-01"), edition.figure("JOB-01", page.year)
    of_sectors = page.shown("JOB-01", "sector")
    sectors = [
        (page.label("sector", figure.breakdown_value), figure)
        for figure in (edition.breakdown("JOB-01", "sector", of_sectors) if of_sectors else ())
        if figure.breakdown_value != "unknown"
    ]
    first_sector = say.FIRST_SECTOR.text(language)
    if of_sectors and of_sectors != period:
        first_sector = say.OF.text(language).format(what=first_sector, period=page.to_date(of_sectors))
    first = [
        sentences.flows(period, created, edition.figure("JOB-02"), edition.figure("JOB-03"), language),
        sentences.movement(created, language),
        sentences.standing(page.name("JOB-01"), page.year_text, of_year, of_year.target if of_year else None, language),
    ]
    second = [
        sentences.part_of(page.name("JOB-06"), edition.figure("JOB-06"), say.SEX_KNOWN.text(language), language),
        sentences.part_of(page.name("JOB-07"), edition.figure("JOB-07"), say.AGE_KNOWN.text(language), language),
        sentences.leading(first_sector, sectors, language),
    ]
    return {
        "title": say.JOBS.text(language),
        "paragraphs": [_joined(first), _joined(second)],
        "columns": page.columns(
            say.FLOWS_TITLE.text(language),
            up=("JOB-01", say.CREATED.text(language)),
            down=("JOB-02", say.LOST.text(language)),
            rows=[("JOB-03", say.NET.text(language))],
        ),
        "bars": [page.bars("JOB-01", "sector")],
        "other_bars": [page.bars("JOB-01", breakdown, most=4) for breakdown in _OTHERS],
        "instead": page.instead_words("JOB-01", ("sector", *_OTHERS)),
    }


def hub(page: Page) -> Part:
    """Who used the hub over time, and how full each kind of space was."""
    edition, language, period = page.edition, page.language, page.edition.period
    occupancy, of_year = edition.figure("HUB-01"), edition.figure("HUB-01", page.year)
    kinds = [(page.label("resource_kind", figure.breakdown_value), figure) for figure in edition.breakdown("HUB-01", "resource_kind")]
    first = [
        sentences.occupied(period, occupancy, language),
        sentences.movement(occupancy, language),
        sentences.standing(page.name("HUB-01"), page.year_text, of_year, of_year.target if of_year else None, language),
    ]
    second = [sentences.users(edition.figure("HUB-05"), edition.figure("HUB-04"), language), sentences.extremes(kinds, language)]
    return {
        "title": say.HUB.text(language),
        "paragraphs": [_joined(first), _joined(second)],
        "columns": page.columns(
            say.VISITORS_TITLE.text(language),
            up=("HUB-05", say.VISITORS.text(language)),
            rows=[("HUB-04", say.ORGANISATIONS.text(language)), ("HUB-01", say.OCCUPANCY.text(language))],
        ),
        "bars": [page.bars("HUB-01", "resource_kind"), page.bars("HUB-09", "service_kind")],
    }


def _joined(said: list[str | None]) -> str:
    return " ".join(sentence for sentence in said if sentence)
