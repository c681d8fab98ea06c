"""The page of the provinces: maps of the jobs created, and every KPI that exists by province in one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingestion.messages import Language
from ingestion.periods import Period
from ingestion.wording import period_text
from publishing.charts import Look, Province, province_map
from publishing.dashboard.page import Page
from publishing.dashboard.sections import Row, Section, inline, sentence
from publishing.dashboard.words import WORDS
from publishing.edition import REGION, Edition

_MAPPED: Final = "JOB-01"


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`provinces.html`."""
    year = Period.containing(edition.period.start, "year")
    so_far = WORDS["year_so_far"].text(language).format(period=period_text(year, language))
    maps = [mapped(edition, year, so_far, "map-year", language)] if year != edition.period else []
    maps.append(mapped(edition, edition.period, period_text(edition.period, language), "map-period", language))
    # A row for each province, so that they can be sorted by any KPI; the region stays below them.
    kpis = [kpi for kpi in edition.kpis.values() if edition.provinces(kpi.id)]
    lines = [
        (name.text(language), code == REGION, [(kpi, edition.figure(kpi.id, territory=code)) for kpi in kpis])
        for code, name in edition.territories.items()
    ]
    context = {"cards": [], "sections": [part for part in maps if part is not None], "kpis": kpis, "lines": lines}
    yield Page("provinces.html", WORDS["provinces"], "provinces.html.j2", context)


def mapped(edition: Edition, period: Period, when: str, anchor: str, language: Language) -> Section | None:
    """The map of the jobs created in a period; None where no province has a figure."""
    kpi = edition.kpis.get(_MAPPED)
    figures = edition.provinces(_MAPPED, period) if kpi else []
    if kpi is None or not figures:
        return None
    title = f"{kpi.name.text(language)} – {when}"
    named = [(edition.territories[each.territory].text(language), each) for each in figures]
    ranked = sorted((pair for pair in named if pair[1].value is not None), key=lambda pair: -(pair[1].value or 0))
    if ranked:
        reading = sentence(WORDS["first_provinces"].text(language), [(name, each, kpi.unit) for name, each in ranked[:3]], language)
    else:
        word = "all_kept" if any(each.is_confidential for each in figures) else "no_value_yet"
        reading = WORDS[word].text(language).format(period=when)
    drawn = [Province(each.territory, name, each.value, each.is_confidential) for name, each in named]
    svg = inline(province_map(drawn, kpi.unit, Look(language, title, reading, anchor, 460)))
    columns = (WORDS["province"].text(language), kpi.name.text(language))
    return Section(anchor, title, reading, svg, columns, tuple(Row(name, ((kpi, each),)) for name, each in named))
