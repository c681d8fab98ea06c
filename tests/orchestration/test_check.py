"""`qutb check` and `qutb template` as a person runs them: what is printed, what it means to a script, and that nothing is stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from orchestration.cli import main
from orchestration.commands import check
from quality.data_docs import Page
from quality.engine import Observed
from quality.suites import Expected

ROOT = Path(__file__).resolve().parents[2]
FEED = "cri/job_declarations"
HEADINGS = ["local_ref", "organisation_name", "province", "state", "employment_type", "started_on", "person_id"]
GOOD = ["E1", "Coopérative Nour", "Fès", "declared", "salaried", "12/05/2026", "AB123456"]
NOW = ["--now", "2026-06-05T10:00:00+00:00"]
CLEAR = ("AB123456", "CD654321")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that does not exist yet."""
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _without_great_expectations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The accepted rows are taken to hold what the rules already made sure of; one test runs the real thing in a process of its own."""

    class Facts:
        def __init__(self, connection: object) -> None:
            self.connection = connection

        def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
            row = self.connection.execute(f"select rows_read, rejected_share from ({facts_sql})").fetchone()  # type: ignore[attr-defined]
            met = {"rows_read.some": row[0] > 0, "rejected_share.allowed": row[1] <= 0.2}
            return [Observed(each.id, met.get(each.id, True), None) for each in suite]

        def keep(self, page: Page) -> str | None:
            return None

    monkeypatch.setattr("quality.engine.Engine", Facts)


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Makes a workbook of good rows, with cells changed by address."""

    def make(rows: int = 10, name: str = "emplois 2026-05.xlsx", **cells: object) -> Path:
        made = Workbook()
        made.active.append(HEADINGS)
        for number in range(rows):
            made.active.append([f"E{number}", *GOOD[1:]])
        for address, value in cells.items():
            made.active[address] = value
        made.save(tmp_path / name)
        return tmp_path / name

    return make


def everything_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_good_file_ends_with_0(home: Path, book: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(book()), "--feed", FEED, *NOW]) == 0

    said = capsys.readouterr()
    assert "10" in said.out
    assert "mai 2026" in said.out


def test_rejected_rows_end_with_1_and_their_cells_are_named(
    home: Path, book: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(book(C5="Rabat")), "--feed", FEED, *NOW]) == 1

    out = capsys.readouterr().out
    assert out.count("C5") == 1
    assert "Rabat" in out


@pytest.mark.parametrize("cells", [{f"C{row}": "Rabat" for row in range(2, 12)}, {"C1": "Région"}])
def test_a_refused_file_ends_with_2(home: Path, book: Callable[..., Path], cells: dict[str, str]) -> None:
    assert main(["check", str(book(**cells)), "--feed", FEED, *NOW]) == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 cut off"])
def test_what_is_no_table_ends_with_2(home: Path, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.xlsx").write_bytes(content)

    assert main(["check", str(tmp_path / "f.xlsx"), "--feed", FEED, *NOW]) == 2
    assert capsys.readouterr().out


def test_an_unknown_feed_ends_with_2_and_lists_those_there_are(
    home: Path, book: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(book()), "--feed", "cri/nothing"]) == 2

    said = capsys.readouterr()
    assert not said.out
    assert "cri/nothing" in said.err
    assert FEED in said.err


@pytest.mark.parametrize("name", ["nowhere.xlsx", "."])
def test_a_file_that_is_not_there_ends_with_2(home: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / name), "--feed", FEED]) == 2
    assert str(tmp_path / name) in capsys.readouterr().err


def test_when_qutb_itself_fails_the_code_is_none_of_a_verdict(
    home: Path, book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("QUTB_DEBUG", raising=False)
    monkeypatch.setattr("orchestration.checking.prepare", lambda *given: 1 / 0)

    assert main(["check", str(book()), "--feed", FEED]) == check.BROKEN
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_json_is_one_document_and_nothing_else(home: Path, book: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", str(book(C5="Rabat")), "--feed", FEED, "--json", *NOW])

    document = json.loads(capsys.readouterr().out)
    assert code == 1
    assert "accepted_with_rejections" in json.dumps(document)


@pytest.mark.parametrize(("language", "word"), [("fr", "Lignes lues"), ("ar", "الأسطر"), ("en", "Rows read")])
def test_the_language_is_the_one_asked_for(
    home: Path, book: Callable[..., Path], language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(book()), "--feed", FEED, "--lang", language, *NOW])

    assert word in capsys.readouterr().out


def test_without_a_language_it_is_the_partners(home: Path, book: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(book()), "--feed", "provincial_handicrafts/job_declarations", *NOW])

    assert "الأسطر" in capsys.readouterr().out


