"""A small contract of our own and loads of it, so that these tests do not depend on the contracts of the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingestion.contract import Code, Column, Contract, Limits, Names
from ingestion.partners import Feed, Partner
from ingestion.periods import Period
from ingestion.prepare import Prepared

NAMES = Names("Nom", "اسم", "Name")
COLUMNS = (
    Column("ref", NAMES, "", "text", required=True),
    Column("kind", NAMES, "", "code", codes=(Code("loom", NAMES), Code("kiln", NAMES))),
    Column("people", NAMES, "", "integer", limits=Limits(minimum=1, maximum=10)),
    Column("share", NAMES, "", "number", limits=Limits(exclusive_minimum=0, exclusive_maximum=1)),
    Column("note", NAMES, "", "text"),
)
CONTRACT = Contract(
    name="things", version="1.0.0", names=NAMES, description="", mode="period", frequency="month", due_days=10, max_rejected_share=0.2,
    columns=COLUMNS, key=("ref",), rules=(),
)  # fmt: skip
FEED = Feed(Partner("guild", "Corporation", "هيئة", "fr"), "things")
Row = tuple[Any, Any, Any, Any, Any]
GOOD: Row = ("a", "loom", 3, 0.5, None)


def load(read: int, rejected: int, accepted_file: Path | None, *, name: str = "one", unaccounted: int = 0, **more: Any) -> Prepared:
    return Prepared(
        feed=FEED, contract=CONTRACT, period=Period(date(2026, 5, 1), "month"), delivery_id=f"guild.things.{name}",
        load_id=f"guild.things.{name}.1", rows_read=read, rows_accepted=read - rejected - unaccounted, rows_rejected=rejected,
        accepted_file=accepted_file, quarantine_file=None, **more,
    )  # fmt: skip


def parquet(path: Path, rows: Sequence[Row]) -> Path:
    with duckdb.connect() as connection:
        connection.execute("create table t (ref varchar, kind varchar, people bigint, share double, note varchar)")
        if rows:
            connection.executemany("insert into t values (?, ?, ?, ?, ?)", [list(row) for row in rows])
        connection.execute(f"copy t to '{path}' (format parquet)")
    return path
