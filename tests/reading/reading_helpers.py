"""Helpers of the reader tests: tables as plain Python, files made on the spot."""

from __future__ import annotations

from ingestion.reading.text_table import TextTable


def rows_of(table: TextTable) -> list[tuple[str | None, ...]]:
    """The rows of a table as Python tuples, without their numbers."""
    return list(zip(*(table.rows.column(name).to_pylist() for name in table.column_names), strict=True))


def numbers_of(table: TextTable) -> list[int]:
    """The row numbers of a table."""
    return [int(number) for number in table.rows.column("row_number").to_pylist()]
