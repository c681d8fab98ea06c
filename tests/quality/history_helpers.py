"""A small contract with one column of each kind, deliveries of it, and a feed's past made of them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from ingestion.contract import Code, Column, Contract, Limits, Names, Rule
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.periods import Period
from quality.findings import Finding
from quality.history import findings_of
from quality.odd import Past
from quality.profile import Earlier, Examinee, Profile, profiles_of

NAMES = Names("Nom", "اسم", "Name")
NOTHING = Message("", "", "")
LOANS = Contract(
    name="loans", version="1.0.0", names=NAMES, description="", mode="period", frequency="month", due_days=10, max_rejected_share=0.2,
    columns=(
        Column("ref", NAMES, "", "text", required=True),
        Column("organisation_ref", NAMES, "", "text"),
        Column("province", NAMES, "", "province", required=True),
        Column("kind", NAMES, "", "code", codes=(Code("loan", Names("Prêt", "قرض", "Loan")), Code("grant", Names("Don", "منحة", "Grant")))),
        Column("theme", NAMES, "", "text"),
        Column("amount_mad", Names("Montant", "المبلغ", "Amount"), "", "money", limits=Limits(exclusive_minimum=0)),
        Column("members_total", Names("Adhérents", "المنخرطون", "Members"), "", "integer"),
        Column("members_women", Names("Femmes", "النساء", "Women"), "", "integer"),
        Column("signed_on", NAMES, "", "date", required=True),
        Column("person_id", NAMES, "", "person", classification="person"),
    ),
    key=("ref",),
    rules=(Rule("members_women.part_of_total", "members_women <= members_total", "error", NOTHING),),
)  # fmt: skip
LIST = replace(LOANS, mode="snapshot")
Row = dict[str, Any]
_TYPES = {"amount_mad": "double", "members_total": "bigint", "members_women": "bigint", "signed_on": "date"}
MAY = Period(date(2026, 5, 1), "month")


def row(number: int, **changes: Any) -> Row:
    """One plain row of May 2026."""
    plain = {
        "ref": f"L-{number:04d}", "organisation_ref": f"ORG-{number % 7}", "province": "03.231", "kind": "loan", "theme": "dairy",
        "amount_mad": 1500.0, "members_total": 10, "members_women": 4, "signed_on": date(2026, 5, 3), "person_id": None,
    }  # fmt: skip
    return {**plain, **changes}


class Feed:
    """A feed that delivers month after month; each delivery is measured against those before it."""

    def __init__(self, folder: Path, contract: Contract = LOANS, partner: str = "bank") -> None:
        self.folder, self.contract, self.partner = folder, contract, partner
        self.records: list[LoadRecord] = []
        self.files: dict[str, Path] = {}

    def deliver(self, rows: Sequence[Row], period: Period, *, stands: bool = True) -> tuple[Profile, tuple[Finding, ...]]:
        """Measures a delivery; it becomes part of the past where it `stands`."""
        load_id = f"{self.partner}.loans.{period.label}.{len(self.records):03d}.1"
        file = parquet(self.folder / f"{load_id}.parquet", load_id, rows)
        earlier = [
            Earlier(record.load_id, self.files[record.load_id], record.period_start, 30, age)
            for age, record in enumerate(reversed(self.records[-6 if self.contract.mode != "snapshot" else -1 :]), start=1)
        ]
        with duckdb.connect() as connection:
            (profile,) = profiles_of(connection, self.contract, [Examinee(load_id, file, period.start, 31, len(rows), tuple(earlier))])
        received_at = datetime.combine(period.end, datetime.min.time(), UTC) + timedelta(days=5)
        findings = findings_of(profile, Past(self.records, period, received_at), self.contract)
        if stands:
            self.files[load_id] = file
            self.records.append(record_of(load_id, self.partner, self.contract, period, received_at, profile))
        return profile, findings


def record_of(
    load_id: str, partner: str, contract: Contract, period: Period, received_at: datetime, profile: Profile, **more: Any
) -> LoadRecord:
    """A ledger entry of a load that was accepted."""
    plain: dict[str, Any] = {
        "load_id": load_id, "delivery_id": load_id.rpartition(".")[0], "partner": partner, "contract": contract.name,
        "contract_version": "1.0.0", "mode": contract.mode, "period_type": period.type, "period_start": period.start,
        "period_end": period.end, "received_at": received_at, "loaded_at": received_at, "file_name": "f.csv", "file_sha256": "0" * 64,
        "file_bytes": 1, "verdict": "accepted", "reason": None, "rows_read": 1, "rows_accepted": 1, "rows_rejected": 0,
        "rows_skipped": 0, "lake_file": f"lake/{load_id}.parquet", "quarantine_file": None, "profile": profile,
    }  # fmt: skip
    return LoadRecord(**{**plain, **more})


def parquet(path: Path, load_id: str, rows: Sequence[Row]) -> Path:
    """Accepted rows as the split writes them."""
    names = [column.name for column in LOANS.columns]
    columns = ", ".join(f"{name} {_TYPES.get(name, 'varchar')}" for name in names)
    with duckdb.connect() as connection:
        connection.execute(f"create table t (load_id varchar, sheet varchar, row_number bigint, {columns})")
        if rows:
            places = ", ".join(f"({', '.join('?' * (len(names) + 3))})" for _ in rows)
            values = [[load_id, None, index + 2, *(row[name] for name in names)] for index, row in enumerate(rows)]
            connection.execute(f"insert into t values {places}", [value for each in values for value in each])
        connection.execute(f"copy t to '{path}' (format parquet)")
    return path


def months(count: int, last: Period = MAY) -> list[Period]:
    """The periods before a month, oldest first."""
    found = [last]
    for _ in range(count):
        found.append(found[-1].previous())
    return found[:0:-1]


def temporary_folder() -> Path:
    """A folder of its own, for tests that make many feeds."""
    return Path(tempfile.mkdtemp(prefix="qutb-history-"))
