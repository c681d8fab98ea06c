"""Nights one after the other on one home, between which deliveries arrive; how two releases differ.

What goes here: making the home, comparing releases. What does not: what must hold of them (`test_over_time.py`, `test_watched_nights.py`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.instance import POSTGRES_URL
from tests.end_to_end.homes import DemoHome, make_demo

NIGHTS = ("2026-10-12T02:00:00+00:00", "2026-11-09T02:00:00+00:00", "2026-11-20T12:00:00+00:00")
WATCHED = 1  # the night that is looked at closely


@dataclass(frozen=True)
class SomeNights:
    """A home after its nights, the last of which replayed a delivery.

    Attributes:
        home: Dagster keeps its runs in a PostgreSQL.
        postgres: its address.
        watched: what machines read, `nightly.jsonl` and `qutb.prom`, as it was after the night `WATCHED`.
        entries: of the ledger, then.
        lake_bytes: of the files in the lake, then.
    """

    home: DemoHome
    postgres: str
    watched: Path
    entries: list[dict[str, Any]]
    lake_bytes: int

    @property
    def releases(self) -> list[Path]:
        """The analysts' file of each night."""
        return [
            self.home.root / "releases" / now.replace("-", "").replace(":", "").replace("+0000", "Z") / "warehouse.duckdb" for now in NIGHTS
        ]


class HeldBack:
    """A home's deliveries, put into its inbox as they are received."""

    def __init__(self, home: DemoHome, held: Path) -> None:
        self._inbox = home.root / "inbox"
        self._held = held
        shutil.move(self._inbox, held)
        self._inbox.mkdir()

    def arrive(self, until: str) -> None:
        for side in sorted(self._held.rglob("*.received")):
            if datetime.fromisoformat(side.read_text().strip()) <= datetime.fromisoformat(until):
                for path in (side.with_name(side.name.removesuffix(".received")), side):
                    target = self._inbox / path.relative_to(self._held)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    path.rename(target)


def make_some_nights(folder: Path, postgres: str) -> SomeNights:
    """Runs the nights on a small region; deliveries are late, corrected and refused between them."""
    made = replace(make_demo(folder / "home", "--months", "3", "--scale", "0.05", "--seed", "3"), given={POSTGRES_URL: postgres})
    deliveries = HeldBack(made, folder / "held")
    watched, entries, lake_bytes = folder / "watched", [], 0
    for number, now in enumerate(NIGHTS):
        deliveries.arrive(now)
        taken = [
            entry["delivery_id"] for entry in made.ledger() if entry["verdict"] != "refused" and entry["contract"] == "job_declarations"
        ]
        done = made.qutb("replay", taken[0], "--now", now) if number == 2 else made.night(now)
        assert done.returncode == 0, done.stdout + done.stderr
        if number == WATCHED:
            entries, lake_bytes = made.ledger(), sum(path.stat().st_size for path in (made.root / "lake").rglob("*.parquet"))
            watched.mkdir()
            for name in ("logs/nightly.jsonl", "metrics/qutb.prom"):
                shutil.copy2(made.root / name, watched)
    return SomeNights(made, postgres, watched, entries, lake_bytes)


def different_rows(one: Path, other: Path) -> dict[str, tuple[int, int]]:
    """Table → rows that only the one, only the other release has; the releases' own names aside."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        # The schema main tells of the release itself (`_lisez_moi`): its name and its day.
        tables = connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables() where schema_name <> 'main' order by all"
        ).fetchall()
        assert [table[1:] for table in tables if table[0] == "one"] == [table[1:] for table in tables if table[0] == "other"]
        for _, schema, table in (table for table in tables if table[0] == "one"):
            rows = "select columns(name -> name <> 'release_id') from {}." + f'{schema}."{table}"'
            left, right = (
                connection.execute(f"select count(*) from ({rows.format(a)} except all {rows.format(b)})").fetchone() or (0,)
                for a, b in (("one", "other"), ("other", "one"))
            )
            if left[0] or right[0]:
                found[f"{schema}.{table}"] = (left[0], right[0])
    assert len(tables) > 60
    return found
