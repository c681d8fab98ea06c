"""Keys exchanged: all opens as before, persons stay the same persons, and a kill at any step leaves the old state or the new one."""

from __future__ import annotations

import hmac
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from intake_helpers import csv_text, intake_without_gx, parquet_rows, put, take_in
from privacy_helpers import FEEDS, LATER, PERSON, jobs, killed_at

from ingestion.archive import ARCHIVE_FILE, Archive, archive_identities
from ingestion.checksums import sha256_of
from ingestion.home import Home
from ingestion.identity import CHECK_FILE, ENVIRONMENT, PSEUDONYM_FILE, new_secret, pseudonym_key
from ingestion.ledger import Ledger, LoadRecord
from ingestion.private_files import PrivateFileError
from orchestration.upkeep.healing import damages, mend_rows
from orchestration.upkeep.key_rotation import RotationError, key_lines, keys_of, rotate_archive, rotate_pseudonyms
from orchestration.upkeep.rewriting import UnsoundRows, finish


@pytest.fixture
def loaded(with_persons_in_it: Home) -> Home:
    return with_persons_in_it


def persons(home: Home) -> list[list[str | None]]:
    """The pseudonyms of each load, in the order of the file."""
    loads = sorted(Ledger(home).entries(), key=lambda record: record.period_start)
    return [[row["person_id"] for row in parquet_rows(home.root / str(record.lake_file))] for record in loads]


def others(home: Home) -> list[list[dict[str, object]]]:
    """All else that the rows hold."""
    loads = sorted(Ledger(home).entries(), key=lambda record: record.period_start)
    return [[{k: v for k, v in row.items() if k != "person_id"} for row in parquet_rows(home.root / str(r.lake_file))] for r in loads]


def opened(home: Home, tmp_path: Path) -> list[str]:
    archive = Archive(home)
    for record in Ledger(home).entries():
        archive.restore(record.file_sha256, tmp_path / "clear")  # raises unless the sum fits
    return [record.file_sha256 for record in Ledger(home).entries()]


def test_a_person_seen_before_and_after_a_rotation_has_one_pseudonym(loaded: Home) -> None:
    old = persons(loaded)

    assert rotate_pseudonyms(loaded) == 3
    put(loaded, "test_partner/job_declarations/emplois 2026-11.csv", csv_text(jobs(11, PERSON)), received="2026-11-21T08:00:00+00:00")
    take_in(loaded, FEEDS, LATER)

    new = persons(loaded)
    assert len({rows[0] for rows in new}) == 1
    assert len({rows[1] for rows in new}) == 1
    assert new[0][0] != new[0][1]
    assert {row for rows in new for row in rows if row}.isdisjoint({row for rows in old for row in rows})


def test_a_rotation_changes_pseudonyms_and_nothing_else(loaded: Home) -> None:
    before = others(loaded)

    rotate_pseudonyms(loaded)
    rotate_pseudonyms(loaded)

    assert others(loaded) == before
    assert damages(loaded, Ledger(loaded).entries()) == []
    assert pseudonym_key(loaded).pseudonym(PERSON) == persons(loaded)[0][0]
    assert len((loaded.root / PSEUDONYM_FILE).read_text().split()) == 3
    assert stat.S_IMODE((loaded.root / PSEUDONYM_FILE).stat().st_mode) == 0o600


