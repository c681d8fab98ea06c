"""Whatever a disk spoils is named, with what mends it; and what mends it does."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from test_healing import NEXT, files_of, flip, mend, take_in_two
from test_replay import replay_all

from ingestion.archive import Archive
from ingestion.checksums import sha256_of, write_sums
from ingestion.home import Home
from ingestion.ledger import Ledger, LoadRecord, NewerState
from ingestion.migrations import migrate
from ingestion.removals import ErasureNote, PurgeNote, Removed, erasure_text, note_path, note_purge
from ingestion.sql import literal
from orchestration.cli import main
from orchestration.upkeep.healing import mend_ledger
from orchestration.upkeep.verifying import NoHome, Verified, verify
from publishing.extracts import put_up_extracts
from publishing.figures import keep_figures
from publishing.release import publish


def sound(home: Home) -> Verified:
    return verify(home, pause=0)


def damaged(home: Home) -> dict[str, tuple[str, str]]:
    return {each.path: (each.what, each.mend) for each in sound(home).damages}


def made_release(home: Home, name: str, rows: int) -> None:
    folder = home.folder("releases") / name
    folder.mkdir()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"create schema marts; create table marts.kpi_values as from range({rows})")
        connection.execute(f"copy (select 1 as value) to {literal(folder / 'figures.parquet')}")
    note = {"id": name, "built_at": "2026-11-20T02:00:00+00:00", "as_of": "2026-11-20T02:00:00+00:00", "fingerprint": name}
    (folder / "release.json").write_text(json.dumps({**note, "facts": {"rows": {"marts.kpi_values": rows}}}))
    write_sums(folder)
    extracts = home.folder("extracts") / name
    (extracts / "open_data").mkdir(parents=True)
    (extracts / "open_data" / "figures.csv").write_text("value\n1\n")
    write_sums(extracts)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The two deliveries, two releases with extracts, and their figures."""
    home = Home(tmp_path_factory.mktemp("made") / "home")
    take_in_two(home)
    migrate(home)
    for rows, name in enumerate(("R1", "R2"), 1):
        made_release(home, name, rows)
        publish(home, name)
        put_up_extracts(home, name)
    keep_figures(home)
    Ledger(home).keep_copy()
    return home


@pytest.fixture
def released(made: Home, tmp_path: Path) -> Home:
    """A copy of it, to be spoilt."""
    return Home(shutil.copytree(made.root, tmp_path / "home", symlinks=True))


def lake_of(home: Home, contract: str) -> tuple[LoadRecord, Path]:
    (record,) = [record for record in Ledger(home).entries() if record.contract == contract]
    return record, home.root / str(record.lake_file)


def test_a_sound_home_is_sound_and_all_of_it_was_looked_at(released: Home) -> None:
    verified = sound(released)

    assert verified.damages == ()
    assert verified.notes == ()
    assert verified.checked == {
        "ledger": 5, "lake": 2, "quarantine": 2, "archive": 2, "releases": 2, "extracts": 2, "figures": 2, "published": 2,
    }  # fmt: skip


def test_looking_changes_nothing(released: Home) -> None:
    def state() -> dict[str, tuple[int, bytes | None]]:
        return {str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else None) for path in released.root.rglob("*")}

    flip(next((released.root / "lake").rglob("*.parquet")))
    before = state()
    sound(released)

    assert state() == before


EVERY_FILE = [
    ("ledger/*/*/*.json", "nightly"),
    ("ledger/copy.jsonl.gz", "nightly"),
    ("lake/**/*.parquet", "qutb replay"),
    ("quarantine/**/*.parquet", "qutb replay"),
    ("archive/**/*.age", "backup"),
    ("releases/R1/warehouse.duckdb", "backup"),
    ("releases/R2/warehouse.duckdb", "qutb rollback"),
    ("releases/R1/release.json", "backup"),
    ("extracts/R1/open_data/figures.csv", "qutb extracts R1"),
    ("figures/R1.parquet", "nightly"),
]


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
@pytest.mark.parametrize(("glob", "mends"), EVERY_FILE)
def test_any_file_that_is_spoilt_is_named_with_what_mends_it(released: Home, glob: str, mends: str, how: str) -> None:
    spoilt = min(released.root.glob(glob))
    name = spoilt.relative_to(released.root).as_posix()
    if how == "flipped":
        flip(spoilt)
    elif how == "cut":
        os.truncate(spoilt, 20)
    else:
        spoilt.unlink()
    if name == "ledger/copy.jsonl.gz" and how == "gone":
        assert damaged(released) == {}  # it is of the next night
        return

    found = damaged(released)

    parent = "/".join(name.split("/")[:2])
    told = found.get(name) or found.get(parent) or found["ledger/copy.jsonl.gz"]
    assert mends in told[1]
    # Rows and originals of an entry that cannot be read are not known; the published link tells of its file too.
    assert set(found) - {name, parent, "ledger/copy.jsonl.gz", "published/warehouse.duckdb"} == set()


