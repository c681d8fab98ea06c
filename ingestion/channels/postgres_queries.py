"""What is asked of a partner's PostgreSQL: only `select`, every name quoted, all within the snapshot of the caller.

What goes here: the queries. What does not: connecting, files (`postgres.py`).

A row is told by the hash of all its columns. The hashes of the rows in the overlap are remembered, so that a row whose transaction was
committed late is read the next time although its instant lies before the cursor, and no row is read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ingestion.channels.failures import CHANGED_SHAPE, PermanentFailure
from ingestion.channels.plan import PostgresPlan
from ingestion.contract import load_contracts
from ingestion.partners import Feed
from ingestion.periods import PeriodType
from ingestion.source import expected_headings
from ingestion.text import fold

if TYPE_CHECKING:
    import psycopg
    from psycopg.sql import Composable

_MOMENTS: Final = frozenset({"timestamptz", "timestamp", "date"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a partner as it is now.

    Attributes:
        plan: which one, and which columns mean what.
        columns: all columns with the names of their types.
        delivered: the columns that are landed: all but a cursor that the contract does not know.
    """

    plan: PostgresPlan
    columns: tuple[tuple[str, str], ...]
    delivered: tuple[tuple[str, str], ...]


def table_of(connection: psycopg.Connection[Any], plan: PostgresPlan, feed: Feed) -> Table:
    """Looks at a table's columns.

    Raises:
        PermanentFailure: the cursor or the period's column is not there, or is neither an instant nor a day.
    """
    from psycopg import sql

    described = connection.execute(sql.SQL("select * from {} limit 0").format(_named(plan))).description or []
    columns = tuple((column.name, column.type_display.partition("(")[0]) for column in described)
    types = dict(columns)
    for name in (plan.cursor, plan.period):
        if name and types.get(name) not in _MOMENTS:
            raise PermanentFailure(CHANGED_SHAPE.with_values(address=plan.table, what=name), f"{name}: {types.get(name, 'missing')}")
    known = frozenset().union(*expected_headings(load_contracts()[feed.contract], feed).values())
    delivered = tuple((name, type_) for name, type_ in columns if name != plan.cursor or fold(name) in known)
    return Table(plan, columns, delivered)


def whole_table(table: Table) -> Composable:
    """All rows, in an order that does not depend on how they lie on disk."""
    from psycopg import sql

    return sql.SQL('select {} from {} as t order by {} collate "C"').format(_listed(table), _named(table.plan), _as_text(table))


def rows_since(table: Table, low: str | None, recent: Sequence[str]) -> Composable:
    """Rows that are new since a pull that remembered `low` and `recent`; all rows when it remembered nothing."""
    from psycopg import sql

    return sql.SQL("select {} from {} as t where {}").format(_listed(table), _named(table.plan), _is_new(table, low, recent))


def changed_periods(
    connection: psycopg.Connection[Any], table: Table, low: str | None, recent: Sequence[str], type_: PeriodType, otherwise: date
) -> list[date]:
    """First days of the periods in which a row is new; rows without a day belong to the period `otherwise`."""
    from psycopg import sql

    query = sql.SQL("select distinct {} from {} as t where {} order by 1")
    found = connection.execute(query.format(_period(table, type_, otherwise), _named(table.plan), _is_new(table, low, recent)))
    return [row[0] for row in found.fetchall()]


def rows_of_period(table: Table, day: date, type_: PeriodType, otherwise: date) -> Composable:
    """All rows of one period."""
    from psycopg import sql

    return sql.SQL('select {} from {} as t where {} = {} order by {} collate "C"').format(
        _listed(table), _named(table.plan), _period(table, type_, otherwise), sql.Literal(day), _as_text(table)
    )


def look_back(connection: psycopg.Connection[Any], table: Table, overlap_minutes: int) -> dict[str, Any]:
    """From where the next pull looks, and which rows from there on are known: `low` and `recent`.

    The cursor never runs ahead of the server's clock: a row dated in the future must not hide those of the present.
    """
    from psycopg import sql

    cursor = sql.Identifier("t", table.plan.cursor)
    lowest = sql.SQL("select (least(max({}::timestamptz), now()) - make_interval(mins => {}))::text from {} as t")
    row = connection.execute(lowest.format(cursor, sql.Literal(overlap_minutes), _named(table.plan))).fetchone()
    low = row[0] if row else None
    known = sql.SQL("select {} from {} as t where {} order by 1").format(_hash(table), _named(table.plan), _from(table, low))
    return {"low": low, "recent": [found[0] for found in connection.execute(known).fetchall()]}


def _named(plan: PostgresPlan) -> Composable:
    from psycopg import sql

    return sql.Identifier(*plan.table.split("."))


def _listed(table: Table) -> Composable:
    """The landed columns, written as readers of files know them: truth values as words, instants in ISO form with their zone."""
    from psycopg import sql

    forms = {"bool": "{}::text as {}", "timestamptz": """to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as {}"""}
    return sql.SQL(", ").join(
        sql.SQL(forms[type_]).format(sql.Identifier("t", name), sql.Identifier(name)) if type_ in forms else sql.Identifier("t", name)
        for name, type_ in table.delivered
    )


def _as_text(table: Table) -> Composable:
    from psycopg import sql

    return sql.SQL("row({})::text").format(sql.SQL(", ").join(sql.Identifier("t", name) for name, _ in table.columns))


def _hash(table: Table) -> Composable:
    from psycopg import sql

    return sql.SQL("left(encode(sha256(convert_to({}, 'UTF8')), 'hex'), 32)").format(_as_text(table))


def _from(table: Table, low: str | None) -> Composable:
    from psycopg import sql

    cursor = sql.Identifier("t", table.plan.cursor)
    if low is None:
        return sql.SQL("true")
    return sql.SQL("({cursor}::timestamptz >= {low}::timestamptz or {cursor} is null)").format(cursor=cursor, low=sql.Literal(low))


def _is_new(table: Table, low: str | None, recent: Sequence[str]) -> Composable:
    from psycopg import sql

    if not recent:
        return _from(table, low)
    unknown = sql.SQL("{} not in (select unnest({}::text[]))").format(_hash(table), sql.Literal(list(recent)))
    return sql.SQL("{} and {}").format(_from(table, low), unknown)


def _period(table: Table, type_: PeriodType, otherwise: date) -> Composable:
    from psycopg import sql

    day = sql.Identifier("t", table.plan.period)
    return sql.SQL("coalesce(date_trunc({}, {}::date)::date, {})").format(sql.Literal(type_), day, sql.Literal(otherwise))
