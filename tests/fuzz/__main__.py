"""`make fuzz`: fuzzes the targets one after the other, each in child processes under bounds, and says what was found.

    python -m fuzz [targets …] [--seconds 60] [--seed 1] [--coverage] [--out build/fuzz]

A child that dies or hangs is a fault of the input that it was reading; another one goes on. What was found stays in the folder `--out`:
`<target>/faults/` holds the inputs with what they did, `<target>/found/` those with new outcomes. `--coverage` lets atheris choose the
inputs, where it is installed (`pip install atheris`; it is no dependency of the project). `--keep` adds the smallest input of each new
outcome to the corpus, which `test_fuzz_corpus.py` reads again with every run of the tests. Ends with 1 when there was a fault.

What goes here: starting, watching and counting. What does not: running an input (`child`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.child import WALL_SECONDS

CORPUS = Path(__file__).parent / "corpus"
_ROOT = Path(__file__).resolve().parents[2]
_ROOM = 12_000
_MOST_INPUTS = 30
_MOST_OF_FORKING = 6
_LONGEST_CHILD = 120.0
_MEMORY = Path("/dev/shm")  # thousands of small files


@dataclass
class Found:
    """What fuzzing one target gave."""

    seconds: float = 0.0
    executions: int = 0
    megabytes: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Fuzzes and prints a table; 1 when there was a fault."""
    from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzzes what reads files that others wrote.")
    parser.add_argument(
        "targets", nargs="*", choices=[[], *TARGETS], default=[], help=f"one or more of {', '.join(TARGETS)}; all by default"
    )
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--coverage", action="store_true", help="let atheris choose the inputs")
    parser.add_argument("--keep", action="store_true", help="add the smallest inputs of new outcomes to the corpus")
    parser.add_argument("--out", type=Path, default=_ROOT / "build" / "fuzz")
    given = parser.parse_args()
    found = {}
    for name in given.targets or TARGETS:
        coverage = given.coverage and not TARGETS[name].is_forking
        found[name] = _fuzz(name, given.out.resolve() / name, given.seconds, given.seed, coverage)
        print(_line(name, found[name]), flush=True)
        if given.keep:
            _keep(name, given.out.resolve() / name)
        for fault, times in found[name].faults.most_common():
            print(f"    FAULT {times} × {fault}", flush=True)
    total = sum(each.executions for each in found.values())
    faults = sum(len(each.faults) for each in found.values())
    print(
        f"{len(found)} targets, {sum(each.seconds for each in found.values()):.0f} s, {total:,} executions, {faults} kinds of faults (seed {given.seed})"
    )
    return 1 if faults else 0


def _fuzz(name: str, out: Path, seconds: float, seed: int, coverage: bool) -> Found:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    found, started = Found(), time.monotonic()
    inputs = sorted((CORPUS / name).glob("*"))
    number = 0
    while (left := seconds - (time.monotonic() - started)) > 0 and number < 200:
        number += 1
        # Not for ever in one process: what leaks is not laid to one input's charge.
        _child(name, out, min(left, _LONGEST_CHILD), seed + number, coverage, [*inputs, *_newest(out)], found)
    found.seconds = time.monotonic() - started
    return found


def _keep(name: str, out: Path) -> None:
    """Adds found inputs to the corpus, the smallest of each outcome, as far as there is room."""
    from fuzz.targets import TARGETS

    target, folder = TARGETS[name], CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    known = {target.run(data) for data in (*target.seeds(), *(path.read_bytes() for path in folder.iterdir()))}
    room = _ROOM - sum(path.stat().st_size for path in folder.iterdir())
    places = (_MOST_OF_FORKING if target.is_forking else _MOST_INPUTS) - len(list(folder.iterdir()))
    for path in sorted((out / "found").iterdir(), key=lambda path: path.stat().st_size):
        data = path.read_bytes()
        if places > 0 and len(data) <= room and (outcome := target.run(data)) not in known:
            known.add(outcome)
            room -= len(data)
            places -= 1
            shutil.copyfile(path, folder / path.name)


def _newest(out: Path) -> list[Path]:
    return sorted((out / "found").glob("*"), key=lambda path: path.stat().st_mtime)[-150:] if (out / "found").is_dir() else []


def _child(name: str, out: Path, seconds: float, seed: int, coverage: bool, inputs: list[Path], found: Found) -> None:
    (out / "stats.json").unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "fuzz.child",
        name,
        str(out),
        f"--seconds={seconds}",
        f"--seed={seed}",
        *["--coverage"] * coverage,
        "--inputs",
        *map(str, inputs),
    ]
    with tempfile.TemporaryDirectory(prefix="qutb-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None) as temporary:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "tests"), os.environ.get("PYTHONPATH", "")]),
            "TMPDIR": temporary,
            "RUST_BACKTRACE": "0",
        }
        try:
            done = subprocess.run(
                command, env=environment, cwd=temporary, capture_output=True, timeout=seconds + 3 * WALL_SECONDS, check=False
            )
            ended, said = done.returncode, done.stderr.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as error:
            ended, said = -1, f"hung: {(error.stderr or b'').decode('utf-8', 'replace')}"
    if not _add_stats(out, found) and ended:
        stacks = (out / "stderr").read_text(encoding="utf-8", errors="replace") if (out / "stderr").exists() else ""
        _note_death(out, found, ended, f"{said[-3000:]}\n{stacks[-3000:]}")
    (out / "stderr").unlink(missing_ok=True)


def _add_stats(out: Path, found: Found) -> bool:
    """Adds a child's figures; whether it came to its end."""
    if not (out / "stats.json").exists():
        return False
    stats = json.loads((out / "stats.json").read_text(encoding="utf-8"))
    found.executions += stats["executions"]
    found.megabytes = max(found.megabytes, stats["megabytes"])
    found.outcomes.update(stats["outcomes"])
    found.faults.update(stats["faults"])
    return bool(stats["is_done"])


def _note_death(out: Path, found: Found, ended: int, said: str) -> None:
    kind = "hung" if "Timeout (" in said or said.startswith("hung") else f"died ({ended})"
    found.faults[kind] += 1
    data = (out / "current").read_bytes() if (out / "current").exists() else b""
    place = out / "faults" / hashlib.sha256(data).hexdigest()[:16]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(data)
    place.with_suffix(".txt").write_text(f"{kind}\n{said}\n", encoding="utf-8", errors="backslashreplace")


def _line(name: str, found: Found) -> str:
    refused = sum(
        times for outcome, times in found.outcomes.items() if "refused" in outcome or "Error" in outcome or "NewerState" in outcome
    )
    return f"{name:16} {found.seconds:5.0f} s {found.executions:8,} executions {refused:8,} refused {len(found.outcomes):5,} outcomes {found.megabytes:5.0f} MB {len(found.faults)} faults"


if __name__ == "__main__":
    raise SystemExit(main())
