"""What every reader hands on: a table of text in which each cell keeps its address.

Belongs here: the table, its addresses, and the raw grid it was cut from. Does not belong here: how a format is read,
or what a text means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

SkipReason = Literal["total", "blank", "repeated_header", "comment", "signature"]


@dataclass(frozen=True, slots=True)
class SkippedLine:
    """A line of the file that is not a row of its table, and why."""

    row_number: int
    why: SkipReason
    text: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block of cells, all four ends inclusive, counted from 0 on the sheet."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet or file as found: all its cells, before anybody knows which row is the header.

    Attributes:
        columns: one string array a column, all of one length; null for an empty cell.
        row_numbers: 1-based row of the file for each grid row.
        first_column: 0-based sheet position of ``columns[0]``.
        merges: merged blocks, where the format tells them.
    """

    columns: tuple[pa.Array | pa.ChunkedArray, ...]
    row_numbers: pa.Array
    first_column: int = 0
    sheet: str | None = None
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as text.

    Attributes:
        header: text of each column's header, '' where there is none; the lines of a header of several lines joined by
            a space.
        columns: 0-based position of each column in the sheet.
        rows: string columns ``c0`` … ``cn`` (null for an empty cell) and ``row_number`` (int64), 1-based as a
            spreadsheet shows it.
        sheet: name of the sheet; None for delimited files.
        titles: text found above the header.
        skipped: lines below the header that are not rows.
        header_parts: per column the texts of its header lines, from the upper to the lower, empty ones left out.
        header_rows: row numbers of the header lines; empty when the table has no header.
        is_records: whether the rows are records of named fields (JSON, Parquet) rather than lines of a grid; ``row_number``
            is then the number of the record, and a cell is called by its field.
        merges: merged blocks of the sheet, where the format tells them.
    """

    header: tuple[str, ...]
    columns: tuple[int, ...]
    rows: pa.Table
    sheet: str | None = None
    titles: tuple[str, ...] = ()
    skipped: tuple[SkippedLine, ...] = ()
    header_parts: tuple[tuple[str, ...], ...] = field(default=())
    header_rows: tuple[int, ...] = ()
    is_records: bool = False
    merges: tuple[Merge, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the text columns in ``rows``."""
        return tuple(f"c{index}" for index in range(len(self.header)))

    @property
    def span(self) -> str:
        """The columns from the first to the last, as people see them: `H:K`."""
        return f"{column_letter(self.columns[0])}:{column_letter(self.columns[-1])}" if self.columns else ""

    def cell(self, column: int, row_number: int) -> str:
        """Address of a cell: as a spreadsheet shows it (``B17``), or by field and record (``amount_mad#17``)."""
        return f"{self.letter(column)}{row_number}"

    def letter(self, column: int) -> str:
        """What stands before the row number in an address; ``column`` is the index into ``header``."""
        return field_letter(self.header[column]) if self.is_records else column_letter(self.columns[column])


def field_letter(field_name: str) -> str:
    """What a field of records has in place of a column letter: ``amount_mad#``."""
    return f"{field_name}#"


def column_letter(position: int) -> str:
    """The letter of a 0-based column: 0 → A, 25 → Z, 26 → AA.

    Raises:
        ValueError: for a negative position.
    """
    if position < 0:
        raise ValueError(f"a column position starts at 0, got {position}")
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def row_text(cells: Sequence[str | None]) -> str:
    """A line as one text, for people: its cells side by side, empty ones left out."""
    return " ".join(cell.strip() for cell in cells if cell and cell.strip())
