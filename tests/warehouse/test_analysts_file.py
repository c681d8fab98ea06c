"""The analysts' file made of the built region: what its tables say their keys are, and what its views promise, holds for real rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from publishing.guide.keys import KEYS
from publishing.guide.model import View
from publishing.guide.writing import all_views

PAGE = Path(__file__).resolve().parents[2] / "docs" / "analysts-interface.md"

# Hardly an English description does without all of these words, and no French one has any (`and` is SQL too, `by` stands in a licence).
ENGLISH = frozenset(("the", "of", "which", "each", "with", "from", "whether", "that", "this", "are", "has", "its"))


@pytest.fixture(scope="module")
def opened(analysts_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(analysts_file), read_only=True) as connection:
        yield connection


def never_empty() -> dict[str, list[str]]:
    """View without its language → the columns that docs/analysts-interface.md promises to hold something in each row."""
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[2:]
    return {section.splitlines()[0]: re.findall(r"^- `(\w+)` .+, never empty$", section, re.MULTILINE) for section in sections}


def test_every_table_view_and_column_is_described_in_french(opened: duckdb.DuckDBPyConnection) -> None:
    comments = {
        tuple(names): comment or ""
        for *names, comment in opened.execute(
            "select schema_name, table_name, '' as name, comment from duckdb_tables()"
            " union all select schema_name, view_name, '', comment from duckdb_views() where not internal"
            " union all select schema_name, table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    }

    assert len(comments) > 1000
    assert [names for names, comment in comments.items() if len(comment.strip()) < 4] == []
    assert {names: comment for names, comment in comments.items() if ENGLISH & set(re.findall(r"\w+", comment.lower()))} == {}


def test_the_file_is_small(analysts_file: Path) -> None:
    # 62,000 figures, where the demo's 24 months have 139,000 and take 6.6 MB more: the budget of 30 MB for those, in proportion.
    assert analysts_file.stat().st_size <= 21_000_000


def test_the_key_that_each_table_tells_tells_its_rows_apart(opened: duckdb.DuckDBPyConnection) -> None:
    told = {
        f"{schema}.{name}": re.findall(r"Clé : (.+)\.$", comment or "")
        for schema, name, comment in opened.execute(
            "select schema_name, table_name, comment from duckdb_tables() where schema_name <> 'main'"
        ).fetchall()
    }
    shared = {}
    for table, (key,) in told.items():
        rows, distinct = opened.execute(
            f"select (select count(*) from {table}), (select count(*) from (select distinct {key} from {table}))"
        ).fetchall()[0]
        if rows != distinct:
            shared[table] = (rows, distinct)

    assert shared == {}
    assert set(KEYS) - set(told) == {"quality.audit_results"}  # written by the audit, after the build


@pytest.mark.parametrize("view", all_views(), ids=lambda view: view.name)
def test_a_view_has_one_row_for_each_of_its_table(opened: duckdb.DuckDBPyConnection, view: View) -> None:
    keeps = f" where {view.keeps}" if view.keeps else ""
    rows, own = opened.execute(
        f"select (select count(*) from {view.name}), (select count(*) from {view.table} as facts{keeps})"
    ).fetchall()[0]

    assert rows == own
    assert rows > 0 or view.table == "marts.kpi_revisions_public"  # a first release has revised nothing


@pytest.mark.parametrize("view", all_views(), ids=lambda view: view.name)
def test_what_is_promised_is_never_empty(opened: duckdb.DuckDBPyConnection, view: View) -> None:
    promised = never_empty()[view.name.removesuffix("_fr").removesuffix("_ar")]
    own = {column.name for column in view.columns}
    empty = {name for name in promised if opened.execute(f"select count(*) from {view.name} where {name} is null").fetchone() != (0,)}

    assert empty == set()
    assert set(KEYS[view.table]) & own <= set(promised)


@pytest.mark.parametrize("view", all_views(), ids=lambda view: view.name)
def test_a_name_is_empty_only_where_its_code_is(opened: duckdb.DuckDBPyConnection, view: View) -> None:
    own = {column.name for column in view.columns}
    codes = {name: code for name in own if name.endswith("_name") for code in _code_of(name.removesuffix("_name"), own)}
    nameless = {
        name: opened.execute(
            f"select {code}, count(*) from {view.name} where {code} is not null and {name} is null group by all"
        ).fetchall()
        for name, code in codes.items()
    }

    assert {name: rows for name, rows in nameless.items() if rows} == {}


def _code_of(stem: str, columns: set[str]) -> list[str]:
    return [code for code in (stem, f"{stem}_code", f"{stem}_id") if code in columns]
