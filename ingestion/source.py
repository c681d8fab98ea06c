"""From what a reader found to one relation of text under the contract's column names.

What goes here: matching headings, a feed's own mapping, refusing what cannot be matched. What does not: reading the file
(`reading/`), understanding the values (`conforming/`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ingestion.conforming.heading_units import other_unit, unit_of_amounts, with_unit_sql
from ingestion.conforming.percent_columns import share_sql
from ingestion.conforming.references import reference_sql
from ingestion.contract import Column, Contract, listed_names
from ingestion.drift import EXTRA, MOST_UNKNOWN, TOO_MANY_UNKNOWN, UNKNOWN_COLUMNS, extra_names, extra_sql, identity_headings, masked
from ingestion.heading_variants import with_variants
from ingestion.messages import Message
from ingestion.partners import Feed
from ingestion.reading.headers import HeaderMatch, match_headers
from ingestion.reading.merged import fill_down
from ingestion.sql import identifier, literal
from ingestion.text import fold
from ingestion.unnamed_counts import Strange, unnamed_count
from ingestion.wording import in_each_language

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from ingestion.reading.large import DelimitedSource
    from ingestion.reading.reader import Reading
    from ingestion.reading.record_table import ScannedRecords
    from ingestion.reading.text_table import TextTable

    Table = TextTable | DelimitedSource | ScannedRecords

_BATCH_ROWS: Final = 16_384
MISSING_COLUMNS = Message(
    fr="Colonne obligatoire absente : {columns}. Ajoutez-la, avec ce titre, puis renvoyez le fichier.",
    ar="عمود إلزامي غائب: {columns}. أضيفوه بهذا العنوان ثم أعيدوا إرسال الملف.",
    en="Required column missing: {columns}. Add it under this heading, then send the file again.",
)
AMBIGUOUS_COLUMNS = Message(
    fr="Deux colonnes se disputent « {column} » : {headings}. Renommez ou retirez l'une d'elles.",
    ar="عمودان يتنافسان على «{column}»: {headings}. أعيدوا تسمية أحدهما أو احذفوه.",
    en="Two columns compete for “{column}”: {headings}. Rename or remove one of them.",
)
NOT_COMPUTED = Message(
    fr="Ce fichier n'a pas les colonnes convenues dont se tire : {columns}. Gardez leurs titres, puis renvoyez le fichier.",
    ar="لا يتضمن هذا الملف الأعمدة المتفق عليها لاستخراج: {columns}. حافظوا على عناوينها ثم أعيدوا إرسال الملف.",
    en="This file lacks the agreed columns that give: {columns}. Keep their headings, then send the file again.",
)
NO_TABLE = Message(
    fr="Aucun tableau n'a été trouvé dans ce fichier. Envoyez le tableau rempli, avec une ligne de titres.",
    ar="لم يُعثر على أي جدول في هذا الملف. أرسلوا الجدول معبأ مع سطر للعناوين.",
    en="No table was found in this file. Send the filled-in table, with a line of headings.",
)


class DeliveryRefused(Exception):
    """A delivery that cannot become rows at all; what it held is still counted.

    Attributes:
        reason: why, and what to do, for the partner.
        rows_read: rows of data that were seen.
        error: the name under which it is counted, such as `missing_columns`.
    """

    def __init__(self, reason: Message, rows_read: int = 0, *, error: str) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.rows_read = rows_read
        self.error = error


@dataclass(frozen=True, slots=True)
class Source:
    """A relation of text: `row_number`, `sheet`, and the contract's columns that the file has.

    Attributes:
        sql: a query giving `sheet`, `sheet_number`, `row_number` (null where `first_row` is given) and text columns.
        columns: the contract's columns that are present.
        letters: (sheet, column) → column letter.
        unknown: headings that no column of the contract claims; what stands there comes as JSON in the column `extra`.
        skipped: lines that are no rows.
        first_row: for a scan without row numbers, the row of the first record.
        large: the large file behind the relation, if it is one.
    """

    sql: str
    columns: frozenset[str]
    letters: Mapping[tuple[str | None, str], str]
    unknown: tuple[str, ...]
    skipped: int
    first_row: int | None = None
    large: DelimitedSource | ScannedRecords | None = None

    @property
    def is_in_file_order(self) -> bool:
        """Whether one scan gives the rows as they stand in the file, so that their place need not be computed."""
        return self.large is not None


def expected_headings(contract: Contract, feed: Feed) -> dict[str, frozenset[str]]:
    """What to look for above the columns: the feed's own headings where it maps a column, else the contract's."""
    expected = dict(_headings_of(contract))
    for name, mapped in feed.mapping.items():
        if mapped.heading is not None:
            expected[name] = frozenset({fold(mapped.heading)})
        else:
            expected.pop(name, None)
    return expected


@lru_cache(maxsize=64)
def _headings_of(contract: Contract) -> Mapping[str, frozenset[str]]:
    amounts = [column.name for column in contract.columns if column.kind == "money"]
    return with_variants(contract.expected_headings, amounts)


def source_of(reading: Reading, contract: Contract, feed: Feed, connection: DuckDBPyConnection) -> Source:
    """Brings what was read under the contract's names.

    Raises:
        DeliveryRefused: when there is no table, a required column is missing, or two columns compete.
    """
    if reading.large is not None:
        return _large_source(reading.large, contract, feed, connection)
    if not reading.tables:
        raise DeliveryRefused(NO_TABLE, error="no_table")
    total = sum(table.rows.num_rows for table in reading.tables)
    matches = [_match(table, contract, feed, total) for table in reading.tables]
    parts = []
    letters: dict[tuple[str | None, str], str] = {}
    unknown: dict[str, None] = {}
    for index, (table, match) in enumerate(zip(_told_apart(reading.tables), matches, strict=True)):
        to_fill = {column.name for column in contract.columns if column.fill_down}
        table = fill_down(table, [place for name, place in match.mapping.items() if name in to_fill])
        connection.register(f"sheet_{index}", _in_batches(table.rows))
        sheet = "null::varchar" if table.sheet is None else f"{literal(table.sheet)}::varchar"
        relation = _named(f"sheet_{index}", table.header, True, feed)
        _check_computed(connection, relation, contract, feed, total)
        _check_counts(match, table, contract, feed, relation, connection)
        unclaimed = _unclaimed(table, match, contract, feed, total)
        unknown |= dict.fromkeys(unclaimed.values())
        selected = _selected(match, contract, feed, table, relation, connection, unclaimed)
        row_number = _inner("row_number", feed)
        parts.append(f"select {sheet} as sheet, {index} as sheet_number, {row_number} as row_number, {selected} from {relation}")
        letters |= _letters(table.sheet, table, match, feed, unclaimed)
    return Source(
        sql=" union all by name ".join(parts),
        columns=frozenset(name for match in matches for name in match.mapping) | _made(feed),
        letters=letters,
        unknown=tuple(unknown),
        skipped=sum(len(table.skipped) for table in reading.tables),
    )


def _in_batches(rows: pa.Table) -> pa.Table:
    """The same rows in pieces that DuckDB scans side by side."""
    import pyarrow as pa

    return rows if rows.num_rows <= _BATCH_ROWS else pa.Table.from_batches(rows.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS))


def _large_source(large: DelimitedSource | ScannedRecords, contract: Contract, feed: Feed, connection: DuckDBPyConnection) -> Source:
    match = _checked(match_headers(large, expected_headings(contract, feed)), large, contract, feed, 0)
    is_numbered = large.is_numbered
    relation = _named(large.scan_sql(), large.header, is_numbered, feed)
    _check_computed(connection, relation, contract, feed, 0)
    _check_counts(match, large, contract, feed, relation, connection)
    unclaimed = _unclaimed(large, match, contract, feed, 0)
    row_number = _inner("row_number", feed) if is_numbered else "null::bigint"
    return Source(
        sql=f"select null::varchar as sheet, 0 as sheet_number, {row_number} as row_number,"
        f" {_selected(match, contract, feed, large, relation, connection, unclaimed)} from {relation}",
        columns=frozenset(match.mapping) | _made(feed),
        letters=_letters(None, large, match, feed, unclaimed),
        unknown=tuple(unclaimed.values()),
        skipped=len(large.skipped),
        first_row=None if is_numbered else large.first_data_row,
        large=large,
    )


def _told_apart(tables: Sequence[TextTable]) -> list[TextTable]:
    """Tables side by side on one sheet share its row numbers: each is then called by the sheet and its columns, `Fès [H:K]`."""
    places: dict[str | None, set[tuple[int, ...]]] = {}
    for table in tables:
        places.setdefault(table.sheet, set()).add(table.columns)
    shared = {sheet for sheet, columns in places.items() if sheet is not None and len(columns) > 1}
    return [replace(table, sheet=f"{table.sheet} [{table.span}]") if table.sheet in shared else table for table in tables]


def _match(table: TextTable, contract: Contract, feed: Feed, rows: int) -> HeaderMatch:
    return _checked(match_headers(table, expected_headings(contract, feed)), table, contract, feed, rows)


def _checked(match: HeaderMatch, table: Table, contract: Contract, feed: Feed, rows: int) -> HeaderMatch:
    for name, indices in match.ambiguous:
        headings = " / ".join(f"{masked(table.header[index])} ({masked(table.letter(index)).rstrip('#')})" for index in indices)
        names = contract.column(name).names
        raise DeliveryRefused(
            Message(
                AMBIGUOUS_COLUMNS.fr.format(column=names.fr, headings=headings),
                AMBIGUOUS_COLUMNS.ar.format(column=names.ar, headings=headings),
                AMBIGUOUS_COLUMNS.en.format(column=names.en, headings=headings),
            ),
            rows,
            error="ambiguous_columns",
        )
    missing = [
        column.names
        for column in contract.columns
        if column.required and column.name not in match.mapping and column.name not in _made(feed)
    ]
    if missing:
        raise DeliveryRefused(
            in_each_language(MISSING_COLUMNS, columns=listed_names(missing)),
            rows,
            error="missing_columns",
        )
    return match


def _unclaimed(table: Table, match: HeaderMatch, contract: Contract, feed: Feed, rows: int) -> dict[int, str]:
    """The columns that nothing claims, with the name under which each is kept and reported."""
    unused = [index for index in match.unknown if not table.header[index] or not _is_used(table.header[index], feed)]
    names = extra_names(table.header, table.letter, unused)
    if len(names) > MOST_UNKNOWN:
        raise DeliveryRefused(TOO_MANY_UNKNOWN.with_values(count=len(names)), rows, error="unknown_columns")
    if names and contract.schema_contract.columns == "freeze":
        raise DeliveryRefused(UNKNOWN_COLUMNS.with_values(columns=" / ".join(names.values())), rows, error="unknown_columns")
    return names


def _selected(
    match: HeaderMatch,
    contract: Contract,
    feed: Feed,
    table: Table,
    relation: str,
    connection: DuckDBPyConnection,
    unclaimed: Mapping[int, str],
) -> str:
    items = []
    for column in contract.columns:
        mapped = feed.mapping.get(column.name)
        if mapped is not None and mapped.sql is not None:
            items.append(f"cast(({mapped.sql}) as varchar) as {identifier(column.name)}")
        elif mapped is not None and mapped.value is not None:
            items.append(f"{literal(mapped.value)} as {identifier(column.name)}")
        elif column.name in match.mapping:
            index = match.mapping[column.name]
            text = _inner(f"c{index}", feed)
            items.append(f"{_in_unit(column, text, table.header[index], table, relation, connection)} as {identifier(column.name)}")
    if unclaimed:
        columns = {name: _inner(f"c{index}", feed) for index, name in unclaimed.items()}
        items.append(f"{extra_sql(columns, identity_headings())} as {EXTRA}")
    return ", ".join(items)


def _check_counts(match: HeaderMatch, table: Table, contract: Contract, feed: Feed, relation: str, connection: DuckDBPyConnection) -> None:
    missing = [column for column in contract.columns if column.name in match.missing and column.name not in _made(feed)]
    strange = [
        Strange(table.header[index], table.letter(index).rstrip("#"), _inner(f"c{index}", feed))
        for index in match.unknown
        if not _is_used(table.header[index], feed)
    ]
    if reason := unnamed_count(missing, strange, relation, connection):
        raise DeliveryRefused(reason, error="unnamed_columns")


def _in_unit(column: Column, text: str, heading: str, table: Table, relation: str, connection: DuckDBPyConnection) -> str:
    """The column's texts with the unit that their heading tells."""
    if column.kind == "text" and column.name.endswith("_ref"):
        return reference_sql(text, relation, connection)
    if column.kind == "share":
        return share_sql(column, heading, text, relation, connection)
    unit = other_unit(column, heading)
    if unit is None and column.kind == "money":
        unit = unit_of_amounts(heading, table.titles)
    return text if unit is None else with_unit_sql(text, unit)


