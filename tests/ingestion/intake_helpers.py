"""Helpers of the intake tests: files made on the spot, taken in without Great Expectations, read back as plain Python."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from ingestion.checksums import sha256_of
from ingestion.contract import load_contracts
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, Partner
from ingestion.prepare import Prepared, Request, prepare
from ingestion.workspace import Workspace
from orchestration.intake import Intake, open_intake
from quality.data_docs import Page
from quality.engine import Observed

SHARED = Path(__file__).parents[3] / "shared/data"  # data from outside, see its SOURCES.md; tests skip where it is absent
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
RECEIVED = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
PARTNER = Partner("test_partner", "Partenaire d'essai", "شريك للتجربة", "fr")

Row = Mapping[str, object]


class PlainValidator:
    """Judges the facts of a load in Python, so that nothing imports Great Expectations; says yes to the rest."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def validate(self, suite: Iterable[Any], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
        cursor = self._connection.execute(facts_sql)
        facts = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        seen = []
        for each in suite:
            value = facts.get(each.column) if each.subject == "facts" else None
            low, high = each.arguments.get("min_value"), each.arguments.get("max_value")
            fits = value is None or ((low is None or value >= low) and (high is None or value <= high))
            seen.append(Observed(each.id, fits, None))
        return seen

    def keep(self, page: Page) -> str | None:
        """No Data Docs: what was not asked cannot be shown."""
        return None


def feed_of(contract: str, **options: Any) -> Feed:
    """A feed of the test partner."""
    return Feed(PARTNER, contract, **options)


def csv_text(rows: Sequence[Row], columns: Sequence[str] | None = None) -> str:
    """Rows as CSV under the contract's own column names; None is an empty cell."""
    names = list(columns or dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name) for name in names] for row in rows)
    return out.getvalue()


def prepare_file(
    workspace: Workspace, path: Path, contract: str, known: Mapping[str, Sequence[Path]] | None = None, feed: Feed | None = None
) -> Prepared:
    """The first step of a load, for a file anywhere."""
    feed = feed or feed_of(contract)
    request = Request(path, f"{PARTNER.id}/{contract}/{path.name}", feed, load_contracts()[contract], sha256_of(path), RECEIVED)
    return prepare(request, workspace, known or {})


def prepare_rows(workspace: Workspace, contract: str, rows: Sequence[Row], known: Mapping[str, Sequence[Path]] | None = None) -> Prepared:
    """The first step of a load, for rows under the contract's own column names."""
    path = workspace.folder / f"{contract}_2026-09.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    return prepare_file(workspace, path, contract, known)


def accepted_rows(prepared: Prepared) -> list[dict[str, Any]]:
    """The accepted rows in the order of the file."""
    assert prepared.accepted_file is not None
    return sorted(pq.read_table(prepared.accepted_file).to_pylist(), key=lambda row: (row["sheet"] or "", row["row_number"]))


def quarantined(prepared: Prepared) -> list[dict[str, Any]]:
    """The lines of the quarantine in the order of the file."""
    assert prepared.quarantine_file is not None
    return parquet_rows(prepared.quarantine_file)


def parquet_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of one Parquet file."""
    return list(pq.read_table(path).to_pylist())


def broken_rules(prepared: Prepared) -> dict[int, set[str]]:
    """Row number → the rules of severity error that the row breaks."""
    found: dict[int, set[str]] = {}
    for line in quarantined(prepared):
        if line["severity"] == "error":
            found.setdefault(line["row_number"], set()).add(line["rule"])
    return found


def put(home: Home, name: str, content: str | bytes, received: str | None = None) -> Path:
    """Puts a file into the inbox as if it had lain there for an hour."""
    path = home.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    an_hour_ago = path.stat().st_mtime - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    if received is not None:
        path.with_name(f"{path.name}.received").write_text(received)
    return path


@contextmanager
def intake_without_gx(home: Home, now: datetime = NOW) -> Iterator[Intake]:
    """The intake of a night whose loads are judged by `PlainValidator`."""
    with open_intake(home, now) as intake:
        intake._engine = PlainValidator(intake.workspace.connection)  # type: ignore[assignment]
        yield intake


def take_in(home: Home, feeds: Sequence[Feed], now: datetime = NOW) -> list[LoadRecord]:
    """One night's intake of everything new, feed after feed in the order given."""
    with intake_without_gx(home, now) as intake:
        arrivals, strays = intake.inbox.scan(feeds, now)
        assert not strays
        return [record for feed in feeds for record in intake.take_in([arrival for arrival in arrivals if arrival.feed.id == feed.id])]
