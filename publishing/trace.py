"""The way back from a published figure to the rows of the files it was made of, and from a delivery to the figures it is part of.

What goes here: questions to a released warehouse. What counts is read from the release itself (`marts.kpi_sources`), so that a
figure is explained by the rules under which it was published. What does not: the terminal (`orchestration.commands.trace`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.conforming.values import TIME_ZONE
from ingestion.sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REGION: Final = "03"
MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "year": 12}
# A job has several sources; every other fact is one row of one file.
_SOURCES_OF: Final[Mapping[str, tuple[str, str]]] = {"fct_jobs": ("fct_job_sources", "job_id")}
# Tables in which a row is no row of a file but a delivery, or the want of one; and what tells their rows apart.
_OF_DELIVERIES: Final[Mapping[str, str]] = {
    "loads": "load_id",
    "feed_calendar": "partner || ':' || contract || ':' || period_start",
}
_ADDRESS: Final = ("partner", "delivery_id", "load_id", "sheet", "row_number")
# Said by the address already, or of no use to somebody who looks for a row.
_HIDDEN: Final = frozenset({*_ADDRESS, "organisation_id", "period_start", "is_past", "territory_code", "amount_of_row", "organisation"})
_NAMES_OF_ORGANISATIONS: Final = """
    left join (select organisation_id, coalesce(name_fr, name_ar) as organisation from marts.dim_organisation) as organisations
        using (organisation_id)
"""


class TraceError(ValueError):
    """A question that the release cannot answer; the message says what to ask instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of `kpi_values`."""

    kpi_id: str
    period_type: str
    period_start: date
    territory_code: str = REGION
    breakdown: str = "total"
    breakdown_value: str = "total"


@dataclass(frozen=True, slots=True)
class Source:
    """One row of one file: where it stands, when it was received, and the version of the contract under which it was read."""

    partner: str
    delivery_id: str
    file_name: str | None
    sheet: str | None
    row_number: int | None
    received_at: Any
    contract_version: str | None


@dataclass(frozen=True, slots=True)
class TracedRow:
    """One fact behind a figure: what it says, what it counts for, and the rows of files that tell of it."""

    facts: Mapping[str, Any]
    amount: float | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One measure of a figure and the rows behind it.

    Attributes:
        amount: what its rows add up to; None where the measure is no sum of rows (distinct organisations, hours of a room).
        count: how many rows there are; `rows` holds the first of them.
        deliveries: delivery → how many of the rows it tells of.
    """

    part: str
    sign: int
    measure: str
    table: str
    amount: float | None
    count: int
    rows: tuple[TracedRow, ...]
    deliveries: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure as published, and its terms."""

    cell: Cell
    figure: Mapping[str, Any]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one delivery has in one measure of one figure, of the shortest type of period for which it exists."""

    kpi_id: str
    part: str
    measure: str
    period_type: str
    period_start: date
    territory_code: str
    rows: int
    amount: float | None


def trace(warehouse: Path, cell: Cell, limit: int = 50) -> Trace:
    """The rows behind a figure of a released warehouse.

    Args:
        warehouse: the file of the release.
        cell: which figure.
        limit: rows shown for each measure; all are counted.

    Raises:
        TraceError: the release has no such figure.
    """
    with _opened(warehouse) as connection:
        figure = _figure(connection, cell)
        return Trace(cell, figure, tuple(_terms(connection, cell, limit)))


def contributions(warehouse: Path, delivery_id: str) -> tuple[Contribution, ...]:
    """The figures, by province and for the region, of which a delivery's rows are part: months, or the shortest periods that exist.

    Raises:
        TraceError: the release knows no such delivery.
    """
    with _opened(warehouse) as connection:
        known = connection.execute("select 1 from quality.loads where delivery_id = ? limit 1", [delivery_id]).fetchone()
        if known is None:
            raise TraceError(f"The release knows no delivery {delivery_id}. quality.loads lists those it knows.")
        found = [each for term in _asked(connection, None) for each in _contributions(connection, term, delivery_id)]
    return tuple(sorted(found, key=lambda each: (each.kpi_id, each.part, each.measure, each.period_start, each.territory_code)))


