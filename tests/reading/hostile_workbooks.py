"""Hostile workbooks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import workbook_files
from hostile_files import Case, Maker, named
from workbook_files import bare_xlsx, ods_row, text_cell

from ingestion.reading import refusals
from ingestion.reading.text_table import column_letter

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_SHEET = "xl/worksheets/sheet1.xml"
HEADER = f'<row r="1">{text_cell("A1", "ref")}{text_cell("B1", "nom")}</row>'
ROW = f'<row r="2">{text_cell("A2", "R-1")}{text_cell("B2", "x")}</row>'
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + "]>"
)  # fmt: skip


def xlsx(rows: str, dimension: str = "", parts: dict[str, bytes | str] | None = None, without: tuple[str, ...] = ()) -> Maker:
    """A maker of an .xlsx, some of whose parts are replaced or left out."""

    def make(folder: Path) -> Path:
        path = bare_xlsx(folder / "f.xlsx", rows, dimension)
        with zipfile.ZipFile(path) as archive:
            items: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist() if name not in without}
        items.update(parts or {})
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in items.items():
                archive.writestr(name, data)
        return path

    return make


def sheet(body: str, doctype: str = "") -> dict[str, bytes | str]:
    return {_SHEET: f'<?xml version="1.0"?>{doctype}<worksheet {_NAMESPACE}><sheetData>{body}</sheetData></worksheet>'}


def shared(strings: str) -> dict[str, bytes | str]:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        "xl/sharedStrings.xml": f"<sst {_NAMESPACE}>{strings}</sst>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    }


def _wide(rows: int, columns: int) -> str:
    letters = [column_letter(column) for column in range(columns)]
    return "".join(f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>1</v></c>' for c in letters) + "</row>" for r in range(1, rows + 1))


def _ods(*rows: str, before: str = "") -> Maker:
    def make(folder: Path) -> Path:
        path = workbook_files.ods(folder / "f.ods", rows)
        if before:
            with zipfile.ZipFile(path) as archive:
                items = {name: archive.read(name) for name in archive.namelist()}
            items["content.xml"] = f'<?xml version="1.0"?>{before}'.encode() + items["content.xml"]
            with zipfile.ZipFile(path, "w") as archive:
                for name, data in items.items():
                    archive.writestr(name, data)
        return path

    return make


def _ods_repeated(rows: int, columns: int) -> str:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


def _xls(kept: float = 1.0, change: int | None = None) -> Maker:
    def make(folder: Path) -> Path:
        rows: list[list[str | float]] = [["ref", "nom"], *([f"R-{i}", float(i)] for i in range(400))]
        path = workbook_files.xls(folder / "f.xls", rows)
        data = bytearray(path.read_bytes())
        if change is not None:
            data[change : change + 64] = b"\xff" * 64
        path.write_bytes(data[: int(len(data) * kept)])
        return path

    return make


def _looped() -> bytes:
    """An OLE file whose allocation table leads round in a circle."""
    folder = Path(__import__("tempfile").mkdtemp())
    data = bytearray(workbook_files.xls(folder / "f.xls", [["ref", "nom"], ["A", 1.0]]).read_bytes())
    for sector in range(2, 10):
        data[512 + 4 * sector : 516 + 4 * sector] = (2 + (sector - 1) % 8).to_bytes(4, "little")
    return bytes(data)


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(1000)


def _many_sheets() -> str:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "".join(f'<sheet name="s{index}" sheetId="{index}" r:id="r1"/>' for index in range(1, 2002))
    return f'<workbook {_NAMESPACE} xmlns:r="{relation}"><sheets>{sheets}</sheets></workbook>'


def _empty_rows(last: int) -> str:
    return "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, last + 1))


WORKBOOKS = [
    Case("a workbook cut off", lambda folder: _cut(xlsx(HEADER + ROW)(folder), 0.8), refusals.DAMAGED_PACKING),
    Case("a workbook without its sheet", xlsx(HEADER, without=(_SHEET,)), refusals.DAMAGED_WORKBOOK),
    Case("a workbook whose sheet is not XML", xlsx("", parts={_SHEET: b"\0\1\2" * 1000}), refusals.DAMAGED_WORKBOOK),
    Case("a workbook without cells", xlsx(""), refusals.EMPTY),
    Case("an .xlsx with a password", named("f.xlsx", _ole("EncryptedPackage")), refusals.PROTECTED),
    Case("a workbook of 2,001 sheets", xlsx(HEADER + ROW, parts={"xl/workbook.xml": _many_sheets()}), refusals.TOO_MANY_SHEETS),
    Case("1,048,576 formatted empty rows", xlsx(HEADER + ROW + _empty_rows(1_048_576)), None, 1, (), 15.0),
    Case("16,384 formatted empty columns", xlsx(HEADER + ROW + "".join(f'<row r="{r}"><c r="XFD{r}" s="1"/></row>' for r in range(3, 3000))), None, 1),
    Case("a table of 16,384 columns", xlsx(_wide(40, 16_384)), None, 40, (), 20.0),
    Case("8,192 columns by 2,000 rows, all but the ends empty", xlsx("".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="LBB{r}"><v>1</v></c></row>' for r in range(1, 2001))), refusals.FAR_CELL, seconds=20.0),
    Case("a cell at XFD1048576", xlsx(HEADER + ROW + f'<row r="1048576">{text_cell("XFD1048576", "y")}</row>'), refusals.FAR_CELL),
    Case("a sheet that says it reaches to XFD1048576", xlsx(HEADER + ROW, "A1:XFD1048576"), None, 1),
    Case("a billion laughs in a sheet", xlsx("", parts=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>', _LAUGHS)), refusals.DAMAGED_WORKBOOK),
    Case("a billion laughs in the list of sheets", xlsx(HEADER, parts={"xl/workbook.xml": f'<?xml version="1.0"?>{_LAUGHS}<workbook {_NAMESPACE}><sheets><sheet name="&a9;"/></sheets></workbook>'}), refusals.DAMAGED_WORKBOOK),
    Case("a billion laughs in the shared texts", xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', parts={**shared(""), "xl/sharedStrings.xml": f'<?xml version="1.0"?>{_LAUGHS}<sst {_NAMESPACE}><si><t>&a9;</t></si></sst>'}), refusals.DAMAGED_WORKBOOK),
    Case("an entity of 1 MB used 10,000 times", xlsx("", parts=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "&b;" * 10_000 + "</t></is></c></row>", f'<!DOCTYPE x [<!ENTITY b "{"x" * 1_000_000}">]>')), refusals.DAMAGED_WORKBOOK),
    Case("an entity that names another file", xlsx("", parts=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')), refusals.DAMAGED_WORKBOOK),
    Case("a shared text of 30,000 letters in 100,000 cells", xlsx("".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 100_001)), parts=shared(f"<si><t>{'x' * 30_000}</t></si>")), refusals.TOO_LARGE, seconds=20.0),
    Case("two million shared texts, two used", xlsx(HEADER + '<row r="2"><c r="A2" t="s"><v>7</v></c><c r="B2" t="s"><v>8</v></c></row>', parts=shared("".join(f"<si><t>t{i}</t></si>" for i in range(2_000_000)))), None, 1, (), 15.0),
    Case("a shared text that is not there", xlsx(HEADER + '<row r="2"><c r="A2" t="s"><v>99</v></c></row>', parts=shared("<si><t>a</t></si>")), refusals.DAMAGED_WORKBOOK),
    Case("a sheet of 300 MB of blanks", xlsx("", parts={_SHEET: f"<worksheet {_NAMESPACE}><sheetData>".encode() + b" " * 300_000_000}), refusals.TOO_LARGE_UNPACKED, seconds=10.0),
    Case("cells of 32,767 letters", xlsx(HEADER + "".join(f'<row r="{r}">{text_cell(f"A{r}", "x" * 32_767)}{text_cell(f"B{r}", "y")}</row>' for r in range(2, 302))), None, 300),
    Case("a cell of 5 million letters", xlsx(HEADER + f'<row r="2">{text_cell("A2", "x" * 5_000_000)}{text_cell("B2", "y")}</row>'), None, 1),
    Case("an .ods of 1,048,576 by 16,384 repeated cells", _ods(_ods_repeated(1_048_576, 16_384)), refusals.DAMAGED_WORKBOOK),
    Case("an .ods of a million by 15 repeated cells", _ods(_ods_repeated(1_000_000, 15)), refusals.TOO_LARGE, seconds=30.0),
    Case("an .ods that repeats an empty row to the end", _ods(ods_row(workbook_files.ods_text("ref"), workbook_files.ods_text("nom")), ods_row(workbook_files.ods_text("a"), workbook_files.ods_text("b")), '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'), None, 1),
    Case("an .ods text of two billion spaces", _ods(ods_row('<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2000000000"/>b</text:p></table:table-cell>')), refusals.TOO_LARGE, seconds=30.0),
    Case("an .ods with a billion laughs", _ods(ods_row(workbook_files.ods_text("&a9;")), before=_LAUGHS), refusals.DAMAGED_WORKBOOK),
    Case("an .xls cut off", _xls(0.3), refusals.DAMAGED_WORKBOOK),
    Case("an .xls with a broken stream", _xls(change=1600), refusals.DAMAGED_WORKBOOK),
    Case("an .xls whose sectors lead round in a circle", named("f.xls", _looped), None, 1),
    Case("an old letter of Word named .xls", named("f.xls", _ole("WordDocument")), refusals.UNKNOWN_FORMAT),
]  # fmt: skip


def _cut(path: Path, kept: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    return path