def test_nothing_is_stored_and_no_home_is_made(
    home: Path, book: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(C5="Rabat", G6="CD654321")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    main(["check", str(path), "--feed", FEED, *NOW])

    assert not home.exists()
    assert everything_under(tmp_path) == [path.name, "tmp"]


def test_an_existing_home_is_left_as_it_was(home: Path, book: Callable[..., Path]) -> None:
    home.mkdir()

    main(["check", str(book()), "--feed", FEED, *NOW])

    assert everything_under(home) == []


def test_no_identity_is_shown(home: Path, book: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book(C5="Rabat", H1="Contact", H5="CD654321", I1="CIN du conjoint", I5="CD654321")
    page = tmp_path / "reçu.html"

    main(["check", str(path), "--feed", FEED, "--html", str(page), *NOW])
    main(["check", str(path), "--feed", FEED, "--json", *NOW])

    said = capsys.readouterr()
    shown = said.out + said.err + page.read_text(encoding="utf-8")
    assert not [number for number in CLEAR if number in shown]


def test_the_page_and_the_annotated_copy_are_written_where_asked(home: Path, book: Callable[..., Path], tmp_path: Path) -> None:
    page, copy = tmp_path / "reçu.html", tmp_path / "corrigé.xlsx"

    main(["check", str(book(C5="Rabat")), "--feed", FEED, "--html", str(page), "--annotated", str(copy), *NOW])

    assert "C5" in page.read_text(encoding="utf-8")
    assert any(sheet["C5"].comment for sheet in load_workbook(copy).worksheets)


def test_without_a_home_it_says_which_codes_were_not_checked(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "réservations 2026-05.csv"
    path.write_text(
        "booking_ref,resource_code,organisation_name,starts_at,ends_at,status\nB1,NIX,Coop,2026-05-05 09:00,2026-05-05 10:00,confirmed\n",
        encoding="utf-8",
    )

    assert main(["check", str(path), "--feed", "hub_operator/hub_bookings", *NOW]) == 0
    assert "hub_resources" in capsys.readouterr().err


HOLDER = """
import sys
from pathlib import Path
from ingestion.home import Home
from orchestration.night_lock import night_lock
with night_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_it_runs_while_a_night_does(home: Path, book: Callable[..., Path]) -> None:
    night = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert night.stdout is not None
        assert night.stdout.readline() == "held\n"
        assert main(["check", str(book()), "--feed", FEED, *NOW]) == 0
    finally:
        night.kill()
        night.communicate()


def test_findings_are_shown_before_the_verdict_is_known(home: Path, book: Callable[..., Path]) -> None:
    """The real command with Great Expectations, 500 rows; the bounds themselves are measured in benchmarks/check.py."""
    path = book(rows=500, C5="Rabat")
    started = time.monotonic()
    command = [sys.executable, "-u", "-m", "orchestration.cli", "check", str(path), "--feed", FEED, *NOW]
    shown: dict[str, float] = {}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "QUTB_HOME": str(home)}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            for word in ("C5", "499"):
                if word in line:
                    shown.setdefault(word, time.monotonic() - started)
    ended = time.monotonic() - started

    assert process.returncode == 1
    assert shown["C5"] < 0.8 * ended
    assert shown["C5"] < shown["499"]


def test_a_template_is_named_after_its_feed_and_checks_as_empty(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["template", FEED]) == 0

    name = capsys.readouterr().out.strip()
    assert name == "cri_job_declarations_fr.xlsx"
    assert main(["check", name, "--feed", FEED]) == 2
    assert "aucune ligne de données" in capsys.readouterr().out


def test_a_template_begun_to_be_filled_in_is_not_overwritten_unasked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    begun = tmp_path / "cri_job_declarations_fr.xlsx"
    begun.write_bytes(b"begun")

    assert main(["template", FEED]) == 1
    assert begun.read_bytes() == b"begun"
    assert main(["template", FEED, "-o", str(begun)]) == 0
    assert begun.read_bytes().startswith(b"PK")


def test_a_template_of_an_unknown_feed_ends_with_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "cri/nothing"]) == 2
    assert FEED in capsys.readouterr().err
