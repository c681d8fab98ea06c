"""What changed since the last bulletin: headline figures that were already published and are other now, and why.

What goes here: which revisions a bulletin tells, from `marts.kpi_revisions_public`. What does not: their sentences (`sentences.py`).

The bulletin of a period comes out while the next one runs. So what a reader of this one has not seen yet was changed by a release made
after the end of this bulletin's period. A figure published before its period ended grows with it: that is no revision, unless a
correction, a decision on organisations or a rule changed it too.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from ingestion.periods import Period
from ingestion.wording import number
from publishing.bulletin import sentences
from publishing.bulletin import words as say
from publishing.bulletin.parts import Page, Part
from publishing.bulletin.sentences import Revision

MOST_TOLD: Final = 8
_PERIODS_BACK: Final = 24
_SMALL: Final = 1e-9  # what is left of parts that cancel out
_QUERY: Final = """
    select kpi_id, period_type, period_start, first_value, current_value, cast(first_published_at at time zone 'Africa/Casablanca' as date),
        late_data, correction, linkage, rule_change, last_changed_release_id
    from marts.kpi_revisions_public
    where territory_code = '03' and breakdown = 'total' and period_type in (?, 'year') and period_start <= ?
    order by period_type = 'year', period_start desc, kpi_id
"""


def changes(page: Page) -> Part:
    """The revised headline figures as sentences, the period's own and the latest first; what nobody could revise yet is said too."""
    edition, language = page.edition, page.language
    units = {kpi.id: (rank, kpi.unit) for rank, kpi in enumerate(edition.headline)}
    rows = [row for row in edition.rows(_QUERY, [edition.period.type, edition.period.start]) if row[0] in units]
    since, before = [], 0
    for kpi_id, kind, start, first, current, published_on, late, correction, linkage, rules, changed_by in rows:
        revision = Revision(Period(start, kind), first, current, published_on, late, correction, linkage, rules)
        if not _is_revised(revision):
            continue
        if _made_on(changed_by) > edition.period.end:
            since.append((kpi_id, revision))
        else:
            before += 1
    since.sort(key=lambda each: (each[1].period.type == "year", -each[1].period.start.toordinal(), units[each[0]][0]))
    if not since:
        is_first = all(row[-1] == edition.release.id for row in rows)
        summary = [(say.FIRST_PUBLICATION if is_first and rows else say.NO_REVISION).text(language)]
    else:
        summary = [say.RECENT.text(language).format(count=number(len(since), language))]
    if before:
        summary.append(say.EARLIER.text(language).format(count=number(before, language)))
    if len(since) > MOST_TOLD:
        summary.append(say.MORE_REVISIONS.text(language).format(count=number(len(since) - MOST_TOLD, language)))
    return {
        "title": say.CHANGES.text(language),
        "paragraphs": [" ".join(summary)],
        "items": [sentences.revised(page.name(kpi_id), units[kpi_id][1], revision, language) for kpi_id, revision in since[:MOST_TOLD]],
        "note": say.REVISIONS_NOTE.text(language) if since else "",
    }


def _is_revised(revision: Revision) -> bool:
    late, *others = revision.causes
    is_growth = revision.first_published_on <= revision.period.end
    return any(abs(change) > _SMALL for change in others) or (abs(late) > _SMALL and not is_growth)


def _made_on(release_id: str) -> date:
    """The day of a release, which its id begins with; the first day of all for an id of another kind."""
    try:
        return datetime.strptime(release_id[:8], "%Y%m%d").date()
    except ValueError:
        return date.min
