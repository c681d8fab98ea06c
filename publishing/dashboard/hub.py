"""The page of the hub's use: how full it is and when, who comes, what is delivered there, how satisfied they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ingestion.messages import Language
from ingestion.wording import period_text
from publishing.charts import Cell, Look, heat_map
from publishing.dashboard.page import Page
from publishing.dashboard.sections import Row, Section, by_breakdown, cards, inline, label_of, over_time, sentence
from publishing.dashboard.words import WORDS
from publishing.edition import Edition

_CARDS: Final = tuple(f"HUB-{number:02d}" for number in range(1, 12))
_BY_HOUR: Final = "weekday_hour"
# ISO weekday and hour: `1-09`.
_HOUR: Final = re.compile(r"([1-7])-([01]\d|2[0-3])")


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`hub.html`."""
    found = (
        over_time(edition, ("HUB-01", "HUB-02"), language, WORDS["hub_use"].text(language)),
        busy_hours(edition, language),
        by_breakdown(edition, "HUB-01", "resource_kind", language),
        by_breakdown(edition, "HUB-01", "resource", language),
        over_time(edition, ("HUB-05", "HUB-06"), language, WORDS["visitors"].text(language)),
        over_time(edition, ("HUB-04",), language),
        over_time(edition, ("HUB-07", "HUB-08", "HUB-03"), language),
        by_breakdown(edition, "HUB-09", "service_kind", language),
        by_breakdown(edition, "HUB-10", "service_kind", language),
        over_time(edition, ("HUB-10",), language),
        over_time(edition, ("HUB-11",), language),
    )
    context = {"cards": cards(edition, _CARDS, language), "sections": [part for part in found if part is not None]}
    yield Page("hub.html", WORDS["hub"], "themes.html.j2", context)


def busy_hours(edition: Edition, language: Language) -> Section | None:
    """Occupancy by weekday and hour; a sentence where the release has none, None where it has no occupancy at all."""
    kpi = edition.kpis.get("HUB-01")
    if kpi is None:
        return None
    title = WORDS["busy_hours"].text(language)
    found = [(read, each) for each in edition.breakdown(kpi.id, _BY_HOUR) if (read := _HOUR.fullmatch(each.breakdown_value))]
    if not found:
        return Section("busy-hours", title, WORDS["no_busy_hours"].text(language), is_wide=True)
    found.sort(key=lambda pair: pair[1].breakdown_value)
    figures = [each for _, each in found]
    known = [each for each in figures if each.value is not None and not each.is_confidential]
    top = max(known, key=lambda each: each.value or 0, default=figures[0])
    words = WORDS["busiest"].text(language).format(period=period_text(edition.period, language))
    reading = sentence(words, [(label_of(edition, top, language), top, kpi.unit)], language)
    cells = [Cell(int(read[1]), int(read[2]), each.value, each.is_confidential) for read, each in found]
    svg = inline(heat_map(cells, kpi.unit, Look(language, title, reading, "busy-hours", 640)))
    rows = tuple(Row(label_of(edition, each, language), ((kpi, each),)) for each in figures)
    columns = (WORDS["day_and_hour"].text(language), kpi.name.text(language))
    return Section("busy-hours", title, reading, svg, columns, rows, is_wide=True)
