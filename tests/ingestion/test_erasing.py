"""One person erased: found nowhere afterwards, not even in the opened archive, and all that was counted is counted as before."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from intake_helpers import csv_text, intake_without_gx, parquet_rows, put, take_in
from privacy_helpers import FEEDS, LATER, OTHER, PERSON, TAKEN_IN, jobs, killed_at

from ingestion.archive import Archive
from ingestion.home import Home
from ingestion.identity import pseudonym_key
from ingestion.ledger import Ledger
from ingestion.removals import erasure_notes
from orchestration.cli import main
from orchestration.receipts import heal
from orchestration.replay import ReplayError, check_archived, deliveries_asked_for, replay
from orchestration.upkeep.erasing import Held, erase, held_about, lines
from orchestration.upkeep.healing import damages
from orchestration.upkeep.redaction import NoIdentity, Sought, Unredactable
from orchestration.upkeep.rewriting import UnsoundRows, sound_home
from publishing.release import publish


@pytest.fixture
def loaded(with_persons_in_it: Home) -> Home:
    (with_persons_in_it.folder("build") / "warehouse.duckdb").write_bytes(b"intermediate tables hold pseudonyms")
    return with_persons_in_it


def places(home: Home, tmp_path: Path, person: str, pseudonym: str) -> set[str]:
    """Files that hold a person: cells of Parquet, members of packages, the archive opened; found without the code under test."""
    archive, found = Archive(home), set()
    sums = {path.stem for path in (home.root / "archive").rglob("*.age")}
    spellings = (person, person.lower(), f"{person[:2].lower()}-{person[2:5]} {person[5:]}", pseudonym)
    for path in (path for path in home.root.rglob("*") if path.is_file()):
        parts = [path.read_bytes(), path.name.encode()]
        if path.suffix == ".parquet":
            parts.append(json.dumps(parquet_rows(path), default=str).encode())
        if path.suffix == ".age" and path.stem in sums:
            archive.restore(path.stem, tmp_path / "clear")
            parts.append((tmp_path / "clear").read_bytes())
        parts += [inner for part in parts for inner in _inside(part)]
        if any(spelling.encode() in part for spelling in spellings for part in parts):
            found.add(path.relative_to(home.root).parts[0])
    return found


def _inside(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from (package.read(name) for name in package.namelist())


def erased(home: Home, person: str = PERSON) -> Held:
    held, _ = erase(home, Sought.of(person), FEEDS, LATER)
    return held


def rows(home: Home) -> list[list[dict[str, object]]]:
    loads = sorted(Ledger(home).entries(), key=lambda record: record.period_start)
    return [parquet_rows(home.root / str(record.lake_file)) for record in loads]


def test_an_erased_person_is_found_nowhere(loaded: Home, tmp_path: Path) -> None:
    pseudonym = pseudonym_key(loaded).pseudonym(PERSON)
    assert places(loaded, tmp_path, PERSON, pseudonym) >= {"inbox", "archive", "lake"}

    held = erased(loaded, "ab 123456")

    assert sum(held.rows.values()) == 3
    assert len(held.originals) == len(held.inbox) == 3
    assert places(loaded, tmp_path, PERSON, pseudonym) == set()
    assert not (loaded.root / "build" / "warehouse.duckdb").exists()
    assert held_about(loaded, Sought.of(PERSON), FEEDS, LATER).is_empty


def test_everybody_else_is_still_there(loaded: Home, tmp_path: Path) -> None:
    other = pseudonym_key(loaded).pseudonym(OTHER)

    erased(loaded)

    assert places(loaded, tmp_path, OTHER, other) == {"archive", "lake"}
    assert [[row["person_id"] for row in of_load].count(other) for of_load in rows(loaded)] == [1, 1, 1]


def test_the_rows_stay_and_are_one_person_whom_nobody_is(loaded: Home) -> None:
    before = rows(loaded)

    erased(loaded)

    after = rows(loaded)
    assert [[{**row, "person_id": None} for row in load] for load in after] == [
        [{**row, "person_id": None} for row in load] for load in before
    ]
    assert len({load[0]["person_id"] for load in after}) == 1
    assert after[0][0]["person_id"] not in (None, before[0][0]["person_id"])
    assert damages(loaded, Ledger(loaded).entries()) == []


def test_a_replay_of_redacted_originals_gives_the_same_rows(loaded: Home) -> None:
    erased(loaded)
    before = [[{**row, "load_id": ""} for row in load] for load in rows(loaded)]

    with intake_without_gx(loaded, LATER) as intake:
        asked = deliveries_asked_for(intake.records, FEEDS, [], None)
        check_archived(intake.archive, asked)
        again = replay(intake, asked, lambda record: None)

    loads = [parquet_rows(loaded.root / str(r.lake_file)) for r in sorted(again, key=lambda record: record.period_start)]
    assert [[{**row, "load_id": ""} for row in load] for load in loads] == before


def test_the_note_tells_nothing_of_the_person(loaded: Home, tmp_path: Path) -> None:
    pseudonym = pseudonym_key(loaded).pseudonym(PERSON)
    erased(loaded)

    (note,) = erasure_notes(loaded)
    stand_in = pseudonym_key(loaded)
    text = "".join(path.read_text() for path in (loaded.root / "ledger" / "erasures").iterdir())
    assert sorted(note.loads.values()) == [1, 1, 1]
    assert all(note.originals.values())
    assert PERSON not in text
    assert pseudonym not in text
    assert str(rows(loaded)[0][0]["person_id"]) not in text
    assert stand_in.pseudonym(PERSON) == pseudonym


def test_what_cannot_be_redacted_is_removed_and_a_replay_says_why(loaded: Home, tmp_path: Path) -> None:
    # Of a workbook in which a formula is made of the number, or a file within a file, nothing can be changed: here bytes that are no text.
    put(
        loaded,
        "test_partner/job_declarations/emplois 2026-11.csv",
        csv_text(jobs(11, "")).encode() + b"\x00" + PERSON.encode(),
        received="2026-11-21T08:00:00+00:00",
    )
    take_in(loaded, FEEDS, LATER)

    held = erased(loaded)
    records = Ledger(loaded).entries()
    (gone,) = [sha256 for sha256, copy in erasure_notes(loaded)[0].originals.items() if copy is None]
    (record,) = [record for record in records if record.file_sha256 == gone]

    assert len(held.originals) == 4
    assert places(loaded, tmp_path, PERSON, pseudonym_key(loaded).pseudonym(PERSON)) == set()
    with pytest.raises(ReplayError, match="removed on 2026-11-24 when a person was erased"):
        check_archived(Archive(loaded), deliveries_asked_for(records, FEEDS, [record.delivery_id], None))


def parquet_of(people: list[dict[str, str]]) -> bytes:
    """Rows packed so that no byte of the file reads as the number."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(people), out, compression="gzip")
    return out.getvalue()


