"""`qutb doctor`: each fault of an installation is found, named, and said how to mend."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from orchestration_helpers import hand_made_release, instant, record

from ingestion.archive import Archive
from ingestion.home import Home
from ingestion.identity import pseudonym_key
from ingestion.ledger import Ledger
from ingestion.migrations import migrate
from orchestration.cli import main
from orchestration.instance import POSTGRES_URL, dagster_environment
from orchestration.night_lock import night_lock
from orchestration.upkeep.doctor import interpreter, program, services, state
from orchestration.upkeep.doctor.finding import Finding
from orchestration.watching.metrics import NightEnd, write_metrics
from publishing.release import publish

NOW = instant("2026-06-15T10:00:00+00:00")
MAY = record("2026-05-01", "2026-05-31", "2026-06-02T08:00:00+00:00")


@pytest.fixture
def well(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An installation on which a night has just gone well."""
    monkeypatch.setattr(services, "_SYSTEMD_RUNS", Path("/nowhere"))
    before = os.umask(0o077)
    pseudonym_key(home)
    Archive(home)
    Ledger(home).write(MAY)
    migrate(home)
    hand_made_release(home, "r1", "2026-06-15T02:00:00+00:00")
    publish(home, "r1")
    write_metrics(home, [], [MAY], NightEnd(NOW - timedelta(hours=8), 0, 30.0, [MAY]))
    os.umask(before)
    return home


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    code = main(["doctor", "--json", "--now", NOW.isoformat(), *arguments])
    document = json.loads(capsys.readouterr().out)
    return code, {finding["check"]: finding for finding in document["checks"]}


def found(capsys: pytest.CaptureFixture[str], check: str) -> dict[str, Any]:
    """What is found of one check, which must be a problem with a way to mend it, and the only one."""
    code, findings = doctor(capsys)
    assert code == 1
    assert [name for name, each in findings.items() if each["state"] == "problem"] == [check]
    assert findings[check]["mend"]
    return findings[check]


def test_a_sound_installation_has_no_problem_and_nothing_is_left_in_it(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.relative_to(well.root) for path in well.root.rglob("*"))

    code, findings = doctor(capsys)

    assert code == 0
    assert {name: each for name, each in findings.items() if each["state"] == "problem"} == {}
    after = sorted(path.relative_to(well.root) for path in well.root.rglob("*"))
    assert after == before


