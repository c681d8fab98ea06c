"""Five million visits in one CSV: from inbox to committed lake, against DuckDB's plain typed `create table as`.

The reference reads the same file with declared types into a database file, without checks, quarantine, pseudonyms or
archive; the same into memory is shown beside it. Both sides run in one process each, in turn, three times; imports (Great
Expectations alone takes five seconds) are not counted on either side.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.one_intake import seconds_of_one_intake

ROWS = 5_000_000
RUNS = 3
COLUMNS = {
    "visit_ref": "varchar", "badge_id": "varchar", "organisation_ref": "varchar", "ice": "varchar", "resource_code": "varchar",
    "entered_at": "timestamp", "left_at": "timestamp", "purpose": "varchar",
}  # fmt: skip


def main() -> None:
    """Prints the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--part", choices=("ours", "reference", "memory"))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.part:
        print(*(ours(given.folder) if given.part == "ours" else reference(given.folder, given.part)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_visits(folder / "inbox" / "hub_operator" / "hub_visits" / "visites_2026-05-12.csv", given.rows)
        figures: dict[str, list[list[float]]] = {"ours": [], "reference": [], "memory": []}
        for _ in range(RUNS):
            for part, found in figures.items():
                command = [sys.executable, "-m", "benchmarks.intake", "--part", part, "--folder", str(folder)]
                found.append([float(word) for word in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()])
    seconds = {part: statistics.median(run[0] for run in runs) for part, runs in figures.items()}
    peak = max(run[1] for run in figures["ours"])
    ours_seconds, to_file, in_memory = (seconds[part] for part in ("ours", "reference", "memory"))
    print(f"{given.rows:,} visits, one CSV, medians of {RUNS}:")
    print(f"  inbox to committed lake, quarantine and GX verdict   {ours_seconds:6.1f} s   peak {peak:.2f} GB")
    print(f"  create table as select, declared types, to a file    {to_file:6.1f} s   ratio {ours_seconds / to_file:.2f}")
    print(f"  the same into memory                                 {in_memory:6.1f} s   ratio {ours_seconds / in_memory:.2f}")


def make_visits(path: Path, rows: int) -> None:
    """Writes plausible badge readings: 40,000 badges, valid ICE numbers, one row in a thousand without its badge."""
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.connect().execute(
        f"""copy (
            select 'V' || lpad(i::varchar, 8, '0') as visit_ref,
                case when i % 1000 = 7 then '' else 'B' || lpad(((i * 7919) % 40000)::varchar, 6, '0') end as badge_id,
                'HM' || lpad(((i * 31) % 900)::varchar, 4, '0') as organisation_ref,
                lpad((base * 100 + (97 - (base * 100) % 97) % 97)::varchar, 15, '0') as ice,
                'R' || (i % 12)::varchar as resource_code,
                strftime(timestamp '2024-11-01 08:00:00' + to_minutes((i % 1000000)::bigint), '%Y-%m-%d %H:%M:%S') as entered_at,
                strftime(timestamp '2024-11-01 09:30:00' + to_minutes((i % 1000000)::bigint), '%Y-%m-%d %H:%M:%S') as left_at,
                (['formation', 'réunion', 'atelier'])[1 + i % 3] as purpose
            from (select range as i, 15610000 + (range * 97) % 90000 as base from range({rows}))
        ) to '{path}' (header)"""
    )


def ours(folder: Path) -> tuple[float, float]:
    """Seconds and peak gigabytes of one intake into a fresh home."""
    return seconds_of_one_intake(folder), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def reference(folder: Path, part: str) -> tuple[float]:
    """Seconds of the plain typed load."""
    import duckdb

    columns = ", ".join(f"'{name}': '{sql_type}'" for name, sql_type in COLUMNS.items())
    (file,) = (folder / "inbox").rglob("*.csv")
    with tempfile.TemporaryDirectory(dir=folder) as target:
        started = time.perf_counter()
        with duckdb.connect(f"{target}/reference.duckdb" if part == "reference" else ":memory:") as connection:
            connection.execute(f"create table visits as select * from read_csv('{file}', header = true, columns = {{{columns}}})")
        return (time.perf_counter() - started,)


if __name__ == "__main__":
    main()
