"""What people read when the machine is to blame, and when a night was cut off or finds a clock that goes wrong."""

from __future__ import annotations

import itertools
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._utils.schedules import schedule_execution_time_iterator

from ingestion.home import Home
from orchestration import cli
from orchestration.defs.schedules import at_two
from orchestration.night_mark import night_mark
from orchestration.opening import ClockError, open_night
from orchestration.progress import Progress
from orchestration.troubles import advice, told
from publishing.release import Release

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Said(Progress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def chained(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (OSError(28, "No space left on device", "/x/lake/y.parquet"), "The disk is full"),
        (sqlite3.OperationalError("database or disk is full"), "The disk is full"),
        (OSError(122, "Disk quota exceeded"), "The disk is full"),
        (OSError(27, "File too large"), "A file reached the greatest size"),
        (MemoryError(), "Memory ran out"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"), "Memory ran out"),
        (RuntimeError("can't start new thread"), "Memory ran out"),
        (PermissionError(13, "Permission denied", "/x/ledger"), "A folder cannot be written"),
        (OSError(30, "Read-only file system"), "A folder cannot be written"),
        (OSError(5, "Input/output error"), "The disk could not be read or written"),
        (sqlite3.OperationalError("disk I/O error"), "Dagster's record of runs could not be read or written"),
        (DagsterExecutionInterruptedError(), "The night was told to stop"),
        (chained(RuntimeError("the step failed"), OSError(28, "No space left on device")), "The disk is full"),
    ],
)
def test_the_machine_s_troubles_are_told_with_what_to_do(error: Exception, begins: str) -> None:
    sentence = advice(told(error))

    assert sentence is not None
    assert sentence.startswith(begins)


def test_what_is_not_the_machine_s_fault_is_told_as_it_is() -> None:
    assert advice(told(ValueError("there is no release 7"))) is None


def test_a_full_disk_ends_a_command_in_plain_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(given: object) -> int:
        raise OSError(28, "No space left on device", "/srv/qutb/lake/x.parquet")

    monkeypatch.setattr(cli, "_status", full)
    code = cli.main(["status"])

    said = capsys.readouterr().err
    assert code == 1
    assert "/srv/qutb/lake/x.parquet" in said
    assert "The disk is full" in said
    assert "Traceback" not in said


def test_a_night_that_was_cut_off_is_told_by_the_next_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with night_mark(home, NOW) as (mark, before):
        mark.at("Releasing")
        left = (home.root / "build" / "night.json").read_bytes()
    ended = not (home.root / "build" / "night.json").exists()
    (home.root / "build" / "night.json").write_bytes(left)  # as a kill would leave it

    with night_mark(home, NOW + timedelta(days=1)) as (_, after):
        pass

    assert before is None
    assert ended
    assert after is not None
    assert "2026-11-20 02:00 UTC was cut off at “Releasing”" in after


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b"{}", b"\xff\xfe"])
def test_a_mark_that_says_nothing_costs_no_night(tmp_path: Path, left: bytes) -> None:
    home = Home(tmp_path)
    (home.folder("build") / "night.json").write_bytes(left)

    with night_mark(home, NOW) as (_, before):
        pass

    assert before is not None
    assert "was cut off" in before


def release_built_at(home: Home, at: datetime) -> None:
    folder = home.folder("releases") / f"{at:%Y%m%dT%H%M%SZ}"
    folder.mkdir()
    release = Release(folder.name, at.isoformat(), at.isoformat(), "f", {})
    (folder / "release.json").write_text(json.dumps({name: getattr(release, name) for name in Release.__slots__}))


def test_a_clock_put_back_by_years_stops_the_night_before_it_does_anything(tmp_path: Path) -> None:
    home = Home(tmp_path)
    release_built_at(home, NOW)

    with pytest.raises(ClockError, match="timedatectl"), open_night(home, datetime(2000, 1, 1, tzinfo=UTC)):
        pass

    assert list(home.folder("ledger").glob("*/*")) == []


def test_a_clock_put_back_by_minutes_does_not_take_the_night_before_the_last_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    release_built_at(home, NOW)
    said = Said()

    with open_night(home, NOW - timedelta(minutes=7), progress=said) as night:
        at = night.now, night.as_of, night.intake.now

    assert at == (NOW, NOW, NOW)
    assert any("goes by the later one" in line for line in said.lines)


def test_an_instant_that_is_asked_for_is_taken_whatever_came_after_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    release_built_at(home, NOW)

    with open_night(home, datetime(2026, 1, 5, tzinfo=UTC), is_now_given=True) as night:
        assert night.now == datetime(2026, 1, 5, tzinfo=UTC)


def test_each_local_day_has_one_night_over_the_changes_of_summer_time() -> None:
    """Morocco goes back an hour when Ramadan begins (15 February 2026, 03:00) and forth at its end (22 March 2026, 02:00)."""
    begun = datetime(2026, 2, 10, tzinfo=UTC)
    ticks = schedule_execution_time_iterator(begun.timestamp(), at_two.cron_schedule, at_two.execution_timezone, ascending=True)
    nights = list(itertools.islice(ticks, 60))

    assert at_two.execution_timezone == "Africa/Casablanca"
    days = [night.date() for night in nights]
    assert days == [days[0] + timedelta(days=number) for number in range(60)]
    gaps = {after.timestamp() - before.timestamp() for before, after in itertools.pairwise(nights)}
    assert {gap / 3600 for gap in gaps} <= {23.0, 24.0, 25.0}