@pytest.mark.parametrize("how", ["gone", "empty", "a line short"])
@pytest.mark.parametrize(("folder", "mends"), [("releases/R1", "backup"), ("releases/R2", "nightly"), ("extracts/R1", "qutb extracts R1")])
def test_a_list_of_sums_that_says_too_little_is_named(released: Home, folder: str, mends: str, how: str) -> None:
    """Without this, files that no list names could be damaged and nobody would be told."""
    sums = released.root / folder / "SHA256SUMS"
    if how == "gone" and folder.startswith("extracts"):
        return  # those that were made before there were lists have none
    text = "" if how == "empty" else "".join(sums.read_text().splitlines(keepends=True)[1:])
    sums.unlink() if how == "gone" else sums.write_text(text)

    ((name, (_, mend)),) = damaged(released).items()

    assert name == folder
    assert mends in mend


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_list_of_figures_is_named_and_written_anew(released: Home, how: str) -> None:
    sums = released.root / "figures" / "SHA256SUMS"
    before = sums.read_text()
    sums.unlink() if how == "gone" else sums.write_text("")

    assert "nightly" in damaged(released)["figures/SHA256SUMS"][1]
    keep_figures(released)

    assert sums.read_text() == before
    assert damaged(released) == {}


def test_a_damaged_sum_of_sound_figures_is_put_right(released: Home) -> None:
    """Their release still holds them, with a list of its own that says so."""
    sums = released.root / "figures" / "SHA256SUMS"
    before = sums.read_text()
    sums.write_text(("1" if before[0] == "0" else "0") + before[1:])

    assert "nightly" in damaged(released)["figures/R1.parquet"][1]
    keep_figures(released)

    assert sums.read_text() == before
    assert damaged(released) == {}


def test_a_second_copy_that_is_empty_is_named_and_made_anew(released: Home) -> None:
    copy = released.root / "ledger" / "copy.jsonl.gz"
    copy.write_bytes(b"")
    assert "nightly" in damaged(released)["ledger/copy.jsonl.gz"][1]

    mend_ledger(released, NEXT)
    Ledger(released).keep_copy()

    assert len(list(Ledger(released).copied())) == 2


@pytest.mark.parametrize("how", ["gone", "cut", "open"])
@pytest.mark.parametrize("name", ["archive.key", "pseudonym.key"])
def test_a_key_that_cannot_be_used_is_named_and_all_else_is_looked_at(released: Home, name: str, how: str) -> None:
    key = released.root / "keys" / name
    (spoilt := next((released.root / "lake").rglob("*.parquet"))).write_bytes(b"")
    secret = key.read_text().strip()
    if how == "gone":
        key.unlink()
    elif how == "cut":
        key.write_text(secret[:20])
    else:
        key.chmod(0o644)

    found = damaged(released)

    assert set(found) == {f"keys/{name}", spoilt.relative_to(released.root).as_posix()}
    assert "backup" in found[f"keys/{name}"][1]
    assert secret[:20] not in str(found)
    assert key.exists() == (how != "gone")


def test_a_state_that_cannot_be_read_is_named_and_all_else_is_looked_at(released: Home) -> None:
    (released.root / "home.json").write_bytes(b"")
    flip(min((released.root / "figures").glob("*.parquet")))

    found = damaged(released)
    assert set(found) == {"home.json", "figures/R1.parquet"}
    (released.root / "home.json").write_text('{"state": 2}')
    assert '{"state": 2}' in found["home.json"][1]


def test_rows_whose_original_is_spoilt_too_come_from_a_backup(released: Home) -> None:
    record, path = lake_of(released, "hub_resources")
    flip(path)
    flip(next((released.root / "archive").rglob(f"{record.file_sha256}.age")))

    assert "backup" in damaged(released)[str(record.lake_file)][1]


def test_rows_that_are_sound_and_of_another_number_are_found(released: Home) -> None:
    """Their sum fits; the ledger's count does not: a fault of ours, or of a hand."""
    record, _ = lake_of(released, "hub_resources")
    entry = Ledger(released).path_of(record)
    Ledger(released).write(replace(record, rows_accepted=record.rows_accepted - 1))

    found = damaged(released)
    assert "9 rows, and the ledger names 8" in found[str(record.lake_file)][0]
    assert "10 rows read are not 8 accepted and 1 rejected" in found[entry.relative_to(released.root).as_posix()][0]


