"""What a blank stands for is taken for blanks only: not for a word, and not for numbers under a strange heading."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_file

from ingestion.prepare import Prepared
from ingestion.workspace import Workspace


def prepared_jobs(workspace: Workspace, heading: str, texts: list[str]) -> Prepared:
    lines = [f"Réf.;Coopérative;Province;État;Type d'emploi;Date d'embauche;{heading}"]
    lines += [f"E{number};Al Amal;Fès;Déclaré;Salarié;12/05/2026;{text}" for number, text in enumerate(texts)]
    path = workspace.folder / "emplois_2026-09.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return prepare_file(workspace, path, "job_declarations")


@pytest.mark.parametrize("heading", ["Nb postes", "Nbre d'emplois créés", "Effectifs", "Postes", "عدد مناصب الشغل المحدثة"])
def test_a_blank_headcount_is_one_and_flagged(workspace: Workspace, heading: str) -> None:
    prepared = prepared_jobs(workspace, heading, ["3", "", "1"])

    assert [row["headcount"] for row in accepted_rows(prepared)] == [3, 1, 1]
    assert prepared.imputed == {"headcount": 1}


@pytest.mark.parametrize("text", ["néant", "-", "n/a", "لا شيء"])
def test_a_word_for_nothing_is_not_one_job(workspace: Workspace, text: str) -> None:
    assert broken_rules(prepared_jobs(workspace, "Effectif", ["3", text])) == {3: {"headcount.type"}}


@pytest.mark.parametrize("heading", ["Nombre de bras", "Effectif 2026 (provisoire) du site", "عدد الشغيلة"])
def test_counts_under_a_strange_heading_are_not_taken_for_one_each(workspace: Workspace, heading: str) -> None:
    prepared = prepared_jobs(workspace, heading, ["3", "2", "1"])

    assert prepared.refusal is not None
    assert all(heading in prepared.refusal.text(language) for language in ("fr", "ar", "en"))


@pytest.mark.parametrize(
    ("heading", "texts"), [("Observations", ["3", "2"]), ("Nombre de visites", ["", ""]), ("Emploi aidé", ["oui", "non"])]
)
def test_other_strange_columns_do_no_harm(workspace: Workspace, heading: str, texts: list[str]) -> None:
    assert prepared_jobs(workspace, heading, texts).rows_accepted == 2
