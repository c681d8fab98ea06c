"""Whether a home is sound: readers are served, the ledger and the lake say the same, nothing is there twice.

What goes here: questions asked of a home from outside, by reading its files. What does not: comparing it with an undisturbed one
(`DemoHome.state`).
"""

from __future__ import annotations

from collections import Counter

import duckdb

from ingestion.checksums import sha256_of
from tests.end_to_end.homes import DemoHome


def release_seen(home: DemoHome) -> str:
    """The one release that readers see; every table of it can be read."""
    with duckdb.connect(str(home.published), read_only=True) as connection:
        (release,) = connection.execute("select distinct release_id from marts.kpi_values").fetchall()
        for schema, table in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            connection.execute(f'select count(*) from (select distinct * from "{schema}"."{table}")').fetchone()
    return str(release[0])


def deliveries(home: DemoHome) -> Counter[str]:
    """How often the ledger names each delivery."""
    return Counter(entry["delivery_id"] for entry in home.ledger())


def check_loads(home: DemoHome) -> None:
    """Asserts that each load of the ledger has its rows, all of them, as they were written, and its original."""
    for entry in home.ledger():
        counted = {}
        for kind in ("lake", "quarantine"):
            if entry[f"{kind}_file"] is not None:
                path = home.root / entry[f"{kind}_file"]
                assert sha256_of(path) == entry[f"{kind}_sha256"], path
                counted[kind] = duckdb.sql(f"select count(*) from read_parquet('{path}')").fetchall()[0][0]
        assert counted.get("lake", 0) == entry["rows_accepted"], entry["load_id"]
        assert entry["rows_read"] == entry["rows_accepted"] + entry["rows_rejected"], entry["load_id"]
        assert list((home.root / "archive").rglob(f"{entry['file_sha256']}.age")), entry["load_id"]
    assert all(times == 1 for times in deliveries(home).values()), deliveries(home)


def left_behind(home: DemoHome) -> list[str]:
    """What a night that ended well must not leave: half-written files, copies of originals, its mark."""
    by_sensors = (home.root / "ledger", home.root / "alerts", home.root / "dagster")  # theirs go when an hour has passed
    half = [path for path in home.root.rglob(".*.part") if "inbox" not in path.parts and path.parent not in by_sensors]
    return [
        path.relative_to(home.root).as_posix() for path in (*half, *home.root.glob("build/staging-*"), *home.root.glob("build/night.json"))
    ]


def handed_out(home: DemoHome) -> list[str]:
    """What people find when a night is over: receipts, reports, and the extracts that readers see."""
    extracts = (home.published.parent / "extracts").resolve()
    kept = [path.relative_to(home.root).as_posix() for name in ("receipts", "reports") for path in (home.root / name).rglob("*")]
    return sorted([*kept, *(path.relative_to(extracts).as_posix() for path in extracts.rglob("*"))])
