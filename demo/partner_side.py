"""What the region's partners hold ready on their own servers: the last delivery of each feed that is fetched.

What belongs here: which deliveries these are, and how they lie under `partners/` (a file for SFTP, records for an API, rows for a
database).
The servers that offer them are in `demo.servers`.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from demo.deliveries.composing import Delivery
from demo.deliveries.files import Sheet, cell_text
from demo.deliveries.shipping import place
from ingestion.channels.plan import HttpPlan, PostgresPlan, SftpPlan
from ingestion.partners import Feed, load_feeds

_LONGEST_NAME = 63
"""Bytes of a column's name in PostgreSQL."""


def left_with_partners(sent: Sequence[Delivery]) -> dict[str, Delivery]:
    """The delivery that each channel feed has still to fetch: the last one that is taken and not sent once more as a copy.

    Returns:
        Feed to delivery.
    """
    channels = {feed.id for feed in load_feeds() if feed.channel is not None}
    copied = {delivery.content for delivery in sent if delivery.verdict == "copy"}
    last: dict[str, Delivery] = {}
    for delivery in sent:
        feed = f"{delivery.draft.partner}/{delivery.draft.contract}"
        if feed in channels and delivery.verdict != "copy":
            earlier = last.get(feed)
            if earlier is None or delivery.draft.received_at >= earlier.draft.received_at:
                last[feed] = delivery
    return {feed: delivery for feed, delivery in last.items() if delivery.verdict == "taken" and delivery.content not in copied}


def leave(partners: Path, feed_id: str, delivery: Delivery) -> Path:
    """Leaves a delivery with its partner, in the form in which the partner's server offers it.

    Args:
        partners: the folder `partners/` of the home.
        feed_id: `partner/contract`.
        delivery: what is left there.

    Returns:
        Where it lies.
    """
    feed = next(feed for feed in load_feeds() if feed.id == feed_id)
    path, content = _form(partners, feed, delivery)
    place(path, content)
    return path


def sftp_folder(partners: Path, partner: str) -> Path:
    """What a partner's SFTP account sees as its root."""
    return partners / "sftp" / partner


def api_file(partners: Path, partner: str, path: str) -> Path:
    """The records behind a path of a partner's API."""
    return partners / "api" / partner / f"{path.strip('/').replace('/', '.')}.json"


def table_file(partners: Path, partner: str, table: str) -> Path:
    """The rows of a table of a partner's database."""
    return partners / "postgres" / partner / f"{table}.csv"


def _form(partners: Path, feed: Feed, delivery: Delivery) -> tuple[Path, bytes]:
    partner, plan = feed.partner.id, feed.channel
    if isinstance(plan, SftpPlan):
        folder = plan.path.rpartition("/")[0].strip("/")
        return sftp_folder(partners, partner) / folder / delivery.file.rpartition("/")[2], delivery.content
    if isinstance(plan, HttpPlan):
        records = json.dumps(_records(delivery), ensure_ascii=False, indent=0)
        return api_file(partners, partner, plan.path), records.encode()
    if isinstance(plan, PostgresPlan):
        return table_file(partners, partner, plan.table), _rows(delivery.sheets)
    raise ValueError(f"{feed.id}: a demo has no {plan}")


def _records(delivery: Delivery) -> list[Mapping[str, Any]]:
    if delivery.file.endswith(".jsonl"):
        return [json.loads(line) for line in delivery.content.decode().splitlines() if line]
    return [
        dict(zip(_headings(sheet), (cell_text(cell) or None for cell in row), strict=True))
        for sheet in delivery.sheets
        for row in sheet.rows
    ]


def _rows(sheets: Sequence[Sheet]) -> bytes:
    """The cells of the file as text, messy as they are, under its headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_headings(sheets[0]))
    writer.writerows([cell_text(cell) for cell in row] for sheet in sheets for row in sheet.rows)
    return text.getvalue().encode()


def _headings(sheet: Sheet) -> list[str]:
    """One name a column; a heading over several columns goes before each of theirs."""
    names, over = [], ""
    for column, lower in enumerate(sheet.header[-1]):
        upper = sheet.header[0][column] if len(sheet.header) > 1 else ""
        over = upper or over
        name = f"{over} {lower}".strip() if len(sheet.header) > 1 and lower else upper or lower
        names.append(name.encode()[:_LONGEST_NAME].decode(errors="ignore"))
    return names
