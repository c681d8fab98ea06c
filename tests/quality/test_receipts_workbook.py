"""The annotated copy of an .xlsx or .xlsm: marks where they belong, and nothing lost."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.comments import Comment
from receipt_helpers import Rich, fill_of, opened, parts_of, receipt, rich_workbook, values_of
from workbook_files import bare_xlsx, text_cell

from ingestion.messages import Language
from ingestion.reading.text_table import column_letter
from ingestion.reading.workbook import read_workbook
from quality.receipts import Receipt, annotated
from quality.receipts.marks import ERROR_FILL, WARNING_FILL
from quality.receipts.ooxml import marked_package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FAULTY = receipt([("Emplois", "B4", "x"), ("Emplois", "D9", "y")], [("Emplois", "C6", "z")])
CHANGED = {
    "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
}  # fmt: skip


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Rich:
    return rich_workbook(tmp_path_factory.mktemp("rich"))


def copy_of(path: Path, told: Receipt = FAULTY, language: Language = "fr") -> bytes:
    """Marked in place: not by the copy of values that stands in where a package is too odd."""
    return marked_package(path, told, language)


def bare(tmp_path: Path, rows: str) -> Path:
    return bare_xlsx(tmp_path / "bare.xlsx", rows)


def sheet_xml(data: bytes, part: str = "xl/worksheets/sheet1.xml") -> etree._Element:
    return etree.fromstring(parts_of(data)[part])


def test_every_part_that_need_not_change_keeps_its_bytes(rich: Rich) -> None:
    before, after = rich.parts(), parts_of(copy_of(rich.path))

    assert {name for name in before if after[name] != before[name]} == CHANGED
    assert set(after) - set(before) == {"xl/worksheets/sheet_qutb1.xml"}


def test_a_macro_workbook_keeps_its_macros(tmp_path: Path) -> None:
    rich = rich_workbook(tmp_path, has_macros=True)

    after = parts_of(copy_of(rich.path))

    assert after["xl/vbaProject.bin"] == rich.parts()["xl/vbaProject.bin"]
    assert b"macroEnabled" in after["[Content_Types].xml"]


def test_values_and_formulas_of_all_sheets_are_as_they_were(rich: Rich) -> None:
    before, after = openpyxl.load_workbook(rich.path), opened(copy_of(rich.path))

    for sheet in before:
        assert values_of(after[sheet.title]) == values_of(sheet)


def test_results_of_formulas_are_as_they_were(rich: Rich) -> None:
    before, after = openpyxl.load_workbook(rich.path, data_only=True), opened(copy_of(rich.path), data_only=True)

    assert values_of(after["Emplois"]) == values_of(before["Emplois"])
    assert after["Emplois"]["F3"].value == 4


def test_errors_are_red_warnings_yellow_and_no_other_cell_changes_its_fill(rich: Rich) -> None:
    sheet = opened(copy_of(rich.path))["Emplois"]

    filled = {cell.coordinate: colour for row in sheet.iter_rows() for cell in row if (colour := fill_of(cell))}
    assert filled == {"B4": ERROR_FILL, "D9": ERROR_FILL, "C6": WARNING_FILL}


def test_a_marked_cell_keeps_font_border_and_number_format(rich: Rich) -> None:
    before, after = openpyxl.load_workbook(rich.path)["Emplois"]["B4"], opened(copy_of(rich.path))["Emplois"]["B4"]

    assert [repr(part) for part in (after.font, after.border, after.alignment)] == [
        repr(part) for part in (before.font, before.border, before.alignment)
    ]
    assert after.number_format == "0.00"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_marked_cell_has_a_comment_with_the_advice_in_the_language(rich: Rich, language: Language) -> None:
    sheet = opened(copy_of(rich.path, language=language))["Emplois"]

    for cell, problem in (("B4", 0), ("D9", 0), ("C6", 1)):
        assert FAULTY.problems[problem].advice.text(language) in sheet[cell].comment.text


def test_a_comment_of_the_partner_on_a_marked_cell_is_kept_and_ours_comes_after(rich: Rich) -> None:
    comment = opened(copy_of(rich.path, receipt([("Emplois", "B5", "x")])))["Emplois"]["B5"].comment

    assert comment.author == "Fatima"
    assert comment.text.startswith("Vu par Fatima")
    assert comment.text.endswith(FAULTY.problems[0].advice.fr)


def test_a_comment_of_the_partner_on_another_cell_is_as_it_was(rich: Rich) -> None:
    comment = opened(copy_of(rich.path))["Emplois"]["B5"].comment

    assert (comment.author, comment.text) == ("Fatima", "Vu par Fatima")


def test_every_comment_has_one_box_and_no_two_boxes_share_an_id(rich: Rich) -> None:
    after = parts_of(copy_of(rich.path))

    drawing = etree.fromstring(after["xl/drawings/vmlDrawing1.vml"])
    boxes = drawing.findall("{urn:schemas-microsoft-com:vml}shape")
    places = [tuple(box.findtext(f".//{{urn:schemas-microsoft-com:office:excel}}{axis}") for axis in ("Row", "Column")) for box in boxes]
    assert sorted(places) == [("3", "1"), ("4", "1"), ("5", "2"), ("8", "3")]
    assert len({box.get("id") for box in boxes}) == len(boxes)


def test_a_sheet_without_comments_gets_them_where_the_schema_wants_them(tmp_path: Path) -> None:
    rich = rich_workbook(tmp_path, has_comments=False)

    data = copy_of(rich.path)

    names = [etree.QName(child).localname for child in sheet_xml(data)]
    assert names.index("drawing") < names.index("legacyDrawing") < names.index("tableParts")
    assert opened(data)["Emplois"]["B4"].comment is not None


def test_more_than_a_thousand_comments_have_boxes_of_their_own_ids(tmp_path: Path) -> None:
    path = bare(tmp_path, "")
    many = receipt([("S", f"A{row}", "x") for row in range(1, 2501)])

    after = parts_of(copy_of(path, many))

    drawing = next(data for name, data in after.items() if name.endswith(".vml"))
    ids = [shape.get("id") for shape in etree.fromstring(drawing).findall("{urn:schemas-microsoft-com:vml}shape")]
    assert len(set(ids)) == 2500
    blocks = {int(str(each).removeprefix("_x0000_s")) // 1024 for each in ids}
    assert ",".join(map(str, sorted(blocks))).encode() in drawing


def test_the_summary_stands_first_is_open_and_nothing_else_is_selected(rich: Rich) -> None:
    book = opened(copy_of(rich.path))

    assert book.sheetnames == ["Reçu Qutb", "Emplois", "Aide", "Liste"]
    assert book.active.title == "Reçu Qutb"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Reçu Qutb"]


def test_names_of_single_sheets_still_belong_to_them(rich: Rich) -> None:
    before, after = openpyxl.load_workbook(rich.path), opened(copy_of(rich.path))

    for sheet in before:
        kept = after[sheet.title]
        assert {name: each.attr_text for name, each in kept.defined_names.items()} == {
            name: each.attr_text for name, each in sheet.defined_names.items()
        }
        assert kept.print_area == sheet.print_area
    assert "Local" in after["Aide"].defined_names
    assert after.defined_names["Partout"].attr_text == "Emplois!$B$3"


def test_hidden_and_protected_sheets_stay_hidden_and_protected(rich: Rich) -> None:
    book = opened(copy_of(rich.path))

    assert book["Liste"].sheet_state == "hidden"
    assert book["Aide"].protection.sheet


def test_a_name_that_the_partner_has_taken_is_not_taken_twice(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "REÇU QUTB"
    book.save(tmp_path / "taken.xlsx")

    assert opened(copy_of(tmp_path / "taken.xlsx", receipt([("REÇU QUTB", "A1", "x")]))).sheetnames == ["Reçu Qutb (2)", "REÇU QUTB"]


def test_the_summary_links_to_each_cell_also_in_sheets_with_odd_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "L'été & <1>"
    book.save(tmp_path / "odd.xlsx")

    summary = opened(copy_of(tmp_path / "odd.xlsx", receipt([("L'été & <1>", "C7", "x")]))).worksheets[0]

    links = [cell.hyperlink.location for row in summary.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'L''été & <1>'!C7"] * 2  # once among the problems, once among the cells


def test_the_arabic_summary_runs_from_right_to_left(rich: Rich) -> None:
    summary = opened(copy_of(rich.path, language="ar")).worksheets[0]

    assert summary.title == "وصل قطب"
    assert summary.sheet_view.rightToLeft


def test_a_value_that_looks_like_a_formula_stays_text_in_the_summary(rich: Rich) -> None:
    told = receipt([("Emplois", "B4", '=HYPERLINK("http://evil","x")')])

    summary = opened(copy_of(rich.path, told)).worksheets[0]

    cells = [cell for row in summary.iter_rows() for cell in row if cell.value and "HYPERLINK" in str(cell.value)]
    assert {cell.data_type for cell in cells} == {"s"} or all(cell.data_type == "inlineStr" for cell in cells)
    assert b"<f>" not in parts_of(copy_of(rich.path, told))["xl/worksheets/sheet_qutb1.xml"]


def test_cells_and_rows_that_the_file_leaves_out_are_added_in_order(tmp_path: Path) -> None:
    rows = f'<row r="2">{text_cell("B2", "b")}{text_cell("E2", "e")}</row><row r="5" spans="2:2">{text_cell("B5", "b")}</row>'
    told = receipt([("S", cell, "x") for cell in ("A1", "A2", "C2", "F2", "B3", "C5", "A9")])

    root = sheet_xml(copy_of(bare(tmp_path, rows), told))

    found = [(row.get("r"), [cell.get("r") for cell in row]) for row in root.iter(f"{MAIN}row")]
    assert found == [
        ("1", ["A1"]), ("2", ["A2", "B2", "C2", "E2", "F2"]), ("3", ["B3"]), ("5", ["B5", "C5"]), ("9", ["A9"]),
    ]  # fmt: skip


def test_an_added_cell_looks_like_its_row_or_column(rich: Rich) -> None:
    book = opened(copy_of(rich.path, receipt([("Emplois", "G10", ""), ("Emplois", "H25", ""), ("Emplois", "I25", "")])))

    sheet = book["Emplois"]
    assert [sheet[cell].font.b for cell in ("G10", "H25", "I25")] == [True, True, False]


def test_rows_and_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    rows = "<row><c t='inlineStr'><is><t>a</t></is></c><c><v>1</v></c></row><row/><row><c/><c><v>2</v></c></row>"

    sheet = opened(copy_of(bare(tmp_path, rows), receipt([("S", "B1", "1"), ("S", "B3", "2")])))["S"]

    assert fill_of(sheet["B1"]) == fill_of(sheet["B3"]) == ERROR_FILL
    assert (sheet["A1"].value, sheet["B1"].value, sheet["B3"].value) == ("a", 1, 2)


def test_a_cell_inside_a_merged_block_is_marked_where_the_block_is_seen(rich: Rich) -> None:
    sheet = opened(copy_of(rich.path, receipt([("Emplois", "E6", "Fès")])))["Emplois"]

    assert fill_of(sheet["E4"]) == ERROR_FILL
    assert sheet["E4"].comment is not None
    assert "E4:E8" in {str(block) for block in sheet.merged_cells.ranges}


def test_a_row_whose_column_is_absent_is_marked_in_its_first_column(tmp_path: Path) -> None:
    told = receipt([("S", "A3", "x")])
    told = receipt([("S", "A3", "x")], findings=tuple(type(f)(type(f.place)("S", 3, None), 0, None) for f in told.findings))

    assert fill_of(opened(copy_of(bare(tmp_path, ""), told))["S"]["A3"]) == ERROR_FILL


def test_shared_formulas_keep_their_text(tmp_path: Path) -> None:
    shared = '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'

    data = parts_of(copy_of(bare(tmp_path, shared), receipt([("S", "A1", "2"), ("S", "A2", "4")])))["xl/worksheets/sheet1.xml"]

    assert b'<f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v>' in data
    assert b'<f t="shared" si="0"/><v>4</v>' in data


def test_what_only_looks_like_a_row_is_left_alone(tmp_path: Path) -> None:
    rows = '<!-- <row r="1"><c r="A1"/></row> --><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<row r="9">]]></t></is></c></row>'

    sheet = opened(copy_of(bare(tmp_path, rows), receipt([("S", "A1", "x")])))["S"]

    assert sheet["A1"].value == '<row r="9">'
    assert fill_of(sheet["A1"]) == ERROR_FILL


def test_tags_with_a_prefix_are_understood(tmp_path: Path) -> None:
    path = bare(tmp_path, text_cell("A1", "a"))
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN[1:-1]}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    _replace(path, "xl/worksheets/sheet1.xml", prefixed.encode())

    root = sheet_xml(copy_of(path, receipt([("S", "A1", "7"), ("S", "B1", "")])))

    assert [cell.get("r") for cell in root.iter(f"{MAIN}c")] == ["A1", "B1"]
    assert root.find(f"{MAIN}legacyDrawing") is not None


@given(
    st.dictionaries(st.tuples(st.integers(1, 12), st.integers(0, 30)), st.integers(0, 999), max_size=25),
    st.sets(st.tuples(st.integers(1, 14), st.integers(0, 32)), min_size=1, max_size=8),
    st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_sheet_values_stay_and_only_the_cells_meant_are_marked(
    tmp_path: Path, cells: dict[tuple[int, int], int], wanted: set[tuple[int, int]], has_spans: bool
) -> None:
    spans = ' spans="1:31"' if has_spans else ""
    names = {place: f"{column_letter(place[1])}{place[0]}" for place in {*cells, *wanted}}
    rows = "".join(
        f'<row r="{number}"{spans}>'
        + "".join(f'<c r="{names[place]}"><v>{cells[place]}</v></c>' for place in sorted(cells) if place[0] == number)
        + "</row>"
        for number in sorted({row for row, _ in cells})
    )

    sheet = opened(copy_of(bare(tmp_path, rows), receipt([("S", names[place], "x") for place in sorted(wanted)])))["S"]

    assert values_of(sheet) == {names[place]: value for place, value in cells.items()}
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if fill_of(cell)} == {names[place] for place in wanted}


def test_comments_that_openpyxl_wrote_are_kept_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "S"
    book.active["A1"], book.active["A1"].comment = "a", Comment("de Fatima", "Fatima")
    book.save(tmp_path / "commented.xlsx")

    sheet = opened(copy_of(tmp_path / "commented.xlsx", receipt([("S", "A1", "a"), ("S", "B2", "")])))["S"]

    assert sheet["A1"].comment.text.startswith("de Fatima")
    assert sheet["B2"].comment.author == "Qutb"


def test_a_copy_that_is_marked_again_says_each_advice_once(rich: Rich) -> None:
    again = rich.path.with_name("twice.xlsx")
    again.write_bytes(copy_of(rich.path))

    book = opened(copy_of(again))

    assert book["Emplois"]["B4"].comment.text.count(FAULTY.problems[0].advice.fr) == 1
    assert book.sheetnames[:2] == ["Reçu Qutb (2)", "Reçu Qutb"]


def test_the_same_delivery_gives_the_same_bytes(rich: Rich) -> None:
    assert copy_of(rich.path) == copy_of(rich.path)


def test_the_copy_is_read_again_as_the_same_rows(rich: Rich) -> None:
    expected = {"a": frozenset({"liste des emplois"}), "b": frozenset({"colonne"})}
    before, _ = read_workbook(rich.path, expected)
    again = rich.path.with_name("again.xlsx")
    again.write_bytes(copy_of(rich.path))

    after, _ = read_workbook(again, expected)

    assert [(table.sheet, table.rows.num_rows) for table in before][:1] == [("Emplois", before[0].rows.num_rows)]
    assert any(table.sheet == "Emplois" and table.rows.equals(before[0].rows) for table in after)


def test_more_findings_than_are_marked_are_told_in_exact_numbers(rich: Rich) -> None:
    summary = opened(copy_of(rich.path, receipt([("Emplois", "B4", "x")], total=123_456))).worksheets[0]

    text = " ".join(str(cell.value) for row in summary.iter_rows() for cell in row if cell.value)
    assert "1 premières remarques sur 123\u202f456" in text


def test_a_part_that_declares_entities_is_not_followed(tmp_path: Path) -> None:
    path = bare(tmp_path, text_cell("A1", "a"))
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    parts = parts_of(path.read_bytes())
    _replace(path, "xl/workbook.xml", bomb.encode() + parts["xl/workbook.xml"])

    with pytest.raises(ValueError, match="document type"):
        copy_of(path, receipt([("S", "A1", "a")]))


def test_nothing_to_mark_gives_no_copy(rich: Rich) -> None:
    assert annotated(rich.path, receipt([]), "fr") is None


def _replace(path: Path, part: str, data: bytes) -> None:
    parts = parts_of(path.read_bytes()) | {part: data}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path.write_bytes(out.getvalue())
