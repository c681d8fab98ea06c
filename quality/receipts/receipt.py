"""The receipt as data: what a partner is told about one delivery, in no language yet.

Belongs here: frozen data and what can be counted from it. Does not belong here: where it comes from (`gathering.py`), how it is
said (`sentences.py`) or shown (`page.py`, `machine.py`, `terminal.py`, `annotating.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ingestion.contract import DeliveryMode, Severity
from ingestion.ledger import Verdict
from ingestion.messages import Message
from ingestion.observed import HeadingSeen, SheetSeen
from ingestion.periods import Period


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. `cell` is None when the row lacks the column that is meant."""

    sheet: str | None
    row: int | None
    cell: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one row breaks. `problem` is the index of its `Problem` among all of the receipt."""

    place: Place
    problem: int
    found: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """All rows that break one rule.

    Attributes:
        rule: the rule's id, for machines only.
        severity: an error rejects the row, a warning asks a question.
        column: what the column is called.
        advice: what to do.
        count: rows concerned, exactly.
        first: the first of them.
    """

    rule: str
    severity: Severity
    column: Message
    advice: Message
    count: int
    first: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One value that was mended: as found, and what it was taken for."""

    place: Place
    found: str
    read_as: Message


@dataclass(frozen=True, slots=True)
class MendedColumn:
    """Values of one column that were mended while reading, with the first of them."""

    column: Message
    count: int
    first: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledColumn:
    """Blank cells of one column for which the agreed value was taken."""

    column: Message
    count: int
    value: Message


@dataclass(frozen=True, slots=True)
class SameBytes:
    """An earlier delivery, for another period, of the very same file."""

    delivery_id: str
    period: Period


@dataclass(frozen=True, slots=True)
class LoadQuestion:
    """Something odd about the file as a whole that its sender is asked about; `id` is what an answer quotes (`q-…`)."""

    id: str
    message: Message


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a partner is told. `rows_read = rows_accepted + rows_rejected`.

    Attributes:
        problems: errors first, each kind by falling count.
        findings: the first ones in the order of the file, errors before warnings where not all fit.
        findings_total: how many there are.
        asked: what is odd about the file as a whole; its rows are kept.
        good_columns: columns found in the file in which nothing is to be corrected or asked.
        is_workbook: whether the file is a spreadsheet, so that a copy of it can be marked.
        personal_columns: columns of the contract that say who a person is or how to reach one.
    """

    load_id: str
    delivery_id: str
    partner_id: str
    partner: Message
    contract_name: str
    contract: Message
    contract_version: str
    mode: DeliveryMode
    period: Period
    received_at: datetime
    file_name: str
    file_sha256: str
    file_bytes: int
    verdict: Verdict
    reason: Message | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_skipped: int
    skipped: Mapping[str, int] = field(default_factory=dict)
    sheets: tuple[SheetSeen, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    findings_total: int = 0
    same_bytes: tuple[SameBytes, ...] = ()
    asked: tuple[LoadQuestion, ...] = ()
    mended: tuple[MendedColumn, ...] = ()
    filled: tuple[FilledColumn, ...] = ()
    notes: tuple[Message, ...] = ()
    unknown: tuple[HeadingSeen, ...] = ()
    missing: tuple[Message, ...] = ()
    good_columns: tuple[Message, ...] = ()
    is_workbook: bool = False
    personal_columns: frozenset[str] = frozenset()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What rejected rows, most frequent first."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is asked about rows that were kept, most frequent first."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def is_judged(self) -> bool:
        """Whether its rows were looked at one by one; not so of a file that could not become rows."""
        return self.verdict != "refused" or bool(self.problems or self.asked)

    @property
    def is_empty(self) -> bool:
        """Whether it was taken in as the statement that there is nothing to declare."""
        return self.verdict == "accepted" and self.rows_read == 0

    @property
    def error_count(self) -> int:
        """Cells to correct."""
        return sum(problem.count for problem in self.errors)

    @property
    def warning_count(self) -> int:
        """Cells about which something is asked."""
        return sum(problem.count for problem in self.warnings)

    @property
    def is_masked(self) -> bool:
        """Whether a copy of the file lacks identities that the file holds, so that it cannot be sent back in its place."""
        return any(name in self.personal_columns for sheet in self.sheets for name in sheet.columns)

    def listed(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity, in the order of the file."""
        return tuple(finding for finding in self.findings if self.problems[finding.problem].severity == severity)
