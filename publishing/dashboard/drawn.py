"""Figures as the charts of the headline and KPI pages. What goes here: from a series to an SVG. What does not: how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ingestion.messages import Language
from ingestion.wording import period_text
from publishing.charts import Look, Point, Series, line_chart, sparkline
from publishing.edition import Figure, Kpi


def drawn_line(kpi: Kpi, figures: Sequence[Figure], language: Language) -> Markup:
    """A KPI over time; empty below two periods."""
    if len(figures) < 2:
        return Markup()
    return Markup(line_chart([_series(kpi, figures, language)], kpi.unit, _look(kpi, figures, language, "line", 640)))  # noqa: S704


def drawn_spark(kpi: Kpi, figures: Sequence[Figure], language: Language) -> Markup:
    """A KPI over time for the side of its figure; empty below two periods."""
    if len(figures) < 2:
        return Markup()
    return Markup(sparkline(_series(kpi, figures, language), _look(kpi, figures, language, f"spark-{kpi.id}", 220)))  # noqa: S704


def _series(kpi: Kpi, figures: Sequence[Figure], language: Language) -> Series:
    points = (Point(each.period, each.value, each.status == "provisional", each.is_confidential) for each in figures)
    return Series(kpi.name.text(language), tuple(points))


def _look(kpi: Kpi, figures: Sequence[Figure], language: Language, prefix: str, width: int) -> Look:
    name = kpi.name.text(language)
    reading = f"{name} ({period_text(figures[0].period, language)} – {period_text(figures[-1].period, language)})"
    return Look(language, name, reading, prefix, width)
