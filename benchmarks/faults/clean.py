"""The clean past: a home whose intake took in every clean delivery of a region, and what it said of them.

What goes here: making such a home, and counting what was said of it, all of which is a false alarm. What does not: faults.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from demo.deliveries.composing import Delivery
from demo.deliveries.schedule import horizon
from demo.deliveries.shipping import deliveries, put
from demo.region import build_region
from ingestion.home import Home
from ingestion.ledger import Ledger, LoadRecord
from ingestion.partners import load_feeds
from orchestration.loading_order import feeds_in_loading_order
from orchestration.opening import open_night

ALARMING: Final = ("warning", "critical")
_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Size:
    """Of what a clean region is made."""

    seed: int
    scale: float = 1.0
    months: int = 24
    until: date = date(2026, 10, 1)

    @property
    def as_of(self) -> datetime:
        """When everything has come."""
        return horizon(self.until)


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """Something said of a clean delivery. `year` counts from 1; `check` is a finding's, or `refused`, `question`, `rule …`."""

    feed: str
    year: int
    check: str
    load_id: str
    column: str
    told: str


def sent_clean(size: Size) -> list[Delivery]:
    """Every clean delivery of the region."""
    region = build_region(months=size.months, until=size.until, scale=size.scale, seed=size.seed)
    return list(deliveries(region, is_clean=True))


def clean_records(root: Path, size: Size, sent: Sequence[Delivery]) -> list[LoadRecord]:
    """Takes clean deliveries in, all at once; a home that has done so already is only read.

    Raises:
        ValueError: the home was made of something else.
    """
    home, marker = Home(root), root / "clean.json"
    made_of = {"seed": size.seed, "scale": size.scale, "months": size.months, "until": size.until.isoformat(), "files": len(sent)}
    if marker.is_file():
        if json.loads(marker.read_text()) != made_of:
            raise ValueError(f"{root} holds another clean region, {marker.read_text()}: give another --home, or remove it.")
        return Ledger(home).entries()
    for delivery in sent:
        put(home.inbox, delivery)
    with open_night(home, size.as_of) as night:
        for feed in feeds_in_loading_order(load_feeds()):
            night.take_in(feed)
    marker.write_text(json.dumps(made_of))
    return Ledger(home).entries()


def false_alarms(records: Iterable[LoadRecord], size: Size) -> list[FalseAlarm]:
    """All that was said of clean deliveries: refusals, questions, findings that are told, rules that failed or warned."""
    return [
        FalseAlarm(f"{record.partner}/{record.contract}", _year(record, size), check, record.load_id, column, told)
        for record in records
        for check, column, told in _said(record)
    ]


def _said(record: LoadRecord) -> Iterator[tuple[str, str, str]]:
    if record.verdict == "refused":
        yield "refused", "", record.reasons.get("en", "")
    if record.questions:
        yield "question", "", " ".join(record.questions)
    if record.rows_rejected and record.verdict != "refused":
        yield "rejected rows", "", str(record.rows_rejected)
    for rule, count in record.warnings.items():
        yield f"rule {rule}", rule.partition(".")[0], str(count)
    for finding in record.findings:
        if finding["severity"] in ALARMING:
            yield finding["check"], finding["column"] or "", finding["message"]["en"]


def _year(record: LoadRecord, size: Size) -> int:
    """1 for the first twelve months of the region, 2 for the next; a period that began earlier belongs to the first."""
    until, start = size.until, record.period_start
    left = (until.year - start.year) * _MONTHS_A_YEAR + until.month - start.month
    return max(1, (size.months - 1 - left) // _MONTHS_A_YEAR + 1)
