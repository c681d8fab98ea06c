"""The runbook: every alert has its place in it, and what it tells to type works on a small home and ends as it says."""

from __future__ import annotations

import ast
import os
import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import duckdb
import pytest
from orchestration_helpers import hand_made_release

from ingestion import delivery
from ingestion.home import Home
from ingestion.messages import Message
from orchestration import nightly
from orchestration.alerts import sentences as say
from orchestration.cli import ANOTHER_NIGHT, FAILED, NOT_RELEASED, OK, main
from orchestration.opening import open_night
from orchestration.terminal import language_of_the_terminal
from publishing.release import publish

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
PACKAGES = ("ingestion", "orchestration", "publishing", "quality", "linkage")
# Errors that never reach whoever is on duty: caught where they are raised, or told as something else.
INSIDE = {
    "IngestionError": "a delivery is refused", "UnreadableFile": "a delivery is refused", "ShapeError": "a channel fails",
    "BrokenAnswer": "a channel fails", "UnmarkablePackage": "a receipt has no annotated copy",
}  # fmt: skip


def errors_for_people() -> set[str]:
    """Our own error types in modules that a command reaches, by what they are derived from."""
    found = set()
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and any(ast.unparse(base) in ("ValueError", "RuntimeError") for base in node.bases):
                    found.add(node.name)
    return found


@pytest.mark.parametrize("code", [OK, FAILED, NOT_RELEASED, ANOTHER_NIGHT])
def test_each_exit_code_has_a_line(code: int) -> None:
    assert re.search(rf"^\| {code} \| ", PAGE, re.MULTILINE)


def test_each_error_that_a_night_can_end_with_has_a_line() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    settled_elsewhere = {
        # Of files of the project that `make test` loads, and of commands for a person who reads the message at once.
        "OpenDataSettingsError", "DisclosureRuleError", "AttackError", "MovementError", "JournalError",
    }  # fmt: skip

    assert errors_for_people() - named - settled_elsewhere - set(INSIDE) == set()


def test_each_advice_on_what_is_left_in_the_inbox_has_a_line() -> None:
    advices = [delivery._NO_FEED, delivery._LINK, delivery._NO_FILE, delivery._NO_NAME, delivery._TOO_DEEP, delivery._CLOSED]

    told = re.findall(r"^\| \*(.+?)\* \|", PAGE[PAGE.index("### Left in the inbox") :], re.MULTILINE)
    for advice in advices:
        assert any(advice.startswith(each) for each in told), advice


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(PROJECT)
    return Home.from_environment()


def lines_of_the_page() -> list[list[str]]:
    """What stands to be typed in code blocks and in the tables, `qutb` commands alone."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    inline = "\n".join(re.findall(r"`(\.venv/bin/qutb [^`]+)`", PAGE))
    words = [shlex.split(line, comments=True) for line in (blocks + "\n" + inline).splitlines()]
    typed = {tuple(each[each.index(".venv/bin/qutb") + 1 :]): None for each in words if ".venv/bin/qutb" in each}
    return [list(each) for each in typed]


# How each command of the page ends on a home with one release and nothing in the inbox; `check` and `template` have tests of their own below.
ENDS = {
    "status": OK, "releases": OK, "accept": OK, "nightly": OK, "nightly --as-of 2026-06-30": OK, "intake": OK,
    "nightly --now 2026-11-20T12:00:00+00:00": OK, "intake --feed banks/financing": OK, "intake --feed cri/job_declarations": OK,
    "rollback RELEASE": OK, "replay": OK, "replay --feed cri/job_declarations": OK,
    "accept q-0a1b2c3d4e": OK, "purge --dry-run": OK, "purge": OK, "dev": OK, "daemon --check": OK,
    "demo --months 3 --scale 0.1 --until 2026-10": OK,
    "doctor": FAILED,  # it knows of no night that has ended well for days
    "verify": FAILED,  # the release was made by hand
    # What they ask for is not there.
    "accept m-0a1b2c3d4e": FAILED, "report chamber_handicrafts --month 2026-05": FAILED,
    "replay cri.job_declarations.2026-05-01.3f2a91c07b5e": FAILED,
}  # fmt: skip
NOW = "2026-06-15T10:00:00+00:00"
COMMANDS = [words for words in lines_of_the_page() if words[0] not in ("check", "template") and words != ["trace"]]


def put_up_a_question(home: Home) -> None:
    """Puts a warehouse that knows one open question in place of the release's, which is empty."""
    warehouse = home.published.resolve()
    warehouse.unlink()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            """create schema quality;
            create table quality.findings as select 'q-0a1b2c3d4e' as finding_id, 'cri' as partner, 'job_declarations' as contract,
                'Trois foires ?' as message_fr, 'Three fairs?' as message_en, 'warning' as severity, 'open' as state"""
        )


