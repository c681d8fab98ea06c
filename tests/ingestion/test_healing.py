"""What a disk spoils comes back: entries of the ledger, rows of loads; and what cannot come back stops the night."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hub_rooms import ROOMS, accept_planetariums
from intake_helpers import csv_text, feed_of, intake_without_gx, parquet_rows, put, take_in

from ingestion.checksums import sha256_of
from ingestion.home import Home
from ingestion.ledger import LEDGER_VERSION, Ledger, LedgerError, LoadRecord, NewerState
from ingestion.migrations import STATE_VERSION, migrate, state_version
from orchestration.build import known_at
from orchestration.opening import open_night
from orchestration.upkeep.healing import UnhealedError, damages, mend_ledger, mend_rows

FEEDS = (feed_of("hub_resources"), feed_of("hub_bookings"))
TAKEN_IN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NEXT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
BOOKING = {
    "booking_ref": "B1", "resource_code": "S1", "organisation_name": "Coop", "starts_at": "2026-10-05 09:00",
    "ends_at": "2026-10-05 10:00", "status": "confirmed",
}  # fmt: skip


@pytest.fixture
def loaded(home: Home) -> Home:
    """A home with two deliveries, one of which refers to the other, and has a rejected row."""
    take_in_two(home)
    return home


def take_in_two(home: Home) -> None:
    put(home, "test_partner/hub_resources/salles 2026-10.csv", ROOMS, received="2026-11-01T08:00:00+00:00")
    bookings = csv_text(
        [*({**BOOKING, "booking_ref": f"B{n}"} for n in range(1, 10)), {**BOOKING, "booking_ref": "B10", "resource_code": "S99"}]
    )
    put(home, "test_partner/hub_bookings/réservations 2026-10.csv", bookings, received="2026-11-02T08:00:00+00:00")
    take_in(home, FEEDS, TAKEN_IN)


def mend(home: Home) -> tuple[list[LoadRecord], list[str]]:
    said: list[str] = []
    with intake_without_gx(home, NEXT) as intake:
        return mend_rows(intake, FEEDS, said.append), said


def flip(path: Path) -> None:
    """One bit in the middle of a file, as a bad disk would."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def files_of(home: Home) -> dict[str, str]:
    return {file: sha256_of(home.root / file) for record in Ledger(home).entries() for file, _ in record.files}


def test_the_ledger_names_the_sums_of_the_files(loaded: Home) -> None:
    records = Ledger(loaded).entries()

    assert all(digest == sha256_of(loaded.root / file) for record in records for file, digest in record.files)
    assert sum(len(record.files) for record in records) == 4
    assert damages(loaded, records) == []


@pytest.mark.parametrize("how", ["flipped", "cut", "empty", "gone"])
@pytest.mark.parametrize("kind", ["lake_file", "quarantine_file"])
def test_damaged_rows_are_read_again_from_the_original(loaded: Home, kind: str, how: str) -> None:
    before = files_of(loaded)
    entries = {path: path.read_bytes() for path in Ledger(loaded).files()}
    (record,) = [record for record in Ledger(loaded).entries() if record.contract == "hub_bookings"]
    path = loaded.root / str(getattr(record, kind))
    if how == "flipped":
        flip(path)
    elif how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: 100 if how == "cut" else 0])

    loads, said = mend(loaded)

    assert loads == []
    assert len(said) == 1
    assert record.load_id in said[0]
    assert files_of(loaded) == before
    assert {path: path.read_bytes() for path in Ledger(loaded).files()} == entries


def test_what_others_refer_to_is_restored_before_them(loaded: Home) -> None:
    """Were bookings read against a list of rooms that is damaged, every room in them would be unknown."""
    before = files_of(loaded)
    for record in Ledger(loaded).entries():
        flip(loaded.root / str(record.lake_file))

    loads, said = mend(loaded)

    assert loads == []
    assert len(said) == 2
    assert files_of(loaded) == before