@pytest.mark.parametrize("is_searched", [True, False])
def test_an_original_whose_bytes_do_not_show_the_number_is_removed(home: Home, monkeypatch: pytest.MonkeyPatch, is_searched: bool) -> None:
    """What the reader sees decides, also where the search of bytes finds nothing to replace."""
    packed = parquet_of(jobs(8, PERSON))
    assert PERSON.encode() not in packed
    put(home, "test_partner/job_declarations/emplois 2026-08.parquet", packed, received="2026-09-01T08:00:00+00:00")
    (record,) = take_in(home, FEEDS, TAKEN_IN)
    assert record.rows_accepted == 10
    if not is_searched:
        monkeypatch.setattr("orchestration.upkeep.redaction._PARQUET", b"none")

    erased(home)

    assert erasure_notes(home)[0].originals == {record.file_sha256: None}
    assert not Archive(home).path_of(record.file_sha256).exists()


def test_a_packed_original_of_a_refused_delivery_is_found(home: Home) -> None:
    """No row of it leads to the person: only its own cells do."""
    strangers = [{"Colonne": "x", "Autre": PERSON} for _ in range(3)]
    put(home, "test_partner/job_declarations/emplois 2026-08.parquet", parquet_of(strangers), received="2026-09-01T08:00:00+00:00")
    (record,) = take_in(home, FEEDS, TAKEN_IN)
    assert record.verdict == "refused"

    assert set(erased(home).originals) == {record.file_sha256}


def test_damaged_rows_are_not_given_a_sum_that_fits(loaded: Home) -> None:
    rows = loaded.root / str(Ledger(loaded).entries()[0].lake_file)
    rows.write_bytes(rows.read_bytes()[:-1] + b"2")

    with pytest.raises(UnsoundRows, match=rows.name):
        erased(loaded)
    assert erasure_notes(loaded) == []


