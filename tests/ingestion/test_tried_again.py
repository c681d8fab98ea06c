"""A feed whose intake is broken off by a passing fault and tried again in the same night: nothing is lost, nothing is there twice."""

from __future__ import annotations

import pytest
from intake_helpers import NOW, feed_of, intake_without_gx, put

from ingestion.contract import load_contracts
from ingestion.home import Home
from ingestion.ledger import Ledger
from orchestration import intake as module
from orchestration.loading_order import arrivals_in_loading_order


def test_a_second_try_takes_in_what_the_first_one_had_only_prepared(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = feed_of("hub_visits")
    headings = ",".join(column.name for column in load_contracts()[feed.contract].columns) + "\n"
    for month in ("2026-08", "2026-09"):
        put(home, f"test_partner/{feed.contract}/export_{month}.csv", headings + "\n", received="2026-10-01T00:20:00+00:00")
    judge_all, calls = module.judge_all, []

    def broken_once(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionResetError("cut")
        return judge_all(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "judge_all", broken_once)
    with intake_without_gx(home) as intake:
        arrivals = arrivals_in_loading_order(intake.inbox.scan([feed], NOW)[0])
        with pytest.raises(ConnectionResetError):
            intake.take_in(arrivals)
        again = intake.take_in(arrivals)
        third = intake.take_in(arrivals)

    assert sorted(record.file_name for record in again) == [
        f"test_partner/hub_visits/export_{month}.csv" for month in ("2026-08", "2026-09")
    ]
    assert third == []
    assert {record.load_id for record in Ledger(home).entries()} == {record.load_id for record in again}
