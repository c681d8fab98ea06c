"""One person taken out of an installation: what is held about them, and its erasure (law 09-08).

What goes here: finding a person by number and by pseudonym, putting a stand-in in both places, removing what cannot be changed. What does
not: how an identity is found in bytes (`redaction.py`), exchanging files as if at once (`rewriting.py`), what the law asks
(`docs/privacy.md`).

A stand-in is drawn by lot, and nobody bears it. It takes the number's place in originals, and its pseudonym takes that of the person in
rows: a job stays one job and a badge one visitor, so that no figure moves, and a replay of the redacted original gives the same rows. No
list leads from the person to the stand-in.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.archive import ArchiveError, archived_path
from ingestion.checksums import sha256_of
from ingestion.home import Home
from ingestion.identity import pseudonym_key
from ingestion.ledger import Ledger, LoadRecord
from ingestion.partners import Feed
from ingestion.removals import ERASURES, ErasureNote, erasure_text, note_path
from ingestion.sql import identifier, literal
from ingestion.workspace import STAGING_PREFIX
from orchestration.intake import Intake, open_intake
from orchestration.replay import Again, opened
from orchestration.upkeep.key_rotation import MADE_FROM_PSEUDONYMS, personal_columns, personal_columns_in, stage_entry, write_rows
from orchestration.upkeep.redaction import Sought, Unredactable
from orchestration.upkeep.rewriting import Rewriting, rewriting, without_use
from publishing.release import published_release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Where neither number nor pseudonym should ever be: looked through all the same. A thing of these rooms goes as a whole.
_MADE_ROOMS: Final = (
    "receipts",
    "extracts",
    "releases",
    "reports",
    "data_docs",
    "damaged",
    "logs",
    "alerts",
    "figures",
    "review",
    "dagster",
    "build",
)
_TABLES: Final = (".parquet", ".duckdb")
_DEPTH: Final = {"receipts": 2}


@dataclass
class Held:
    """What is held about a person.

    Attributes:
        rows: load → its rows under the person's pseudonym.
        texts: load → its cells, of the lake and the quarantine, in which the number stands in clear.
        entries: ledger entries that say the number.
        originals: SHA-256 → load ids of the archived originals in which the number stands, or whose rows are the person's.
        inbox: files of deliveries already taken in, in which it stands.
        not_taken_in: files of the inbox that hold it and are no delivery yet.
        made: things of other rooms that hold number or pseudonym.
        of_no_use: damaged rows in whose place others stand: they cannot be looked through, and go.
        unreadable: originals that could not be opened.
    """

    rows: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    originals: dict[str, list[str]] = field(default_factory=dict)
    inbox: list[str] = field(default_factory=list)
    not_taken_in: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    of_no_use: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not (self.rows or self.texts or self.entries or self.originals or self.inbox or self.not_taken_in or self.made)


def held_about(home: Home, sought: Sought, feeds: Sequence[Feed], now: datetime) -> Held:
    """Looks for a person everywhere; changes nothing. Only for the holder of the night's lock.

    Raises:
        UnsoundRows: rows are damaged, and cannot be looked through.
    """
    with open_intake(home, now) as intake:
        return _found(intake, sought, feeds)


def erase(home: Home, sought: Sought, feeds: Sequence[Feed], now: datetime) -> tuple[Held, ErasureNote | None]:
    """Takes a person out of a home; a process killed anywhere leaves all as it was, or is finished by the next one.

    Only for the holder of the night's lock.

    Returns:
        What was held, and what is noted of the erasure; None where nothing was held.

    Raises:
        UnsoundRows: rows are damaged, and cannot be looked through.
    """
    with open_intake(home, now) as intake:
        held = _found(intake, sought, feeds)
        if held.is_empty:
            return held, None
        shown = still_shown(home, held)
        with rewriting(home) as staged:
            originals = _stage_originals(staged, intake, sought, feeds, held)
            _stage_rows(staged, intake, sought, held)
            for path in (
                *held.inbox,
                *(f"{name}.received" for name in held.inbox),
                *(thing for thing in held.made if thing not in shown),
                *held.of_no_use,
                *MADE_FROM_PSEUDONYMS,
            ):
                staged.remove(path)
            for path, text in _notes_with(home, sought):
                staged.stage(path).write_bytes(sought.without(text))
            loads = {load: held.rows.get(load, 0) + held.texts.get(load, 0) for load in sorted({*held.rows, *held.texts})}
            note = ErasureNote(now.astimezone(UTC), loads, originals)
            staged.stage(note_path(home, ERASURES, now).relative_to(home.root).as_posix()).write_text(erasure_text(note), encoding="utf-8")
            staged.carry_out()
        intake.ledger.keep_copy()
    return held, note


def lines(held: Held) -> Iterator[str]:
    """What is held, in words: for the person's right of access."""
    if held.is_empty:
        yield "Nothing is held about this person" + (", as far as could be looked:" if held.unreadable else ".")
    for load, count in held.rows.items():
        yield f"rows under the person's pseudonym: {count:>6}  load {load}"
    for load, count in held.texts.items():
        yield f"cells with the number in clear:    {count:>6}  load {load}"
    for what, names in (
        ("entry of the ledger", held.entries),
        ("archived original", [f"{archived_path(sha256)} ({', '.join(loads)})" for sha256, loads in held.originals.items()]),
        ("file of the inbox, taken in", held.inbox),
        ("file of the inbox, NOT taken in yet", held.not_taken_in),
        ("made from it", held.made),
        ("could NOT be opened, and may hold it", held.unreadable),
    ):
        for name in names:
            yield f"{what}: {name}"


