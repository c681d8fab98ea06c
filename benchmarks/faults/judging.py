"""Whether a planted fault was found, by what, and at the right place.

What goes here: comparing what is said of a faulty delivery with what is said of its clean twin. What does not: how either is
examined (`rehearsal`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.faults.clean import ALARMING
from benchmarks.faults.model import WHOLE
from benchmarks.faults.planting import Injection
from benchmarks.faults.rehearsal import Rehearsed
from ingestion.contract import Contract
from ingestion.ledger import LoadRecord

Verdict = Literal["found", "missed", "mended"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that is said of the faulty delivery and not of the clean one.

    Attributes:
        by: what says it: `refusal`, `rule <id>`, `finding <check>`, `same bytes`, `set aside`.
        columns: the columns that it names, or `WHOLE`.
        told: its words.
    """

    by: str
    columns: frozenset[str]
    told: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one injection. `mended`: nothing is said, and the rows taken in are those of the clean twin: nothing is wrong."""

    injection: Injection
    signals: tuple[Signal, ...]
    verdict: Verdict
    is_at_place: bool
    seconds: float


def judged(injection: Injection, faulty: Rehearsed, twin: Rehearsed, seconds: float) -> Outcome:
    """Compares a faulty delivery with its clean twin."""
    case = injection.case
    signals = tuple(_signals(faulty, twin, case.setting.contract))
    places = injection.kind.expected(case)
    is_at_place = any(signal.columns & places for signal in signals)
    verdict: Verdict = "found" if signals else "mended" if _is_mended(faulty, twin) else "missed"
    return Outcome(injection, signals, verdict, is_at_place, seconds)


def _is_mended(faulty: Rehearsed, twin: Rehearsed) -> bool:
    one, other = faulty.record, twin.record
    if one is None or other is None or one.verdict == "refused":
        return False
    return one.period_start == other.period_start and faulty.rows == twin.rows


def _signals(faulty: Rehearsed, twin: Rehearsed, contract: Contract) -> Iterator[Signal]:
    record = faulty.record
    if record is None:
        yield Signal("set aside", frozenset({WHOLE}), "taken for a delivery that is there already; its period stays due")
        return
    if record.verdict == "refused":
        told = record.reasons.get("fr", "")
        named = {column.name for column in contract.columns if column.names.fr in told}
        yield Signal("refusal", frozenset({WHOLE, *named}), record.reasons.get("en", ""))
    for rule, count in (*faulty.failures.items(), *record.warnings.items()):
        if count > _counted(twin, rule):
            yield Signal(f"rule {rule}", _ruled(rule, contract), f"{count} rows")
    if record.questions:
        yield Signal("same bytes", frozenset({WHOLE}), " ".join(record.questions))
    known = _told(twin.record)
    for finding in record.findings:
        name = (finding["check"], finding["column"], finding["segment"])
        if finding["severity"] in ALARMING and name not in known:
            yield Signal(f"finding {finding['check']}", _named(finding["column"], finding["segment"]), finding["message"]["en"])


def _ruled(rule: str, contract: Contract) -> frozenset[str]:
    """The column of a rule; of one over several columns all of them, as its message asks for either to be corrected."""
    predicates = " ".join(each.predicate for each in contract.rules if each.id == rule)
    others = {column.name for column in contract.columns if re.search(rf"\b{column.name}\b", predicates)}
    return frozenset({rule.partition(".")[0], *others})


def _counted(twin: Rehearsed, rule: str) -> int:
    warned = twin.record.warnings.get(rule, 0) if twin.record else 0
    return max(twin.failures.get(rule, 0), warned)


def _told(record: LoadRecord | None) -> set[tuple[str, str | None, str | None]]:
    """What is asked about the clean twin as well: it never counts as a hit."""
    findings = record.findings if record else ()
    return {(each["check"], each["column"], each["segment"]) for each in findings if each["severity"] in ALARMING}


def _named(column: str | None, segment: str | None) -> frozenset[str]:
    """The columns that a finding is about: its own, and that by which its segment is cut (`province=03.231`)."""
    named = {column or WHOLE}
    if segment and "=" in segment:
        named.add(segment.partition("=")[0])
    return frozenset(named)
