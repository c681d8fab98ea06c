"""Where each feed stands: what was due last, whether it came, whether it was refused.

What goes here: the ledger held against the feeds' calendar at an instant. What does not: the history of all periods
(`quality.feed_calendar` in the warehouse).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import Frequency, load_contracts
from ingestion.excuses import excuse_for
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, due_on, is_slot_covered, slot_type
from ingestion.periods import Period

State = Literal["received", "late", "refused", "excused", "on_change"]


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed at an instant. `period` and `due` are of the last period whose due day has passed; None when on change."""

    feed: Feed
    state: State
    period: Period | None
    due: date | None
    last_received_at: datetime | None
    last_reason: str | None


def feed_statuses(feeds: Iterable[Feed], records: Sequence[LoadRecord], now: datetime) -> list[FeedStatus]:
    """The status of each feed, in the order of the partners file."""
    return [_status(feed, records, now) for feed in feeds]


def _status(feed: Feed, records: Sequence[LoadRecord], now: datetime) -> FeedStatus:
    contract = load_contracts()[feed.contract]
    own = [r for r in records if (r.partner, r.contract) == (feed.partner.id, feed.contract) and r.known_at <= now]
    last = max(own, key=lambda r: (r.received_at, r.delivery_id, r.load_number), default=None)
    last_at, reason = (last.received_at, last.reason) if last else (None, None)
    frequency = feed.frequency_of(contract)
    if frequency == "change":
        return FeedStatus(feed, "refused" if last and last.verdict == "refused" else "on_change", None, None, last_at, reason)
    due_days = feed.due_days_of(contract)
    period = _last_overdue(frequency, due_days, now.astimezone(ZoneInfo(TIME_ZONE)).date())
    covering = [r for r in own if is_slot_covered(period, r.period_start, r.period_end)]
    if any(record.verdict != "refused" for record in covering):
        state: State = "received"
    elif covering:
        state = "refused"
    else:
        state = "excused" if excuse_for(period, feed.excused) else "late"
    return FeedStatus(feed, state, period, due_on(period, due_days), last_at, reason if state == "refused" else None)


def _last_overdue(frequency: Frequency, due_days: int, today: date) -> Period:
    period = Period.containing(today, slot_type(frequency))
    while due_on(period, due_days) >= today:
        period = period.previous()
    return period
