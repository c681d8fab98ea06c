"""How partners deliver: completeness, timeliness and acceptance, what was due for the period, and what has not come.

What goes here: that page, from the figures PAR and the schema `quality`. What does not: rows of single deliveries, nor what a finding
says: either may tell of few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import Frequency
from ingestion.messages import Language, Message
from ingestion.partners import slot_type
from ingestion.periods import Period
from ingestion.wording import day, listed, number, period_text, shown
from publishing.dashboard import words_themes as say
from publishing.dashboard.page import Page
from publishing.dashboard.sections import Section, by_breakdown, cards, over_time
from publishing.edition import Edition, Kpi
from publishing.wording import NO_VALUE, figure_text

# Completeness first: what never came cannot be late, nor accepted.
_KPIS: Final = ("PAR-02", "PAR-01", "PAR-03")
_OWED: Final = ("missing", "late", "excused")
_MOST_OWED: Final = 100
_SLOTS: Final = """
    with verdicts as (
        select partner, contract, period_start, arg_max(verdict, (received_at, load_id)) as verdict
        from quality.loads where is_decisive group by all
    )
    select partner, contract, frequency, period_start, period_end, due_on, received_at, days_late, status, excuse, failing_since, verdict
    from quality.feed_calendar
    left join verdicts using (partner, contract, period_start)
    where period_end <= ? and (period_end >= ? or status = 'missing')
    order by partner, contract, period_start
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One period that a feed had to deliver: a row of `quality.feed_calendar`, its days in local time, with what was decided."""

    partner: str
    contract: str
    frequency: str
    start: date
    end: date
    due_on: date
    received_at: datetime | None
    days_late: int
    status: str
    excuse: str | None
    failing_since: date | None
    verdict: str | None

    @property
    def received_on(self) -> date | None:
        """The day on which it came first."""
        return None if self.received_at is None else self.received_at.astimezone(ZoneInfo(TIME_ZONE)).date()


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`partners.html`."""
    kpis = [edition.kpis[name] for name in _KPIS if name in edition.kpis]
    slots = [Slot(*row) for row in edition.rows(_SLOTS, [edition.period.end, edition.period.start])]
    own = [slot for slot in slots if slot.end >= edition.period.start]
    owed = sorted(
        (slot for slot in slots if slot.status in _OWED),
        key=lambda slot: (_OWED.index(slot.status), -slot.days_late, slot.partner, slot.contract, slot.start),
    )
    more = len(owed) - _MOST_OWED
    sections = (over_time(edition, _KPIS, language), *(_by_partner(edition, kpi, language) for kpi in kpis))
    context = {
        "say_themes": say,
        "cards": cards(edition, _KPIS, language),
        "sections": [section for section in sections if section is not None],
        "feeds_reading": _feeds_reading(edition, own, language),
        "feeds": _feeds(edition, own, language),
        "owed": [_owed(edition, slot, language) for slot in owed[:_MOST_OWED]],
        "more": say.MORE.text(language).format(count=number(more, language)) if more > 0 else "",
    }
    yield Page("partners.html", say.PARTNERS, "partners.html.j2", context)


def _name(edition: Edition, kind: str, value: str, language: Language) -> str:
    words = edition.labels.get((kind, value))
    return shown(words.text(language) if words else value, language)


def _by_partner(edition: Edition, kpi: Kpi, language: Language) -> Section | None:
    """One KPI of the period by partner, with the lowest told: that is whom to call."""
    section = by_breakdown(edition, kpi.id, "partner", language)
    known = [each for each in edition.breakdown(kpi.id, "partner") if each.value is not None and not each.is_confidential]
    if section is None or not known:
        return section
    lowest = min(known, key=lambda each: each.value or 0)
    if all(each.value == lowest.value for each in known):
        return section
    partner = _name(edition, "partner", lowest.breakdown_value, language)
    return replace(section, note=say.LOWEST.text(language).format(partner=partner, value=figure_text(lowest.value, kpi.unit, language)))


def _feeds_reading(edition: Edition, slots: Sequence[Slot], language: Language) -> str:
    counts = Counter(slot.status for slot in slots)
    counted = {name: number(counts[name], language) for name in ("on_time", *_OWED)}
    return say.FEEDS_READING.text(language).format(period=period_text(edition.period, language), **counted)


def _feeds(edition: Edition, slots: Sequence[Slot], language: Language) -> list[dict[str, Any]]:
    """One line a feed: its state in words, the last day due and received, the most days late, and since when it fails."""
    own: dict[tuple[str, str], list[Slot]] = {}
    for slot in slots:
        own.setdefault((slot.partner, slot.contract), []).append(slot)
    return [
        {
            "partner": _name(edition, "partner", partner, language),
            "kind": _name(edition, "contract", contract, language),
            "state": _told([slot.status for slot in feed], say.STATES, language),
            "is_failing": any(slot.status == "missing" for slot in feed),
            "due_on": _day(max(slot.due_on for slot in feed), language),
            "received_on": _day(max((slot.received_on for slot in feed if slot.received_on), default=None), language),
            "late": number(max(slot.days_late for slot in feed), language),
            "verdict": _told([slot.verdict for slot in feed if slot.verdict], say.VERDICTS, language),
            "since": _day(min((slot.failing_since for slot in feed if slot.failing_since), default=None), language),
        }
        for (partner, contract), feed in own.items()
    ]


def _owed(edition: Edition, slot: Slot, language: Language) -> dict[str, Any]:
    return {
        "partner": _name(edition, "partner", slot.partner, language),
        "kind": _name(edition, "contract", slot.contract, language),
        "slot": period_text(Period(slot.start, slot_type(cast("Frequency", slot.frequency))), language),
        "state": _told([slot.status], say.STATES, language),
        "is_failing": slot.status == "missing",
        "due_on": _day(slot.due_on, language),
        "received_on": _day(slot.received_on, language),
        "late": number(slot.days_late, language),
        "excuse": shown(slot.excuse, language, 300) if slot.excuse else NO_VALUE,
        "since": _day(slot.failing_since, language),
    }


def _told(words: Sequence[str], names: Mapping[str, Message], language: Language) -> str:
    """One word where there is one delivery, or none differs; else each word with how many."""
    said = {word: names[word].text(language) if word in names else shown(word, language) for word in words}
    if len(said) < 2:
        return next(iter(said.values()), NO_VALUE)
    counts = Counter(words)
    parts = [say.COUNTED.text(language).format(what=said[word], count=number(counts[word], language)) for word in sorted(counts)]
    return listed(parts, language)


def _day(on: date | None, language: Language) -> str:
    return NO_VALUE if on is None else day(on, language).replace(" ", "\u00a0")
