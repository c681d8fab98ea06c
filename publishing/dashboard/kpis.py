"""The list of KPIs, and a page of each with its definition, series, breakdowns, sources, revisions and trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from publishing.dashboard.drawn import drawn_line
from publishing.dashboard.page import Page
from publishing.dashboard.words import WORDS
from publishing.edition import Edition, Kpi
from publishing.wording import DIRECTIONS

_SERIES: Final = (("month", "month"), ("quarter", "quarter"), ("year", "by_year"))
# The file of the delivery that decided a feed, beside every feed that was due; no counts of rows.
_DELIVERIES: Final = """
    select feeds.partner, feeds.contract, feeds.period_start, loads.file_name, cast(feeds.received_at as date), loads.verdict,
        feeds.delivery_id, feeds.is_missing
    from quality.feed_calendar as feeds
    left join (
        select delivery_id, any_value(file_name order by load_id) as file_name, any_value(verdict order by load_id desc) as verdict
        from quality.loads group by delivery_id
    ) as loads using (delivery_id)
    where list_contains(?, feeds.contract) and feeds.period_start <= ? and feeds.period_end >= ?
    order by feeds.partner, feeds.contract, feeds.period_start
"""
_REVISIONS: Final = """
    select period_type, period_start, first_value, current_value from marts.kpi_revisions_public
    where kpi_id = ? and territory_code = '03' and breakdown = 'total' and revisions > 0
    order by period_start desc, period_type
"""


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`kpi/index.html` and `kpi/<KPI>.html`."""
    lines = [(kpi, edition.figure(kpi.id)) for kpi in edition.kpis.values()]
    yield Page("kpi/index.html", WORDS["kpis"], "kpis.html.j2", {"lines": lines})
    for kpi in edition.kpis.values():
        yield Page(f"kpi/{kpi.id}.html", Message(kpi.name.fr, kpi.name.ar, kpi.name.en), "kpi.html.j2", _context(edition, kpi, language))


def _context(edition: Edition, kpi: Kpi, language: Language) -> dict[str, Any]:
    period = edition.period
    first, last = period.start, period.end
    return {
        "kpi": kpi,
        "traced": [figures[-1].period.label for kind, _ in _SERIES if (figures := edition.series(kpi.id, kind))],
        "figure": edition.figure(kpi.id),
        "direction_words": DIRECTIONS[kpi.direction],
        "series": [(word, edition.series(kpi.id, kind)) for kind, word in _SERIES],
        "line": drawn_line(kpi, edition.series(kpi.id), language),
        "provinces": edition.provinces(kpi.id),
        "breakdowns": [(edition.breakdowns[name], edition.breakdown(kpi.id, name)) for name in edition.breakdowns_of(kpi.id)],
        "deliveries": edition.rows(_DELIVERIES, [list(kpi.contracts), last, first]),
        "revisions": _revisions(edition, kpi),
    }


def _revisions(edition: Edition, kpi: Kpi) -> list[tuple[Period, float | None, float | None, bool]]:
    found = []
    for kind, start, first, current in edition.rows(_REVISIONS, [kpi.id]):
        period = Period(start, kind)
        figure = edition.figure(kpi.id, period)
        found.append((period, first, current, figure is not None and figure.is_confidential))
    return found
