"""A feed's own past: which earlier loads a load is compared with, as they were known when it came.

What goes here: choosing loads from the ledger. What does not: measuring (`profile.py`), judging (`history.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from ingestion.ledger import LoadRecord

MOST_PERIODS: Final = 40
_LINED_UP: Final = {"snapshot": 1, "period": 6, "append": 6}
_MOST_OTHERS: Final = 5


def standing_before(
    records: Iterable[LoadRecord], partner: str | None, contract: str, received_at: datetime, delivery_id: str
) -> list[LoadRecord]:
    """The loads of a feed that stood before a delivery was received, in the order in which they came.

    Refused loads never stood. Of the loads of one delivery the last one counts; of the deliveries of one period too, except where
    each adds to the others (`append`). The delivery itself is left out, however often it was loaded.

    Args:
        records: the ledger.
        partner: None for all partners.
        contract: the feed's contract.
        received_at: when the delivery was received; what came later was not known.
        delivery_id: the delivery.
    """
    last: dict[tuple[str, str], LoadRecord] = {}
    earlier = (
        record
        for record in records
        if record.contract == contract
        and partner in (None, record.partner)
        and record.verdict != "refused"
        and record.delivery_id != delivery_id
        and record.received_at < received_at
    )
    for record in sorted(earlier, key=lambda each: (each.received_at, each.load_number, each.load_id)):
        slot = record.delivery_id if record.mode == "append" else f"{record.period_type} {record.period_start}"
        last.pop((record.partner, slot), None)
        last[record.partner, slot] = record
    return list(last.values())


def lined_up(own: Sequence[LoadRecord], others: Sequence[LoadRecord], load: LoadRecord) -> list[tuple[LoadRecord, int | None]]:
    """The earlier loads in which a load's rows are looked for, with their age (1: the last); another partner's newest has none.

    A month is not looked for in days.
    """
    alike = [record for record in own if record.lake_file is not None and record.period_type == load.period_type]
    last = reversed(alike[-_LINED_UP[load.mode] :])
    recent: list[tuple[LoadRecord, int | None]] = [(record, age) for age, record in enumerate(last, start=1)]
    newest = {record.partner: record for record in others if record.lake_file is not None}
    return recent + [(record, None) for record in list(newest.values())[-_MOST_OTHERS:]]
