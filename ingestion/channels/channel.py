"""What a channel is, what it works with, and what it leaves behind.

What goes here: the protocol of the channels, the time and tries they have, the outcome of one. What does not: any protocol on the wire.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from ingestion.channels.failures import OUT_OF_TIME, ChannelFailure, FailureKind, TransientFailure
from ingestion.messages import Language, Message

if TYPE_CHECKING:
    from ingestion.channels.landing import Pull

Result = TypeVar("Result")
State = Literal["landed", "nothing_new", "failed", "not_configured"]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long a channel is tried in one night. Times in seconds.

    Attributes:
        attempts: tries of one step (a page, a file, a snapshot) without progress in between.
        wait_initial, wait_max, wait_jitter: the pause after a failed try doubles from the first to the second, plus a random part.
        longest_wait_asked: how long a server may make us wait (`Retry-After`).
        quiet: how long without a response before a connection counts as dead.
        settle: how long between two looks at a file that may still be growing.
        total: for all channels together.
    """

    attempts: int = 4
    wait_initial: float = 1.0
    wait_max: float = 30.0
    wait_jitter: float = 1.0
    longest_wait_asked: float = 120.0
    quiet: float = 30.0
    settle: float = 2.0
    total: float = 900.0


@dataclass(slots=True)
class Trying:
    """The time and tries of one address in one night; counts the tries.

    Attributes:
        address: how the address is shown to people.
        policy: how often to try.
        ends_at: monotonic instant after which nothing is begun or landed any more.
        say: prints a line.
        attempts: tries so far.
    """

    address: str
    policy: RetryPolicy
    ends_at: float
    say: Callable[[str], None]
    attempts: int = 0

    @property
    def remaining(self) -> float:
        """Seconds left.

        Raises:
            TransientFailure: when none are.
        """
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TransientFailure(OUT_OF_TIME.with_values(address=self.address))
        return left

    def patiently(self, action: Callable[[], Result], progress: Callable[[], object] = lambda: None) -> Result:
        """Runs an action again after transient failures, with growing pauses; progress begins the count anew.

        Raises:
            ChannelFailure: the last one, when it is permanent or the tries are used up.
        """
        import stamina

        policy = self.policy
        stamina.instrumentation.set_on_retry_hooks(())  # its own log would print the error; we say what is worth saying
        while True:
            before = progress()
            tries = stamina.retry_context(
                on=self._pause,
                attempts=policy.attempts,
                timeout=self.remaining,
                wait_initial=policy.wait_initial,
                wait_max=policy.wait_max,
                wait_jitter=policy.wait_jitter,
            )
            try:
                for attempt in tries:
                    with attempt:
                        self.attempts += 1
                        _ = self.remaining
                        return action()
            except TransientFailure:
                if progress() == before:
                    raise

    def _pause(self, error: Exception) -> bool | float:
        """Whether to try again, and after how long where the server has said so."""
        if not isinstance(error, TransientFailure):
            return False
        if error.retry_after is None:
            return True
        return error.retry_after if error.retry_after <= min(self.policy.longest_wait_asked, self.ends_at - time.monotonic()) else False


class Channel(Protocol):
    """One address of a partner, read for all its feeds."""

    def fetch(self, pulls: Sequence[Pull]) -> None:
        """Lands what is new of each feed in the inbox.

        What goes wrong with one feed is noted in its pull (`Pull.noting`) and leaves the others alone.

        Raises:
            ChannelFailure: what goes wrong with all of them.
        """


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one feed's channel in one night; kept as data in the channel's state.

    Attributes:
        feed: `partner/contract`.
        kind: which channel.
        state: `landed`, `nothing_new`, `failed` or `not_configured`.
        at: when.
        landed: names below the inbox, also when it failed afterwards.
        attempts: tries.
        failure: `permanent` or `transient`; None when it did not fail.
        message: why it failed and what to do.
        detail: what the library said, without secrets.
        notices: files that were not taken, and why.
        failing_since: since when it has failed without a success in between.
        succeeded_at: when it last worked.
        error: the name of the failure, such as `auth_failed`; None when it did not fail, or was noted before failures had names.
    """

    feed: str
    kind: str
    state: State
    at: datetime
    landed: tuple[str, ...] = ()
    attempts: int = 0
    failure: FailureKind | None = None
    message: Message | None = None
    detail: str = ""
    notices: tuple[Message, ...] = ()
    failing_since: datetime | None = None
    succeeded_at: datetime | None = None
    error: str | None = None

    def line(self, language: Language = "en") -> str:
        """The outcome as one line for the terminal."""
        if self.state == "failed" and self.message is not None:
            since = f" [{self.failure}, since {self.failing_since:%Y-%m-%d}]" if self.failing_since else ""
            return f"{self.feed} ({self.kind}): {self.message.text(language)}{since}"
        words = {"landed": f"{len(self.landed)} new", "nothing_new": "nothing new", "not_configured": "not configured", "failed": "failed"}
        return f"{self.feed} ({self.kind}): {words[self.state]}"


@dataclass(slots=True)
class Progress:
    """What a pull has done so far; becomes an `Outcome`."""

    landed: list[str] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    failure: ChannelFailure | None = None
    remembered: Mapping[str, Any] | None = None
