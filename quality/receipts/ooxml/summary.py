"""The summary sheet of an .xlsx, written as XML.

Belongs here: rows of `marks.summary_rows` as a sheet. All text is inline and typed as text, so that a value that looks like a formula stays
what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ingestion.messages import Language
from ingestion.reading.text_table import column_letter
from quality.receipts.marks import SummaryCell, SummaryRow
from quality.receipts.ooxml.styles import Styles

WIDTHS: Final = (27, 20, 27, 30, 64)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def summary_xml(rows: Sequence[SummaryRow], styles: Styles, namespace: str, language: Language) -> bytes:
    """The sheet's XML, selected, from right to left for Arabic."""
    direction = ' rightToLeft="1"' if language == "ar" else ""
    columns = "".join(f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, width in enumerate(WIDTHS, start=1))
    data, merges, links = [], [], []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(cell, f"{column_letter(column)}{number}", styles) for column, cell in sorted(row.cells.items()))
        data.append(f'<row r="{number}" ht="{row_height(row)}" customHeight="1">{cells}</row>')
        if row.is_wide:
            merges.append(f'<mergeCell ref="A{number}:{column_letter(len(WIDTHS) - 1)}{number}"/>')
        for column, cell in sorted(row.cells.items()):
            if cell.target:
                location = quoteattr(_address(*cell.target))
                links.append(
                    f'<hyperlink ref="{column_letter(column)}{number}" location={location} display={quoteattr(clean(str(cell.text)))}/>'
                )
    merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
        '<sheetPr><tabColor rgb="FFA3201D"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"{direction}/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(data)}</sheetData>{merged}{linked}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    ).encode()


def row_height(row: SummaryRow) -> float:
    """A height in points that shows all of the wrapped texts of a row."""
    lines = 1
    for column, cell in row.cells.items():
        if cell.look in ("label", "value", "count"):
            continue
        width = sum(WIDTHS) if row.is_wide else WIDTHS[column]
        # A column of n digits holds a tenth more letters; the title's are half as wide again.
        lines = max(lines, -(-len(str(cell.text)) * (15 if cell.look == "title" else 10) // (11 * width)))
    return (20.25 if any(cell.look in ("title", "verdict") for cell in row.cells.values()) else 15.75) * lines


def _cell(cell: SummaryCell, reference: str, styles: Styles) -> str:
    style = styles.look(cell.look)
    if isinstance(cell.text, int):
        return f'<c r="{reference}" s="{style}"><v>{cell.text}</v></c>'
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(clean(cell.text))}</t></is></c>'


def clean(text: str) -> str:
    """Without the letters that XML may not hold."""
    return _NOT_XML.sub("", text)


def _address(sheet: str, cell: str) -> str:
    return "'" + sheet.replace("'", "''") + f"'!{cell}"