def test_what_was_purged_on_purpose_is_no_damage(released: Home) -> None:
    record, _ = lake_of(released, "hub_resources")
    gone = [str(record.quarantine_file), f"archive/{record.file_sha256[:2]}/{record.file_sha256}.age"]
    note_purge(released, PurgeNote(NEXT, {}, tuple(Removed(path, "originals") for path in gone), True))
    for path in gone:
        (released.root / path).unlink()

    assert damaged(released) == {}
    flip(released.root / str(record.lake_file))
    assert "backup" in damaged(released)[str(record.lake_file)][1]  # its original is gone for good


def test_an_original_from_which_a_person_was_taken_is_what_it_became(released: Home, tmp_path: Path) -> None:
    record, _ = lake_of(released, "hub_resources")
    (tmp_path / "redacted.csv").write_text("a;b")
    archive = Archive(released)
    archive.path_of(record.file_sha256).unlink()
    archive.keep(tmp_path / "redacted.csv", record.file_sha256)
    assert len(damaged(released)) == 1

    note = note_path(released, "erasures", NEXT)
    note.parent.mkdir()
    note.write_text(erasure_text(ErasureNote(NEXT, {}, {record.file_sha256: sha256_of(tmp_path / "redacted.csv")})))
    assert damaged(released) == {}
    note.write_text("{")
    assert "ledger/erasures/20261121T020000000000Z.json" in damaged(released)


def test_an_archive_without_its_key_is_told_once_and_no_key_is_made(released: Home) -> None:
    (released.root / "keys" / "archive.key").unlink()

    assert set(damaged(released)) == {"keys/archive.key"}
    assert not (released.root / "keys" / "archive.key").exists()


