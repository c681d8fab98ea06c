"""Sections and cards of KPIs that have no figure in every period: those told by quarter, and agreements signed now and then.

What goes here: the choice of the period that such a KPI is shown for. What does not: how a section is made (`sections.py`).
"""

from __future__ import annotations

from dataclasses import replace

from ingestion.messages import Language
from ingestion.periods import Period
from ingestion.wording import period_text
from publishing.dashboard import words_themes as say
from publishing.dashboard.drawn import drawn_spark
from publishing.dashboard.sections import MOST_PERIODS, Card, Section, by_breakdown, over_time
from publishing.edition import TOTAL, Edition, Figure


def latest_by(edition: Edition, kpi_id: str, breakdown: str, language: Language) -> Section | None:
    """A KPI by one breakdown: of the edition's period, else of the latest quarter or year before its end with a figure, which is told."""
    if edition.is_kept_back(kpi_id, breakdown):
        return by_breakdown(edition, kpi_id, breakdown, language)
    section = by_breakdown(edition, kpi_id, breakdown, language, _latest_period(edition, kpi_id, breakdown))
    note = earlier_words(edition, kpi_id, breakdown, language)
    return section and replace(section, note=f"{note} {section.note}".strip())


def shown_period(edition: Edition, kpi_id: str, breakdown: str) -> Period:
    """The period that a breakdown is shown for: the edition's, unless its table is not published or has no figure."""
    if edition.is_kept_back(kpi_id, breakdown):
        return edition.shown_instead(kpi_id, breakdown) or edition.period
    return _latest_period(edition, kpi_id, breakdown) or edition.period


def earlier_words(edition: Edition, kpi_id: str, breakdown: str, language: Language) -> str:
    """That a breakdown is shown for another period than the edition's, which has no figure; empty where it has."""
    period = shown_period(edition, kpi_id, breakdown)
    if period == edition.period or edition.is_kept_back(kpi_id, breakdown):
        return ""
    return say.EARLIER.text(language).format(period=period_text(period, language))


def quarterly(edition: Edition, kpi_id: str, language: Language) -> Section | None:
    """A KPI over the quarters; None where it has none."""
    kpi = edition.kpis.get(kpi_id)
    if kpi is None:
        return None
    return over_time(edition, (kpi_id,), language, say.QUARTERLY.text(language).format(name=kpi.name.text(language)), "quarter")


def quarterly_card(edition: Edition, kpi_id: str, language: Language) -> Card | None:
    """The figure of the period, and the latest quarter's where the period has none; None where the catalogue has no such KPI."""
    kpi = edition.kpis.get(kpi_id)
    if kpi is None:
        return None
    figure, series = edition.figure(kpi_id), edition.series(kpi_id, "quarter")
    last = next((each for each in reversed(series) if _is_told(each)), None)
    is_open = figure is None or not _is_told(figure)
    return Card(kpi, figure, last if is_open else None, drawn_spark(kpi, series[-MOST_PERIODS:], language))


def _latest_period(edition: Edition, kpi_id: str, breakdown: str) -> Period | None:
    if any(map(_is_told, edition.breakdown(kpi_id, breakdown))):
        return edition.period
    end = edition.period.end
    told = {
        each.period for each in edition.all_figures(kpi_id)
        if each.breakdown in (breakdown, TOTAL) and each.period.type in ("quarter", "year") and each.period.start <= end and _is_told(each)
    }  # fmt: skip
    # A quarter says more than the year it lies in.
    latest = sorted(told, key=lambda period: (period.type == "quarter", period.start), reverse=True)
    return next((period for period in latest if any(map(_is_told, edition.breakdown(kpi_id, breakdown, period)))), None)


def _is_told(figure: Figure) -> bool:
    return figure.value is not None or figure.is_confidential
