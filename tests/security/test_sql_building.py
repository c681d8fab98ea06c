"""Every SQL text of ours is made of constants, numbers, and what went through `identifier` or `literal`; the exceptions are named here."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from sql_building import Project, read_project

# module::function::expression → why it may stand in a statement without quotes.
OURS = {
    # SQL that is written by whoever may change the project (docs/security.md): contracts, partners.yaml, suites, dbt's compiled tests.
    "ingestion/conforming/rules.py::masks_sql::c.fails_when": "a rule's predicate, from a contract or made of identifiers and literals",
    "ingestion/source.py::_check_computed::mapped.sql": "a feed's `sql`, from partners.yaml",
    "orchestration/dbt_checks.py::_results::json.loads(*": "compiled SQL of our own dbt tests",
    "quality/failing_rows.py::failing_rows_sql::*": "a query or a condition of our suites; its names and values are quoted",
    "quality/engine.py::validate::*_sql": "made by judge and table_suites, which are followed themselves",
    # Names of a contract's columns: the loader refuses what is no plain name (tests/security/test_hostile_contracts.py).
    "ingestion/conforming/conform.py::*::column.name": "inside quotes",
    "ingestion/prepare.py::_conformed::conformed.repairs": "keys are names of columns",
    "ingestion/source.py::_selected::match.mapping": "keys are names of columns, values are positions",
    "ingestion/source.py::_check_counts::match.unknown": "positions",
    "ingestion/source.py::_unclaimed::match.unknown": "positions",
    "ingestion/conforming/conform.py::_first_pass::column.kind": "one of the kinds of a column; looked up, not put in",
    # Data classes whose SQL is made in the same module, of parts that are followed where they are made.
    "ingestion/conforming/conform.py::_first_pass::source.sql": "made by ingestion/source.py",
    "ingestion/reading/parquet_records.py::_relation::field.sql": "made by _fields, tested with hostile names",
    "ingestion/source.py::_large_source::large.scan_sql()": "made by the large readers, whose paths are literals",
    "ingestion/unnamed_counts.py::unnamed_count::each.text": "made by ingestion/source.py",
    "publishing/guide/*": "views of the guide are constants of publishing/guide",
    "publishing/open_data/schema.py::query::*": "tables of the open data are constants of publishing/open_data",
    "linkage/scoring.py::_scored::*": "names of our comparisons, and the table that Splink made",
    "orchestration/upkeep/key_rotation.py::rewrite_pseudonyms::told(identifier(name))": "the new pseudonym of a quoted column",
    # No SQL.
    "ingestion/drift.py::define_masking::chr": "letters of a pattern that is a constant",
    "ingestion/text.py::<module>::str.maketrans(*": "digits of a constant",
    "ingestion/text.py::fold_sql::expr": "an expression that its callers have quoted",
    "publishing/trace.py::_dicts::answer.description": "names of columns of our own tables",
    "publishing/trace.py::*::cell.kpi_id": "a parameter beside the statement",
    "quality/profile.py::_rows::done.description": "names of columns of our own tables",
    "quality/duckdb_dialect.py::fetch*::self._rows": "rows that Great Expectations reads",
    "demo/*": "the synthetic region: no input from outside",
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> list[str]:
    return [each.key for each in Project(read_project()).follow_all()]


def test_nothing_else_goes_into_sql_unquoted(found: list[str]) -> None:
    strange = [key for key in found if not any(fnmatchcase(key, pattern) for pattern in map(_as_pattern, OURS))]

    assert strange == [], "put it through `identifier` or `literal` (ingestion/sql.py), bind it, or say here why it is ours"


def test_no_exception_is_left_over(found: list[str]) -> None:
    assert [pattern for pattern in OURS if not any(fnmatchcase(key, _as_pattern(pattern)) for key in found)] == []


def _as_pattern(text: str) -> str:
    return text.replace("[", "[[]")


QUOTE = "def identifier(x): ...\ndef literal(x): ...\n"


@pytest.mark.parametrize(
    "body",
    [
        "def f(c, heading):\n c.execute(f'select {heading}')",
        "def f(c, heading):\n c.execute('select ' + heading)",
        "def f(c, heading):\n c.execute('select {}'.format(heading))",
        "def f(c, heading):\n c.execute('select %s' % heading)",
        "def f(c, heading):\n q = f'\"{heading}\"'\n c.sql(f'select {q}')",
        "def f(c, heading):\n parts = []\n parts.append(heading)\n c.execute(', '.join(parts))",
        "def f(c, headings):\n c.execute(','.join(f'\"{h}\"' for h in headings))",
        "def f(c, headings):\n for h in headings:\n  c.execute('drop table ' + h)",
        "def f(c, heading):\n d = {}\n d[heading] = 1\n c.execute(','.join(d))",
        "def f(c, heading):\n d = {identifier('a'): heading}\n c.execute(' '.join(f'{v}' for k, v in d.items()))",
        "def g(x):\n return f'from {x}'\ndef f(c, heading):\n c.execute('select 1 ' + g(heading))",
        "def g(c, query):\n c.execute(query)\ndef f(c, heading):\n g(c, f'select {heading}')",
        "def g(c, query='select 1'):\n c.execute(query)\ndef f(c, heading):\n g(c, query=f'select {heading}')",
        "def f(c, row):\n c.execute(f'select {row.heading}')",
        "def f(c, heading):\n c.execute(f'select {identifier(\"a\")}, {heading!r}')",
        "def f(c, path):\n c.execute('select 1' if path else open(path).read())",
        "class A:\n @property\n def sql_of(self):\n  return self.heading\ndef f(c, a):\n c.execute(a.sql_of)",
    ],
)
def test_the_analysis_sees_what_is_not_quoted(body: str) -> None:
    assert Project({"m.py": QUOTE + body}).follow_all() != []


@pytest.mark.parametrize(
    "body",
    [
        "def f(c, heading):\n c.execute(f'select {identifier(heading)} from t where x = {literal(heading)}')",
        "def f(c, heading):\n c.execute('select ? from t', [heading])",
        "def f(c, n: int):\n c.execute(f'select {n} limit {len(str(n))}')",
        "NAME = 'a'\ndef f(c):\n c.execute(f'select {NAME}')",
        "def f(c, headings):\n c.execute(','.join(identifier(h) for h in headings))",
        "def f(c, headings):\n c.execute(','.join(map(identifier, headings)))",
        "def f(c, heading):\n d = {identifier('a'): heading}\n c.execute(' '.join(f'{k}' for k, v in d.items()))",
        "def g(c, query):\n c.execute(query)\ndef f(c, heading):\n g(c, f'select {literal(heading)}')",
        "def f(c, rows):\n for n, row in enumerate(rows):\n  c.execute(f'select c{n}')",
        "def f(c, rows):\n marks = ', '.join('?' * len(rows))\n c.execute(f'insert into t values ({marks})', rows)",
    ],
)
def test_the_analysis_lets_pass_what_is_quoted_bound_or_ours(body: str) -> None:
    assert Project({"m.py": QUOTE + body}).follow_all() == []
