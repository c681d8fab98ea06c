"""A marked .xlsx of a workbook's values, for formats that are not marked in place (.xls, .xlsb).

Belongs here: the values of each sheet at their own addresses, marks, comments and the summary in front. The look of the partner's
workbook is not in it, and the receipt says that it is a copy of the values.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ingestion.drift import MASKED
from ingestion.messages import Language
from quality.receipts.marks import ERROR_FILL, WARNING_FILL, Look, Mark, SummaryRow, marks_of, summary_name, summary_rows
from quality.receipts.ooxml.summary import WIDTHS, clean, row_height
from quality.receipts.persons import Persons, has_identity
from quality.receipts.receipt import Receipt

_MOST_CELLS: Final = 600_000
_MOST_LETTERS: Final = 32_767
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,12})?")
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FONT: Final = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_BOX: Final = {"border": 1, "border_color": "#CFD6DE", "text_wrap": True}
_LOOKS: Final[dict[Look, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 15, "text_wrap": True},
    "verdict": {"bold": True, "font_size": 12, "text_wrap": True},
    "sentence": {"text_wrap": True},
    "label": {"bold": True},
    "value": {},
    "header": {"bold": True, "bg_color": "#E7EBF0", **_BOX},
    "count": {"bold": True, **_BOX},
    "link": {"underline": 1, "font_color": "#0B5394", **_BOX},
    "text": _BOX,
    "error": {"bold": True, "bg_color": f"#{ERROR_FILL}", **_BOX, "num_format": 3},
    "warning": {"bold": True, "bg_color": f"#{WARNING_FILL}", **_BOX, "num_format": 3},
}


def marked_values(source: Path | bytes, receipt: Receipt, language: Language) -> bytes | None:
    """The bytes of an .xlsx with the values of a workbook, marked; None where they are too many to be copied.

    Args:
        source: the workbook, or its bytes.
        receipt: what to mark.
        language: of the comments and the summary.
    """
    import fastexcel
    import xlsxwriter

    reader = fastexcel.read_excel(source)
    persons = Persons.of(receipt)
    if any(has_identity(name) for name in reader.sheet_names):
        return None
    sheets = _sheets(reader, persons)
    if sheets is None:
        return None
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"author": "Qutb", "created": _CREATED})
    runs_left = language == "ar"
    marks = marks_of(receipt, language)
    front = workbook.add_worksheet(summary_name(reader.sheet_names, language))
    _write_summary(workbook, front, summary_rows(receipt, language), runs_left)
    fills = {
        severity: workbook.add_format({"bg_color": f"#{fill}"}) for severity, fill in (("error", ERROR_FILL), ("warning", WARNING_FILL))
    }
    for name, (sheet, personal) in sheets.items():
        copy = workbook.add_worksheet(name)
        if runs_left:
            copy.right_to_left()
        if sheet.visible != "visible":
            copy.hide()

        def shown(row: int, column: int, text: str, name: str = name, personal: set[tuple[int, int]] = personal) -> str:
            return MASKED if (row, column) in personal else persons.without(text, persons.kind(name, row, column))

        _write_sheet(copy, sheet, {(mark.row, mark.column): mark for mark in marks.get(name, [])}, fills, shown)
    workbook.close()
    return out.getvalue()


def _sheets(reader: Any, persons: Persons) -> dict[str, tuple[Any, set[tuple[int, int]]]] | None:
    """Each sheet with the places of its cells that are masked whole; None where the cells are too many."""
    left = _MOST_CELLS
    sheets = {}
    for name in reader.sheet_names:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        left -= sheet.height * sheet.width
        if left < 0:
            return None
        seen = ((row, column) for row, column, text in sorted(_cells(sheet)) if text.strip() and persons.sees(name, row, column, text))
        sheets[name] = (sheet, set(seen))
    return sheets


def _cells(sheet: Any) -> Iterator[tuple[int, int, str]]:
    """Each cell that holds something: row from 1, column from 0, text."""
    if sheet.height and sheet.width:
        offset = sheet.available_columns()[0].absolute_index
        for column, values in enumerate(sheet.to_arrow().columns, start=offset):
            yield from ((row, column, text) for row, text in enumerate(values.to_pylist(), start=1) if text)


def _write_sheet(
    copy: Any, sheet: Any, marks: dict[tuple[int, int], Mark], fills: dict[str, Any], shown: Callable[[int, int, str], str]
) -> None:
    for row, column, text in _cells(sheet):
        mark = marks.get((row, column))
        _write(copy, row - 1, column, shown(row, column, text), fills[mark.severity] if mark else None)
    for (row, column), mark in marks.items():
        is_blank = not (copy.table.get(row - 1) or {}).get(column)
        if is_blank:
            copy.write_blank(row - 1, column, None, fills[mark.severity])
        said = "\n\n".join(f"{heading}\n{advice}" for heading, advice in mark.remarks)
        lines = sum(2 + len(advice) // 40 for _, advice in mark.remarks)
        copy.write_comment(row - 1, column, clean(said), {"author": "Qutb", "width": 300, "height": max(60, 18 * lines)})


def _write(copy: Any, row: int, column: int, text: str, fill: Any) -> None:
    """A plain number as a number, anything else as text: `0012` keeps its zeros, and nothing becomes a formula."""
    if _NUMBER.fullmatch(text):
        copy.write_number(row, column, float(text), fill)
    else:
        copy.write_string(row, column, clean(text)[:_MOST_LETTERS], fill)


def _write_summary(workbook: Any, front: Any, rows: Sequence[SummaryRow], runs_left: bool) -> None:
    formats = {look: workbook.add_format({**_FONT, **options, **_direction(look, runs_left)}) for look, options in _LOOKS.items()}
    if runs_left:
        front.right_to_left()
    front.hide_gridlines(2)
    front.set_landscape()
    front.set_paper(9)
    front.fit_to_pages(1, 0)
    front.set_footer("&C&P / &N")
    front.set_tab_color("#A3201D")
    for column, width in enumerate(WIDTHS):
        front.set_column(column, column, width)
    for number, row in enumerate(rows):
        front.set_row(number, row_height(row))
        for column, cell in row.cells.items():
            look = formats[cell.look]
            if row.is_wide:
                front.merge_range(number, 0, number, len(WIDTHS) - 1, clean(str(cell.text)), look)
            elif cell.target:
                sheet = cell.target[0].replace("'", "''")
                front.write_url(number, column, f"internal:'{sheet}'!{cell.target[1]}", look, clean(str(cell.text)))
            elif isinstance(cell.text, int):
                front.write_number(number, column, cell.text, look)
            else:
                front.write_string(number, column, clean(cell.text), look)
    front.activate()
    front.set_first_sheet()


def _direction(look: Look, runs_left: bool) -> dict[str, Any]:
    if look == "link":
        return {"reading_order": 1, **({"align": "right"} if runs_left else {})}
    return {"reading_order": 2, "align": "right"} if runs_left else {}
