"""The facts of a night, from what the home keeps: ledger, channels, review, the audit's word, and the published tables of `quality`.

What goes here: reading. What does not: what follows from it (`facts.py`). Everything comes from the disk, so that the command
`qutb nightly` and the sensors of Dagster's daemon tell the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast, get_args
from zoneinfo import ZoneInfo

from ingestion.channels.state import last_outcomes
from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import load_contracts
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.partners import Feed
from ingestion.periods import Period
from ingestion.wording import LANGUAGES
from linkage.review import waiting_pairs
from orchestration.alerts.facts import (
    FailedCheck,
    FailingChannel,
    Movement,
    NewQuestion,
    NightFacts,
    OverdueFeed,
    Owner,
    RefusedDelivery,
    ReleaseState,
)
from orchestration.alerts.sentences import ALL_MOVEMENTS
from orchestration.feed_status import feed_statuses
from publishing.release import published_release

AUDIT_FILE: Final = "audit.json"
# A delivery refused longer ago than this is no news, whether or not a digest told of it: digests may have been set up only now.
_REFUSED_FOR: Final = timedelta(days=7)
_QUESTIONS: Final = """
select
    open_ones.finding_id, open_ones.owner, open_ones.partner, open_ones.contract,
    -- A difference between two sources belongs to no load; its period is a month or begins with one.
    coalesce(loads.period_type, 'month'), open_ones.period_start,
    open_ones.message_fr, open_ones.message_ar, open_ones.message_en, open_ones.age_days,
    list_sort(list(earlier.finding_id) filter (where earlier.finding_id is not null))
from quality.findings as open_ones
left join quality.loads as loads on open_ones.load_id = loads.load_id
left join quality.findings as earlier
    on earlier.state = 'repeated'
    and earlier.partner = open_ones.partner and earlier.contract = open_ones.contract and earlier.check_name = open_ones.check_name
    and earlier.column_name is not distinct from open_ones.column_name and earlier.segment is not distinct from open_ones.segment
    and earlier.opened_at = open_ones.opened_at