def test_keys_of_another_home_are_refused_and_change_nothing(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before, path = others(loaded), loaded.root / PSEUDONYM_FILE
    own, foreign = path.read_text(), new_secret()
    put(loaded, "test_partner/job_declarations/emplois 2026-11.csv", csv_text(jobs(11, PERSON)), received="2026-11-21T08:00:00+00:00")

    path.write_text(foreign)
    with pytest.raises(PrivateFileError, match="every person would become somebody else"):
        take_in(loaded, FEEDS, LATER)
    with pytest.raises(PrivateFileError, match="not those under which"):
        rotate_pseudonyms(loaded)
    monkeypatch.setenv(ENVIRONMENT, foreign)
    with pytest.raises(PrivateFileError, match=ENVIRONMENT):
        take_in(loaded, FEEDS, LATER)
    monkeypatch.delenv(ENVIRONMENT)
    assert others(loaded) == before

    path.write_text(own)
    take_in(loaded, FEEDS, LATER)
    assert len({rows[0] for rows in persons(loaded)}) == 1


def test_the_keys_from_before_a_rotation_are_refused_after_it(loaded: Home) -> None:
    old = (loaded.root / PSEUDONYM_FILE).read_text()
    rotate_pseudonyms(loaded)
    pseudonym_key(loaded)

    (loaded.root / PSEUDONYM_FILE).write_text(old)

    with pytest.raises(PrivateFileError, match="not those under which"):
        pseudonym_key(loaded)


@pytest.mark.parametrize("spoilt", [b"", b"\xff\xfe", b"0" * 97, None])
def test_what_tells_keys_apart_is_written_again_when_a_disk_spoilt_it(loaded: Home, spoilt: bytes | None) -> None:
    path = loaded.root / CHECK_FILE
    sound = path.read_bytes()
    path.write_bytes(spoilt) if spoilt is not None else path.unlink()

    take_in(loaded, FEEDS, LATER)

    assert path.read_bytes() == sound


def test_neither_key_alone_gives_the_new_pseudonyms(loaded: Home) -> None:
    old_key = bytes.fromhex((loaded.root / PSEUDONYM_FILE).read_text().strip())
    rotate_pseudonyms(loaded)
    new_key = bytes.fromhex((loaded.root / PSEUDONYM_FILE).read_text().split()[1])

    alone = [hmac.new(key, PERSON.encode(), "sha256").hexdigest()[:32] for key in (old_key, new_key)]
    both = hmac.new(new_key, alone[0].encode(), "sha256").hexdigest()[:32]

    stored = persons(loaded)[0][0]
    assert stored not in alone
    assert stored == both  # RFC 2104, by another implementation


def test_rows_spoilt_after_a_rotation_are_read_again_to_the_letter(loaded: Home) -> None:
    rotate_pseudonyms(loaded)
    (record, *_) = Ledger(loaded).entries()
    (loaded.root / str(record.lake_file)).write_bytes(b"")

    with intake_without_gx(loaded, LATER) as intake:
        further = mend_rows(intake, FEEDS, lambda line: None)

    assert further == []
    assert sha256_of(loaded.root / str(record.lake_file)) == record.lake_sha256


def test_a_file_named_after_a_person_is_still_known(loaded: Home) -> None:
    put(loaded, f"test_partner/job_declarations/{PERSON} 2026-11.csv", csv_text(jobs(11, PERSON)), received="2026-11-21T08:00:00+00:00")
    take_in(loaded, FEEDS, LATER)
    old = (loaded.root / "ledger" / "inbox.json").read_text()

    rotate_pseudonyms(loaded)

    assert (loaded.root / "ledger" / "inbox.json").read_text() != old
    assert take_in(loaded, FEEDS, LATER) == []
    assert PERSON not in (loaded.root / "ledger" / "inbox.json").read_text()


def test_the_archive_opens_with_the_new_identity_alone(loaded: Home, tmp_path: Path) -> None:
    (old,) = archive_identities(loaded)

    assert rotate_archive(loaded) == 3

    (new,) = archive_identities(loaded)
    assert new != old
    assert len(opened(loaded, tmp_path)) == 3
    for path in (loaded.root / "archive").rglob("*.age"):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(old)])


def test_a_damaged_original_keeps_the_old_identity(loaded: Home, tmp_path: Path) -> None:
    damaged = next((loaded.root / "archive").rglob("*.age"))
    sound = damaged.read_bytes()
    damaged.write_bytes(sound[:-20])

    with pytest.raises(RotationError, match=damaged.stem):
        rotate_archive(loaded)
    assert len(archive_identities(loaded)) == 2
    damaged.write_bytes(sound)
    rotate_archive(loaded)

    assert len(archive_identities(loaded)) == 1
    assert len(opened(loaded, tmp_path)) == 3


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_a_rotation_of_the_archive_killed_anywhere_goes_on(made_with_persons: Home, tmp_path: Path, step: int) -> None:
    home = Home(Path(shutil.copytree(made_with_persons.root, tmp_path / "killed")))

    killed = killed_at(home, "from orchestration.upkeep.key_rotation import rotate_archive; rotate_archive(Home(Path(sys.argv[1])))", step)

    assert killed
    assert len(opened(home, tmp_path)) == 3
    rotate_archive(home)
    assert len(archive_identities(home)) == 1
    assert archive_identities(home) != archive_identities(made_with_persons)
    assert len(opened(home, tmp_path)) == 3


PSEUDONYMS = "from orchestration.upkeep.key_rotation import rotate_pseudonyms; rotate_pseudonyms(Home(Path(sys.argv[1])))"


def test_a_rotation_of_pseudonyms_killed_anywhere_is_all_old_or_all_new(made_with_persons: Home, tmp_path: Path) -> None:
    old, outcomes, step = persons(made_with_persons), [], 0
    while True:
        step += 1
        home = Home(Path(shutil.copytree(made_with_persons.root, tmp_path / f"killed{step}")))
        if not killed_at(home, PSEUDONYMS, step):
            break
        finish(home)
        now = persons(home)
        outcomes.append(now != old)

        assert damages(home, Ledger(home).entries()) == []
        assert not (home.root / "rewriting").exists()
        assert all(rows[0] == pseudonym_key(home).pseudonym(PERSON) for rows in now)

    assert outcomes == sorted(outcomes)  # once it has begun to happen, it happens
    assert len(outcomes) > 12
    assert {False, True} == set(outcomes)


