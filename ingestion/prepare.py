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
from ingestion.conforming.rules import checks_of
from ingestion.conforming.split import split
from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import Contract
from ingestion.delivery import delivery_id
from ingestion.errors import UnreadableFile
from ingestion.messages import Message
from ingestion.partners import Feed, last_due_period, slot_type
from ingestion.periods import Period, period_in_text
from ingestion.reading.large import DelimitedSource, read_line_by_line
from ingestion.reading.reader import Reading, read
from ingestion.source import DeliveryRefused, Source, expected_headings, literal, source_of
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
        refusal: why the delivery could not become rows at all, or None.
        accepted_file: staged Parquet of accepted rows; None when refused.
        quarantine_file: staged Parquet of rejected rows; None when refused.
        failures: rows by rule of severity error.
        warnings: rows by rule of severity warning.
        repairs: values mended while reading, by column.
        imputed: values filled in from the contract's default, by column.
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


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be prepared: a file of a feed, its bytes' hash, when it was received."""

    path: Path
    name: str
    feed: Feed
    contract: Contract
    sha256: str
    received_at: datetime
    load_number: int = 1


def prepare(request: Request, workspace: Workspace, known_files: Mapping[str, Sequence[Path]]) -> Prepared:
    """Reads, conforms and splits one delivery into staged files.

    Args:
        request: the file and its feed.
        workspace: the night's DuckDB and folder.
        known_files: for each contract that this one refers to, the lake files of its accepted loads.
    """
    reading: Reading | None = None
    try:
        reading = read(request.path, expected_headings(request.contract, request.feed), workspace.folder)
        prepared = _unread(request, _period(request, reading))
        source = source_of(reading, request.contract, request.feed, workspace.connection)
        _plan_for_size(reading, workspace)
        return _conformed(request, prepared, source, workspace, known_files)
    except UnreadableFile as error:
        message = Message(error.text("fr"), error.text("ar"), error.text("en"))
        return replace(_unread(request, _period(request, reading)), refusal=message)
    except DeliveryRefused as refused:
        return replace(
            _unread(request, _period(request, reading)),
            refusal=refused.reason,
            rows_read=refused.rows_read,
            rows_rejected=refused.rows_read,
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
    _view_references(workspace, known_files)
    checks = checks_of(contract, {name for name, files in known_files.items() if files})
    received_on = request.received_at.astimezone(ZoneInfo(TIME_ZONE)).date().isoformat()
    conformed = conform(connection, contract, checks, received_on, source)
    accepted = workspace.folder / f"{prepared.load_id}.parquet"
    quarantine = workspace.folder / f"{prepared.load_id}.quarantine.parquet"
    counts = split(connection, contract, checks, source.letters, prepared.load_id, accepted, quarantine)
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
    )


def _read(source: Source, request: Request, workspace: Workspace) -> Source:
    """The one scan; a large file that a scan cannot be trusted with is read again line by line."""
    import duckdb

    try:
        read_once(workspace.connection, request.contract, source)
        if source.large is None or source.large.is_numbered or _is_numbered_by_place(source, workspace):
            return source
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        if not isinstance(source.large, DelimitedSource) or source.large.is_numbered:
            raise DeliveryRefused(UNREADABLE_VALUES) from error
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
                f'create or replace temp table "{name}" as select * from read_parquet([{paths}], union_by_name = true)'
            )


def _unread(request: Request, period: Period) -> Prepared:
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
    expected = slot_type(feed.frequency or contract.frequency)
    *folders, file = name.split("/")[2:]
    for text in (file.rsplit(".", 1)[0], *reversed(folders)):
        if found := period_in_text(text, expected):
            return found
    return None


def _period(request: Request, reading: Reading | None) -> Period:
    """Told by the file's name, folder, sheet or title line, else the period due last when it arrived."""
    feed, contract = request.feed, request.contract
    frequency = feed.frequency or contract.frequency
    if named := period_of_name(request.name, feed, contract):
        return named
    tables = reading.tables if reading else ()
    titles = reading.large.titles if reading and reading.large else ()
    texts = [*(table.sheet for table in tables if table.sheet), *(" ".join(table.titles) for table in tables), *titles]
    told = {found for text in texts if (found := period_in_text(text, slot_type(frequency)))}
    if len(told) == 1:
        return told.pop()
    due_days = contract.due_days if feed.due_days is None else feed.due_days
    local = request.received_at.astimezone(ZoneInfo(TIME_ZONE)).date()
    return last_due_period(frequency, due_days, local)
