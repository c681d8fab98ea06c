"""A code, province or commune named in two languages is one where both say the same; two, or a doubt, are refused."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, prepare_rows

from ingestion.conforming.readers import read_communes, read_texts
from ingestion.contract import load_contracts
from ingestion.workspace import Workspace


@pytest.mark.parametrize(
    ("contract", "column", "text", "value"),
    [
        ("job_declarations", "sex", "Femme / أنثى", "female"),
        ("job_declarations", "sex", "أنثى Femme", "female"),
        ("job_declarations", "sex", "Femme (F)", "female"),
        ("job_declarations", "sex", "F/H", None),
        ("job_declarations", "sex", "femme ?", None),
        ("job_declarations", "employment_type", "Salarié - CDI", "salaried"),
        ("job_declarations", "employment_type", "Salarié / Saisonnier", None),
        ("needs_assessments", "theme", "Packaging / emballage", "packaging"),
        ("job_declarations", "province", "Fès / فاس", "03.231"),
        ("job_declarations", "province", "فاس Fès", "03.231"),
        ("job_declarations", "province", "03.231 - Fès", "03.231"),
        ("job_declarations", "province", "61", "03.061"),
        ("job_declarations", "province", "Fès, Meknès", None),
        ("job_declarations", "province", "Fès-Meknès", None),
        ("job_declarations", "province", "Fès ?", None),
    ],
)
def test_a_label_said_twice(contract: str, column: str, text: str, value: str | None) -> None:
    (read,) = read_texts(load_contracts()[contract].column(column), [text])

    assert read.value == value


@pytest.mark.parametrize(("text", "code"), [("Azrou / أزرو", "03.271.01.01"), ("Azrou / Ifrane", None), ("Azrou ?", None)])
def test_a_commune_said_twice(text: str, code: str | None) -> None:
    ((_, read),) = read_communes([("Ifrane", text)])

    assert read.value == code


@pytest.mark.parametrize("text", ["Agdal", "Arrondissement Zouagha", "مقاطعة سايس", "Fès-Médina", "Fès"])
def test_an_arrondissement_of_fes_is_in_its_commune(text: str) -> None:
    ((_, read),) = read_communes([("Fès", text)])

    assert read.value == "03.231.01.0"


@pytest.mark.parametrize(
    ("given", "kept"),
    [(["12.0", "13.0", None], ["12", "13", None]), (["1.0", "1.1", None], ["1.0", "1.1", None]), (["A-1.0", "2.0"], ["A-1.0", "2.0"])],
)
def test_references_that_a_spreadsheet_made_numbers(workspace: Workspace, given: list[str | None], kept: list[str | None]) -> None:
    rows = [
        {"response_ref": f"R{number}", "organisation_ref": text, "organisation_name": "Al Amal", "province": "Fès"}
        for number, text in enumerate(given)
    ]

    assert [row["organisation_ref"] for row in accepted_rows(prepare_rows(workspace, "activity_surveys", rows))] == kept


def test_a_person_is_one_in_whatever_digits(workspace: Workspace) -> None:
    row = {"province": "Fès", "organisation_name": "A", "state": "declared", "employment_type": "salaried", "started_on": "12/05/2026"}
    texts = ["CD 123456", "cd123456", "CD-١٢٣٤٥٦"]
    rows = [{**row, "local_ref": text[-3:] + str(number), "person_id": text} for number, text in enumerate(texts)]

    assert len({each["person_id"] for each in accepted_rows(prepare_rows(workspace, "job_declarations", rows))}) == 1
