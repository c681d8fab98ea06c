"""The `qutb` command on homes made by hand: its words, and above all its exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from orchestration_helpers import hand_made_release, record

from ingestion.home import Home
from ingestion.ledger import Ledger
from orchestration.cli import main
from orchestration.night_lock import AnotherNightRuns, is_night_running, night_lock
from orchestration.opening import open_night
from publishing.release import publish, published_release

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from ingestion.home import Home
from orchestration.night_lock import night_lock
with night_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""
NOW = ["--now", "2026-06-15T10:00:00+00:00"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    return Home.from_environment()


@pytest.fixture
def holder(home: Home) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the home's lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def qutb(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments], cwd=ROOT, env={**os.environ, "QUTB_HOME": str(home.root)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_second_night_gives_up_at_once_with_code_4(home: Home, holder: subprocess.Popen[str]) -> None:
    started = time.monotonic()

    done = qutb(home, "nightly", *NOW)

    assert done.returncode == 4
    assert "Another night is running" in done.stderr
    assert time.monotonic() - started < 15
    assert holder.poll() is None


@pytest.mark.parametrize("arguments", [["intake"], ["rollback", "r1"], ["nightly"], ["replay"]])
def test_every_command_that_changes_the_home_waits_for_no_other(
    home: Home, holder: subprocess.Popen[str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 4
    assert "try again" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["status"], ["releases"]])
def test_commands_that_only_look_do_so_during_a_night(
    home: Home, holder: subprocess.Popen[str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0


def test_the_lock_of_a_killed_night_is_free(home: Home, holder: subprocess.Popen[str]) -> None:
    assert is_night_running(home)

    holder.send_signal(signal.SIGKILL)
    holder.wait(timeout=30)

    assert not is_night_running(home)
    assert (home.root / "build" / "night.lock").exists()


def test_a_night_removes_what_a_killed_one_left_half_written(home: Home) -> None:
    leftovers = [home.folder("archive") / "6f" / ".6f1b.age.4711.part", home.folder("lake") / "press" / ".a.parquet.4711.part"]
    whole = home.folder("archive") / "6f" / "6f1b.age"
    for path in (*leftovers, whole):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")

    with open_night(home, datetime(2026, 6, 1, tzinfo=UTC)):
        pass

    assert [path for path in leftovers if path.exists()] == []
    assert whole.exists()


def test_the_lock_is_free_after_a_failure(home: Home) -> None:
    with pytest.raises(RuntimeError, match="broken"), night_lock(home):
        raise RuntimeError("broken")

    with night_lock(home), pytest.raises(AnotherNightRuns), night_lock(home):
        pass


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required"),
        (["nightlyy"], "invalid choice"),
        (["nightly", "--as-of", "yesterday"], "not an instant"),
        (["nightly", "--now", "2026-13-01T00:00:00"], "not an instant"),
        (["demo", "--until", "2026-05-01"], "not a month"),
        (["demo", "--months", "many"], "invalid int"),
        (["rollback"], "release"),
    ],
)
def test_a_command_line_that_cannot_be_understood_ends_with_2_and_says_what_is_wrong(
    home: Home, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
    assert not home.root.exists()


def test_an_unknown_feed_is_told_with_those_that_exist(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["intake", "--feed", "cri/nothing"]) == 1

    said = capsys.readouterr().err
    assert "cri/nothing" in said
    assert "cri/job_declarations" in said


@pytest.mark.parametrize(
    ("arguments", "said"), [(["cri.job_declarations.2026-05-01.0"], "no delivery cri.job_declarations"), (["--feed", "cri/no"], "cri/no")]
)
def test_a_replay_of_what_is_not_there_does_nothing_and_says_so(
    home: Home, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", *arguments, *NOW]) == 1

    assert said in capsys.readouterr().err
    assert Ledger(home).files() == []
    assert not home.published.exists()


def test_releases_says_so_when_there_is_none(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["releases"]) == 0
    assert "No release is published yet" in capsys.readouterr().out


def test_releases_lists_them_oldest_first_and_marks_the_published_one(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    hand_made_release(home, "r2", "2026-06-14T02:00:00+00:00")
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")
    publish(home, "r1")

    assert main(["releases"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  as of")[0] for line in lines] == ["* r1", "  r2"]
    assert "7 new deliveries" in lines[0]


def test_rollback_switches_readers(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")
    hand_made_release(home, "r2", "2026-06-14T02:00:00+00:00")
    publish(home, "r2")

    assert main(["rollback", "r1"]) == 0

    release = published_release(home)
    assert release is not None
    assert release.id == "r1"
    assert "r1" in capsys.readouterr().out


def test_rollback_puts_no_damaged_release_up(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")
    hand_made_release(home, "r2", "2026-06-14T02:00:00+00:00")
    (home.root / "releases" / "r1" / "warehouse.duckdb").write_bytes(b"spoilt")
    publish(home, "r2")

    assert main(["rollback", "r1"]) == 1

    assert "warehouse.duckdb" in capsys.readouterr().err
    release = published_release(home)
    assert release is not None
    assert release.id == "r2"


@pytest.mark.parametrize("name", ["nowhere", "../r1", ""])
def test_rollback_to_what_is_no_release_changes_nothing(home: Home, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")
    publish(home, "r1")

    assert main(["rollback", name]) == 1

    release = published_release(home)
    assert release is not None
    assert release.id == "r1"
    assert "qutb releases" in capsys.readouterr().err


def test_status_of_an_empty_home_lists_every_feed_as_late_or_on_change(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", *NOW]) == 0

    out = capsys.readouterr().out
    lines = {line.split("│")[1].strip(): line for line in out.splitlines() if line.startswith("│")}
    on_change = {"hub_operator/hub_resources", "study_office/management_scenarios"}
    assert {feed for feed, line in lines.items() if "on change" in line} == on_change
    lines = {feed: line for feed, line in lines.items() if feed not in on_change}
    assert lines
    assert all("late" in line and "never" in line for line in lines.values())
    assert "Nothing is published yet" in out


def test_status_tells_what_came_and_why_a_delivery_was_refused(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = Ledger(home)
    ledger.write(record("2026-05-01", "2026-05-31", "2026-06-03T09:00:00+00:00", partner="cri"))
    refused = record(
        "2026-05-01", "2026-05-31", "2026-06-04T09:00:00+00:00", partner="chamber_agriculture", verdict="refused", reason="Vide."
    )
    ledger.write(refused)
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00")
    publish(home, "r1")

    assert main(["status", *NOW]) == 0

    out = capsys.readouterr().out
    lines = {line.split("│")[1].strip(): line for line in out.splitlines() if line.startswith("│")}
    assert "received" in lines["cri/job_declarations"]
    assert "2026-06-03 09:00 UTC" in lines["cri/job_declarations"]
    assert "refused" in lines["chamber_agriculture/job_declarations"]
    assert "Vide." in lines["chamber_agriculture/job_declarations"]
    assert "Published: r1" in out


def test_an_error_is_one_line_that_says_what_to_do(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = home.folder("ledger") / "cri" / "job_declarations" / "x.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_text("{")

    assert main(["status", *NOW]) == 1

    said = capsys.readouterr().err
    assert str(damaged) in said
    assert "QUTB_DEBUG=1" in said
    assert "Traceback" not in said


def test_a_night_that_starts_while_somebody_only_asks_whether_one_runs_is_not_turned_away(home: Home) -> None:
    home.folder("build")
    asking = FileLock(home.root / "build" / "night.lock", thread_local=False)
    asking.acquire()
    release = threading.Timer(0.1, asking.release)
    release.start()

    with night_lock(home):
        assert is_night_running(home)
    release.join()
    assert not is_night_running(home)


def test_a_crash_leaves_no_memory_on_the_disk(home: Home) -> None:
    script = "import resource; from orchestration.cli import main; main(['releases']); print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.splitlines()[-1] == "0"


def test_what_an_error_says_is_shown_without_secrets(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> None:
        raise ValueError("no route for s3://key:hush-hush@minio, as hush-too says")

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-too")
    monkeypatch.setattr("publishing.release.releases", refused)

    assert main(["releases"]) == 1
    assert capsys.readouterr().err.startswith("qutb: ValueError: no route for s3://key:•••@minio, as ••• says\n")


def test_whoever_reads_only_the_first_lines_is_shown_no_error(home: Home) -> None:
    for number in range(40):
        hand_made_release(home, f"r{number:02}", "2026-06-13T02:00:00+00:00")
    # Nobody reads: the pipe is closed before the first line.
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m orchestration.cli releases | true; echo ${{PIPESTATUS[0]}}"], cwd=ROOT, text=True, timeout=60,
        capture_output=True, check=True,
    )  # fmt: skip

    assert done.stderr == ""
    assert done.stdout.strip() == "0"


def test_a_key_that_others_can_read_is_not_used(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    arrived = home.inbox / "cri" / "job_declarations" / "emplois 2026-05.csv"
    arrived.parent.mkdir(parents=True)
    arrived.write_text("a;b\n1;2\n")
    os.utime(arrived, (1e9, 1e9))
    key = home.folder("keys") / "pseudonym.key"
    key.write_text("00" * 32)
    key.chmod(0o644)

    assert main(["intake", *NOW]) == 1
    assert Ledger(home).files() == []
    assert f"chmod 600 {key}" in capsys.readouterr().err


def test_what_qutb_writes_is_closed_to_other_users(home: Home) -> None:
    assert main(["releases"]) == 0

    made = [home.root, *home.root.rglob("*")]
    assert all(path.lstat().st_mode & 0o077 == 0 for path in made if not path.is_symlink())
