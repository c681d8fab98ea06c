"""What may lie in an inbox besides files: links, pipes, sockets, odd names, folders without end; and files that are exchanged while read."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from intake_helpers import NOW, csv_text, intake_without_gx, parquet_rows, put

from ingestion.archive import Archive
from ingestion.delivery import Arrival, Inbox, Stray
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import Feed, Partner
from orchestration import intake as intake_module
from orchestration.intake import Intake

FEED = Feed(Partner("guild", "Corporation", "هيئة", "fr"), "financing")
OTHER = Feed(Partner("bank", "Banque", "بنك", "fr"), "financing")
FOLDER = "guild/financing"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """A pipe that is opened waits for ever: then the test fails instead."""

    def stop(*_: object) -> None:
        raise TimeoutError("something waits for a pipe or walks for ever")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def financing(*refs: str) -> str:
    fixed = {"organisation_name": "Coopérative Al Amal", "instrument": "loan", "province": "Fès", "approved_on": "2026-10-05"}
    return csv_text([{"financing_ref": ref, "amount_approved_mad": "12000", **fixed} for ref in refs])


def scan(home: Home) -> tuple[list[Arrival], list[Stray]]:
    return Inbox(home).scan([FEED, OTHER], NOW)


def folder(home: Home) -> Path:
    path = home.inbox / FOLDER
    path.mkdir(parents=True, exist_ok=True)
    return path


def taken(home: Home) -> list[str]:
    """The references of all rows in the lake."""
    files = [home.root / record.lake_file for record in Ledger(home).entries() if record.lake_file]
    return sorted(row["financing_ref"] for file in files for row in parquet_rows(file))


@pytest.mark.parametrize("target", ["outside.csv", "bank/financing/theirs.csv", "nowhere.csv", "/dev/zero", "/etc/hostname"])
def test_a_link_is_never_followed_not_even_to_another_partners_file(home: Home, tmp_path: Path, target: str) -> None:
    (tmp_path / "outside.csv").write_text(financing("OUT-1"))
    theirs = put(home, "bank/financing/theirs.csv", financing("BANK-1"))
    goal = {"outside.csv": tmp_path / "outside.csv", "bank/financing/theirs.csv": theirs}.get(target, Path(target))
    (folder(home) / "2026-10.csv").symlink_to(goal)

    arrivals, strays = scan(home)

    assert [arrival.name for arrival in arrivals] == ["bank/financing/theirs.csv"]
    assert strays == [Stray(f"{FOLDER}/2026-10.csv", "a link; put the file itself there")]


@pytest.mark.parametrize("name", ["guild", "guild/financing", "guild/financing/2026"])
def test_a_linked_folder_is_told_and_not_entered(home: Home, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere" / "financing"
    elsewhere.mkdir(parents=True)
    (elsewhere / "2026-10.csv").write_text(financing("OUT-1"))
    link = home.inbox / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere if "/" in name else elsewhere.parent)

    assert scan(home) == ([], [Stray(name, "a link; put the file itself there")])


def test_an_inbox_that_is_itself_a_link_is_the_owners_choice(home: Home, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    home.root.mkdir()
    (home.root / "inbox").symlink_to(tmp_path / "disk")
    put(home, f"{FOLDER}/2026-10.csv", financing("F-1"))

    arrivals, strays = scan(home)

    assert ([arrival.name for arrival in arrivals], strays) == ([f"{FOLDER}/2026-10.csv"], [])


def test_a_circle_of_links_ends(home: Home) -> None:
    (folder(home) / "again").symlink_to(folder(home))
    (folder(home) / "self").symlink_to(folder(home) / "self")

    assert [stray.advice for stray in scan(home)[1]] == ["a link; put the file itself there"] * 2


def test_a_pipe_and_a_socket_are_told_and_not_opened(home: Home) -> None:
    os.mkfifo(folder(home) / "2026-10.csv")
    with socket.socket(socket.AF_UNIX) as server:
        # The name of a socket must be short, whatever the folder is.
        handle = os.open(folder(home), os.O_RDONLY)
        server.bind(f"/proc/self/fd/{handle}/s.csv")
        os.close(handle)

    arrivals, strays = scan(home)

    assert arrivals == []
    assert {stray.name: stray.advice for stray in strays} == dict.fromkeys(
        (f"{FOLDER}/2026-10.csv", f"{FOLDER}/s.csv"), "neither a file nor a folder (a pipe, a device, a socket); remove it"
    )


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "long", "noise"])
def test_what_stands_for_the_instant_of_receipt_cannot_stop_the_scan(home: Home, kind: str) -> None:
    file = put(home, f"{FOLDER}/2026-10.csv", financing("F-1"))
    side = file.with_name(f"{file.name}.received")
    match kind:
        case "pipe":
            os.mkfifo(side)
        case "link":
            side.symlink_to("/dev/zero")
        case "folder":
            side.mkdir()
        case "long":
            side.write_bytes(b"2026-10-05" + b" " * 5_000_000)
        case _:
            side.write_bytes(b"\xff\xfe\x00")

    (arrival,), strays = scan(home)

    assert strays == []
    assert arrival.received_at in (NOW, NOW.replace(year=2026, month=10, day=5, hour=0))


@pytest.mark.parametrize(
    "name",
    [
        b"caf\xe9 2026-10.csv",  # as Windows writes it
        b"2026-10\n.csv", b"2026-10\x1b[2J.csv", b"2026-10\x7f.csv",
    ],
)  # fmt: skip
def test_a_name_that_is_no_text_is_told_as_harmless_text(home: Home, name: bytes) -> None:
    path = os.fsencode(folder(home)) + b"/" + name
    Path(os.fsdecode(path)).write_text(financing("F-1"))

    arrivals, (stray,) = scan(home)

    assert arrivals == []
    assert "give it another" in stray.advice
    assert stray.name.isprintable()
    stray.name.encode()
    assert scan(home)[0] == []  # its memory could be written and read


@pytest.mark.parametrize(
    "name",
    [
        "x" * 251 + ".csv", "ل" * 125 + ".csv", "..2026-10..csv", "'; drop table lake; --.csv", '"2026-10".csv', "-rf 2026-10.csv",
        "2026-10 $(id) `id`.csv", "{partner} %s 2026-10.csv", "2026-10\\..\\..\\x.csv", "\u202egnp.csv", "😀 2026-10.csv", "select.csv",
    ],
    ids=range(12),
)  # fmt: skip
def test_an_odd_name_is_a_name(home: Home, name: str) -> None:
    put(home, f"{FOLDER}/a.csv", financing("F-1")).rename(folder(home) / name)

    with intake_without_gx(home) as night:
        arrivals, strays = night.inbox.scan([FEED], NOW)
        taken_in = night.take_in(arrivals)

    if name.startswith("."):  # hidden, as everywhere
        assert (arrivals, strays) == ([], [])
        return
    assert strays == []
    assert [record.verdict for record in taken_in] == ["accepted"]
    assert taken(home) == ["F-1"]


def test_a_folder_beyond_all_depth_is_told_once(home: Home) -> None:
    handle = os.open(folder(home), os.O_RDONLY)
    for _ in range(3_000):  # far beyond what a path can name, and beyond what Python would recurse
        os.mkdir("d", dir_fd=handle)
        inner = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)

    try:
        arrivals, (stray,) = scan(home)
    finally:
        _remove_chain(folder(home))

    assert arrivals == []
    assert "folders deep" in stray.advice


def _remove_chain(top: Path) -> None:
    """Removes `top/d/d/d…`, which is too deep for rmtree and for the cleaning up after tests."""
    base = os.open(top, os.O_RDONLY)
    while Path(f"/proc/self/fd/{base}/d").is_dir():
        # Shorten from the top: the inner folder takes the place of the outer one.
        outer = os.open("d", os.O_RDONLY, dir_fd=base)
        if Path(f"/proc/self/fd/{outer}/d").is_dir():
            os.rename("d", "e", src_dir_fd=base, dst_dir_fd=base)
            os.rename("d", "d", src_dir_fd=outer, dst_dir_fd=base)
            os.rmdir("e", dir_fd=base)
        else:
            os.rmdir("d", dir_fd=base)
        os.close(outer)
    os.close(base)


def test_a_hard_link_is_the_file(home: Home, tmp_path: Path) -> None:
    """The system lets nobody link to another's file (`fs.protected_hardlinks`), so that this is a copy that costs no space."""
    file = put(home, f"{FOLDER}/2026-10.csv", financing("F-1"))
    os.link(file, tmp_path / "backup.csv")

    assert [arrival.name for arrival in scan(home)[0]] == [f"{FOLDER}/2026-10.csv"]


