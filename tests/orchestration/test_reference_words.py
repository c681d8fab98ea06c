"""Every table and column of the schema `reference` is described, and the description reaches the built file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingestion.home import Home
from ingestion.partners import load_feeds
from orchestration.build import REFERENCE_TABLES, Run, make_build_database
from orchestration.reference_words import REFERENCE_WORDS


def test_each_table_and_column_has_its_words_and_no_word_is_left_over() -> None:
    described = {name: set(each.columns) for name, each in REFERENCE_WORDS.items()}

    assert described == {name: set(columns) for name, columns in REFERENCE_TABLES.items()}


def test_nothing_of_reference_lacks_a_comment_in_a_built_file(tmp_path: Path) -> None:
    path = make_build_database(Home(tmp_path), Run("one", datetime(2026, 6, 1, tzinfo=UTC)), [], load_feeds())

    with duckdb.connect(str(path), read_only=True) as connection:
        silent = connection.execute(
            "select table_name, '' from duckdb_tables() where schema_name = 'reference' and comment is null"
            " union all select table_name, column_name from duckdb_columns() where schema_name = 'reference' and comment is null"
        ).fetchall()
    assert silent == []
