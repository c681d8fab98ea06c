"""No annotated copy holds an identity in clear, wherever in the package it stood; all else of the partner's is kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from lxml import etree
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from receipt_helpers import fill_of, opened, parts_of, receipt

from ingestion.observed import SheetSeen
from quality.receipts import Receipt, annotated
from quality.receipts.ooxml import marked_package
from quality.receipts.ooxml.package import UnmarkablePackage

CIN = "CD123456"
NUMBER = "87654321"
PHONE = "0661234567"
MASK = "•••"
HEADINGS = ["Référence", "CIN", "Effectif", "Remarque"]
COLUMNS = {"local_ref": "A", "person_id": "B", "headcount": "C"}


def told(sheet: str = "Emplois", columns: Mapping[str, str] = COLUMNS) -> Receipt:
    """Two cells to correct; column B is a person's; D is none of the contract's."""
    seen = (SheetSeen(sheet, 3, 1, dict(columns)),)
    return receipt([(sheet, "C2", "x"), (sheet, "B3", MASK)], sheets=seen, personal_columns=frozenset({"person_id"}))


def workbook(path: Path, change: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None] | None = None) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Emplois")
    rows = [["EM12345", CIN, "x", "néant"], ["J-2", int(NUMBER), 2, "Total"], ["J-3", "ab-654 321", 3, "néant"], ["Total", None, 5, None]]
    for number, row in enumerate([HEADINGS, *rows]):
        sheet.write_row(number, 0, row)
    if change:
        change(book, sheet)
    book.close()
    return path


def in_place(path: Path) -> bytes:
    return marked_package(path, told(), "fr")


def texts(data: bytes) -> str:
    """Everything that a package says, as text, part by part."""
    return "\n".join(f"{name}\n{unescape(content.decode('utf-8', 'replace'))}" for name, content in parts_of(data).items())


def with_parts(path: Path, changed: Mapping[str, bytes | tuple[bytes, bytes]]) -> Path:
    """The package with parts added, or with one text in them put for another."""
    parts = parts_of(path.read_bytes())
    for name, content in changed.items():
        parts[name] = content if isinstance(content, bytes) else parts[name].replace(*content)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def leaks(data: bytes, *identities: str) -> set[str]:
    plain = re.sub(r"[ .-]", "", texts(data)).upper()
    return {each for each in (CIN, NUMBER, "AB654321", *identities) if each.upper().replace(" ", "") in plain}


def test_cells_of_a_personal_column_are_masked_and_keep_their_place_and_marks(tmp_path: Path) -> None:
    data = in_place(workbook(tmp_path / "a.xlsx"))

    sheet = opened(data)["Emplois"]
    assert [cell.value for cell in sheet["B"]] == ["CIN", MASK, MASK, MASK, None]
    assert fill_of(sheet["B3"]) is not None
    assert leaks(data) == set()


def test_what_is_no_person_s_is_kept(tmp_path: Path) -> None:
    sheet = opened(in_place(workbook(tmp_path / "a.xlsx")))["Emplois"]

    assert [cell.value for cell in sheet["A"]] == ["Référence", "EM12345", "J-2", "J-3", "Total"]  # EM12345 only looks like an identity
    assert [cell.value for cell in sheet["C"]] == ["Effectif", "x", 2, 3, 5]
    assert [cell.value for cell in sheet["D"]] == ["Remarque", "néant", "Total", "néant", None]


def test_a_word_of_a_personal_column_stays_where_other_cells_say_it(tmp_path: Path) -> None:
    def change(_: object, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write("B5", "Total")

    sheet = opened(in_place(workbook(tmp_path / "a.xlsx", change)))["Emplois"]

    assert (sheet["A5"].value, sheet["B5"].value, sheet["D3"].value) == ("Total", MASK, "Total")


@pytest.mark.parametrize("written", [CIN, "cd 123 456", "CD-123456", f"Vu : {CIN}.", int(NUMBER), NUMBER, "٨٧٦٥٤٣٢١"])
def test_the_identity_is_masked_in_every_other_cell_however_it_is_written(tmp_path: Path, written: str | int) -> None:
    def change(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write("A4", written)
        hidden = book.add_worksheet("Cachée")
        hidden.write("C7", written)
        hidden.hide()

    data = in_place(workbook(tmp_path / "a.xlsx", change))

    book = opened(data)
    assert MASK in book["Emplois"]["A4"].value
    assert MASK in book["Cachée"]["C7"].value
    assert book["Cachée"].sheet_state == "hidden"
    assert leaks(data, str(written)) == set()


def test_a_text_in_pieces_of_several_looks_is_masked(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_rich_string("D3", "CD1", book.add_format({"bold": True}), "23456", " vu")

    sheet = opened(in_place(workbook(tmp_path / "a.xlsx", change)))["Emplois"]

    assert sheet["D3"].value == f"{MASK} vu"


def test_inline_texts_are_masked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    inline = b'<c r="D3" t="inlineStr"><is><t>vu ' + CIN.encode() + b"</t></is></c>"
    part = parts_of(path.read_bytes())["xl/worksheets/sheet1.xml"]
    cell = re.search(rb'<c r="D3"[^>]*>.*?</c>', part)
    assert cell is not None

    data = in_place(with_parts(path, {"xl/worksheets/sheet1.xml": (cell[0], inline)}))

    assert opened(data)["Emplois"]["D3"].value == f"vu {MASK}"


def test_results_of_formulas_and_texts_in_them_are_masked(tmp_path: Path) -> None:
    def change(_: object, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("B4", '="AB"&"654321"', None, "AB654321")
        sheet.write_formula("E2", "=B2", None, CIN)
        sheet.write_formula("E3", f'=IF(A3="J-2","{CIN}","")', None, "")
        sheet.write_formula("E4", "=C3*2", None, 4)

    data = in_place(workbook(tmp_path / "a.xlsx", change))

    assert leaks(data) == set()
    assert opened(data)["Emplois"]["E4"].value == "=C3*2"
    assert opened(data, data_only=True)["Emplois"]["E4"].value == 4


def test_a_formula_that_names_a_cell_that_looks_like_an_identity_is_kept(tmp_path: Path) -> None:
    def change(_: object, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula("E2", "=CD123456+1", None, 1)
        sheet.data_validation("CD123456", {"validate": "whole", "criteria": ">", "value": 0})

    sheet = opened(in_place(workbook(tmp_path / "a.xlsx", change)))["Emplois"]

    assert sheet["E2"].value == "=CD123456+1"
    assert str(sheet.data_validations.dataValidation[0].sqref) == CIN


def test_comments_headers_lists_filters_names_and_properties_are_masked(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_comment("A2", f"Demandé à {CIN}, tél. {PHONE}", {"author": CIN})
        sheet.set_header(f"&LDossier {CIN}")
        sheet.data_validation("D2", {"validate": "list", "source": [CIN, "autre"]})
        sheet.autofilter("A1:D5")
        sheet.filter_column_list("B", [CIN, "AB654321"])
        sheet.write_url("F2", "mailto:amina@exemple.ma", None, "écrire", f"à {CIN}")
        sheet.insert_textbox("H2", f"Voir {CIN}")
        book.define_name("Cherche", f'="{CIN}"')
        book.set_properties({"title": f"Dossier {CIN}", "author": "amina@exemple.ma"})
        book.set_custom_property("Dossier", CIN)

    data = in_place(workbook(tmp_path / "a.xlsx", change))

    assert leaks(data, PHONE, "amina@exemple") == set()
    comment = opened(data)["Emplois"]["A2"].comment.text
    assert comment.startswith(f"Demandé à {MASK}, tél. {MASK}")
    assert opened(data).properties.title == f"Dossier {MASK}"


def test_threaded_comments_and_custom_xml_are_masked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    threaded = (
        f'<ThreadedComments xmlns="urn:t"><threadedComment ref="A2" id="{{1}}"><text>{CIN}</text></threadedComment></ThreadedComments>'
    )
    with_parts(
        path, {"xl/threadedComments/threadedComment1.xml": threaded.encode(), "customXml/item1.xml": f"<a b='{CIN}'>{CIN}</a>".encode()}
    )

    after = parts_of(in_place(path))

    assert etree.fromstring(after["xl/threadedComments/threadedComment1.xml"]).findtext(".//{*}text") == MASK
    assert CIN not in after["customXml/item1.xml"].decode()


def test_pivot_caches_are_masked_and_told_to_refresh(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    definition = (
        f'<pivotCacheDefinition {main}><cacheFields count="1"><cacheField name="CIN"><sharedItems containsSemiMixedTypes="0" containsNumber="1"'
        f' minValue="1" maxValue="{NUMBER}"><s v="{CIN}"/><s v="AB654321"/><n v="{NUMBER}"/><s v="EM12345"/></sharedItems></cacheField>'
        "</cacheFields></pivotCacheDefinition>"
    )
    records = f'<pivotCacheRecords {main}><r><s v="{CIN}"/><n v="{NUMBER}"/><n v="12"/></r></pivotCacheRecords>'
    cache = "xl/pivotCache/pivotCache"
    with_parts(path, {f"{cache}Definition1.xml": definition.encode(), f"{cache}Records1.xml": records.encode()})

    data = in_place(path)

    after = etree.fromstring(parts_of(data)[f"{cache}Definition1.xml"])
    assert [item.get("v") for item in after.iter("{*}s")] == [MASK, f"{MASK} 2", f"{MASK} 3", "EM12345"]
    assert after.get("refreshOnLoad") == "1"
    assert [item.get("v") for item in etree.fromstring(parts_of(data)[f"{cache}Records1.xml"]).iter("{*}s", "{*}n")] == [MASK, MASK, "12"]
    assert leaks(data) == set()


def test_a_chart_s_copy_of_the_cells_is_masked(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series(
            {
                "categories": "=Emplois!$B$2:$B$4",
                "values": "=Emplois!$C$2:$C$4",
                "categories_data": [CIN, int(NUMBER)],
                "values_data": [1, 2],
            }
        )
        sheet.insert_chart("J2", chart)

    assert leaks(in_place(workbook(tmp_path / "a.xlsx", change))) == set()


def test_a_picture_of_the_first_sheet_is_left_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    relation = b'<Relationship Id="rId9" Type="http://x/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>'
    with_parts(path, {"docProps/thumbnail.jpeg": b"\xff\xd8", "_rels/.rels": (b"</Relationships>", relation)})

    after = parts_of(in_place(path))

    assert "docProps/thumbnail.jpeg" not in after
    assert b"thumbnail" not in after["_rels/.rels"]


@pytest.mark.parametrize("part", ["xl/embeddings/Book1.xlsx", "xl/vbaProject.bin", "xl/customData.bin"])
def test_files_inside_the_file_keep_it_from_being_marked_in_place(tmp_path: Path, part: str) -> None:
    path = with_parts(workbook(tmp_path / "a.xlsx"), {part: b"\x00\x01" + CIN.encode("utf-16-le") + b"\x00"})

    with pytest.raises(UnmarkablePackage):
        in_place(path)
    data = annotated(path, told(), "fr")

    assert data is not None
    assert part not in parts_of(data)
    assert opened(data)["Emplois"]["B2"].value == MASK
    assert leaks(data) == set()


def test_identities_that_no_column_of_the_contract_holds_are_masked_as_in_the_warehouse(tmp_path: Path) -> None:
    def change(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_column("E1", ["Nom et prénom", "Amina Berrada", "Omar Tazi", "Salma Idrissi"])
        sheet.write_column("F1", ["Autre", "K234567", "salma@exemple.ma", 661234567])
        sheet.write("A9", f"Signé : Salma, {PHONE}")
        book.add_worksheet("Adhérents").write_column("B3", ["N° CIN", "Z9876543", "1234567", "aucun"])

    data = in_place(workbook(tmp_path / "a.xlsx", change))

    book = opened(data)
    assert [cell.value for cell in book["Emplois"]["E"]][:4] == ["Nom et prénom", MASK, MASK, MASK]
    assert [cell.value for cell in book["Emplois"]["F"]][:4] == ["Autre", MASK, MASK, MASK]
    assert [book["Adhérents"][cell].value for cell in ("B3", "B4", "B5", "B6")] == ["N° CIN", MASK, MASK, "aucun"]
    assert leaks(data, "K234567", "salma@", "661234567", "Z9876543", "1234567", "Berrada") == set()


def test_a_workbook_without_identities_keeps_every_other_part_s_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Emplois")
    for number, row in enumerate([["Référence", "CIN", "Effectif"], ["EM12345", None, "x"], ["J-2", None, 612345678]]):
        sheet.write_row(number, 0, row)
    sheet.write_formula("C4", "=SUM(C3)", None, 612345678)
    book.close()

    before, after = parts_of(path.read_bytes()), parts_of(in_place(path))

    for name in ("xl/sharedStrings.xml", "docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"):
        assert after[name] == before[name]
    assert opened(in_place(path))["Emplois"]["C3"].value == 612345678


def test_a_sheet_named_after_a_person_gives_no_copy(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda book, _: book.add_worksheet(CIN))

    assert annotated(path, told(), "fr") is None


def ods(path: Path) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Emplois")
    for row in (HEADINGS, ["EM12345", CIN, "x", "néant"], ["J-2", NUMBER, "2", f"vu {CIN}"], ["J-3", "ab-654 321", "3", f"tél. {PHONE}"]):
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="float", value=text) if text == NUMBER else TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    hidden = Table(name="Autre")
    line = TableRow()
    cell = TableCell(valuetype="string", stringvalue=CIN)
    cell.addElement(P(text=CIN))
    line.addElement(cell)
    hidden.addElement(line)
    document.spreadsheet.addElement(hidden)
    document.meta.addElement(__import__("odf.dc", fromlist=["Title"]).Title(text=f"Dossier {CIN}"))
    document.save(str(path))
    return path


def test_an_ods_is_masked_in_cells_values_other_tables_and_properties(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods")
    with_parts(path, {"Thumbnails/thumbnail.png": b"\x89PNG"})

    data = annotated(path, told(), "fr")

    assert data is not None
    assert "mimetype" in parts_of(data)
    assert leaks(data, PHONE) == set()
    content = etree.fromstring(parts_of(data)["content.xml"])
    shown = ["".join(p.itertext()) for p in content.iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p")]
    assert "EM12345" in shown
    assert f"vu {MASK}" in shown
    assert "Thumbnails/thumbnail.png" not in parts_of(data)


def test_a_copy_of_the_values_of_an_xls_is_masked(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Emplois")
    for number, row in enumerate([HEADINGS, ["EM12345", CIN, "x", f"vu {CIN}"], ["J-2", int(NUMBER), 2, "a@exemple.ma"]]):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.add_sheet("Autre").write(4, 2, int(NUMBER))
    path = tmp_path / "a.xls"
    book.save(str(path))

    data = annotated(path, told(), "fr")

    assert data is not None
    copy = opened(data)
    assert [[cell.value for cell in row][:4] for row in copy["Emplois"].iter_rows(max_row=3)] == [
        HEADINGS, ["EM12345", MASK, "x", f"vu {MASK}"], ["J-2", MASK, 2, MASK],
    ]  # fmt: skip
    assert copy["Autre"]["C5"].value == MASK
    assert leaks(data, "a@exemple.ma") == set()


def test_a_masked_copy_opens_and_has_no_list_of_formulas_that_are_gone(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda _, sheet: sheet.write_formula("B4", '="AB"&"654321"', None, "AB654321"))
    chain = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B4" i="1"/></calcChain>'
    relation = b'<Relationship Id="rId99" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    with_parts(path, {"xl/calcChain.xml": chain, "xl/_rels/workbook.xml.rels": (b"</Relationships>", relation)})

    data = in_place(path)

    assert "xl/calcChain.xml" not in parts_of(data)
    assert openpyxl.load_workbook(io.BytesIO(data))["Emplois"]["B4"].value == MASK
