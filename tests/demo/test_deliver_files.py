"""Files hold each cell where the sheet says it is: read back with openpyxl and csv, which share no code with us."""

import csv
import gzip
import io
from datetime import UTC, date, datetime

import openpyxl  # type: ignore[import-untyped]
import pytest

from demo.deliveries.files import Sheet, cell_text, column_letter, csv_bytes, gz_bytes, workbook_bytes

CREATED = datetime(2026, 6, 5, 9, 0, tzinfo=UTC)
SHEET = Sheet(
    name="mai 2026",
    above=("Royaume du Maroc", "", "Mois : mai 2026"),
    header=(("Réf.", "Adhérents", ""), ("", "Total", "Femmes")),
    rows=(("A-1", 12, 5), ("A-2", "١٢", None), ("A-3", 7, date(2026, 5, 12))),
    below=(("Total", 31, None), (), ("Signature",)),
    left=1,
    gaps=frozenset({1}),
    logo=True,
)


def test_row_numbers_are_those_a_spreadsheet_shows() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([SHEET], CREATED)))["mai 2026"]

    found = [sheet[f"{SHEET.letter(0)}{number}"].value for number in SHEET.row_numbers()]

    assert found == ["A-1", "A-2", "A-3"]


def test_a_two_row_header_is_merged_over_its_columns() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([SHEET], CREATED)))["mai 2026"]

    assert {str(each) for each in sheet.merged_cells.ranges} == {"B4:B5", "C4:D4"}


def test_a_date_is_a_real_date_in_a_workbook() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([SHEET], CREATED)))["mai 2026"]

    assert sheet["D9"].value == datetime(2026, 5, 12)


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert workbook_bytes([SHEET], CREATED) == workbook_bytes([SHEET], CREATED)


def test_csv_lines_are_numbered_as_in_the_file() -> None:
    lines = list(csv.reader(io.StringIO(csv_bytes(SHEET).decode(), newline="")))

    assert [lines[number - 1][1] for number in SHEET.row_numbers()] == ["A-1", "A-2", "A-3"]


def test_windows_1256_refuses_what_it_cannot_carry() -> None:
    sheet = Sheet(None, (), (("État",),), ())

    with pytest.raises(UnicodeEncodeError):
        csv_bytes(sheet, encoding="cp1256")


def test_packed_bytes_hold_no_clock() -> None:
    packed = gz_bytes(b"a,b\n")

    assert gzip.decompress(packed) == b"a,b\n"
    assert packed[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_a_spreadsheet(position: int, letters: str) -> None:
    assert column_letter(position) == letters


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12.0, "12"),
        (1.5, "1.5"),
        (date(2026, 5, 2), "2026-05-02"),
        (datetime(2026, 5, 2, 9), "2026-05-02 09:00:00"),
    ],
)
def test_a_cell_is_quoted_as_text(value: object, text: str) -> None:
    assert cell_text(value) == text  # type: ignore[arg-type]
