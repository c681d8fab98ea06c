"""A released warehouse in small, made by hand: tables and comments as the models' YAML says, hostile text among the labels."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingestion.periods import Period
from ingestion.sql import identifier, literal
from publishing.edition import Edition
from publishing.release import Release

MODELS = Path(__file__).resolve().parents[2] / "dbt_project" / "models"
TABLES = {
    "marts": (
        "kpi_values_public", "kpi_tables_not_shown", "kpi_revisions_public", "kpi_catalogue", "kpi_themes", "kpi_breakdowns", "kpi_labels", "dim_territory",
    ),
    "quality": ("feed_calendar",),
}  # fmt: skip
HOSTILE_NAMES = (
    '=HYPERLINK("http://evil.example","Cliquez ici")',
    "<script>alert(1)</script>",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "abc\u202ecod.exe\u2066",
    'deux\nlignes, une virgule; "guillemets" | tuyau',
    "x" * 5_000,
)
NAMES = {"name_fr": "Nom", "name_ar": "اسم", "name_en": "Name"}
CELL = {"period_type": "month", "period_start": "2026-10-01", "territory_code": "03", "breakdown": "total", "breakdown_value": "total"}
VALUE = {
    "kpi_id": "JOB-01", **CELL, "unit": "jobs", "status": "final", "obs_status": "A", "conf_status": "F", "open_questions": 0,
    "release_id": "r2",
}  # fmt: skip
VALUES: list[dict[str, Any]] = [
    VALUE | {"numerator": 412.0, "value": 412.0, "target": 500.0, "coverage": 0.75},
    VALUE | {"period_start": "2026-09-01", "status": "revised", "numerator": 1 / 3, "value": 1 / 3},
    VALUE | {"period_start": "2026-09-01", "territory_code": "03.231", "conf_status": "C"},
    VALUE | {"period_start": "2026-09-01", "territory_code": "03.061", "conf_status": "C"},
    *(VALUE | {"breakdown": "programme", "breakdown_value": name, "numerator": 7.0, "value": 7.0} for name in HOSTILE_NAMES),
]
REVISION = {"kpi_id": "JOB-01", **CELL, "first_published_at": "2026-10-05 02:00:00+00", "first_release_id": "r1"}
ROWS: dict[str, list[dict[str, Any]]] = {
    "kpi_values_public": VALUES,
    "kpi_tables_not_shown": [
        {"kpi_id": "JOB-01", "period_type": "quarter", "territory_type": "province", "breakdown": "programme"},
    ],
    "kpi_revisions_public": [
        REVISION | {"period_start": "2026-09-01", "first_value": 2.0, "current_value": 1 / 3, "change": 1 / 3 - 2, "correction": 1 / 3 - 2,
                    "late_data": 0.0, "linkage": 0.0, "rule_change": 0.0, "revisions": 1, "last_changed_release_id": "r2"},
        REVISION | {"first_value": 412.0, "current_value": 412.0, "first_release_id": "r2", "revisions": 0, "last_changed_release_id": "r2"},
    ],
    "kpi_catalogue": [
        {"kpi_id": "JOB-01", **NAMES, "definition_fr": "Définition", "definition_ar": "تعريف", "definition_en": "Definition",
         "formula": "n", "unit": "jobs", "direction": "up", "contracts": "job_declarations", "owner": "DR", "kind": "count",
         "theme": "jobs", "headline_rank": 1},
    ],
    "kpi_themes": [{"theme": "jobs", "theme_rank": 1, **NAMES}],
    "kpi_breakdowns": [{"breakdown": "total", "breakdown_rank": 1, **NAMES}, {"breakdown": "programme", "breakdown_rank": 2, **NAMES}],
    "kpi_labels": [
        {"breakdown": "total", "breakdown_value": "total", "label_rank": 1, "label_fr": "Ensemble", "label_ar": "المجموع", "label_en": "All"},
        *({"breakdown": "programme", "breakdown_value": name, "label_rank": rank, "label_fr": name, "label_ar": name, "label_en": name}
          for rank, name in enumerate(HOSTILE_NAMES, 1)),
    ],
    "dim_territory": [
        {"territory_code": "03", "name_fr": "Fès-Meknès", "name_ar": "فاس - مكناس", "type": "region", "population_2024": 2, "permanent_jobs_2024": 2},
        *({"territory_code": code, "name_fr": code, "name_ar": code, "type": "province", "parent_code": "03", "population_2024": 1,
           "permanent_jobs_2024": 1} for code in ("03.061", "03.231")),
    ],
    "feed_calendar": [
        {"partner": "academia", "contract": "training_sessions", "frequency": "month", "period_start": "2026-09-01",
         "period_end": "2026-09-30", "due_on": "2026-10-10", "received_at": "2026-10-05 09:58:48.123+00", "delivery_id": "secret.f14a",
         "deliveries": 3, "days_late": 0, "is_missing": False, "status": "on_time", "is_excused": False},
        {"partner": "academia", "contract": "training_sessions", "frequency": "month", "period_start": "2026-10-01",
         "period_end": "2026-10-31", "due_on": "2026-11-10", "days_late": 10, "is_missing": True, "status": "excused", "is_excused": True,
         "excuse": "maladie de Mme X"},
    ],
}  # fmt: skip


def hand_made_edition(connection: duckdb.DuckDBPyConnection) -> Edition:
    """An edition of October 2026 of the release r2."""
    connection.execute("set TimeZone = 'UTC'")
    for schema, names in TABLES.items():
        connection.execute(f"create schema {schema}")
        for name in names:
            _create(connection, schema, name)
    release = Release("r2", "2026-11-20T02:00:00+00:00", "2026-11-20T02:00:00+00:00", "fingerprint", {})
    return Edition(connection, release, Period(date(2026, 10, 1), "month"))


def _create(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    model = yaml.safe_load((MODELS / schema / f"{name}.yml").read_text(encoding="utf-8"))["models"][0]
    columns = ", ".join(f"{identifier(column['name'])} {column['data_type']}" for column in model["columns"])
    connection.execute(f"create table {schema}.{name} ({columns})")
    connection.execute(f"comment on table {schema}.{name} is {literal(model['description'])}")
    for column in model["columns"]:
        connection.execute(f"comment on column {schema}.{name}.{identifier(column['name'])} is {literal(column['description'])}")
    for row in ROWS[name]:
        marks = ", ".join("?" * len(row))
        connection.execute(f"insert into {schema}.{name} ({', '.join(map(identifier, row))}) values ({marks})", list(row.values()))