def _found(intake: Intake, sought: Sought, feeds: Sequence[Feed]) -> Held:
    home, connection = intake.home, intake.workspace.connection
    pseudonym = pseudonym_key(home).pseudonym(sought.canonical)
    records = intake.ledger.all_entries()
    held = Held(of_no_use=without_use(home, records, lambda record, file: True))
    by_original: dict[str, list[LoadRecord]] = {}
    for record in records:
        by_original.setdefault(record.file_sha256, []).append(record)
        files = [home.root / file for file, _ in record.files if file not in held.of_no_use and (home.root / file).exists()]
        if count := sum(_rows_of(connection, path, record, pseudonym) for path in files if path.is_relative_to(home.root / "lake")):
            held.rows[record.load_id] = count
        if sought.is_distinct and (cells := sum(_cells(connection, path, sought.pattern) for path in files)):
            held.texts[record.load_id] = cells
        if sought.is_distinct and _changed_entry(intake.ledger, record, sought) != record:
            held.entries.append(intake.ledger.path_of(record).relative_to(home.root).as_posix())
    with tempfile.TemporaryDirectory(dir=intake.workspace.folder) as folder:
        for sha256, of_original in by_original.items():
            loads = [record.load_id for record in of_original]
            if not intake.archive.path_of(sha256).exists():
                continue
            try:
                intake.archive.restore(sha256, Path(folder) / "original")
            except ArchiveError:
                held.unreadable.append(f"{archived_path(sha256)} ({', '.join(loads)})")
                continue
            if sought.stands_in((Path(folder) / "original").read_bytes()) or any(load in held.rows for load in loads):
                held.originals[sha256] = loads
    held.entries += [path for path, _ in _notes_with(home, sought)]
    _look_through_inbox(intake, sought, held)
    held.made = [thing for room in _MADE_ROOMS for thing in _things_with(connection, home, room, sought, pseudonym)]
    return held


def _look_through_inbox(intake: Intake, sought: Sought, held: Held) -> None:
    """Copies of what is to be redacted, and what else holds the number."""
    taken_in = {path for path, _ in intake.inbox.taken_in()}
    for path in sorted(each for each in intake.home.inbox.rglob("*") if each.is_file() and not each.name.endswith(".received")):
        name = path.relative_to(intake.home.root).as_posix()
        if sha256_of(path) in held.originals or sought.stands_in(path.name.encode()) or sought.stands_in(path.read_bytes()):
            (held.inbox if path in taken_in else held.not_taken_in).append(name)


def _rows_of(connection: DuckDBPyConnection, path: Path, record: LoadRecord, pseudonym: str) -> int:
    columns = personal_columns_in(connection, path, record)
    if not columns:
        return 0
    where = " or ".join(f"{identifier(name)} = ?" for name in columns)
    found = connection.execute(f"select count(*) from read_parquet({literal(path)}) where {where}", [pseudonym] * len(columns)).fetchone()
    return int(found[0]) if found else 0


def _text_columns(connection: DuckDBPyConnection, path: Path) -> list[str]:
    described = connection.execute(f"describe select * from read_parquet({literal(path)})").fetchall()
    return [row[0] for row in described if row[1] == "VARCHAR" and row[0] != "load_id"]


