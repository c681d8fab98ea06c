"""The page of incomes and growth, of needs met, and of what the media say."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.messages import Language
from publishing.dashboard import words_themes as say
from publishing.dashboard.latest import latest_by, quarterly, quarterly_card
from publishing.dashboard.page import Page
from publishing.dashboard.sections import cards, over_time
from publishing.edition import Edition


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`living.html`."""
    # Incomes and growth are surveyed by quarter; the others come each month.
    surveyed = [card for kpi_id in ("LIV-01", "LIV-02") if (card := quarterly_card(edition, kpi_id, language))]
    found = (
        quarterly(edition, "LIV-01", language),
        latest_by(edition, "LIV-01", "sector", language),
        latest_by(edition, "LIV-01", "partner", language),
        quarterly(edition, "LIV-02", language),
        latest_by(edition, "LIV-02", "sector", language),
        over_time(edition, ("NED-01",), language),
        *(latest_by(edition, "NED-01", breakdown, language) for breakdown in ("theme", "severity")),
        over_time(edition, ("COM-01",), language),
        *(latest_by(edition, "COM-01", breakdown, language) for breakdown in ("outlet", "tone", "language")),
    )
    context = {
        "cards": [*surveyed, *cards(edition, ("NED-01", "COM-01"), language)],
        "sections": [part for part in found if part is not None],
    }
    yield Page("living.html", say.LIVING, "themes.html.j2", context)
