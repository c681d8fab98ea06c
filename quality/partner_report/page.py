"""The monthly report of one partner as an HTML page that reads well on a screen and prints on A4.

What goes here: what the template needs, in the order in which it is read. What does not: sentences (`sentences.py`). The page is
self-contained: no script, no font, no image, nothing is asked of any other machine; all that came from elsewhere is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.messages import Language, Message
from ingestion.wording import closed, counted, day, number, period_text
from quality.partner_report import sentences as say
from quality.partner_report.charts import bars
from quality.partner_report.report import PartnerReport, Scores

if TYPE_CHECKING:
    from jinja2 import Template

_METRICS: Final[tuple[tuple[Message, Callable[[Scores], float | None]], ...]] = (
    (say.TIMELINESS, lambda scores: scores.timeliness),
    (say.COMPLETENESS, lambda scores: scores.completeness),
    (say.ACCEPTANCE, lambda scores: scores.acceptance),
)


def html(report: PartnerReport, language: Language) -> str:
    """The report as a page; Arabic runs from right to left, time in charts from left to right."""
    return template("report.html.j2").render(
        **common(language),
        r=report,
        title=say.TITLE.text(language).format(month=say.month_text(report.month, language)),
        made_on=say.MADE_ON.text(language).format(day=day(report.made_on, language)),
        summary=say.summary(report, language),
        tiles=say.tiles(report.scores, language),
        charts=[(metric.text(language), _chart(report, metric, of, language)) for metric, of in _METRICS],
        owed=[*report.overdue, *report.next_due],
        state=lambda owed: say.state_of(owed, language),
        due=lambda owed: say.due_on(owed, language),
        owed_periods=lambda owed: say.owed_periods(owed, language),
        period=lambda period: period_text(period, language),
        days=lambda count: counted(count, say.DAYS, language),
        closed=lambda text: closed(text, language),
        more=report.questions_total - len(report.questions),
        thanks=say.thanks(report, language),
    )


def text(report: PartnerReport, language: Language) -> str:
    """The report in a few lines, for the mail that carries the page."""
    title = say.TITLE.text(language).format(month=say.month_text(report.month, language))
    colon = "\u00a0: " if language == "fr" else ": "
    lines = [f"{report.partner.text(language)} – {title}", "", *say.summary(report, language), ""]
    lines += [f"{label}{colon}{figure}{f' ({note})' if note else ''}" for label, figure, note in say.tiles(report.scores, language)]
    lines += ["", f"{say.THANKS.text(language)}{colon}", *(f"– {line}" for line in say.thanks(report, language))]
    return "\n".join(lines) + "\n"


def common(language: Language) -> dict[str, Any]:
    """What each page of this room needs."""
    return {
        "say": say,
        "t": lambda message: message.text(language),
        "n": lambda value: number(value, language),
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
    }


@lru_cache(maxsize=2)
def template(name: str) -> Template:
    """A template of this room, with escaping."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def _chart(report: PartnerReport, metric: Message, of: Callable[[Scores], float | None], language: Language) -> str:
    values = [(scores.month, of(scores)) for scores in report.trend]
    told = ", ".join(f"{say.month_text(month, language)} {say.share_text(value, language)}" for month, value in values)
    return bars(values, f"{metric.text(language)}: {told}")
