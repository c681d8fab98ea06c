"""Loads, feeds and releases made by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from ingestion.checksums import write_sums
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, Partner

GUILD = Partner("guild", "Corporation", "هيئة", "fr")


def feed(contract: str = "job_declarations", **settings: Any) -> Feed:
    return Feed(GUILD, contract, **settings)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def record(
    start: str, end: str, received: str, *, verdict: str = "accepted", partner: str = "guild", contract: str = "job_declarations",
    reason: str | None = None,
) -> LoadRecord:  # fmt: skip
    delivery = f"{partner}.{contract}.{start}.{abs(hash((start, end, received))):012x}"[:80]
    return LoadRecord(
        load_id=f"{delivery}.1", delivery_id=delivery, partner=partner, contract=contract, contract_version="1.0.0", mode="period",
        period_type="month", period_start=date.fromisoformat(start), period_end=date.fromisoformat(end),
        received_at=instant(received), loaded_at=datetime(2026, 6, 1, tzinfo=UTC), file_name="f.csv", file_sha256="0" * 64, file_bytes=1,
        verdict=verdict, reason=reason, rows_read=1, rows_accepted=1, rows_rejected=0, rows_skipped=0, lake_file=None,
        quarantine_file=None,
    )  # type: ignore[arg-type]  # fmt: skip


def hand_made_release(home: Home, release_id: str, built_at: str, fingerprint: str = "none", warehouse: bytes = b"") -> None:
    """A release that was seen, whose warehouse nobody opens; a night takes an empty one for lost."""
    folder = home.folder("releases") / release_id
    folder.mkdir()
    (folder / "warehouse.duckdb").write_bytes(warehouse)
    note = {"id": release_id, "built_at": built_at, "as_of": built_at, "fingerprint": fingerprint, "facts": {"deliveries": 7}}
    (folder / "release.json").write_text(json.dumps(note))
    write_sums(folder)
    (folder / "seen").touch()  # readers saw it; one that nobody saw would be put up
