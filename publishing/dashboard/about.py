"""How to read the dashboard."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.messages import Language
from publishing.dashboard.page import Page
from publishing.dashboard.words import WORDS
from publishing.edition import Edition


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`about.html`."""
    yield Page("about.html", WORDS["about"], "about.html.j2", {})
