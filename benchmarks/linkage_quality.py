"""How well the warehouse tells who is who, and what its errors of linkage leave in the figures: whole regions, against their truth.

For each seed: the region is made in a temporary home, one night is run, links are read from the build file. Goal: precision of pairs
at least 0.99, recall at least 0.95. A class holds the pairs in which at least one mention has it; a trap's precision says how often
organisations with names that are alike were taken for one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from demo.expected_cells import Key
from demo.given_links import links_of_file
from demo.linkage_quality import KpiError, Pairs, kpi_errors, linked, pairs, pairs_by_class
from demo.mentions import mentions
from demo.remaking import Remade, remake
from demo.truth_links import truth_links

PRECISION = 0.99
RECALL = 0.95


def main(arguments: Sequence[str] = ()) -> None:
    """Prints precision, recall and the error that remains, for each seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 11, 2026])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--until", type=str, default="2026-10")
    options = parser.parse_args(arguments)
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as temporary:
            home = Path(temporary)
            size = ["--scale", str(options.scale), "--months", str(options.months), "--until", options.until]
            _qutb(home, "demo", "--seed", str(seed), *size)
            remade = remake(home)
            started = time.perf_counter()
            _qutb(home, "nightly", "--now", remade.as_of.isoformat())
            print(f"seed {seed}, scale {options.scale}, {options.months} months (night: {time.perf_counter() - started:.0f} s)")
            _print_quality(home, remade)


def _qutb(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "orchestration.cli", *arguments]
    done = subprocess.run(command, env={**os.environ, "QUTB_HOME": str(home)}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"qutb {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")


def _print_quality(home: Path, remade: Remade) -> None:
    stated = mentions(remade.region)
    found = linked(stated, links_of_file(home / "build" / "warehouse.duckdb"))
    print(f"  {len(found)} of {len(stated)} mentions reached the warehouse")
    print(f"  {'':32}{'true pairs':>12}{'found':>12}{'precision':>12}{'recall':>10}")
    overall = pairs(found)
    for name, of_class in {"all": overall, **pairs_by_class(found)}.items():
        print(f"  {name:32}{_counted(of_class)}")
    is_met = (overall.precision or 0) >= PRECISION and (overall.recall or 0) >= RECALL
    print(f"  goal of precision {PRECISION} and recall {RECALL}: {'met' if is_met else 'NOT MET'}")
    true = remade.figures(truth_links(remade.region))
    errors = kpi_errors(_published(home), {key: each.as_floats()[2] for key, each in true.items()})
    print(f"  {'error by linkage':32}{'cells':>12}{'wrong':>12}{'|error|':>12}")
    for kpi, error in errors.items():
        print(f"  {kpi:32}{_told(error)}")


def _counted(of_class: Pairs) -> str:
    return f"{of_class.true:12}{of_class.found:12}{_share(of_class.precision):>12}{_share(of_class.recall):>10}"


def _told(error: KpiError) -> str:
    return f"{error.cells:12}{error.wrong:12}{_share(error.share):>12}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _published(home: Path) -> dict[Key, float | None]:
    import duckdb

    with duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, value from marts.kpi_values"
        ).fetchall()
    return {row[:6]: row[6] for row in rows}


if __name__ == "__main__":
    main(sys.argv[1:])
