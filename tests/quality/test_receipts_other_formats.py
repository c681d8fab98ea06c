"""Annotated copies of .ods, .xls and packed workbooks."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlwt
from lxml import etree
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableCellProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P
from receipt_helpers import fill_of, opened, parts_of, receipt, rich_workbook

from ingestion.reading.workbook import read_workbook
from quality.receipts import annotated
from quality.receipts.annotating import suffix_of
from quality.receipts.marks import ERROR_FILL, WARNING_FILL

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


@pytest.fixture
def ods(tmp_path: Path) -> Path:
    """One sheet: a title, five equal rows stored once, a row with three equal cells stored once; column B is bold."""
    document = OpenDocumentSpreadsheet()
    bold = Style(name="ce1", family="table-cell")
    bold.addElement(TextProperties(fontweight="bold"))
    bold.addElement(TableCellProperties(border="1pt solid #00aa00"))
    document.automaticstyles.addElement(bold)
    table = Table(name="Conventions")
    table.addElement(TableColumn())
    table.addElement(TableColumn(defaultcellstylename="ce1"))
    table.addElement(_row(["Référence", "Montant", "Note"]))
    repeated = _row(["R", "10", "x"])
    repeated.setAttribute("numberrowsrepeated", "5")
    table.addElement(repeated)
    wide = TableRow()
    cell = _cell("même")
    cell.setAttribute("numbercolumnsrepeated", "3")
    wide.addElement(cell)
    table.addElement(wide)
    document.spreadsheet.addElement(table)
    path = tmp_path / "conventions.ods"
    document.save(str(path))
    return path


def _row(texts: list[str]) -> TableRow:
    row = TableRow()
    for text in texts:
        row.addElement(_cell(text))
    return row


def _cell(text: str) -> TableCell:
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=text))
    return cell


def grid(data: bytes, sheet: str) -> dict[tuple[int, int], etree._Element]:
    """(row from 1, column from 0) → cell element, repeated ones counted out."""
    content = etree.fromstring(parts_of(data)["content.xml"])
    table = next(each for each in content.iter(f"{TABLE}table") if each.get(f"{TABLE}name") == sheet)
    cells, number = {}, 0
    for row in table.iter(f"{TABLE}table-row"):
        for _ in range(int(row.get(f"{TABLE}number-rows-repeated", "1"))):
            number, column = number + 1, 0
            for cell in row:
                for _ in range(int(cell.get(f"{TABLE}number-columns-repeated", "1"))):
                    cells[number, column] = cell
                    column += 1
    return cells


def fill(data: bytes, cell: etree._Element) -> str | None:
    content = etree.fromstring(parts_of(data)["content.xml"])
    for style in content.iter(f"{STYLE}style"):
        if style.get(f"{STYLE}name") == cell.get(f"{TABLE}style-name"):
            properties = style.find(f"{STYLE}table-cell-properties")
            colour = None if properties is None else properties.get(f"{FO}background-color")
            return colour.lstrip("#").upper() if colour else None
    return None


def test_only_the_cells_meant_are_marked_also_inside_repeated_rows_and_cells(ods: Path) -> None:
    told = receipt([("Conventions", "B4", "10"), ("Conventions", "B7", "même")], [("Conventions", "C2", "x")])

    data = annotated(ods, told, "fr")

    assert data is not None
    marked = {place: colour for place, cell in grid(data, "Conventions").items() if (colour := fill(data, cell))}
    assert marked == {(4, 1): ERROR_FILL, (7, 1): ERROR_FILL, (2, 2): WARNING_FILL}


def test_an_ods_keeps_its_rows_and_every_other_part_its_bytes(ods: Path) -> None:
    data = annotated(ods, receipt([("Conventions", "B4", "10")]), "fr")

    assert data is not None
    before, after = parts_of(ods.read_bytes()), parts_of(data)
    assert {name for name in before if after[name] != before[name]} <= {"content.xml", "styles.xml", "settings.xml"}
    assert next(iter(after)) == "mimetype"
    again = ods.with_name("again.ods")
    again.write_bytes(data)
    expected = {"ref": frozenset({"reference"}), "amount": frozenset({"montant"})}
    rows = [[table.rows.to_pydict() for table in read_workbook(path, expected)[0]] for path in (ods, again)]
    assert rows[0] == rows[1]


def test_a_marked_ods_cell_keeps_the_look_of_its_column(ods: Path) -> None:
    data = annotated(ods, receipt([("Conventions", "B4", "10")]), "fr")

    assert data is not None
    content = etree.fromstring(parts_of(data)["content.xml"])
    name = grid(data, "Conventions")[4, 1].get(f"{TABLE}style-name")
    style = next(each for each in content.iter(f"{STYLE}style") if each.get(f"{STYLE}name") == name)
    assert style.find(f"{STYLE}text-properties").get(f"{FO}font-weight") == "bold"
    assert style.find(f"{STYLE}table-cell-properties").get(f"{FO}border") == "1pt solid #00aa00"


def test_a_cell_inside_a_merged_block_of_an_ods_is_marked_where_the_block_is_seen(ods: Path) -> None:
    parts = parts_of(ods.read_bytes())
    spanned = parts["content.xml"].replace(b'number-columns-repeated="3"', b'number-columns-spanned="3" table:number-rows-spanned="2"')
    with zipfile.ZipFile(ods, "w") as package:
        for name, data in (parts | {"content.xml": spanned}).items():
            package.writestr(name, data)

    data = annotated(ods, receipt([("Conventions", "B8", "même")]), "fr")

    assert data is not None
    assert {place for place, cell in grid(data, "Conventions").items() if fill(data, cell)} == {(7, 0)}


def test_an_ods_has_the_advice_as_a_comment_and_the_summary_first(ods: Path) -> None:
    told = receipt([("Conventions", "B4", "10")])

    data = annotated(ods, told, "ar")

    assert data is not None
    note = grid(data, "Conventions")[4, 1].find(f"{OFFICE}annotation")
    assert told.problems[0].advice.ar in "".join(note.itertext())
    content = etree.fromstring(parts_of(data)["content.xml"])
    assert [table.get(f"{TABLE}name") for table in content.iter(f"{TABLE}table")] == ["وصل قطب", "Conventions"]


def test_an_xls_comes_back_as_an_xlsx_of_its_values_with_marks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Emplois")
    for row, cells in enumerate([["Code", "Effectif"], ["0012", "x"], ["13", 4]]):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    path = tmp_path / "emplois.xls"
    book.save(str(path))

    data = annotated(path, receipt([("Emplois", "B2", "x"), ("Emplois", "D9", "")]), "fr")

    assert data is not None
    copy = opened(data)["Emplois"]
    assert [[cell.value for cell in row][:2] for row in copy.iter_rows(max_row=3)] == [["Code", "Effectif"], ["0012", "x"], [13, 4]]
    assert {cell.coordinate for row in copy.iter_rows() for cell in row if fill_of(cell)} == {"B2", "D9"}
    assert copy["B2"].comment is not None
    assert opened(data).sheetnames == ["Reçu Qutb", "Emplois"]


def test_a_value_that_looks_like_a_formula_stays_text_in_a_copy_of_values(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, '=HYPERLINK("http://evil")')
    path = tmp_path / "emplois.xls"
    book.save(str(path))

    data = annotated(path, receipt([("S", "A1", "x")]), "fr")

    assert data is not None
    assert opened(data)["S"]["A1"].data_type == "s"
    assert not any(b"<f>" in part for part in parts_of(data).values())


def test_a_workbook_inside_gz_is_marked_in_place(tmp_path: Path) -> None:
    rich = rich_workbook(tmp_path)
    packed = tmp_path / "emplois.xlsx.gz"
    packed.write_bytes(gzip.compress(rich.path.read_bytes()))
    told = receipt([("Emplois", "B4", "x")])

    assert annotated(packed, told, "fr") == annotated(rich.path, told, "fr")


def test_a_package_too_odd_to_be_changed_comes_back_as_a_copy_of_its_values(tmp_path: Path) -> None:
    rich = rich_workbook(tmp_path)
    parts = rich.parts()
    with zipfile.ZipFile(rich.path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data.replace(b"<styleSheet", b"<!DOCTYPE s><styleSheet") if name == "xl/styles.xml" else data)

    data = annotated(rich.path, receipt([("Emplois", "B4", "x")]), "fr")

    assert data is not None
    assert fill_of(opened(data)["Emplois"]["B4"]) == ERROR_FILL


def test_a_file_that_is_no_workbook_costs_nothing_but_its_copy(tmp_path: Path) -> None:
    path = tmp_path / "emplois.xlsx"
    path.write_bytes(b"PK not really")

    assert annotated(path, receipt([("S", "A1", "x")]), "fr") is None


def test_copies_have_the_suffix_of_what_they_are(tmp_path: Path, ods: Path) -> None:
    macros = rich_workbook(tmp_path, has_macros=True)
    told = receipt([("Emplois", "B4", "x"), ("Conventions", "B4", "x")])

    suffixes = [suffix_of(data, path.name) for path in (macros.path, ods) if (data := annotated(path, told, "fr"))]

    assert suffixes == [".xlsm", ".ods"]


def test_the_same_delivery_gives_the_same_bytes_in_each_format(ods: Path, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Conventions").write(0, 0, "x")
    xls = io.BytesIO()
    book.save(xls)
    (tmp_path / "c.xls").write_bytes(xls.getvalue())
    told = receipt([("Conventions", "B4", "10")])

    for path in (ods, tmp_path / "c.xls"):
        assert annotated(path, told, "fr") == annotated(path, told, "fr")