def _cells(connection: DuckDBPyConnection, path: Path, pattern: str) -> int:
    """How many cells of a Parquet file hold the number in clear."""
    columns = _text_columns(connection, path)
    if not columns:
        return 0
    counted = " + ".join(f"count(*) filter (regexp_matches({identifier(name)}, $1))" for name in columns)
    found = connection.execute(f"select {counted} from read_parquet({literal(path)})", [pattern]).fetchone()
    return int(found[0]) if found else 0


def _notes_with(home: Home, sought: Sought) -> Iterator[tuple[str, bytes]]:
    """What the ledger holds besides its entries and names the number: memories of the inbox and of channels, which hold names of files."""
    entries = set(Ledger(home).files())
    for path in sorted(home.folder("ledger").rglob("*.json*")):
        if path not in entries and path.suffix != ".gz" and path.is_file() and sought.is_distinct:
            data = path.read_bytes()
            if sought.stands_in(data):
                yield path.relative_to(home.root).as_posix(), data


def _stage_rows(staged: Rewriting, intake: Intake, sought: Sought, held: Held) -> None:
    """Stages the rows, lake and quarantine, and the entries with their sums."""
    home, connection = intake.home, intake.workspace.connection
    key = pseudonym_key(home)
    old, new = key.pseudonym(sought.canonical), key.pseudonym(sought.stand_in)
    for record in intake.ledger.all_entries():
        changed = _changed_entry(intake.ledger, record, sought) if sought.is_distinct else record
        for name, sum_name in (("lake_file", "lake_sha256"), ("quarantine_file", "quarantine_sha256")):
            file = getattr(record, name)
            if file is None or file in held.of_no_use or not (home.root / file).exists():
                continue
            is_wanted = record.load_id in held.texts or (name == "lake_file" and record.load_id in held.rows)
            if is_wanted:
                target = staged.stage(file)
                write_rows(connection, home.root / file, target, _changes(connection, home.root / file, record, sought, old, new))
                sums: dict[str, Any] = {sum_name: sha256_of(target)}
                changed = replace(changed, **sums)
        if changed != record:
            stage_entry(staged, home, changed)


def _changes(connection: DuckDBPyConnection, path: Path, record: LoadRecord, sought: Sought, old: str, new: str) -> str:
    personal = personal_columns(record)
    told = []
    for name in _text_columns(connection, path):
        column = identifier(name)
        if name in personal:
            told.append(f"case when {column} = {literal(old)} then {literal(new)} else {column} end as {column}")
        elif sought.is_distinct:
            told.append(f"regexp_replace({column}, {literal(sought.pattern)}, {literal(sought.stand_in)}, 'g') as {column}")
    return f"replace ({', '.join(told)})" if told else ""


def _changed_entry(ledger: Ledger, record: LoadRecord, sought: Sought) -> LoadRecord:
    """An entry without the number in what it quotes: examples, notes, names of files. Its own ids and sums are never touched."""
    fields: dict[str, Any] = json.loads(ledger.text_of(record))
    found = sought.expression()

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return found.sub(sought.stand_in, value)
        if isinstance(value, Mapping):
            return {key: told(each) for key, each in value.items()}
        return [told(each) for each in value] if isinstance(value, list) else value

    quoted = ("file_name", "reason", "reasons", "observed", "findings", "expectations", "profile", "steps", "unknown_columns")
    changes: dict[str, Any] = {}
    for name in quoted:
        if (new := told(fields[name])) != fields[name]:
            changes[name] = tuple(new) if isinstance(getattr(record, name), tuple) else new
    return replace(record, **changes)


def _stage_originals(staged: Rewriting, intake: Intake, sought: Sought, feeds: Sequence[Feed], held: Held) -> dict[str, str | None]:
    """Stages a redacted copy of each original, or its removal; returns what stands in the place of each."""
    by_id = {feed.id: feed for feed in feeds}
    records = {record.load_id: record for record in intake.ledger.all_entries()}
    done: dict[str, str | None] = {}
    for sha256, loads in held.originals.items():
        record = records[loads[-1]]
        feed = by_id.get(f"{record.partner}/{record.contract}")
        with tempfile.TemporaryDirectory(dir=intake.workspace.folder) as folder:
            copy = _redacted(intake, sought, feed, record, Path(folder)) if feed else None
            place = archived_path(sha256)
            if copy is None:
                staged.remove(place)
                done[sha256] = None
            else:
                intake.archive.encrypt(copy, staged.stage(place))
                done[sha256] = sha256_of(copy)
    return done


