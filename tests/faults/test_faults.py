"""The short form of the fault harness: one home that is fooled, starved, killed and spoilt. `make faults` does it all."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.faults import breaking
from tests.faults.ground import Ground, Patient

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


def test_a_night_broken_off_anywhere_ends_like_an_undisturbed_one(ground: Ground, tmp_path: Path) -> None:
    """A wrong clock, a folder that cannot be written, a full disk, three kills and a disk that spoils files; then one night mends it all."""
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
        unwritten = breaking.read_only_folder(patient, "ledger")
        assert unwritten.process.returncode == 1
        patient.check(unwritten)
        patient.check(breaking.full_disk(patient, 100 << 10) if small else breaking.small_files(patient, 8))
        draw = random.Random(2026)
        killed = []
        for step in KILLS:
            night = breaking.kill_at(patient, step, draw.random(), whole_group=draw.random() < 0.7)
            if night.process.returncode == -9:
                killed.append(night.step)
            patient.check(night)
        was_cut_off = (patient.home.root / "build" / "night.json").exists()
        _spoil(patient)

        healed = patient.heal(meanwhile=lambda night: breaking.second_night(patient, night))

        stop.touch()
        said, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    assert int(said.split()[0]) > 0
    assert len(killed) >= 2, killed
    if was_cut_off:
        breaking.says(healed, "was cut off at")
    breaking.says(healed, "were read again from the original", "as it was again")


def _spoil(patient: Patient) -> None:
    """What a bad disk does: rows flipped, cut and gone, entries of an earlier night flipped and empty, a build that says nothing."""
    for file, how in zip(breaking.lake_files(patient.home), ("flipped", "cut", "gone"), strict=False):
        breaking.spoil(file, how)
    base = patient.ground.base.root
    entries = sorted(path.relative_to(base) for path in (base / "ledger").glob("*/*/*.json"))
    breaking.spoil(patient.home.root / entries[0], "flipped")
    breaking.spoil(patient.home.root / entries[-1], "empty")
    breaking.garble(patient.home.root / "build" / "warehouse.duckdb")
