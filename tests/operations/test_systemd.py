"""The units of systemd, held against systemd itself and against the project."""

from __future__ import annotations

import argparse
import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestration.cli import _parser
from orchestration.defs.schedules import at_two
from orchestration.upkeep.doctor.services import UNITS

FOLDER = Path(__file__).resolve().parents[2] / "orchestration" / "deploy" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
WORST_EXPOSURE = 20  # systemd's own scale, in tenths: 0 is none, 100 is all
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here (Debian package systemd)")


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return parser


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False)


@needs_systemd
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    program = tmp_path / "qutb"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for path in FOLDER.iterdir():  # all in one folder, so that they find each other; the program where it is now
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/qutb/.venv/bin/qutb", str(program)))

    told = analyze("verify", "--man=no", *(str(tmp_path / path.name) for path in FOLDER.iterdir()))

    ours = [line for line in told.stderr.splitlines() if "qutb" in line]
    assert (told.returncode, ours) == (0, [])


@needs_systemd
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_is_as_closed_as_systemd_can_measure(path: Path) -> None:
    told = analyze("security", "--offline=yes", f"--threshold={WORST_EXPOSURE}", str(path))

    assert told.returncode == 0, told.stdout[-500:]


@needs_systemd
def test_a_unit_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "qutb-wrong.service").write_text("[Service]\nExecStart=/nowhere/qutb\nNoNewPriviliges=yes\n")

    assert "NoNewPriviliges" in analyze("verify", "--man=no", str(tmp_path / "qutb-wrong.service")).stderr


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_keeps_what_it_writes_to_itself_and_has_a_limit(path: Path) -> None:
    service = unit(path)["Service"]

    assert service["UMask"] == "0077"
    assert service["LimitCORE"] == "0"
    assert service["NoNewPrivileges"] == service["PrivateTmp"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["User"] == "qutb"
    assert "MemoryMax" in service
    assert service["Environment"] == f"QUTB_HOME={service['ReadWritePaths']}"
    assert not re.search(r"(?i)(password|secret|token)=\S", path.read_text())


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_runs_a_command_that_there_is(path: Path) -> None:
    _, *words = unit(path)["Service"]["ExecStart"].split()

    given = _parser().parse_args(words)

    assert isinstance(given, argparse.Namespace)


def test_the_page_is_for_this_machine_only() -> None:
    service = unit(FOLDER / "qutb-web.service")["Service"]

    given = _parser().parse_args(service["ExecStart"].split()[1:])

    assert given.host == "127.0.0.1"
    assert (service["IPAddressDeny"], service["IPAddressAllow"]) == ("any", "localhost")


def test_codes_that_are_no_failure_of_the_command_are_none_of_the_unit() -> None:
    from orchestration.cli import ANOTHER_NIGHT, FAILED, NOT_RELEASED

    codes = unit(FOLDER / "qutb-nightly.service")["Service"]["SuccessExitStatus"].split()

    assert codes == [str(NOT_RELEASED), str(ANOTHER_NIGHT)]
    assert str(FAILED) not in codes


def test_the_timer_says_the_hour_of_dagsters_schedule_and_makes_up_for_a_night_slept_through() -> None:
    timer = unit(FOLDER / "qutb-nightly.timer")["Timer"]
    minute, hour, *rest = str(at_two.cron_schedule).split()

    assert rest == ["*", "*", "*"]
    assert timer["OnCalendar"] == f"*-*-* {int(hour):02}:{int(minute):02}:00 {at_two.execution_timezone}"
    assert timer["Persistent"] == "true"
    assert timer["Unit"] in {path.name for path in SERVICES}


@needs_systemd
def test_systemd_reads_the_hour_as_the_regions() -> None:
    calendar = unit(FOLDER / "qutb-nightly.timer")["Timer"]["OnCalendar"]

    told = analyze("calendar", "--iterations=1", "--base-time=2026-06-10 12:00:00 UTC", calendar)

    assert told.returncode == 0
    assert "2026-06-11 01:00:00 UTC" in told.stdout  # Morocco is an hour ahead


def test_the_doctor_asks_for_units_that_there_are() -> None:
    assert set(UNITS) <= {path.name for path in FOLDER.iterdir()}
