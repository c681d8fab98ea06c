"""From a relation of text to a relation of typed values with the mask of failed checks.

What goes here: the two passes. The first reads the source once, with the plain forms of values; the second adds what had to
be read with care, once per distinct text, and judges the rows. What does not: what becomes of the rows (`split.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ingestion.conforming.fast import cleaned_sql, fast_sql, other_fast_sql, plausible_sql, trimmed_sql
from ingestion.conforming.readers import read_communes, read_texts
from ingestion.conforming.rules import NOT_READ, Check, masks_sql
from ingestion.contract import Column, Contract
from ingestion.drift import EXTRA, EXTRA_TYPE, UNKNOWN_VALUES
from ingestion.identity import pseudonym_sql
from ingestion.source import Source
from ingestion.sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TEXT_KINDS: Final = frozenset({"text"})
_KEPT_ROWS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Conformed:
    """What conforming found out about all rows; the rows are in the view `judged`."""

    rows_read: int
    repairs: dict[str, int]
    imputed: dict[str, int]


def read_once(connection: DuckDBPyConnection, contract: Contract, source: Source) -> None:
    """The first pass: creates the table `read_rows` from the source in one scan, in the order of the file."""
    connection.execute(f"create or replace table work.read_rows as {_first_pass(contract, source)}")


def conform(connection: DuckDBPyConnection, contract: Contract, checks: Collection[Check], received_on: str, source: Source) -> Conformed:
    """The second pass: creates the view `judged` over `read_rows`.

    Args:
        connection: holds `read_rows`, and a view for each referenced contract.
        contract: the contract.
        checks: its checks.
        received_on: ISO date on which the delivery was received, local.
        source: what `read_rows` was read from.
    """
    texts = {column.name for column in contract.columns if column.kind not in _TEXT_KINDS}
    counted = [f"count({identifier(f'{name}__text')}) as {identifier(name)}" for name in sorted(texts)]
    result = connection.execute(f"select count(*) as rows_read{''.join(', ' + item for item in counted)} from read_rows")
    names = [str(column[0]) for column in result.description or ()]
    counts = dict(zip(names, result.fetchone() or (), strict=True))
    read_with_care = [column for column in contract.columns if counts.get(column.name)]
    for column in read_with_care:
        _read_distinct(connection, column)
    _find_repeated(connection, contract, read_with_care, _place(source))
    _drop_judged(connection)
    # A small load is judged once and kept; a large one is judged as it streams to its files, without a second copy.
    kind = "table work.judged" if int(counts["rows_read"]) <= _KEPT_ROWS else "temp view judged"
    connection.execute(f"create {kind} as {_second_pass(contract, checks, read_with_care, received_on, source)}")
    return Conformed(
        rows_read=int(counts["rows_read"]),
        repairs={c.name: n for c in read_with_care if (n := _repairs(connection, c))},
        imputed={c.name: n for c in contract.columns if c.default is not None and (n := _imputed(connection, c))},
    )


def _drop_judged(connection: DuckDBPyConnection) -> None:
    kinds = connection.execute(
        """select 'table work.judged' from duckdb_tables() where table_name = 'judged'
        union all select 'view judged' from duckdb_views() where view_name = 'judged'"""
    ).fetchall()
    for (kind,) in kinds:
        connection.execute(f"drop {kind}")


def _first_pass(contract: Contract, source: Source) -> str:
    """One scan: values in their plainest form are read from the text as found; only other texts are trimmed and kept."""
    plain, trimmed, cleaned, kept = [], [], [], []
    for column in contract.columns:
        name, text, value = identifier(column.name), identifier(f"{column.name}__text"), identifier(f"{column.name}__plain")
        found = name if column.name in source.columns else "null::varchar"
        fast = fast_sql(column.kind, name) if column.name in source.columns else fast_sql(column.kind, "null::varchar")
        if fast is None:
            kept_text = name if column.kind in _TEXT_KINDS else text
            plain.append(f"{found} as {kept_text}")
            trimmed.append(f"{trimmed_sql(kept_text)} as {kept_text}")
            cleaned.append(f"{cleaned_sql(kept_text, many_rows=source.is_in_file_order)} as {kept_text}")
            kept.append(kept_text)
            continue
        plain.append(f"{found} as {text}, {fast} as {value}")
        trimmed.append(f"case when {value} is null then {trimmed_sql(text)} end as {text}, {value}")
        # Where a blank has a meaning of its own, a word for nothing is not one: `néant` jobs are not one job.
        says = cleaned_sql(text, many_rows=source.is_in_file_order) if column.default is None else f"nullif({text}, '')"
        cleaned.append(f"{says} as {text}, {value}")
        other = other_fast_sql(column.kind, text)
        usual = plausible_sql(column.kind, value if other == "null" else f"coalesce({value}, {other})")
        if column.kind in ("date", "timestamp"):
            # Plain but not plausible, such as the year 1026: its text must not be lost.
            written = f"coalesce({text}, cast({value} as varchar))"
            lower, upper = f"{column.kind} '1850-01-01'", f"{column.kind} '2151-01-01'"
            kept.append(f"case when {value} >= {lower} and {value} < {upper} then null else {written} end as {text}, {usual} as {name}")
        else:
            kept.append(f"{text}, {usual} as {name}")
    extra = [EXTRA] if source.unknown else []
    place = "null::bigint as place" if source.is_in_file_order else "(sheet_number::bigint << 40) + row_number as place"
    return f"""
        with source as ({source.sql}),
        plain as (select sheet, row_number, {place}, {", ".join((*extra, *plain))} from source),
        trimmed as (select sheet, row_number, place, {", ".join((*extra, *trimmed))} from plain),
        cleaned as (select sheet, row_number, place, {", ".join((*extra, *cleaned))} from trimmed)
        select sheet, row_number, place, {", ".join((*extra, *kept))} from cleaned"""


def _read_distinct(connection: DuckDBPyConnection, column: Column) -> None:
    """Creates the table `<column>__values` of the distinct texts that need care."""
    table, text = identifier(f"{column.name}__values"), identifier(f"{column.name}__text")
    if column.is_pseudonymised:
        connection.execute(
            f"""create or replace temp table {table} as
            select text, {pseudonym_sql("text")} as value, false as is_repaired
            from (select distinct {text} as text from read_rows where {text} is not null)"""
        )
    elif column.kind == "commune":
        pairs = connection.execute(f"select distinct province__text, {text} from read_rows where {text} is not null").fetchall()
        rows = [(province, read.text, read.value, read.is_repaired) for province, read in read_communes(pairs)]
        fill_table(connection, table, {"province": "varchar", "text": "varchar", "value": "varchar", "is_repaired": "boolean"}, rows)
    else:
        unread = f"and {identifier(column.name)} is null" if fast_sql(column.kind, text) else ""
        texts = connection.execute(f"select distinct {text} from read_rows where {text} is not null {unread}").fetchall()
        found = [(read.text, read.value, read.is_repaired) for read in read_texts(column, (row[0] for row in texts))]
        fill_table(connection, table, {"text": "varchar", "value": column.sql_type, "is_repaired": "boolean"}, found)


def fill_table(connection: DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    """Creates a table from Python rows, by way of Arrow: quick for one row and for a million."""
    import pyarrow as pa

    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {
        name: pa.array(column) if any(each is not None for each in column) else pa.array(column, pa.string())
        for name, column in zip(columns, values, strict=True)
    }
    connection.register("filling", pa.table(arrays))
    casts = ", ".join(f"cast({name} as {sql_type}) as {name}" for name, sql_type in columns.items())
    connection.execute(f"create or replace temp table {table} as select {casts} from filling")
    connection.unregister("filling")


def _place(source: Source) -> str:
    """What tells the order of the file: the row ids of a single scan, else a number given to each row."""
    return "read_rows.rowid" if source.is_in_file_order else "read_rows.place"


def _find_repeated(connection: DuckDBPyConnection, contract: Contract, with_care: Collection[Column], place: str) -> None:
    """Creates `repeated`: the rows whose key, as it was read, stands already further up."""
    parts = [contract.column(name) for name in contract.key]
    careful = {column.name for column in with_care if column.kind != "commune"}
    keys = [_key_sql(column, column.name in careful) for column in parts]
    rows = " ".join(("read_rows", *(_key_values_sql(column) for column in parts if column.name in careful)))
    given = " and ".join(f"{key} is not null" for key in keys)
    names = [f"key_{index}" for index in range(len(keys))]
    selected = ", ".join(f"{key} as {name}" for key, name in zip(keys, names, strict=True))
    connection.execute(
        f"""create or replace temp table repeated as
        with many as (
            select {selected}, min({place}) as first_place from {rows} where {given} group by all having count(*) > 1
        )
        select {place} as row_id from {rows} inner join many
            on {" and ".join(f"{key} = many.{name}" for key, name in zip(keys, names, strict=True))}
        where {place} > many.first_place"""
    )


def _key_values_sql(column: Column) -> str:
    table = identifier(f"{column.name}__values")
    return f'left join {table} on {table}.text = read_rows."{column.name}__text"'


def _key_sql(column: Column, is_read_with_care: bool) -> str:
    """A part of the key as text: its value in whatever notation it came, what a blank means, else the text as it stands."""
    if column.kind in _TEXT_KINDS:
        forms = [identifier(column.name)]
    else:
        forms = [f"cast({identifier(column.name)} as varchar)"] if fast_sql(column.kind, "x") else []
        forms += [f'cast("{column.name}__values".value as varchar)'] if is_read_with_care else []
        forms += [identifier(f"{column.name}__text")]
    if column.default is not None:
        forms.append(f"cast(cast({literal(str(column.default))} as {column.sql_type}) as varchar)")
    return f"coalesce({', '.join(forms)})" if len(forms) > 1 else forms[0]


def _second_pass(contract: Contract, checks: Collection[Check], with_care: Collection[Column], received_on: str, source: Source) -> str:
    careful = {column.name for column in with_care}
    joins, values, texts = [], [], []
    for column in contract.columns:
        name, table, text = identifier(column.name), identifier(f"{column.name}__values"), identifier(f"{column.name}__text")
        value = f"r.{name}" if column.kind in _TEXT_KINDS or fast_sql(column.kind, "x") else f"null::{column.sql_type}"
        if column.name in careful:
            joins.append(f"left join {table} on {table}.text = r.{text}")
            if column.kind == "commune":
                joins[-1] += f" and {table}.province is not distinct from r.province__text"
            value = f"{table}.value" if value.startswith("null") else f"coalesce({value}, {table}.value)"
        if column.default is not None:
            default = literal(str(column.default))
            value = f"case when r.{text} is null then coalesce({value}, cast({default} as {column.sql_type})) else {value} end"
        values.append(f"{value} as {name}")
        if column.kind not in _TEXT_KINDS:
            texts.append(f"r.{text}")
    place = _place(source).replace("read_rows.", "r.")
    numbered = "r.row_number" if source.first_row is None else f"{place} + {source.first_row} as row_number"
    unknown_values = f"r.{EXTRA}" if source.unknown else f"null::{EXTRA_TYPE}"
    repeated = "false" if not any(c.fails_when == "is_repeated" for c in checks) else "repeated.row_id is not null"
    return f"""
        with typed as (
            select {place} as row_id, r.sheet, {numbered}, {", ".join((*values, *texts))}, {repeated} as is_repeated,
                date {literal(received_on)} as received_on, {unknown_values} as {UNKNOWN_VALUES}
            from read_rows as r {" ".join(joins)} left join repeated on repeated.row_id = {place}
        )
        select *, {_extra(contract, with_care)} as {EXTRA}, {", ".join(masks_sql(checks))} from typed"""


def _extra(contract: Contract, with_care: Collection[Column]) -> str:
    """What no column holds: values of unknown columns and, where the contract says so, texts that could not be read."""
    kept = [column.name for column in with_care if not column.required and column.kind in NOT_READ]
    if contract.schema_contract.data_types != "evolve" or not kept:
        return UNKNOWN_VALUES
    unread = ", ".join(
        f"{literal(name)}, case when {identifier(name)} is null then qutb_masked({identifier(f'{name}__text')}) end" for name in kept
    )
    return f"nullif(json_merge_patch(coalesce({UNKNOWN_VALUES}, '{{}}'), json_object({unread}))::{EXTRA_TYPE}, '{{}}')"


def _repairs(connection: DuckDBPyConnection, column: Column) -> int:
    table, text = identifier(f"{column.name}__values"), f'r."{column.name}__text"'
    province = f" and {table}.province is not distinct from r.province__text" if column.kind == "commune" else ""
    if connection.execute(f"select count(*) from {table} where is_repaired").fetchone() == (0,):
        return 0
    row = connection.execute(
        f"select count(*) from read_rows as r inner join {table} on {table}.text = {text}{province} where is_repaired"
    ).fetchone()
    return int(row[0]) if row else 0


def _imputed(connection: DuckDBPyConnection, column: Column) -> int:
    own = f"{identifier(column.name)} is null and " if fast_sql(column.kind, "x") or column.kind in _TEXT_KINDS else ""
    text = "true" if column.kind in _TEXT_KINDS else f'"{column.name}__text" is null'
    row = connection.execute(f"select count(*) from read_rows where {own}{text}").fetchone()
    return int(row[0]) if row else 0
