"""What a receipt says of hand-made deliveries, whose faults, counts and cells are known by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from receipt_helpers import receipt, told, workspace_at

from ingestion.messages import Language
from ingestion.partners import Partner
from ingestion.workspace import Workspace
from quality.receipts import Receipt, annotated, as_json, html, text
from quality.receipts.machine import SCHEMA_FILE
from quality.receipts.marks import KEEP_OWN, KEEP_SHEET
from quality.receipts.sentences import OPEN_MASKED_COPY

PARTNER = Partner("guild", "Corporation des tisserands", "هيئة النساجين", "fr")
HEADINGS = ["Référence", "Nom de l'organisation", "Province", "Effectif", "État", "Type d'emploi", "Date de début", "CIN", "Couleur"]
GOOD = ["J-1", "Coopérative Al Amal", "Fès", 1, "Déclaré", "Salarié", "12/05/2026", "CD123456", "bleu"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace_at(tmp_path_factory.mktemp("home")) as workspace:
        yield workspace


def workbook(path: Path, sheets: dict[str, list[list[object]]], headings: list[str] = HEADINGS) -> Path:
    """Each sheet: a title line, an empty one, the headings in row 3, the rows from row 4, a total."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(["Emplois, mai 2026"])
        sheet.append([])
        sheet.append(headings)
        for row in rows:
            sheet.append(row)
        sheet.append(["Total", None, None, 99])
    book.save(path)
    return path


def row(number: int, **changed: object) -> list[object]:
    values = dict(zip(HEADINGS, GOOD, strict=True)) | {"Référence": f"J-{number}"} | changed
    return list(values.values())


