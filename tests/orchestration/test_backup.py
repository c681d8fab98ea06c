"""A home saved in one file comes back as it was, or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from ingestion.home import Home
from orchestration.cli import main
from orchestration.night_lock import night_lock
from orchestration.upkeep.backup import back_up, make_key, restore
from orchestration.upkeep.backup_archive import BackupError
from orchestration.upkeep.rewriting import Rewriting

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Files of every kind: closed, empty, large, oddly named, linked, half written, and such as are not worth it."""
    home = Home(tmp_path / "home")
    old = os.umask(0o077)
    try:
        files = {
            "home.json": b'{"state": 2}',
            "ledger/guild/jobs/one.1.json": b"{}",
            "inbox/guild/jobs/été مواقع.csv": b"a;b\n1;2\n",
            "inbox/guild/jobs/line\nbreak \\ back.csv": b"x",
            "inbox/guild/jobs/" + "long" * 40 + ".csv": b"y",
            "archive/ab/abc.age": os.urandom(3_000_000),
            "keys/archive.key": b"secret",
            "lake/jobs/guild/one.1.parquet": b"",
            "releases/R1/warehouse.duckdb": b"duck",
            "releases/.R2.part/warehouse.duckdb": b"half",
            "archive/ab/.abd.age.17.part": b"half",
            "build/warehouse.duckdb": b"made anew",
            "dagster/runs.db": b"history",
            "logs/nightly.log": b"log",
        }
        for name, data in files.items():
            path = home.root / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
        os.link(home.root / "home.json", home.root / "inbox" / "second name.json")
        home.folder("published")
        home.published.symlink_to("../releases/R1/warehouse.duckdb")
        (home.root / "published" / "extracts").symlink_to("../releases/R1")
        os.utime(home.root / "inbox/guild/jobs/été مواقع.csv", ns=(1_700_000_000_123_456_789,) * 2)
        os.utime(home.root / "inbox/guild", ns=(1_600_000_000_987_654_321,) * 2)
    finally:
        os.umask(old)
    return home


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "backup.key"
    make_key(path)
    return path


def recipient(key: Path) -> str:
    return key.read_text().splitlines()[0].rpartition(" ")[2]


@pytest.fixture
def saved(home: Home, key: Path, tmp_path: Path) -> Path:
    target = tmp_path / "elsewhere" / "qutb.age"
    back_up(home, target, [recipient(key)], NOW)
    return target


def tree(root: Path, without: tuple[str, ...] = ("build", "dagster", "logs")) -> dict[str, tuple[object, ...]]:
    """All that a folder holds: kind, mode, time and bytes, without what backups leave out."""

    def paths() -> Iterator[Path]:
        for path in root.rglob("*"):
            parts = path.relative_to(root).parts
            if parts[0] not in without and not any(part.startswith(".") and part.endswith(".part") for part in parts):
                yield path

    found: dict[str, tuple[object, ...]] = {}
    for path in paths():
        told = path.lstat()
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = ("link", str(path.readlink()))
        elif path.is_dir():
            found[name] = ("folder", stat.S_IMODE(told.st_mode), told.st_mtime_ns)
        else:
            found[name] = ("file", stat.S_IMODE(told.st_mode), told.st_mtime_ns, path.read_bytes())
    return found


def nothing_beside(folder: Path, *names: str) -> None:
    assert sorted(path.name for path in folder.iterdir() if path.name not in names) == []


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_restored_home_is_what_was_saved(home: Home, saved: Path, key: Path, tmp_path: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        backup = restore(saved, key, Home(tmp_path / "new" / "home"))
    finally:
        os.umask(old)

    assert tree(tmp_path / "new" / "home", ()) == tree(home.root)
    assert stat.S_IMODE((tmp_path / "new" / "home").stat().st_mode) == 0o700
    assert backup.about["made_at"] == NOW.isoformat()
    nothing_beside(tmp_path / "new", "home")


def test_what_is_known_of_the_backup_is_true(home: Home, key: Path, tmp_path: Path) -> None:
    backup = back_up(home, tmp_path / "b.age", [recipient(key)], NOW)

    files = [entry for entry in tree(home.root).values() if entry[0] == "file"]
    assert backup.files == len(files)
    assert backup.file_bytes == sum(len(entry[3]) for entry in files)  # type: ignore[arg-type]
    told = subprocess.run(["sha256sum", tmp_path / "b.age"], capture_output=True, text=True, check=True).stdout
    assert backup.sha256 == told.split()[0]
    assert stat.S_IMODE((tmp_path / "b.age").stat().st_mode) == 0o600


def test_the_file_opens_without_qutb(home: Home, saved: Path, key: Path, tmp_path: Path) -> None:
    """With any reader of age, tar and sha256sum."""
    identity = pyrage.x25519.Identity.from_str(key.read_text().splitlines()[-1])
    (tmp_path / "plain.tar").write_bytes(pyrage.decrypt(saved.read_bytes(), [identity]))
    (tmp_path / "plain").mkdir()
    subprocess.run(["tar", "-xf", tmp_path / "plain.tar", "-C", tmp_path / "plain"], check=True)

    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "plain", check=True)
    assert (tmp_path / "plain/archive/ab/abc.age").read_bytes() == (home.root / "archive/ab/abc.age").read_bytes()


