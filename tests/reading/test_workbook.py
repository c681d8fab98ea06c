"""Workbooks as partners make them by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from reading_helpers import numbers_of, rows_of
from workbook_files import bare_xlsx, ods, ods_row, ods_text, ods_value, text_cell, xls

from ingestion.errors import UnreadableFile
from ingestion.reading.workbook import read_workbook

EXPECTED = {
    "local_ref": frozenset({"reference", "المرجع"}),
    "name": frozenset({"denomination", "الاسم"}),
    "members_total": frozenset({"membres total"}),
    "members_women": frozenset({"membres femmes"}),
}


def workbook(path: Path, sheets: dict[str, list[list[Any]]], **options: Any) -> Path:
    """Writes values as Excel would type them; dates with a day format."""
    book = xlsxwriter.Workbook(str(path), options)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    clock = book.add_format({"num_format": "hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row_index, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(row_index, column, value, instant)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(row_index, column, value, day)
                elif isinstance(value, dt.time):
                    sheet.write_datetime(row_index, column, value, clock)
                elif isinstance(value, str):
                    sheet.write_string(row_index, column, value)
                elif value is not None:
                    sheet.write(row_index, column, value)
    book.close()
    return path


@pytest.mark.parametrize("date_1904", [False, True])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1, 13, 30, 15), "2026-05-01 13:30:15"),
        (dt.datetime(2026, 5, 1, 8, 20), "2026-05-01 08:20:00"),
        (dt.time(8, 30), "08:30:00"),
        (3, "3"),
        (3.0, "3"),
        (1234.5, "1234.5"),
        (0.1 + 0.2, "0.3"),
        (123456789012345, "123456789012345"),
        (True, "true"),
        ("n/a", "n/a"),
        ("001", "001"),
        ("3.0", "3.0"),
        ("  x ", "  x "),
        ("12/05/2026", "12/05/2026"),
        ("", None),
    ],
)
def test_values_come_out_as_plain_text(tmp_path: Path, value: object, text: str | None, date_1904: bool) -> None:
    path = workbook(tmp_path / "w.xlsx", {"S": [["nom", "valeur"], ["x", value]]}, default_date_format="", date_1904=date_1904)

    (table,), _ = read_workbook(path)

    assert rows_of(table) == ([("x", text)] if text is not None else [("x", None)])


def test_error_cells_show_their_text_and_are_noted(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "w.xlsx"))
    sheet = book.add_worksheet("S")
    for row, error in enumerate(["nom", "#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]):
        sheet.write(row, 1, "valeur") if row == 0 else sheet.write_formula(row, 1, "=A1", None, error)
        sheet.write(row, 0, "nom" if row == 0 else "x")
    book.close()

    (table,), notes = read_workbook(tmp_path / "w.xlsx")

    assert [row[1] for row in rows_of(table)] == ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]
    assert [(note.kind, note.count) for note in notes] == [("error_cells", 7)]
    assert "B2, B3" in notes[0].message.fr


def test_formulas_give_their_values(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "w.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["nom", "somme"])
    sheet.write_row(1, 0, ["x"])
    sheet.write_formula(1, 1, "=1+1", None, 2)
    book.close()

    assert rows_of(read_workbook(tmp_path / "w.xlsx")[0][0]) == [("x", "2")]


def test_addresses_hold_when_the_table_starts_elsewhere(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        [],
        [None, None, "Registre 2026"],
        [],
        [None, None, "réf", "nom"],
        [None, None, "A", "x"],
    ]
    path = workbook(tmp_path / "w.xlsx", {"S": [*rows, [], [None, None, "B", "y"]]})

    (table,), _ = read_workbook(path)

    assert table.titles == ("Registre 2026",)
    assert table.header_rows == (5,)
    assert table.columns == (2, 3)
    assert numbers_of(table) == [6, 8]
    assert table.cell(1, 8) == "D8"
    assert [(line.row_number, line.why) for line in table.skipped] == [(7, "blank")]


def test_merged_header_of_two_lines(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "w.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.merge_range("A1:D1", "Registre des coopératives")
    sheet.merge_range("A3:A4", "Référence")
    sheet.merge_range("B3:B4", "Dénomination")
    sheet.merge_range("C3:D3", "Membres")
    sheet.write_row("C4", ["Total", "Femmes"])
    sheet.write_row("A5", ["A-1", "Al Amal", 12, 7])
    sheet.write_row("A6", ["Total", None, 12, 7])
    sheet.write_row("A8", ["Fait à Fès, le 3 mai"])
    sheet.write_row("C9", ["Le Directeur"])
    book.close()

    for expected in (EXPECTED, None):
        (table,), _ = read_workbook(tmp_path / "w.xlsx", expected)

        assert table.header == ("Référence", "Dénomination", "Membres Total", "Membres Femmes")
        assert rows_of(table) == [("A-1", "Al Amal", "12", "7")]
        assert table.titles == ("Registre des coopératives",)
        assert [line.why for line in table.skipped] == ["total", "blank", "signature", "signature"]


def test_hidden_and_empty_sheets_are_noted_not_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "w.xlsx"))
    for name in ("Fès", "Brouillon", "Secret", "Vide"):
        sheet = book.add_worksheet(name)
        if name != "Vide":
            sheet.write_row(0, 0, ["réf", "nom"])
            sheet.write_row(1, 0, ["A", "x"])
        if name == "Brouillon":
            sheet.hide()
        if name == "Secret":
            sheet.very_hidden()
    book.close()

    tables, notes = read_workbook(tmp_path / "w.xlsx")

    assert [table.sheet for table in tables] == ["Fès"]
    assert [(note.kind, note.sheet) for note in notes] == [
        ("hidden_sheet", "Brouillon"),
        ("hidden_sheet", "Secret"),
        ("empty_sheet", "Vide"),
    ]


def test_one_table_a_sheet_and_instructions_left_out(tmp_path: Path) -> None:
    table = [["المرجع", "الاسم"], ["A", "الأمل"]]
    guide = [["Mode d'emploi"], ["Remplir une ligne par coopérative"]]
    path = workbook(tmp_path / "w.xlsx", {"Notice": guide, "فاس": table, "مكناس": table})

    tables, notes = read_workbook(path, EXPECTED)

    assert [found.sheet for found in tables] == ["فاس", "مكناس"]
    assert [(note.kind, note.sheet) for note in notes] == [("other_sheet", "Notice")]


def test_a_workbook_without_any_expected_column_is_read_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", {"A": [["x", "y"], ["1", "2"]], "B": [["z", "t"], ["3", "4"]]})

    assert len(read_workbook(path, EXPECTED)[0]) == 2


def test_a_forgotten_cell_far_away_is_refused_at_once(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}</row><row r="1048576">{text_cell("XFD1048576", "y")}</row>'
    path = bare_xlsx(tmp_path / "w.xlsx", rows, dimension="A1:B2")

    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(path)

    assert "XFD1048576" in refusal.value.text("fr")


def test_a_million_formatted_empty_rows_cost_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, 1_048_577))
    rows = f'<row r="1">{text_cell("A1", "nom")}</row><row r="2">{text_cell("A2", "x")}</row>{empty}'

    (table,), _ = read_workbook(bare_xlsx(tmp_path / "w.xlsx", rows))

    assert rows_of(table) == [("x",)]


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, kept: float) -> None:
    path = workbook(tmp_path / "w.xlsx", {"S": [["a", "b"], ["1", "2"]]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])

    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(path)

    assert "abîmé" in refusal.value.text("fr")


def test_an_encrypted_workbook_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(1000))

    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(path)

    assert "mot de passe" in refusal.value.text("fr")


def test_ods(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "w.ods",
        [
            ods_row(ods_text("Référence"), ods_text("Jour"), ods_text("Heure"), ods_text("Part"), ods_text("Vrai")),
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
            ods_row(
                ods_text("A"),
                ods_value("date", "date-value", "2026-05-01"),
                ods_value("time", "time-value", "PT08H30M00S"),
                ods_value("float", "value", "12.50"),
                ods_value("boolean", "boolean-value", "true"),
            ),
            ods_row(ods_text("B"), ods_value("date", "date-value", "2026-05-01T10:10:10")),
        ],
    )

    (table,), notes = read_workbook(path)

    assert rows_of(table) == [
        ("A", "2026-05-01", "08:30:00", "12.5", "true"),
        ("B", "2026-05-01 10:10:10", None, None, None),
    ]
    assert numbers_of(table) == [4, 5]
    assert notes == ()


def test_xls(tmp_path: Path) -> None:
    path = xls(tmp_path / "w.xls", [["Référence", "الاسم", "Membres"], ["A", "الأمل", 12.0], ["B", "Annour", 1.5]])

    (table,), _ = read_workbook(path)

    assert table.header == ("Référence", "الاسم", "Membres")
    assert rows_of(table) == [("A", "الأمل", "12"), ("B", "Annour", "1.5")]
    assert numbers_of(table) == [2, 3]


def test_a_sum_that_looks_like_a_year_is_still_a_total(tmp_path: Path) -> None:
    path = tmp_path / "emplois.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["Référence", "Province", "Effectif"], ["R-1", "Fès", 1900], ["R-2", "Taza", 21], ["Total", None, 1921]):
        sheet.append(row)
    workbook.save(path)

    (table,) = read_workbook(path)[0]

    assert table.rows.column("c0").to_pylist() == ["R-1", "R-2"]
    assert [line.why for line in table.skipped] == ["total"]