def test_no_original_is_written_in_the_clear(released: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    opened = os.open

    def watched(path: object, flags: int, *rest: int, **more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            written.append(str(path))
        return opened(path, flags, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", watched)
    monkeypatch.setattr("tempfile.mkstemp", lambda *a, **k: pytest.fail("a temporary file"))
    monkeypatch.setattr("pyrage.decrypt_file", lambda *a, **k: pytest.fail("a clear file"), raising=False)
    before = set(released.root.rglob("*"))

    assert sound(released).checked["archive"] == 2
    assert written == []
    assert set(released.root.rglob("*")) == before


@pytest.mark.parametrize("target", ["../releases/R9/warehouse.duckdb", "/etc/hostname", "../keys/archive.key"])
def test_a_link_that_leads_astray_is_found(released: Home, target: str) -> None:
    released.published.unlink()
    released.published.symlink_to(target)

    assert "qutb rollback" in damaged(released)["published/warehouse.duckdb"][1]


def test_a_published_file_whose_release_names_other_rows_is_found(released: Home) -> None:
    note = released.root / "releases" / "R2" / "release.json"
    note.write_text(note.read_text().replace('"marts.kpi_values": 2', '"marts.kpi_values": 3'))
    write_sums(note.parent)

    assert "holds 2 rows, and its release names 3" in damaged(released)["published/warehouse.duckdb"][0]


def test_files_that_no_entry_names_are_told_and_are_no_damage(released: Home) -> None:
    _, path = lake_of(released, "hub_resources")
    shutil.copy(path, path.with_name("unnamed.parquet"))

    verified = sound(released)

    assert verified.damages == ()
    assert "unnamed.parquet" in verified.notes[0]


def test_beside_a_night_there_is_no_false_alarm(released: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases are taken away, entries written, rows restored, while it looks."""
    stop = threading.Event()

    def night() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            for record in Ledger(released).entries():
                Ledger(released).write(record)
            made_release(released, f"T{number}", number)
            publish(released, f"T{number}")
            put_up_extracts(released, f"T{number}")
            keep_figures(released)
            if number > 1:
                shutil.rmtree(released.root / "releases" / f"T{number - 1}")
                shutil.rmtree(released.root / "extracts" / f"T{number - 1}")

    working = threading.Thread(target=night)
    working.start()
    try:
        found = [verify(released, pause=0.2).damages for _ in range(15)]
    finally:
        stop.set()
        working.join()
    assert found == [()] * 15


def test_the_next_night_mends_what_it_is_said_to_mend(released: Home) -> None:
    before = files_of(released)
    for glob in ("ledger/*/hub_bookings/*.json", "lake/hub_resources/*/*.parquet", "quarantine/hub_resources/*/*.parquet", "figures/R1*"):
        flip(min(released.root.glob(glob)))
    assert len(damaged(released)) == 4

    mend_ledger(released, NEXT)
    keep_figures(released)
    mend(released)

    assert damaged(released) == {}
    assert files_of(released) == before


def test_an_entry_that_is_gone_comes_back(released: Home) -> None:
    entry = min(Ledger(released).files())
    data = entry.read_bytes()
    entry.unlink()

    (said,) = mend_ledger(released, NEXT).told

    assert entry.stem in said
    assert entry.read_bytes() == data


def test_an_entry_that_was_damaged_when_it_was_copied_does_not_come_back(released: Home) -> None:
    entry = min(Ledger(released).files())
    entry.write_text(entry.read_text().replace('"rows_accepted": 9', '"rows_accepted": 8'))
    (released.root / "ledger" / "copy.jsonl.gz").unlink()
    Ledger(released).keep_copy()

    (said,) = mend_ledger(released, NEXT).told

    assert "is now damaged/" in said
    assert mend_ledger(released, NEXT).told == []
    assert not entry.exists()


def test_a_second_copy_that_is_damaged_is_made_anew(released: Home) -> None:
    flip(released.root / "ledger" / "copy.jsonl.gz")

    (said,) = mend_ledger(released, NEXT).told
    Ledger(released).keep_copy()

    assert "written anew" in said
    assert damaged(released) == {}
    assert mend_ledger(released, NEXT).told == []


def test_a_replay_of_a_delivery_whose_rows_are_damaged_restores_them(released: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `qutb replay DELIVERY` does: a night is opened, then the delivery is loaded again."""
    before = files_of(released)
    record, path = lake_of(released, "hub_resources")
    flip(path)
    assert f"qutb replay {record.delivery_id}" in damaged(released)[str(record.lake_file)][1]

    asked = []

    def run_night(home: Home, now: datetime, as_of: object, before: Callable[[object], None]) -> int:
        """The night itself, without Dagster and Great Expectations."""
        mend(home)
        asked.extend(replay_all(home, [record.delivery_id], now=now))
        return 0

    monkeypatch.setenv("QUTB_HOME", str(released.root))
    monkeypatch.setattr("orchestration.nightly.run_night", run_night)
    assert main(["replay", record.delivery_id, "--now", NEXT.isoformat()]) == 0

    after = files_of(released)
    assert {file: after[file] for file in before} == before
    assert [load.load_number for load in asked] == [2]
    assert damaged(released) == {}


def test_figures_are_kept_with_sums_and_come_back_from_their_release(released: Home) -> None:
    kept = released.root / "figures" / "R1.parquet"
    data = kept.read_bytes()
    flip(kept)

    keep_figures(released)

    assert kept.read_bytes() == data


def test_figures_whose_release_is_gone_stay_listed(released: Home) -> None:
    shutil.rmtree(released.root / "releases" / "R1")
    (released.root / "figures" / "R1.parquet").unlink()

    keep_figures(released)

    assert "backup" in damaged(released)["figures/R1.parquet"][1]


def test_a_home_of_before_sums_is_told_as_such(released: Home) -> None:
    (released.root / "home.json").unlink()
    (released.root / "releases" / "R1" / "SHA256SUMS").unlink()

    verified = sound(released)

    assert verified.damages == ()
    assert "no lists of sums yet" in verified.notes[0]


def test_a_newer_home_is_not_taken_for_a_damaged_one(released: Home) -> None:
    (released.root / "home.json").write_text('{"state": 99}')

    with pytest.raises(NewerState):
        sound(released)


def test_the_command_tells_persons_and_programs(
    released: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(released.root))
    monkeypatch.setattr("orchestration.upkeep.verifying.time.sleep", lambda seconds: None)

    assert main(["verify"]) == 0
    assert "19 checks" in (told := capsys.readouterr().out)
    assert "all sound" in told
    flip(min((released.root / "lake").rglob("*.parquet")))
    assert main(["verify"]) == 1
    assert "DAMAGED lake/" in capsys.readouterr().out
    assert main(["verify", "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["sound"], facts["checked"]["archive"], facts["damages"][0]["kind"]) == (False, 2, "lake")


def test_where_there_is_no_home_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NoHome):
        verify(Home(tmp_path / "none"))
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "none"))

    assert main(["verify"]) == 1
    assert "QUTB_HOME" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
