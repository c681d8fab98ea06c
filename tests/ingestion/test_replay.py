"""Originals taken in again: both loads are in the ledger, the delivery stays the same, and what was known then stays known."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from hub_rooms import RESOURCE, ROOMS, accept_planetariums
from intake_helpers import csv_text, feed_of, intake_without_gx, parquet_rows, put, take_in

from ingestion.home import Home
from ingestion.ledger import Ledger, LoadRecord
from ingestion.partners import Feed
from orchestration.build import Run, known_at, make_build_database
from orchestration.replay import ReplayError, check_archived, deliveries_asked_for, replay

ROOT = Path(__file__).parents[2]
FEEDS = (feed_of("hub_resources"), feed_of("hub_bookings"))
TAKEN_IN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
REPLAYED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def loaded(home: Home) -> Home:
    """A home with one delivery, of which one row is rejected for its kind of room."""
    put(home, "test_partner/hub_resources/salles 2026-10.csv", ROOMS, received="2026-11-01T08:00:00+00:00")
    take_in(home, FEEDS, TAKEN_IN)
    return home


def replay_all(home: Home, names: Sequence[str] = (), feed: str | None = None, now: datetime = REPLAYED) -> list[LoadRecord]:
    with intake_without_gx(home, now) as intake:
        asked = deliveries_asked_for(intake.records, FEEDS, names, feed)
        check_archived(intake.archive, asked)
        return replay(intake, asked, lambda record: None)


def test_a_replay_is_a_second_load_of_the_same_delivery_under_todays_contract(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    accept_planetariums(monkeypatch)

    replay_all(loaded)

    first, second = Ledger(loaded).entries()
    assert (first.delivery_id, first.period_start, first.received_at) == (second.delivery_id, second.period_start, second.received_at)
    assert (first.load_number, second.load_number) == (1, 2)
    assert (first.rows_accepted, second.rows_accepted) == (9, 10)
    assert (second.contract_version, second.loaded_at) == ("9.0.0", REPLAYED)
    assert first.contract_version != "9.0.0"


def test_the_first_load_is_not_touched(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for folder in ("lake", "quarantine", "ledger", "archive") for path in kept(loaded, folder)}
    accept_planetariums(monkeypatch)

    replay_all(loaded)

    assert {path: path.read_bytes() for path in before} == before


def kept(home: Home, folder: str) -> list[Path]:
    return [path for path in (home.root / folder).rglob("*") if path.is_file() and path.name != "inbox.json"]


def test_the_original_comes_from_the_archive_and_not_from_the_inbox(loaded: Home) -> None:
    for path in loaded.inbox.rglob("*.csv*"):
        path.unlink()

    (record,) = replay_all(loaded)

    assert record.rows_read == 10


def test_no_opened_original_is_left_behind(loaded: Home) -> None:
    replay_all(loaded)

    assert not list(loaded.root.rglob("originals-*"))
    clear = [path for path in loaded.root.rglob("*") if path.is_file() and ROOMS.encode() in path.read_bytes()]
    assert [path for path in clear if "inbox" not in path.parts] == []


def test_replaying_again_adds_a_load_and_changes_no_row(loaded: Home) -> None:
    (second,) = replay_all(loaded)
    (third,) = replay_all(loaded)

    assert (second.load_number, third.load_number) == (2, 3)
    rows = [[{**row, "load_id": ""} for row in parquet_rows(loaded.root / str(record.lake_file))] for record in (second, third)]
    assert rows[0] == rows[1]


def test_a_replayed_file_still_in_the_inbox_is_not_taken_in_again(loaded: Home) -> None:
    replay_all(loaded)

    assert take_in(loaded, FEEDS, REPLAYED) == []


def standing(home: Home, as_of: datetime) -> list[str]:
    """The load that stands as of an instant, by the warehouse's own rule: the last load of the delivery that was not refused."""
    path = make_build_database(home, Run("r", as_of), known_at(Ledger(home).entries(), as_of), FEEDS)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "select arg_max(load_id, split_part(load_id, '.', -1)::int) from lake.loads where verdict <> 'refused' group by delivery_id"
        ).fetchall()
    return [row[0] for row in rows]


def test_before_the_replay_only_the_first_load_was_known(loaded: Home) -> None:
    (second,) = replay_all(loaded)

    first = second.load_id.removesuffix(".2") + ".1"
    assert standing(loaded, datetime(2026, 11, 10, tzinfo=UTC)) == [first]
    assert standing(loaded, REPLAYED) == [second.load_id]


