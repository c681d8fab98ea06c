"""A partner's SFTP server: OpenSSH itself where it is installed, and asyncssh's."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from channel_helpers import Proxy, configure, feed_of, fetch, financing_csv, in_lake, landed_files, numbered, old, once, take_in
from sftp_servers import KINDS, SftpServer, new_key, sftp_server

from ingestion.channels.channel import RetryPolicy
from ingestion.channels.plan import SftpPlan
from ingestion.channels.state import read_state
from ingestion.home import Home


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    with sftp_server(request.param, tmp_path_factory.mktemp("ssh")) as running:
        yield running


@pytest.fixture
def outgoing(tmp_path: Path) -> Path:
    """The folder on the partner's server."""
    folder = tmp_path / "sortant"
    folder.mkdir()
    return folder


def financing(outgoing: Path) -> SftpPlan:
    return SftpPlan(f"{outgoing}/financements_*.csv")


def put(outgoing: Path, name: str, refs: list[str]) -> Path:
    path = outgoing / name
    path.write_text(financing_csv(refs), encoding="utf-8")
    return old(path)


def test_new_files_are_landed_once(home: Home, server: SftpServer, outgoing: Path) -> None:
    feed = feed_of("financing", financing(outgoing))
    configure(home, sftp=server.address())
    put(outgoing, "financements_2026-09.csv", numbered("S", 3))
    put(outgoing, "autre_2026-09.csv", numbered("X", 3))

    first = fetch(home, feed)
    put(outgoing, "financements_2026-10.csv", numbered("O", 2))
    second, third = fetch(home, feed), fetch(home, feed)
    take_in(home, feed)

    assert [outcome.state for outcome in (first[0], second[0], third[0])] == ["landed", "landed", "nothing_new"]
    assert landed_files(home, feed) == ["financements_2026-09.csv", "financements_2026-10.csv"]
    assert in_lake(home, "financing", "financing_ref") == once([*numbered("S", 3), *numbered("O", 2)])
    assert sorted(path.name for path in outgoing.iterdir()) == ["autre_2026-09.csv", "financements_2026-09.csv", "financements_2026-10.csv"]


