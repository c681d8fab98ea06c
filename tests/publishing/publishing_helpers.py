"""A built warehouse in small, made by hand, with what must and what must not be published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingestion.home import Home
from publishing.release import Release, make_release

DBT_MODELS = Path(__file__).resolve().parents[2] / "dbt_project" / "models"
HOSTILE = '=HYPERLINK("http://evil.example","Cliquez ici")'
VALUES: tuple[tuple[Any, ...], ...] = (
    ("JOB-01", "month", date(2026, 5, 1), "03", "total", "total", 12.0, None, 12.0),
    ("JOB-01", "month", date(2026, 4, 1), "03.231", "programme", HOSTILE, 1.0, None, 1.0),
    ("JOB-06", "month", date(2026, 5, 1), "03", "total", "total", 1.0, 3.0, 1 / 3),
    ("JOB-06", "year", date(2026, 1, 1), "03", "total", "total", None, None, None),
)


@lru_cache(maxsize=1)
def promised_tables() -> dict[str, str]:
    """Published table → its columns with their types, as the contracts of the dbt project promise them."""
    found = {}
    for layer in ("marts", "quality"):
        for path in sorted((DBT_MODELS / layer).glob("*.yml")):
            for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", []):
                found[f"{layer}.{model['name']}"] = ", ".join(f'"{each["name"]}" {each["data_type"]}' for each in model["columns"])
    return found


def built(path: Path, values: Sequence[tuple[Any, ...]] = VALUES) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for schema in ("marts", "quality", "reference", "staging", "intermediate", "lake"):
            connection.execute(f"create schema {schema}")
        for table, columns in promised_tables().items():
            connection.execute(f"create table {table} ({columns})")
        if values:
            marks = ", ".join("?" * len(values[0]))
            named = "kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, numerator, denominator, value"
            connection.executemany(
                f"insert into marts.kpi_values ({named}, conf_status, release_id) values ({marks}, 'F', 'r')", [list(row) for row in values]
            )
        connection.execute("insert into marts.kpi_catalogue (kpi_id, name_fr, name_ar) values ('JOB-01', ?, 'مناصب')", [HOSTILE])
        connection.execute("insert into marts.kpi_catalogue (kpi_id, name_fr, name_ar) values ('JOB-06', 'Part des femmes', 'حصة النساء')")
        connection.execute("insert into quality.loads (verdict) values ('refused')")
        connection.execute("create table reference.communes (code varchar, name_fr varchar, name_ar varchar)")
        connection.execute("create table reference.provinces as select '03.231' as code")
        connection.execute("create table reference.kpis as select 1 as internal")
        connection.execute("create table reference.kpi_terms as select 1 as internal")
        connection.execute("create table staging.stg_job_declarations as select 'pseudonym' as person_id")
        connection.execute("create table intermediate.int_jobs as select 'pseudonym' as person_id")
        connection.execute(
            "create table intermediate.int_figure_changes as select kpi_id, period_type, period_start, territory_code, breakdown,"
            " breakdown_value, value, 0.0 as late_data, 0.0 as correction, 0.0 as linkage, 0.0 as rule_change from marts.kpi_values"
        )
        connection.execute("create table lake.loads as select 1 as load_id")
        connection.execute("comment on table marts.kpi_values is 'Les valeurs, l''essentiel.'")
        connection.execute("comment on column marts.kpi_values.value is 'Valeur de l''indicateur.'")
    return path


def plan(release_id: str, built_at: str = "2026-11-20T02:00:00+00:00") -> Release:
    return Release(release_id, built_at, built_at, "fingerprint", {"deliveries": 3})


def released(home: Home, release_id: str, value: float = 12.0, built_at: str = "2026-11-20T02:00:00+00:00") -> Release:
    first = (*VALUES[0][:6], value, None, value)
    return make_release(home, built(home.folder("build") / "warehouse.duckdb", (first, *VALUES[1:])), plan(release_id, built_at))


def headline(path: Path) -> float:
    """The first figure, read by a client of its own."""
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(
            "select value from marts.kpi_values where kpi_id = 'JOB-01' and breakdown = 'total' and period_type = 'month'"
        ).fetchone()
    assert row is not None
    return float(row[0])