def test_it_is_told_to_people_with_what_to_do(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (well.root / "keys" / "archive.key").unlink()

    assert main(["doctor", "--now", NOW.isoformat()]) == 1
    told = capsys.readouterr().out

    assert "PROBLEM  keys" in told
    assert "→ put the key back from its backup before the next night" in told
    assert told.rstrip().endswith("1 problem.")


def test_a_key_that_is_away_is_not_made_anew(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = well.root / "keys" / "pseudonym.key"
    path.unlink()

    assert "pseudonym" in found(capsys, "keys")["told"]
    assert not path.exists()


@pytest.mark.parametrize(("name", "variable"), [("pseudonym.key", "QUTB_PSEUDONYM_KEY"), ("archive.key", "QUTB_ARCHIVE_KEY")])
def test_a_key_of_the_environment_is_there_and_looked_at(
    name: str, variable: str, well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = well.root / "keys" / name
    monkeypatch.setenv(variable, path.read_text())
    path.unlink()
    assert doctor(capsys)[1]["keys"]["state"] == "ok"

    monkeypatch.setenv(variable, "NONSENSE")
    assert variable in found(capsys, "keys")["told"]


def test_a_key_that_others_can_read(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = well.root / "keys" / "pseudonym.key"
    path.chmod(0o644)

    code, findings = doctor(capsys)

    assert code == 1
    assert findings["modes"]["state"] == findings["keys"]["state"] == "problem"
    assert findings["modes"]["mend"].startswith(f"chmod 600 {path}")


@pytest.mark.parametrize("name", ["pseudonym.key", "archive.key"])
def test_a_key_that_is_none_is_told_without_what_it_holds(name: str, well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (well.root / "keys" / name).write_text("AGE-SECRET-KEY-1NONSENSE")

    assert "NONSENSE" not in str(found(capsys, "keys"))


def test_a_home_into_which_others_can_look(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    well.root.chmod(0o755)
    (well.root / "lake").mkdir(exist_ok=True)
    (well.root / "lake").chmod(0o755)

    assert "can look into" in found(capsys, "modes")["told"]


def test_settings_that_others_can_read(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (well.root / "channels.yaml").write_text("cri: {}\n")
    (well.root / "channels.yaml").chmod(0o640)

    code, findings = doctor(capsys)

    assert code == 1
    assert {name for name, each in findings.items() if each["state"] == "problem"} == {"modes", "channels"}


def test_a_folder_that_cannot_be_written(well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    # Root may write everywhere: the system's answer is made up.
    monkeypatch.setattr(state.os, "access", lambda path, mode: Path(path).name != "ledger")

    assert "ledger cannot be written" in found(capsys, "home")["told"]


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@needs_root
def test_files_that_a_command_run_as_root_left_behind(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for path in [well.root, *well.root.rglob("*")]:
        os.chown(path, 12_345, 12_345, follow_symlinks=False)
    assert doctor(capsys)[1]["owners"] == {"check": "owners", "state": "ok", "told": "all of it belongs to 12345", "mend": ""}
    entry = Ledger(well).path_of(MAY)
    os.chown(entry, 0, 0)

    told = doctor(capsys)[1]["owners"]
    assert told["state"] == "problem"
    assert told["told"] == f"1 files and folders are not 12345's to use: {entry}"
    assert f"chown -R 12345 {well.root}" in told["mend"]


@needs_root
def test_what_a_partners_program_delivers_as_a_user_of_its_own_is_no_fault(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    delivered = well.inbox / "cri" / "job_declarations" / "x.csv"
    delivered.parent.mkdir(parents=True)
    delivered.write_text("a;b\n")
    os.chown(delivered, 12_345, 12_345)

    assert doctor(capsys)[1]["owners"]["state"] == "ok"


def test_entries_that_this_user_cannot_read_are_not_called_damaged(
    well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Root may read everything: the system's answers are made up.
    entry, text_of = Ledger(well).path_of(MAY), Path.read_text

    def read_text(path: Path, *given: Any, **named: Any) -> str:
        if path == entry:
            raise PermissionError(13, "Permission denied", str(path))
        return text_of(path, *given, **named)

    monkeypatch.setattr(Path, "read_text", read_text)
    monkeypatch.setattr(state.os, "access", lambda path, mode: Path(path) != entry)

    assert "1 entries cannot be read by this user" in found(capsys, "ledger")["told"]


@needs_root
def test_root_is_told_whose_home_it_writes_into(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    os.chown(well.root, 12_345, 12_345)

    assert main(["status"]) == 0
    assert "Run it as #12345" in capsys.readouterr().err


def test_a_home_that_is_a_file_is_the_only_thing_told_of_it(
    well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(well.root / "home.json"))

    assert "is no folder" in found(capsys, "home")["told"]


def test_no_room_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state.scratch().state == "ok"
    monkeypatch.setattr(state.shutil, "disk_usage", lambda path: _Usage(100_000_000))
    assert state.scratch().state == "warning"
    monkeypatch.setenv("TMPDIR", str(tmp_path / "away"))
    assert state.scratch().state == "problem"


def test_a_release_that_readers_do_not_find(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (well.root / "published" / "warehouse.duckdb").unlink()

    assert doctor(capsys)[1]["published"]["state"] == "warning"


def test_figures_that_cannot_be_put_where_they_are_wanted(well: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_METRICS_FILE", "/nowhere/collector/qutb.prom")

    assert state.figures(well).state == "warning"


def test_a_clock_that_somebody_has_set_for_a_trial(well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("QUTB_CLOCK", "2030-01-01T00:00:00+00:00")

    assert "QUTB_CLOCK is set" in found(capsys, "clock")["told"]


@pytest.mark.parametrize(("free", "verdict"), [(200_000_000, "problem"), (3_000_000_000, "warning"), (50_000_000_000, "ok")])
def test_room_on_the_disk(free: int, verdict: str, well: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state.shutil, "disk_usage", lambda path: _Usage(free))

    assert state.disk(well).state == verdict


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_a_file_system_without_locks(well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(state.fcntl, "flock", lambda file, how: None)

    assert "two processes can hold one lock" in found(capsys, "file_system")["told"]
    assert list(well.root.glob(".doctor*")) == []


def test_a_file_system_without_links(well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "symlink_to", refused)

    assert "not supported" in found(capsys, "file_system")["told"]


def test_a_home_of_a_newer_qutb(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (well.root / "home.json").write_text('{"state": 99}')

    assert "state 99" in found(capsys, "state")["told"]


def test_a_home_of_an_older_qutb_and_a_damaged_entry_are_healed_by_the_next_night(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (well.root / "home.json").write_text('{"state": 1}')
    entry = Ledger(well).path_of(MAY)
    entry.write_text(entry.read_text().replace('"rows_read": 1', '"rows_read": 2'))

    code, findings = doctor(capsys)

    assert code == 0
    assert findings["state"]["state"] == findings["ledger"]["state"] == "warning"
    assert entry.name in findings["ledger"]["told"]


def test_a_clock_that_is_behind_the_last_load(well: Home) -> None:
    assert program.clock(MAY.loaded_at - timedelta(days=1), MAY.loaded_at).state == "problem"
    assert program.clock(instant("1970-01-01T00:00:00+00:00"), None).state == "problem"
    assert program.clock(NOW, MAY.loaded_at).state == "ok"


def test_no_night_for_days(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    write_metrics(well, [], [], NightEnd(NOW - timedelta(days=3), 0, 1))
    write_metrics(well, [], [], NightEnd(NOW - timedelta(hours=8), 1, 1))

    assert "(3.0 days)" in found(capsys, "last_night")["told"]


def test_a_night_that_runs_is_no_leftover(well: Home) -> None:
    (well.folder("build") / "staging-abc").mkdir()
    assert state.leftovers(well).state == "warning"
    with night_lock(well):
        assert state.leftovers(well).told == "a night is running now"


def test_dbt_of_a_night_that_was_killed(well: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dbt").write_text("import time\ntime.sleep(60)\n")
    orphan = subprocess.Popen([sys.executable, str(tmp_path / "dbt")], env={**os.environ, "QUTB_HOME": str(well.root)})
    stranger = subprocess.Popen([sys.executable, str(tmp_path / "dbt")], env={**os.environ, "QUTB_HOME": "/elsewhere"})
    try:
        told = found(capsys, "leftovers")
    finally:
        for process in (orphan, stranger):
            process.kill()
            process.wait()

    assert told["mend"].endswith(f"`kill {orphan.pid}`")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("host: smtp.example.org\nsecurity: none\nfrom: q@example.org\n", "without encryption"),
        ("host: x\nfrom: q@e.org\npassword: hush\n", "password"),
    ],
)
def test_mail_settings_that_cannot_be_used(text: str, words: str, well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = well.root / "mail.yaml"
    path.touch(mode=0o600)
    path.write_text(text)

    told = found(capsys, "mail")
    assert words in told["told"]
    assert "hush" not in str(told)


def test_channels_that_cannot_be_read(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = well.root / "channels.yaml"
    path.touch(mode=0o600)
    path.write_text("banks: {sftp: {host: x, password: {env: NO_SUCH_VARIABLE}}}\n")

    assert "NO_SUCH_VARIABLE is not set" in found(capsys, "channels")["told"]


def test_a_postgresql_that_does_not_answer(well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(POSTGRES_URL, "postgresql://dagster:hush-hush@127.0.0.1:9/dagster")

    assert "hush-hush" not in str(found(capsys, "dagster"))


def test_a_postgresql_that_answers(well: Home, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES_URL, postgres)

    assert services.storage(well) == Finding("dagster", "ok", "PostgreSQL answers")


def test_a_history_of_runs_that_is_damaged(well: Home, capsys: pytest.CaptureFixture[str]) -> None:
    dagster_environment(well)
    (well.root / "dagster" / "history").mkdir(parents=True)
    (well.root / "dagster" / "history" / "runs.db").write_bytes(b"no database" * 999)

    assert "runs.db cannot be read" in found(capsys, "dagster")["told"]


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"qutb-nightly.timer": "active"}, "ok"),
        ({"qutb-daemon.service": "active"}, "ok"),
        ({}, "warning"),
        ({"qutb-daemon.service": "failed"}, "problem"),
    ],
)
def test_what_systemd_says(told: dict[str, str], verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "systemctl"
    script.write_text(
        "#!/bin/sh\ncase $2 in\n"
        + "".join(f"{unit}) echo {said};;\n" for unit, said in told.items())
        + "*) echo inactive; exit 3;;\nesac\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(services, "_SYSTEMD_RUNS", tmp_path)

    assert services.schedule().state == verdict


def test_packages_that_are_away_or_others(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("duckdb==0.0.1 \\\n    --hash=sha256:00\nno-such-package==1.0\nPyYAML==6.0; python_version > '3'\n")

    finding = interpreter.packages(lock)

    assert finding.state == "problem"
    assert "missing: no-such-package" in finding.told
    assert "duckdb" in finding.told
    assert "instead of 0.0.1" in finding.told
    assert interpreter.packages(tmp_path / "none.lock").state == "problem"


def test_every_package_of_the_project_is_read_from_the_lock_file() -> None:
    wanted = dict(interpreter._PINNED.findall(interpreter.LOCK.read_text()))

    assert {"dagster", "duckdb", "dagster-postgres", "prometheus-client"} <= {interpreter.normal(name) for name in wanted}
    assert not any("\\" in version or ";" in version for version in wanted.values())


def bare(home: Home, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command under a Python that sees none of the installed packages (`-S`)."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "orchestration.cli", *arguments], cwd=program.ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_where_no_package_is_installed_it_says_so(well: Home) -> None:
    told = bare(well, "doctor")

    assert told.returncode == 1
    assert "PROBLEM  packages     missing: " in told.stdout
    assert "PROBLEM  program      the other checks cannot be made (ModuleNotFoundError" in told.stdout
    assert "→ remove .venv, then run `make install`" in told.stdout
    assert told.stderr == ""


def test_where_no_time_zone_is_known_it_still_answers(well: Home) -> None:
    assert "PROBLEM  packages" in bare(well, "doctor", PYTHONTZPATH="").stdout


def test_another_command_without_its_packages_names_the_package_in_one_line(well: Home) -> None:
    told = bare(well, "verify")

    assert told.returncode == 1
    assert told.stderr.startswith("qutb: ModuleNotFoundError: No module named ")
    assert "Traceback" not in told.stderr


def test_a_library_that_does_not_load_or_takes_the_process_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cut_short.py").write_text("raise ImportError('cut_short.so: file too short\\nelse')")
    (tmp_path / "of_another_machine.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    assert interpreter.libraries().state == "ok"
    broken = interpreter.libraries(["duckdb", "cut_short", "away"])
    assert broken.state == "problem"
    assert "cut_short (ImportError: cut_short.so: file too short else), away (ModuleNotFoundError" in broken.told
    assert interpreter.libraries(["of_another_machine"]).state == "problem"


def test_each_library_that_is_looked_at_is_one_of_the_lock_file() -> None:
    from importlib.metadata import packages_distributions

    there = packages_distributions()
    pinned = {interpreter.normal(name) for name, _ in interpreter._PINNED.findall(interpreter.LOCK.read_text())}

    assert {interpreter.normal(there[name.partition(".")[0]][0]) for name in interpreter.LIBRARIES} <= pinned


def test_a_python_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "PYTHON", (3, 99))
    assert interpreter.python().state == "problem"


def test_fonts_and_time_zone_that_are_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program.fonts(tmp_path).state == "problem"
    monkeypatch.setattr(program, "TIME_ZONE", "Africa/Nowhere")
    assert program.time_zone().state == "problem"


def test_an_extension_that_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb_extension_httpfs

    monkeypatch.setattr(duckdb_extension_httpfs, "__file__", str(tmp_path / "__init__.py"))
    assert program.encryption().state == "problem"


def test_a_contract_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> None:
        raise ValueError("hub_visits.odcs.yaml: no columns\nmore")

    monkeypatch.setattr("ingestion.contract.load_contracts", wrong)
    assert program.contracts().told == "ValueError: hub_visits.odcs.yaml: no columns"


def test_a_check_that_breaks_keeps_no_other_from_being_made(
    well: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password=hushhush")

    monkeypatch.setattr(state, "disk", broken)

    code, findings = doctor(capsys)

    assert code == 1
    assert "RuntimeError" in findings["home"]["told"]
    assert "hushhush" not in str(findings)
    assert "dagster" in findings


def test_locks_are_asked_as_the_night_takes_them(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    state._lock_twice(tmp_path / "lock")
