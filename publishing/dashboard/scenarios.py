"""The page of the hub's balance: charges covered so far, and what each management scenario projects."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.messages import Language
from publishing.dashboard import words_themes as say
from publishing.dashboard.latest import latest_by
from publishing.dashboard.page import Page
from publishing.dashboard.sections import cards, over_time
from publishing.edition import Edition


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`scenarios.html`."""
    # SUS-02 has no total: a scenario is not added to another.
    found = (over_time(edition, ("SUS-01",), language), latest_by(edition, "SUS-02", "scenario", language))
    context = {"cards": cards(edition, ("SUS-01",), language), "sections": [part for part in found if part is not None]}
    yield Page("scenarios.html", say.SCENARIOS, "themes.html.j2", context)
