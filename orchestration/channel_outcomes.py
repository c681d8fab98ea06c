"""What became of the channels, for the journal of steps: what they landed, since when they fail.

What goes here: `ingestion.channels.channel.Outcome` as journal entries. What does not: reading channels (`ingestion.channels`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from ingestion.channels.channel import Outcome
from ingestion.drift import masked_path
from ingestion.home import Home
from ingestion.steps import OK
from orchestration.step_journal import Noted, StepJournal

_UNNAMED: Final = "unexpected_error"


def note_channels(home: Home, outcomes: Sequence[Outcome]) -> None:
    """Notes the files that channels have landed, and each failure when it begins, changes or ends."""
    StepJournal(home).note_changes([noted for outcome in outcomes for noted in _noted(outcome)])


def _noted(outcome: Outcome) -> Iterator[Noted]:
    subject = f"{outcome.feed} ({outcome.kind})"
    for name in outcome.landed:
        yield Noted("fetch", subject, OK, outcome.at, file_name=masked_path(name))
    if outcome.state == "failed":
        yield Noted(
            "fetch",
            subject,
            outcome.error or _UNNAMED,
            outcome.at,
            is_transient=outcome.failure == "transient",
            detail=outcome.message.fr if outcome.message else None,
            since=outcome.failing_since,
        )
    elif not outcome.landed:
        yield Noted("fetch", subject, OK, outcome.at)


def standing_failures(home: Home, as_of: datetime) -> list[Noted]:
    """The channels that failed when they were last read by an instant, by subject."""
    last = {entry.subject: entry for entry in StepJournal(home).entries("fetch") if entry.at <= as_of}
    return [entry for _, entry in sorted(last.items()) if entry.outcome != OK]


def failing_channels(home: Home, as_of: datetime) -> list[str]:
    """What tells the channels that fail apart: which, how, and since when."""
    return [f"{entry.subject} {entry.outcome} {entry.since}" for entry in standing_failures(home, as_of)]
