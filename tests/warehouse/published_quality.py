"""A published warehouse made by hand: the tables of `quality` that reports and digests read, with figures worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.partners import Partner

COLUMNS = {
    "loads": {
        "partner": "varchar", "contract": "varchar", "period_type": "varchar", "period_start": "date", "period_end": "date",
        "delivery_id": "varchar", "load_id": "varchar", "verdict": "varchar", "rows_read": "bigint", "rows_accepted": "bigint",
        "rows_rejected": "bigint", "is_decisive": "boolean",
    },
    "feed_calendar": {
        "partner": "varchar", "contract": "varchar", "frequency": "varchar", "period_start": "date", "period_end": "date",
        "due_on": "date", "days_late": "bigint", "status": "varchar",
    },
    "rejections_by_rule": {
        "partner": "varchar", "contract": "varchar", "period_start": "date", "load_id": "varchar", "rule": "varchar",
        "column_name": "varchar", "severity": "varchar", "rows": "bigint", "advice_fr": "varchar", "advice_ar": "varchar",
        "advice_en": "varchar",
    },
    "findings": {
        "finding_id": "varchar", "partner": "varchar", "contract": "varchar", "period_start": "date", "load_id": "varchar",
        "check_name": "varchar", "column_name": "varchar", "segment": "varchar", "severity": "varchar", "message_fr": "varchar",
        "message_ar": "varchar", "message_en": "varchar", "owner": "varchar", "opened_at": "timestamptz", "state": "varchar",
        "closed_at": "timestamptz", "age_days": "bigint",
    },
    "partner_scorecards": {
        "partner": "varchar", "period_start": "date", "slots_due": "bigint", "slots_received": "bigint", "slots_on_time": "bigint",
        "slots_excused": "bigint", "timeliness": "double", "completeness": "double", "rows_read": "bigint", "rows_accepted": "bigint",
        "acceptance": "double", "deliveries": "bigint", "refused": "bigint", "corrections": "bigint", "median_days_to_mend": "double",
        "open_findings": "bigint", "failing_since": "date",
    },
}  # fmt: skip
GUILD = Partner("guild", "Corporation des <tisserands>", "هيئة النساجين", "fr", ("greffe@guild.example",))
BANK = Partner("bank", "Banque", "بنك", "ar", ("bank@bank.example",))
MAY = date(2026, 5, 1)


def warehouse(path: Path, **tables: Sequence[Mapping[str, Any]]) -> Path:
    """A DuckDB file with these rows; columns that a row does not name are null."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'; create schema quality")
        for table, columns in COLUMNS.items():
            defined = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table quality.{table} ({defined})")
            for row in tables.get(table, ()):
                assert set(row) <= set(columns), set(row) - set(columns)
                names = ", ".join(row)
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into quality.{table} ({names}) values ({marks})", list(row.values()))
    return path


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def load(number: int, contract: str = "job_declarations", **more: Any) -> dict[str, Any]:
    """A load of the guild for May 2026: ten rows, all accepted."""
    made = {
        "partner": "guild", "contract": contract, "period_type": "month", "period_start": MAY, "period_end": date(2026, 5, 31),
        "delivery_id": f"d{number}", "load_id": f"d{number}.1", "verdict": "accepted", "rows_read": 10, "rows_accepted": 10,
        "rows_rejected": 0, "is_decisive": True,
    }  # fmt: skip
    return made | more


def rejected(load_id: str, rule: str, column: str | None, rows: int, severity: str = "error", **more: Any) -> dict[str, Any]:
    made = {
        "partner": "guild", "contract": "job_declarations", "period_start": MAY, "load_id": load_id, "rule": rule, "column_name": column,
        "severity": severity, "rows": rows, "advice_fr": f"conseil {rule}", "advice_ar": f"نصيحة {rule}", "advice_en": f"advice {rule}",
    }  # fmt: skip
    return made | more


def finding(number: int, opened: str = "2026-06-03 02:00:00+00", **more: Any) -> dict[str, Any]:
    """An open question to the guild about its load d1."""
    made = {
        "finding_id": f"q-{number:010d}", "partner": "guild", "contract": "job_declarations", "period_start": MAY, "load_id": "d1.1",
        "check_name": "volume", "severity": "warning", "message_fr": f"question {number} <b>?</b>", "message_ar": f"سؤال {number}",
        "message_en": f"question {number}?", "owner": "partner", "opened_at": datetime.fromisoformat(opened), "state": "open",
        "age_days": 20,
    }  # fmt: skip
    return made | more


def slot(contract: str, start: str, end: str, due: str, status: str, days_late: int = 0, partner: str = "guild") -> dict[str, Any]:
    return {
        "partner": partner, "contract": contract, "frequency": "month", "period_start": start, "period_end": end, "due_on": due,
        "days_late": days_late, "status": status,
    }  # fmt: skip


def scores(partner: str = "guild", month: date = MAY, **more: Any) -> dict[str, Any]:
    """Three slots due, two received, one on time; 1 200 rows of which 1 150 were accepted."""
    made = {
        "partner": partner, "period_start": month, "slots_due": 3, "slots_received": 2, "slots_on_time": 1, "slots_excused": 1,
        "timeliness": 1 / 3, "completeness": 2 / 3, "rows_read": 1200, "rows_accepted": 1150, "acceptance": 1150 / 1200, "deliveries": 4,
        "refused": 1, "corrections": 2, "median_days_to_mend": 3.5, "open_findings": 1, "failing_since": date(2026, 3, 1),
    }  # fmt: skip
    return made | more