@pytest.fixture
def lived_in(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with one release that is up to date; what becomes another program is written down, and what builds is not built."""
    before = os.umask(0o077)
    try:
        with open_night(home, datetime.fromisoformat(NOW)) as night:
            hand_made_release(home, "r1", "2026-06-14T02:00:00+00:00", night.fingerprint())
        publish(home, "r1")
    finally:
        os.umask(before)

    def become(path: str, arguments: list[str]) -> NoReturn:
        assert Path(path).is_file(), path
        raise SystemExit(OK)

    monkeypatch.setattr(os, "execv", become)
    monkeypatch.setattr(nightly, "_run_job", lambda night: OK)
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")  # restored when the test ends
    return home


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_command_of_the_page_runs_and_ends_as_it_should(lived_in: Home, capfd: pytest.CaptureFixture[str], words: list[str]) -> None:
    expected = ENDS[" ".join(words).partition(" --reason")[0]]
    typed = ["r1" if word == "RELEASE" else word for word in words]
    if words[0] in ("nightly", "intake", "doctor") and "--now" not in words:
        typed += ["--now", NOW]

    if words[0] == "accept":
        put_up_a_question(lived_in)

    try:
        code = main(typed)
    except SystemExit as ended:
        code = int(ended.code or 0)

    told = capfd.readouterr()
    assert code == expected, told
    assert "Traceback" not in told.err
    assert told.out or told.err or words[0] in ("dev", "daemon")


def test_each_command_whose_end_is_known_here_stands_on_the_page() -> None:
    assert set(ENDS) == {" ".join(words).partition(" --reason")[0] for words in COMMANDS}


def headings() -> set[str]:
    return {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}


def rows_below(heading: str) -> dict[str, str]:
    """First cell → last cell of the table below a heading."""
    part = PAGE[PAGE.index(f"\n## {heading}\n") :].split("\n## ", 2)[1]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| ")]
    return {row[0].strip("| "): row[-1] for row in cells[1:]}


def test_each_figure_that_machines_watch_leads_to_a_place_that_says_what_to_do() -> None:
    operations = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    watched = set(re.findall(r"\bqutb_\w+", operations[operations.index("## Figures for Prometheus") :]))
    leads = {name: cell for cells, cell in rows_below("An alert from Prometheus").items() for name in re.findall(r"qutb_\w+", cells)}

    assert watched - {"qutb_night_last_end_timestamp_seconds", "qutb_night_rows"} == set(leads)
    for name, cell in leads.items():
        (anchor, *_) = re.findall(r"\]\(#([^)]+)\)", cell)
        assert anchor in headings(), name


def test_each_part_of_a_digest_has_a_row_and_leads_on() -> None:
    rows = rows_below("A mail about the night")
    parts = {
        "*a échoué*": say.FAILED_SUBJECT, "*Non publiée*": say.SUBJECT_NOT_RELEASED, "a movement": say.MOVEMENTS,
        "a delivery refused": say.REFUSED, "a feed late": say.OVERDUE, "a question": say.QUESTIONS, "a channel that fails": say.CHANNELS,
        "pairs to settle": say.PAIRS,
    }  # fmt: skip
    sections = {name for name, value in vars(say).items() if isinstance(value, Message) and f"{name}_DO" in vars(say)}

    assert {name for name in sections if vars(say)[name] not in parts.values()} == {"CHECKS"}  # they are listed under *Not released*
    for first in parts:
        (row,) = [cell for name, cell in rows.items() if name.startswith(first)]
        assert re.search(r"\]\(#", row), first


@pytest.mark.parametrize(
    "words",
    [["rollback", "RELEASE"], ["trace", "JOB-01", "--period", "2026-05"], ["intake", "--feed", "no/such"]],
    ids=lambda words: words[0],
)
def test_a_command_that_asks_for_what_is_not_there_says_so_and_fails(
    home: Home, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(words) != OK
    assert capsys.readouterr().err


def test_the_check_by_hand_ends_as_its_table_says(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = next(each for each in lines_of_the_page() if each[0] == "check" and "--json" in each)
    bad = tmp_path / "bad.csv"
    bad.write_text("a;b\n1;2\n")

    assert main([str(bad) if word == "FILE" else word for word in words]) == 2
    assert main([str(tmp_path / "none.csv") if word == "FILE" else word for word in words]) == 2


def test_the_template_is_made_as_shown(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in [each for each in lines_of_the_page() if each[0] == "template"]:
        assert main(words) == OK, words
    assert list(tmp_path.glob("*.xlsx"))


def test_the_page_says_in_which_language_the_night_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_LANG", "en")

    assert language_of_the_terminal() == "en"
    assert "`QUTB_LANG=en`" in PAGE
