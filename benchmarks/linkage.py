"""Linking 100,000 register entries from nothing, then a night that brings 100 more: seconds, peak memory, pairs.

The issue's bounds are 3 minutes and 4 GB for the first, 15 seconds for the second, on 2 cores. Entries are of invented organisations
(`linkage.population`), written as the table that dbt hands to linkage; each step is a process of its own, start of Python included.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ENTRIES = 100_000
MORE = 100
_ENTRIES_AN_ORGANISATION = 2.4
_SEED = 303
_STEP = "from pathlib import Path; from benchmarks.linkage import step; step(Path({table!r}))"


def main() -> None:
    """Prints seconds and peak memory of both nights, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.parquet", Path(folder) / "second.parquet"
        write_tables(first, second)
        full = measured(first, Path(folder) / "cache")
        more = measured(second, Path(folder) / "cache")
    print(f"  {ENTRIES:,} entries   {full[0]:6.1f} s   {full[1]:5.2f} GB   {full[2]}")
    print(f"  {MORE} more        {more[0]:6.1f} s   {more[1]:5.2f} GB   {more[2]}")
    print(f"  ratio           {more[0] / full[0]:6.2f}")


def write_tables(first: Path, second: Path) -> None:
    """The mentions of both nights; those of the second are the first's and 100 more."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from linkage.population import invented

    rows: list[dict[str, Any]] = []
    for mention, _ in invented(int(ENTRIES / _ENTRIES_AN_ORGANISATION * 1.02) + MORE, _SEED):
        partner, local_ref = mention.node.split(":")
        own = {"partner": partner, "local_ref": local_ref, "known_from": mention.known_from, "first_load": 1, "last_load": 1}
        rows.append({"mention_kind": "register", "is_standing": True, **own, **mention.values})
    columns = sorted({name for row in rows for name in row})
    for path, some in ((first, rows[:ENTRIES]), (second, rows[: ENTRIES + MORE])):
        pq.write_table(pa.table({name: [row.get(name) for row in some] for name in columns}), path)


def measured(table: Path, cache: Path) -> tuple[float, float, str]:
    """Seconds, gigabytes at the peak, and what the step said, of a process that links a table."""
    began = time.monotonic()
    environment = os.environ | {"QUTB_LINKAGE_CACHE": str(cache)}
    command = [sys.executable, "-c", _STEP.format(table=str(table))]
    outcome = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    seconds = time.monotonic() - began
    peak, _, said = outcome.stdout.strip().splitlines()[-1].partition(" ")
    return seconds, float(peak) / 1e6, said


def step(table: Path) -> None:
    """Links one table and prints the peak of memory in kilobytes and what was found."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from linkage.tables import outcomes, scored

    mentions = pq.read_table(table)
    pairs = scored(mentions)
    decisions = pa.table({name: pa.array([], pa.string()) for name in ("key_1", "key_2", "is_same", "known_from", "known_until")})
    found = outcomes(mentions, pairs, decisions)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{peak} {pairs.num_rows:,} pairs kept, {len(set(found['organisation_id'].to_pylist())):,} organisations")


if __name__ == "__main__":
    main()
