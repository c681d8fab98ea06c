"""The monthly report as data: what a partner is told about a month, in no language yet.

What goes here: frozen data. What does not: where it comes from (`gathering.py`), how it is said (`sentences.py`) or shown (`page.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.messages import Message
from ingestion.periods import Period


@dataclass(frozen=True, slots=True)
class Scores:
    """A partner's month: a row of `quality.partner_scorecards`. Shares lie in 0…1 and are None where there was nothing to share."""

    partner: str
    month: date
    slots_due: int = 0
    slots_received: int = 0
    slots_on_time: int = 0
    slots_excused: int = 0
    timeliness: float | None = None
    completeness: float | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    acceptance: float | None = None
    deliveries: int = 0
    refused: int = 0
    corrections: int = 0
    median_days_to_mend: float | None = None
    open_findings: int = 0
    failing_since: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What a feed has yet to deliver: `count` periods from `period` to `last`. `days_late` is of the first, and 0 while there is time."""

    contract: Message
    period: Period
    last: Period
    count: int
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class FrequentProblem:
    """Rows of a month that break one rule.

    Attributes:
        contract: the kind of data.
        column: what the column is called; None for a rule about the row.
        count: rows, exactly.
        advice: of the rule.
        example: of the right form; made up, never a value of the partner's.
    """

    contract: Message
    column: Message | None
    count: int
    advice: Message
    example: Message | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for the partner's answer."""

    id: str
    contract: Message
    period: Period
    message: Message
    age_days: int


@dataclass(frozen=True, slots=True)
class PartnerReport:
    """What a partner is told about a month.

    Attributes:
        partner_id: its id.
        partner: its name.
        month: the first day of the month.
        made_on: the day as of which what is due and what is open holds.
        scores: of the month.
        trend: of up to twelve months, the last being the month itself.
        overdue: what should be there by now, one a feed, oldest first.
        next_due: what is due next, one a feed, soonest first.
        problems: the most frequent ones of the month's deliveries.
        questions: the oldest ones that are open.
        questions_total: how many are open.
        good: kinds of data of which each row was accepted.
    """

    partner_id: str
    partner: Message
    month: date
    made_on: date
    scores: Scores
    trend: tuple[Scores, ...] = ()
    overdue: tuple[Owed, ...] = ()
    next_due: tuple[Owed, ...] = ()
    problems: tuple[FrequentProblem, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    questions_total: int = 0
    good: tuple[Message, ...] = ()
