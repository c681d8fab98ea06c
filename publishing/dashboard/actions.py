"""The page of the action plan: what was done in time, what is late, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.messages import Language
from publishing.dashboard import words_themes as say
from publishing.dashboard.latest import latest_by
from publishing.dashboard.page import Page
from publishing.dashboard.sections import cards, over_time
from publishing.edition import Edition


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`actions.html`."""
    found = (
        over_time(edition, ("ACT-02",), language),
        over_time(edition, ("ACT-01",), language),
        latest_by(edition, "ACT-02", "owner", language),
        latest_by(edition, "ACT-01", "owner", language),
    )
    context = {"cards": cards(edition, ("ACT-02", "ACT-01"), language), "sections": [part for part in found if part is not None]}
    yield Page("actions.html", say.ACTIONS, "themes.html.j2", context)
