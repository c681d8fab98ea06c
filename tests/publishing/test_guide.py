"""The guide inside a release: read first, in place under any name, as its pages say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from publishing_helpers import released

from ingestion.home import Home

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def attached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A release attached read-only under a name of its own."""
    home = Home(tmp_path_factory.mktemp("guide"))
    released(home, "one")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.root / 'releases' / 'one' / 'warehouse.duckdb'}' as q (read_only)")
        yield connection


def promised() -> dict[str, list[tuple[str, str]]]:
    """View → its columns with types, as docs/analysts-interface.md lists them."""
    sections = re.split(r"^## ", (DOCS / "analysts-interface.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[2:]
    return {section.splitlines()[0]: re.findall(r"^- `(\w+)` ([^,\n]+)", section, re.MULTILINE) for section in sections}


def test_what_to_read_first_is_listed_first(attached: duckdb.DuckDBPyConnection) -> None:
    listed = attached.execute("select schema, name from (show all tables) where database = 'q' order by all").fetchall()

    assert listed[0] == ("main", "_lisez_moi")
    first = attached.execute("select texte from q._lisez_moi where sujet = 'Version'").fetchone()
    assert first == ("one, faite le 20 novembre 2026.",)


def test_figures_are_found_by_their_names_under_any_name_of_the_file(attached: duckdb.DuckDBPyConnection) -> None:
    rows = attached.execute("select kpi_name, value from q.indicateurs_internes_ar where kpi_id = 'JOB-06' order by value").fetchall()

    assert rows == [("حصة النساء", 1 / 3), ("حصة النساء", None)]


def test_no_promised_column_of_a_view_is_gone_or_of_another_type(attached: duckdb.DuckDBPyConnection) -> None:
    found: dict[str, list[tuple[str, str]]] = {}
    for view, column, kind in attached.execute(
        "select table_name, column_name, lower(data_type) from duckdb_columns() where database_name = 'q' and schema_name = 'main'"
        " and not starts_with(table_name, '_') order by table_name, column_index"
    ).fetchall():
        found.setdefault(view, []).append((column, kind))

    assert found == {f"{view}_{language}": columns for view, columns in promised().items() for language in ("fr", "ar")}


def test_the_page_and_the_file_ask_the_same_questions_and_each_query_runs(attached: duckdb.DuckDBPyConnection) -> None:
    blocks = re.findall(r"```sql\n(.*?)\n```", (DOCS / "analysts.md").read_text(encoding="utf-8"), re.DOTALL)
    inside = attached.execute("select requete from q._lisez_moi_questions order by rang").fetchall()

    assert [query for (query,) in inside] == blocks
    assert len(blocks) == 10
    attached.execute("use q")
    for block in blocks:
        attached.execute(block)
