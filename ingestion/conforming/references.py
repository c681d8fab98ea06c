"""References that a spreadsheet has turned into numbers: `12.0` is the reference 12.

What goes here: telling it from all references of the column, so that `1.0` beside `1.1` stays what it is. What does not: which rows
a reference names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SAMPLE = 10_000


def reference_sql(text: str, relation: str, connection: DuckDBPyConnection) -> str:
    """SQL for the texts of a column of references, without the decimals of whole numbers.

    Args:
        text: the column of text in `relation`.
        relation: the rows of the file.
        connection: holds the relation.
    """
    import duckdb

    try:
        found = connection.execute(
            f"""select count(*) filter (regexp_full_match({text}, '[0-9]+\\.0')), count(*) filter (contains({text}, '.'))
            from (select {text} from {relation} limit {_SAMPLE})"""
        ).fetchone()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return text  # a file that one scan cannot read is read line by line, and asked again
    if not found or not found[0] or found[0] != found[1]:
        return text
    return f"regexp_replace({text}, '^([0-9]+)\\.0$', '\\1')"
