"""What Great Expectations needs of SQLAlchemy to run on DuckDB.

What goes here: a DBAPI connection whose cursors keep their few rows in Python (Great Expectations fetches from cursors whose connection
it has already closed), and patterns, which Great Expectations writes for the dialects it knows. What does not: expectations.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PATTERN_SIGNS: Final = {"~": "", "!~": "not "}


def dbapi_connection(duck: DuckDBPyConnection) -> Any:
    """A cursor of a DuckDB connection, as SQLAlchemy wants it; closing it leaves `duck` open."""
    import duckdb_engine

    class Connection(duckdb_engine.ConnectionWrapper):  # type: ignore[misc]
        def __init__(self, cursor: DuckDBPyConnection) -> None:
            super().__init__(cursor)
            self.duck = cursor

        def cursor(self) -> Any:
            return _MaterialisedCursor(self)

        def close(self) -> None:
            self.duck.close()

    return Connection(duck.cursor())


def allow_patterns(execution_engine: Any) -> None:
    """Lets regular expressions and LIKE run: as PostgreSQL's, of which DuckDB's dialect is a kin.

    PostgreSQL's `~` finds a pattern anywhere, DuckDB's wants the whole text to match, so it is written as a function.
    """
    from sqlalchemy.dialects import postgresql

    dialect = execution_engine.engine.dialect

    class Compiler(dialect.statement_compiler):  # type: ignore[misc, name-defined]
        def visit_custom_op_binary(self, element: Any, operator: Any, **more: Any) -> str:
            if operator.opstring not in _PATTERN_SIGNS:
                return str(super().visit_custom_op_binary(element, operator, **more))
            text, pattern = self.process(element.left, **more), self.process(element.right, **more)
            return f"{_PATTERN_SIGNS[operator.opstring]}regexp_matches({text}, {pattern})"

    dialect.statement_compiler = Compiler
    execution_engine.dialect_module = SimpleNamespace(dialect=postgresql.dialect)


class _MaterialisedCursor:
    """A DBAPI cursor whose rows outlive the connection; for verdict queries, a handful of rows each."""

    arraysize = 1
    rowcount = -1
    lastrowid = None

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.description: Any = None
        self._rows: Iterator[Any] = iter(())

    def execute(self, sql: str, parameters: Any = None, context: Any = None) -> None:
        done = self.connection.duck.execute(sql, parameters) if parameters else self.connection.duck.execute(sql)
        self.description = done.description
        self._rows = iter(done.fetchall() if done.description else ())

    def executemany(self, sql: str, parameters: Any = None, context: Any = None) -> None:
        self.connection.duck.executemany(sql, parameters)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(islice(self._rows, size or self.arraysize))

    def close(self) -> None:
        pass
