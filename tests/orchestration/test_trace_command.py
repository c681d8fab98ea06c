"""`qutb trace`: how its words become a question, and what it says when there is nothing to ask."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.commands.arguments import period
from orchestration.commands.trace import _figure_lines, breakdown
from publishing.trace import Cell, Trace

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05", ("month", date(2026, 5, 1))),
        ("2026-T2", ("quarter", date(2026, 4, 1))),
        ("2026-q4", ("quarter", date(2026, 10, 1))),
        ("2026", ("year", date(2026, 1, 1))),
    ],
)
def test_periods_are_written_as_people_write_them(text: str, expected: tuple[str, date]) -> None:
    assert period(text) == expected


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "mai 2026", "2026-T5", "", "2026-05-01"])
def test_what_is_no_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="2026-T2"):
        period(text)


def test_a_breakdown_is_a_name_and_a_value() -> None:
    assert breakdown("sex=female") == ("sex", "female")
    with pytest.raises(argparse.ArgumentTypeError, match="sex=female"):
        breakdown("female")


@pytest.mark.parametrize(
    ("asked", "marks"), [({"open_questions": 2}, ", questions ouvertes 2]"), ({"open_questions": 0}, "1]"), ({}, "1]")]
)
def test_a_figure_with_open_questions_says_how_many(asked: dict[str, int], marks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUTB_LANG", raising=False)
    figure = {"name_fr": "Emplois", "name_en": "Jobs", "coverage": 1.0, "status": "final", "value": 12.0, "unit": "jobs", "formula": "…"}
    cell = Cell("JOB-01", "month", date(2026, 5, 1), "03", "total", "total")
    lines = list(_figure_lines(Trace(cell, {**figure, "release_id": "r1", **asked}, ())))
    assert lines[1].endswith(marks)


def test_without_a_release_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path))
    assert main(["trace", "JOB-01", "--period", "2026-05"]) == 1
    assert "qutb nightly" in capsys.readouterr().err


def test_a_release_named_like_a_path_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    (tmp_path / "warehouse.duckdb").touch()
    assert main(["trace", "JOB-01", "--period", "2026-05", "--release", "../.."]) == 1
    assert "No such release" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    code = (
        "import argparse, sys\n"
        "from orchestration import cli\n"
        "class Parser:\n"
        "    def parse_args(self, given):\n"
        "        def endless(_):\n"
        "            while True: print('a line')\n"
        "        return argparse.Namespace(command=endless)\n"
        "cli._parser = Parser\n"
        "sys.exit(cli.main([]))\n"
    )
    script = tmp_path / "endless.py"
    script.write_text(code)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} {script} | head -1"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "a line\n", "")