@pytest.fixture(scope="module")
def faulty(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Receipt:
    """Two sheets, 20 rows: three dates and one headcount cannot be read."""
    first = [row(number) for number in range(12)]
    first[1] = row(1, **{"Date de début": "31/02/2026"})
    first[4] = row(4, **{"Date de début": "31/02/2026", "Effectif": "beaucoup"})
    second = [row(100 + number) for number in range(8)]
    second[7] = row(107, **{"Date de début": "hier"})
    path = workbook(tmp_path_factory.mktemp("files") / "emplois mai 2026.xlsx", {"Fès": first, "Taza": second})
    return told(workspace, path, "job_declarations", PARTNER)


def test_rows_are_told_in_exact_numbers(faulty: Receipt) -> None:
    assert (faulty.rows_read, faulty.rows_accepted, faulty.rows_rejected, faulty.rows_skipped) == (20, 17, 3, 2)
    assert faulty.skipped == {"total": 2}
    assert [(sheet.name, sheet.rows) for sheet in faulty.sheets] == [("Fès", 12), ("Taza", 8)]


def test_the_most_frequent_problem_comes_first_with_its_first_cells(faulty: Receipt) -> None:
    problems = [(p.column.fr, p.count, [(f.place.sheet, f.place.cell, f.found) for f in p.first]) for p in faulty.errors]

    assert problems == [
        ("Date de début", 3, [("Fès", "G5", "31/02/2026"), ("Fès", "G8", "31/02/2026"), ("Taza", "G11", "hier")]),
        ("Effectif", 1, [("Fès", "D8", "beaucoup")]),
    ]


def test_every_cell_is_listed_in_the_order_of_the_file(faulty: Receipt) -> None:
    listed = [(f.place.sheet, f.place.cell) for f in faulty.listed("error")]

    assert listed == [("Fès", "G5"), ("Fès", "D8"), ("Fès", "G8"), ("Taza", "G11")]


def test_an_unknown_column_is_named_with_its_cell(faulty: Receipt) -> None:
    assert [(heading.text, heading.sheet, heading.cell) for heading in faulty.unknown][:1] == [("Couleur", "Fès", "I3")]


def test_optional_columns_that_are_absent_are_named_and_are_no_error(faulty: Receipt) -> None:
    assert "Commune" in {column.fr for column in faulty.missing}
    assert "Effectif" not in {column.fr for column in faulty.missing}
    assert "n&#39;est pas une erreur" in html(faulty, "fr")


def test_columns_without_errors_are_praised_and_no_others(faulty: Receipt) -> None:
    names = {column.fr for column in faulty.good_columns}

    assert {"Province", "État", "Nom de l'organisation"} <= names
    assert not names & {"Date de début", "Effectif"}


def test_no_identity_number_is_in_any_form_of_the_receipt(faulty: Receipt) -> None:
    for language in ("fr", "ar", "en"):
        forms = (html(faulty, language), text(faulty, language), json.dumps(as_json(faulty, language)))
        assert not any("CD123456" in form for form in forms)


def test_a_bad_identity_is_masked(workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "emplois mai 2026.xlsx", {"S": [row(1), row(2, Effectif=3), row(3), row(4)]})

    found = told(workspace, path, "job_declarations", PARTNER)

    assert "CD123456" not in html(found, "fr")
    assert [f.found for f in found.findings if f.found] == ["•••"] * len([f for f in found.findings if f.found])


def test_mended_values_are_told_as_found_and_as_read(workspace: Workspace, tmp_path: Path) -> None:
    rows = [row(1, État="déclarée"), row(2), row(3, Province="Préfecture de Fès")]
    path = workbook(tmp_path / "emplois mai 2026.xlsx", {"S": rows})

    found = told(workspace, path, "job_declarations", PARTNER)

    province = next(each for each in found.mended if each.column.fr == "Province")
    assert (province.count, province.first[0].place.cell, province.first[0].found) == (1, "C6", "Préfecture de Fès")
    assert province.first[0].read_as.fr == "Fès"
    assert found.verdict == "accepted"


def test_a_missing_required_column_is_told_prominently(workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "emplois mai 2026.xlsx", {"S": [row(1)[:3]]}, HEADINGS[:3])

    found = told(workspace, path, "job_declarations", PARTNER)
    page = html(found, "fr")

    assert found.verdict == "refused"
    assert found.reason is not None
    assert page.index("aucune de ses lignes n&#39;est prise en compte") < page.index("Colonne obligatoire absente") < page.index("<table")


def test_an_unreadable_file_says_why_and_what_to_do_in_each_language(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "emplois mai 2026.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")

    found = told(workspace, path, "job_declarations", PARTNER)

    assert found.reason is not None
    for language in ("fr", "ar", "en"):
        assert found.reason.text(language) in html(found, language).replace("&#39;", "'")
    assert (found.rows_read, found.problems, found.is_workbook) == (0, (), False)


def test_a_valid_file_gets_praise_and_facts(workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "emplois mai 2026.xlsx", {"S": [row(number) for number in range(5)]})

    page = html(told(workspace, path, "job_declarations", PARTNER), "fr")

    assert "Votre fichier est accepté en entier : 5\u00a0lignes." in page
    assert "Merci" in page
    assert "Rien à corriger." in page


def test_the_same_bytes_for_another_period_are_a_question(workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "emplois mai 2026.xlsx", {"S": [row(1)]})

    found = told(workspace, path, "job_declarations", PARTNER, questions=("guild.job_declarations.2026-04-01.0123456789ab",))

    assert "déjà envoyé pour la période avril 2026. Vaut-il bien aussi pour la période mai 2026" in html(found, "fr")


def test_a_csv_has_the_cells_that_a_spreadsheet_would_show_and_no_workbook(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "emplois 2026-05.csv"
    lines = [";".join(map(str, each)) for each in (HEADINGS, row(1), row(2, Effectif="x"), row(3))]
    path.write_text("\n".join(lines), encoding="utf-8")

    found = told(workspace, path, "job_declarations", PARTNER)

    assert [finding.place.cell for finding in found.findings] == ["D3"]
    assert not found.is_workbook


def test_a_corrected_copy_that_comes_back_is_read_as_if_it_had_no_summary(workspace: Workspace, tmp_path: Path) -> None:
    headings = [heading for heading in HEADINGS if heading != "CIN"]
    rows = [[cell for cell in row(number) if cell != "CD123456"] for number in range(1, 6)]
    rows[4][3] = "x"

    again = told(workspace, corrected(workspace, tmp_path, rows, headings), "job_declarations", PARTNER)

    assert (again.verdict, again.rows_read, again.notes) == ("accepted", 5, ())


def test_masked_identities_that_come_back_are_not_taken_for_one_person(workspace: Workspace, tmp_path: Path) -> None:
    rows = [row(1), row(2), row(3), row(4, CIN=None), row(5, Effectif="x")]

    again = told(workspace, corrected(workspace, tmp_path, rows, HEADINGS), "job_declarations", PARTNER)

    assert (again.rows_accepted, again.rows_rejected) == (1, 4)
    assert {(problem.rule, problem.count) for problem in again.errors} == {("person_id.masked", 4)}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_who_gets_a_masked_copy_is_asked_to_correct_in_its_own_file(workspace: Workspace, tmp_path: Path, language: Language) -> None:
    path = workbook(tmp_path / "emplois mai 2026.xlsx", {"S": [row(1), row(2, Effectif="x"), row(3)]})
    found = told(workspace, path, "job_declarations", PARTNER)
    copy = annotated(path, found, language)
    assert copy is not None

    summary = openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]

    said = [str(cell.value) for line in summary.iter_rows() for cell in line if cell.value]
    assert any(KEEP_OWN.text(language) in each for each in said)
    assert not any(KEEP_SHEET.text(language) in each for each in said)
    assert OPEN_MASKED_COPY.text(language) in html(found, language, has_copy=True)


def corrected(workspace: Workspace, folder: Path, rows: list[list[object]], headings: list[str]) -> Path:
    """The annotated copy of a workbook with a wrong headcount in row 8, corrected there."""
    first = workbook(folder / "emplois mai 2026.xlsx", {"S": rows}, headings)
    copy = annotated(first, told(workspace, first, "job_declarations", PARTNER), "fr")
    assert copy is not None
    book = openpyxl.load_workbook(io.BytesIO(copy))
    book["S"]["D8"] = 1
    back = folder / "copie mai 2026.xlsx"
    book.save(back)
    return back


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_json_holds_to_its_schema(faulty: Receipt, language: Language) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    document = json.loads(json.dumps(as_json(faulty, language)))

    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)
    assert document["rows"] == {"read": 20, "accepted": 17, "rejected": 3, "skipped": 2, "skipped_by_kind": {"total": 2}}
    assert [document["problems"][each["problem"]]["rule"] for each in document["findings"]] == [
        "started_on.type", "headcount.type", "started_on.type", "started_on.type",
    ]  # fmt: skip


def test_numbers_in_the_json_do_not_depend_on_the_language(faulty: Receipt) -> None:
    french, arabic = as_json(faulty, "fr"), as_json(faulty, "ar")

    for key in ("rows", "findings", "findings_total", "sheets", "verdict", "period", "file"):
        assert french[key] == arabic[key]


def test_a_long_value_is_cut_in_the_json_and_its_length_is_told() -> None:
    long = receipt([("S", "B4", "x" * 5000)])

    found = as_json(long, "fr")["findings"][0]

    assert (len(found["found"]), found["found_letters"]) == (500, 5000)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (1, "قُبل ملفكم، باستثناء سطر واحد من أصل \u2066"),
        (2, "باستثناء سطرين"),
        (7, "عددها \u20667\u2069"),
        (1452, "عددها \u20661\u202f452\u2069"),
    ],
)
def test_counts_are_said_in_the_forms_that_arabic_asks_for(rows: int, sentence: str) -> None:
    told_rows = replace(receipt([("S", "B4", "x")]), rows_read=rows + 40, rows_rejected=rows)

    assert sentence in text(told_rows, "ar")
