"""Binary workbooks of Excel."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_helpers import numbers_of, rows_of
from xlsb_files import xlsb

from ingestion.errors import UnreadableFile
from ingestion.reading.reader import read


def test_values_come_out_as_plain_text(tmp_path: Path) -> None:
    rows = [
        ["Référence", "الاسم", "Membres", "Actif"],
        ["A-1", "الأمل", 12.0, True],
        ["A-2", None, 1.5, False],
        [],
        ["A-3", "x" * 400, -7.0],
    ]

    (table,) = read(xlsb(tmp_path / "w.xlsb", {"S": rows})).tables

    assert table.header == ("Référence", "الاسم", "Membres", "Actif")
    assert rows_of(table) == [("A-1", "الأمل", "12", "true"), ("A-2", None, "1.5", "false"), ("A-3", "x" * 400, "-7", None)]
    assert numbers_of(table) == [2, 3, 5]


def test_errors_keep_their_text_and_hidden_sheets_are_noted(tmp_path: Path) -> None:
    rows = [["ref", "nom"], ["A", "#REF!"]]

    reading = read(xlsb(tmp_path / "w.xlsb", {"S": rows, "H": rows}, hidden=["H"]))

    assert [(table.sheet, rows_of(table)) for table in reading.tables] == [("S", [("A", "#REF!")])]
    assert [(note.kind, note.sheet) for note in reading.notes] == [("error_cells", "S"), ("hidden_sheet", "H")]


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
def test_a_cut_off_file_is_refused(tmp_path: Path, kept: float) -> None:
    path = xlsb(tmp_path / "w.xlsb", {"S": [["ref", "nom"], *([f"A{i}", "x"] for i in range(500))]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])

    with pytest.raises(UnreadableFile):
        read(path)