@pytest.mark.parametrize("how", ["flipped", "gone"])
def test_damaged_rows_are_not_given_a_sum_that_fits(loaded: Home, how: str) -> None:
    record = Ledger(loaded).entries()[0]
    rows = loaded.root / str(record.lake_file)
    data = rows.read_bytes()
    # Of the file's last bytes, where readers look for nothing but who wrote it: the rows can be read all the same.
    place = data.rindex(b"DuckDB")
    rows.write_bytes(data[:place] + b"d" + data[place + 1 :]) if how == "flipped" else rows.unlink()
    key = (loaded.root / PSEUDONYM_FILE).read_bytes()

    with pytest.raises(UnsoundRows, match=rows.name):
        rotate_pseudonyms(loaded)
    assert (loaded.root / PSEUDONYM_FILE).read_bytes() == key
    assert [damage.file for damage in damages(loaded, Ledger(loaded).entries())] == [record.lake_file]


def lost(home: Home) -> LoadRecord:
    """A load whose rows are damaged and in whose place another stands."""
    record = Ledger(home).entries()[0]
    (home.root / str(record.lake_file)).write_bytes(b"PAR1, and nothing else")
    Ledger(home).write(replace(record, load_id=f"{record.delivery_id}.2", restores=record.load_id, lake_file=None, lake_sha256=None))
    return record


def test_damaged_rows_in_whose_place_others_stand_block_no_rotation(loaded: Home) -> None:
    record = lost(loaded)

    assert rotate_pseudonyms(loaded) == 2
    assert not (loaded.root / str(record.lake_file)).exists()


def test_a_column_that_older_rows_lack_blocks_no_rotation(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.upkeep.key_rotation.personal_columns", lambda record: ["person_id", "witness_id"])

    assert rotate_pseudonyms(loaded) == 3
    assert persons(loaded)[0][0] == pseudonym_key(loaded).pseudonym(PERSON)


def test_keys_are_told_without_their_content(loaded: Home) -> None:
    facts = keys_of(loaded)

    told = "\n".join(key_lines(facts, LATER))
    assert [each.name for each in facts] == ["archive", "pseudonym"]
    assert "mode 0600" in told
    assert not any(secret in told for path in (loaded.root / "keys").iterdir() for secret in path.read_text().split())


def test_a_key_that_others_can_read_is_refused(loaded: Home) -> None:
    (loaded.root / PSEUDONYM_FILE).chmod(0o640)

    with pytest.raises(PrivateFileError, match="chmod 600"):
        rotate_pseudonyms(loaded)
    assert "chmod 600" in "\n".join(key_lines(keys_of(loaded), LATER))


def test_a_lost_key_of_the_pseudonyms_is_not_made_anew(loaded: Home) -> None:
    """A new one would make somebody else of every person, and the next night would count each twice."""
    (loaded.root / PSEUDONYM_FILE).unlink()

    with pytest.raises(PrivateFileError, match=r"pseudonym\.key is gone"):
        take_in(loaded, FEEDS, LATER)
    assert not (loaded.root / PSEUDONYM_FILE).exists()


def test_a_lost_key_of_the_archive_is_not_made_anew(loaded: Home) -> None:
    (loaded.root / ARCHIVE_FILE).unlink()

    for wants_it in (Archive, rotate_archive):
        with pytest.raises(PrivateFileError, match=r"archive\.key is gone"):
            wants_it(loaded)
    assert not (loaded.root / ARCHIVE_FILE).exists()


def test_keys_of_the_environment_are_used_and_not_rotated(loaded: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rotate_pseudonyms(loaded)
    secrets = (loaded.root / PSEUDONYM_FILE).read_text().split()
    monkeypatch.setenv("QUTB_PSEUDONYM_KEY", ",".join(secrets))
    monkeypatch.setenv("QUTB_ARCHIVE_KEY", (loaded.root / "keys" / "archive.key").read_text())
    shutil.rmtree(loaded.root / "keys")

    assert pseudonym_key(loaded).pseudonym(PERSON) == persons(loaded)[0][0]
    assert len(opened(loaded, tmp_path)) == 3
    for rotate in (rotate_pseudonyms, rotate_archive):
        with pytest.raises(RotationError, match="environment variable"):
            rotate(loaded)
    assert not (loaded.root / "keys").exists()


def test_malformed_keys_are_refused_and_not_quoted(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_ARCHIVE_KEY", "AGE-SECRET-KEY-1NONSENSE")

    with pytest.raises(PrivateFileError) as refused:
        Archive(loaded)
    assert "NONSENSE" not in str(refused.value)
