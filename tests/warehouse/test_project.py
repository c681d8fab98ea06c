"""What the dbt project promises as a whole: it builds on nothing, documents all, publishes no person, keeps its dialect in macros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment

from .conftest import Builder
from .hand_made import PROJECT, Warehouse, catalogue_rows, dbt

_ENGINE_ONLY = re.compile(
    r"\b(date_trunc|strftime|strptime|epoch\w*|arg_min|arg_max|unnest|generate_series|timezone|regexp_\w+|list_\w+|string_split|"
    r"string_agg|md5|isodow|strip_accents|to_months|to_days|date_diff|datediff|bool_or|split_part|unpivot|pivot|qualify)\b\s*\(?",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def empty(build: Builder) -> Warehouse:
    return build("empty", "2026-08-15 02:00", [], [], is_tested=True)


def test_an_empty_lake_builds(empty: Warehouse) -> None:
    assert empty.rows("select count(*) from marts.kpi_values") == [(0,)]
    assert empty.rows("select count(*) from marts.kpi_catalogue") == [(44,)]


def test_the_unit_tests_pass(project: Path, empty: Warehouse) -> None:
    outcome = dbt(project, empty.path, "test", "--select", "test_type:unit")
    assert {result.status for result in outcome.results} == {"pass"}


def test_schemas_are_named_exactly(empty: Warehouse) -> None:
    rows = empty.rows("select distinct schema_name from duckdb_tables() union select 'main' order by all")
    assert [name for (name,) in rows] == ["intermediate", "lake", "main", "marts", "quality", "reference", "staging"]


def test_every_published_table_and_column_is_commented(empty: Warehouse) -> None:
    silent = empty.rows(
        "select schema_name, table_name, '' from duckdb_tables() where schema_name in ('marts', 'quality') and comment is null "
        "union all select schema_name, table_name, column_name from duckdb_columns() "
        "where schema_name in ('marts', 'quality') and comment is null"
    )
    assert silent == []


def test_no_person_reaches_a_published_table(empty: Warehouse) -> None:
    columns = empty.rows(
        "select table_name, column_name from duckdb_columns() where schema_name in ('marts', 'quality') and column_name in "
        "('person_id', 'badge_id', 'birth_year', 'phone', 'email', 'found')"
    )
    assert columns == []


def test_every_model_is_described() -> None:
    undescribed = [model.stem for model in _models() if not model.stem.startswith("stg_") and not model.with_suffix(".yml").exists()]
    assert undescribed == []


def test_functions_of_the_engine_stay_in_macros() -> None:
    found = {
        (model.name, match.group(0))
        for model in _models()
        for match in _ENGINE_ONLY.finditer(_without_macros(model.read_text(encoding="utf-8")))
    }
    assert found == set()


def test_every_term_of_a_built_indicator_is_a_known_measure() -> None:
    semantic = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (PROJECT / "models/semantic").glob("*.yml")]
    known = {measure["name"] for document in semantic for model in document.get("semantic_models", []) for measure in model["measures"]}
    used = {str(term["measure"]) for term in catalogue_rows()[1]}
    assert used == known


def test_names_fold_as_the_intake_folds_them() -> None:
    import duckdb

    from ingestion.text import fold

    macro = (PROJECT / "macros/fold_name.sql").read_text(encoding="utf-8") + "{{ fold_name('name') }}"
    expression = Environment(extensions=["jinja2.ext.do"], autoescape=False).from_string(macro).render().strip()
    names = [
        "Coopérative L’Amal/FEZ", "ﺗﻌﺎﻭﻧﻴﺔ ﺍﻷﻣﻞ", "تعاونيّة الأمـل", "Œuvre d'Æ", "ؤئىةأإآٱ", "  a__b--c  ", "Sté\u200f Atlas\u00a0II",
        "تعاونية «النور»", "ÉCOLE №5", "e\u0301cole", "٣ مارس", "أگادير ۵", "أݣادير", "",
    ]  # fmt: skip
    with duckdb.connect() as connection:
        folded = [connection.execute(f"select {expression} from (select ? as name)", [name]).fetchone() for name in names]
    assert folded == [(fold(name),) for name in names]


def _models() -> Iterator[Path]:
    yield from sorted((PROJECT / "models").rglob("*.sql"))


def _without_macros(sql: str) -> str:
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|--[^\n]*", "", sql, flags=re.DOTALL)
