"""Great Expectations on DuckDB: every row of a load, without a copy.

What goes here: the one context of a night, asking it, and what of its answers is kept. What does not: which expectations (`suites.py`),
what follows from the answers (`judge.py`), DuckDB's ways (`duckdb_dialect.py`). The rows that fail are found by our own SQL; GX judges
the load.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.sql import identifier
from quality.added import SuiteError
from quality.data_docs import Page, ResultKeeper
from quality.suites import Expected, Subject

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

Figure = int | float | str | None
_ID: Final = "qutb_id"
# Counts rows without fetching a value of theirs; the cheapest format for what holds, the one with counts for what does not.
_HOLDS: Final = {"result_format": "BOOLEAN_ONLY"}
_COUNTED: Final = {"result_format": "BASIC", "exclude_unexpected_values": True}
_COUNTS: Final = (
    "element_count", "unexpected_count", "unexpected_percent", "missing_count", "missing_percent", "unexpected_percent_total",
    "unexpected_percent_nonmissing",
)  # fmt: skip
_LONGEST_ERROR: Final = 300
# Errors of DuckDB quote the value that they stumble over.
_QUOTED: Final = re.compile(r"'[^']*'")


@dataclass(frozen=True, slots=True)
class Observed:
    """What Great Expectations said of one expectation.

    Attributes:
        id: the expectation's.
        succeeded: whether it is met; never where asking failed.
        observed: the aggregate, or the number of rows that are not as expected; where asking failed, the error.
        raised: whether asking failed.
        result: the answer as Great Expectations gives it, without values of cells, for its Data Docs.
    """

    id: str
    succeeded: bool
    observed: Figure
    raised: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)


class Engine:
    """One Great Expectations context for a whole night, on the night's DuckDB. Imported on first use: 5 to 8 seconds."""

    def __init__(self, connection: DuckDBPyConnection, keeper: ResultKeeper | None = None) -> None:
        """Makes the context. `connection` must stay open as long as the engine is used; `keeper` is where results go, if anywhere."""
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        from quality.duckdb_dialect import allow_patterns, dbapi_connection

        warnings.filterwarnings("ignore", module="great_expectations")
        self._gx = gx
        self._connection = connection
        self._keeper = keeper
        self._tried: set[tuple[Path, str]] = set()
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        sources: Any = context.data_sources  # its type stub knows no kwargs
        self._source = sources.add_sql(
            name="load", connection_string="duckdb:///:memory:", kwargs={"creator": lambda: dbapi_connection(self._connection)}
        )
        allow_patterns(self._source.get_execution_engine())
        self._batches: dict[Subject, Any] = {}

    def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
        """Runs a suite over the two subjects of a load, or of several.

        Args:
            suite: the expectations.
            facts_sql: a query giving the one row that describes the load.
            rows_sql: a query giving its accepted rows.
            is_counted: whether it is also to be counted how many rows are not as expected, which takes longer.

        Raises:
            SuiteError: when an expectation added by hand cannot be asked at all.
        """
        answers: dict[str, Observed] = {}
        subjects: dict[Subject, str] = {"facts": facts_sql, "rows": rows_sql}
        for subject, query in subjects.items():
            expectations = [each for each in suite if each.subject == subject]
            if expectations:
                self._try(subject, query, [each for each in expectations if each.file and (each.file, each.id) not in self._tried])
                self._view(subject, query)
                answers |= {each.id: each for each in self._judge(subject, expectations, _COUNTED if is_counted else _HOLDS)}
        return [answers[each.id] for each in suite]

    def keep(self, page: Page) -> str | None:
        """Keeps results for the night's Data Docs; returns the page that will show them, relative to the home."""
        return self._keeper.keep(page) if self._keeper else None

    def _view(self, subject: Subject, query: str) -> None:
        self._connection.execute(f"create or replace view load_{subject} as {query}")

    def _judge(self, subject: Subject, expectations: Sequence[Expected], result_format: Mapping[str, Any]) -> list[Observed]:
        """What Great Expectations says of each expectation; its answers come in an order of its own.

        Most of what goes wrong inside it is part of the answer; what it lets through is narrowed down to the expectation it is about.
        """
        built = [self._built(each) for each in expectations]
        suite = self._gx.ExpectationSuite(name=subject, expectations=built)
        try:
            verdict = self._batch(subject).validate(suite, result_format=result_format)
        except Exception as error:
            if len(expectations) > 1:
                return [answer for each in expectations for answer in self._judge(subject, [each], result_format)]
            return [_unanswered(expectations[0], built[0], _harmless(str(error)))]
        answers = {answer.expectation_config.meta[_ID]: answer for answer in verdict.results}
        return [_observed(each, answers[each.id]) for each in expectations]

    def _built(self, expected: Expected) -> Any:
        arguments = {**expected.arguments, "severity": expected.severity, "meta": {_ID: expected.id}}
        return getattr(self._gx.expectations, expected.type)(**arguments)

    def _batch(self, subject: Subject) -> Any:
        asset_name = f"load_{subject}"
        if subject not in self._batches:
            # A table asset: for a query GX reads all its rows to learn the types of its columns.
            asset = self._source.add_table_asset(name=asset_name, table_name=asset_name)
            self._batches[subject] = asset.add_batch_definition_whole_table("all")
        return self._batches[subject].get_batch()

    def _try(self, subject: Subject, query: str, added: Sequence[Expected]) -> None:
        """Asks what was added by hand of two made-up rows, once: what cannot be asked at all is a fault of the suite file, not of a load.

        Raises:
            SuiteError: naming the file, the expectation and what Great Expectations says.
        """
        if not added:
            return
        for each in added:
            if not hasattr(self._gx.expectations, each.type):
                raise _unusable(each, f"Great Expectations has no {each.type}", "take one of its built-in expectations")
            try:
                self._built(each)
            except ValueError as error:
                raise _unusable(each, " ".join(str(error).split())[:_LONGEST_ERROR], "mend its kwargs") from error
        columns = self._connection.execute(f"describe {query}").fetchall()
        self._view(subject, " union all ".join(_made_up_row(columns, number) for number in (1, 2)))
        for each, answer in zip(added, self._judge(subject, added, _COUNTED), strict=True):
            if answer.raised:
                raise _unusable(each, f"it cannot be asked on DuckDB ({answer.observed})", "mend its kwargs or take another")
        self._tried |= {(each.file, each.id) for each in added if each.file}


