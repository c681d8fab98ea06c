"""Every file of the inbox, and putting them there.

What belongs here: the whole set of deliveries, and writing it to disk without touching what is there already.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from demo.deliveries.composing import Delivery
from demo.deliveries.hub import NIGHTLY_MONTHS, event_deliveries
from demo.deliveries.regular import regular_deliveries
from demo.deliveries.resources import resource_deliveries
from demo.truth import Region


def deliveries(region: Region, *, is_clean: bool = False, nightly_months: int = NIGHTLY_MONTHS) -> Iterator[Delivery]:
    """Every file that the region's partners send, contract by contract.

    Args:
        region: the region.
        is_clean: whether nothing is broken on purpose: no planted errors, nothing refused, late, corrected, sent twice or never sent.
            Each partner still writes in its own way.
        nightly_months: how many months at the end the hub's events come night by night, those before by the month.
    """
    yield from regular_deliveries(region, "organisations", is_clean=is_clean)
    yield from regular_deliveries(region, "job_declarations", is_clean=is_clean)
    yield from regular_deliveries(region, "investment_projects", is_clean=is_clean)
    yield from resource_deliveries(region, is_clean=is_clean)
    yield from event_deliveries(region, "hub_bookings", is_clean=is_clean, nightly_months=nightly_months)
    yield from event_deliveries(region, "hub_visits", is_clean=is_clean, nightly_months=nightly_months)
    yield from event_deliveries(region, "hub_services", is_clean=is_clean, nightly_months=nightly_months)
    yield from regular_deliveries(region, "hub_accounts", is_clean=is_clean)
    for contract in region.feeds:
        yield from regular_deliveries(region, contract, is_clean=is_clean)


def put(inbox: Path, delivery: Delivery) -> bool:
    """Puts a delivery into the inbox, its side file first, each by one rename; a file with the same bytes is left alone.

    Args:
        inbox: the inbox folder.
        delivery: what to put there.

    Returns:
        Whether the file was written.
    """
    path = inbox / delivery.file
    place(path.with_name(f"{path.name}.received"), f"{_instant(delivery.draft.received_at)}\n".encode())
    return place(path, delivery.content)


def place(path: Path, content: bytes) -> bool:
    """Writes a file at once: under another name first, then renamed. Left alone when it holds these bytes already."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)
    return True


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")
