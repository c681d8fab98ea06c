"""What outlives a killed night is ended by the next one, of this home and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.home import Home
from orchestration.orphans import children_named

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not show what processes were started with")
SLEEPS = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]


def child(of: Path) -> subprocess.Popen[bytes]:
    started = subprocess.Popen(SLEEPS, env={**os.environ, "QUTB_NIGHT": str(of)}, stdout=subprocess.PIPE)
    assert started.stdout is not None
    started.stdout.readline()  # it runs by now
    return started


@pytest.fixture
def orphans(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]]:
    """One of this home, one of another."""
    both = child(tmp_path / "home"), child(tmp_path / "other")
    yield both
    for each in both:
        each.kill()
        each.wait()


def test_only_the_orphans_of_this_home_are_ended(tmp_path: Path, orphans: tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]) -> None:
    ours, others = orphans

    with children_named(Home(tmp_path / "home")) as ended:
        named = os.environ["QUTB_NIGHT"]

    assert ended == 1
    assert ours.wait(10) == -9
    assert others.poll() is None
    assert named == str(tmp_path / "home")
    assert "QUTB_NIGHT" not in os.environ


def test_a_night_s_own_children_bear_its_home(tmp_path: Path) -> None:
    with children_named(Home(tmp_path)) as ended:
        said = subprocess.run(
            [sys.executable, "-c", "import os; print(os.environ['QUTB_NIGHT'])"], capture_output=True, text=True, check=True
        )

    assert ended == 0
    assert said.stdout.strip() == str(tmp_path)
