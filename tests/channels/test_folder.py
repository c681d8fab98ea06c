"""An inbox elsewhere: an object store over real HTTP (S3 by moto's server), and a folder on another disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from channel_helpers import configure, feed_of, fetch, financing_csv, in_lake, landed_files, numbered, old, once, take_in

from ingestion.channels.folder import FolderChannel
from ingestion.home import Home

FEED = feed_of("financing")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class Bucket:
    """A bucket as the partner's own tools would fill it."""

    def __init__(self, endpoint: str, name: str) -> None:
        import boto3

        self.name, self.options = (
            name,
            {"key": "AK", "secret": "SK-sesame", "client_kwargs": {"endpoint_url": endpoint, "region_name": "us-east-1"}},
        )
        self.client: Any = boto3.client(
            "s3", endpoint_url=endpoint, aws_access_key_id="AK", aws_secret_access_key="SK-sesame", region_name="us-east-1"
        )
        self.client.create_bucket(Bucket=name)

    def put(self, key: str, refs: list[str]) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=financing_csv(refs).encode())

    @property
    def address(self) -> dict[str, Any]:
        return {"url": f"s3://{self.name}/inbox", "options": self.options}


@pytest.fixture
def bucket(s3: str, request: pytest.FixtureRequest) -> Bucket:
    return Bucket(s3, f"b{abs(hash(request.node.name)) % 10**9}")


def test_new_objects_are_landed_once_with_their_folders(home: Home, bucket: Bucket) -> None:
    configure(home, folder=bucket.address)
    bucket.put("inbox/financing/financements_2026-09.csv", numbered("S", 3))
    bucket.put("inbox/financing/2026/أكتوبر/تمويلات.csv", numbered("O", 2))
    bucket.put("inbox/other/financements_2026-09.csv", ["X-1"])

    first = fetch(home, FEED)[0]
    second = fetch(home, FEED)[0]
    take_in(home, FEED)

    assert [first.state, second.state] == ["landed", "nothing_new"]
    assert landed_files(home, FEED) == ["2026/أكتوبر/تمويلات.csv", "financements_2026-09.csv"]
    assert in_lake(home, "financing", "financing_ref") == once([*numbered("S", 3), *numbered("O", 2)])


def test_an_object_put_again_with_other_bytes_is_a_new_delivery(home: Home, bucket: Bucket) -> None:
    configure(home, folder=bucket.address)
    bucket.put("inbox/financing/f_2026-09.csv", ["S-1"])
    fetch(home, FEED)
    bucket.put("inbox/financing/f_2026-09.csv", ["S-2"])  # as many bytes: only the ETag tells

    fetch(home, FEED)

    assert landed_files(home, FEED) == ["f_2026-09-2.csv", "f_2026-09.csv"]


def test_names_that_lead_out_of_the_inbox_are_refused_and_told(home: Home, bucket: Bucket) -> None:
    configure(home, folder=bucket.address)
    for key in ("back\\slash.csv", "x" * 230 + ".csv"):
        bucket.put(f"inbox/financing/{key}", ["X-1"])
    bucket.put("inbox/financing/good_2026-09.csv", ["S-1"])

    outcome = fetch(home, FEED)[0]

    assert landed_files(home, FEED) == ["good_2026-09.csv"]
    assert len(outcome.notices) == 2


class HostileStore:
    """A store whose listing names keys that lead out of the folder, as an object store's own rules allow."""

    protocol = "hostile"

    def invalidate_cache(self) -> None:
        pass

    def find(self, folder: str, detail: bool) -> dict[str, dict[str, Any]]:
        names = ("../../../escape.csv", "a/../../escape.csv", "/escape.csv", "./escape.csv", "a//escape.csv", "new\nline.csv")
        return {f"{folder}/{name}": {"size": 1, "ETag": "x"} for name in names}

    def open(self, address: str, mode: str) -> None:
        raise AssertionError(f"{address} must not be read")


def test_keys_that_climb_out_of_the_folder_are_refused_and_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(home, folder={"url": "s3://bucket"})
    monkeypatch.setattr(FolderChannel, "_opened", lambda self: (HostileStore(), "bucket"))

    outcome = fetch(home, FEED)[0]

    assert len(outcome.notices) == 6
    assert landed_files(home, FEED) == []
    assert not list(home.root.parent.rglob("escape*"))