def test_under_another_contract_a_further_load_takes_the_place_of_the_lost_one(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (lost,) = [record for record in Ledger(loaded).entries() if record.contract == "hub_resources"]
    (loaded.root / str(lost.lake_file)).unlink()
    accept_planetariums(monkeypatch)
    loads, said = mend(loaded)

    (further,) = loads
    assert (further.load_number, further.restores, further.rows_rejected) == (2, lost.load_id, 0)
    assert further.load_id in said[0]
    assert lost.load_id not in {record.load_id for record in Ledger(loaded).entries()}
    known = known_at(Ledger(loaded).entries(), datetime(2026, 11, 10, tzinfo=UTC))  # the day before the damage, and the load
    assert {record.load_id for record in known} >= {further.load_id}
    assert len(parquet_rows(loaded.root / str(further.lake_file))) == 10
    assert mend(loaded) == ([], [])


@pytest.mark.parametrize("how", ["gone", "flipped"])
def test_without_a_sound_original_no_figure_is_made(loaded: Home, how: str) -> None:
    (lost,) = [record for record in Ledger(loaded).entries() if record.contract == "hub_resources"]
    flip(loaded.root / str(lost.lake_file))
    original = next((loaded.root / "archive").rglob(f"{lost.file_sha256}.age"))
    flip(original) if how == "flipped" else original.unlink()

    with pytest.raises(UnhealedError, match=lost.load_id):
        mend(loaded)


def test_a_damaged_entry_comes_back_from_the_second_copy(loaded: Home) -> None:
    ledger = Ledger(loaded)
    ledger.keep_copy()
    path = ledger.files()[0]
    before = path.read_bytes()
    fields = json.loads(before)
    path.write_text(json.dumps(fields | {"rows_accepted": 1000}))  # still JSON, and a lie

    with pytest.raises(LedgerError, match="checksum"):
        ledger.entries()
    said = mend_ledger(loaded, NEXT).told

    assert "as it was again" in said[0]
    assert path.read_bytes() == before
    assert mend_ledger(loaded, NEXT).told == []


@pytest.mark.parametrize("copy", ["none", "damaged"])
def test_without_the_copy_the_delivery_is_taken_in_again(loaded: Home, copy: str) -> None:
    ledger = Ledger(loaded)
    if copy == "damaged":
        ledger.keep_copy()
        damaged = loaded.root / "ledger" / "copy.jsonl.gz"
        damaged.write_bytes(damaged.read_bytes()[:200])
    before = {record.load_id: (record.delivery_id, record.received_at, record.rows_read, record.lake_sha256) for record in ledger.entries()}
    ledger.files()[0].write_bytes(b'{"load_id": "x"')

    said = mend_ledger(loaded, NEXT).told
    take_in(loaded, FEEDS, NEXT)

    assert "taken in again" in said[0]
    after = {r.load_id: (r.delivery_id, r.received_at, r.rows_read, r.lake_sha256) for r in Ledger(loaded).entries()}
    assert after == before


@pytest.mark.parametrize("harm", ["none", "changed", "gone", "set aside"])
def test_a_night_begins_with_the_ledger_as_it_is_after_mending(loaded: Home, harm: str) -> None:
    """What mending hands on, read once, is what a process that comes later reads from the disk."""
    ledger = Ledger(loaded)
    first, second = (ledger.entry(path) for path in sorted(ledger.files()))
    ledger.write(replace(second, load_id=f"{second.delivery_id}.2", restores=second.load_id))
    if harm != "set aside":
        ledger.keep_copy()
    path = ledger.path_of(first)
    if harm == "gone":
        path.unlink()
    elif harm != "none":
        path.write_text(json.dumps(json.loads(path.read_text()) | {"rows_accepted": 1000}))

    mended = mend_ledger(loaded, NEXT)

    assert mended.records == Ledger(loaded).entries()
    assert [record.load_id for record in mended.records] == [
        *([] if harm == "set aside" else [first.load_id]),
        f"{second.delivery_id}.2",
    ]
    assert [record.rows_accepted for record in mended.records if record.load_id == first.load_id] in ([first.rows_accepted], [])


def test_a_night_reads_each_entry_once(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(loaded)  # what a home of before needs, once
    opened: list[str] = []
    read_text = Path.read_text

    def noted(path: Path, *args: Any, **options: Any) -> str:
        opened.append(path.name)
        return read_text(path, *args, **options)

    monkeypatch.setattr(Path, "read_text", noted)

    with open_night(loaded, NEXT):
        pass

    assert [opened.count(path.name) for path in Ledger(loaded).files()] == [2, 2]  # and for the second copy


def test_the_copy_grows_with_the_ledger(loaded: Home) -> None:
    ledger = Ledger(loaded)
    ledger.keep_copy()
    put(loaded, "test_partner/hub_resources/salles 2026-11.csv", ROOMS + "\n", received="2026-11-12T08:00:00+00:00")
    take_in(loaded, FEEDS, NEXT)
    ledger.keep_copy()
    newest = max(ledger.files(), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(b"")

    mend_ledger(loaded, NEXT)

    assert len(ledger.entries()) == 3


def as_version_1(home: Home) -> None:
    """Entries as they were before they had checksums."""
    for path in Ledger(home).files():
        fields = json.loads(path.read_text())
        for name in ("checksum", "lake_sha256", "quarantine_sha256", "restores"):
            del fields[name]
        path.write_text(json.dumps(fields | {"ledger_version": 1}))


def test_a_home_of_before_checksums_gets_them(loaded: Home) -> None:
    as_version_1(loaded)
    assert state_version(loaded) == 1

    before, changed = migrate(loaded)

    assert (before, changed, state_version(loaded)) == (1, 2, STATE_VERSION)
    records = Ledger(loaded).entries()
    assert all(digest == sha256_of(loaded.root / file) for record in records for file, digest in record.files)
    assert {record.ledger_version for record in records} == {LEDGER_VERSION}
    assert migrate(loaded) == (STATE_VERSION, 0)


def test_a_migration_killed_half_way_is_done_again(loaded: Home) -> None:
    as_version_1(loaded)
    half = Ledger(loaded).files()[0]
    migrate(loaded)
    written = half.read_bytes()
    as_version_1(loaded)
    half.write_bytes(written)
    (loaded.root / "home.json").unlink()

    assert migrate(loaded) == (1, 1)
    assert half.read_bytes() == written


def test_a_newer_home_is_left_alone(loaded: Home, tmp_path: Path) -> None:
    (loaded.root / "home.json").write_text(json.dumps({"state": STATE_VERSION + 1}))
    before = shutil.copytree(loaded.root, tmp_path / "before")

    with pytest.raises(NewerState, match="newer Qutb"):
        migrate(loaded)

    assert sorted(p.relative_to(before) for p in before.rglob("*")) == sorted(p.relative_to(loaded.root) for p in loaded.root.rglob("*"))


def test_a_newer_entry_is_not_taken_for_a_damaged_one(loaded: Home) -> None:
    path = Ledger(loaded).files()[0]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"ledger_version": LEDGER_VERSION + 1, "more": 1}))

    with pytest.raises(NewerState, match="newer Qutb"):
        mend_ledger(loaded, NEXT)
    assert path.exists()


def test_a_new_home_is_of_today(home: Home) -> None:
    home.root.mkdir()

    assert migrate(home) == (STATE_VERSION, 0)
    assert state_version(home) == STATE_VERSION