def _named(relation: str, header: Sequence[str], has_row_number: bool, feed: Feed) -> str:
    """The relation under the file's own headings, where a mapping computes from them.

    The reader's names (`c0`, `row_number`) step aside for it: a file may well have a column called C1. An empty cell is null.
    """
    if not _computes(feed):
        return relation
    inner = [f"c{index}" for index in range(len(header))] + ["row_number"] * has_row_number
    own: dict[str, str] = {}
    for index, heading in enumerate(header):
        if heading:
            own.setdefault(heading.lower(), f"nullif(c{index}, '') as {identifier(heading)}")
    kept = [f"{name} as {_inner(name, feed)}" for name in inner]
    return f"(select {', '.join((*kept, *own.values()))} from {relation})"


def _inner(name: str, feed: Feed) -> str:
    return identifier(f"qutb:{name}") if _computes(feed) else name


def _computes(feed: Feed) -> bool:
    return any(mapped.sql is not None for mapped in feed.mapping.values())


def _check_computed(connection: DuckDBPyConnection, relation: str, contract: Contract, feed: Feed, rows: int) -> None:
    """Refuses a file over which the feed's expressions cannot be computed; asking costs no scan."""
    import duckdb

    failed = []
    for column in contract.columns:
        mapped = feed.mapping.get(column.name)
        if mapped is None or mapped.sql is None:
            continue
        try:
            connection.execute(f"select cast(({mapped.sql}) as varchar) from {relation} limit 0")
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
            failed.append(column.names)
    if failed:
        raise DeliveryRefused(
            in_each_language(NOT_COMPUTED, columns=listed_names(failed)),
            rows,
            error="missing_columns",
        )


def _letters(
    sheet: str | None, table: Table, match: HeaderMatch, feed: Feed, unclaimed: Mapping[int, str]
) -> dict[tuple[str | None, str], str]:
    letters = {(sheet, name): table.letter(index) for name, index in match.mapping.items()}
    letters |= {(sheet, f"{EXTRA}.{name}"): masked(table.letter(index)) for index, name in unclaimed.items()}
    for name, mapped in feed.mapping.items():
        if mapped.sql is not None:
            used = [index for index, heading in enumerate(table.header) if heading and _occurs(heading, mapped.sql)]
            if used:
                letters[(sheet, name)] = table.letter(used[0])
    return letters


def _made(feed: Feed) -> frozenset[str]:
    return frozenset(name for name, mapped in feed.mapping.items() if mapped.heading is None)


def _is_used(heading: str, feed: Feed) -> bool:
    return any(mapped.sql is not None and _occurs(heading, mapped.sql) for mapped in feed.mapping.values())


def _occurs(heading: str, sql: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(heading)}(?!\w)", sql) is not None
