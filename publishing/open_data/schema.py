"""How a table of the package is described: its columns, keys and where its rows and words come from.

What goes here: the carriers of a schema, and completing them with what the warehouse says (types, comments). What does not: the tables
themselves (`tables.py`), how a schema is written (`descriptor.py`, `dictionary.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.sql import literal
from publishing.edition import Edition

_TYPES: Final = {
    "VARCHAR": "string",
    "DATE": "date",
    "DOUBLE": "number",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "TIMESTAMP WITH TIME ZONE": "datetime",
}


@dataclass(frozen=True, slots=True)
class InTwo:
    """A text in French and Arabic."""

    fr: str
    ar: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its table promises it.

    Attributes:
        name: as in the files.
        title: its heading for people.
        is_required: never empty.
        is_unique: no value twice.
        values: the only values there are; none given where any is allowed.
        unit: of its numbers; None where there is none, or where another column says it.
        description: in French, of a column that the warehouse has not; else its comment there is taken.
    """

    name: str
    title: InTwo
    is_required: bool = False
    is_unique: bool = False
    values: tuple[str, ...] = ()
    unit: InTwo | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that name a row of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the package.

    Attributes:
        name: of the resource and its files.
        title: for people.
        description: what its rows are; what the warehouse says of its source where French is empty.
        columns: in their order.
        key: the columns that tell rows apart.
        rows: the query of its rows, without their order: it is that of the key, unless `order` says another.
        source: table of the warehouse whose comments describe it; empty where there is none.
        references: to other tables.
        order: what rows are ordered by.
    """

    name: str
    title: InTwo
    description: InTwo
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: str
    source: str = ""
    references: tuple[Reference, ...] = ()
    order: str = ""

    @property
    def query(self) -> str:
        """The rows with exactly the table's columns, in a fixed order."""
        names = ", ".join(column.name for column in self.columns)
        return f"select {names} from ({self.rows}) order by {self.order or ', '.join(self.key)}"


@dataclass(frozen=True, slots=True)
class Described:
    """A column with its type (of Table Schema) and its description in French."""

    column: Column
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A table with all that the warehouse says of it."""

    table: Table
    columns: Sequence[Described]
    description_fr: str


def described(table: Table, edition: Edition) -> DescribedTable:
    """Completes a table with the types and comments of the release."""
    types = {row[0]: row[1] for row in edition.rows(f"describe {table.query}")}
    schema, _, name = table.source.partition(".")
    comments = dict(
        edition.rows(
            "select column_name, comment from duckdb_columns()"
            " where database_name = current_database() and schema_name = ? and table_name = ? and comment is not null",
            [schema, name],
        )
    )
    columns = [
        Described(column, _TYPES[types[column.name]], column.description or comments.get(column.name) or column.title.fr)
        for column in table.columns
    ]
    return DescribedTable(table, columns, table.description.fr or _comment_of(schema, name, edition) or table.title.fr)


def rows_of(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A query of rows that are written here, all text."""
    values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
    return f"select * from (values {values}) as written ({', '.join(names)})"


def _comment_of(schema: str, name: str, edition: Edition) -> str | None:
    found = edition.rows(
        "select comment from duckdb_tables() where database_name = current_database() and schema_name = ? and table_name = ?",
        [schema, name],
    )
    return found[0][0] if found else None