def _opened(warehouse: Path) -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(str(warehouse), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    return connection


def _dicts(connection: DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    answer = connection.execute(query, list(values))
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _figure(connection: DuckDBPyConnection, cell: Cell) -> dict[str, Any]:
    where = [cell.kpi_id, cell.period_type, cell.period_start, cell.territory_code, cell.breakdown, cell.breakdown_value]
    found = _dicts(
        connection,
        "select * from marts.kpi_values inner join marts.kpi_catalogue using (kpi_id) where (kpi_id, period_type, period_start,"
        " territory_code, breakdown, breakdown_value) = (?, ?, ?, ?, ?, ?)",
        where,
    )
    if found:
        return found[0]
    near = connection.execute(
        "select string_agg(distinct breakdown || '=' || breakdown_value, ', ' order by breakdown || '=' || breakdown_value), count(*)"
        " from marts.kpi_values where (kpi_id, period_type, period_start, territory_code) = (?, ?, ?, ?)",
        where[:4],
    ).fetchone()
    if near and near[1]:
        raise TraceError(f"{cell.kpi_id} has no value {cell.breakdown}={cell.breakdown_value} there. It has: {near[0]}.")
    if not _asked(connection, cell.kpi_id):
        raise TraceError(f"No KPI {cell.kpi_id} has figures in this release. marts.kpi_catalogue lists them.")
    raise TraceError(
        f"The release has no figure {cell.kpi_id} for {cell.territory_code} in the {cell.period_type} of {cell.period_start}. "
        "marts.kpi_values lists those it has; some KPIs exist for the region (03) only."
    )


def _asked(connection: DuckDBPyConnection, kpi_id: str | None) -> list[dict[str, Any]]:
    where, values = ("where kpi_id = ?", [kpi_id]) if kpi_id else ("", [])
    return _dicts(connection, f"select * from marts.kpi_sources {where} order by kpi_id, part desc, measure, table_name", values)


def _terms(connection: DuckDBPyConnection, cell: Cell, limit: int) -> Iterator[Term]:
    for term in _asked(connection, cell.kpi_id):
        rows = _rows_query(term, cell)
        counted = connection.execute(f"select count(*), sum(amount_of_row) from ({rows})").fetchone()
        count, amount = counted if counted else (0, None)
        table = str(term["table_name"])
        yield Term(
            term["part"],
            term["sign"],
            term["measure"],
            table,
            None if term["amount"] is None else float(amount or 0),
            count,
            tuple(_rows(connection, table, rows, limit)),
            _deliveries(connection, table, rows),
        )


def _rows_query(term: Mapping[str, Any], cell: Cell) -> str:
    first, after = _bounds(term, cell)
    conditions = _in_period(term, cell, first, after)
    if cell.breakdown not in (term["filter_lifted_by"] or "").split(","):
        conditions.append(f"({_within(term['row_filter'], first, after)})")
    if cell.territory_code != REGION and term["territory_column"]:
        conditions.append(f"{identifier(term['territory_column'])} = {literal(cell.territory_code)}")
    columns = dict(pair.split("=") for pair in (term["breakdown_columns"] or "").split(",") if pair)
    if cell.breakdown != "total" and cell.breakdown not in columns:
        conditions.append("false")  # the measure has no part in this breakdown
    elif cell.breakdown != "total":
        conditions.append(_has_value(columns[cell.breakdown], cell.breakdown_value))
    if term["amount"] is not None:
        conditions.append(f"({term['amount']}) <> 0")
    amount = f"cast(({term['amount']}) as double)" if term["amount"] is not None else "cast(null as double)"
    return f"select *, {amount} as amount_of_row from {relation_of(term['table_name'])} where {' and '.join(conditions)}"


def _has_value(column: str, value: str) -> str:
    """A row has a value of a breakdown: in its column, or, for `first..last`, in an hour that it touches between two instants."""
    if ".." not in column:
        return f"coalesce(cast({identifier(column)} as varchar), 'unknown') = {literal(value)}"
    first, last = (f"timezone('{TIME_ZONE}', {identifier(each)})" for each in column.split(".."))
    hours = f"generate_series(date_trunc('hour', {first}), {last} - interval 1 microsecond, interval 1 hour)"
    return f"list_contains([isodow(hour) || '-' || strftime(hour, '%H') for hour in {hours}], {literal(value)})"


def relation_of(table: str) -> str:
    """A table of the release with its schema, as SQL names it."""
    return f"{'quality' if table in _OF_DELIVERIES else 'marts'}.{identifier(table)}"


def _bounds(term: Mapping[str, Any], cell: Cell) -> tuple[str, str]:
    """First day and day after the last of the figure's period, or of the one that its measure looks at instead, as SQL."""
    start, months = f"date {literal(cell.period_start.isoformat())}", MONTHS[cell.period_type]
    after = f"{start} + interval {months} month"
    if term["period_of_rows"] == "before":
        return f"{start} - interval {months} month", start
    if term["period_of_rows"] == "year_after":
        return after, f"{start} + interval {months + 12} month"
    return start, after


def _in_period(term: Mapping[str, Any], cell: Cell, first: str, after: str) -> list[str]:
    """The conditions that rows meet to belong to a period."""
    day = identifier(term["day_column"])
    if term["period_of_rows"] == "same":  # the rows are of one kind of period each
        return [f"{day} = {first}", f"period_type = {literal(cell.period_type)}"]
    return [f"{day} >= {first}", f"{day} < {after}"]


def _within(row_filter: str, first: str, after: str) -> str:
    """A filter of rows for one period: what a row counts for may hang on what else happened in it."""
    return row_filter.replace("{first}", first).replace("{after}", after)


def _sources_query(table: str, rows: str) -> tuple[str, str]:
    """The rows of files behind the facts, and the column that ties them to a fact."""
    if table in _SOURCES_OF:
        sources, key = _SOURCES_OF[table]
        return f"select {key} as fact, {', '.join(_ADDRESS)} from marts.{sources} where {key} in (select {key} from ({rows}))", key
    if table in _OF_DELIVERIES:
        tie = _OF_DELIVERIES[table]
        return (
            f"select fact, asked.partner, delivery_id, outcomes.load_id, cast(null as varchar) as sheet, cast(null as bigint) as row_number"
            f" from (select {tie} as fact, partner, delivery_id from ({rows})) as asked"
            " inner join quality.loads as outcomes using (delivery_id) where outcomes.is_decisive",
            tie,
        )
    # Distinct: one row of a file may be told in two, as the women and the men of a session are.
    return f"select distinct load_id || ':' || coalesce(sheet, '') || ':' || row_number as fact, {', '.join(_ADDRESS)} from ({rows})", ""


def _rows(connection: DuckDBPyConnection, table: str, rows: str, limit: int) -> Iterator[TracedRow]:
    sources_query, key = _sources_query(table, rows)
    tie = key or "load_id || ':' || coalesce(sheet, '') || ':' || row_number"
    shown = (
        f"select *, {tie} as fact from ({rows}) {_NAMES_OF_ORGANISATIONS if _has_organisation(connection, table) else ''} order by {tie}"
    )
    facts = _dicts(connection, f"{shown} limit {int(limit)}")
    sources: dict[str, list[Source]] = {}
    addressed = f"""
        select sources.*, outcomes.file_name, outcomes.received_at, outcomes.contract_version
        from ({sources_query}) as sources left join quality.loads as outcomes using (load_id)
        where fact in (select fact from ({shown} limit {int(limit)})) order by all
    """
    for each in _dicts(connection, addressed):
        sources.setdefault(each["fact"], []).append(
            Source(
                each["partner"], each["delivery_id"], each["file_name"], each["sheet"], each["row_number"],
                each["received_at"], each["contract_version"],
            )
        )  # fmt: skip
    for fact in facts:
        tied = fact.pop("fact")
        told = {"organisation": fact.get("organisation")} | {name: value for name, value in fact.items() if name not in _HIDDEN}
        yield TracedRow({n: v for n, v in told.items() if v is not None}, fact["amount_of_row"], tuple(sources.get(tied, ())))


def _has_organisation(connection: DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_columns() where schema_name = 'marts' and table_name = ? and column_name = 'organisation_id'", [table]
    ).fetchone()
    return found is not None


def _deliveries(connection: DuckDBPyConnection, table: str, rows: str) -> dict[str, int]:
    sources, _ = _sources_query(table, rows)
    counted = connection.execute(f"select delivery_id, count(distinct fact) from ({sources}) group by delivery_id order by all").fetchall()
    return dict(counted)


def _contributions(connection: DuckDBPyConnection, term: Mapping[str, Any], delivery_id: str) -> Iterator[Contribution]:
    if term["period_of_rows"] not in ("period", "same"):
        return
    table, amount = str(term["table_name"]), term["amount"]
    if table in _SOURCES_OF:
        sources, key = _SOURCES_OF[table]
        own = f"{key} in (select {key} from marts.{sources} where delivery_id = {literal(delivery_id)})"
    else:
        own = f"delivery_id = {literal(delivery_id)}"
    counts = f"({amount}) <> 0" if amount is not None else "true"
    territory = identifier(term["territory_column"]) if term["territory_column"] else "cast(null as varchar)"
    day = identifier(term["day_column"])
    period_type = str(term["shortest_period"])
    # Named with its table: a filter may ask the same table what else happened in the row's period.
    start = f"date_trunc('{period_type}', counted_rows.{day})"
    row_filter = _within(term["row_filter"], start, f"{start} + interval {MONTHS[period_type]} month")
    value = f"cast(({amount}) as double)" if amount is not None else "cast(null as double)"
    kind = f"period_type = '{period_type}'" if term["period_of_rows"] == "same" else "true"
    found = connection.execute(
        f"""
        with counted as (
            select {start}::date as start, {territory} as place, {value} as value
            from {relation_of(table)} as counted_rows
            where {own} and ({row_filter}) and {counts} and {kind} and {day} is not null
        )
        select start, '{REGION}', count(*), sum(value) from counted group by start
        union all
        select start, place, count(*), sum(value) from counted where place is not null group by start, place
        """
    ).fetchall()
    for first, place, rows, total in found:
        yield Contribution(term["kpi_id"], term["part"], term["measure"], period_type, first, place, rows, total)
