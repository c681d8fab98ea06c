"""All channels of a night: which feeds have one, read beside each other within a bounded time, never stopping the night.

What goes here: choosing, running, noting outcomes. What does not: how a channel is read (one module each), taking in what was landed (the
intake).
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ingestion.channels.channel import Channel, Outcome, Progress, RetryPolicy, Trying
from ingestion.channels.failures import (
    BAD_SETTINGS,
    NOT_WRITTEN,
    OUT_OF_TIME,
    UNEXPECTED,
    ChannelFailure,
    PermanentFailure,
    TransientFailure,
)
from ingestion.channels.plan import ChannelKind, ChannelPlan, FolderPlan, kind_of
from ingestion.channels.settings import EVERYBODY, Address, Settings, SettingsError, load_settings
from ingestion.channels.state import read_state, write_state
from ingestion.home import Home
from ingestion.messages import Message
from ingestion.partners import Feed
from ingestion.wording import shown

Say = Callable[[str], None]
POLICY: Final = RetryPolicy()
_MOST_DETAIL: Final = 300  # letters
_GRACE: Final = 5.0  # seconds after the end of the time in which a channel may say by itself that it is over


@dataclass(frozen=True, slots=True)
class _Visit:
    """One address, and the feeds of one partner that are read there."""

    partner: str
    kind: ChannelKind
    address: Address
    feeds: tuple[tuple[Feed, ChannelPlan], ...]


def fetch_all(
    home: Home, feeds: Sequence[Feed], now: datetime, say: Say = lambda line: None, policy: RetryPolicy = POLICY
) -> list[Outcome]:
    """Fetches what is new of every feed that has a channel, and lands it in the inbox. Never raises.

    Args:
        home: the installation.
        feeds: whose channels are read.
        now: the night's clock; decides the period to which a pull belongs.
        say: prints a line for what was landed and what failed.
        policy: how often and how long to try.

    Returns:
        One outcome a feed and channel, those that are not configured among them. They are kept as data as well (`state.last_outcomes`).
    """
    try:
        settings = load_settings(home)
    except SettingsError as error:
        failure = PermanentFailure(BAD_SETTINGS.with_values(reason=error))
        planned = [(feed, kind_of(feed.channel)) for feed in feeds if feed.channel is not None]
        return _told([_kept(home, feed, kind, now, Progress(failure=failure), 0, str) for feed, kind in planned], say)
    if settings is None:
        return [_not_configured(feed, now) for feed in feeds if feed.channel is not None]
    visits = list(_visits(settings, feeds))
    outcomes = _visited(home, visits, now, say, policy)
    with_address = {(feed.id, visit.kind) for visit in visits for feed, _ in visit.feeds}
    without = [feed for feed in feeds if feed.channel is not None and (feed.id, kind_of(feed.channel)) not in with_address]
    return _told(outcomes, say) + [_not_configured(feed, now) for feed in without]


def _visits(settings: Settings, feeds: Iterable[Feed]) -> Iterator[_Visit]:
    by_address: dict[tuple[str, ChannelKind], list[tuple[Feed, ChannelPlan]]] = defaultdict(list)
    addresses: dict[tuple[str, ChannelKind], Address] = {}
    for feed in feeds:
        plans = {kind_of(plan): plan for plan in (feed.channel, FolderPlan()) if plan is not None}
        for kind, plan in plans.items():
            address = settings.address(feed.partner.id, kind) or (settings.address(EVERYBODY, kind) if kind == "folder" else None)
            if address is not None:
                addresses[feed.partner.id, kind] = address
                by_address[feed.partner.id, kind].append((feed, plan))
    for (partner, kind), planned in by_address.items():
        yield _Visit(partner, kind, addresses[partner, kind], tuple(planned))


def _visited(home: Home, visits: Sequence[_Visit], now: datetime, say: Say, policy: RetryPolicy) -> list[Outcome]:
    """Visits partners beside each other, the addresses of one partner one after the other; who is not done in time is given up."""
    ends_at = time.monotonic() + policy.total
    done: dict[tuple[str, str], list[Outcome]] = {}
    by_partner: dict[str, list[_Visit]] = defaultdict(list)
    for visit in visits:
        by_partner[visit.partner].append(visit)

    def work(of_partner: Sequence[_Visit]) -> None:
        for visit in of_partner:
            done[visit.partner, visit.kind] = _visit(home, visit, now, Trying(visit.address.shown, policy, ends_at, say))

    # Daemon threads: one that hangs in a library must not keep the night, or the process, from ending.
    threads = [threading.Thread(target=work, args=(each,), name=f"channel-{partner}", daemon=True) for partner, each in by_partner.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends_at + _GRACE - time.monotonic()))
    outcomes = []
    for visit in visits:
        finished = done.get((visit.partner, visit.kind))
        outcomes += finished if finished is not None else _given_up(home, visit, now)
    return outcomes


def _visit(home: Home, visit: _Visit, now: datetime, trying: Trying) -> list[Outcome]:
    from ingestion.channels.landing import Pull

    progress = {feed.id: Progress() for feed, _ in visit.feeds}
    try:
        pulls = [Pull(home, feed, plan, now, trying) for feed, plan in visit.feeds]
        progress = {pull.feed.id: pull.progress for pull in pulls}
        _channel(visit, trying).fetch(pulls)
    except Exception as error:
        failure = _sorted(error, trying.address, visit.address)
        for each in progress.values():
            each.failure = each.failure or failure
    outcomes = []
    for feed, _ in visit.feeds:
        outcomes.append(_kept(home, feed, visit.kind, now, progress[feed.id], trying.attempts, visit.address.scrub))
    return outcomes


def _channel(visit: _Visit, trying: Trying) -> Channel:
    """The channel of an address; its libraries are imported here and no sooner."""
    if visit.kind == "sftp":
        from ingestion.channels.sftp import SftpChannel

        return SftpChannel(visit.address, trying)
    if visit.kind == "http_api":
        from ingestion.channels.http_api import HttpChannel

        return HttpChannel(visit.address, trying)
    if visit.kind == "postgres":
        from ingestion.channels.postgres import PostgresChannel

        return PostgresChannel(visit.address, trying)
    from ingestion.channels.folder import FolderChannel

    return FolderChannel(visit.address, trying)


def _sorted(error: Exception, shown: str, address: Address) -> ChannelFailure:
    if isinstance(error, ChannelFailure):
        return error
    if isinstance(error, SettingsError):
        return PermanentFailure(BAD_SETTINGS.with_values(reason=error))
    if isinstance(error, OSError):
        return TransientFailure(NOT_WRITTEN, error)
    return TransientFailure(UNEXPECTED.with_values(address=shown), f"{type(error).__name__}: {address.scrub(str(error))}")


def _given_up(home: Home, visit: _Visit, now: datetime) -> list[Outcome]:
    failure = TransientFailure(OUT_OF_TIME.with_values(address=visit.address.shown))
    return [_kept(home, feed, visit.kind, now, Progress(failure=failure), 1, visit.address.scrub) for feed, _ in visit.feeds]


def _kept(home: Home, feed: Feed, kind: str, now: datetime, progress: Progress, attempts: int, scrub: Callable[[str], str]) -> Outcome:
    """Makes an outcome and writes it into the channel's state."""
    failure = progress.failure
    outcome = Outcome(
        feed=feed.id,
        kind=kind,
        state="failed" if failure else "landed" if progress.landed else "nothing_new",
        at=now,
        landed=tuple(progress.landed),
        attempts=attempts,
        failure=failure.kind if failure else None,
        message=_scrubbed(failure.message, scrub) if failure else None,
        detail=_detail(failure.detail, scrub) if failure else "",
        notices=tuple(progress.notices),
        error=failure.error if failure else None,
    )
    state = read_state(home, feed.id, kind).with_outcome(outcome)
    with suppress(OSError):  # a full disk: the intake will say so; what was landed heals from its side files
        write_state(home, feed.id, kind, state)
    return state.outcome or outcome


def _detail(said: str, scrub: Callable[[str], str]) -> str:
    """What a library said, cut after the secrets are out: half a secret would be recognised no more. A server's signs move no terminal."""
    return shown(" ".join(scrub(said).split()), "en", _MOST_DETAIL)


def _scrubbed(message: Message, scrub: Callable[[str], str]) -> Message:
    return Message(scrub(message.fr), scrub(message.ar), scrub(message.en))


def _not_configured(feed: Feed, now: datetime) -> Outcome:
    return Outcome(feed.id, kind_of(feed.channel or FolderPlan()), "not_configured", now)


def _told(outcomes: list[Outcome], say: Say) -> list[Outcome]:
    for outcome in outcomes:
        if outcome.state == "failed":
            say(f"  NOT FETCHED {outcome.line()}")
        elif outcome.landed:
            say(f"  fetched  {outcome.line()}")
        for notice in outcome.notices:
            say(f"  left with the partner: {notice.en}")
    return outcomes
