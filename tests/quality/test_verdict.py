"""Hand-made loads and suites, judged by Great Expectations in earnest: severities, aggregates for each load, and what raises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from quality_helpers import CONTRACT, Row, load, parquet

import quality.judge
from ingestion.contract import load_contracts
from ingestion.severity import Severities
from quality.added import SuiteError
from quality.data_docs import Page
from quality.engine import Engine
from quality.judge import Judgement, judge_all
from quality.suites import suite_of
from quality.unmet import BROKEN_PROMISE

NAME = "Fatima Zahra"
FACTS_SQL = "select 1::bigint as rows_read, 1::bigint as rows_accepted, 0.0::double as rejected_share, 0::bigint as unaccounted_rows"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with duckdb.connect() as connection:
        yield Engine(connection)


def entry(name: str, kind: str, severity: str = "warning", **kwargs: Any) -> dict[str, Any]:
    message = {
        "fr": "Vu {observed}, {unexpected} sur {rows}.",
        "ar": "ر {observed} {unexpected} {rows}",
        "en": "{observed} {unexpected} {rows}",
    }
    return {"id": name, "type": kind, "kwargs": kwargs, "severity": severity, "message": message}


SUM = entry("people.sum", "expect_column_sum_to_be_between", column="people", min_value=1, max_value=20)
FEW = entry("people.few", "expect_column_values_to_be_between", column="people", max_value=5)


def people(*counts: int) -> list[Row]:
    return [(f"r{number}", "loom", count, 0.5, None) for number, count in enumerate(counts)]


def judged(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: Sequence[dict[str, Any]], *batch: list[Row]
) -> list[Judgement]:
    (tmp_path / "things.yaml").write_text(yaml.safe_dump({"expectations": list(entries)}, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(quality.judge, "suite_of", lambda contract: suite_of(contract, tmp_path))
    loads = [load(len(rows), 0, parquet(tmp_path / f"{number}.parquet", rows), name=str(number)) for number, rows in enumerate(batch)]
    return judge_all(loads, lambda: engine)


def observed(judgement: Judgement, name: str) -> Any:
    return {each["id"]: each["observed"] for each in judgement.expectations}[name]


def test_an_aggregate_is_observed_of_each_load_and_only_the_odd_one_is_asked_about(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judgements = judged(engine, tmp_path, monkeypatch, [SUM], people(1, 2), people(10, 9, 8), people(4))

    assert [observed(each, "people.sum") for each in judgements] == [3, 27, 4]
    assert [each.verdict for each in judgements] == ["accepted"] * 3
    assert [len(each.findings) for each in judgements] == [0, 1, 0]
    (finding,) = judgements[1].findings
    assert (finding.check, finding.column, finding.severity) == ("expectation", "people", "warning")
    assert (finding.observed, finding.low, finding.high) == (27, 1, 20)
    assert finding.message.fr == "Vu 27, 0 sur 3."


def test_rows_that_are_not_as_expected_are_counted_in_their_load_alone(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judgements = judged(engine, tmp_path, monkeypatch, [FEW], people(1), people(6, 7, 2), people(3), people(9))

    assert [observed(each, "people.few") for each in judgements] == [0, 2, 0, 1]
    assert [[finding.observed for finding in each.findings] for each in judgements] == [[], [2.0], [], [1.0]]
    assert judgements[1].findings[0].message.en == "2 2 3"
    assert all(each["succeeded"] for each in judgements[1].expectations if each["id"] != "people.few")


@pytest.mark.parametrize(
    ("severity", "verdict", "findings"), [("critical", "refused", 1), ("warning", "accepted", 1), ("info", "accepted", 1)]
)
def test_the_severity_decides(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, severity: str, verdict: str, findings: int
) -> None:
    (judgement,) = judged(engine, tmp_path, monkeypatch, [FEW | {"severity": severity}], people(6))

    assert judgement.verdict == verdict
    assert [finding.severity for finding in judgement.findings] == [severity] * findings
    assert (judgement.reason.fr if judgement.reason else None) == ("Vu 1, 1 sur 1." if severity == "critical" else None)


def test_a_contract_may_make_a_broken_promise_a_question(engine: Engine, tmp_path: Path) -> None:
    bad = load(1, 0, parquet(tmp_path / "a.parquet", [("a", "anvil", 3, 0.5, None)]))
    lenient = replace(CONTRACT, expectation_severities=Severities("critical", (("kind.in_list", "warning"),)))

    (judgement,) = judge_all([replace(bad, contract=lenient)], lambda: engine)

    assert (judgement.verdict, judgement.reason) == ("accepted", None)
    assert [(each.column, each.severity, each.segment) for each in judgement.findings] == [("kind", "warning", "expectation=kind.in_list")]


def test_two_questions_about_one_column_keep_names_of_their_own(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (judgement,) = judged(engine, tmp_path, monkeypatch, [SUM, FEW], people(9, 9, 9))

    assert len({finding.id_in("d") for finding in judgement.findings}) == 2


@pytest.mark.parametrize(
    ("added", "rows", "is_met"),
    [
        (entry("t.rows", "expect_table_row_count_to_be_between", max_value=2), people(1, 2, 3), False),
        (entry("t.rows", "expect_table_row_count_to_be_between", max_value=3), people(1, 2, 3), True),
        (entry("p.pair", "expect_column_pair_values_a_to_be_greater_than_b", column_A="people", column_B="share"), people(1), True),
        (entry("p.pair", "expect_column_pair_values_a_to_be_greater_than_b", column_A="share", column_B="people"), people(1), False),
        (entry("p.both", "expect_compound_columns_to_be_unique", column_list=["kind", "people"]), people(1, 1), False),
        (entry("ref.form", "expect_column_values_to_match_regex", column="ref", regex="^r[0-9]$"), people(1, 2), True),
        (entry("ref.form", "expect_column_values_to_match_regex", column="ref", regex="[1-9]"), people(1, 2), False),
        (entry("ref.like", "expect_column_values_to_match_like_pattern", column="ref", like_pattern="r%"), people(1), True),
        (entry("kind.all", "expect_column_distinct_values_to_contain_set", column="kind", value_set=["kiln"]), people(1), False),
        (entry("p.mostly", "expect_column_values_to_be_between", column="people", max_value=5, mostly=0.5), people(1, 9), True),
        (
            entry(
                "p.where", "expect_column_values_to_be_between", column="people", max_value=2, row_condition='col("kind") == "kiln"',
                condition_parser="great_expectations",
            ),
            people(9),
            True,
        ),
        (
            entry("p.query", "unexpected_rows_expectation", unexpected_rows_query="select * from {batch} where people > 8"),
            people(9),
            False,
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else None,
)  # fmt: skip
def test_any_built_in_expectation_works(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: dict[str, Any], rows: list[Row], is_met: bool
) -> None:
    (judgement,) = judged(engine, tmp_path, monkeypatch, [added], rows)

    assert [each["succeeded"] for each in judgement.expectations if each["id"] == added["id"]] == [is_met]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (entry("people.odd", "expect_column_values_to_be_odd", column="people"), "Great Expectations has no ExpectColumnValuesToBeOdd"),
        (entry("people.few", "expect_column_values_to_be_between", column="people", maximum=5), "maximum extra fields not permitted"),
        (entry("people.up", "expect_column_values_to_be_increasing", column="people"), "it cannot be asked on DuckDB"),
        (entry("note.json", "expect_column_values_to_be_json_parseable", column="note"), "it cannot be asked on DuckDB"),
    ],
)
def test_what_cannot_be_asked_is_a_fault_of_the_file_told_before_any_load_is_judged(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: dict[str, Any], said: str
) -> None:
    with pytest.raises(SuiteError) as told:
        judged(engine, tmp_path, monkeypatch, [added], people(1))

    assert f"{tmp_path / 'things.yaml'}, {added['id']}" in str(told.value)
    assert said in str(told.value)


def test_what_raises_for_a_load_refuses_it_as_our_fault_and_the_night_goes_on(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "select * from {batch} where note is not null and length(note) > 1 and cast(note as integer) > 0"
    asking = entry("note.number", "unexpected_rows_expectation", unexpected_rows_query=query)

    good, bad = judged(engine, tmp_path, monkeypatch, [asking], people(1), [("a", "loom", 3, 0.5, NAME)])

    assert (good.verdict, bad.verdict, bad.reason) == ("accepted", "refused", BROKEN_PROMISE)
    (told,) = [each for each in bad.expectations if each["id"] == "note.number"]
    assert (told["succeeded"], told["severity"]) == (False, "critical")
    assert "Conversion Error" in told["observed"]
    assert [(each.check, each.severity) for each in bad.findings] == [("expectation", "critical")]


def test_what_great_expectations_lets_through_is_pinned_on_its_expectation(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import great_expectations as gx

    def fall(*given: Any, **named: Any) -> None:
        raise RuntimeError("no answer for 'Fatima'")

    monkeypatch.setattr(gx.expectations.ExpectColumnValuesToBeInSet, "get_validation_dependencies", fall)

    (judgement,) = judge_all([load(1, 0, parquet(tmp_path / "a.parquet", people(1)))], lambda: engine)

    assert (judgement.verdict, judgement.reason) == ("refused", BROKEN_PROMISE)
    assert [each["id"] for each in judgement.expectations if not each["succeeded"]] == ["kind.in_list"]
    assert observed(judgement, "kind.in_list") == "no answer for '…'"


def test_a_column_that_is_not_there_refuses_the_load(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 'a' as ref, 'loom' as kind, 3::bigint as people, 'n' as note) to '{file}' (format parquet)")

    (judgement,) = judge_all([load(1, 0, file)], lambda: engine)

    assert (judgement.verdict, judgement.reason) == ("refused", BROKEN_PROMISE)
    assert {each["id"] for each in judgement.expectations if not each["succeeded"]} == {"share.in_range"}
    assert "share" in observed(judgement, "share.in_range")


class Keeping(Engine):
    """Keeps pages in memory."""

    pages: list[Page]

    def keep(self, page: Page) -> str | None:
        self.pages.append(page)
        return None


def test_nothing_that_stood_in_a_cell_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(NAME, "loom", 9, 0.5, NAME), (NAME, "loom", 9, 0.5, NAME)]
    added = [
        entry("note.known", "expect_column_values_to_be_in_set", column="note", value_set=["a"]),
        entry("note.all", "expect_column_distinct_values_to_be_in_set", column="note", value_set=["a"]),
        entry("note.most", "expect_column_most_common_value_to_be_in_set", column="note", value_set=["a"]),
        entry("ref.unique", "expect_column_values_to_be_unique", column="ref"),
        entry("note.rows", "unexpected_rows_expectation", unexpected_rows_query="select * from {batch} where people > 8"),
        entry("note.cast", "unexpected_rows_expectation", unexpected_rows_query="select * from {batch} where length(note) > 1 and cast(note as integer) > 0"),
    ]  # fmt: skip
    with duckdb.connect() as connection:
        engine = Keeping(connection)
        engine.pages = []
        (judgement,) = judged(engine, tmp_path, monkeypatch, added, rows)

    assert len(judgement.findings) == 6
    assert engine.pages
    assert "Fatima" not in repr(judgement) + repr(engine.pages)


def test_every_suite_of_the_house_can_be_asked_on_duckdb(engine: Engine, tmp_path: Path) -> None:
    asked = 0
    for contract in load_contracts().values():
        suite = suite_of(contract)
        columns = ", ".join(f'null::{column.sql_type} as "{column.name}"' for column in contract.columns)
        answers = engine.validate([each for each in suite if each.file], FACTS_SQL, f"select {columns} limit 0", is_counted=True)
        assert not [answer.id for answer in answers if answer.raised], contract.name
        asked += len(answers)

    assert asked > 30
