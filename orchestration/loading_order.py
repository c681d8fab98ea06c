"""What is taken in before what, and how much of it together.

What goes here: the order of contracts that refer to each other, for files, feeds and loads; batches. What does not: taking in
(`intake.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeVar

from ingestion.contract import load_contracts
from ingestion.delivery import Arrival
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed

Item = TypeVar("Item")
_BATCH_FILES: Final = 40
_BATCH_BYTES: Final = 64 << 20


def arrivals_in_loading_order(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Referenced contracts first; within a contract as received."""
    order = _contract_order()
    return sorted(arrivals, key=lambda arrival: order.get(arrival.feed.contract, len(order)))


def feeds_in_loading_order(feeds: Sequence[Feed]) -> list[Feed]:
    """Feeds of referenced contracts first."""
    order = _contract_order()
    return sorted(feeds, key=lambda feed: order.get(feed.contract, len(order)))


def loads_in_loading_order(records: Sequence[LoadRecord]) -> list[LoadRecord]:
    """Loads of referenced contracts first, as a night takes them in."""
    order = _contract_order()
    return sorted(records, key=lambda r: (order[r.contract], r.partner, r.received_at, r.file_name))


def _contract_order() -> dict[str, int]:
    return {name: index for index, name in enumerate(load_contracts())}


def batches(items: Sequence[Item], feed_and_size: Callable[[Item], tuple[str, int]]) -> Iterator[list[Item]]:
    """Runs of files of one feed, small enough to be judged together."""
    for _, group in groupby(items, key=lambda item: feed_and_size(item)[0]):
        batch: list[Item] = []
        size = 0
        for item in group:
            more = feed_and_size(item)[1]
            if batch and (len(batch) == _BATCH_FILES or size + more > _BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(item)
            size += more
        yield batch
