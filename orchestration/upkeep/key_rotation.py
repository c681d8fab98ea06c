"""Keys exchanged for new ones: the archive's identity, and the key behind pseudonyms.

What goes here: both rotations, and telling which keys there are. What does not: what the keys do (`ingestion.archive`,
`ingestion.identity`).

Originals are encrypted anew one after the other, each at once; until the last is done both identities stay in the key file, so that every
original opens at any moment. Pseudonyms are hashed once more, all together (`rewriting.py`): at no moment are some old and some new.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal

from ingestion import archive, identity
from ingestion.archive import ARCHIVE_FILE, archive_identities, new_identity
from ingestion.checksums import sha256_of
from ingestion.contract import Contract, load_contracts
from ingestion.home import Home, placed
from ingestion.identity import CHECK_FILE, PSEUDONYM_FILE, PseudonymKey, check_text, keys_in, new_secret, pseudonym_key
from ingestion.ledger import Ledger, LoadRecord
from ingestion.private_files import PrivateFileError, private_text
from ingestion.removals import removals
from ingestion.sql import identifier, literal
from ingestion.workspace import open_workspace
from orchestration.upkeep.rewriting import Rewriting, made_private, rewriting, without_use

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KeyName = Literal["archive", "pseudonym"]
FILES: Final[Mapping[KeyName, str]] = {"archive": ARCHIVE_FILE, "pseudonym": PSEUDONYM_FILE}
ENVIRONMENTS: Final[Mapping[KeyName, str]] = {"archive": archive.ENVIRONMENT, "pseudonym": identity.ENVIRONMENT}
# What is made from pseudonyms and made again by the next night.
MADE_FROM_PSEUDONYMS: Final = ("build/warehouse.duckdb", "build/warehouse.duckdb.wal", "build/stages", "linkage")
_BLOCK: Final = 1 << 20


class RotationError(RuntimeError):
    """A rotation that cannot be done, or not be ended; the message says what to do. All that is kept opens as before."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What may be told of a key: never its content.

    Attributes:
        name: which key.
        where: its file, relative to the home, or its environment variable.
        count: how many secrets are in it.
        mode: of the file, as `0600`; None in the environment.
        changed_at: when the file was written last; None in the environment.
        problem: why it cannot be used; None where it can.
    """

    name: KeyName
    where: str
    count: int
    mode: str | None
    changed_at: datetime | None
    problem: str | None = None


def keys_of(home: Home) -> list[KeyFacts]:
    """The keys that a home has; makes none."""
    return [facts for name in FILES if (facts := _facts(home, name)) is not None]


def _facts(home: Home, name: KeyName) -> KeyFacts | None:
    if given := os.environ.get(ENVIRONMENTS[name]):
        return KeyFacts(name, ENVIRONMENTS[name], len(given.replace(",", " ").split()), None, None)
    path = home.root / FILES[name]
    if not path.exists():
        return None
    told = path.stat()
    facts = KeyFacts(name, FILES[name], 0, f"{told.st_mode & 0o7777:04o}", datetime.fromtimestamp(told.st_mtime, UTC))
    try:
        return replace(facts, count=len(private_text(path).split()))
    except PrivateFileError as error:
        return replace(facts, problem=str(error))


def rotate_archive(home: Home) -> int:
    """Encrypts all originals for a new identity and drops the old one; finishes a rotation that was killed. Returns how many originals.

    Only for the holder of the night's lock.

    Raises:
        RotationError: the key is in the environment, or originals are damaged; then the old identity stays.
    """
    import pyrage

    _check_is_in_file(home, "archive")
    path = home.root / ARCHIVE_FILE
    known = archive_identities(home)
    is_resumed = len(known) > 1
    if not is_resumed:
        known = [*known, new_identity()]
        _write_private(path, known)
    old = [pyrage.x25519.Identity.from_str(each) for each in known]
    new = old[-1]
    originals = sorted(home.folder("archive").glob("*/*.age"))
    redacted = removals(home).redacted
    damaged = []
    for original in originals:
        if is_resumed and _opens(original, new):
            continue
        wanted = redacted.get(original.stem) or original.stem
        if not _encrypted_anew(original, old, new, wanted):
            damaged.append(original.relative_to(home.root).as_posix())
    if damaged:
        raise RotationError(
            f"{len(damaged)} originals are damaged and cannot be encrypted anew: {', '.join(damaged[:5])}"
            f"{' …' if len(damaged) > 5 else ''}. The others are done; both identities stay in {path}. "
            "Put the originals back from a backup, or remove them, then run `qutb keys rotate archive` again: it goes on."
        )
    _write_private(path, known[-1:])
    return len(originals)


def _opens(original: Path, wanted: object) -> bool:
    """Whether an original is encrypted for an identity already; a look at its head tells."""
    import pyrage

    with original.open("rb") as source, Path(os.devnull).open("wb") as nothing:
        try:
            pyrage.decrypt_io(source, nothing, [wanted])
        except (pyrage.DecryptError, OSError):
            return False
    return True


def _encrypted_anew(original: Path, old: list[object], new: object, sha256: str) -> bool:
    """Exchanges an original for one encrypted for the new identity; false where it is damaged, and it stays. No clear copy is written."""
    import pyrage

    hashed = hashlib.sha256()
    failures: list[Exception] = []

    def decrypt(source: IO[bytes], clear: IO[bytes]) -> None:
        with source, clear:
            try:
                pyrage.decrypt_io(source, clear, old)
            except Exception as error:
                failures.append(error)

    reading, writing = os.pipe()
    try:
        with placed(original) as temporary:
            with _Summed(os.fdopen(reading, "rb"), hashed) as clear, temporary.open("wb") as target:
                thread = threading.Thread(target=decrypt, args=(original.open("rb"), os.fdopen(writing, "wb")))
                thread.start()
                try:
                    pyrage.encrypt_io(clear, target, [new.to_public()])  # type: ignore[attr-defined]
                finally:
                    clear.drain()
                    thread.join()
            if failures or hashed.hexdigest() != sha256:
                raise _DamagedOriginal
    except _DamagedOriginal:
        return False
    return True


class _DamagedOriginal(Exception):
    pass


class _Summed:
    """A stream that is summed while it is read."""

    def __init__(self, stream: IO[bytes], hashed: object) -> None:
        self._stream, self._hashed = stream, hashed

    def __enter__(self) -> _Summed:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hashed.update(data)  # type: ignore[attr-defined]
        return data

    def drain(self) -> None:
        """Reads to the end, so that who writes is not left waiting."""
        while self.read(_BLOCK):
            pass


def rotate_pseudonyms(home: Home) -> int:
    """Adds a key, and hashes every stored pseudonym once more; returns how many loads were changed.

    Only for the holder of the night's lock.

    Raises:
        RotationError: the keys are in the environment.
        UnsoundRows: rows are damaged.
    """
    _check_is_in_file(home, "pseudonym")
    old = pseudonym_key(home)
    lines = (home.root / PSEUDONYM_FILE).read_text(encoding="utf-8").split()
    new = keys_in(" ".join([*lines, new_secret()]), PSEUDONYM_FILE)
    with rewriting(home) as staged, open_workspace(home, new) as workspace:
        changed = rewrite_pseudonyms(staged, home, workspace.connection, lambda column: rehashed_sql(column, len(new.secrets) - 1))
        _stage_private(staged, PSEUDONYM_FILE, (secret.hex() for secret in new.secrets))
        staged.stage(CHECK_FILE).write_text(check_text(new), encoding="utf-8")
        _stage_memory(staged, home, old, new)
        for path in MADE_FROM_PSEUDONYMS:
            staged.remove(path)
        staged.carry_out()
    Ledger(home).keep_copy()
    return changed


def rehashed_sql(text: str, index: int) -> str:
    """SQL for a stored pseudonym under one more key of the connection, the one of that number."""
    inner = f"unhex(sha256(getvariable('qutb_inner_key_{index}') || encode({text})))"
    return f"left(sha256(getvariable('qutb_outer_key_{index}') || {inner}), {identity.PSEUDONYM_LENGTH})"


def rewrite_pseudonyms(staged: Rewriting, home: Home, connection: DuckDBPyConnection, told: Callable[[str], str]) -> int:
    """Stages all rows of loads with other pseudonyms, and the ledger's entries with their sums; returns how many loads.

    Args:
        staged: the exchange.
        home: the installation.
        connection: with the keys bound.
        told: gives the SQL of the new value of a column; null must stay null.

    Raises:
        UnsoundRows: rows are damaged, and with a new sum would pass for sound.
    """
    changed = 0
    records = Ledger(home).all_entries()
    of_no_use = without_use(home, records, lambda record, file: file == record.lake_file and bool(personal_columns(record)))
    for file in of_no_use:
        staged.remove(file)
    for record in records:
        if record.lake_file is None or record.lake_file in of_no_use or not (home.root / record.lake_file).exists():
            continue
        columns = personal_columns_in(connection, home.root / record.lake_file, record)
        if not columns:
            continue
        target = staged.stage(record.lake_file)
        replaced = ", ".join(f"{told(identifier(name))} as {identifier(name)}" for name in columns)
        write_rows(connection, home.root / record.lake_file, target, f"replace ({replaced})")
        stage_entry(staged, home, replace(record, lake_sha256=sha256_of(target)))
        changed += 1
    return changed


def write_rows(connection: DuckDBPyConnection, source: Path, target: Path, changes: str) -> None:
    """Writes rows of a load anew, in their order and as the intake writes them, so that reading the original again gives the same bytes."""
    connection.execute(f"create or replace temp table rewritten as select * {changes} from read_parquet({literal(source)})")
    connection.execute(f"copy rewritten to {literal(target)} (format parquet, compression zstd, parquet_version v2)")
    connection.execute("drop table rewritten")


def personal_columns(record: LoadRecord) -> list[str]:
    """The columns of a load that hold pseudonyms, under today's contract."""
    contract: Contract | None = load_contracts().get(record.contract)
    return [column.name for column in contract.columns if column.is_pseudonymised] if contract else []


