"""What outlives a killed night is ended by the next one, of this home and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ingestion.home import Home
from orchestration.orphans import children_named

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not show what processes were started with")
SLEEPS = "import time; print(flush=True); time.sleep(60)"


def left_behind(of: Path) -> int:
    """The number of a process whose parent, a night of a home, is gone."""
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)\n"
        "child.stdout.readline()\nprint(child.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", parent], env={**os.environ, "QUTB_NIGHT": str(of)}, capture_output=True, text=True, timeout=30, check=True
    )
    return int(done.stdout)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def orphans(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """One of this home, one of another."""
    both = left_behind(tmp_path / "home"), left_behind(tmp_path / "other")
    yield both
    for each in both:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def test_only_the_orphans_of_this_home_are_ended(tmp_path: Path, orphans: tuple[int, int]) -> None:
    ours, others = orphans
    assert is_alive(ours)

    with children_named(Home(tmp_path / "home")) as ended:
        named = os.environ["QUTB_NIGHT"]

    assert ended == 1
    assert not is_alive(ours)
    assert is_alive(others)
    assert named == str(tmp_path / "home")
    assert "QUTB_NIGHT" not in os.environ


def test_helpers_that_an_earlier_night_left_to_this_process_are_its_own(tmp_path: Path) -> None:
    """Such as the process in which Python counts shared resources, in a daemon that runs night after night."""
    with children_named(Home(tmp_path)):
        helper = subprocess.Popen([sys.executable, "-c", SLEEPS], stdout=subprocess.PIPE)
        assert helper.stdout is not None
        helper.stdout.readline()
    try:
        with children_named(Home(tmp_path)) as ended:
            assert ended == 0
            assert helper.poll() is None
    finally:
        helper.kill()
        helper.wait()


def test_a_night_s_own_children_bear_its_home(tmp_path: Path) -> None:
    with children_named(Home(tmp_path)) as ended:
        said = subprocess.run(
            [sys.executable, "-c", "import os; print(os.environ['QUTB_NIGHT'])"], capture_output=True, text=True, check=True
        )

    assert ended == 0
    assert said.stdout.strip() == str(tmp_path)
