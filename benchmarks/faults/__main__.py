"""`python -m benchmarks.faults`: arguments, and where the tables go."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.faults.clean import Size
from benchmarks.faults.kinds import KINDS
from benchmarks.faults.report import as_json, tables
from benchmarks.faults.running import run

REPORTED_SEEDS = (7, 11, 2026)
"""Nothing may be tuned on these."""


def main(arguments: Sequence[str] = ()) -> None:
    """Plants every kind of fault, one at a time, and prints which were found."""
    given = _parser().parse_args(arguments)
    kinds = [] if given.clean_only else [KINDS[name] for name in given.kinds or KINDS]
    results = []
    for seed in given.seeds:
        size = replace(Size(seed), scale=given.scale, months=given.months, until=date.fromisoformat(f"{given.until}-01"))
        with tempfile.TemporaryDirectory(prefix="qutb-faults-") as folder:
            root = Path(folder) if given.home is None else given.home / f"seed-{seed}"
            root.mkdir(parents=True, exist_ok=True)
            results.append(run(size, root.resolve(), kinds, given.feeds, given.cold_feeds, _tell))
        taken, planted = results[-1].seconds
        _tell(f"seed {seed}: {len(results[-1].outcomes)} faults, {taken:.0f} s + {planted:.0f} s")
    text = "\n".join(tables(results))
    print(text)
    if given.markdown is not None:
        given.markdown.write_text(f"{text}\n", encoding="utf-8")
    if given.json is not None:
        given.json.write_text(json.dumps(as_json(results), ensure_ascii=False, indent=1), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.faults", description=main.__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(REPORTED_SEEDS))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--until", default="2026-10", metavar="YYYY-MM")
    parser.add_argument("--kinds", nargs="+", choices=sorted(KINDS), metavar="KIND", help="only these kinds")
    parser.add_argument("--feeds", type=int, default=6, help="most feeds a kind, late in the region's time")
    parser.add_argument("--cold-feeds", type=int, default=2, help="most feeds a kind after three deliveries")
    parser.add_argument("--clean-only", action="store_true", help="false alarms only")
    parser.add_argument("--home", type=Path, help="folder in which the clean homes stay, to be used again")
    parser.add_argument("--json", type=Path, help="also write every injection and alarm to this file")
    parser.add_argument("--markdown", type=Path, help="also write the tables to this file")
    return parser


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
