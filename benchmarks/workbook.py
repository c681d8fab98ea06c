"""A workbook of 100,000 rows and 15 columns: from inbox to committed lake, verdict included, against fastexcel's reading alone.

Both sides run in one process each, in turn, three times; imports are not counted on either side.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.one_intake import seconds_of_one_intake

ROWS = 100_000
RUNS = 3
HEADINGS = (
    "Référence", "ICE", "Nom de l'organisation", "Province", "Commune", "Profession", "Effectif", "État", "Justificatif",
    "Type d'emploi", "Sexe", "Année de naissance", "Date de début", "Heures par semaine", "CIN",
)  # fmt: skip
PLACES = (("Fès", "Fès"), ("Taza", "Taza"), ("Sefrou", "Sefrou"), ("Meknès", "Meknès"))


def main() -> None:
    """Prints the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--part", choices=("ours", "reference"))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.part:
        print(ours(given.folder) if given.part == "ours" else reference(given.folder))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_workbook(folder / "inbox" / "chamber_handicrafts" / "job_declarations" / "Emplois mai 2026.xlsx", given.rows)
        found: dict[str, list[float]] = {"ours": [], "reference": []}
        for _ in range(RUNS):
            for part, seconds in found.items():
                command = [sys.executable, "-m", "benchmarks.workbook", "--part", part, "--folder", str(folder)]
                seconds.append(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    ours_seconds, alone = (statistics.median(found[part]) for part in ("ours", "reference"))
    print(f"{given.rows:,} job declarations of {len(HEADINGS)} columns, one workbook, medians of {RUNS}:")
    print(f"  inbox to committed lake, quarantine and GX verdict   {ours_seconds:6.2f} s")
    print(f"  fastexcel, all cells as text, to Arrow               {alone:6.2f} s   ratio {ours_seconds / alone:.2f}")


def make_workbook(path: Path, rows: int) -> None:
    """Writes plausible declarations: real dates, numbers and texts; one row in a thousand has no start."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet("Emplois")
        sheet.write_row(0, 0, HEADINGS)
        for i in range(rows):
            base = 15_610_000 + (i * 97) % 90_000
            ice = f"{base * 100 + (97 - (base * 100) % 97) % 97:015d}"
            province, commune = PLACES[i % len(PLACES)]
            started = None if i % 1000 == 7 else date(2026, 1, 1) + timedelta(days=i % 140)
            sheet.write_row(
                i + 1, 0,
                (f"J{i:06d}", ice, f"Coopérative {i % 900}", province, commune, "tissage", 1, "Déclaré", "CNSS", "Salarié",
                 "Femme" if i % 2 else "Homme", 1970 + i % 35, started, 44, f"AB{100_000 + i}"),
            )  # fmt: skip


def ours(folder: Path) -> float:
    """Seconds of one intake into a fresh home."""
    import fastexcel  # noqa: F401 (not counted on either side)

    return seconds_of_one_intake(folder)


def reference(folder: Path) -> float:
    """Seconds of fastexcel for the same sheet."""
    import fastexcel

    (file,) = (folder / "inbox").rglob("*.xlsx")
    started = time.perf_counter()
    table = fastexcel.read_excel(file).load_sheet(0, dtypes="string").to_arrow()
    seconds = time.perf_counter() - started
    if not table.num_rows:
        raise AssertionError(file)
    return seconds


if __name__ == "__main__":
    main()
