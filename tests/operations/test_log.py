"""The night's log in JSON lines: what stands in a line, what never does, and that it stays small."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from orchestration_helpers import instant, record

from ingestion.home import Home
from orchestration.instance import dagster_environment
from orchestration.opening import open_night
from orchestration.progress import Progress
from orchestration.watching.log import FILE_NAME, NIGHT, night_log, turn_over

ROOT = Path(__file__).resolve().parents[2]
NOW = instant("2026-06-15T02:00:00+00:00")


def lines(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home.root / "logs" / FILE_NAME).read_text(encoding="utf-8").rstrip("\n").split("\n")]


def test_a_load_is_a_line_with_its_night_and_its_delivery(home: Home) -> None:
    load = record("2026-05-01", "2026-05-31", "2026-06-02T08:00:00+00:00")
    with night_log(home, NOW):
        Progress().loaded(load)

    (line,) = lines(home)
    assert line["run"] == "20260615T020000Z"
    assert (line["partner"], line["contract"]) == ("guild", "job_declarations")
    assert (line["delivery_id"], line["load_id"]) == (load.delivery_id, load.load_id)
    assert (line["level"], line["verdict"], line["rows_read"]) == ("info", "accepted", 1)
    assert instant(line["at"]).tzinfo is not None


def test_a_refused_load_is_a_warning_with_its_reason_and_without_its_files_name(home: Home) -> None:
    load = record("2026-05-01", "2026-05-31", "2026-06-02T08:00:00+00:00", verdict="refused", reason="Illisible.")
    with night_log(home, NOW):
        Progress().loaded(replace(load, file_name="Fatima Zahra.xlsx", reasons={"en": "It cannot be read."}))

    (line,) = lines(home)
    assert line["level"] == "warning"
    assert line["message"] == "refused: It cannot be read."
    assert "Fatima" not in (home.root / "logs" / FILE_NAME).read_text()


def test_secrets_and_identities_are_masked_whoever_writes_the_line(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_SECRET", "fish-and-chips")
    with night_log(home, NOW):
        logging.getLogger("somebody.elses").warning("GET https://u:pa55word@host/?token=abcdef for AB123456 with fish-and-chips")
        NIGHT.warning("write to fatima@example.ma or 0661234567")

    text = (home.root / "logs" / FILE_NAME).read_text()
    assert len(lines(home)) == 2
    for secret in ("pa55word", "abcdef", "AB123456", "fish-and-chips", "fatima@example.ma", "0661234567"):
        assert secret not in text


def test_a_message_of_several_lines_is_one_line(home: Home) -> None:
    with night_log(home, NOW):
        NIGHT.warning("first\nsecond \u2028 third \udc80 قطب")
        NIGHT.info("next")

    assert [line["message"] for line in lines(home)][1] == "next"


def test_what_ends_a_line_or_steers_a_terminal_is_escaped_and_read_back_as_it_was(home: Home) -> None:
    said = "one\u2028two\u2029three\x85four\x9b31m\x1b[0m\u202eright to left\u2066 قُطْب é\x00"
    with night_log(home, NOW):
        NIGHT.warning(said, extra={"partner": "a\u2028b"})

    text = (home.root / "logs" / FILE_NAME).read_text(encoding="utf-8")
    (line,) = [json.loads(each) for each in text.splitlines()]  # at every end of line that Unicode knows
    assert (line["message"], line["partner"]) == (said, "a\u2028b")
    assert "قُطْب é" in text
    assert [letter for letter in text.rstrip("\n") if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp")] == []


def test_a_night_that_fails_says_so_and_why(home: Home) -> None:
    with pytest.raises(ValueError), open_night(home, NOW):
        raise ValueError("the disk is on fire; password=hushhush")

    last = lines(home)[-1]
    assert (last["level"], last["message"], last["exit_code"]) == ("error", "the night failed", 1)
    assert last["error"].startswith("ValueError: the disk is on fire")
    assert "hushhush" not in str(last)


def test_what_fails_in_dagster_is_told_with_its_run_and_step(home: Home) -> None:
    @dg.asset
    def wrong() -> None:
        raise ValueError("no such table; token=abcdefgh")

    dagster_environment(home)
    with dg.DagsterInstance.get() as instance:
        done = dg.materialize([wrong], instance=instance, raise_on_error=False)

    (failed,) = [line for line in lines(home) if line.get("step") == "wrong" and "error" in line]
    assert failed["dagster_run"] == done.run_id
    assert "no such table" in failed["error"]
    assert "abcdefgh" not in str(failed)


def test_nothing_is_written_after_the_night_and_others_cannot_read_it(home: Home) -> None:
    before = os.umask(0o077)
    try:
        with night_log(home, NOW):
            NIGHT.info("one")
        NIGHT.warning("two")
    finally:
        os.umask(before)

    path = home.root / "logs" / FILE_NAME
    assert len(lines(home)) == 1
    assert path.stat().st_mode & 0o077 == 0


def test_the_terminal_shows_what_others_warn_of_and_not_our_own_lines(home: Home) -> None:
    script = """
import logging
from datetime import UTC, datetime
from ingestion.home import Home
from orchestration.watching.log import NIGHT, night_log
with night_log(Home.from_environment(), datetime.now(UTC)):
    NIGHT.warning("ours")
    logging.getLogger("theirs").warning("somebody else's")
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)

    assert done.stderr.strip() == "somebody else's"
    assert [line["message"] for line in lines(home)] == ["ours", "somebody else's"]


def test_a_large_log_is_turned_over_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "nightly.jsonl"
    for number in range(5):
        path.write_text(f"{number}" * 10)
        turn_over(path, most_bytes=10, kept=3)

    assert not path.exists()
    assert {each.name: each.read_text()[0] for each in tmp_path.iterdir()} == {
        "nightly.1.jsonl": "4", "nightly.2.jsonl": "3", "nightly.3.jsonl": "2",
    }  # fmt: skip
    path.write_text("small")
    turn_over(path, most_bytes=10, kept=3)
    assert path.read_text() == "small"


def test_a_disk_that_takes_no_line_costs_no_night(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (home.folder("logs") / FILE_NAME).mkdir()
    with night_log(home, NOW):
        NIGHT.info("one")

    assert "Traceback" not in capsys.readouterr().err
