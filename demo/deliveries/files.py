"""Bytes of the files that partners send: workbooks with titles, merged headers and signatures, and CSV in several dialects.

What belongs here: from sheets of cells to bytes, and where each row ends up. The same sheets always give the same bytes.
"""

import csv
import gzip
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from demo.mess import Cell

_ALPHABET: Final = 26
_MIDNIGHT: Final = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it lies in a file: what stands above, the header, the rows, what stands below.

    Attributes:
        name: name of the sheet; None in a CSV file.
        above: lines of text over the header, "" for an empty one.
        header: one header line, or two when the upper one is merged over several columns ("" under a merge).
        rows: the rows of data, as wide as the header.
        below: lines under the table (totals, signature), each a row of cells.
        left: empty columns at the left.
        gaps: indexes of the rows that have an empty line before them.
        repeats: indexes of the rows before which the header is printed again.
        logo: whether a picture stands over the table.
        rtl: whether the sheet runs from right to left.
        records: whether it is written as records of named fields: nothing stands above, and rows are counted from 1.
    """

    name: str | None
    above: tuple[str, ...]
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    below: tuple[tuple[Cell, ...], ...] = ()
    left: int = 0
    gaps: frozenset[int] = frozenset()
    repeats: frozenset[int] = frozenset()
    logo: bool = False
    rtl: bool = False
    records: bool = False

    def row_numbers(self) -> tuple[int, ...]:
        """Numbers of the rows of data as a spreadsheet shows them (the first line of the file is 1), or of the records."""
        if self.records:
            return tuple(range(1, len(self.rows) + 1))
        line = len(self.above) + len(self.header)
        numbers = []
        for index in range(len(self.rows)):
            line += (index in self.gaps) + len(self.header) * (index in self.repeats) + 1
            numbers.append(line)
        return tuple(numbers)

    def letter(self, column: int) -> str:
        """Letter of the n-th column of the table (0 is the first)."""
        return column_letter(self.left + column)

    def address(self, column: int, row_number: int) -> str:
        """How a cell is called: `B17` in a table, `field#17` among records."""
        return f"{'.'.join(self.paths()[column])}#{row_number}" if self.records else f"{self.letter(column)}{row_number}"

    def paths(self) -> tuple[tuple[str, ...], ...]:
        """Names on the way to each column: the heading merged above it, if any, and its own."""
        upper, lower = (self.header[0], self.header[-1]) if len(self.header) > 1 else (self.header[0], ())
        paths = []
        group = ""
        for column, heading in enumerate(upper):
            group = heading or group
            own = lower[column] if lower else ""
            paths.append((group, own) if own else (heading,))
        return tuple(paths)

    def lines(self) -> list[tuple[Cell, ...]]:
        """Every line of the sheet from the top, without the empty columns at the left."""
        lines: list[tuple[Cell, ...]] = [(text,) if text else () for text in self.above]
        lines.extend(self.header)
        for index, row in enumerate(self.rows):
            if index in self.gaps:
                lines.append(())
            if index in self.repeats:
                lines.extend(self.header)
            lines.append(row)
        lines.extend(self.below)
        return lines


def column_letter(position: int) -> str:
    """Letter of a column by its position: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_text(value: Cell) -> str:
    """The text by which a cell is quoted: a date in ISO form, a whole number without decimals, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") if value.timetuple()[3:6] != _MIDNIGHT else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def csv_bytes(sheet: Sheet, *, delimiter: str = ",", encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    """Writes a sheet as CSV.

    Raises:
        UnicodeEncodeError: the encoding cannot carry a letter; the habits of that partner must avoid it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    padding = ("",) * sheet.left
    for line in sheet.lines():
        writer.writerow((*padding, *(cell_text(value) for value in line)))
    return text.getvalue().encode(encoding)


def gz_bytes(content: bytes) -> bytes:
    """Packs bytes with gzip, without name and time."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def workbook_bytes(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """Writes sheets as an XLSX workbook.

    Args:
        sheets: the sheets in their order; each has a name.
        created: what the file says of its making; fixed, so that the same sheets give the same bytes.
    """
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"created": created.replace(tzinfo=None)})
    formats = {
        "date": workbook.add_format({"num_format": "dd/mm/yyyy"}),
        "instant": workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        "head": workbook.add_format({"bold": True, "border": 1, "bg_color": "#DDEBE0", "text_wrap": True}),
        "title": workbook.add_format({"bold": True, "font_size": 13}),
    }
    for sheet in sheets:
        _write_sheet(workbook.add_worksheet(sheet.name), sheet, formats)
    workbook.close()
    return target.getvalue()


def _write_sheet(worksheet: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    if sheet.rtl:
        worksheet.right_to_left()
    if sheet.logo:
        worksheet.insert_image(0, sheet.left + 4, "logo.png", {"image_data": io.BytesIO(_logo()), "object_position": 3})
    top = len(sheet.above)
    heads = range(top, top + len(sheet.header))
    for number, line in enumerate(sheet.lines()):
        style = formats["title"] if number < top else formats["head"] if number in heads else None
        _write_line(worksheet, number, sheet.left, line, style, formats)
    if len(sheet.header) > 1:
        _merge_header(worksheet, sheet, top, formats["head"])
    worksheet.set_column(sheet.left, sheet.left + len(sheet.header[0]) - 1, 16)


def _write_line(worksheet: Any, number: int, left: int, line: tuple[Cell, ...], style: Any, formats: dict[str, Any]) -> None:
    for column, value in enumerate(line, start=left):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            worksheet.write_string(number, column, value, style)
        elif isinstance(value, datetime):
            worksheet.write_datetime(number, column, value.replace(tzinfo=None), formats["instant"])
        elif isinstance(value, date):
            worksheet.write_datetime(number, column, value, formats["date"])
        else:
            worksheet.write_number(number, column, value, style)


def _merge_header(worksheet: Any, sheet: Sheet, top: int, style: Any) -> None:
    upper, lower = sheet.header
    width = len(upper)
    column = 0
    while column < width:
        last = column
        if lower[column]:
            while last + 1 < width and not upper[last + 1] and lower[last + 1]:
                last += 1
            if last > column:
                worksheet.merge_range(top, sheet.left + column, top, sheet.left + last, upper[column], style)
        else:
            worksheet.merge_range(top, sheet.left + column, top + 1, sheet.left + column, upper[column], style)
        column = last + 1


@lru_cache(maxsize=1)
def _logo() -> bytes:
    """A small green star-like square as PNG, drawn here so that the project holds no binary file."""
    size = 48
    lines = bytearray()
    for y in range(size):
        lines.append(0)
        for x in range(size):
            inside = abs(x - size // 2) + abs(y - size // 2) < size // 2
            lines += bytes((0, 98, 51)) if inside else bytes((245, 245, 240))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body
