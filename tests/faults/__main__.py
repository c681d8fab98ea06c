"""`make faults`: every fault in earnest, at least fifty kills among them; a line of JSON a row, then the table for docs/reliability.md.

What goes here: running all trials, going on where an earlier run was broken off, the table. What does not: the trials (`trials.py`).

    python -m tests.faults                     all that is not in build/faults/results.jsonl yet
    python -m tests.faults --only kills        trials whose name has the word
    python -m tests.faults --table             the table of what is there
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.end_to_end.homes import PROJECT
from tests.faults.ground import make_ground
from tests.faults.running import ORDER
from tests.faults.trials import Row, trials


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what is left; returns 1 when a trial failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=PROJECT / "build" / "faults", help="where homes and results are kept")
    parser.add_argument("--only", default="", help="trials whose name has this word")
    parser.add_argument("--again", action="store_true", help="also those that are done or failed")
    parser.add_argument("--table", action="store_true", help="print the table of what is there and end")
    given = parser.parse_args(arguments)
    results = given.folder / "results.jsonl"
    if given.table:
        print(table(_read(results)))
        return 0
    given.folder.mkdir(parents=True, exist_ok=True)
    done = set() if given.again else {line["trial"] for line in _read(results) if line["ok"]}
    ground = make_ground(given.folder)
    print(f"An undisturbed night takes {sum(ground.seconds.values()):.0f} s: {ground.seconds}", flush=True)
    failed = 0
    for trial in trials():
        if trial.name in done or given.only not in trial.name:
            continue
        root = given.folder / "trial"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        begun = time.monotonic()
        try:
            rows, said = trial.run(ground, root), ""
        except Exception as error:
            rows, said = (
                [Row(trial.name, "", f"FAILED: {str(error).splitlines()[0][:120] if str(error) else type(error).__name__}")],
                traceback.format_exc(),
            )
            failed += 1
        seconds = time.monotonic() - begun
        line = {
            "trial": trial.name, "ok": not said, "at": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": round(seconds, 1),
            "rows": [[row.fault, row.moment, row.outcome] for row in rows], "said": said[-6000:],
        }  # fmt: skip
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        print(f"{'FAILED' if said else 'ok':<7}{trial.name:<40}{seconds:6.1f} s", flush=True)
        shutil.rmtree(root, ignore_errors=True)
    print(table(_read(results)))
    return 1 if failed else 0


def table(lines: list[dict[str, Any]]) -> str:
    """The table, the last run of each trial, kills in the order of a night."""
    last = {line["trial"]: line for line in lines}
    rows = [(row, line) for line in last.values() for row in line["rows"]]
    kills = [row for row, line in rows if row[0].startswith("kill") and line["ok"]]
    by_step = {step: sum(row[1].startswith(step) for row in kills) for step in ORDER}
    told = ", ".join(f"{step} {count}" for step, count in by_step.items() if count)
    rows.sort(key=lambda each: (0 if each[0][0].startswith("kill") else 1, _rank(each[0][1]) if each[0][0].startswith("kill") else 0))
    shown = [f"| {row[0]} | {row[1]} | {row[2]} | {line['seconds'] / len(line['rows']):.0f} |" for row, line in rows]
    head = f"{len(rows)} faults, {sum(not line['ok'] for _, line in rows)} failed. {len(kills)} kills: {told}."
    return "\n".join([head, "", "| Fault | Moment | Outcome | Seconds |", "|---|---|---|---:|", *shown])


def _rank(moment: str) -> int:
    return next((rank for rank, step in enumerate(ORDER) if moment.startswith(step)), len(ORDER))


def _read(results: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()] if results.exists() else []


if __name__ == "__main__":
    sys.exit(main())
