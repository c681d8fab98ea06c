"""A feed's own past: which earlier loads a load is compared with, as they were known when it came.

What goes here: choosing loads from the ledger. What does not: measuring (`profile.py`), judging (`history.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ingestion.ledger import LoadRecord

_LINED_UP: Final = {"snapshot": 1, "period": 6, "append": 6}
_MOST_OTHERS: Final = 5


def standing_before(records: Iterable[LoadRecord], load: LoadRecord, of_all_partners: bool = False) -> list[LoadRecord]:
    """The loads of a feed that stood before a load's delivery was received, in the order in which they came.

    Refused loads never stood. Of the loads of one delivery the last one counts; of the deliveries of one period too, except where
    each adds to the others (`append`). The delivery itself is left out, however often it was loaded, and so is what it replaces: a
    corrected file is no copy of an earlier one.

    Args:
        records: the ledger.
        load: what came after them.
        of_all_partners: whether the contract's other feeds are wanted too.
    """
    last: dict[tuple[str, str], LoadRecord] = {}
    earlier = (
        record
        for record in records
        if record.contract == load.contract
        and (of_all_partners or record.partner == load.partner)
        and record.verdict != "refused"
        and record.delivery_id != load.delivery_id
        and record.received_at < load.received_at
        and not _is_replaced(record, load)
    )
    for record in sorted(earlier, key=lambda each: (each.received_at, each.load_number, each.load_id)):
        slot = record.delivery_id if record.mode == "append" else f"{record.period_type} {record.period_start}"
        last.pop((record.partner, slot), None)
        last[record.partner, slot] = record
    return list(last.values())


def _is_replaced(record: LoadRecord, load: LoadRecord) -> bool:
    slot = (load.partner, load.period_type, load.period_start)
    return load.mode != "append" and (record.partner, record.period_type, record.period_start) == slot


def lined_up(own: Sequence[LoadRecord], others: Sequence[LoadRecord], load: LoadRecord) -> list[tuple[LoadRecord, int | None]]:
    """The earlier loads in which a load's rows are looked for, with their age (1: the last); another partner's newest has none.

    A month is not looked for in days.
    """
    alike = [record for record in own if record.lake_file is not None and record.period_type == load.period_type]
    last = reversed(alike[-_LINED_UP[load.mode] :])
    recent: list[tuple[LoadRecord, int | None]] = [(record, age) for age, record in enumerate(last, start=1)]
    newest = {record.partner: record for record in others if record.lake_file is not None}
    return recent + [(record, None) for record in list(newest.values())[-_MOST_OTHERS:]]
