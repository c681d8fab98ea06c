"""What the verdict of Great Expectations costs: for a small load after the first, and for five million visits beside their preparing.

The goals: at most 0.3 s for a load of 500 rows, and for five million at most as long as reading and conforming took. The small loads are
of every contract with its whole suite; the import of Great Expectations and the first load are not counted. Goals are in
seconds of wall clock; where other work shares the machine, seconds of processor tell more.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.intake import ROWS, make_visits

if TYPE_CHECKING:
    from ingestion.contract import Column, Contract
    from ingestion.prepare import Prepared
    from ingestion.workspace import Workspace
    from quality.engine import Engine

RUNS = 3
SMALL_ROWS = 500
_SMALL_GOAL = 0.3
_LARGE_GOAL = 1.0
_VALUES = {
    "integer": "3", "number": "5.0", "money": "1200.0", "share": "0.5", "date": "date '2026-05-01'", "boolean": "true",
    "timestamp": "timestamptz '2026-05-01 10:00:00+00'", "time": "time '09:00'", "iso_days": "'12345'",
}  # fmt: skip


def main() -> None:
    """Prints both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--part", choices=("small", "large"))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.folder:
        print(*large(given.folder))
        return
    if given.part != "large":
        print_small(given.runs)
    if given.part != "small":
        print_large(given.rows, given.runs)


def print_small(runs: int) -> None:
    """One load of each contract after the first, its whole suite."""
    medians = {name: [statistics.median(part) for part in zip(*times, strict=True)] for name, times in small(runs).items()}
    slowest = max(medians, key=lambda name: medians[name][1])
    wall, processor = (statistics.median(each[part] for each in medians.values()) for part in (0, 1))
    print(f"verdict of {SMALL_ROWS} rows after the first load, medians of {runs}, {len(medians)} contracts (goal {_SMALL_GOAL} s):")
    print(f"  median of the contracts         {wall:6.3f} s   of processor {processor:6.3f} s")
    print(f"  slowest, {slowest:22} {medians[slowest][0]:6.3f} s   of processor {medians[slowest][1]:6.3f} s")


def print_large(rows: int, runs: int) -> None:
    """Preparing and verdict of one large load, each run a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        make_visits(Path(temporary) / "inbox" / "hub_operator" / "hub_visits" / "visites_2026-05-12.csv", rows)
        for _ in range(runs):
            command = [sys.executable, "-m", "benchmarks.verdict", "--folder", temporary]
            found.append([float(word) for word in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()])
    preparing, verdict = (statistics.median(run[part] for run in found) for part in (0, 1))
    print(f"{rows:,} visits, one CSV, medians of {runs}:")
    print(f"  read, conformed, split   {preparing:6.1f} s")
    print(f"  verdict                  {verdict:6.1f} s   ratio {verdict / preparing:.2f}   goal {_LARGE_GOAL}")


def small(runs: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds of each verdict, of wall clock and of processor, by contract."""
    from ingestion.contract import load_contracts
    from quality.judge import judge_all

    seconds: dict[str, list[tuple[float, float]]] = {}
    with opened() as (workspace, engine):
        loads = [made_load(contract, workspace) for contract in load_contracts().values()]
        for load in loads:
            judge_all([load], lambda: engine)  # the first: expectations added by hand are tried once
        for load in loads * runs:
            started, worked = time.perf_counter(), time.process_time()
            (judgement,) = judge_all([load], lambda: engine)
            took = (time.perf_counter() - started, time.process_time() - worked)
            seconds.setdefault(load.contract.name, []).append(took)
            if judgement.verdict != "accepted" or judgement.findings:
                raise AssertionError((load.contract.name, [each for each in judgement.expectations if not each["succeeded"]]))
    return seconds


def large(folder: Path) -> tuple[float, float]:
    """Seconds of preparing the visits of a folder's inbox, and of their verdict."""
    from ingestion.checksums import sha256_of
    from ingestion.contract import load_contracts
    from ingestion.partners import load_feeds
    from ingestion.prepare import Request, prepare
    from quality.judge import judge_all

    (path,) = (folder / "inbox").rglob("*.csv")
    (feed,) = (feed for feed in load_feeds() if feed.id == "hub_operator/hub_visits")
    contract = load_contracts()[feed.contract]
    request = Request(path, f"{feed.id}/{path.name}", feed, contract, sha256_of(path), datetime.now(UTC))
    with opened() as (workspace, engine):
        judge_all([made_load(contract, workspace)], lambda: engine)
        started = time.perf_counter()
        prepared = prepare(request, workspace, {})
        read = time.perf_counter()
        (judgement,) = judge_all([prepared], lambda: engine)
        judged = time.perf_counter()
    if judgement.verdict != "accepted_with_rejections" or prepared.rows_accepted < prepared.rows_rejected:
        raise AssertionError(judgement)
    return read - started, judged - read


@contextmanager
def opened() -> Iterator[tuple[Workspace, Engine]]:
    """A workspace in a folder of its own, and the engine that a night would have."""
    from ingestion.home import Home
    from ingestion.identity import passing_key
    from ingestion.workspace import open_workspace
    from quality.data_docs import ResultKeeper
    from quality.engine import Engine

    with tempfile.TemporaryDirectory() as folder, open_workspace(Home(Path(folder)), passing_key()) as workspace:
        yield workspace, Engine(workspace.connection, ResultKeeper(workspace.home, datetime.now(UTC)))


def made_load(contract: Contract, workspace: Workspace) -> Prepared:
    """A load of a few plausible rows, as preparing would leave it."""
    from ingestion.partners import Feed, Partner
    from ingestion.periods import Period
    from ingestion.prepare import Prepared

    file = workspace.folder / f"{contract.name}.parquet"
    columns = ", ".join(f'cast({_value(column, contract)} as {column.sql_type}) as "{column.name}"' for column in contract.columns)
    address = "'load' as load_id, null::varchar as sheet, range as row_number"
    workspace.connection.execute(f"copy (select {address}, {columns} from range({SMALL_ROWS})) to '{file}' (format parquet)")
    feed = Feed(Partner("made_up", "Inventé", "مختلق", "fr"), contract.name)
    name = f"made_up.{contract.name}.2026-05-01.0"
    load = Prepared(feed, contract, Period(date(2026, 5, 1), "month"), name, f"{name}.1", SMALL_ROWS, SMALL_ROWS, 0)
    return replace(load, accepted_file=file)


def _value(column: Column, contract: Contract) -> str:
    """A value that every suite takes: `closed`, `cancelled` and `done` want others beside them."""
    if column.kind == "code":
        codes = [code.value for code in column.codes]
        return f"'{'cost_staff' if 'cost_staff' in codes else 'in_progress' if 'in_progress' in codes else codes[0]}'"
    if column.name in ("year", "birth_year"):
        return "1990" if column.name == "birth_year" else "2026"
    if column.name == "closes_at":
        return "time '18:00'"
    if contract.name == "agreements" and column.kind == "money":
        return "50000.0"
    return _VALUES.get(column.kind, "'v' || range")


if __name__ == "__main__":
    main()