def test_damaged_rows_in_whose_place_others_stand_go(loaded: Home) -> None:
    """Nobody can look through them, and nobody reads them again."""
    record = Ledger(loaded).entries()[0]
    rows = loaded.root / str(record.lake_file)
    rows.write_bytes(b"PAR1, and nothing else")
    Ledger(loaded).write(replace(record, load_id=f"{record.delivery_id}.2", restores=record.load_id, lake_file=None, lake_sha256=None))

    assert len(erased(loaded).rows) == 2
    assert not rows.exists()


def test_what_could_not_be_looked_through_is_told_and_is_no_clean_bill(
    loaded: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(loaded.root))
    original = next((loaded.root / "archive").rglob("*.age"))
    original.write_bytes(original.read_bytes()[:-1])

    for arguments in (["erase", "ZZ999999", "--dry-run"], ["erase", "ZZ999999"]):
        assert main(arguments) == 1
        told = capsys.readouterr().out
        assert original.stem in told
        assert "as far as could be looked" in told


def test_a_release_that_holds_the_person_is_named_and_goes_once_another_is_up(
    loaded: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None should; if one did, readers keep it until there is another."""
    monkeypatch.setenv("QUTB_HOME", str(loaded.root))
    for name in ("R1", "R2"):
        folder = loaded.folder("releases") / name
        folder.mkdir()
        duckdb.connect(str(folder / "warehouse.duckdb")).execute(f"create table t as select '{PERSON}' as a").close()
        at = TAKEN_IN.isoformat()
        note = {"id": name, "built_at": at, "as_of": at, "fingerprint": "", "facts": {}}
        (folder / "release.json").write_text(json.dumps(note))
    publish(loaded, "R2")

    assert main(["erase", PERSON, "--no-night"]) == 1
    assert "releases/R2" in capsys.readouterr().err
    assert [path.name for path in (loaded.root / "releases").iterdir()] == ["R2"]
    (clean := loaded.folder("releases") / "R3").mkdir()
    (clean / "warehouse.duckdb").write_bytes(b"another")
    publish(loaded, "R3")
    assert main(["erase", PERSON, "--no-night"]) == 0
    assert [path.name for path in (loaded.root / "releases").iterdir()] == ["R3"]
    assert places(loaded, tmp_path, PERSON, pseudonym_key(loaded).pseudonym(PERSON)) == set()


def test_a_dry_run_tells_what_is_held_and_changes_nothing(loaded: Home) -> None:
    before = {path: path.read_bytes() for path in loaded.root.rglob("*") if path.is_file()}

    told = list(lines(held_about(loaded, Sought.of(PERSON), FEEDS, LATER)))

    assert {path: path.read_bytes() for path in loaded.root.rglob("*") if path.is_file()} == before
    assert sum("rows under the person's pseudonym" in line for line in told) == 3
    assert sum("archived original" in line for line in told) == 3
    assert not any(PERSON in line for line in told)


def test_who_is_not_held_is_told_so(loaded: Home) -> None:
    assert list(lines(erased(loaded, "ZZ999999"))) == ["Nothing is held about this person."]
    assert erasure_notes(loaded) == []


def test_a_number_in_a_text_goes_as_well(home: Home, tmp_path: Path) -> None:
    rows_ = jobs(9, "")
    rows_[3]["Nom de l'organisation"] = f"Atelier {PERSON} et fils"
    rows_[4]["État"] = f"inconnu {PERSON}"  # rejected: the quarantine quotes it
    put(home, "test_partner/job_declarations/emplois 2026-09.csv", csv_text(rows_), received="2026-10-01T08:00:00+00:00")
    take_in(home, FEEDS, TAKEN_IN)

    erased(home)

    assert places(home, tmp_path, PERSON, pseudonym_key(home).pseudonym(PERSON)) == set()
    assert damages(home, Ledger(home).entries()) == []


def test_a_badge_that_names_a_file_goes_with_it(home: Home, tmp_path: Path) -> None:
    badge = "77K2Q9-XX"  # looks like no card number, so that the name of the file is kept as it is
    put(home, f"test_partner/job_declarations/{badge} 2026-09.csv", csv_text(jobs(9, "")), received="2026-10-01T08:00:00+00:00")
    take_in(home, FEEDS, TAKEN_IN)
    assert places(home, tmp_path, badge, "no pseudonym") == {"inbox", "ledger", "receipts"}

    erased(home, badge)

    assert places(home, tmp_path, badge, "no pseudonym") == set()
    assert take_in(home, FEEDS, LATER) == []


def test_a_file_that_is_not_taken_in_is_told_and_left(loaded: Home) -> None:
    new = put(loaded, "test_partner/job_declarations/emplois 2026-11.csv", csv_text(jobs(11, PERSON)))

    held = erased(loaded)

    assert held.not_taken_in == ["inbox/test_partner/job_declarations/emplois 2026-11.csv"]
    assert new.exists()


def test_the_same_file_again_is_not_taken_in_again(loaded: Home) -> None:
    erased(loaded)
    put(loaded, "test_partner/job_declarations/emplois 2026-08.csv", csv_text(jobs(8, PERSON)), received="2026-09-01T08:00:00+00:00")

    assert take_in(loaded, FEEDS, LATER) == []


def test_two_persons_of_one_file_are_erased_one_after_the_other(loaded: Home, tmp_path: Path) -> None:
    first, second = (pseudonym_key(loaded).pseudonym(person) for person in (PERSON, OTHER))
    erased(loaded)
    erased(loaded, OTHER)

    assert places(loaded, tmp_path, PERSON, first) == set()
    assert places(loaded, tmp_path, OTHER, second) == set()
    assert len({row["person_id"] for load in rows(loaded) for row in load[:2]}) == 2


def test_receipts_of_before_are_still_written_alike(loaded: Home) -> None:
    erased(loaded)
    shutil.rmtree(loaded.root / "receipts", ignore_errors=True)

    assert heal(loaded, Ledger(loaded).entries(), FEEDS, LATER) == 3


ERASE = f"""
from orchestration.upkeep.erasing import erase
from orchestration.upkeep.redaction import Sought
erase(Home(Path(sys.argv[1])), Sought.of({PERSON!r}), privacy_helpers.FEEDS, privacy_helpers.LATER)
"""


def test_an_erasure_killed_anywhere_is_all_done_or_not_begun(made_with_persons: Home, tmp_path: Path) -> None:
    pseudonym = pseudonym_key(made_with_persons).pseudonym(PERSON)
    outcomes: list[bool] = []
    for step in range(1, 60, 4):
        home = Home(Path(shutil.copytree(made_with_persons.root, tmp_path / f"killed{step}")))
        if not killed_at(home, ERASE, step):
            break
        with sound_home(home):
            pass  # as any command, and any night

        found = places(home, tmp_path, PERSON, pseudonym)
        assert found in (set(), {"inbox", "archive", "lake"})
        assert damages(home, Ledger(home).entries()) == []
        assert bool(erasure_notes(home)) == (not found)
        outcomes.append(not found)

    assert outcomes == sorted(outcomes)
    assert {False, True} == set(outcomes)


@pytest.mark.parametrize("text", ["", "12", "Fès", "ABCDEFG"])
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(NoIdentity):
        Sought.of(text)


@pytest.mark.parametrize(
    ("written", "is_person"),
    [
        ("CIN ab-123.456;", True),
        ("AB١٢٣٤٥٦", True),
        ("XAB123456", False),
        ("AB1234567", False),
        ("AB12345", False),
    ],
)
def test_an_identity_is_found_as_people_write_it_and_only_alone(written: str, is_person: bool) -> None:
    sought = Sought.of(PERSON)

    for data in (written.encode(), written.encode("utf-16"), gzip.compress(written.encode())):
        assert sought.stands_in(data) is is_person
        assert (sought.without(data) != data) is is_person
        assert not sought.stands_in(sought.without(data))


def test_bytes_that_are_no_text_are_not_touched() -> None:
    with pytest.raises(Unredactable):
        Sought.of(PERSON).without(b"\x00\x01" + PERSON.encode("utf-16-le"))


def test_a_badge_of_digits_keeps_a_number_of_digits() -> None:
    assert Sought.of("123456").stand_in.isdecimal()
    assert len(Sought.of("123456").stand_in) == 15
    assert not Sought.of("123456").is_distinct
