"""Bytes of files of records: JSON lines as an HTTP API lands them, and the document that a form tool exports.

What belongs here: from a sheet to records of named fields. In such a file a cell is called by its field and the number of its
record, such as `montant#5`.
"""

import json
from datetime import date
from typing import Any, Final

from demo.deliveries.files import Sheet, cell_text
from demo.mess import Cell

_FORM_TOOL_VERSION: Final = "2025.2"


def json_lines_bytes(sheet: Sheet) -> bytes:
    """One record a line, every field in each of them, empty ones as null."""
    paths = sheet.paths()
    lines = (json.dumps(_nested(zip(paths, row, strict=True), keep_empty=True), ensure_ascii=False) for row in sheet.rows)
    return "".join(f"{line}\n" for line in lines).encode()


def form_tool_bytes(sheet: Sheet) -> bytes:
    """A document with the list of what was submitted; a question without an answer is left out, as form tools do."""
    paths = sheet.paths()
    document = {
        "form": {"title": sheet.above[0] if sheet.above else "", "version": _FORM_TOOL_VERSION},
        "count": len(sheet.rows),
        "submissions": [_nested(zip(paths, row, strict=True), keep_empty=False) for row in sheet.rows],
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


def _nested(cells: Any, *, keep_empty: bool) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for path, cell in cells:
        if cell is None and not keep_empty:
            continue
        place = record
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = _value(cell)
    return record


def _value(cell: Cell) -> Any:
    return cell_text(cell) if isinstance(cell, date) else cell
