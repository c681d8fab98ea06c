"""The page of financing, training, agreements and markets, by programme, partner, instrument, channel and sector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingestion.messages import Language
from publishing.dashboard import words_themes as say
from publishing.dashboard.latest import latest_by
from publishing.dashboard.page import Page
from publishing.dashboard.sections import cards, over_time
from publishing.edition import Edition

_CARDS: Final = ("FIN-01", "FIN-02", "FIN-03", "TRN-01", "TRN-02", "PRG-01", "PRG-02", "MKT-01")
# A line over time, then the breakdowns of its KPI.
_PARTS: Final = (
    (("FIN-01",), (("FIN-01", "instrument"), ("FIN-01", "programme"), ("FIN-01", "partner"))),
    (("FIN-02", "FIN-03"), (("FIN-02", "instrument"), ("FIN-02", "programme"), ("FIN-03", "instrument"), ("FIN-03", "programme"))),
    (("TRN-01",), (("TRN-01", "programme"), ("TRN-01", "partner"))),
    (("TRN-02",), (("TRN-02", "programme"), ("TRN-02", "partner"))),
    (("PRG-01",), (("PRG-01", "programme"), ("PRG-01", "partner"))),
    (("PRG-02",), (("PRG-02", "programme"), ("PRG-02", "funder"))),
    (("MKT-01",), (("MKT-01", "channel"), ("MKT-01", "sector"))),
)


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`programmes.html`."""
    found = []
    for lines, breakdowns in _PARTS:
        found.append(over_time(edition, lines, language))
        found += [latest_by(edition, kpi_id, breakdown, language) for kpi_id, breakdown in breakdowns]
    context = {"cards": cards(edition, _CARDS, language), "sections": [part for part in found if part is not None]}
    yield Page("programmes.html", say.PROGRAMMES, "themes.html.j2", context)
