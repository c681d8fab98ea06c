"""Great Expectations on DuckDB: every row of a load, without a copy.

What goes here: the one context of a night, and the DBAPI connection that makes GX work on DuckDB (GX fetches from cursors
whose connection it has already closed, so ours keep their few rows in Python). What does not: which expectations
(`suites.py`). The rows that fail are found by our own SQL; GX judges the load.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from quality.suites import Expected, Subject

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")


@dataclass(frozen=True, slots=True)
class Observed:
    """What Great Expectations said of one expectation."""

    id: str
    succeeded: bool
    observed: str | None


class Engine:
    """One Great Expectations context for a whole night, on the night's DuckDB. Imported on first use: 5 to 8 seconds."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        """Makes the context. `connection` must stay open as long as the engine is used."""
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        warnings.filterwarnings("ignore", module="great_expectations")
        self._gx = gx
        self._connection = connection
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        sources: Any = context.data_sources  # its type stub knows no kwargs
        self._source = sources.add_sql(
            name="load",
            connection_string="duckdb:///:memory:",
            kwargs={"creator": self._connect},
        )
        self._batches: dict[Subject, Any] = {}

    def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str) -> list[Observed]:
        """Runs a suite over the two subjects of a load.

        Args:
            suite: the expectations.
            facts_sql: a query giving the one row that describes the load.
            rows_sql: a query giving its accepted rows.
        """
        observed: list[Observed] = []
        subjects: dict[Subject, str] = {"facts": facts_sql, "rows": rows_sql}
        for subject, query in subjects.items():
            expectations = [each for each in suite if each.subject == subject]
            if expectations:
                self._connection.execute(f"create or replace view load_{subject} as {query}")
                observed += self._judge(subject, expectations)
        return observed

    def _judge(self, subject: Subject, expectations: Sequence[Expected]) -> Iterator[Observed]:
        built = [getattr(self._gx.expectations, each.type)(**each.arguments) for each in expectations]
        suite = self._gx.ExpectationSuite(name=subject, expectations=built)
        verdict = self._batch(subject).validate(suite, result_format="BASIC")
        ids = {_signature(expectation): each.id for expectation, each in zip(built, expectations, strict=True)}
        for result in verdict.results:
            said = result.result or {}
            shown = said.get("observed_value", said.get("unexpected_count"))
            if result.exception_info and result.exception_info.get("raised_exception"):
                shown = str(result.exception_info.get("exception_message"))
            config = result.expectation_config
            yield Observed(ids[(config.type, config.kwargs.get("column"))], bool(result.success), None if shown is None else str(shown))

    def _batch(self, subject: Subject) -> Any:
        asset_name = f"load_{subject}"
        if subject not in self._batches:
            # A table asset: for a query GX reads all its rows to learn the types of its columns.
            asset = self._source.add_table_asset(name=asset_name, table_name=asset_name)
            self._batches[subject] = asset.add_batch_definition_whole_table("all")
        return self._batches[subject].get_batch()

    def _connect(self) -> Any:
        import duckdb_engine

        class Connection(duckdb_engine.ConnectionWrapper):  # type: ignore[misc]
            def __init__(self, duck: DuckDBPyConnection) -> None:
                super().__init__(duck)
                self.duck = duck

            def cursor(self) -> Any:
                return _MaterialisedCursor(self)

            def close(self) -> None:
                self.duck.close()

        return Connection(self._connection.cursor())


def _signature(expectation: Any) -> tuple[str, str | None]:
    return (expectation.configuration.type, expectation.configuration.kwargs.get("column"))


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
