"""Deliveries: what has arrived in the inbox, and the identity of each.

What goes here: scanning the inbox, telling what is new, the delivery's id. What does not: reading files (`prepare.py`).
"""

from __future__ import annotations

import hmac
import json
import os
import stat
import time
import unicodedata
from collections.abc import Iterator, Sequence
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
from ingestion.wording import shown

_SETTLED_AFTER: Final = 2.0  # seconds without a change before a file counts as fully written
_DEEPEST: Final = 16  # folders below the inbox
_LONGEST_SHOWN: Final = 200
_LONGEST_SIDE: Final = 64  # bytes of an instant
_NO_FEED: Final = "no partner and contract of this name; move it to inbox/<partner>/<contract>/"
_LINK: Final = "a link; put the file itself there"
_NO_FILE: Final = "neither a file nor a folder (a pipe, a device, a socket); remove it"
_NO_NAME: Final = "its name is no valid UTF-8, or holds control characters; give it another"
_TOO_DEEP: Final = f"more than {_DEEPEST} folders deep; move what is in it further up"
_CLOSED: Final = "a folder that cannot be opened; give it to the user who runs the night"
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".filepart", ".partial", ".received", ".writing", ".swp", "~")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file of a feed that has not been taken in yet.

    `identity` is that of the file as it was seen in the inbox (device, inode, instant of its last change); None where nobody else can
    write, as in a folder of our own.
    """

    feed: Feed
    path: Path
    name: str
    received_at: datetime
    size: int
    mtime_ns: int
    identity: tuple[int, int, int] | None = None

    def is_as_seen(self) -> bool:
        """Whether the same file, unchanged, still lies there: not another one, nor a link or a pipe that was put in its place.

        Renaming, writing and relinking change the instant that only the system can set, so that what was asked before and after a
        reading was read in between.
        """
        if self.identity is None:
            return True
        try:
            told = self.path.lstat()
        except OSError:
            return False
        return _identity(told) == self.identity and (told.st_size, told.st_mtime_ns) == (self.size, self.mtime_ns)

    def original(self) -> Path:
        """Where the file lies.

        Raises:
            OSError: when it is no longer the one that was seen.
        """
        if not self.is_as_seen():
            raise FileNotFoundError(f"{masked_path(self.name)} was exchanged or changed after it had been seen")
        return self.path


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
        for name, advice in self._found():
            feed = by_folder.get("/".join(name.split("/")[:2])) if name.count("/") >= 2 else None
            if advice or feed is None:
                strays.append(Stray(shown(masked_path(name), "en", _LONGEST_SHOWN), advice or _NO_FEED))
            elif arrival := self._arrival(self._root / name, name, feed, now):
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
            told = path.lstat()
            if memory.get("delivery_id") in self._known and (memory["size"], memory["mtime_ns"]) == (told.st_size, told.st_mtime_ns):
                yield path, str(memory["delivery_id"])

    def save(self) -> None:
        """Writes the memory down."""
        self._save()

    def _found(self) -> Iterator[tuple[str, str | None]]:
        """What lies in the inbox, by its name below it, and why it cannot be taken; no link is followed, however deep it lies."""
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._root / folder) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError:
                yield folder, _CLOSED
                continue
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if is_unfinished(name):
                    continue
                advice = _unusable(entry, name)
                if advice is None and entry.is_dir(follow_symlinks=False):
                    folders.append(name)
                else:
                    yield name, advice

    def _files(self) -> Iterator[Path]:
        """The files that can be taken."""
        return (self._root / name for name, advice in self._found() if advice is None)

    def _arrival(self, path: Path, name: str, feed: Feed, now: datetime) -> Arrival | None:
        try:
            told = path.lstat()
        except FileNotFoundError:
            return None  # taken back a moment ago
        key = self._key(name)
        memory = self._seen.get(key)
        if memory is None or (memory["size"], memory["mtime_ns"]) != (told.st_size, told.st_mtime_ns):
            memory = {"size": told.st_size, "mtime_ns": told.st_mtime_ns, "first_seen": now.astimezone(UTC).isoformat()}
            self._seen[key] = memory
        if memory.get("delivery_id") in self._known:
            return None
        received_at = _told_instant(path) or datetime.fromisoformat(memory["first_seen"])
        return Arrival(feed, path, name, received_at, told.st_size, told.st_mtime_ns, _identity(told))

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
    masked_name = masked_path(name)
    return name if masked_name == name else f"{masked_name}#{hmac.new(key.newest, name.encode(), 'sha256').hexdigest()[:16]}"


def _is_settled(arrival: Arrival) -> bool:
    """Waits out the moment in which a file may still be growing; false when it did grow."""
    age = time.time() - arrival.mtime_ns / 1e9
    if 0 <= age < _SETTLED_AFTER:
        time.sleep(_SETTLED_AFTER - age)
    return arrival.is_as_seen()


def _identity(told: os.stat_result) -> tuple[int, int, int]:
    return told.st_dev, told.st_ino, told.st_ctime_ns


def _unusable(entry: os.DirEntry[str], name: str) -> str | None:
    """Why something in the inbox cannot be taken, whatever feed it is in; None when it can."""
    if entry.is_symlink():
        return _LINK
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in entry.name):
        return _NO_NAME
    if entry.is_dir(follow_symlinks=False):
        return _TOO_DEEP if name.count("/") >= _DEEPEST - 1 else None
    return None if entry.is_file(follow_symlinks=False) else _NO_FILE


def _told_instant(path: Path) -> datetime | None:
    side = path.with_name(f"{path.name}.received")
    try:
        handle = os.open(side, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would be waited for
        with os.fdopen(handle, "rb") as file:
            text = file.read(_LONGEST_SIDE) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
        told = datetime.fromisoformat(text.decode("utf-8").strip())
    except (OSError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _read_memory(path: Path) -> dict[str, dict[str, Any]]:
    """The memory, as far as it can be read: what is damaged in it is read again from the inbox, and costs no night."""
    try:
        memory = dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return {}
    return {name: seen for name, seen in memory.items() if _is_memory(seen)}


def _is_memory(seen: Any) -> bool:
    try:
        datetime.fromisoformat(seen["first_seen"])
        return all(type(seen[name]) is int for name in ("size", "mtime_ns"))
    except (KeyError, TypeError, ValueError):
        return False
