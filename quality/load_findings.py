"""The findings of a load in the ledger: those it was judged with, and the question that the ledger asks as a field of its own.

What goes here: one list for whoever tells, counts or accepts findings. What does not: receipts, which ask about the same bytes in a
paragraph of their own (`receipts/gathering.py`).
"""

from __future__ import annotations

from datetime import date

from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.periods import Period
from ingestion.wording import LANGUAGES, in_each_language, period_text
from quality.findings import Finding
from quality.receipts.sentences import SAME_BYTES
from quality.unmet import BROKEN_PROMISE

SAME_FILE = "same_file"


def findings_of(record: LoadRecord) -> tuple[Finding, ...]:
    """All findings of a load."""
    return (*(Finding.of(kept) for kept in record.findings), *_same_file(record))


def is_ours(finding: Finding) -> bool:
    """Whether it is a promise of ours that was broken: the partner is told that it is not its doing, and has nothing to answer."""
    return finding.message == BROKEN_PROMISE


def _same_file(record: LoadRecord) -> tuple[Finding, ...]:
    """That its bytes are those of another period: one question, however many periods there are, about the first of them."""
    if not record.questions:
        return ()
    other = min(_first_day(delivery) for delivery in record.questions)
    this, that = (_named(record, day) for day in (record.period_start, other))
    return (Finding(SAME_FILE, None, "warning", in_each_language(SAME_BYTES, period=that, this=this)),)


def _first_day(delivery_id: str) -> date:
    """A delivery's id names the first day of its period: `<partner>.<contract>.<day>.<hash>`."""
    return date.fromisoformat(delivery_id.split(".")[2])


def _named(record: LoadRecord, day: date) -> Message:
    period = Period(day, record.period_type)  # type: ignore[arg-type]
    return Message(*(period_text(period, language) for language in LANGUAGES))