def personal_columns_in(connection: DuckDBPyConnection, path: Path, record: LoadRecord) -> list[str]:
    """Those of them that a Parquet file of the load has: one that the contract was given since is not in older rows."""
    columns = personal_columns(record)
    there = connection.execute(f"describe select * from read_parquet({literal(path)})").fetchall() if columns else ()
    return [name for name in columns if name in {row[0] for row in there}]


def stage_entry(staged: Rewriting, home: Home, record: LoadRecord) -> None:
    """Stages an entry of the ledger."""
    ledger = Ledger(home)
    place = ledger.path_of(record).relative_to(home.root).as_posix()
    staged.stage(place).write_text(ledger.text_of(record), encoding="utf-8")


def _stage_private(staged: Rewriting, place: str, lines: Iterable[str]) -> None:
    path = staged.stage(place)
    made_private(path)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _stage_memory(staged: Rewriting, home: Home, old: PseudonymKey, new: PseudonymKey) -> None:
    """The inbox's memory: a file named after a person is remembered under a hash by the newest key."""
    from ingestion.delivery import Inbox

    text = Inbox(home).rekeyed(old, new)
    staged.stage("ledger/inbox.json").write_text(text, encoding="utf-8")


def _check_is_in_file(home: Home, name: KeyName) -> None:
    if os.environ.get(ENVIRONMENTS[name]) is not None:
        raise RotationError(
            f"The key is in the environment variable {ENVIRONMENTS[name]}, which no command can change. Write its content to "
            f"{home.root / FILES[name]} (mode 0600), unset the variable, rotate, and put the file's new content into the variable again."
        )


def _write_private(path: Path, lines: Iterable[str]) -> None:
    with placed(path) as temporary:
        made_private(temporary)
        temporary.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def key_lines(facts: Iterable[KeyFacts], now: datetime) -> Iterator[str]:
    """What `qutb keys` prints."""
    for each in facts:
        age = f"changed {(now - each.changed_at).days} days ago" if each.changed_at else "in the environment"
        mode = f", mode {each.mode}" if each.mode else ""
        under_way = (
            "; a rotation is under way: run `qutb keys rotate archive` to finish it" if each.name == "archive" and each.count > 1 else ""
        )
        keys = f"{each.count} key{'s' if each.count != 1 else ''}"
        yield f"{each.name:<10} {each.where:<20} {each.problem or f'{keys}, {age}{mode}{under_way}'}"