where open_ones.state = 'open'
group by all
order by open_ones.age_days desc, open_ones.finding_id
"""


def gather(home: Home, feeds: Sequence[Feed], records: Sequence[LoadRecord], now: datetime, release: ReleaseState) -> NightFacts:
    """The facts of a night.

    Args:
        home: the installation.
        feeds: of the partners file.
        records: all loads.
        now: the night's clock.
        release: what became of the release.
    """
    by_feed = {feed.id: feed for feed in feeds}
    published = published_release(home)
    audit = _audit(home)
    questions = _questions(home, by_feed)
    checks = tuple(_checks(audit, release))
    return NightFacts(
        on=now.astimezone(ZoneInfo(TIME_ZONE)).date(),
        release=release,
        release_id=published.id if published else None,
        checks=checks,
        refused=tuple(_refused(records, by_feed, now)),
        overdue=tuple(_overdue(feeds, records, now)),
        questions=questions,
        channels=tuple(_failing_channels(home)),
        pairs_waiting=waiting_pairs(home),
        movements=tuple(_movements(audit)) if release == "not_released" else (),
        questions_open=len(questions),
        oldest_days=max((each.age_days for each in questions), default=None),
    )


def _refused(records: Sequence[LoadRecord], by_feed: Mapping[str, Feed], now: datetime) -> Iterator[RefusedDelivery]:
    """Deliveries refused of late, but for those whose later load was not."""
    last = {record.delivery_id: record for record in sorted(records, key=lambda record: record.load_number)}
    for record in sorted(last.values(), key=lambda record: (record.loaded_at, record.load_id)):
        if record.verdict == "refused" and record.loaded_at > now - _REFUSED_FOR:
            partner, contract = _names(f"{record.partner}/{record.contract}", by_feed)
            told = Message(*(record.reasons.get(language, record.reason or "") for language in LANGUAGES))
            period = Period(record.period_start, record.period_type)  # type: ignore[arg-type]
            yield RefusedDelivery(record.load_id, partner, contract, period, told)


def _overdue(feeds: Sequence[Feed], records: Sequence[LoadRecord], now: datetime) -> Iterator[OverdueFeed]:
    by_feed = {feed.id: feed for feed in feeds}
    for status in feed_statuses(feeds, records, now):
        if status.state == "late" and status.period is not None and status.due is not None:
            yield OverdueFeed(status.feed.id, *_names(status.feed.id, by_feed), status.period, status.due)


def _failing_channels(home: Home) -> Iterator[FailingChannel]:
    for outcome in last_outcomes(home):
        if outcome.state == "failed":
            since = outcome.failing_since.astimezone(ZoneInfo(TIME_ZONE)).date() if outcome.failing_since else None
            yield FailingChannel(outcome.feed, outcome.kind, since, outcome.message or Message("", "", ""))


def _questions(home: Home, by_feed: Mapping[str, Feed]) -> tuple[NewQuestion, ...]:
    """Open questions of the published warehouse; none where nothing is published, or by a version that kept none."""
    if not home.published.exists():
        return ()
    import duckdb

    with duckdb.connect(str(home.published), read_only=True) as connection:
        tables = connection.execute("select table_name from information_schema.tables where table_schema = 'quality'").fetchall()
        if not {("findings",), ("loads",)} <= set(tables):
            return ()
        rows = connection.execute(_QUESTIONS).fetchall()
    return tuple(_question(row, by_feed) for row in rows)


def _question(row: tuple[Any, ...], by_feed: Mapping[str, Feed]) -> NewQuestion:
    finding_id, owner, partner, contract, kind, start, fr, ar, en, age_days, earlier = row
    whose = cast(Owner, owner) if owner in get_args(Owner) else "qutb"
    names = _names(f"{partner}/{contract}", by_feed)
    return NewQuestion(finding_id, whose, *names, Period(start, kind), Message(fr, ar, en), age_days, tuple(earlier or ()))


def _names(feed_id: str, by_feed: Mapping[str, Feed]) -> tuple[Message, Message]:
    """What a feed's partner and contract are called; those that are gone go by their ids."""
    partner_id, contract_name = feed_id.split("/", 1)
    feed, contract = by_feed.get(feed_id), load_contracts().get(contract_name)
    partner = Message(feed.partner.name_fr, feed.partner.name_ar, feed.partner.name_fr) if feed else Message(*[partner_id] * 3)
    return partner, Message(contract.names.fr, contract.names.ar, contract.names.en) if contract else Message(*[contract_name] * 3)


def _audit(home: Home) -> Mapping[str, Any]:
    """What the audit wrote of the last build; nothing where it wrote nothing, or what cannot be read."""
    try:
        audit = json.loads((home.root / "build" / AUDIT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return audit if isinstance(audit, dict) else {}


def _failing(audit: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [check for check in audit.get("checks", ()) if isinstance(check, dict) and not check.get("passed", True)]


def _checks(audit: Mapping[str, Any], release: ReleaseState) -> Iterator[FailedCheck]:
    """Checks that do not hold: those that stop the release while it is stopped, and warnings."""
    if bool(audit.get("released", True)) != (release != "not_released"):
        return  # it speaks of another build
    for check in _failing(audit):
        if check.get("movement_id"):
            continue  # told as a movement
        stops = check.get("severity") == "critical"
        if check.get("severity") != "info":
            yield FailedCheck(str(check.get("name", "?")), _message(check), stops)


def _movements(audit: Mapping[str, Any]) -> Iterator[Movement]:
    """Movements that stop the release; the name for all of them last, where there are several."""
    for check in _failing(audit):
        if check.get("movement_id"):
            yield Movement(str(check["movement_id"]), _message(check))
    if audit.get("all_movements_id"):
        yield Movement(str(audit["all_movements_id"]), ALL_MOVEMENTS)


def is_stopped_by_audit(home: Home, since: datetime) -> bool:
    """Whether the audit has stopped a release since an instant."""
    audit = _audit(home)
    try:
        return not audit["released"] and datetime.fromisoformat(audit["audited_at"]) >= since
    except (KeyError, TypeError, ValueError):
        return False


def _message(check: Mapping[str, Any]) -> Message:
    """What a check says, and what to do."""
    return Message(*(str(check.get(f"advice_{language}", "")) for language in LANGUAGES))
