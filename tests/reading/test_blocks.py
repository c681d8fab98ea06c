"""Several tables on one sheet, merged cells, formulas without values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reading_helpers import numbers_of, rows_of
from workbook_files import bare_xlsx, text_cell

from ingestion.reading.merged import fill_down
from ingestion.reading.workbook import read_workbook

EXPECTED = {"ref": {"ref"}, "name": {"nom"}, "town": {"ville"}}


def sheet(path: Path, *cells: tuple[int, int, Any], merges: tuple[str, ...] = ()) -> Path:
    """Writes rows of values, each at its line and column counted from 1."""
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    for line, column, values in cells:
        for offset, value in enumerate(values):
            active.cell(line, column + offset).value = value
    for merge in merges:
        active.merge_cells(merge)
    book.save(path)
    return path


def test_tables_side_by_side_are_two(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "w.xlsx",
        (1, 1, ["Fès", None, None, "Taza"]),
        (2, 1, ["Ref", "Nom", None, "Ref", "Nom"]),
        (3, 1, ["A", "x", None, "C", "z"]),
        (4, 1, ["B", "y"]),
    )

    tables, _ = read_workbook(path, EXPECTED)

    assert [(table.titles, rows_of(table), numbers_of(table), table.columns) for table in tables] == [
        (("Fès",), [("A", "x"), ("B", "y")], [3, 4], (0, 1)),
        (("Taza",), [("C", "z")], [3], (3, 4)),
    ]
    assert tables[1].cell(0, 3) == "D3"


def test_a_table_with_an_empty_column_in_its_middle_is_one(tmp_path: Path) -> None:
    path = sheet(tmp_path / "w.xlsx", (1, 1, ["Ref", None, "Nom", "Ville"]), (2, 1, ["A", None, "x", "Fès"]))

    (table,), _ = read_workbook(path, EXPECTED)

    assert rows_of(table) == [("A", "x", "Fès")]


def test_a_list_beside_the_table_is_noted(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "w.xlsx",
        (3, 1, ["Ref", "Nom"]),
        (4, 1, ["A", "x"]),
        (6, 5, ["Code", "Libellé"]),
        (7, 5, ["1", "un"]),
        (8, 5, ["2", "deux"]),
    )

    (table,), notes = read_workbook(path, EXPECTED)

    assert rows_of(table) == [("A", "x")]
    assert [(note.kind, "E:F" in note.message.fr) for note in notes] == [("other_table", True)]


def test_an_unknown_column_beyond_an_empty_one_stays_a_column(tmp_path: Path) -> None:
    path = sheet(tmp_path / "w.xlsx", (1, 1, ["Ref", "Nom", None, "Observations"]), (2, 1, ["A", "x", None, "vu"]))

    (table,), notes = read_workbook(path, EXPECTED)

    assert (table.header, notes) == (("Ref", "Nom", "Observations"), ())


@pytest.mark.parametrize("header", [["Ref", "Nom", "Ville"], ["Ville", "Ref", "Nom"]])
def test_tables_one_below_the_other_are_two(tmp_path: Path, header: list[str]) -> None:
    second = {"Ref": "B", "Nom": "y", "Ville": "Taza"}
    path = sheet(
        tmp_path / "w.xlsx",
        (1, 1, ["Province de Fès"]),
        (2, 1, ["Ref", "Nom", "Ville"]),
        (3, 1, ["A", "x", "Fès"]),
        (4, 1, ["Total", 1]),
        (6, 1, ["Province de Taza"]),
        (7, 1, header),
        (8, 1, [second[name] for name in header]),
    )

    tables, _ = read_workbook(path, EXPECTED)

    assert [(table.titles, table.header, rows_of(table), numbers_of(table)) for table in tables] == [
        (("Province de Fès",), ("Ref", "Nom", "Ville"), [("A", "x", "Fès")], [3]),
        (("Province de Taza",), tuple(header), [tuple(second[name] for name in header)], [8]),
    ]


def test_rows_after_an_empty_line_stay_rows_of_their_table(tmp_path: Path) -> None:
    path = sheet(tmp_path / "w.xlsx", (1, 1, ["Ref", "Nom", "Ville"]), (2, 1, ["A", "x", "Fès"]), (4, 1, ["B", "Nom", "Fès"]))

    (table,), _ = read_workbook(path, EXPECTED)

    assert numbers_of(table) == [2, 4]


def test_without_a_contract_a_sheet_is_one_table(tmp_path: Path) -> None:
    path = sheet(tmp_path / "w.xlsx", (1, 1, ["Ref", "Nom", None, "Ref", "Nom"]), (2, 1, ["A", "x", None, "C", "z"]))

    assert len(read_workbook(path)[0]) == 1


def test_only_the_empty_cells_of_a_merged_block_are_filled_down(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "w.xlsx",
        (1, 1, ["Ville", "Ref"]),
        (2, 1, ["Fès", "A"]),
        (3, 1, [None, "B"]),
        (4, 1, [None, "C"]),
        (5, 1, [None, "D"]),
        merges=("A2:A4",),
    )
    (table,), _ = read_workbook(path, EXPECTED)

    assert [row[0] for row in rows_of(table)] == ["Fès", None, None, None]
    assert [row[0] for row in rows_of(fill_down(table, [0]))] == ["Fès", "Fès", "Fès", None]
    assert rows_of(fill_down(table, [1])) == rows_of(table)


def test_formulas_that_were_never_calculated_are_noted(tmp_path: Path) -> None:
    path = sheet(tmp_path / "w.xlsx", (1, 1, ["Ref", "Nom", "Ville"]), (2, 1, ["A", "=1+1", "=B2"]))

    (table,), notes = read_workbook(path)

    assert rows_of(table) == [("A", None, None)]
    assert [(note.kind, note.count) for note in notes] == [("uncomputed_cells", 2)]
    assert "B2, C2" in notes[0].message.fr


def test_a_formula_whose_value_is_an_empty_text_was_calculated(tmp_path: Path) -> None:
    formula = '<c r="B2" t="str"><f>""</f><v></v></c>'
    rows = f'<row r="1">{text_cell("A1", "Ref")}{text_cell("B1", "Nom")}</row><row r="2">{text_cell("A2", "A")}{formula}</row>'
    path = bare_xlsx(tmp_path / "w.xlsx", rows)

    assert read_workbook(path)[1] == ()
