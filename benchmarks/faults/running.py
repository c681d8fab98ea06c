"""One seed from end to end: the clean past, its false alarms, every injection and what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.faults.clean import ALARMING, Size, clean_records, false_alarms, sent_clean
from benchmarks.faults.judging import Outcome, judged
from benchmarks.faults.model import Kind
from benchmarks.faults.planting import CONTROL, Injection, cold, controls, injections, late, settings_of
from benchmarks.faults.rehearsal import Rehearsed, open_stage
from benchmarks.faults.results import Result, planted_of
from demo.deliveries.composing import Delivery
from ingestion.home import Home
from ingestion.ledger import LoadRecord


def run(size: Size, root: Path, kinds: Sequence[Kind], feeds_a_kind: int, cold_feeds_a_kind: int, told: Callable[[str], None]) -> Result:
    """Runs the benchmark for one seed.

    Args:
        size: of what the region is made.
        root: home of the clean past; empty, or one that an earlier run has left.
        kinds: the kinds to plant; none: false alarms only.
        feeds_a_kind: most feeds a kind, late in the region's time.
        cold_feeds_a_kind: most feeds a kind, after three deliveries.
        told: called with lines of progress.
    """
    started = time.perf_counter()
    sent = sent_clean(size)
    records = clean_records(root, size, sent)
    alarms = false_alarms(records, size)
    taken = time.perf_counter() - started
    told(f"seed {size.seed}: {len(records)} clean deliveries taken in, {taken:.0f} s; {len(alarms)} false alarms")
    started = time.perf_counter()
    settings = settings_of(sent)
    with_past = {feed: late(own, size.until) for feed, own in settings.items()}
    planted = [
        *(controls(with_past, size.seed) if kinds else ()),
        *injections(kinds, with_past, size.seed, feeds_a_kind),
        *injections(kinds, {feed: cold(own) for feed, own in settings.items()}, size.seed, cold_feeds_a_kind, is_cold=True),
    ]
    outcomes, twins = _outcomes(root, records, planted, told)
    return Result(
        seed=size.seed,
        scale=size.scale,
        months=size.months,
        until=size.until.isoformat(),
        feeds=len(settings),
        loads=len(records),
        alarms=tuple(alarms),
        planted=tuple(planted_of(each) for each in outcomes if each.injection.kind is not CONTROL),
        controls=tuple(planted_of(each) for each in outcomes if each.injection.kind is CONTROL),
        twins=len(twins),
        unlike=tuple(_unlike(twins.values(), records)),
        seconds=(round(taken, 1), round(time.perf_counter() - started, 1)),
        measured_on=datetime.now(UTC).date().isoformat(),
    )


def _outcomes(
    root: Path, records: Sequence[LoadRecord], planted: Sequence[Injection], told: Callable[[str], None]
) -> tuple[list[Outcome], dict[str, Rehearsed]]:
    outcomes = []
    twins: dict[str, Rehearsed] = {}
    with open_stage(Home(root), records) as stage:
        for injection in planted:
            clean: Delivery = injection.case.setting.delivery
            received_at = clean.draft.received_at
            if clean.file not in twins:
                twins[clean.file] = stage.rehearse(clean.file, clean.content, received_at)
            started = time.perf_counter()
            faulty = stage.rehearse(injection.faulty.file, injection.faulty.content, received_at)
            outcome = judged(injection, faulty, twins[clean.file], time.perf_counter() - started)
            outcomes.append(outcome)
            if len(outcomes) % 100 == 0:
                told(f"  {len(outcomes)} of {len(planted)} faults planted")
    return outcomes, twins


def _unlike(twins: Iterable[Rehearsed], records: Sequence[LoadRecord]) -> list[str]:
    """Loads whose findings depend on whether they were examined alone: each must know just what came before it."""
    by_id = {record.load_id: record for record in records}
    alone = [twin.record for twin in twins if twin.record is not None]
    return [record.load_id for record in alone if _findings(record) != _findings(by_id.get(record.load_id))]


def _findings(record: LoadRecord | None) -> list[tuple[str, str, str]] | None:
    if record is None:
        return None
    return sorted((each["check"], each["column"] or "", each["segment"] or "") for each in record.findings if each["severity"] in ALARMING)