def _redacted(intake: Intake, sought: Sought, feed: Feed, record: LoadRecord, folder: Path) -> Path | None:
    """The original with the stand-in for the number; None where its format does not permit it, or it would say something else besides."""
    key = pseudonym_key(intake.home)
    old, new = key.pseudonym(sought.canonical), key.pseudonym(sought.stand_in)
    with opened(intake.archive, [Again(feed, record)], folder) as (original,):
        try:
            data = sought.without(original.arrival.path.read_bytes())
            if sought.stands_in(data):
                return None
            copy = folder / f"redacted{original.arrival.path.suffix}"
            copy.write_bytes(data)
            before = _said(intake, replace(original, load_number=record.load_number), record, old, new)
            arrival = replace(original.arrival, path=copy, size=len(data))
            # Read as it is: a number that the reader sees where no search of bytes does is in the copy still.
            after = _said(intake, replace(original, arrival=arrival, load_number=record.load_number), record)
        except (Unredactable, UnicodeError, OSError, RuntimeError, ValueError):
            return None
        return copy if before == after else None


def _said(intake: Intake, original: Any, record: LoadRecord, old: str | None = None, new: str | None = None) -> tuple[Any, ...]:
    """What reading an original gives: counts, and a sum over all accepted rows; one pseudonym taken for another where two are given."""
    prepared = intake.prepared_again(original)
    if prepared.refusal is not None or prepared.accepted_file is None:
        return (str(prepared.refusal),)
    connection = intake.workspace.connection
    path = prepared.accepted_file
    personal = set(personal_columns(record))
    columns = [row[0] for row in connection.execute(f"describe select * from read_parquet({literal(path)})").fetchall()]
    told = [
        f"case when {identifier(name)} = {literal(old)} then {literal(new)} else {identifier(name)} end"
        if name in personal and old and new
        else f"{identifier(name)}::varchar"
        for name in columns
    ]  # fmt: skip
    summed = f"select hash({', '.join(told)}) as h from read_parquet({literal(path)})"
    rows = connection.execute(f"select count(*), bit_xor(h), sum(h::hugeint) from ({summed})").fetchone()
    return (prepared.rows_read, prepared.rows_rejected, rows)


def _things_with(connection: DuckDBPyConnection, home: Home, room: str, sought: Sought, pseudonym: str) -> Iterator[str]:
    """The things of a room, a file or folder each, that hold number or pseudonym."""
    folder = home.root / room
    if not folder.is_dir():
        return
    for thing in sorted(folder.glob("/".join(["*"] * _DEPTH.get(room, 1)))):
        if thing.name.startswith(STAGING_PREFIX):
            continue  # this very search's
        files = [thing] if thing.is_file() else [path for path in thing.rglob("*") if path.is_file()]
        if any(_holds(connection, path, sought, pseudonym) for path in files):
            yield thing.relative_to(home.root).as_posix()


def _holds(connection: DuckDBPyConnection, path: Path, sought: Sought, pseudonym: str) -> bool:
    if path.suffix in _TABLES:
        return _holds_in_tables(connection, path, sought, pseudonym)
    data = path.read_bytes()
    return (sought.is_distinct and sought.stands_in(data)) or pseudonym.encode() in data


def _holds_in_tables(connection: DuckDBPyConnection, path: Path, sought: Sought, pseudonym: str) -> bool:
    import duckdb

    pattern = f"{sought.pattern}|{pseudonym}" if sought.is_distinct else pseudonym
    try:
        if path.suffix == ".parquet":
            return _cells(connection, path, pattern) > 0
        connection.execute(f"attach {literal(path)} as looked_at (read_only)")
    except duckdb.Error:
        return False  # damaged: nobody reads it either
    try:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() semi join duckdb_tables() using (table_oid, database_name)"
            " where database_name = 'looked_at' and data_type = 'VARCHAR'"
        ).fetchall()
        tables: dict[str, list[str]] = {}
        for schema, table, column in columns:
            tables.setdefault(f"looked_at.{identifier(schema)}.{identifier(table)}", []).append(identifier(column))
        for name, of_table in tables.items():
            where = " or ".join(f"regexp_matches({column}, $1)" for column in of_table)
            if connection.execute(f"select 1 from {name} where {where} limit 1", [pattern]).fetchone():
                return True
        return False
    finally:
        connection.execute("detach looked_at")


def still_shown(home: Home, held: Held) -> list[str]:
    """What of it readers see now: that stays until a night has put up another release, and goes with the next erasure."""
    published = published_release(home)
    shown = (f"releases/{published.id}", f"extracts/{published.id}") if published else ()
    return [thing for thing in held.made if thing in shown]
