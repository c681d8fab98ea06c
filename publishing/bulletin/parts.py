"""What all sections of a bulletin are made with: names fit for print, recent periods, figures as text, columns and bars.

What goes here: small builders of what the templates draw (`drawing.typ` says their shapes). What does not: which figures a section
shows. Each builder takes a `Page`, which holds the edition and the language, and counts what is kept back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.messages import Language
from ingestion.periods import Period
from ingestion.wording import listed, number, period_text
from publishing.bulletin import words as say
from publishing.bulletin.letters import printable
from publishing.edition import Edition, Figure
from publishing.wording import WHOLE_TABLE_KEPT_BACK, figure_text

# Columns of a chart: a year and the same month before it, two years of quarters and the same one before, five years.
RECENT: Final = {"month": 13, "quarter": 9, "year": 5}
MOST_BARS: Final = 9
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """An edition in one language, and the cells among those shown that are kept back."""

    edition: Edition
    language: Language
    hidden: set[tuple[str, Period, str, str, str]] = field(default_factory=set)

    @property
    def year(self) -> Period:
        """The year in which the edition's period lies."""
        return Period.containing(self.edition.period.start, "year")

    @property
    def is_year_over(self) -> bool:
        """Whether that year had ended when the release was made."""
        return self._is_over(self.year)

    @property
    def year_text(self) -> str:
        """`2026`, or `2026 à ce jour` while it runs."""
        return self.to_date(self.year)

    def to_date(self, period: Period) -> str:
        """A period that may still run: `4e trimestre 2026 à ce jour` while it does."""
        text = period_text(period, self.language)
        return text if self._is_over(period) else say.TO_DATE.text(self.language).format(year=text)

    def _is_over(self, period: Period) -> bool:
        return period.end < datetime.fromisoformat(self.edition.release.as_of).astimezone(ZoneInfo(TIME_ZONE)).date()

    def shown(self, kpi_id: str, breakdown: str) -> Period | None:
        """The period whose table of a breakdown is published: the edition's, else the quarter or year around it; None where none is."""
        is_kept_back = self.edition.is_kept_back(kpi_id, breakdown)
        return self.edition.shown_instead(kpi_id, breakdown) if is_kept_back else self.edition.period

    def name(self, kpi_id: str) -> str:
        """The name of a KPI; its id where the catalogue has none."""
        kpi = self.edition.kpis.get(kpi_id)
        return printable(kpi.name.text(self.language) if kpi else kpi_id, self.language, 60)

    def label(self, breakdown: str, value: str, limit: int = 34) -> str:
        """What people call the value of a breakdown."""
        words = self.edition.labels.get((breakdown, value))
        return printable(words.text(self.language) if words else value, self.language, limit)

    def territory(self, code: str) -> str:
        """The name of a territory."""
        words = self.edition.territories.get(code)
        return printable(words.text(self.language) if words else code, self.language)

    def text(self, figure: Figure | None, unit: str = "") -> str:
        """A figure as text; one that is kept back is said to be so, and counted."""
        if figure is None:
            return figure_text(None, unit, self.language)
        if figure.is_confidential:
            self.hidden.add((figure.kpi_id, figure.period, figure.territory, figure.breakdown, figure.breakdown_value))
        return figure_text(figure.value, figure.unit, self.language, is_confidential=figure.is_confidential)

    def recent(self, kpi_id: str) -> list[tuple[Period, Figure | None]]:
        """The region's figures of the last periods up to the edition's, oldest first; those before the first figure are left out."""
        period, found = self.edition.period, []
        for _ in range(RECENT.get(period.type, 13)):
            found.append((period, self.edition.figure(kpi_id, period)))
            period = period.previous()
        while found and found[-1][1] is None:
            found.pop()
        return found[::-1]

    def bars(self, kpi_id: str, breakdown: str, most: int = MOST_BARS) -> Part:
        """The figures of one breakdown as bars, longest first: title, rows of label, text and length (0 to 1; None where not known).

        Where the table of the edition's period is not published, those of the quarter or year around it, which the title names; where
        that is not published either, no row, and `empty` says why.
        """
        words = self.edition.breakdowns.get(breakdown)
        title = say.BY.text(self.language).format(
            name=self.name(kpi_id), breakdown=printable(words.text(self.language) if words else breakdown, self.language).lower()
        )
        period = self.shown(kpi_id, breakdown)
        if period is not None and period != self.edition.period:
            title = say.OF.text(self.language).format(what=title, period=self.to_date(period))
        found = [] if period is None else self.edition.breakdown(kpi_id, breakdown, period)
        figures = sorted(found, key=lambda figure: -1.0 if figure.value is None else -figure.value)
        shown = [figure for figure in figures if figure.value or figure.is_confidential]
        kept = [figure for figure in shown if figure.breakdown_value != "unknown"] + [
            figure for figure in shown if figure.breakdown_value == "unknown"
        ]
        longest = max((abs(figure.value) for figure in kept if figure.value is not None), default=0.0)
        if self.edition.kpis.get(kpi_id) and self.edition.kpis[kpi_id].unit == "share":
            longest = max(longest, 1.0)
        rows = [
            {
                "label": self.label(breakdown, figure.breakdown_value),
                "text": self.text(figure),
                "length": None if figure.value is None or not longest else max(figure.value, 0.0) / longest,
            }
            for figure in kept[:most]
        ]
        empty = WHOLE_TABLE_KEPT_BACK if period is None else say.EMPTY_CHART
        return {"title": title, "rows": rows, "empty": empty.text(self.language), "more": self.more(len(kept) - most)}

    def instead_words(self, kpi_id: str, breakdowns: Sequence[str]) -> str:
        """Why charts are of another period than the bulletin; empty where none is."""
        periods = {self.shown(kpi_id, breakdown) for breakdown in breakdowns} - {None, self.edition.period}
        if not periods:
            return ""
        return say.OTHER_PERIOD.text(self.language).format(period=period_text(self.edition.period, self.language))

    def more(self, count: int) -> str:
        """`et 3 autres`, where some are not shown."""
        if count <= 0:
            return ""
        return (say.AND_ONE if count == 1 else say.AND_MORE).text(self.language).format(count=number(count, self.language))

    def columns(self, title: str, up: tuple[str, str], down: tuple[str, str] | None = None, rows: Sequence[tuple[str, str]] = ()) -> Part:
        """Recent figures as columns, and others as rows of numbers below them.

        Args:
            title: of the chart.
            up: (KPI, name) of what stands on the line.
            down: (KPI, name) of what hangs from it.
            rows: (KPI, name) of what is only told in numbers.
        """
        shown = [each for each in (up, down, *rows) if each is not None]
        series = {kpi_id: dict(self.recent(kpi_id)) for kpi_id, _ in shown}
        periods = sorted({period for figures in series.values() for period in figures}, key=lambda period: period.start)
        tallest = max(
            (figure.value for kpi_id, _ in shown[: 2 if down else 1] for figure in series[kpi_id].values() if figure and figure.value),
            default=0.0,
        )

        def columns(kpi_id: str) -> list[Part]:
            figures = [series[kpi_id].get(period) for period in periods]
            return [{"text": self.text(figure), "height": _height(figure, tallest)} for figure in figures]

        values = (
            f"{period_text(period, self.language)} ({listed([f'{name} {self.text(series[kpi_id].get(period))}' for kpi_id, name in shown], self.language)})"  # noqa: E501
            for period in periods
        )
        return {
            "title": title,
            "periods": [say.short(period, self.language) for period in periods],
            "up": {"name": up[1], "columns": columns(up[0])},
            "down": {"name": down[1], "columns": columns(down[0])} if down else None,
            "rows": [{"name": name, "texts": [self.text(series[kpi_id].get(period)) for period in periods]} for kpi_id, name in rows],
            "alt": say.CHART_ALT.text(self.language).format(title=title, values=("؛ " if self.language == "ar" else " ; ").join(values)),
            "empty": say.EMPTY_CHART.text(self.language),
        }


def _height(figure: Figure | None, tallest: float) -> float | None:
    return None if figure is None or figure.value is None or not tallest else max(figure.value, 0.0) / tallest
