"""Parts of a theme's page: a heading, a sentence that reads the chart, the chart, and its figures for a table.

What goes here: from an edition, a KPI and a breakdown to a section, the same on every theme's page. What does not: which sections a page
has (its module), how charts are drawn (`publishing.charts`), how a section is laid out (`themes.html.j2`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from ingestion.messages import Language
from ingestion.periods import Period
from ingestion.wording import listed, period_text, shown
from publishing.charts import Bar, Look, Point, Series, bar_chart, line_chart
from publishing.dashboard.drawn import drawn_spark
from publishing.dashboard.words import WORDS
from publishing.edition import Edition, Figure, Kpi
from publishing.wording import LONGER_PERIOD_SHOWN, WHOLE_TABLE_KEPT_BACK, change_text, figure_text

# A chart is read at a glance, and a page stays light: the rest of a long breakdown, or of a long history, is on the KPI's page.
MOST_BARS: Final = 16
MOST_PERIODS: Final = 24
MOST_ROWS: Final = 60
_WIDE: Final = 640
_NARROW: Final = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a section's table: what it is about, and its figures with their KPIs; None where there is no such cell."""

    label: str
    cells: tuple[tuple[Kpi, Figure | None], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Attributes:
        id: what its anchor and the ids of its chart begin with; another for each section of a page.
        title: its heading, in the page's language; harmless text.
        reading: one sentence that says what its figures show.
        svg: its chart; empty where nothing can be drawn.
        columns: headings of the table, the first column's first.
        rows: the figures drawn, in the order of the chart.
        is_wide: takes the whole width of the page.
        note: one more sentence; empty where there is none.
        kept_back: why a table is not published, and what is shown in its place; empty where it is published.
    """

    id: str
    title: str
    reading: str
    svg: Markup = field(default_factory=Markup)
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    is_wide: bool = False
    note: str = ""
    kept_back: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A KPI's figure of the period; `last` is the latest known one, where the period's has no value yet."""

    kpi: Kpi
    figure: Figure | None
    last: Figure | None
    spark: Markup


def cards(edition: Edition, kpi_ids: Sequence[str], language: Language) -> list[Card]:
    """A card for each KPI that the catalogue has."""
    found = []
    for kpi in _known(edition, kpi_ids):
        series = edition.series(kpi.id)
        figure = edition.figure(kpi.id)
        is_open = figure is None or (figure.value is None and not figure.is_confidential)
        last = next((each for each in reversed(series) if each.value is not None), None) if is_open else None
        found.append(Card(kpi, figure, last, drawn_spark(kpi, series[-MOST_PERIODS:], language) if _drawable(series) else Markup()))
    return found


def over_time(
    edition: Edition, kpi_ids: Sequence[str], language: Language, title: str | None = None, period_type: str | None = None
) -> Section | None:
    """KPIs of one unit over the periods of the edition's kind, or another; None where none of them has a figure.

    Args:
        edition: the edition.
        kpi_ids: KPIs of the same unit; the first names the section's anchor.
        language: of every word.
        title: the heading; the names of the KPIs where None.
        period_type: of the periods shown; the edition's where None.
    """
    lines = [(kpi, edition.series(kpi.id, period_type)[-MOST_PERIODS:]) for kpi in _known(edition, kpi_ids)]
    lines = [(kpi, figures) for kpi, figures in lines if figures]
    if not lines:
        return None
    title = title or listed([kpi.name.text(language) for kpi, _ in lines], language)
    periods = sorted({each.period for _, figures in lines for each in figures})
    cells = {(kpi.id, each.period): each for kpi, figures in lines for each in figures}
    latest = [(kpi.name.text(language), cells.get((kpi.id, periods[-1])), kpi.unit) for kpi, _ in lines]
    reading = sentence(period_text(periods[-1], language), latest, language, has_change=True)
    anchor = f"time-{lines[0][0].id}"
    svg = Markup()
    if len(periods) > 1 and _drawable([each for _, figures in lines for each in figures]):
        drawn = [Series(kpi.name.text(language), tuple(map(_point, figures))) for kpi, figures in lines]
        target = lines[0][1][-1].target if len(lines) == 1 else None
        look = Look(language, title, reading, anchor, _WIDE)
        svg = inline(line_chart(drawn, lines[0][0].unit, look, target))
    rows = (Row(period_text(on, language), tuple((kpi, cells.get((kpi.id, on))) for kpi, _ in lines)) for on in reversed(periods))
    columns = (WORDS["period"].text(language), *(kpi.name.text(language) for kpi, _ in lines))
    return Section(anchor, title, reading, svg, columns, tuple(rows), is_wide=True)


def by_breakdown(
    edition: Edition, kpi_id: str, breakdown: str, language: Language, period: Period | None = None, title: str | None = None
) -> Section | None:
    """A KPI by one breakdown in the edition's period, or another; None where there is no figure of it.

    Where the table of the edition's period is not published, the section says so, and shows that of the quarter or year around it where
    that one is. Labels of partners are made harmless. Long breakdowns show the largest values, in the order of the labels.
    """
    kpi = edition.kpis.get(kpi_id)
    if kpi is None:
        return None
    kept_back = "" if period and period != edition.period else kept_back_words(edition, kpi_id, breakdown, language)
    if kept_back:
        period = edition.shown_instead(kpi_id, breakdown)
    figures = [] if kept_back and period is None else edition.breakdown(kpi_id, breakdown, period)
    name = edition.breakdowns[breakdown].text(language) if breakdown in edition.breakdowns else shown(breakdown, language)
    title = title or f"{kpi.name.text(language)} – {name}"
    anchor = f"{kpi.id}-{breakdown}"
    if not figures:
        return Section(anchor, title, "", kept_back=kept_back) if kept_back else None
    kept = largest(figures, MOST_BARS)
    reading = _highest(edition, kpi, figures, language)
    svg = Markup()
    if _drawable(kept) or any(each.is_confidential for each in kept):
        bars = [Bar(_plain_label(edition, each, language), each.value, each.is_confidential) for each in kept]
        svg = inline(bar_chart(bars, kpi.unit, Look(language, title, reading, anchor, _NARROW)))
    rows = tuple(Row(label_of(edition, each, language), ((kpi, each),)) for each in largest(figures, MOST_ROWS))
    note = WORDS["largest_only"].text(language) if len(kept) < len(figures) else ""
    return Section(anchor, title, reading, svg, (name, kpi.name.text(language)), rows, note=note, kept_back=kept_back)


def kept_back_words(edition: Edition, kpi_id: str, breakdown: str, language: Language) -> str:
    """Why a breakdown is not published for the edition's kind of period, and which longer one is shown; empty where it is published."""
    if not edition.is_kept_back(kpi_id, breakdown):
        return ""
    instead = edition.shown_instead(kpi_id, breakdown)
    if instead is None:
        return WHOLE_TABLE_KEPT_BACK.text(language)
    period, longer = (period_text(each, language) for each in (edition.period, instead))
    return LONGER_PERIOD_SHOWN.text(language).format(period=period, instead=longer)


def largest(figures: Sequence[Figure], most: int) -> list[Figure]:
    """At most so many figures, those with the largest values, in the order given; none is left out where there are fewer."""
    ranked = sorted(range(len(figures)), key=lambda index: (-abs(figures[index].value or 0), index))[:most]
    return [figures[index] for index in sorted(ranked)]


def label_of(edition: Edition, figure: Figure, language: Language) -> str:
    """What a breakdown's value is called, harmless in a sentence."""
    return shown(_plain_label(edition, figure, language), language)


def sentence(opening: str, items: Sequence[tuple[str, Figure | None, str]], language: Language, *, has_change: bool = False) -> str:
    """`Octobre 2026 : emplois créés 108 (évolution +3).` from (name, figure, unit); the word or the mark where there is no value."""
    said = []
    for name, figure, unit in items:
        value = figure_text(figure.value if figure else None, unit, language, is_confidential=figure is not None and figure.is_confidential)
        change = figure.change if figure is not None and has_change else None
        words = f"{WORDS['change'].text(language).lower()} {change_text(change, unit, language)}"
        said.append(f"{name} {value}" + ("" if change is None else f" ({words})"))
    colon = "\u00a0: " if language == "fr" else ": "
    return f"{_opening(opening)}{colon}{_listed(said, language)}."


def _highest(edition: Edition, kpi: Kpi, figures: Sequence[Figure], language: Language) -> str:
    when = _opening(period_text(figures[0].period, language))
    free = [each for each in figures if each.value is not None and not each.is_confidential]
    if not free:
        word = "all_kept" if any(each.is_confidential for each in figures) else "no_value_yet"
        return WORDS[word].text(language).format(period=when)
    most = max(each.value or 0 for each in free)
    first = [each for each in free if each.value == most]
    value = figure_text(most, kpi.unit, language)
    if len(first) == len(free) > 1 or len(first) > 3:
        return WORDS["same_highest"].text(language).format(period=when, value=value, count=figure_text(len(first), "", language))
    names = listed([label_of(edition, each, language) for each in first], language)
    among = WORDS["among_published"].text(language) if len(free) < len(figures) else ""
    return WORDS["highest"].text(language).format(period=when, names=names, value=value, among=among)


def inline(svg: str) -> Markup:
    """A chart as a part of a page; inside HTML its namespace is known, and its address would look like one that the page asks for."""
    return Markup(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704


def _opening(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _known(edition: Edition, kpi_ids: Sequence[str]) -> list[Kpi]:
    return [edition.kpis[each] for each in kpi_ids if each in edition.kpis]


def _plain_label(edition: Edition, figure: Figure, language: Language) -> str:
    words = edition.labels.get((figure.breakdown, figure.breakdown_value))
    return words.text(language) if words else figure.breakdown_value


def _point(figure: Figure) -> Point:
    return Point(figure.period, figure.value, figure.status == "provisional", figure.is_confidential)


def _drawable(figures: Sequence[Figure]) -> bool:
    return any(each.value is not None and not each.is_confidential for each in figures)


def _listed(items: Sequence[str], language: Language) -> str:
    return {"fr": " ; ", "ar": "؛ ", "en": "; "}[language].join(items).replace(" ; ", "\u00a0; ")
