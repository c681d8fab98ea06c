"""Bytes of OpenDocument spreadsheets (ODS), as the regional council's office sends them.

What belongs here: from sheets of cells to bytes. The same sheets always give the same bytes: nothing in the file tells of a clock.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

from demo.deliveries.files import Sheet, cell_text
from demo.mess import Cell

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def open_document_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Writes sheets as an ODS workbook; upper headings lie merged over the columns below them."""
    from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
    from odf.table import Table  # type: ignore[import-untyped]

    target = io.BytesIO()
    with _all_namespaces():
        document = OpenDocumentSpreadsheet()
        for sheet in sheets:
            table = Table(name=sheet.name)
            for number, line in enumerate(sheet.lines()):
                table.addElement(_row(sheet, number - len(sheet.above), line))
            document.spreadsheet.addElement(table)
        document.write(target)
    return _without_clock(target.getvalue())


@contextmanager
def _all_namespaces() -> Iterator[None]:
    """Declares everything: odfpy declares what any document of this process has used so far."""
    from odf.element import Element  # type: ignore[import-untyped]
    from odf.namespaces import nsdict  # type: ignore[import-untyped]

    used = dict(Element.namespaces)
    Element.namespaces.clear()
    Element.namespaces.update(nsdict)
    try:
        yield
    finally:
        Element.namespaces.clear()
        Element.namespaces.update(used)


def _row(sheet: Sheet, below_top: int, line: tuple[Cell, ...]) -> Any:
    from odf.table import CoveredTableCell, TableCell, TableRow  # type: ignore[import-untyped]

    row = TableRow()
    for _ in range(sheet.left):
        row.addElement(TableCell())
    is_upper = len(sheet.header) > 1 and below_top == 0
    column = 0
    while column < len(line):
        span = _span(sheet, column) if is_upper else 1
        row.addElement(_cell(line[column], span))
        for _ in range(span - 1):
            row.addElement(CoveredTableCell())
        column += span
    return row


def _span(sheet: Sheet, column: int) -> int:
    """Over how many columns an upper heading reaches."""
    upper, lower = sheet.header
    last = column
    while lower[column] and last + 1 < len(upper) and not upper[last + 1] and lower[last + 1]:
        last += 1
    return last - column + 1


def _cell(value: Cell, span: int) -> Any:
    from odf.table import TableCell
    from odf.text import P  # type: ignore[import-untyped]

    merged = {"numbercolumnsspanned": span} if span > 1 else {}
    if value is None or value == "":
        return TableCell(**merged)
    if isinstance(value, date):
        stamp = value.isoformat() if not isinstance(value, datetime) else value.replace(tzinfo=None).isoformat()
        cell = TableCell(valuetype="date", datevalue=stamp, **merged)
    elif isinstance(value, str):
        cell = TableCell(valuetype="string", **merged)
    else:
        cell = TableCell(valuetype="float", value=value, **merged)
    cell.addElement(P(text=cell_text(value)))
    return cell


def _without_clock(packed: bytes) -> bytes:
    """The same archive with one fixed instant on every entry."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w") as fixed:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _NO_TIME)
            plain.compress_type = entry.compress_type
            plain.external_attr = entry.external_attr
            fixed.writestr(plain, source.read(entry))
    return target.getvalue()
