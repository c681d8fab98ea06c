"""The ledger: one JSON file a load, written last. What the ledger does not name does not exist.

What goes here: the record of a load, its writing and reading, the second copy of all entries. What does not: the rows (`lake.py`),
entries of earlier versions (`migrations.py`).

An entry carries a checksum of itself, and the sums of its files. Of the whole ledger a second copy is kept, so that an entry that a disk
has spoilt comes back as it was.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal

from ingestion.home import Home, placed

LEDGER_VERSION: Final = 2
_CHECKSUM: Final = "checksum"
COPY: Final = "copy.jsonl.gz"
_LISTS: Final = ("unknown_columns", "questions", "expectations", "findings", "steps")
_LOAD_ID: Final = re.compile(r".*\.\d{1,9}", re.DOTALL)
Verdict = Literal["accepted", "accepted_with_rejections", "refused"]


class LedgerError(RuntimeError):
    """A ledger entry that cannot be read; the message names the file."""


class NewerState(RuntimeError):
    """A home, or a part of it, that a newer Qutb wrote: this one would spoil it."""


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """What became of one delivery: the entry of the ledger.

    `rows_read = rows_accepted + rows_rejected` holds for every load. `rows_skipped` are lines that are no data (totals,
    blank lines, repeated headers, signatures). Paths are relative to the home. `reason` is in the partner's language, `reasons` in
    each one; `questions` are the deliveries whose very bytes this one repeats for another period; `observed` is
    `ingestion.observed.Observed` as plain values, `findings` are those of `quality.findings`, `profile` is what the feed's next
    loads are compared with, `steps` tells for each step of the load what became of it and how long it took, `data_docs` is the page
    on which Great Expectations shows its verdict; `lake_sha256` and `quarantine_sha256` are the sums of its two files; `restores` is an
    earlier load of the delivery whose rows were lost, and in whose place this one stands, also in what was known before it.
    """

    load_id: str
    delivery_id: str
    partner: str
    contract: str
    contract_version: str
    mode: str
    period_type: str
    period_start: date
    period_end: date
    received_at: datetime
    loaded_at: datetime
    file_name: str
    file_sha256: str
    file_bytes: int
    verdict: Verdict
    reason: str | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_skipped: int
    lake_file: str | None
    quarantine_file: str | None
    repairs: Mapping[str, int] = field(default_factory=dict)
    imputed: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    expectations: tuple[Mapping[str, Any], ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    observed: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    data_docs: str | None = None
    lake_sha256: str | None = None
    quarantine_sha256: str | None = None
    restores: str | None = None
    ledger_version: int = LEDGER_VERSION

    @property
    def load_number(self) -> int:
        """1 for the first load of a delivery, 2 for its first replay."""
        return int(self.load_id.rsplit(".", 1)[1])

    @property
    def known_at(self) -> datetime:
        """From when on the load was known: a delivery when it was received, a replay when it was made (docs/adr/0010-replay.md)."""
        return self.received_at if self.load_number == 1 or self.restores else self.loaded_at

    @property
    def files(self) -> tuple[tuple[str, str | None], ...]:
        """Its Parquet files, relative to the home, with their sums; a sum is None where the entry was written without."""
        named = ((self.lake_file, self.lake_sha256), (self.quarantine_file, self.quarantine_sha256))
        return tuple((file, digest) for file, digest in named if file is not None)


_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "str": str, "Verdict": str, "str | None": (str, NoneType), "int": int, "Mapping": dict,
}  # fmt: skip
_KINDS_OF_FIELDS: Final = tuple(
    (each.name, _KINDS[kind]) for each in fields_of(LoadRecord) if (kind := str(each.type).partition("[")[0]) in _KINDS
)


class Ledger:
    """All loads of a home, by delivery: `ledger/<partner>/<contract>/<load id>.json`."""

    def __init__(self, home: Home) -> None:
        """Opens the ledger of a home without reading it."""
        self._folder = home.folder("ledger")

    def entries(self) -> list[LoadRecord]:
        """Every load that counts, in the order of load ids; not those whose rows were lost and restored by a later one.

        Raises:
            LedgerError: when an entry is damaged.
        """
        return that_count(self.all_entries())

    def all_entries(self) -> list[LoadRecord]:
        """Every load, also those whose rows were lost.

        Raises:
            LedgerError: when an entry is damaged.
        """
        return [_read(path) for path in sorted(self.files())]

    def files(self) -> list[Path]:
        """The entries' files; enough to tell whether anything changed since."""
        return [path for path in self._folder.glob("*/*/*.json") if not path.name.startswith(".")]

    def delivery_ids(self) -> frozenset[str]:
        """Deliveries that the ledger names, told by the entries' file names alone."""
        return frozenset(path.stem.rsplit(".", 1)[0] for path in self.files())

    def path_of(self, record: LoadRecord) -> Path:
        """Where an entry is, or will be."""
        return self._folder / record.partner / record.contract / f"{record.load_id}.json"

    def path_of_restored(self, record: LoadRecord) -> Path:
        """Where the entry of the load is in whose place this one stands."""
        return self.path_of(replace(record, load_id=str(record.restores)))

    def write(self, record: LoadRecord) -> None:
        """Puts an entry in place at once: from then on the load exists."""
        with placed(self.path_of(record)) as temporary:
            temporary.write_text(self.text_of(record), encoding="utf-8")

    def text_of(self, record: LoadRecord) -> str:
        """An entry as it is written, with its checksum."""
        fields = json.loads(json.dumps(asdict(record), default=_text))
        return json.dumps({**fields, _CHECKSUM: _checksum(fields)}, ensure_ascii=False, indent=1)

    def entry(self, path: Path) -> LoadRecord:
        """One entry, also of a load whose rows were lost.

        Raises:
            LedgerError: when it is damaged.
        """
        return _read(path)

    def damaged(self) -> dict[Path, str]:
        """Entries that cannot be read or are not what was written, each with what is wrong."""
        return self.sound_and_damaged()[1]

    def sound_and_damaged(self) -> tuple[dict[Path, LoadRecord], dict[Path, str]]:
        """Every load whose entry is sound, also those whose rows were lost; and the damaged entries, each with what is wrong."""
        sound: dict[Path, LoadRecord] = {}
        damaged = {}
        for path in sorted(self.files()):
            try:
                sound[path] = _read(path)
            except LedgerError as error:
                damaged[path] = str(error)
        return sound, damaged

    def keep_copy(self) -> None:
        """Writes the second copy of all entries, where it is older than one of them."""
        copy = self._folder / COPY
        files = sorted(self.files())
        newest = max((path.stat().st_mtime_ns for path in files), default=0)
        if not files or (copy.exists() and copy.stat().st_mtime_ns >= newest):
            return
        with placed(copy) as temporary, gzip.open(temporary, "wt", encoding="utf-8", compresslevel=3) as lines:
            for path in files:
                line = {"file": path.relative_to(self._folder).as_posix(), "entry": path.read_text(encoding="utf-8")}
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")

    def restore_entry(self, path: Path) -> bool:
        """Puts an entry back from the second copy; false where the copy does not hold it or is damaged itself."""
        try:
            entry = next((entry for copied, entry in self.copied() if copied == path), None)
        except LedgerError:
            return False
        if entry is None or not _is_sound(entry, path):
            return False
        with placed(path) as temporary:  # in one step from damaged to sound
            temporary.write_text(entry, encoding="utf-8")
        return True

    def copied(self) -> Iterator[tuple[Path, str]]:
        """The second copy's entries, each with the path of its first; none where no copy was made yet.

        Raises:
            LedgerError: when the copy is damaged.
        """
        copy = self._folder / COPY
        try:
            if copy.stat().st_size == 0:
                raise EOFError("it is empty")
            with gzip.open(copy, "rt", encoding="utf-8") as lines:
                for kept in map(json.loads, lines):
                    file, entry = kept["file"], kept["entry"]
                    if not isinstance(entry, str) or ".." in Path(file).parts or Path(file).is_absolute():
                        raise ValueError("a line is none of an entry")
                    yield self._folder / file, entry
        except FileNotFoundError:
            return
        except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError, zlib.error) as error:
            raise LedgerError(f"The second copy of the ledger, {copy}, cannot be read ({type(error).__name__}: {error}).") from error

    def gone(self) -> Iterator[tuple[Path, str]]:
        """Sound entries that the second copy holds and the ledger lacks.

        Raises:
            LedgerError: when the copy is damaged.
        """
        for path, entry in self.copied():
            if not path.exists() and _is_sound(entry, path):
                yield path, entry

    def restore_gone(self) -> list[Path]:
        """Puts back what is gone; returns the entries.

        Raises:
            LedgerError: when the copy is damaged.
        """
        restored = []
        for path, entry in self.gone():
            with placed(path) as temporary:
                temporary.write_text(entry, encoding="utf-8")
            restored.append(path)
        return restored

    def drop_copy(self) -> None:
        """Removes a second copy that is damaged; the night writes it anew at its end."""
        (self._folder / COPY).unlink(missing_ok=True)


