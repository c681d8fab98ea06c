"""The template as a workbook: the table to fill in, its instructions, and a hidden sheet of lists.

What goes here: sheets, formats, protection. What does not: what the columns say (`columns.py`). The same contract gives the same
bytes on every day.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from ingestion.contract import Contract
from ingestion.messages import Language
from ingestion.partners import Feed
from ingestion.templates import wording
from ingestion.templates.columns import TemplateColumn, messages_of, template_columns, validation_of
from ingestion.templates.lists import communes, provinces

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED: Final = datetime(2025, 4, 15, tzinfo=UTC)  # fixed: a template differs only when its contract does
_HEADER_ROW: Final = 2
_FIRST_ROW: Final = _HEADER_ROW + 1
_LAST_ROW: Final = 1_048_575
_LONGEST_SHEET_NAME: Final = 31
_A4: Final = 9
_INK: Final = "#1F3B4D"
_ALLOWED: Final = {
    "select_locked_cells": True, "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True,
    "delete_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Book:
    """The workbook being written."""

    book: Workbook
    contract: Contract
    feed: Feed
    language: Language
    columns: list[TemplateColumn]

    def format(self, **properties: Any) -> Any:
        """A cell format; right-to-left text where the language is."""
        return self.book.add_format(
            {"font_name": "Calibri", "valign": "top", "reading_order": 2 if self.language == "ar" else 1, **properties}
        )

    def sheet(self, name: str) -> Worksheet:
        """A sheet that reads in the direction of the language."""
        sheet = self.book.add_worksheet(name)
        if self.language == "ar":
            sheet.right_to_left()
        return sheet


def template(contract: Contract, feed: Feed, language: Language) -> bytes:
    """The Excel template of a feed.

    Raises:
        TemplateError: when the feed computes columns from a form of its own.
    """
    import xlsxwriter

    columns = template_columns(contract, feed, language)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        name = contract.names.in_language(language)
        book.set_properties(
            {"title": name, "author": "Qutb", "subject": f"{feed.id} {contract.version}", "created": _CREATED.replace(tzinfo=None)}
        )
        made = _Book(book, contract, feed, language, columns)
        table = made.sheet(_sheet_name(name))
        _write_lists(made)
        _write_table(made, table)
        _write_help(made)
        table.activate()
    return target.getvalue()


def _write_table(made: _Book, sheet: Worksheet) -> None:
    language, last = made.language, len(made.columns) - 1
    partner = made.feed.partner.name_ar if language == "ar" else made.feed.partner.name_fr
    sheet.set_row(0, 26, made.format(bold=True, font_size=16, font_color=_INK))
    sheet.write_string(0, 0, f"{made.contract.names.in_language(language)} – {partner}")
    sheet.set_row(1, 18, made.format(italic=True, font_color="#555555"))
    help_sheet = wording.HELP_SHEET.text(language)
    sheet.write_string(1, 0, wording.HINT.text(language).format(row=_FIRST_ROW + 1, sheet=help_sheet))
    sheet.set_row(_HEADER_ROW, 48, made.format())
    for index, column in enumerate(made.columns):
        _write_column(made, sheet, index, column)
    sheet.protect("", _ALLOWED)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.hide_gridlines(0)  # printed too: an empty table is filled in by hand at times
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.print_area(0, 0, _HEADER_ROW + 40, last)
    sheet.set_footer("&L&A&R&P / &N")


def _write_column(made: _Book, sheet: Worksheet, index: int, column: TemplateColumn) -> None:
    required = column.column.required
    # Told by the asterisk and a thick line below, not by colour alone.
    header = made.format(
        bold=True, text_wrap=True, border=1, bottom=5 if required else 1, font_color="#FFFFFF" if required else _INK,
        bg_color=_INK if required else "#DCE6EC",
    )  # fmt: skip
    width = min(32, max(14, *(len(line) + 2 for line in column.heading.split("\n"))))
    sheet.set_column(index, index, width, made.format(locked=False, num_format=column.number_format))
    sheet.write_string(_HEADER_ROW, index, column.heading, header)
    note = "\n".join(column.notes)
    sheet.write_comment(_HEADER_ROW, index, note, {"x_scale": 2, "y_scale": 0.5 + len(column.notes) * 0.35, "author": "Qutb"})
    if rule := _list_of(made, index, column) or validation_of(column, made.language):
        sheet.data_validation(_FIRST_ROW, index, _LAST_ROW, index, {"ignore_blank": True, **rule})


def _list_of(made: _Book, index: int, column: TemplateColumn) -> dict[str, Any] | None:
    """The drop-down of a column: its own list, or the communes of the province in the same row."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    kind = column.column.kind
    said = messages_of(column, made.language)
    if kind == "commune":
        by_name = {each.column.name: place for place, each in enumerate(made.columns)}
        if "province" not in by_name:
            return None
        province = xl_rowcol_to_cell(_FIRST_ROW, by_name["province"], col_abs=True)
        source = f'=INDIRECT("qutb_communes_"&MATCH({province},qutb_provinces,0))'
        # Known under many names that the list has not: the check of the file decides.
        return {"validate": "list", "source": source, "error_type": "warning", **said}
    if not column.labels:
        return None
    name = "qutb_provinces" if kind == "province" else f"qutb_list_{index}"
    return {"validate": "list", "source": f"={name}", "error_type": "information" if kind == "open_code" else "stop", **said}


def _write_lists(made: _Book) -> None:
    sheet = made.book.add_worksheet(wording.LISTS_SHEET)
    lists: dict[str, tuple[str, ...]] = {}
    if any(each.column.kind == "province" for each in made.columns):
        lists["qutb_provinces"] = provinces(made.language)
        lists |= {f"qutb_communes_{number}": names for number, names in enumerate(communes(made.language), start=1)}
    lists |= {
        f"qutb_list_{index}": each.labels for index, each in enumerate(made.columns) if each.labels and each.column.kind != "province"
    }
    for place, (name, labels) in enumerate(lists.items()):
        sheet.write_column(0, place, labels)
        made.book.define_name(name, f"={wording.LISTS_SHEET}!{_span(place, len(labels))}")
    sheet.very_hidden()


def _span(column: int, rows: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return str(xl_range_abs(0, column, rows - 1, column))


def _write_help(made: _Book) -> None:
    """One column of sentences, each more than a heading: a reader that looks for the table must not take it for one."""
    language = made.language
    sheet = made.sheet(wording.HELP_SHEET.text(language))
    name = made.contract.names.in_language(language)
    title, text = made.format(bold=True, font_size=14, font_color=_INK), made.format(text_wrap=True)
    lines = [(name, title), *((each.text(language).format(name=name), text) for each in wording.HELP), ("", text)]
    lines += [(wording.COLUMNS.text(language), title)]
    for column in made.columns:
        heading = column.heading.split("\n")[0].removesuffix(" *")
        lines.append((f"« {heading} » {' '.join(column.notes)}", text))
    sheet.set_column(0, 0, 110, text)
    for row, (line, form) in enumerate(lines):
        sheet.write_string(row, 0, line, form)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:_LONGEST_SHEET_NAME].strip() or "Qutb 1"
