"""Every file that a home must hold, held against what was written when it was made; what is not sound is named with what mends it.

What goes here: the questions about ledger, rows and originals, and asking all questions. What does not: those about what readers see
(`verifying_releases.py`), putting right what is damaged (`healing.py`).

Nothing is written and no lock is held, so that it runs beside a night. What is found is looked at once more before it is told: a night
adds files before it names them, and takes releases away.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingestion.archive import ARCHIVE_FILE, ENVIRONMENT, Archive, ArchiveError, archived_path
from ingestion.checksums import sha256_of
from ingestion.home import Home
from ingestion.identity import PSEUDONYM_FILE, pseudonym_key
from ingestion.ledger import COPY, Ledger, LedgerError, LoadRecord
from ingestion.private_files import PrivateFileError
from ingestion.removals import Removals, removals
from orchestration.upkeep.soundness import FROM_BACKUP, NIGHTLY, Question, Unsound, parquet_problem
from orchestration.upkeep.verifying_releases import questions_of_releases

_ROWS: Final = ("lake", "quarantine")
_LOOK_AGAIN_SECONDS: Final = 2.0
_ORPHANS_NAMED: Final = 5
_KEY_BACK: Final = "Put it back from a backup (`qutb restore`)."


class NoHome(RuntimeError):
    """There is nothing to verify; the message says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.

    Attributes:
        checked: kind of file → how many were looked at.
        damages: what is not sound.
        notes: what is no damage, and still worth knowing.
    """

    checked: Mapping[str, int]
    damages: tuple[Unsound, ...]
    notes: tuple[str, ...]


def verify(home: Home, told: Callable[[int, int], None] = lambda done, total: None, pause: float = _LOOK_AGAIN_SECONDS) -> Verified:
    """Looks at every file of a home.

    Args:
        home: which.
        told: called with how many questions are answered, and how many there are.
        pause: seconds after which what was found is looked at again.

    Raises:
        NoHome: there is no home.
        NewerState: a newer Qutb wrote it.
    """
    if not (home.root / "ledger").is_dir():
        raise NoHome(f"{home.root} is no home of Qutb: nothing was taken in there. Set QUTB_HOME to the one that is meant.")
    questions, notes = _questions(home)
    found = _asked(questions, told)
    if found:
        time.sleep(pause)
        suspected = {(each.kind, each.path) for each in found}
        again, notes = _questions(home)
        found = _asked([question for question in again if (question.kind, question.path) in suspected])
    checked = Counter(question.kind for question in questions)
    return Verified(dict(sorted(checked.items())), tuple(_with_hope(found)), tuple(notes))


def _asked(questions: Sequence[Question], told: Callable[[int, int], None] = lambda done, total: None) -> list[Unsound]:
    found = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as readers:
        for done, unsound in enumerate(readers.map(_answer, questions), 1):
            told(done, len(questions))
            if unsound is not None:
                found.append(unsound)
    return sorted(found, key=lambda each: (each.kind, each.path))


def _answer(question: Question) -> Unsound | None:
    """One damaged file must not keep the others from being looked at."""
    try:
        return question.ask()
    except Exception as error:
        what = f"could not be looked at ({type(error).__name__}: {error})"
        return Unsound(question.kind, question.path, what, "Mend what else is damaged, then verify again.")


def _with_hope(found: Sequence[Unsound]) -> Iterator[Unsound]:
    """Rows come back from their original, unless that is damaged too."""
    lost = {each.path for each in found if each.kind == "archive"}
    for each in found:
        yield replace(each, mend=FROM_BACKUP) if each.original in lost else each


def _questions(home: Home) -> tuple[list[Question], list[str]]:
    """All questions, from the ledger as it is now; and what is to be told besides."""
    ledger = Ledger(home)
    records: list[LoadRecord] = []
    questions: list[Question] = []
    for path in sorted(ledger.files()):
        try:
            record = ledger.entry(path)
        except LedgerError as error:
            if path.exists():
                questions.append(_told("ledger", home, path, str(error), f"{NIGHTLY} puts it back from the ledger's second copy."))
            continue
        records.append(record)
        questions.append(_entry(home, path, record))
    questions.append(_copy(home, ledger))
    questions += _notes_of_state(home, set(ledger.files()))
    replaced = {record.restores for record in records}
    standing = [record for record in records if record.load_id not in replaced]
    removed = _removals(home)
    for record in standing:
        questions += _rows(home, record, removed)
    questions += _pseudonyms(home, records)
    questions += _originals(home, records, removed)
    of_releases, notes = questions_of_releases(home)
    return questions + of_releases, notes + list(_orphans(home, records))


def _told(kind: str, home: Home, path: Path, what: str, mend: str) -> Question:
    unsound = Unsound(kind, path.relative_to(home.root).as_posix(), what, mend)
    return Question(kind, unsound.path, lambda: unsound)


def _entry(home: Home, path: Path, record: LoadRecord) -> Question:
    name = path.relative_to(home.root).as_posix()
    what = None
    if record.load_id != path.stem:
        what = f"is the entry of {record.load_id}"
    elif record.rows_read != record.rows_accepted + record.rows_rejected:
        what = f"{record.rows_read} rows read are not {record.rows_accepted} accepted and {record.rows_rejected} rejected"
    unsound = Unsound("ledger", name, what, FROM_BACKUP) if what else None
    return Question("ledger", name, lambda: unsound)


def _copy(home: Home, ledger: Ledger) -> Question:
    name = f"ledger/{COPY}"

    def ask() -> Unsound | None:
        try:
            gone = [path for path, _ in ledger.gone()]
        except LedgerError as error:
            return Unsound("ledger", name, str(error), f"{NIGHTLY} writes it anew.")
        if not gone:
            return None
        first = gone[0].relative_to(home.root).as_posix()
        return Unsound("ledger", name, f"{len(gone)} entries that it holds are gone, the first {first}", f"{NIGHTLY} puts them back.")

    return Question("ledger", name, ask)


def _notes_of_state(home: Home, entries: set[Path]) -> Iterator[Question]:
    """What else the ledger holds, such as what was purged and what channels remember; it has no sums, and must be JSON."""
    for path in sorted((home.root / "ledger").rglob("*.json")):
        if path in entries or path.name.startswith("."):
            continue
        name = path.relative_to(home.root).as_posix()

        def ask(path: Path = path, name: str = name) -> Unsound | None:
            try:
                json.loads(path.read_bytes())
            except FileNotFoundError:
                return None
            except (OSError, ValueError) as error:
                return Unsound("ledger", name, f"cannot be read ({type(error).__name__})", FROM_BACKUP)
            return None

        yield Question("ledger", name, ask)


def _removals(home: Home) -> Removals:
    """What was removed on purpose; a note of it that cannot be read is found as such, and told."""
    try:
        return removals(home)
    except LedgerError:
        return Removals()


def _rows(home: Home, record: LoadRecord, removed: Removals) -> Iterator[Question]:
    """Its Parquet files: their sums, and the rows that the ledger counted as accepted."""
    original = archived_path(record.file_sha256)
    has_original = removed.why(original, record.file_sha256) is None
    again = f"{NIGHTLY} reads the rows again from the original, and so does `qutb replay {record.delivery_id}`."
    mend = again if has_original else FROM_BACKUP
    for file, digest in record.files:
        if file in removed.purged:
            continue
        counted = record.rows_accepted if file == record.lake_file else None

        def ask(file: str = file, digest: str | None = digest, counted: int | None = counted) -> Unsound | None:
            what = _file_problem(home.root / file, digest) or parquet_problem(home.root / file, counted)
            return Unsound(file.partition("/")[0], file, what, mend, original) if what else None

        yield Question(file.partition("/")[0], file, ask)


def _file_problem(path: Path, digest: str | None) -> str | None:
    try:
        return None if digest is None or sha256_of(path) == digest else "is not what was written: its sum does not fit"
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _pseudonyms(home: Home, records: Sequence[LoadRecord]) -> Iterator[Question]:
    """Whether the key behind pseudonyms is there and is one; whether it is the right one no file tells."""
    if not records:
        return
    try:
        pseudonym_key(home)
    except PrivateFileError as error:
        yield _told("keys", home, home.root / PSEUDONYM_FILE, f"cannot be used: {error}", _KEY_BACK)


def _originals(home: Home, records: Sequence[LoadRecord], removed: Removals) -> Iterator[Question]:
    """Every original, opened as a stream; the key is not made where it is gone."""
    if not records:
        return
    key = home.root / ARCHIVE_FILE
    if not key.exists() and ENVIRONMENT not in os.environ:
        yield _told("keys", home, key, "is gone; no original can be opened without it", _KEY_BACK)
        return
    try:
        archive = Archive(home)
    except PrivateFileError as error:
        yield _told("keys", home, key, f"cannot be used, and no original be opened: {error}", _KEY_BACK)
        return
    for sha256, file_name in {record.file_sha256: record.file_name for record in records}.items():
        name = archived_path(sha256)
        if removed.why(name, sha256) is not None:
            continue

        def ask(sha256: str = sha256, name: str = name, file_name: str = file_name) -> Unsound | None:
            try:
                archive.check(sha256)
            except ArchiveError as error:
                mend = f"Restore it from a backup, or ask the partner for {file_name} again."
                return Unsound("archive", name, str(error), mend)
            return None

        yield Question("archive", name, ask)


def _orphans(home: Home, records: Sequence[LoadRecord]) -> Iterator[str]:
    """Files that no entry names: of nights that were killed between a file and its entry, or of one that runs now."""
    named = {file for record in records for file, _ in record.files}
    named |= {archived_path(record.file_sha256) for record in records}
    for folder in (*_ROWS, "archive"):
        files = (path for path in (home.root / folder).rglob("*") if path.is_file() and not path.name.startswith("."))
        orphans = sorted(name for path in files if (name := path.relative_to(home.root).as_posix()) not in named)
        if orphans:
            more = f" and {len(orphans) - _ORPHANS_NAMED} more" if len(orphans) > _ORPHANS_NAMED else ""
            yield f"{folder}: {len(orphans)} files that the ledger does not name: {', '.join(orphans[:_ORPHANS_NAMED])}{more}"
