"""Columns of shares: whether their bare numbers are hundredths (`45`) or fractions of one (`0,45`).

What goes here: telling it from the heading and from all numbers of the column. What does not: reading a share (`values.py`).

A spreadsheet shows 0.45 as `45%` below «Avancement (%)», but hands on 0.45; a text file below the same heading says 45. The heading
alone does not tell them apart, and a `1` may be one hundredth or the whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ingestion.conforming.heading_units import is_bare_sql
from ingestion.contract import Column

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PERCENT: Final = re.compile(r"[%٪]|pour ?cent|percent|بالمائة|بالمئة|في المائة|مئوية", re.IGNORECASE)
_RATE: Final = "par an"  # a rate of growth may pass the whole, but then says so: `120 %`
_DOUBT: Final = " (% ?)"  # added to a number, it keeps it from being read, and tells why


def share_sql(column: Column, heading: str, text: str, relation: str, connection: DuckDBPyConnection) -> str:
    """SQL for the texts of a column of shares, with the sign of per cent where the column speaks in hundredths.

    Args:
        column: the contract's column.
        heading: what stands above it in the file.
        text: the column of text in `relation`.
        relation: the rows of the file.
        connection: holds the relation.
    """
    says_percent = _PERCENT.search(heading) is not None
    is_bounded = column.limits.maximum == 1
    if not (says_percent or is_bounded or column.unit == _RATE):
        return text
    hundredths, fractions, ones = _numbers(text, relation, connection, above=1.0 if says_percent else 2.0)
    number = _number_sql(text)
    if says_percent and hundredths and (hundredths > fractions or column.unit == _RATE):
        # Beside hundredths a part may be a fraction of one; a rate of half a hundredth is usual.
        doubtful = f"{number} > 0 and {number} <= 1" if fractions and column.unit != _RATE else "false"
        return f"case when not {is_bare_sql(text)} then {text} when {doubtful} then {text} || '{_DOUBT}' else {text} || ' %' end"
    doubts = []
    if is_bounded and (hundredths > fractions or (says_percent and ones and not fractions)):
        doubts.append(f"({number} > 0 and {number} <= 1)")
    if column.unit == _RATE:
        doubts.append(f"{number} > 1")
    if not doubts:
        return text
    return f"case when {is_bare_sql(text)} and ({' or '.join(doubts)}) then {text} || '{_DOUBT}' else {text} end"


def _numbers(text: str, relation: str, connection: DuckDBPyConnection, above: float) -> tuple[int, int, int]:
    """How many bare numbers are hundredths, fractions and exactly one."""
    import duckdb

    try:
        found = connection.execute(
            f"""select count(*) filter (number > 1 and number >= {above}), count(*) filter (number > 0 and number < 1),
                count(*) filter (number = 1)
            from (select {_number_sql(text)} as number from {relation} where {is_bare_sql(text)})"""
        ).fetchone()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return 0, 0, 0  # a file that one scan cannot read is read line by line, and asked again
    return found or (0, 0, 0)


def _number_sql(text: str) -> str:
    return f"try_cast(replace(translate({text}, '٠١٢٣٤٥٦٧٨٩٫', '0123456789,'), ',', '.') as double)"
