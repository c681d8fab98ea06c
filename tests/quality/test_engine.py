"""Great Expectations in earnest, on DuckDB: the same engine judges one load after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from quality_helpers import CONTRACT, GOOD, Row, load, parquet

from quality.engine import Engine
from quality.judge import Judgement, judge_all
from quality.unmet import NO_ROWS


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with duckdb.connect() as connection:
        yield Engine(connection)


def judged(engine: Engine, tmp_path: Path, rows: list[Row], rejected: int = 0, **more: int) -> Judgement:
    file = parquet(tmp_path / "accepted.parquet", rows)
    read = len(rows) + rejected + more.get("unaccounted", 0)
    return judge_all([load(read, rejected, file, **more)], lambda: engine)[0]


def failed(judgement: Judgement) -> set[str]:
    return {each["id"] for each in judgement.expectations if not each["succeeded"]}


def test_good_rows_are_accepted(engine: Engine, tmp_path: Path) -> None:
    judgement = judged(engine, tmp_path, [GOOD, ("b", None, None, None, None)])

    assert judgement.verdict == "accepted"
    assert len(judgement.expectations) == 7


def test_a_share_of_rejects_at_the_limit_is_still_allowed(engine: Engine, tmp_path: Path) -> None:
    assert judged(engine, tmp_path, [GOOD] * 8, rejected=2).verdict == "accepted_with_rejections"


def test_a_share_of_rejects_above_the_limit_is_refused(engine: Engine, tmp_path: Path) -> None:
    judgement = judged(engine, tmp_path, [GOOD] * 7, rejected=2)

    assert judgement.verdict == "refused"
    assert failed(judgement) == {"rejected_share.allowed"}


def test_a_file_without_rows_is_refused(engine: Engine, tmp_path: Path) -> None:
    judgement = judged(engine, tmp_path, [])

    assert (judgement.verdict, judgement.reason) == ("refused", NO_ROWS)


def test_a_file_without_rows_is_accepted_where_the_contract_says_so(engine: Engine, tmp_path: Path) -> None:
    file = parquet(tmp_path / "accepted.parquet", [])
    empty = replace(load(0, 0, file), contract=replace(CONTRACT, allows_no_rows=True))

    judgement = judge_all([empty], lambda: engine)[0]  # type: ignore[arg-type]

    assert (judgement.verdict, failed(judgement)) == ("accepted", set())


def test_a_load_whose_rows_are_all_rejected_is_refused_for_its_share(engine: Engine, tmp_path: Path) -> None:
    judgement = judged(engine, tmp_path, [], rejected=4)

    assert judgement.verdict == "refused"
    assert failed(judgement) == {"rejected_share.allowed"}


def test_a_row_that_is_neither_accepted_nor_rejected_refuses_the_load(engine: Engine, tmp_path: Path) -> None:
    assert failed(judged(engine, tmp_path, [GOOD], unaccounted=1)) == {"rows.accounted_for"}


@pytest.mark.parametrize(
    ("row", "expectation"),
    [
        ((None, "loom", 3, 0.5, None), "ref.given"),
        (("b", "anvil", 3, 0.5, None), "kind.in_list"),
        (("b", "loom", 0, 0.5, None), "people.in_range"),
        (("b", "loom", 11, 0.5, None), "people.in_range"),
        (("b", "loom", 3, 0.0, None), "share.in_range"),
        (("b", "loom", 3, 1.0, None), "share.in_range"),
    ],
)
def test_one_accepted_row_that_breaks_the_contract_is_seen(engine: Engine, tmp_path: Path, row: Row, expectation: str) -> None:
    judgement = judged(engine, tmp_path, [GOOD] * 50 + [row])

    assert judgement.verdict == "refused"
    assert failed(judgement) == {expectation}


def test_limits_that_are_not_strict_include_their_ends(engine: Engine, tmp_path: Path) -> None:
    assert judged(engine, tmp_path, [("a", "loom", 1, 0.5, None), ("b", "loom", 10, 0.5, None)]).verdict == "accepted"


def test_of_loads_judged_together_only_the_bad_one_is_refused(engine: Engine, tmp_path: Path) -> None:
    files = [parquet(tmp_path / f"{index}.parquet", [GOOD]) for index in range(3)]
    bad = parquet(tmp_path / "bad.parquet", [("b", "anvil", 3, 0.5, None)])
    loads = [load(1, 0, file, name=file.stem) for file in (files[0], files[1], bad, files[2])]

    judgements = judge_all(loads, lambda: engine)

    assert [each.verdict for each in judgements] == ["accepted", "accepted", "refused", "accepted"]
