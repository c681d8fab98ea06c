"""Deliveries: what has arrived in the inbox, and the identity of each.

What goes here: scanning the inbox, telling what is new, the delivery's id. What does not: reading files (`prepare.py`).
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ingestion.drift import masked_path
from ingestion.home import Home, placed
from ingestion.identity import PseudonymKey, pseudonym_key
from ingestion.ledger import Ledger
from ingestion.partners import Feed
from ingestion.periods import Period

_SETTLED_AFTER: Final = 2.0  # seconds without a change before a file counts as fully written
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".filepart", ".partial", ".received", ".writing", ".swp", "~")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file of a feed that has not been taken in yet."""

    feed: Feed
    path: Path
    name: str
    received_at: datetime
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Stray:
    """Something in the inbox that no feed can take, and what to do about it."""

    name: str
    advice: str


class Inbox:
    """The folder `inbox/<partner>/<contract>/`, and the memory of what in it has been seen.

    The memory only saves work: were it lost, every file would be read again and found in the ledger. Where the ledger does not
    name a delivery (any more), the memory of it does not count.
    """

    def __init__(self, home: Home) -> None:
        """Opens the inbox of a home and reads its memory."""
        self._root = home.inbox
        self._home = home
        self._memory = home.folder("ledger") / "inbox.json"
        self._seen = _read_memory(self._memory)
        self._known = Ledger(home).delivery_ids()

    def scan(self, feeds: Sequence[Feed], now: datetime) -> tuple[list[Arrival], list[Stray]]:
        """Lists new files in the order in which they were received, and what lies where no feed is.

        A file that is still being written is left for the next time.
        """
        by_folder = {f"{feed.partner.id}/{feed.contract}": feed for feed in feeds}
        arrivals, strays = [], []
        for path in self._files():
            name = path.relative_to(self._root).as_posix()
            feed = by_folder.get("/".join(name.split("/")[:2])) if name.count("/") >= 2 else None
            if feed is None:
                strays.append(Stray(masked_path(name), "no partner and contract of this name; move it to inbox/<partner>/<contract>/"))
            elif not path.resolve().is_relative_to(self._root.resolve()):
                strays.append(Stray(masked_path(name), "a link that leads out of the inbox; put the file itself there"))
            elif arrival := self._arrival(path, name, feed, now):
                arrivals.append(arrival)
        arrivals = [arrival for arrival in arrivals if _is_settled(arrival)]
        self._save()
        return sorted(arrivals, key=lambda arrival: (arrival.received_at, arrival.name)), strays

    def settle(self, arrival: Arrival, delivery_id: str) -> None:
        """Remembers that a file has become a delivery (or was one already)."""
        self._seen[self._key(arrival.name)] |= {"delivery_id": delivery_id}

    def taken_in(self) -> Iterator[tuple[Path, str]]:
        """The files that lie in the inbox as they were taken in, each with its delivery."""
        for path in self._files():
            memory = self._seen.get(self._key(path.relative_to(self._root).as_posix()), {})
            stat = path.stat()
            if memory.get("delivery_id") in self._known and (memory["size"], memory["mtime_ns"]) == (stat.st_size, stat.st_mtime_ns):
                yield path, str(memory["delivery_id"])

    def save(self) -> None:
        """Writes the memory down."""
        self._save()

    def _files(self) -> Iterator[Path]:
        for path in sorted(self._root.rglob("*")):
            if path.is_file() and not is_unfinished(path.relative_to(self._root).as_posix()):
                yield path

    def _arrival(self, path: Path, name: str, feed: Feed, now: datetime) -> Arrival | None:
        stat = path.stat()
        key = self._key(name)
        memory = self._seen.get(key)
        if memory is None or (memory["size"], memory["mtime_ns"]) != (stat.st_size, stat.st_mtime_ns):
            memory = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "first_seen": now.astimezone(UTC).isoformat()}
            self._seen[key] = memory
        if memory.get("delivery_id") in self._known:
            return None
        received_at = _told_instant(path) or datetime.fromisoformat(memory["first_seen"])
        return Arrival(feed, path, name, received_at, stat.st_size, stat.st_mtime_ns)

    def rekeyed(self, old: PseudonymKey, new: PseudonymKey) -> str:
        """The memory as it is to be under a new key: what the inbox no longer holds under a person's name is forgotten."""
        seen = {key: memory for key, memory in self._seen.items() if "#" not in key}
        for path in self._files():
            name = path.relative_to(self._root).as_posix()
            if memory := self._seen.get(_key_of(name, old)):
                seen[_key_of(name, new)] = memory
        return json.dumps(seen, ensure_ascii=False, indent=0)

    def _key(self, name: str) -> str:
        return name if masked_path(name) == name else _key_of(name, pseudonym_key(self._home))

    def _save(self) -> None:
        with placed(self._memory) as temporary:
            temporary.write_text(json.dumps(self._seen, ensure_ascii=False, indent=0))


def is_unfinished(name: str) -> bool:
    """Whether a name says that its file is still being written, is hidden, or belongs to another file."""
    parts = name.split("/")
    return any(part.startswith((".", "~$")) and part not in (".", "..") for part in parts) or name.lower().endswith(_UNFINISHED)


def delivery_id(feed: Feed, period: Period, sha256: str) -> str:
    """`<partner>.<contract>.<first day of the period>.<12 digits of the hash>`: feed + period + bytes."""
    return f"{feed.partner.id}.{feed.contract}.{period.start.isoformat()}.{sha256[:12]}"


def _key_of(name: str, key: PseudonymKey) -> str:
    """Under which name a file is remembered: of one named after a person a keyed hash tells it from others."""
    shown = masked_path(name)
    return name if shown == name else f"{shown}#{hmac.new(key.newest, name.encode(), 'sha256').hexdigest()[:16]}"


def _is_settled(arrival: Arrival) -> bool:
    """Waits out the moment in which a file may still be growing; false when it did grow."""
    age = time.time() - arrival.mtime_ns / 1e9
    if 0 <= age < _SETTLED_AFTER:
        time.sleep(_SETTLED_AFTER - age)
    try:
        stat = arrival.path.stat()
    except FileNotFoundError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (arrival.size, arrival.mtime_ns)


def _told_instant(path: Path) -> datetime | None:
    side = path.with_name(f"{path.name}.received")
    try:
        told = datetime.fromisoformat(side.read_text(encoding="utf-8").strip())
    except (FileNotFoundError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _read_memory(path: Path) -> dict[str, dict[str, Any]]:
    try:
        memory: Mapping[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return dict(memory)