def exchange(kind: str, path: Path, secret: Path) -> None:
    """Puts something else in the place of a file."""
    aside = path.with_name(".aside")
    match kind:
        case "link":
            path.rename(aside)
            path.symlink_to(secret)
        case "pipe":
            path.rename(aside)
            os.mkfifo(path)
        case "gone":
            path.rename(aside)
        case "folder":
            path.parent.rename(path.parent.with_name(".before"))
            path.parent.symlink_to(secret.parent)
        case "rewritten":
            told = path.stat()
            path.write_text(path.read_text().replace("F-1", "X-9"))
            os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))  # the same size and the same instant


@pytest.mark.parametrize("kind", ["link", "pipe", "gone", "folder", "rewritten"])
def test_a_file_exchanged_before_it_is_read_is_left_alone(home: Home, tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "theirs" / "2026-10.csv"
    secret.parent.mkdir()
    secret.write_text(financing("BANK-1"))
    file = put(home, f"{FOLDER}/sub/2026-10.csv", financing("F-1"))
    with intake_without_gx(home) as night:
        arrivals, _ = night.inbox.scan([FEED], NOW)
        exchange(kind, file, secret)

        assert night.take_in(arrivals) == []

    assert taken(home) == []
    assert not any(path.is_file() for path in (home.root / "archive").rglob("*"))


@pytest.mark.parametrize("kind", ["link", "gone", "folder", "rewritten"])
@pytest.mark.parametrize("is_put_back", [False, True])
def test_a_file_exchanged_while_it_is_read_is_not_taken_in(
    home: Home, tmp_path: Path, kind: str, is_put_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "theirs" / "2026-10.csv"
    secret.parent.mkdir()
    secret.write_text(financing("BANK-1"))
    file = put(home, f"{FOLDER}/sub/2026-10.csv", financing("F-1"))
    sum_of = intake_module.sha256_of

    def summed_then_exchanged(path: Path) -> str:
        digest = sum_of(path)
        exchange(kind, path, secret)
        return digest

    monkeypatch.setattr(intake_module, "sha256_of", summed_then_exchanged)
    prepared = Intake._prepare

    def prepared_then_put_back(self: Intake, arrival: Arrival) -> object:
        waiting = prepared(self, arrival)
        assert waiting is not None
        waiting.archived.exception()
        if is_put_back and kind == "link":
            file.unlink()
            file.with_name(".aside").rename(file)
        return waiting

    monkeypatch.setattr(Intake, "_prepare", prepared_then_put_back)
    with intake_without_gx(home) as night:
        arrivals, _ = night.inbox.scan([FEED], NOW)

        assert night.take_in(arrivals) == []

    assert taken(home) == []
    assert Ledger(home).entries() == []
    assert not any(path.is_file() for path in (home.root / "archive").rglob("*"))


def test_what_was_left_alone_is_taken_in_by_the_next_night(home: Home) -> None:
    file = put(home, f"{FOLDER}/2026-10.csv", financing("F-1"))
    with intake_without_gx(home) as night:
        arrivals, _ = night.inbox.scan([FEED], NOW)
        exchange("rewritten", file, file)
        assert night.take_in(arrivals) == []
    with intake_without_gx(home) as night:
        night.take_in(night.inbox.scan([FEED], NOW)[0])

    assert taken(home) == ["X-9"]
    (record,) = Ledger(home).entries()
    Archive(home).restore(record.file_sha256, home.root / "opened")
    assert "X-9" in (home.root / "opened").read_text()


def test_an_exchanged_file_drops_no_original_that_was_archived_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, f"{FOLDER}/2026-10.csv", financing("F-1"))
    with intake_without_gx(home) as night:
        (record,) = night.take_in(night.inbox.scan([FEED], NOW)[0])
    put(home, "bank/financing/2026-10.csv", financing("F-1"))
    monkeypatch.setattr(Arrival, "is_as_seen", iter([True, True, False]).__next__)
    with intake_without_gx(home) as night:
        night.take_in([arrival for arrival in night.inbox.scan([OTHER], NOW)[0] if arrival.feed == OTHER])

    assert Archive(home).path_of(record.file_sha256).exists()
