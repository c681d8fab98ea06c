"""A minimal .xlsb ([MS-XLSB]): no program on this machine writes the format."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.ms-excel"

_ROW, _BLANK, _ERROR, _BOOL, _REAL, _TEXT = 0, 1, 3, 4, 5, 6
_BEGIN_SHEET, _END_SHEET, _BEGIN_DATA, _END_DATA, _DIMENSION = 129, 130, 145, 146, 148
_BEGIN_BOOK, _END_BOOK, _BEGIN_SHEETS, _END_SHEETS, _SHEET = 131, 132, 143, 144, 156

Cell = str | float | bool | None


def xlsb(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], hidden: Sequence[str] = ()) -> Path:
    """An .xlsb with texts, numbers and truth values; None leaves a cell out, and a text such as ``#REF!`` is an error."""
    book = _record(_BEGIN_BOOK) + _record(_BEGIN_SHEETS)
    relations = types = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, rows) in enumerate(sheets.items(), start=1):
            book += _record(_SHEET, struct.pack("<II", int(name in hidden), number) + _text(f"rId{number}") + _text(name))
            relations += f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.bin"/>'
            types += f'<Override PartName="/xl/worksheets/sheet{number}.bin" ContentType="{_TYPE}.worksheet"/>'
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _sheet(rows))
        archive.writestr("xl/workbook.bin", book + _record(_END_SHEETS) + _record(_END_BOOK))
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType="{_TYPE}.sheet.binary.macroEnabled.main"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
    return path


def _sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max(map(len, rows), default=1)
    out = _record(_BEGIN_SHEET) + _record(_DIMENSION, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, width - 1)) + _record(_BEGIN_DATA)
    for number, row in enumerate(rows):
        out += _record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 1) + struct.pack("<II", 0, max(len(row) - 1, 0)))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if value is None:
                continue
            if isinstance(value, bool):
                out += _record(_BOOL, place + bytes([value]))
            elif isinstance(value, str) and value == "#REF!":
                out += _record(_ERROR, place + b"\x17")
            elif isinstance(value, str):
                out += _record(_TEXT, place + _text(value))
            else:
                out += _record(_REAL, place + struct.pack("<d", value))
    return out + _record(_END_DATA) + _record(_END_SHEET)


def _text(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _record(kind: int, data: bytes = b"") -> bytes:
    """A record: its kind and its length in bytes of seven bits each, the highest bit telling that another follows."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while True:
        head += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + data