def test_half_written_objects_are_left_for_later(home: Home, bucket: Bucket) -> None:
    configure(home, folder=bucket.address)
    for name in ("a.csv.part", "b.csv.tmp", "~$c.xlsx", "sub/.hidden.csv", "d.csv.received"):
        bucket.put(f"inbox/financing/{name}", ["X-1"])

    assert fetch(home, FEED)[0].state == "nothing_new"
    assert landed_files(home, FEED) == []


def test_the_inbox_of_everybody_holds_all_partners(home: Home, bucket: Bucket) -> None:
    configure(home, partner="everybody", folder=bucket.address)
    bucket.put("inbox/guild/financing/f_2026-09.csv", ["S-1"])

    fetch(home, FEED)

    assert landed_files(home, FEED) == ["f_2026-09.csv"]


def test_a_bucket_that_is_not_there_fails_for_good_and_tells_no_secret(home: Home, bucket: Bucket) -> None:
    configure(home, folder={**bucket.address, "url": "s3://nowhere-at-all/inbox"})

    outcome = fetch(home, FEED)[0]

    assert (outcome.failure, outcome.attempts) == ("permanent", 2)  # opened once, listed once
    assert "sesame" not in "".join(path.read_text() for path in (home.root / "ledger").rglob("*.json"))


def test_a_store_that_is_down_is_tried_again_and_marked(home: Home, bucket: Bucket) -> None:
    options = {**bucket.options, "client_kwargs": {"endpoint_url": "http://127.0.0.1:1", "region_name": "us-east-1"}}
    configure(home, folder={**bucket.address, "options": options})

    outcome = fetch(home, FEED)[0]

    assert outcome.failure == "transient"


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    (folder / "financing").mkdir(parents=True)
    return folder


def put(share: Path, name: str, refs: list[str]) -> Path:
    path = share / "financing" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(financing_csv(refs), encoding="utf-8")
    return old(path)


def test_a_folder_on_another_disk(home: Home, share: Path) -> None:
    configure(home, folder={"url": share.as_uri()})
    put(share, "sub/f_2026-09.csv", numbered("S", 3))

    fetch(home, FEED)
    fetch(home, FEED)
    take_in(home, FEED)

    assert landed_files(home, FEED) == ["sub/f_2026-09.csv"]
    assert in_lake(home, "financing", "financing_ref") == once(numbered("S", 3))


def test_links_that_lead_out_of_the_folder_are_refused_and_told(home: Home, share: Path, tmp_path: Path) -> None:
    configure(home, folder={"url": share.as_uri()})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("secret")
    (share / "financing" / "link.csv").symlink_to(outside / "secret.csv")
    (share / "financing" / "folder").symlink_to(outside)

    outcome = fetch(home, FEED)[0]

    assert landed_files(home, FEED) == []
    assert any("link.csv" in notice.en for notice in outcome.notices)


def test_a_file_that_still_grows_is_left_for_later(home: Home, share: Path) -> None:
    configure(home, folder={"url": share.as_uri()})
    path = share / "financing" / "f_2026-09.csv"
    path.write_text(financing_csv(["S-1"]))
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with path.open("a") as file:
                file.write("x")
            old(path, 5)  # a share whose clock is behind: its size alone tells
            time.sleep(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        outcome = fetch(home, FEED)[0]
    finally:
        stop.set()
        writer.join()

    assert (outcome.state, landed_files(home, FEED)) == ("nothing_new", [])


def test_a_share_that_is_not_mounted_fails_and_is_no_empty_folder(home: Home, tmp_path: Path) -> None:
    configure(home, folder={"url": (tmp_path / "nowhere").as_uri()})

    assert fetch(home, FEED)[0].state == "failed"


def test_a_linked_inbox_folder_lets_nothing_out(home: Home, share: Path, tmp_path: Path) -> None:
    configure(home, folder={"url": share.as_uri()})
    put(share, "f_2026-09.csv", ["S-1"])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home.inbox / "guild").mkdir()
    (home.inbox / "guild/financing").symlink_to(elsewhere)

    outcome = fetch(home, FEED)[0]

    assert outcome.state == "failed"
    assert list(elsewhere.iterdir()) == []