def _made_up_row(columns: Sequence[tuple[Any, ...]], number: int) -> str:
    """A row with the columns of a subject: numbers where numbers stand, days where days stand."""
    made_up = {
        "BIGINT": f"{number}", "DOUBLE": f"{number}.5", "DATE": f"'2026-05-0{number}'", "TIME": f"'0{number}:00'",
        "TIMESTAMP WITH TIME ZONE": f"'2026-05-0{number} 10:00:00+00'", "BOOLEAN": "true",
    }  # fmt: skip
    values = [f"cast({made_up.get(kind, f'{number}::varchar')} as {kind}) as {identifier(name)}" for name, kind, *_ in columns]
    return f"select {', '.join(values)}"


def _unanswered(expected: Expected, built: Any, error: str) -> Observed:
    told = {"success": False, "expectation_config": built.configuration.to_json_dict(), "result": {}, "meta": {}}
    return Observed(expected.id, False, error, True, {**told, "exception_info": _raised(error)})


def _observed(expected: Expected, answer: Any) -> Observed:
    """The answer without anything that stood in a cell, unless its columns can hold nothing but numbers, days and codes."""
    if error := _error_of(answer.exception_info):
        return Observed(expected.id, False, error, True, _as_json(answer, {}, error))
    said = answer.result or {}
    kept = {name: said[name] for name in _COUNTS if said.get(name) is not None}
    figure = _figure(said.get("observed_value"), expected.shows_values)
    if figure is not None:
        kept["observed_value"] = figure
    counted = said.get("unexpected_count")
    if figure is None and counted is not None:
        figure = int(counted)
    elif figure is None and answer.success and expected.is_row_by_row:
        figure = 0
        kept.update(unexpected_count=0, unexpected_percent=0.0)
    return Observed(expected.id, bool(answer.success), figure, False, _as_json(answer, kept, None))


def _figure(value: Any, shows_values: bool) -> Figure:
    if value is None:
        return None
    if hasattr(value, "item"):  # numpy's numbers
        value = value.item()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        return float(value) if type(value).__name__ == "Decimal" else (str(value) if shows_values else None)
    except ValueError:
        return None


def _error_of(info: Mapping[str, Any] | None) -> str | None:
    """The text of what went wrong: of the expectation as a whole, or of the metrics that it rests on."""
    if not info:
        return None
    causes = [info] if "raised_exception" in info else [each for each in info.values() if isinstance(each, Mapping)]
    texts = dict.fromkeys(str(each.get("exception_message")) for each in causes if each.get("raised_exception", True))
    return _harmless("; ".join(texts)) if texts else None


def _harmless(text: str) -> str:
    return _QUOTED.sub("'…'", text.split("\n[SQL", 1)[0].replace("\n", " "))[:_LONGEST_ERROR]


def _unusable(expected: Expected, problem: str, mend: str) -> SuiteError:
    return SuiteError(f"{expected.file}, {expected.id} ({expected.type}): {problem}. To do: {mend}.")


def _as_json(answer: Any, result: Mapping[str, Any], error: str | None) -> dict[str, Any]:
    told = answer.to_json_dict()
    return {**told, "result": dict(result), "exception_info": _raised(error)}


def _raised(error: str | None) -> dict[str, Any]:
    return {"raised_exception": error is not None, "exception_message": error, "exception_traceback": None}
