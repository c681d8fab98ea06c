"""What a digest can tell of a night, as plain data in no language.

What goes here: frozen data, and whether it needs a person. What does not: where it comes from (`gathering.py`), how it is said
(`digest.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from ingestion.messages import Message
from ingestion.periods import Period

Owner = Literal["partner", "qutb", "directorate"]
OWNERS: Final[tuple[Owner, ...]] = ("qutb", "directorate", "partner")
ReleaseState = Literal["released", "nothing_new", "not_released"]


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check of the warehouse that does not hold; `stops` when the release is not made for it."""

    name: str
    message: Message
    stops: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of final figures that stops the release; `id` is what `qutb accept` takes."""

    id: str
    message: Message


@dataclass(frozen=True, slots=True)
class RefusedDelivery:
    """A delivery that was refused; `reason` is what its sender was told."""

    load_id: str
    partner: Message
    contract: Message
    period: Period
    reason: Message


@dataclass(frozen=True, slots=True)
class OverdueFeed:
    """A feed that owes a period whose day has passed."""

    feed: str
    partner: Message
    contract: Message
    period: Period
    due_on: date

    @property
    def key(self) -> str:
        """What tells this lateness from the feed's next one. A feed due by the day or week is late once until it delivers."""
        return self.feed if self.period.type in ("day", "week") else f"{self.feed} {self.period.start.isoformat()}"


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """An open question about a load. `earlier`: its names in loads before, when it goes on from one delivery to the next."""

    id: str
    owner: Owner
    partner: Message
    contract: Message
    period: Period
    message: Message
    age_days: int
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailingChannel:
    """A channel that fails, and since when."""

    feed: str
    kind: str
    since: date | None
    message: Message

    @property
    def key(self) -> str:
        """What tells this failing from the channel's next one."""
        return f"{self.feed} {self.kind} {self.since}"


@dataclass(frozen=True, slots=True)
class NightFacts:
    """A night as far as a person must know of it."""

    on: date
    release: ReleaseState
    release_id: str | None
    checks: tuple[FailedCheck, ...] = ()
    refused: tuple[RefusedDelivery, ...] = ()
    overdue: tuple[OverdueFeed, ...] = ()
    questions: tuple[NewQuestion, ...] = ()
    channels: tuple[FailingChannel, ...] = ()
    pairs_waiting: int = 0
    movements: tuple[Movement, ...] = ()
    questions_open: int = 0
    oldest_days: int | None = None


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What earlier digests have told, so that each thing is told once: names of what is still so, and the pairs counted last."""

    names: frozenset[str] = frozenset()
    pairs: int = 0

    def news_in(self, facts: NightFacts) -> NightFacts:
        """The facts without what was told before. What stops the release is told as long as it does."""
        return replace(
            facts,
            checks=tuple(each for each in facts.checks if each.stops or each.name not in self.names),
            refused=tuple(each for each in facts.refused if each.load_id not in self.names),
            overdue=tuple(each for each in facts.overdue if each.key not in self.names),
            questions=tuple(each for each in facts.questions if not self.names & {each.id, *each.earlier}),
        )

    def needs_person(self, facts: NightFacts) -> bool:
        """Whether somebody has to do something because of this night."""
        news = self.news_in(facts)
        return bool(
            facts.release == "not_released"
            or news.checks
            or news.refused
            or news.overdue
            or news.questions
            or any(each.key not in self.names for each in facts.channels)
            or any(each.id not in self.names for each in facts.movements)
            or facts.pairs_waiting > self.pairs
        )

    def after(self, facts: NightFacts) -> ToldBefore:
        """What has been told once a digest of these facts went out. What is no more is forgotten, so that it is told when it comes back."""
        names = {each.name for each in facts.checks} | {each.load_id for each in facts.refused} | {each.key for each in facts.overdue}
        names |= {each.key for each in facts.channels} | {each.id for each in facts.movements}
        names |= {name for each in facts.questions for name in (each.id, *each.earlier)}
        return ToldBefore(frozenset(names), facts.pairs_waiting)


def still_so(told: ToldBefore, facts: NightFacts) -> ToldBefore:
    """What was told and is still so: the rest may be told again when it comes back."""
    now = told.after(facts)
    return ToldBefore(told.names & now.names, min(told.pairs, now.pairs))


def questions_by_owner(facts: NightFacts) -> Mapping[Owner, tuple[NewQuestion, ...]]:
    """Questions by whose they are, ours first; owners without any are left out."""
    grouped = {owner: tuple(each for each in facts.questions if each.owner == owner) for owner in OWNERS}
    return {owner: questions for owner, questions in grouped.items() if questions}
