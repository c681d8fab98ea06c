"""Which rows of a table are not as an expectation says, as SQL.

What goes here: the rows' condition for the expectations that suites on tables use. What does not: judging (Great Expectations does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ingestion.sql import identifier, literal
from quality.suites import Expected

Arguments = Mapping[str, Any]


def failing_rows_sql(expected: Expected, relation: str) -> str | None:
    """A query for the failing rows; None where none can be pointed at, as for a number of rows.

    Args:
        expected: the expectation.
        relation: the table, as SQL.
    """
    arguments = expected.arguments
    if arguments.get("row_condition") or arguments.get("mostly", 1) != 1:
        return None
    if expected.type == "UnexpectedRowsExpectation":
        return str(arguments["unexpected_rows_query"]).replace("{batch}", relation)
    if expected.type == "ExpectCompoundColumnsToBeUnique":
        columns = ", ".join(map(identifier, arguments["column_list"]))
        return f"select {columns}, count(*) as rows_with_this_key from {relation} group by {columns} having count(*) > 1"
    condition = _CONDITIONS.get(expected.type)
    return f"select * from {relation} where {condition(arguments)}" if condition else None


def _is_null(arguments: Arguments) -> str:
    return f"{_column(arguments)} is null"


def _is_outside(arguments: Arguments) -> str:
    column, conditions = _column(arguments), []
    if (low := arguments.get("min_value")) is not None:
        conditions.append(f"{column} {'<=' if arguments.get('strict_min') else '<'} {_value(low)}")
    if (high := arguments.get("max_value")) is not None:
        conditions.append(f"{column} {'>=' if arguments.get('strict_max') else '>'} {_value(high)}")
    return f"({' or '.join(conditions)})"


def _is_not_in(arguments: Arguments) -> str:
    return f"{_column(arguments)} not in ({_values(arguments['value_set'])})"


def _is_not_greater(arguments: Arguments) -> str:
    sign = "<" if arguments.get("or_equal") else "<="
    return f"{identifier(arguments['column_A'])} {sign} {identifier(arguments['column_B'])}"


_CONDITIONS: Final[Mapping[str, Callable[[Arguments], str]]] = {
    "ExpectColumnValuesToNotBeNull": _is_null,
    "ExpectColumnValuesToBeBetween": _is_outside,
    "ExpectColumnValuesToBeInSet": _is_not_in,
    "ExpectColumnPairValuesAToBeGreaterThanB": _is_not_greater,
}


def _column(arguments: Arguments) -> str:
    return identifier(arguments["column"])


def _values(values: Sequence[Any]) -> str:
    return ", ".join(_value(value) for value in values)


def _value(value: Any) -> str:
    if isinstance(value, date):
        return f"date {literal(value.isoformat())}"
    return literal(value) if isinstance(value, str) else repr(value)