def test_a_connection_cut_in_the_midst_of_a_file_goes_on_where_it_stopped(home: Home, server: SftpServer, outgoing: Path) -> None:
    refs = numbered("F", 30_000)
    feed = feed_of("financing", financing(outgoing))
    size = put(outgoing, "financements_2026-10.csv", refs).stat().st_size
    proxy = Proxy(server.socket, cuts=[size // 2, size // 3])
    configure(home, sftp=server.address(port=proxy.port))

    outcome = fetch(home, feed)[0]
    take_in(home, feed)

    assert outcome.state == "landed"
    assert proxy.connections == 3
    assert (home.inbox / "guild/financing/financements_2026-10.csv").read_bytes() == (outgoing / "financements_2026-10.csv").read_bytes()
    assert in_lake(home, "financing", "financing_ref") == once(refs)


def test_a_server_lost_between_two_files_loses_and_doubles_none(home: Home, server: SftpServer, outgoing: Path) -> None:
    feed = feed_of("financing", financing(outgoing))
    files = {f"financements_2026-0{month}.csv": numbered(f"M{month}", 8_000) for month in (5, 6, 7)}
    size = max(put(outgoing, name, refs).stat().st_size for name, refs in files.items())
    proxy = Proxy(server.socket, cuts=[int(size * 1.3)])
    configure(home, sftp=server.address(port=proxy.port))

    fetch(home, feed)
    take_in(home, feed)

    assert landed_files(home, feed) == sorted(files)
    assert in_lake(home, "financing", "financing_ref") == once(ref for refs in files.values() for ref in refs)


def test_another_host_key_is_never_spoken_to(home: Home, server: SftpServer, outgoing: Path, tmp_path: Path) -> None:
    feed = feed_of("financing", financing(outgoing))
    other = new_key(tmp_path / "other").export_public_key().decode().strip()
    configure(home, sftp=server.address(known_hosts=other))
    put(outgoing, "financements_2026-10.csv", numbered("S", 3))

    outcome = fetch(home, feed)[0]

    assert (outcome.state, outcome.failure, outcome.attempts) == ("failed", "permanent", 1)
    assert landed_files(home, feed) == []


def test_without_a_known_host_key_nothing_is_tried(home: Home, server: SftpServer, outgoing: Path) -> None:
    address = server.address()
    del address["known_hosts"]
    configure(home, sftp=address)
    put(outgoing, "financements_2026-10.csv", numbered("S", 3))

    outcome = fetch(home, feed_of("financing", financing(outgoing)))[0]

    assert outcome.failure == "permanent"
    assert outcome.message is not None
    assert "known_hosts" in outcome.message.en


def test_a_key_that_is_not_known_there_fails_for_good(home: Home, server: SftpServer, outgoing: Path, tmp_path: Path) -> None:
    new_key(tmp_path / "stranger")
    configure(home, sftp=server.address(key=str(tmp_path / "stranger")))

    outcome = fetch(home, feed_of("financing", financing(outgoing)))[0]

    assert (outcome.failure, outcome.attempts) == ("permanent", 1)


def test_a_wrong_password_fails_for_good_and_is_written_nowhere(home: Home, server: SftpServer, outgoing: Path) -> None:
    address = server.address(password="wrong-sesame")
    del address["key"]
    configure(home, sftp=address)

    outcome = fetch(home, feed_of("financing", financing(outgoing)))[0]

    assert (outcome.failure, outcome.attempts) == ("permanent", 1)
    written = "".join(path.read_text() for path in (home.root / "ledger").rglob("*.json"))
    assert "wrong-sesame" not in written + str(outcome)


def test_a_missing_folder_fails_for_good(home: Home, server: SftpServer, outgoing: Path) -> None:
    configure(home, sftp=server.address())

    outcome = fetch(home, feed_of("financing", SftpPlan(f"{outgoing}/nowhere/*.csv")))[0]

    assert (outcome.failure, outcome.attempts) == ("permanent", 1)


def test_files_still_being_written_are_left_for_later(home: Home, server: SftpServer, outgoing: Path) -> None:
    feed = feed_of("financing", SftpPlan(f"{outgoing}/*"))
    configure(home, sftp=server.address())
    for name in ("a.csv.part", "b.tmp", "~$c.csv", ".d.csv", "e.csv.filepart"):
        put(outgoing, name, ["X-1"])
    growing = outgoing / "growing_2026-10.csv"
    growing.write_text(financing_csv(["G-1"]))
    done = threading.Event()

    def write() -> None:
        with growing.open("a") as file:
            while not done.is_set():
                file.write("G-2,Coop,loan,Fès,1,2026-10-05\n")
                file.flush()
                time.sleep(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        outcome = fetch(home, feed)[0]
    finally:
        done.set()
        writer.join()

    assert (outcome.state, landed_files(home, feed)) == ("nothing_new", [])


def test_a_file_that_was_replaced_is_a_new_delivery(home: Home, server: SftpServer, outgoing: Path) -> None:
    feed = feed_of("financing", financing(outgoing))
    configure(home, sftp=server.address())
    put(outgoing, "financements_2026-10.csv", ["S-1"])
    fetch(home, feed)

    put(outgoing, "financements_2026-10.csv", ["S-1", "S-2"])
    fetch(home, feed)

    assert landed_files(home, feed) == ["financements_2026-10-2.csv", "financements_2026-10.csv"]


def test_links_and_names_in_other_encodings(home: Home, server: SftpServer, outgoing: Path) -> None:
    feed = feed_of("financing", SftpPlan(f"{outgoing}/*.csv"))
    configure(home, sftp=server.address())
    put(outgoing, "تمويلات أكتوبر 2026.csv", ["A-1"])
    latin = os.path.join(os.fsencode(outgoing), "décaissements_2026-09.csv".encode("cp1252"))
    Path(os.fsdecode(latin)).write_text(financing_csv(["L-1"]))
    os.utime(latin, (1, 1))
    (outgoing / "secret.csv").symlink_to("/etc/hostname")

    outcome = fetch(home, feed)[0]

    assert landed_files(home, feed) == ["décaissements_2026-09.csv", "تمويلات أكتوبر 2026.csv"]
    assert [notice.en for notice in outcome.notices] == [
        "“secret.csv” is not taken: it is a link. Ask the partner to put the file itself there."
    ]


def test_a_server_that_hangs_is_given_up(home: Home, outgoing: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        key = outgoing / "key"
        known = new_key(key).export_public_key().decode().strip()
        configure(home, sftp={"host": "127.0.0.1", "port": silent.getsockname()[1], "user": "x", "key": str(key), "known_hosts": known})
        quick = RetryPolicy(attempts=2, wait_initial=0.01, wait_max=0.02, wait_jitter=0.01, quiet=0.3, settle=0.01, total=5)
        started = time.monotonic()
        outcome = fetch(home, feed_of("financing", SftpPlan("/x/*.csv")), policy=quick)[0]

    assert (outcome.failure, outcome.attempts) == ("transient", 2)
    assert time.monotonic() - started < 5
    assert read_state(home, "guild/financing", "sftp").outcome is not None