def test_history_taken_in_late_is_known_from_its_receipt(loaded: Home) -> None:
    """Received on the 1st as its side file says, taken in on the 20th: the 10th knows of it."""
    assert len(known_at(Ledger(loaded).entries(), datetime(2026, 11, 10, tzinfo=UTC))) == 1
    assert known_at(Ledger(loaded).entries(), datetime(2026, 10, 31, tzinfo=UTC)) == []


def test_loads_of_before_the_extra_column_are_read_beside_new_ones(loaded: Home) -> None:
    (record,) = Ledger(loaded).entries()
    lake = loaded.root / str(record.lake_file)
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * exclude (extra) from '{lake}') to '{lake}.old' (format parquet)")
    os.replace(f"{lake}.old", lake)
    put(loaded, "test_partner/hub_resources/salles 2026-11.csv", csv_text([{**RESOURCE, "Étage": "2e"}]))
    take_in(loaded, FEEDS, REPLAYED)

    path = make_build_database(loaded, Run("r", REPLAYED), known_at(Ledger(loaded).entries(), REPLAYED), FEEDS)

    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("select extra, count(*) from lake.hub_resources group by extra order by extra nulls first").fetchall()
    assert rows == [(None, 9), ('{"Étage":"2e"}', 1)]


@pytest.mark.parametrize("suffix", ["", ".1"])
def test_a_delivery_is_asked_for_by_its_id_or_by_that_of_a_load(loaded: Home, suffix: str) -> None:
    (first,) = Ledger(loaded).entries()

    assert [again.last for again in deliveries_asked_for([first], FEEDS, [first.delivery_id + suffix], None)] == [first]


@pytest.mark.parametrize(
    ("names", "feed", "feeds", "said"),
    [
        (["nothing.1"], None, FEEDS, "no delivery nothing.1"),
        ([], "cri/nothing", FEEDS, "no feed cri/nothing"),
        ([], None, FEEDS[1:], "No longer in the partners file: test_partner/hub_resources"),
    ],
)
def test_what_cannot_be_replayed_is_said(loaded: Home, names: list[str], feed: str | None, feeds: tuple[Feed, ...], said: str) -> None:
    with pytest.raises(ReplayError, match=said):
        deliveries_asked_for(Ledger(loaded).entries(), feeds, names, feed)


def test_referenced_contracts_are_replayed_first(loaded: Home) -> None:
    booking = {"booking_ref": "B1", "resource_code": "S1", "organisation_name": "Coop", "starts_at": "2026-10-05 09:00",
               "ends_at": "2026-10-05 10:00", "status": "confirmed"}  # fmt: skip
    put(loaded, "test_partner/hub_bookings/réservations 2026-10.csv", csv_text([booking]), received="2026-10-20T08:00:00+00:00")
    take_in(loaded, FEEDS, TAKEN_IN)

    assert [again.feed.contract for again in deliveries_asked_for(Ledger(loaded).entries(), FEEDS, [], None)] == [
        "hub_resources",
        "hub_bookings",
    ]


def test_without_an_original_nothing_is_done(loaded: Home) -> None:
    for path in (loaded.root / "archive").rglob("*.age"):
        path.unlink()

    with pytest.raises(ReplayError, match="archive lacks"):
        replay_all(loaded)

    assert len(Ledger(loaded).entries()) == 1


KILLED = """
import os, signal, sys
sys.path[:0] = ["tests/ingestion", "."]
import test_replay
from ingestion import lake
from ingestion.home import Home
from pathlib import Path
moves = []
def dying(staged, target, move=lake.put_in_place):
    moves.append(target)
    if len(moves) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    move(staged, target)
lake.put_in_place = dying
test_replay.replay_all(Home(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("moves", [1, 2, 3])
def test_killed_at_any_move_each_delivery_is_on_its_old_or_on_its_new_load(loaded: Home, moves: int) -> None:
    put(loaded, "test_partner/hub_resources/salles 2026-11.csv", ROOMS + "\n", received="2026-11-02T08:00:00+00:00")
    take_in(loaded, FEEDS, TAKEN_IN)

    done = subprocess.run([sys.executable, "-c", KILLED, str(loaded.root), str(moves)], cwd=ROOT, timeout=120, check=False)

    assert done.returncode == -signal.SIGKILL
    records = Ledger(loaded).entries()
    assert sorted(record.load_number for record in records) == [1, 1, 2][: 2 + (moves > 2)]
    assert all((loaded.root / str(file)).exists() for r in records for file in (r.lake_file, r.quarantine_file))
    assert {record.load_number for record in replay_all(loaded)} == ({2, 3} if moves > 2 else {2})
