"""The page of jobs: created, lost and net over time, who has them and where, whether they last, what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingestion.messages import Language
from publishing.dashboard.page import Page
from publishing.dashboard.sections import by_breakdown, cards, over_time
from publishing.dashboard.words import WORDS
from publishing.edition import Edition

_CARDS: Final = tuple(f"JOB-{number:02d}" for number in range(1, 15))
_BREAKDOWNS: Final = ("sex", "age_group", "area", "sector", "employment_type", "programme")


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`jobs.html`."""
    found = (
        over_time(edition, ("JOB-01", "JOB-02", "JOB-03"), language, WORDS["jobs_flow"].text(language)),
        over_time(edition, ("JOB-04",), language),
        *(by_breakdown(edition, "JOB-01", breakdown, language) for breakdown in _BREAKDOWNS),
        over_time(edition, ("JOB-09", "JOB-10"), language, WORDS["survival"].text(language)),
        over_time(edition, ("JOB-06", "JOB-07", "JOB-08", "JOB-05"), language, WORDS["job_shares"].text(language)),
        over_time(edition, ("JOB-11",), language),
        over_time(edition, ("JOB-12",), language),
        over_time(edition, ("JOB-14",), language),
    )
    context = {"cards": cards(edition, _CARDS, language), "sections": [part for part in found if part is not None]}
    yield Page("jobs.html", WORDS["jobs"], "themes.html.j2", context)
