"""The audit among the published tables: `quality.audit_results`, one row a check.

What goes here: writing the table into the build that is to be released. What does not: the audit (`audit.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingestion.sql import identifier, literal
from orchestration.audit import Audit

_COMMENT: Final = "Contrôles faits avant la publication de cette version ; aucun de gravité critical n'y échoue (docs/quality-audit.md)."
_COLUMNS: Final = {
    "check_name": ("varchar", "Contrôle : test dbt, table et attente d'une suite, figures.moved ou disclosure.small_counts."),
    "kind": ("varchar", "test (dbt), expectation (Great Expectations), movement (dernière version) ou disclosure (petits effectifs)."),
    "severity": ("varchar", "critical arrête la publication, warning avertit, info note."),
    "is_met": ("boolean", "Vrai si rien ne contredit le contrôle."),
    "failing_rows": ("bigint", "Nombre de lignes, ou de chiffres, qui le contredisent."),
    "message_fr": ("varchar", "Ce qui est contrôlé et quoi faire, en français."),
    "message_ar": ("varchar", "La même chose en arabe."),
    "message_en": ("varchar", "La même chose en anglais."),
}  # fmt: skip


def write_results(build: Path, audit: Audit) -> None:
    """Writes the table anew; a killed night leaves a build that the next one makes again."""
    import duckdb

    table = "quality.audit_results"
    columns = ", ".join(f"{identifier(name)} {sql_type}" for name, (sql_type, _) in _COLUMNS.items())
    rows = [
        [each.name, each.kind, each.severity, each.passed, each.rows, each.message.fr, each.message.ar, each.message.en]
        for each in audit.checks
    ]
    with duckdb.connect(str(build)) as connection:
        connection.execute(f"create schema if not exists quality; create or replace table {table} ({columns})")
        if rows:
            connection.executemany(f"insert into {table} values ({', '.join('?' * len(_COLUMNS))})", rows)
        connection.execute(f"comment on table {table} is {literal(_COMMENT)}")
        for name, (_, comment) in _COLUMNS.items():
            connection.execute(f"comment on column {table}.{identifier(name)} is {literal(comment)}")
