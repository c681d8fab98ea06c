"""Files that lie elsewhere: which are new, whole, and allowed in. Shared by the channels that fetch files.

What goes here: choosing among the files of a listing. What does not: listing and copying (`folder.py`, `sftp.py`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ingestion.channels.failures import FORBIDDEN_NAME, LINK, OVERSIZED
from ingestion.channels.landing import Pull
from ingestion.channels.names import is_safe
from ingestion.delivery import is_unfinished

SEEN: Final = "seen"
_YOUNG: Final = 60.0  # seconds; a file changed since then may still be growing, so it is looked at twice
_STILL_WARM: Final = 2.0
LARGEST_FILE: Final = 8 << 30
"""Bytes; what is larger is no delivery of rows, and would fill the disk."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in a listing.

    Attributes:
        name: as it is to be called, below the feed's folder.
        address: what the server calls it.
        size: bytes.
        stamp: its ETag, else its time of change; with the size it tells whether the file is the one already fetched.
        modified: its time of change in seconds since 1970, where known.
        is_link: whether it is a link rather than a file, or leads out of the folder.
    """

    name: str
    address: Any
    size: int
    stamp: str
    modified: float | None = None
    is_link: bool = False

    @property
    def fingerprint(self) -> str:
        """Tells one version of the file from another."""
        return f"{self.size}:{self.stamp}"

    @property
    def label(self) -> str:
        """A short name for the temporary file of this version."""
        return hashlib.sha256(f"{self.name}\n{self.fingerprint}".encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def remembers(self) -> Mapping[str, Any]:
        """What to remember once it is landed."""
        return {SEEN: {self.name: self.fingerprint}}

    def may_grow(self) -> bool:
        """Whether it was changed so lately, by its own clock or ours, that someone may still be writing it."""
        return self.modified is not None and abs(time.time() - self.modified) < _YOUNG


def new_files(pull: Pull, listing: Iterable[RemoteFile]) -> list[RemoteFile]:
    """The files of a listing that were not fetched yet; names and links that are refused are told."""
    seen: Mapping[str, str] = pull.memory.get(SEEN, {})
    return [file for file in _allowed(pull, listing) if seen.get(file.name) != file.fingerprint]


def unchanged(first: Iterable[RemoteFile], second: Iterable[RemoteFile]) -> list[RemoteFile]:
    """The files that look the same at the second look, and are not being written this very moment."""
    looks = {file.name: file for file in second}
    now = time.time()
    return [
        file
        for file in first
        if (again := looks.get(file.name)) is not None
        and again.fingerprint == file.fingerprint
        and not (file.modified is not None and 0 <= now - file.modified < _STILL_WARM)
    ]


def _allowed(pull: Pull, listing: Iterable[RemoteFile]) -> Iterator[RemoteFile]:
    told = set(pull.progress.notices)
    for file in sorted(listing, key=lambda each: (each.modified or 0.0, each.name)):
        if is_unfinished(file.name):
            continue
        refusal = LINK if file.is_link else FORBIDDEN_NAME if not is_safe(file.name) else OVERSIZED if file.size > LARGEST_FILE else None
        if refusal is None:
            yield file
        elif (message := refusal.with_values(name=_shown(file.name))) not in told:
            pull.notice(message)


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in name.encode("utf-8", "replace").decode())[:200]
