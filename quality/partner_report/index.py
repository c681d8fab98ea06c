"""All partners of a month at a glance, for the directorate: one table.

What goes here: what the template needs. What does not: the page of one partner (`page.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingestion.messages import Language
from ingestion.partners import Partner
from ingestion.wording import day
from quality.partner_report import sentences as say
from quality.partner_report.charts import sparkline
from quality.partner_report.page import common, template
from quality.partner_report.report import Scores


def index_html(scores: Sequence[Scores], partners: Sequence[Partner], month: date, made_on: date, language: Language) -> str:
    """The page over all partners.

    Args:
        scores: of all partners, for the months of the trend.
        partners: those that have a page of their own beside it; the others follow by their ids.
        month: whose scores stand in the table.
        made_on: the day as of which the warehouse knows.
        language: of the page.
    """
    names = {partner.id: partner.name_ar if language == "ar" else partner.name_fr for partner in partners}
    own: dict[str, list[Scores]] = {}
    for each in scores:
        own.setdefault(each.partner, []).append(each)
    there = [partner for partner in own if own[partner][-1].month == month]
    order = [partner for partner in names if partner in there] + sorted(set(there) - set(names))
    rows = [(partner, names.get(partner, partner), partner in names, own[partner][-1], _trend(own[partner], language)) for partner in order]
    return template("index.html.j2").render(
        **common(language),
        title=say.INDEX_TITLE.text(language).format(month=say.month_text(month, language)),
        made_on=say.MADE_ON.text(language).format(day=day(made_on, language)),
        rows=rows,
        total=_total([row[3] for row in rows], month),
        share=lambda value: say.share_text(value, language),
        mending=lambda each: say.days_to_mend(each, language),
        since=lambda each: say.month_text(each.failing_since.replace(day=1), language) if each.failing_since else say.NONE,
    )


def _trend(own: Sequence[Scores], language: Language) -> str:
    told = ", ".join(f"{say.month_text(each.month, language)} {say.share_text(each.timeliness, language)}" for each in own)
    return sparkline([each.timeliness for each in own], f"{say.TREND_SHORT.text(language)}: {told}")


def _total(rows: Sequence[Scores], month: date) -> Scores:
    """All partners as one: counts are added and shares taken of the sums. A median of medians would mean nothing, so there is none."""
    due, received, on_time, read, accepted = (
        sum(getattr(row, name) for row in rows) for name in ("slots_due", "slots_received", "slots_on_time", "rows_read", "rows_accepted")
    )
    return Scores(
        partner="",
        month=month,
        slots_due=due,
        slots_received=received,
        slots_on_time=on_time,
        timeliness=on_time / due if due else None,
        completeness=received / due if due else None,
        rows_read=read,
        rows_accepted=accepted,
        acceptance=accepted / read if read else None,
        deliveries=sum(row.deliveries for row in rows),
        refused=sum(row.refused for row in rows),
        corrections=sum(row.corrections for row in rows),
        open_findings=sum(row.open_findings for row in rows),
    )
