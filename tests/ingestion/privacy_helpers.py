"""A small home with persons in it: jobs that name them as CSV and as workbook, and a way to kill what changes it."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from intake_helpers import csv_text, feed_of, put, take_in

from ingestion.home import Home

ROOT = Path(__file__).parents[2]
FEEDS = (feed_of("hub_resources"), feed_of("job_declarations"), feed_of("organisations"), feed_of("hub_visits"))
TAKEN_IN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PERSON = "AB123456"
OTHER = "CD654321"
JOB = {
    "Référence": "J1", "Nom de l'organisation": "Coopérative Argane", "Province": "Fès", "Type d'emploi": "Salarié", "État": "Déclaré",
    "Date de début": "05/10/2026", "Effectif": "1",
}  # fmt: skip


def jobs(number: int, person: str) -> list[dict[str, str]]:
    """Ten jobs, of which the first is the person's and the second another's."""
    rows = [{**JOB, "Référence": f"J{number}-{index}", "CIN": ""} for index in range(10)]
    rows[0]["CIN"], rows[1]["CIN"] = person, OTHER
    return rows


def workbook(rows: list[dict[str, str]]) -> bytes:
    """Rows as .xlsx."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_persons(home: Home) -> Home:
    """Three deliveries that name the person, in several ways of writing, one of them a workbook."""
    put(home, "test_partner/job_declarations/emplois 2026-08.csv", csv_text(jobs(8, PERSON)), received="2026-09-01T08:00:00+00:00")
    put(home, "test_partner/job_declarations/emplois 2026-09.csv", csv_text(jobs(9, "ab-123 456")), received="2026-10-01T08:00:00+00:00")
    put(home, "test_partner/job_declarations/emplois 2026-10.xlsx", workbook(jobs(10, PERSON)), received="2026-11-01T08:00:00+00:00")
    assert [record.rows_accepted for record in take_in(home, FEEDS, TAKEN_IN)] == [10, 10, 10]
    return home


KILLED = """
import os, signal, sys
sys.path[:0] = ["tests/ingestion", "."]
from pathlib import Path
from ingestion.home import Home
import privacy_helpers
steps, last = 0, int(sys.argv[2])
def dying(event, arguments):
    global steps
    name = str(arguments[0]) if arguments else ""
    is_step = event in ("os.rename", "os.remove", "shutil.rmtree") and sys.argv[1] in str(arguments)
    if is_step:
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(dying)
{what}
print("DONE")
"""


def killed_at(home: Home, what: str, step: int) -> bool:
    """Runs code on a home in a process that is killed before its n-th renaming or removing of a file; whether it was."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED.replace("{what}", what), str(home.root), str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    assert done.returncode or "DONE" in done.stdout
    return done.returncode == -signal.SIGKILL
