"""Figures as the charts of the headline and KPI pages. What goes here: from a series to an SVG. What does not: how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ingestion.messages import Language
from ingestion.wording import period_text
from publishing.charts import Bar, Look, Point, Series, bar_chart, line_chart, sparkline
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


def drawn_bars(kpi: Kpi, named: Sequence[tuple[str, Figure]], by: str, language: Language) -> Markup:
    """Figures of one period below each other, each with what people call it; empty below three that may be shown."""
    if sum(figure.value is not None for _, figure in named) < 3:
        return Markup()
    first = named[0][1]
    reading = f"{kpi.name.text(language)} – {by} ({period_text(first.period, language)})"
    bars = [Bar(name, figure.value, figure.is_confidential) for name, figure in named]
    look = Look(language, reading, reading, f"bars-{first.breakdown}", 400)
    return Markup(bar_chart(bars, kpi.unit, look))  # noqa: S704


def _series(kpi: Kpi, figures: Sequence[Figure], language: Language) -> Series:
    points = (Point(each.period, each.value, each.status == "provisional", each.is_confidential) for each in figures)
    return Series(kpi.name.text(language), tuple(points))


def _look(kpi: Kpi, figures: Sequence[Figure], language: Language, prefix: str, width: int) -> Look:
    name = kpi.name.text(language)
    reading = f"{name} ({period_text(figures[0].period, language)} – {period_text(figures[-1].period, language)})"
    return Look(language, name, reading, prefix, width)
