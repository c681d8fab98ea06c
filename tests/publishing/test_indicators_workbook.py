"""The directorate's workbook, read back: numbers are numbers, what is kept back is nowhere, names of partners do nothing."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from workbook_helpers import FIGURES, HIDDEN, HOSTILE, MAY, SPRING, YEAR, edition, row

from publishing.workbook import write_workbook, write_workbooks
from publishing.workbook.pages import SMALLEST_PERCENT, page_breaks


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


def headline_rows(book: Any, kpi: str) -> list[list[Any]]:
    """The rows of both tables: the figures, then the target."""
    return [[cell.value for cell in row] for row in book["Synthèse"].iter_rows(min_row=5) if f"({kpi})" in str(row[0].value)]


def xml(path: Path, under: str = "") -> str:
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.startswith(under))


def test_headline_figures_are_numbers_with_change_target_and_gap(french: Any) -> None:
    figures, target = headline_rows(french, "JOB-01")

    assert figures[2:5] == [42, 30, 12]
    assert figures[6:] == [0.8, "définitif", 2, "Sources incomplètes : 80\u202f% ; 2\u00a0questions ouvertes"]
    assert target[1:6] == ["2026", 555, 500, -55, "il manque 55 (période en cours)"]


def test_a_figure_that_is_kept_back_is_a_word_and_its_number_is_nowhere(folder: Path, french: Any) -> None:
    assert headline_row(french, "JOB-06")[2:5] == ["confidentiel", 0.25, "confidentiel"]
    for path in folder.iterdir():
        assert str(int(HIDDEN)) not in xml(path)


def test_a_figure_that_is_not_there_is_a_dash(french: Any) -> None:
    missing = headline_row(french, "JOB-02")

    assert missing[2:5] == ["–", 7, "–"]
    assert missing[9] == "Pas de chiffre pour cette période"


def test_charts_leave_a_gap_where_nothing_is_published_and_its_name_says_why(tmp_path: Path) -> None:
    with edition(figures=(*FIGURES, row("JOB-01", MAY, 12.0, territory="03.131"))) as made:
        write_workbook(made, "fr", tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    points = [[cell.value for cell in each] for each in book["Graphiques"].iter_rows(min_row=6)]

    assert [point[1:] for point in points if "par province" in point[0]] == [
        ["Meknès (confidentiel)", None, "confidentiel"], ["Boulemane", 12, None], ["Fès", 40, None],
    ]  # fmt: skip


def test_a_table_that_is_not_published_at_all_is_told_where_it_would_stand(folder: Path, french: Any) -> None:
    lines = [sheet_row[0].value for sheet_row in french["Emploi"].iter_rows()]
    why = "Tableau non publié : trop de ses chiffres portent sur un petit nombre de personnes."
    of_sex = lines.index("Sexe, mai 2026")

    assert lines[of_sex + 1 : of_sex + 3] == [why, "Indicateurs concernés : JOB-01, JOB-02."]
    assert lines.count(why) == 2
    assert not any("Secteur" in str(line) for line in lines)
    arabic = openpyxl.load_workbook(folder / "indicateurs_2026-05_ar.xlsx")["الشغل"]
    assert "جدول غير منشور: كثير من أرقامه تخص عددا قليلا من الأشخاص." in [each[0].value for each in arabic.iter_rows()]


def test_names_lead_to_the_figures(french: Any) -> None:
    sheet, cell = next(iter(french.defined_names["JOB_01"].destinations))

    assert french[sheet][cell.replace("$", "")].value == 42
    assert "qutb_data" in french["Données"].tables


def test_a_headline_figure_leads_to_its_definition(french: Any) -> None:
    cell, _ = [row[0] for row in french["Synthèse"].iter_rows(min_row=5) if "(JOB-06)" in str(row[0].value)]
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


def test_sheets_are_set_up_for_print_and_tell_what_they_are_of(folder: Path, french: Any) -> None:
    for sheet in french:
        assert sheet.page_setup.paperSize == 9
        # Excel would leave out the breaks of pages if it fitted the sheet itself.
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.scale or 100) >= SMALLEST_PERCENT
        assert "20260620T020000Z" in sheet.oddHeader.right.text
    assert french["Synthèse"].print_title_rows == "$1:$2"
    assert "Version 20260620T020000Z du 20 juin 2026. Sources reçues : de 80" in french["Synthèse"]["A2"].value.replace("\u202f", " ")
    arabic = openpyxl.load_workbook(folder / "indicateurs_2026-05_ar.xlsx")
    assert all("20260620T020000Z" in sheet.oddHeader.left.text for sheet in arabic)
    assert arabic["الخلاصة"].oddHeader.right.text == "الخلاصة، ماي 2026"


def test_of_tables_for_computing_only_the_lines_above_are_printed(french: Any) -> None:
    assert french["Graphiques"].sheet_state == "hidden"
    assert french["Données"].print_area.startswith("'Données'!$A$1:")
    assert french["Données"].print_area.endswith("$4")
    assert (
        french["Données"]["A4"].value
        == "Lignes du tableau : 14. Il n'est pas imprimé ; pour l'imprimer, effacez la zone d'impression de la feuille."
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_sheet_is_as_wide_as_the_paper_and_the_book_is_short(language: str, folder: Path, tmp_path: Path) -> None:
    book = folder / f"indicateurs_2026-05_{language}.xlsx"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            tmp_path,
            book,
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    pages = [page.extract_text() for page in PdfReader(tmp_path / f"{book.stem}.pdf").pages]

    # One of each: cover, figures, targets, theme with its charts, data, definitions, quality, revisions; a sheet too wide would be two.
    assert 7 <= len(pages) <= 12
    assert sum("20260620T020000Z" in page for page in pages) == len(pages)


def test_what_belongs_together_is_printed_on_one_page() -> None:
    heights = [10.0] * 12

    assert page_breaks(heights, [], 50, 20) == [5, 8, 11]
    assert page_breaks(heights, [(3, 6)], 50, 10) == [3, 7, 11]
    # Longer than a page: its first rows stay with what heads them, the others fall where they fall.
    assert page_breaks([10.0] * 30, [(10, 29)], 120, 0) == [10, 22]


def test_charts_are_told_in_words(folder: Path) -> None:
    drawings = xml(folder / "indicateurs_2026-05_fr.xlsx", "xl/drawings/drawing")

    assert drawings.count("<xdr:graphicFrame") == drawings.count('descr="') > 0
    assert "De 2026-04 : 30 à 2026-05 : 42." in drawings


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
