"""`python -m benchmarks.faults`: arguments, and where the tables go."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.faults.clean import Size
from benchmarks.faults.kinds import KINDS
from benchmarks.faults.report import put_between, tables
from benchmarks.faults.results import Result, read_json, write_json
from benchmarks.faults.running import run

REPORTED_SEEDS = (7, 11, 2026)
"""Nothing may be tuned on these."""


def main(arguments: Sequence[str] = ()) -> None:
    """Plants every kind of fault, one at a time, into clean deliveries, and prints which were found."""
    given = _parser().parse_args(arguments)
    results = read_json(given.report) if given.report else [_run(given, seed) for seed in given.seeds]
    if given.json is not None:
        write_json(given.json, results)
    text = "\n".join(tables(results))
    print(text)
    if given.page is not None:
        given.page.write_text(put_between(given.page.read_text(encoding="utf-8"), text), encoding="utf-8")


def _run(given: argparse.Namespace, seed: int) -> Result:
    number, parts = given.part
    kinds = [] if given.clean_only else [KINDS[name] for name in given.kinds or KINDS][number - 1 :: parts]
    size = Size(seed, given.scale, given.months, date.fromisoformat(f"{given.until}-01"))
    with tempfile.TemporaryDirectory(prefix="qutb-faults-") as folder:
        root = Path(folder) if given.home is None else given.home / f"seed-{seed}"
        root.mkdir(parents=True, exist_ok=True)
        result = run(size, root.resolve(), kinds, given.feeds, given.cold_feeds, _tell)
    _tell(f"seed {seed}: {len(result.planted)} faults; {result.seconds[0]:.0f} s and {result.seconds[1]:.0f} s")
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.faults", description=main.__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(REPORTED_SEEDS))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--until", default="2026-10", metavar="YYYY-MM")
    parser.add_argument("--kinds", nargs="+", choices=sorted(KINDS), metavar="KIND", help="only these kinds")
    parser.add_argument(
        "--part", type=_part, default=(1, 1), metavar="I/N", help="only every N-th kind, from the I-th; --report joins parts"
    )
    parser.add_argument("--feeds", type=int, default=6, help="most feeds a kind, late in the region's time")
    parser.add_argument("--cold-feeds", type=int, default=1, help="most feeds a kind after three deliveries")
    parser.add_argument("--clean-only", action="store_true", help="false alarms only")
    parser.add_argument("--home", type=Path, help="folder in which the clean homes stay, to be used again")
    parser.add_argument("--json", type=Path, help="also keep every fault and alarm, with what was said, in this file")
    parser.add_argument("--report", type=Path, nargs="+", help="run nothing: put results kept by --json together")
    parser.add_argument("--page", type=Path, help="also put the tables into this page, between its marks")
    return parser


def _part(text: str) -> tuple[int, int]:
    number, _, parts = text.partition("/")
    if not 1 <= int(number) <= int(parts):
        raise argparse.ArgumentTypeError(f"{text} is not a part such as 1/3")
    return int(number), int(parts)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
