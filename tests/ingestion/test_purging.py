"""Retention obeyed and remembered: what is too old goes, nobody takes it for damaged, and no figure needs it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from intake_helpers import csv_text, intake_without_gx, put, take_in
from privacy_helpers import FEEDS, JOB, TAKEN_IN, killed_at

from ingestion.archive import Archive
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.removals import PurgeNote, note_purge, purge_notes, removals
from orchestration.build import Run, make_build_database
from orchestration.receipts import heal, without_receipt
from orchestration.replay import ReplayError, check_archived, deliveries_asked_for
from orchestration.upkeep.healing import UnhealedError, damages, mend_rows
from orchestration.upkeep.purging import EVERY, finish, planned, purge, purge_if_due, summary
from orchestration.upkeep.retention import RetentionError, newest_kept, retention

SOON = TAKEN_IN + timedelta(days=61)
NEXT_YEAR = TAKEN_IN + timedelta(days=396)
MUCH_LATER = TAKEN_IN + timedelta(days=1826)


@pytest.fixture
def loaded(with_persons_in_it: Home) -> Home:
    """Four deliveries, one with a rejected row."""
    home = with_persons_in_it
    rows = [{**JOB, "Référence": f"J7-{index}", "État": "Déclaré" if index else "inconnu"} for index in range(10)]
    put(home, "test_partner/job_declarations/emplois 2026-07.csv", csv_text(rows), received="2026-08-01T08:00:00+00:00")
    take_in(home, FEEDS, TAKEN_IN)
    return home


def rooms(home: Home, now: datetime) -> set[str]:
    return {removed.room for removed in planned(home, now).removed}


def lasting(home: Home) -> dict[Path, bytes]:
    return {p: p.read_bytes() for room in ("lake", "ledger", "figures") for p in (home.root / room).rglob("*.[pj]*") if p.is_file()}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (TAKEN_IN, set[str]()),
        (SOON, {"inbox"}),
        (NEXT_YEAR, {"inbox", "quarantine", "receipts"}),
        (MUCH_LATER, {"inbox", "quarantine", "receipts", "archive"}),
    ],
)
def test_each_room_has_its_own_time(loaded: Home, now: datetime, expected: set[str]) -> None:
    assert rooms(loaded, now) == expected


def test_a_purge_removes_what_it_says_and_the_ledger_remembers(loaded: Home) -> None:
    before = lasting(loaded)
    paths = {removed.path for removed in planned(loaded, MUCH_LATER).removed}

    note = purge(loaded, MUCH_LATER)

    assert {removed.path for removed in note.removed} == paths
    assert not any((loaded.root / path).exists() for path in paths)
    assert list(loaded.inbox.rglob("*.csv*")) == []
    (kept,) = purge_notes(loaded)
    assert kept.is_done
    assert kept.purged_at == MUCH_LATER
    assert kept.rules["archive"] == "1825 days"
    assert {load for removed in kept.removed for load in removed.loads} == {record.load_id for record in Ledger(loaded).entries()}
    assert {path: path.read_bytes() for path in before} == before
    assert purge(loaded, MUCH_LATER).removed == ()


def test_nights_go_on_after_a_purge(loaded: Home) -> None:
    counted = [(record.load_id, record.rows_rejected) for record in Ledger(loaded).entries()]

    purge(loaded, NEXT_YEAR)

    records = Ledger(loaded).entries()
    path = make_build_database(loaded, Run("r", NEXT_YEAR), records, FEEDS)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(*) from lake.rejections").fetchone() == (0,)
        assert connection.execute("select count(*) from lake.job_declarations").fetchone() == (39,)
        assert sorted(connection.execute("select load_id, rows_rejected from lake.loads").fetchall()) == sorted(counted)
    assert damages(loaded, records) == []
    with intake_without_gx(loaded, NEXT_YEAR) as intake:
        assert mend_rows(intake, FEEDS, lambda line: None) == []
    assert heal(loaded, records, FEEDS, NEXT_YEAR) == 0
    assert without_receipt(loaded, records) == []
    assert take_in(loaded, FEEDS, NEXT_YEAR) == []


def test_the_same_file_delivered_again_after_a_purge_is_known(loaded: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    shutil.copy2(loaded.inbox / "test_partner/job_declarations/emplois 2026-07.csv", copy)
    purge(loaded, MUCH_LATER)
    put(loaded, "test_partner/job_declarations/emplois 2026-07.csv", copy.read_bytes(), received="2026-08-01T08:00:00+00:00")

    assert take_in(loaded, FEEDS, MUCH_LATER) == []


def test_a_replay_of_a_purged_original_says_when_it_was_purged(loaded: Home) -> None:
    purge(loaded, MUCH_LATER)

    with pytest.raises(ReplayError, match=f"purged on {MUCH_LATER:%Y-%m-%d}"):
        check_archived(Archive(loaded), deliveries_asked_for(Ledger(loaded).entries(), FEEDS, [], None))


def test_rows_spoilt_after_their_original_was_purged_are_told_so(loaded: Home) -> None:
    purge(loaded, MUCH_LATER)
    (loaded.root / str(Ledger(loaded).entries()[0].lake_file)).write_bytes(b"")

    with intake_without_gx(loaded, MUCH_LATER) as intake, pytest.raises(UnhealedError, match="purged on"):
        mend_rows(intake, FEEDS, lambda line: None)


def test_a_file_stays_in_the_inbox_while_its_original_is_not_archived(loaded: Home) -> None:
    for path in (loaded.root / "archive").rglob("*.age"):
        path.unlink()

    assert "inbox" not in rooms(loaded, MUCH_LATER)


def test_a_file_that_was_not_taken_in_stays(loaded: Home) -> None:
    new = put(loaded, "test_partner/job_declarations/nouveau.csv", "x")

    purge(loaded, MUCH_LATER)

    assert new.exists()


PURGE = "from orchestration.upkeep.purging import purge; purge(Home(Path(sys.argv[1])), privacy_helpers.LATER.replace(year=2033))"


def test_a_purge_killed_anywhere_is_finished_by_the_next_one(loaded: Home, tmp_path: Path) -> None:
    now, killed = MUCH_LATER.replace(year=2033), 0
    for step in range(1, 60, 3):
        home = Home(Path(shutil.copytree(loaded.root, tmp_path / f"killed{step}", copy_function=shutil.copy2)))
        if not killed_at(home, PURGE, step):
            break
        killed += 1

        assert damages(home, Ledger(home).entries()) == []
        assert heal(home, Ledger(home).entries(), FEEDS, now) == 0 or not purge_notes(home)
        purge(home, now)
        assert rooms(home, now) == set()
        assert all(note.is_done for note in purge_notes(home))
        assert not list((home.root / "archive").rglob("*.age"))
    assert killed >= 4


def test_a_file_that_came_after_a_purge_was_killed_stays(loaded: Home) -> None:
    """Under the name of one that the purge was to remove: nobody has taken it in."""
    (removed,) = [each for each in planned(loaded, SOON).removed if each.path.endswith("2026-08.csv")]
    note_purge(loaded, PurgeNote(SOON, {}, (removed,)))
    new = put(loaded, removed.path.removeprefix("inbox/"), "corrected", received="2027-02-01T08:00:00+00:00")

    finish(loaded)

    assert new.read_text() == "corrected"
    assert new.with_name(f"{new.name}.received").exists()


def test_what_a_load_left_whose_rows_were_lost_ages_as_everything_else(loaded: Home) -> None:
    (lost,) = [record for record in Ledger(loaded).entries() if record.quarantine_file]
    Ledger(loaded).write(
        replace(lost, load_id=f"{lost.delivery_id}.2", restores=lost.load_id, quarantine_file=None, quarantine_sha256=None)
    )

    purge(loaded, NEXT_YEAR)

    assert not (loaded.root / str(lost.quarantine_file)).exists()
    assert [path for path in loaded.inbox.rglob("*") if path.is_file()] == []


def test_the_night_purges_once_a_week(loaded: Home) -> None:
    said: list[tuple[str, str]] = []

    def nights(first: datetime, last: datetime) -> None:
        for day in range((last - first).days + 1):
            told: list[str] = []
            now = first + timedelta(days=day)
            purge_if_due(loaded, now, Ledger(loaded).entries(), told.append)
            said.extend((f"{now:%m-%d}", line) for line in told)

    nights(TAKEN_IN, SOON)
    put(loaded, "test_partner/job_declarations/emplois 2026-12.csv", csv_text([JOB] * 1))
    take_in(loaded, FEEDS, SOON)
    nights(SOON + timedelta(days=1), SOON + EVERY + timedelta(days=61))

    # Deliveries stay sixty days; the weekly purge comes up to six days after.
    due = [SOON + timedelta(days=2), SOON + timedelta(days=65)]
    assert said == [
        (f"{due[0]:%m-%d}", "  retention: inbox 4 purged; ledger/purges/ names them."),
        (f"{due[1]:%m-%d}", "  retention: inbox 1 purged; ledger/purges/ names them."),
    ]


def test_a_night_whose_clock_is_years_ahead_purges_nothing(loaded: Home) -> None:
    """Nor does the one after it: whoever reads what the night said has a week."""
    said: list[str] = []
    there = {path for path in loaded.root.rglob("*") if path.is_file()}
    records = Ledger(loaded).entries()
    purge_if_due(loaded, TAKEN_IN, records, said.append)

    purge_if_due(loaded, MUCH_LATER, records, said.append)
    purge_if_due(loaded, MUCH_LATER + timedelta(days=6), records, said.append)

    assert there <= {path for path in loaded.root.rglob("*") if path.is_file()}
    (line,) = said
    assert f"nothing is purged before {MUCH_LATER + EVERY:%Y-%m-%d}" in line
    assert "1826 days" in line

    purge_if_due(loaded, MUCH_LATER + EVERY, records, said.append)  # an installation that did rest so long
    assert "archive 4" in said[1]


def test_rules_that_cannot_be_used_purge_nothing_and_cost_no_night(loaded: Home) -> None:
    (loaded.root / "retention.yaml").write_text("archive: {days: tomorrow}\n")
    said: list[str] = []

    purge_if_due(loaded, MUCH_LATER, Ledger(loaded).entries(), said.append)

    assert "nothing was purged" in said[0]
    assert "archive" in said[0]
    assert purge_notes(loaded) == []
    assert newest_kept(loaded, "releases") == 30


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lake: {days: 3}", "no rule is for"),
        ("archive: 30", "whole number"),
        ("archive: {days: 0}", "whole number"),
        ("archive: {newest: 3}", "days"),
        ("releases: {days: 3}", "newest"),
        ("- archive", "a rule a line"),
        ("archive: {days: [}", "cannot be read"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_to_write(home: Home, text: str, said: str) -> None:
    home.root.mkdir()
    (home.root / "retention.yaml").write_text(text)

    with pytest.raises(RetentionError, match=said):
        retention(home)


def test_a_home_has_rules_of_its_own(loaded: Home) -> None:
    (loaded.root / "retention.yaml").write_text("inbox: forever\nquarantine: {days: 1}\nreleases: {newest: 2}\n")

    assert rooms(loaded, TAKEN_IN + timedelta(days=70)) == {"quarantine"}
    assert newest_kept(loaded, "releases") == 2


def test_logs_are_begun_anew_and_age(home: Home) -> None:
    log = home.folder("logs") / "nightly.log"
    log.write_text("a night\n")
    purge(home, TAKEN_IN)
    assert not log.exists()
    (old,) = (home.root / "logs").iterdir()
    os.utime(old, (0, datetime(2026, 11, 20, tzinfo=UTC).timestamp()))

    note = purge(home, TAKEN_IN + timedelta(days=91))

    assert not old.exists()
    assert summary(note) == "logs 1"


def test_old_releases_go_with_their_extracts_and_never_the_published_one(home: Home) -> None:
    for number in range(1, 34):
        folder = home.folder("releases") / f"2026{number:04d}"
        folder.mkdir()
        (folder / "warehouse.duckdb").touch()
        facts = f'{{"id": "{folder.name}", "built_at": "{number:04d}", "as_of": "", "fingerprint": "", "facts": {{}}}}'
        (folder / "release.json").write_text(facts)
        (home.folder("extracts") / f"{folder.name}.2026-05").mkdir()
    home.published.symlink_to(Path("..") / "releases" / "20260001" / "warehouse.duckdb")

    purge(home, TAKEN_IN)

    assert sorted(path.name for path in (home.root / "releases").iterdir())[:2] == ["20260001", "20260004"]
    assert sorted(path.name for path in (home.root / "extracts").iterdir())[:2] == ["20260001.2026-05", "20260004.2026-05"]
    assert removals(home).purged.keys() == {
        f"{room}/{name}"
        for name, room in [(f"2026000{n}", "releases") for n in (2, 3)] + [(f"2026000{n}.2026-05", "extracts") for n in (2, 3)]
    }
