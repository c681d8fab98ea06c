"""Examining a batch: each load knows those before it, refused ones are left alone, and nothing stops the night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from history_helpers import LIST, months, parquet, record_of, row

from ingestion.home import Home
from orchestration.examining import Judged, examined
from quality.history_messages import NOT_COMPARED
from quality.judge import Judgement
from quality.unmet import NO_ROWS


def batch(folder: Path, count: int) -> list[Judged]:
    """Lists of forty rows, month after month."""
    loads = []
    for number, period in enumerate(months(count)):
        load_id = f"bank.loans.{number}.1"
        staged = parquet(folder / f"{load_id}.parquet", load_id, [row(index) for index in range(40 + number)])
        received_at = datetime.combine(period.end, datetime.min.time(), UTC) + timedelta(days=5)
        record = record_of(load_id, "bank", LIST, period, received_at, {}, rows_accepted=40 + number)
        loads.append(Judged(record, Judgement("accepted", None), staged))
    return loads


def judged(folder: Path, loads: list[Judged]) -> list[Judgement]:
    with duckdb.connect() as connection:
        return examined(connection, Home(folder), LIST, loads, [])


def test_loads_of_one_batch_know_those_before_them(tmp_path: Path) -> None:
    first, second, third = judged(tmp_path, batch(tmp_path, 3))

    assert "kept_keys" not in first.profile["shares"]
    assert second.profile["shares"]["kept_keys"] == [40, 40]
    assert third.profile["shares"]["kept_keys"] == [41, 41]


def test_a_refused_load_is_neither_examined_nor_anybodys_past(tmp_path: Path) -> None:
    first, second, third = batch(tmp_path, 3)
    refused = Judgement("refused", NO_ROWS)

    judgements = judged(tmp_path, [first, Judged(second.record, refused, second.staged), third])

    assert judgements[1] is refused
    assert judgements[2].profile["shares"]["kept_keys"] == [40, 40]


def test_rows_that_cannot_be_measured_cost_neither_the_load_nor_the_night(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (load,) = batch(tmp_path, 1)
    assert load.staged is not None
    load.staged.write_bytes(b"no parquet")

    (judgement,) = judged(tmp_path, [load])

    assert judgement.verdict == "accepted"
    assert [(each.check, each.severity, each.message) for each in judgement.findings] == [("not_compared", "info", NOT_COMPARED)]
    assert "not compared" in caplog.text
