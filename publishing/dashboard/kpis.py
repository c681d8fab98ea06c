"""The list of KPIs, and a page of each with its definition, series, breakdowns, sources, revisions and trace."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from publishing.dashboard.drawn import drawn_bars, drawn_line
from publishing.dashboard.latest import earlier_words, shown_period
from publishing.dashboard.page import Page
from publishing.dashboard.sections import kept_back_words
from publishing.dashboard.words import WORDS
from publishing.edition import REGION, TOTAL, Edition, Figure, Kpi
from publishing.wording import DIRECTIONS, VERDICTS

_LONGEST_COMMAND: Final = 120  # letters of what a partner wrote that somebody may copy into a shell
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
    series = [(word, edition.series(kpi.id, kind)) for kind, word in _SERIES]
    provinces = edition.provinces(kpi.id)
    breakdowns = [(name, _shown(edition, kpi, name)) for name in edition.breakdowns_of(kpi.id)]

    def called(kind: str, code: str) -> str:
        words = edition.labels.get((kind, code))
        return words.text(language) if words else code

    return {
        "kpi": kpi,
        "commands": commands([each for _, own in (*series, ("", provinces), *breakdowns) for each in own]),
        "anchor": _anchor,
        "called": called,
        "verdict_words": {code: words.text(language) for code, words in VERDICTS.items()},
        "figure": edition.figure(kpi.id),
        "direction_words": DIRECTIONS[kpi.direction],
        "series": series,
        "line": drawn_line(kpi, edition.series(kpi.id), language),
        "provinces": provinces,
        "province_bars": drawn_bars(
            kpi,
            [(edition.territories[each.territory].text(language), each) for each in provinces],
            WORDS["by_province"].text(language),
            language,
        ),
        "has_total": any(own for _, own in series),
        "breakdowns": [
            {
                "id": name,
                "name": edition.breakdowns[name].text(language),
                "note": kept_back_words(edition, kpi.id, name, language) or earlier_words(edition, kpi.id, name, language),
                "figures": own,
                "bars": drawn_bars(
                    kpi,
                    [(called(each.breakdown, each.breakdown_value), each) for each in own],
                    edition.breakdowns[name].text(language),
                    language,
                ),
            }
            for name, own in breakdowns
        ],
        "deliveries": edition.rows(_DELIVERIES, [list(kpi.contracts), last, first]),
        "revisions": _revisions(edition, kpi),
    }


def _shown(edition: Edition, kpi: Kpi, breakdown: str) -> list[Figure]:
    """The figures of a breakdown: of the edition's period, or of the one shown in its place; none where none may be."""
    period = shown_period(edition, kpi.id, breakdown)
    is_kept_back = period == edition.period and edition.is_kept_back(kpi.id, breakdown)
    return [] if is_kept_back else edition.breakdown(kpi.id, breakdown, period)


def commands(figures: Sequence[Figure]) -> dict[str, str]:
    """Anchor → the command that traces a figure; none for what is kept back, nor for text that nobody should copy into a shell."""
    found = {}
    for each in figures:
        words = ["qutb", "trace", each.kpi_id, "--period", each.period.label]
        words += [] if each.territory == REGION else ["--territory", each.territory]
        words += [] if each.breakdown == TOTAL else ["--breakdown", f"{each.breakdown}={each.breakdown_value}"]
        command = shlex.join(words)
        if not each.is_confidential and command.isprintable() and len(command) <= _LONGEST_COMMAND:
            found[_anchor(each)] = command
    return found


def _anchor(figure: Figure) -> str:
    """Where a figure's command stands on its page. A value that a partner wrote is told by its letters' numbers."""
    value = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_-") else f".{ord(letter):x}" for letter in figure.breakdown_value
    )
    return f"trace-{figure.period.label}-{figure.territory}-{figure.breakdown}-{value}"


def _revisions(edition: Edition, kpi: Kpi) -> list[tuple[Period, float | None, float | None, bool]]:
    found = []
    for kind, start, first, current in edition.rows(_REVISIONS, [kpi.id]):
        period = Period(start, kind)
        figure = edition.figure(kpi.id, period)
        found.append((period, first, current, figure is not None and figure.is_confidential))
    return found
