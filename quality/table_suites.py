"""Suites on built tables: `quality/suites/<schema>/<table>.yaml`, asked of the whole table before it is released.

What goes here: reading these suites and asking Great Expectations. What does not: what a suite file looks like (`added.py`), which rows
fail (`failing_rows.py`), what follows (`orchestration.audit`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.messages import Message
from ingestion.sql import identifier
from ingestion.wording import in_each_language
from quality.added import read_suite
from quality.checks import Check, shown_rows
from quality.failing_rows import failing_rows_sql
from quality.suites import SUITES_FOLDER, Expected

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from quality.engine import Engine, Observed

BUILD: Final = "warehouse"  # as dbt names it in the SQL of its tests
SCHEMAS: Final = ("marts", "quality")
# What kind of value a column's type holds, in the words of contracts; text may hold anything.
_KINDS: Final = {"BIGINT": "integer", "DOUBLE": "number", "DATE": "date", "TIMESTAMP WITH TIME ZONE": "timestamp", "BOOLEAN": "boolean"}
_ABSENT: Final = Message(
    fr="La table {table} manque dans l'entrepôt construit. Cherchez plus haut le modèle qui n'a pas été construit, puis relancez la nuit.",
    ar="الجدول {table} غير موجود في المستودع الذي بُني. ابحثوا أعلاه عن النموذج الذي لم يُبن، ثم أعيدوا تشغيل الليلة.",
    en="The table {table} is not in the built warehouse. Look above for the model that was not built, then run the night again.",
)
_NOT_ASKED: Final = Message(
    fr="Great Expectations n'a pas pu vérifier {name} : {error}. Corrigez {file}, puis relancez la nuit.",
    ar="تعذر على Great Expectations التحقق من {name}: {error}. صححوا {file} ثم أعيدوا تشغيل الليلة.",
    en="Great Expectations could not check {name}: {error}. Mend {file}, then run the night again.",
)


def suite_files(folder: Path = SUITES_FOLDER) -> list[Path]:
    """The suites on built tables, in their order."""
    return [path for schema in SCHEMAS for path in sorted((folder / schema).glob("*.yaml"))]


def check_tables(connection: DuckDBPyConnection, engine: Callable[[], Engine], folder: Path = SUITES_FOLDER) -> list[Check]:
    """Asks every suite of its table.

    Args:
        connection: DuckDB with the built warehouse attached as `warehouse`.
        engine: gives Great Expectations on that connection.
        folder: where the suites are.

    Raises:
        SuiteError: when a suite file cannot be used.
    """
    return [check for path in suite_files(folder) for check in _check_table(connection, engine, path)]


def _check_table(connection: DuckDBPyConnection, engine: Callable[[], Engine], path: Path) -> Iterator[Check]:
    schema, table = path.parent.name, path.stem
    relation = f"{BUILD}.{identifier(schema)}.{identifier(table)}"
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ?",
        [BUILD, schema, table],
    ).fetchall()
    if not columns:
        named = f"{schema}.{table}"
        yield Check(f"{table}.exists", "expectation", "critical", False, _ABSENT.with_values(table=named), rows=1)
        return
    suite = read_suite(path, {"rows": {name: _KINDS.get(kind, "text") for name, kind in columns}})
    answers = engine().validate(suite, "", f"select * from {relation}", is_counted=True)
    for expected, observed in zip(suite, answers, strict=True):
        yield _check(connection, relation, table, expected, observed)


def _check(connection: DuckDBPyConnection, relation: str, table: str, expected: Expected, observed: Observed) -> Check:
    name = f"{table}.{expected.id}"
    if observed.succeeded:
        return Check(name, "expectation", expected.severity, True, _message(expected, 0, relation, connection))
    if observed.raised:
        # Nothing is known of the table then, so that it must not pass.
        told = _NOT_ASKED.with_values(name=name, error=observed.observed, file=expected.file.name if expected.file else "")
        return Check(name, "expectation", "critical", False, told, rows=1)
    sql = failing_rows_sql(expected, relation)
    if sql is None:
        columns, shown = shown_rows(("observed",), [(observed.observed,)])
        return Check(name, "expectation", expected.severity, False, _message(expected, 1, relation, connection), 1, columns, shown)
    (count,) = connection.execute(f"select count(*) from ({sql})").fetchall()[0]
    found = connection.execute(f"select * from ({sql}) limit 5")
    columns, shown = shown_rows([each[0] for each in found.description or ()], found.fetchall(), expected.column)
    return Check(name, "expectation", expected.severity, False, _message(expected, count, relation, connection), count, columns, shown)


def _message(expected: Expected, unexpected: int, relation: str, connection: DuckDBPyConnection) -> Message:
    assert expected.message is not None  # a suite file has no expectation without one
    (rows,) = connection.execute(f"select count(*) from {relation}").fetchall()[0]
    return in_each_language(expected.message, unexpected=unexpected, rows=rows, observed=unexpected)
