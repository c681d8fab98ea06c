"""`qutb check` of a 500-row workbook: seconds until its row findings and until its verdict, imports and start of Python included.

The issue's bounds are 3 and 10 seconds. Each run is a process of its own, as a person starts it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3
ROWS = 500
FEED = "cri/job_declarations"
BAD_PROVINCE = "Rabat"
HEADINGS = (
    "local_ref", "organisation_name", "province", "commune", "occupation", "headcount", "state", "employment_type", "sex", "birth_year",
    "started_on", "ended_on", "hours_per_week", "months_per_year", "programme",
)  # fmt: skip


def main() -> None:
    """Prints the medians."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "emplois 2026-05.xlsx"
        make_workbook(path)
        runs = [measured(path, Path(folder) / "home") for _ in range(RUNS)]
    for name, times in zip(("row findings", "verdict"), zip(*runs, strict=True), strict=True):
        print(f"  {name:14} {statistics.median(times):5.1f} s   (of {', '.join(f'{each:.1f}' for each in times)})")


def make_workbook(path: Path) -> None:
    """Writes 500 declarations of 15 columns, one in fifty with a province of another region."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Emplois")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, ROWS + 1):
            province = BAD_PROVINCE if number % 50 == 0 else "Fès"
            row = (
                f"E{number}",
                f"Coopérative {number % 40}",
                province,
                "",
                "Tissage",
                1,
                "déclaré",
                "salarié",
                "femme",
                1990,
                "12/05/2026",
                "",
                40,
                12,
                "",
            )
            sheet.write_row(number, 0, row)


def measured(path: Path, home: Path) -> tuple[float, float]:
    """Seconds until the first finding is on standard output, and until the command has ended."""
    command = [sys.executable, "-u", "-m", "orchestration.cli", "check", str(path), "--feed", FEED, "--lang", "fr"]
    started, found = time.perf_counter(), None
    with subprocess.Popen(command, env={**os.environ, "QUTB_HOME": str(home)}, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if found is None and BAD_PROVINCE in line:
                found = time.perf_counter() - started
    if found is None or process.returncode != 1:
        raise AssertionError(f"the findings were not shown (exit code {process.returncode})")
    return found, time.perf_counter() - started


if __name__ == "__main__":
    main()
