"""The short form of the fault harness: one home that is killed, starved and fooled, one that a disk spoils. `make faults` does it all."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults import breaking
from tests.faults.ground import Ground, Patient, make_ground

READER = """
import sys, time, duckdb, os
path, stop = sys.argv[1], sys.argv[2]
seen, reads = set(), 0
while not os.path.exists(stop):
    with duckdb.connect(path, read_only=True) as connection:
        (release,), = connection.execute("select distinct release_id from marts.kpi_values").fetchall()
        count, = connection.execute("select count(*) from marts.kpi_values where kpi_id = 'JOB-01'").fetchone()
        assert count > 0
        seen.add(release); reads += 1
    time.sleep(0.3)
print(reads, len(seen))
"""
KILLS = ("intake", "building", "releasing")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    given = os.environ.get("QUTB_FAULTS_GROUND")  # of an earlier run, while faults are worked on
    return make_ground(Path(given) if given else tmp_path_factory.mktemp("faults"))


def test_a_night_broken_off_anywhere_ends_like_an_undisturbed_one(ground: Ground, tmp_path: Path) -> None:
    """Killed in three of its steps, on a full disk, without a folder to write to, with a wrong clock, on top of a spoilt build."""
    with ExitStack() as closing:
        if small := breaking.can_mount():
            closing.enter_context(breaking.small_disk(tmp_path / "home", breaking.ROOM))
        patient = Patient(ground, ground.copy(tmp_path / "home"))
        stop = tmp_path / "stop"
        reader = subprocess.Popen(
            [sys.executable, "-c", READER, str(patient.home.published), str(stop)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        patient.check(breaking.clock_back(patient, "2000-01-01T00:00:10+00:00"))
        patient.check(breaking.read_only_folder(patient, "ledger"))
        patient.check(breaking.full_disk(patient, 100 << 10) if small else breaking.small_files(patient, 8))
        draw = random.Random(2026)
        killed = []
        for step in KILLS:
            night = breaking.kill_at(patient, step, draw.random(), whole_group=draw.random() < 0.7)
            if night.process.returncode == -9:
                killed.append(night.step)
            patient.check(night)
        breaking.garble(patient.home.root / "build" / "warehouse.duckdb")

        was_cut_off = (patient.home.root / "build" / "night.json").exists()

        healed = patient.heal()

        stop.touch()
        said, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    assert int(said.split()[0]) > 0
    assert len(killed) >= 2, killed
    if was_cut_off:
        breaking.says(healed, "was cut off at")


def test_what_a_disk_spoils_heals_in_a_night_with_nothing_new(ground: Ground, tmp_path: Path) -> None:
    patient = Patient(ground, ground.copy(tmp_path / "home", undisturbed=True))
    home = patient.home
    files = breaking.lake_files(home)
    for file, how in zip(files, ("flipped", "cut", "gone"), strict=False):
        breaking.spoil(file, how)
    entries = sorted((home.root / "ledger").glob("*/*/*.json"))
    breaking.spoil(entries[0], "flipped")
    breaking.spoil(entries[-1], "empty")
    breaking.flip(next((home.root / "published" / "extracts").resolve().rglob("*.xlsx")))

    night = patient.heal()

    breaking.says(night, "were read again from the original", "as it was again", "were missing or damaged, are up now", "Nothing new")
