"""The first page: headline figures of the period, and of the year so far against its target."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.messages import Language
from ingestion.periods import Period
from publishing.dashboard.drawn import drawn_spark
from publishing.dashboard.page import Page
from publishing.dashboard.words import WORDS
from publishing.edition import Edition


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`index.html`."""
    year = Period.containing(edition.period.start, "year")
    lines = [
        (kpi, edition.figure(kpi.id), edition.figure(kpi.id, year), drawn_spark(kpi, edition.series(kpi.id), language))
        for kpi in edition.headline
    ]
    yield Page("index.html", WORDS["headline"], "headline.html.j2", {"lines": lines, "year": year})