def test_nothing_of_the_home_stands_in_it_in_the_clear(saved: Path) -> None:
    assert not [word for word in (b"secret", b"guild", b"archive", b"duckdb") if word in saved.read_bytes()]


def test_a_backup_for_several_opens_with_each_key(home: Home, key: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    back_up(home, tmp_path / "b.age", [recipient(key), make_key(other)], NOW)

    for number, one in enumerate((key, other)):
        assert restore(tmp_path / "b.age", one, Home(tmp_path / f"r{number}")).files == 10


@pytest.mark.parametrize("where", [0, 30, 100, 250, 400, 70_000, 1_500_000, -300_000, -2_000, -1])
@pytest.mark.parametrize("how", ["flipped", "cut"])
def test_a_damaged_backup_restores_nothing(saved: Path, key: Path, tmp_path: Path, where: int, how: str) -> None:
    data = bytearray(saved.read_bytes())
    if how == "cut":
        del data[where:]
    else:
        data[where] ^= 1
    saved.write_bytes(bytes(data))

    with pytest.raises(BackupError, match=r"damaged|no backup|another key"):
        restore(saved, key, Home(tmp_path / "new" / "home"))
    nothing_beside(tmp_path / "new")


def test_bytes_behind_the_end_are_damage_too(saved: Path, key: Path, tmp_path: Path) -> None:
    with saved.open("ab") as file:
        file.write(b"more")

    with pytest.raises(BackupError, match="damaged"):
        restore(saved, key, Home(tmp_path / "new"))


def test_another_key_opens_nothing(saved: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "other.key")

    with pytest.raises(BackupError, match="encrypted for another key"):
        restore(saved, tmp_path / "other.key", Home(tmp_path / "new" / "home"))
    nothing_beside(tmp_path / "new")


def test_a_home_that_is_not_empty_is_left_alone(home: Home, saved: Path, key: Path) -> None:
    before = tree(home.root, ())

    with pytest.raises(BackupError, match="not empty"):
        restore(saved, key, home)
    assert tree(home.root, ()) == before


def test_an_empty_folder_becomes_the_home(home: Home, saved: Path, key: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir(mode=0o755)

    restore(saved, key, Home(tmp_path / "new"))

    assert tree(tmp_path / "new", ()) == tree(home.root)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_what_a_killed_restore_left_is_no_home_and_goes(home: Home, saved: Path, key: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from ingestion.home import Home; from orchestration.upkeep import backup\n"
        "backup.os.replace = lambda *paths: os.kill(os.getpid(), 9)\n"
        "backup.restore(Path(sys.argv[1]), Path(sys.argv[2]), Home(Path(sys.argv[3])))\n"
    )
    new = tmp_path / "new" / "home"
    killed = subprocess.run([sys.executable, "-c", script, saved, key, new], env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=False)

    assert killed.returncode == -9
    assert not new.exists()
    assert len(list(new.parent.iterdir())) == 1
    restore(saved, key, Home(new))
    assert tree(new, ()) == tree(home.root)
    nothing_beside(new.parent, "home")


def test_a_failed_backup_leaves_the_one_before(home: Home, saved: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()
    (home.root / "archive/ab/abc.age").chmod(0)
    if os.geteuid() == 0:  # root reads everything
        monkeypatch.setattr("tarfile.TarFile.gettarinfo", lambda *a, **k: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))

    with pytest.raises(PermissionError):
        back_up(home, saved, [recipient(key)], NOW)
    assert saved.read_bytes() == before
    nothing_beside(saved.parent, saved.name)


def test_a_disk_that_writes_something_else_is_found_out(home: Home, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.upkeep import backup

    def spoil(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))

    monkeypatch.setattr(backup, "sync", spoil)
    with pytest.raises(BackupError, match="not what was read"):
        back_up(home, tmp_path / "out" / "b.age", [recipient(key)], NOW)
    nothing_beside(tmp_path / "out")


def test_a_link_out_of_the_home_is_not_saved_in_silence(home: Home, key: Path, tmp_path: Path) -> None:
    (home.root / "extracts").symlink_to(tmp_path)

    with pytest.raises(BackupError, match="link out of the home"):
        back_up(home, tmp_path / "out" / "b.age", [recipient(key)], NOW)
    nothing_beside(tmp_path / "out")


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "members",
    [
        [member("../outside")],
        [member("ledger/../../outside")],
        [member("/tmp/qutb-outside")],
        [member("out", tarfile.SYMTYPE, "../.."), member("out/outside")],
        [member("out", tarfile.SYMTYPE, "/tmp"), member("out/qutb-outside")],
        [member("out", tarfile.LNKTYPE, "/etc/passwd")],
        [member("out", tarfile.FIFOTYPE)],
        [member("out", tarfile.CHRTYPE)],
    ],
)
def test_a_hostile_backup_writes_nowhere_else(key: Path, tmp_path: Path, members: list[tarfile.TarInfo]) -> None:
    """Made by hand, by someone who knows the recipient."""
    plain = io.BytesIO()
    nothing = hashlib.sha256(b"").hexdigest()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        texts = {"SHA256SUMS": "".join(f"{nothing}  {one.name}\n" for one in members if one.isreg())}
        for one in (member("BACKUP.json"), *members, member("SHA256SUMS")):
            data = {"BACKUP.json": '{"format": 1, "state": 1}', **texts}.get(one.name, "").encode()
            one.size = len(data)
            tar.addfile(one, io.BytesIO(data))
    (tmp_path / "b.age").write_bytes(pyrage.encrypt(plain.getvalue(), [pyrage.x25519.Recipient.from_str(recipient(key))]))

    with pytest.raises(BackupError, match="damaged"):
        restore(tmp_path / "b.age", key, Home(tmp_path / "in" / "home"))
    nothing_beside(tmp_path, "b.age", "in", "backup.key")
    nothing_beside(tmp_path / "in")
    assert not Path("/tmp/qutb-outside").exists()


def test_a_backup_of_a_newer_qutb_is_told_as_such(home: Home, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.upkeep.backup_archive.FORMAT", 2)
    monkeypatch.setattr("orchestration.upkeep.backup.check", lambda tar: ({}, 0, 0))
    back_up(home, tmp_path / "b.age", [recipient(key)], NOW)
    monkeypatch.setattr("orchestration.upkeep.backup_archive.FORMAT", 1)

    with pytest.raises(BackupError, match="newer Qutb"):
        restore(tmp_path / "b.age", key, Home(tmp_path / "new"))


def test_an_exchange_that_was_killed_is_ended_before_it_is_saved(
    home: Home, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it saved would be a home that no check finds sound."""
    staged = Rewriting(home)
    staged.stage("keys/archive.key").write_bytes(b"new secret")
    monkeypatch.setattr("orchestration.upkeep.rewriting.finish", lambda home: False)
    staged.carry_out()
    monkeypatch.undo()
    monkeypatch.setenv("QUTB_HOME", str(home.root))

    assert main(["backup", str(tmp_path / "b.age"), "--recipient", recipient(key)]) == 0

    new = Home(tmp_path / "new")
    restore(tmp_path / "b.age", key, new)
    assert (new.root / "keys" / "archive.key").read_bytes() == b"new secret"
    assert not (new.root / "rewriting").exists()


def test_the_commands_say_what_is_there_and_what_is_missing(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(home.root))
    file, keyfile = str(tmp_path / "b.age"), str(tmp_path / "k")

    assert main(["backup", file]) == 1
    assert "--make-key" in capsys.readouterr().err
    assert main(["backup", "--make-key", keyfile]) == 0
    made = capsys.readouterr().out.strip()
    assert main(["backup", "--make-key", keyfile]) == 1
    assert "is there already" in capsys.readouterr().err
    monkeypatch.setenv("QUTB_BACKUP_RECIPIENT", made)
    with night_lock(home):
        assert main(["backup", file]) == 4
    capsys.readouterr()
    assert main(["backup", str(home.root / "b.age")]) == 1
    assert "lies in the home" in capsys.readouterr().err
    assert main(["backup", str(tmp_path)]) == 1
    assert "is a folder" in capsys.readouterr().err
    assert main(["backup", file, "--recipient", "age1nonsense"]) == 1
    assert "begins with age1" in capsys.readouterr().err
    assert main(["backup", file]) == 0
    assert "10 files" in capsys.readouterr().out

    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "new"))
    Path(keyfile).chmod(0o644)
    assert main(["restore", file, "--identity", keyfile]) == 1
    assert "chmod 600" in capsys.readouterr().err
    Path(keyfile).chmod(0o600)
    assert main(["restore", file, "--identity", str(tmp_path / "none")]) == 1
    assert "There is no key" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "none"), "--identity", keyfile]) == 1
    assert "There is no backup" in capsys.readouterr().err
    assert main(["restore", file, "--identity", keyfile]) == 0
    assert "qutb verify" in capsys.readouterr().out
