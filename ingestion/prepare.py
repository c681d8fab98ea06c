"""Prepare: from a partner's file to two Parquet files, accepted and quarantined, not yet in the lake.

What goes here: the first of the three steps of a load (prepare, judge, commit). What does not: the verdict (`quality/`), the
commit (`lake.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ingestion.conforming.conform import conform, read_once
from ingestion.conforming.examples import mended_examples
from ingestion.conforming.rules import checks_of, unread_columns
from ingestion.conforming.split import quarantine_rows, split
from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import Contract, listed_names
from ingestion.delivery import delivery_id
from ingestion.drift import UNKNOWN_TABLE_RULE, UNKNOWN_TABLES, UNREAD_VALUES
from ingestion.errors import UnreadableFile
from ingestion.messages import Message
from ingestion.observed import Observed, observed_of
from ingestion.partners import Feed, last_full_period, slot_type
from ingestion.periods import Period, period_in_text
from ingestion.reading.large import DelimitedSource, read_line_by_line
from ingestion.reading.notes import Note
from ingestion.reading.reader import Reading, read
from ingestion.source import DeliveryRefused, Source, expected_headings, source_of
from ingestion.sql import identifier, literal
from ingestion.steps import StepError, StepName, Stopwatch
from ingestion.wording import in_each_language
from ingestion.workspace import Workspace

_SMALL_ROWS: Final = 20_000
UNREADABLE_VALUES: Final = Message(
    fr="Le fichier n'a pas pu être lu jusqu'au bout : renvoyez-le.",
    ar="تعذرت قراءة الملف إلى آخره: أعيدوا إرساله.",
    en="The file could not be read to its end: send it again.",
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A load before its verdict. `rows_read = rows_accepted + rows_rejected`.

    Attributes:
        refusal: why the delivery is refused whatever its rows are, or None.
        accepted_file: staged Parquet of accepted rows; None when it could not become rows at all.
        quarantine_file: staged Parquet of rejected rows; likewise.
        failures: rows by rule of severity error.
        warnings: rows by rule of severity warning.
        repairs: values mended while reading, by column.
        imputed: values filled in from the contract's default, by column.
        unknown_columns: names of columns in `extra`, as the file has them.
        observed: what was seen of the file, for its receipt.
        error: the step at which it was refused, and why in one word; None where `refusal` is.
        seconds: how long reading and conforming took.
    """

    feed: Feed
    contract: Contract
    period: Period
    delivery_id: str
    load_id: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_skipped: int = 0
    refusal: Message | None = None
    accepted_file: Path | None = None
    quarantine_file: Path | None = None
    failures: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    imputed: Mapping[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    observed: Observed = field(default_factory=Observed)
    error: StepError | None = None
    seconds: Mapping[StepName, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be prepared: a file of a feed, its bytes' hash, when it was received.

    `period` is that of the delivery when it is loaded again; None where the file has yet to tell it.
    """

    path: Path
    name: str
    feed: Feed
    contract: Contract
    sha256: str
    received_at: datetime
    load_number: int = 1
    period: Period | None = None


def prepare(request: Request, workspace: Workspace, known_files: Mapping[str, Sequence[Path]]) -> Prepared:
    """Reads, conforms and splits one delivery into staged files.

    Args:
        request: the file and its feed.
        workspace: the night's DuckDB and folder.
        known_files: for each contract that this one refers to, the lake files of its accepted loads.
    """
    reading: Reading | None = None
    watch = Stopwatch()
    try:
        reading = read(request.path, expected_headings(request.contract, request.feed), workspace.folder)
        watch.lap("read")
        prepared = _nothing_read(request, _period(request, reading))
        _check_sheets(request.contract, reading.notes)
        source = source_of(reading, request.contract, request.feed, workspace.connection)
        _plan_for_size(reading, workspace)
        prepared = replace(prepared, observed=observed_of(reading, request.contract, source))
        prepared = _with_other_sheets(_conformed(request, prepared, source, workspace, known_files), reading.notes, workspace)
        watch.lap("conform")
        return replace(prepared, seconds=watch.seconds)
    except UnreadableFile as error:
        watch.lap("read")
        message = Message(error.text("fr"), error.text("ar"), error.text("en"))
        return replace(
            _nothing_read(request, _period(request, reading)),
            refusal=message,
            error=StepError("read", "unreadable_file"),
            seconds=watch.seconds,
        )
    except DeliveryRefused as refused:
        watch.lap("conform")
        return replace(
            _nothing_read(request, _period(request, reading)),
            refusal=refused.reason,
            observed=observed_of(reading, request.contract) if reading else Observed(),
            rows_read=refused.rows_read,
            rows_rejected=refused.rows_read,
            error=StepError("conform", refused.error),
            seconds=watch.seconds,
        )


def _plan_for_size(reading: Reading, workspace: Workspace) -> None:
    """Optimising a query with a few hundred expressions takes longer than running it on a few hundred rows."""
    is_small = reading.large is None and sum(table.rows.num_rows for table in reading.tables) < _SMALL_ROWS
    workspace.connection.execute(f"pragma {'disable' if is_small else 'enable'}_optimizer")


def _conformed(
    request: Request, prepared: Prepared, source: Source, workspace: Workspace, known_files: Mapping[str, Sequence[Path]]
) -> Prepared:
    connection, contract = workspace.connection, request.contract
    source = _read(source, request, workspace)
    observed = prepared.observed
    if source.large is not None:
        read_again = Reading((), source.large, "delimited", source.large.notes)
        observed = replace(observed_of(read_again, contract, source), format=observed.format)
    _view_references(workspace, known_files)
    checks = checks_of(contract, {name for name, files in known_files.items() if files})
    received_on = request.received_at.astimezone(ZoneInfo(TIME_ZONE)).date().isoformat()
    conformed = conform(connection, contract, checks, received_on, source)
    accepted = workspace.folder / f"{prepared.load_id}.parquet"
    quarantine = workspace.folder / f"{prepared.load_id}.quarantine.parquet"
    counts = split(connection, contract, checks, source.letters, prepared.load_id, accepted, quarantine)
    unread = _unread(contract, counts.failures)
    if counts.accepted + counts.rejected != conformed.rows_read:
        raise AssertionError(f"{prepared.load_id}: {conformed.rows_read} rows read, {counts.accepted} + {counts.rejected} kept")
    return replace(
        prepared,
        rows_read=conformed.rows_read,
        rows_accepted=counts.accepted,
        rows_rejected=counts.rejected,
        rows_skipped=source.skipped,
        accepted_file=accepted,
        quarantine_file=quarantine,
        failures=counts.failures,
        warnings=counts.warnings,
        repairs=conformed.repairs,
        imputed=conformed.imputed,
        unknown_columns=source.unknown,
        refusal=unread,
        error=StepError("conform", "unreadable_values") if unread else None,
        observed=replace(observed, mended=mended_examples(connection, contract, tuple(conformed.repairs), source)),
    )


def _unread(contract: Contract, failures: Mapping[str, int]) -> Message | None:
    """Why the contract refuses a file with values that cannot be read, where it does."""
    columns = unread_columns(contract, failures) if contract.schema_contract.data_types == "freeze" else []
    if not columns:
        return None
    return in_each_language(UNREAD_VALUES, columns=listed_names([column.names for column in columns]))


def _check_sheets(contract: Contract, notes: Sequence[Note]) -> None:
    if contract.schema_contract.tables == "freeze" and (rows := _rows_left_out(notes)):
        raise DeliveryRefused(UNKNOWN_TABLES.with_values(sheets=" / ".join(rows)), error="unknown_sheets")


def _with_other_sheets(prepared: Prepared, notes: Sequence[Note], workspace: Workspace) -> Prepared:
    """Counts the rows of sheets with other columns as rejected, where the contract says so."""
    rows = _rows_left_out(notes) if prepared.contract.schema_contract.tables == "discard_row" else {}
    if not rows or prepared.quarantine_file is None:
        return prepared
    quarantine_rows(workspace.connection, prepared.load_id, rows, prepared.quarantine_file)
    count = sum(map(len, rows.values()))
    return replace(
        prepared,
        rows_read=prepared.rows_read + count,
        rows_rejected=prepared.rows_rejected + count,
        failures={**prepared.failures, UNKNOWN_TABLE_RULE: count},
    )


def _rows_left_out(notes: Sequence[Note]) -> dict[str, tuple[int, ...]]:
    return {note.sheet: note.row_numbers for note in notes if note.kind == "other_sheet" and note.sheet and note.row_numbers}


def _read(source: Source, request: Request, workspace: Workspace) -> Source:
    """The one scan; a large file that a scan cannot be trusted with is read again line by line."""
    import duckdb

    try:
        read_once(workspace.connection, request.contract, source)
        if source.large is None or source.large.is_numbered or _is_numbered_by_place(source, workspace):
            return source
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        if not isinstance(source.large, DelimitedSource) or source.large.is_numbered:
            raise DeliveryRefused(UNREADABLE_VALUES, error="unreadable_file") from error
    assert isinstance(source.large, DelimitedSource)
    expected = expected_headings(request.contract, request.feed)
    large = read_line_by_line(source.large, workspace.folder, expected)
    slow = source_of(Reading((), large, "delimited", large.notes), request.contract, request.feed, workspace.connection)
    read_once(workspace.connection, request.contract, slow)
    return slow


def _is_numbered_by_place(source: Source, workspace: Workspace) -> bool:
    """Whether a row's place in the scan tells its row number: not where empty lines or line ends in quotes stand between."""
    counted = workspace.connection.execute("select count(*) from read_rows").fetchone()
    rows = int(counted[0]) if counted else 0
    if not isinstance(source.large, DelimitedSource) or not rows:
        return True
    return source.large.row_numbers([rows - 1], rows) == [source.large.first_data_row + rows - 1]


def _view_references(workspace: Workspace, known_files: Mapping[str, Sequence[Path]]) -> None:
    for name, files in known_files.items():
        if files:
            paths = ", ".join(literal(path) for path in files)
            workspace.connection.execute(
                f"create or replace temp table {identifier(name)} as select * from read_parquet([{paths}], union_by_name = true)"
            )


def _nothing_read(request: Request, period: Period) -> Prepared:
    identity = delivery_id(request.feed, period, request.sha256)
    return Prepared(
        feed=request.feed,
        contract=request.contract,
        period=period,
        delivery_id=identity,
        load_id=f"{identity}.{request.load_number}",
        rows_read=0,
        rows_accepted=0,
        rows_rejected=0,
    )


def period_of_name(name: str, feed: Feed, contract: Contract) -> Period | None:
    """The period that a file's name tells, else its folder's."""
    expected = slot_type(feed.frequency_of(contract))
    *folders, file = name.split("/")[2:]
    for text in (file.rsplit(".", 1)[0], *reversed(folders)):
        if found := period_in_text(text, expected):
            return found
    return None


def _period(request: Request, reading: Reading | None) -> Period:
    """Told by the file's name, folder, sheet or title line, else the last period that was over when it arrived."""
    feed, contract = request.feed, request.contract
    if request.period is not None:
        return request.period
    frequency = feed.frequency_of(contract)
    if named := period_of_name(request.name, feed, contract):
        return named
    tables = reading.tables if reading else ()
    titles = reading.large.titles if reading and reading.large else ()
    texts = [*(table.sheet for table in tables if table.sheet), *(" ".join(table.titles) for table in tables), *titles]
    told = {found for text in texts if (found := period_in_text(text, slot_type(frequency)))}
    if len(told) == 1:
        return told.pop()
    return last_full_period(frequency, request.received_at.astimezone(ZoneInfo(TIME_ZONE)).date())
