"""What was removed on purpose: purged by age, or erased for a person. Who misses a file asks here before taking it for damaged.

What goes here: the notes `ledger/purges/<instant>.json` and `ledger/erasures/<instant>.json`, written before the first file goes. What does
not: choosing what is purged (`orchestration.upkeep.purging`), erasing (`orchestration.upkeep.erasing`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from ingestion.home import Home, placed
from ingestion.ledger import LedgerError

_Note = TypeVar("_Note")
PURGES: Final = "purges"
ERASURES: Final = "erasures"


@dataclass(frozen=True, slots=True)
class Removed:
    """A file or folder that was removed.

    Attributes:
        path: relative to the home.
        room: which rule of the retention it fell under.
        loads: the loads it belonged to.
    """

    path: str
    room: str
    loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PurgeNote:
    """One purge: what, which loads, when, by which rule.

    Attributes:
        purged_at: the instant, in UTC.
        rules: room → what it said then, such as `395 days`.
        removed: all that goes.
        is_done: false while files may still be there; the next purge removes them.
    """

    purged_at: datetime
    rules: Mapping[str, str]
    removed: tuple[Removed, ...]
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class ErasureNote:
    """One erasure. Nothing in it tells who was erased, by number or by pseudonym.

    Attributes:
        erased_at: the instant, in UTC.
        loads: load → how many of its rows no longer lead to the person.
        originals: SHA-256 of an original as it was delivered → that of the redacted copy now in its place; None where it was removed.
    """

    erased_at: datetime
    loads: Mapping[str, int]
    originals: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Removals:
    """All that was ever removed from a home.

    Attributes:
        purged: path relative to the home → when it was purged.
        redacted: SHA-256 of an original → that of the copy in its place; None where it was removed.
        erased_at: SHA-256 of an original → when.
    """

    purged: Mapping[str, datetime] = field(default_factory=dict)
    redacted: Mapping[str, str | None] = field(default_factory=dict)
    erased_at: Mapping[str, datetime] = field(default_factory=dict)

    def why(self, path: str, sha256: str | None = None) -> str | None:
        """Why something is not there, in words that end a sentence; None where it was not removed on purpose."""
        if path in self.purged:
            return f"purged on {self.purged[path]:%Y-%m-%d} (retention of this installation, see docs/privacy.md)"
        if sha256 is not None and sha256 in self.redacted and self.redacted[sha256] is None:
            return f"removed on {self.erased_at[sha256]:%Y-%m-%d} when a person was erased, for it could not be redacted"
        return None


def removals(home: Home) -> Removals:
    """Reads what was removed from a home."""
    purged: dict[str, datetime] = {}
    for note in purge_notes(home):
        purged |= {removed.path: note.purged_at for removed in note.removed}
    redacted: dict[str, str | None] = {}
    erased_at: dict[str, datetime] = {}
    for erasure in erasure_notes(home):
        redacted |= erasure.originals
        erased_at |= dict.fromkeys(erasure.originals, erasure.erased_at)
    return Removals(purged, redacted, erased_at)


def purge_notes(home: Home) -> list[PurgeNote]:
    """All purges, oldest first.

    Raises:
        LedgerError: one of the notes is damaged.
    """
    return list(_notes(home, PURGES, _purge_note))


def _purge_note(note: Mapping[str, Any]) -> PurgeNote:
    removed = tuple(Removed(each["path"], each["room"], tuple(each["loads"])) for each in note["removed"])
    return PurgeNote(datetime.fromisoformat(note["purged_at"]), note["rules"], removed, note["is_done"])


def erasure_notes(home: Home) -> list[ErasureNote]:
    """All erasures, oldest first.

    Raises:
        LedgerError: one of the notes is damaged.
    """
    return list(_notes(home, ERASURES, _erasure_note))


def _erasure_note(note: Mapping[str, Any]) -> ErasureNote:
    return ErasureNote(datetime.fromisoformat(note["erased_at"]), dict(note["loads"]), dict(note["originals"]))


def note_purge(home: Home, note: PurgeNote) -> Path:
    """Writes a purge down, or writes it anew; returns its file."""
    return _write(home, PURGES, note.purged_at, asdict(note))


def erasure_text(note: ErasureNote) -> str:
    """An erasure as it is written down."""
    return _text(asdict(note))


def note_path(home: Home, kind: str, instant: datetime) -> Path:
    """Where the note of an instant is."""
    return home.folder("ledger") / kind / f"{instant.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.json"


def _write(home: Home, kind: str, instant: datetime, fields: Mapping[str, Any]) -> Path:
    path = note_path(home, kind, instant)
    with placed(path) as temporary:
        temporary.write_text(_text(fields), encoding="utf-8")
    return path


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1, default=lambda instant: instant.astimezone(UTC).isoformat())


def _notes(home: Home, kind: str, read: Callable[[Mapping[str, Any]], _Note]) -> Iterator[_Note]:
    folder = home.root / "ledger" / kind
    files: Sequence[Path] = sorted(folder.glob("[0-9]*.json")) if folder.is_dir() else ()
    for path in files:
        try:
            yield read(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LedgerError(
                f"{path} cannot be read ({type(error).__name__}). It tells which files were removed on purpose: put it back from a backup."
            ) from error
