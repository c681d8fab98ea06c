"""The directorate's workbook, read back: numbers are numbers, what is kept back is nowhere, names of partners do nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_helpers import HIDDEN, HOSTILE, SPRING, YEAR, edition

from publishing.workbook import write_workbook, write_workbooks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbooks")
    with edition() as made:
        write_workbooks(made, path)
    return path


@pytest.fixture(scope="module")
def french(folder: Path) -> Any:
    return openpyxl.load_workbook(folder / "indicateurs_2026-05_fr.xlsx")


def headline_row(book: Any, kpi: str) -> list[Any]:
    return next([cell.value for cell in row] for row in book["Synthèse"].iter_rows(min_row=5) if f"({kpi})" in str(row[0].value))


def xml(path: Path, under: str = "") -> str:
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.startswith(under))


def test_headline_figures_are_numbers_with_change_target_and_gap(french: Any) -> None:
    row = headline_row(french, "JOB-01")

    assert row[2:5] == [42, 30, 12]
    assert row[6:10] == [555, "2026", 500, -55]
    assert row[10] == "il manque 55 (période en cours)"
    assert row[11:14] == [0.8, "définitif", 2]
    assert row[14] == "Sources incomplètes : 80\u202f% ; 2\u00a0questions ouvertes"


def test_a_figure_that_is_kept_back_is_a_word_and_its_number_is_nowhere(folder: Path, french: Any) -> None:
    assert headline_row(french, "JOB-06")[2:5] == ["confidentiel", 0.25, "confidentiel"]
    for path in folder.iterdir():
        assert str(int(HIDDEN)) not in xml(path)


def test_a_figure_that_is_not_there_is_a_dash(french: Any) -> None:
    row = headline_row(french, "JOB-02")

    assert row[2:5] == ["–", 7, "–"]
    assert row[14] == "Pas de chiffre pour cette période"


def test_charts_leave_a_gap_where_nothing_is_published(french: Any) -> None:
    rows = [[cell.value for cell in row] for row in french["Graphiques"].iter_rows(min_row=6)]

    assert [row[1:] for row in rows if "par province" in row[0]] == [["Meknès", None, "confidentiel"], ["Fès", 40, None]]


def test_names_lead_to_the_figures(french: Any) -> None:
    sheet, cell = next(iter(french.defined_names["JOB_01"].destinations))

    assert french[sheet][cell.replace("$", "")].value == 42
    assert "qutb_data" in french["Données"].tables


def test_a_headline_figure_leads_to_its_definition(french: Any) -> None:
    [cell] = [row[0] for row in french["Synthèse"].iter_rows(min_row=5) if "(JOB-06)" in str(row[0].value)]
    sheet, place = cell.hyperlink.location.split("!")

    assert french[sheet.strip("'")][place].value == "Part des femmes"


def test_arabic_sheets_run_from_right_to_left_and_french_ones_do_not(folder: Path, french: Any) -> None:
    arabic = openpyxl.load_workbook(folder / "indicateurs_2026-05_ar.xlsx")

    assert all(sheet.sheet_view.rightToLeft for sheet in arabic)
    assert not any(sheet.sheet_view.rightToLeft for sheet in french)


def test_names_from_partners_are_text(folder: Path, french: Any) -> None:
    cells = [cell for sheet in french for row in sheet.iter_rows() for cell in row]
    values = {cell.value.strip() for cell in cells if isinstance(cell.value, str)}

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[4], "[U+202E]evil"} <= values
    assert max(map(len, values)) <= 32_767
    for path in folder.iterdir():
        assert "<f>" not in xml(path, "xl/worksheets/")
        assert "evil.example" not in xml(path, "xl/worksheets/")


def test_sheets_are_set_up_for_print_and_tell_what_they_are_of(french: Any) -> None:
    for sheet in french:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0
        assert "20260620T020000Z" in sheet.oddHeader.right.text
    assert french["Synthèse"].print_title_rows == "$4:$4"
    assert "Version 20260620T020000Z du 20 juin 2026. Sources reçues : de 80" in french["Synthèse"]["A2"].value.replace("\u202f", " ")


def test_charts_are_told_in_words(folder: Path) -> None:
    drawings = xml(folder / "indicateurs_2026-05_fr.xlsx", "xl/drawings/drawing")

    assert drawings.count("<xdr:graphicFrame") == drawings.count('descr="') > 0
    assert "Meknès : confidentiel, Fès : 40." in drawings


def test_quality_and_revisions_are_told(french: Any) -> None:
    quality = [[cell.value for cell in row] for row in french["Qualité"].iter_rows()]
    revisions = [[cell.value for cell in row] for row in french["Révisions"].iter_rows()]

    assert [row[3] for row in quality if row[0] == "banks"] == ["manquante", "manquante"]
    assert [row[7] for row in quality if row[0] == "cri" and row[3] == "à temps"] == ["refusée"]
    [row] = [row for row in revisions if row[1] == "Mai 2026"]
    assert row[4] == 38
    assert row[6:13] == [42, 4, 3, 1, 0, 0, 2]


def test_the_same_edition_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    with edition() as made:
        write_workbooks(made, tmp_path)

    names = {path.name for path in folder.iterdir()}
    assert names == {path.name for path in tmp_path.iterdir()} == {"indicateurs_2026-05_fr.xlsx", "indicateurs_2026-05_ar.xlsx"}
    assert all((folder / name).read_bytes() == (tmp_path / name).read_bytes() for name in names)


@pytest.mark.parametrize(("period", "value"), [(SPRING, 90), (YEAR, 500)])
def test_a_quarter_or_year_is_written_too(period: Any, value: int, tmp_path: Path) -> None:
    with edition(period) as made:
        write_workbook(made, "fr", tmp_path / "book.xlsx")

    assert headline_row(openpyxl.load_workbook(tmp_path / "book.xlsx"), "JOB-01")[2] == value
