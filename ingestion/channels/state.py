"""What a channel remembers of one feed: `ledger/channels/<partner>.<contract>.<kind>.json`.

What goes here: the memory (cursors, files seen) and the last outcome as data. What does not: healing it from landed files (`landing.py`).
Losing a state is harmless while the landed files lie in the inbox; without both everything is fetched again, and the ledger knows the
deliveries by their bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ingestion.channels.channel import Outcome
from ingestion.home import Home, placed
from ingestion.messages import Message

STATE_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The memory of one feed's channel.

    Attributes:
        sequence: how many files were landed; the side file of each landed file tells its own number.
        memory: what the channel needs to know next time; what a landing adds replaces entries of the same name.
        outcome: what became of it last; None before the first time.
    """

    sequence: int = 0
    memory: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None

    def with_landed(self, sequence: int, remembers: Mapping[str, Any]) -> ChannelState:
        """The state after a landing."""
        return replace(self, sequence=sequence, memory=merged(self.memory, remembers))

    def with_outcome(self, outcome: Outcome) -> ChannelState:
        """The state after a night; a failure keeps the day on which failing began."""
        last = self.outcome
        if outcome.state == "failed":
            since = last.failing_since if last and last.failing_since else outcome.at
            return replace(self, outcome=replace(outcome, failing_since=since, succeeded_at=last.succeeded_at if last else None))
        return replace(self, outcome=replace(outcome, succeeded_at=outcome.at))


def merged(memory: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """Memory with what a landing adds: entries of the same name are replaced, tables (`seen`) joined."""
    joined = dict(memory)
    for name, value in added.items():
        old = joined.get(name)
        joined[name] = {**old, **value} if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return joined


def state_path(home: Home, feed: str, kind: str) -> Path:
    """Where the state of a feed's channel lies."""
    return home.folder("ledger") / "channels" / f"{feed.replace('/', '.')}.{kind}.json"


def read_state(home: Home, feed: str, kind: str) -> ChannelState:
    """The state of a feed's channel; an empty one where there is none or it is damaged."""
    try:
        fields = json.loads(state_path(home, feed, kind).read_text(encoding="utf-8"))
        return ChannelState(int(fields["sequence"]), dict(fields["memory"]), _outcome(fields["outcome"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return ChannelState()


def write_state(home: Home, feed: str, kind: str, state: ChannelState) -> None:
    """Puts a state in place at once."""
    fields = {"version": STATE_VERSION, **asdict(state)}
    with placed(state_path(home, feed, kind)) as temporary:
        temporary.write_text(json.dumps(fields, default=datetime.isoformat, ensure_ascii=False, indent=1), encoding="utf-8")


def last_outcomes(home: Home) -> list[Outcome]:
    """The last outcome of every channel that was ever tried, by feed."""
    folder = home.root / "ledger" / "channels"
    states = (read_state(home, *path.stem.rsplit(".", 1)) for path in sorted(folder.glob("*.json")) if not path.name.startswith("."))
    return [state.outcome for state in states if state.outcome is not None]


def _outcome(fields: Mapping[str, Any] | None) -> Outcome | None:
    if fields is None:
        return None
    instants = {name: datetime.fromisoformat(fields[name]) if fields[name] else None for name in ("failing_since", "succeeded_at")}
    return Outcome(
        **{
            **fields,
            **instants,
            "at": datetime.fromisoformat(fields["at"]),
            "landed": tuple(fields["landed"]),
            "notices": tuple(Message(**each) for each in fields["notices"]),
            "message": Message(**fields["message"]) if fields["message"] else None,
        }
    )
