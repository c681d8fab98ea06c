"""The runbook: every alert has its place in it, and what it tells to type works on a small home and ends as it says."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from ingestion import delivery
from ingestion.home import Home
from orchestration.cli import ANOTHER_NIGHT, FAILED, NOT_RELEASED, OK, main
from orchestration.terminal import language_of_the_terminal

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


def lines() -> list[list[str]]:
    """What stands to be typed in code blocks and in the tables, `qutb` commands alone."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    inline = "\n".join(re.findall(r"`(\.venv/bin/qutb [^`]+)`", PAGE))
    words = [shlex.split(line, comments=True) for line in (blocks + "\n" + inline).splitlines()]
    return [each[each.index(".venv/bin/qutb") + 1 :] for each in words if ".venv/bin/qutb" in each]


def test_reading_commands_work_on_a_home_in_which_nothing_is(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """`status`, `releases`, `accept`: what the person on duty types first, also on the day of installation."""
    cheap = [words for words in lines() if words in (["status"], ["releases"], ["accept"])]

    assert {words[0] for words in cheap} == {"status", "releases", "accept"}
    for words in cheap:
        assert main(words) == OK, words
    assert capsys.readouterr().out


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
    words = next(each for each in lines() if each[0] == "check" and "--json" in each)
    bad = tmp_path / "bad.csv"
    bad.write_text("a;b\n1;2\n")

    assert main([str(bad) if word == "FILE" else word for word in words]) == 2
    assert main([str(tmp_path / "none.csv") if word == "FILE" else word for word in words]) == 2


def test_the_template_is_made_as_shown(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in [each for each in lines() if each[0] == "template"]:
        assert main(words) == OK, words
    assert list(tmp_path.glob("*.xlsx"))


def test_the_page_says_in_which_language_the_night_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_LANG", "en")

    assert language_of_the_terminal() == "en"
    assert "`QUTB_LANG=en`" in PAGE