def that_count(records: Sequence[LoadRecord]) -> list[LoadRecord]:
    """Loads without those whose rows were lost and restored by a later one."""
    restored = {record.restores for record in records}
    return [record for record in records if record.load_id not in restored]


def instant_text(instant: datetime) -> str:
    """An instant as ISO text in UTC: `2026-05-01T02:00:00+00:00`."""
    return instant.astimezone(UTC).isoformat()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def _checksum(fields: Mapping[str, Any]) -> str:
    """The SHA-256 of an entry's fields, whatever their order and spacing."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _read(path: Path) -> LoadRecord:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"The ledger entry {path} cannot be read ({type(error).__name__}: {error}).") from error
    return _parsed(text, path)


def _is_sound(text: str, path: Path) -> bool:
    try:
        _parsed(text, path)
        text.encode()
    except (LedgerError, UnicodeEncodeError):
        return False
    return True


def _parsed(text: str, path: Path) -> LoadRecord:
    try:
        given = json.loads(text)
        version, checksum = given["ledger_version"], given.pop(_CHECKSUM, None)
        if version > LEDGER_VERSION:
            raise NewerState(f"The ledger entry {path} was written by a newer Qutb (version {version}). Install that one again.")
        if checksum != _checksum(given) and (checksum is not None or version > 1):
            raise LedgerError(f"The ledger entry {path} is not what was written: its checksum does not fit.")
        record = LoadRecord(
            **given
            | {name: date.fromisoformat(given[name]) for name in ("period_start", "period_end")}
            | {name: datetime.fromisoformat(given[name]) for name in ("received_at", "loaded_at")}
            | {name: tuple(given.get(name, ())) for name in _LISTS}
        )
        _check_kinds(record)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LedgerError(f"The ledger entry {path} cannot be read ({type(error).__name__}: {error}).") from error
    return record


def _check_kinds(record: LoadRecord) -> None:
    """Refuses values of another kind: entries of the first version have no checksum that would tell."""
    for name, kinds in _KINDS_OF_FIELDS:
        value = getattr(record, name)
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise TypeError(f"{name} is {value!r}")
    if not _LOAD_ID.fullmatch(record.load_id):
        raise ValueError(f"load_id {record.load_id!r} does not end in a number")
    if any(not isinstance(name, str) for name in (*record.unknown_columns, *record.questions)):
        raise TypeError("unknown_columns and questions are texts")
    if None in (record.received_at.utcoffset(), record.loaded_at.utcoffset()):
        raise ValueError("received_at and loaded_at tell their zone")
