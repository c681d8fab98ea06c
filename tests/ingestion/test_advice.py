"""What a clerk is told of a value that cannot be read: the unit that is asked for, and how to write it, in three languages."""

from __future__ import annotations

import pytest
from intake_helpers import prepare_rows, quarantined

from ingestion.workspace import Workspace

TRAINING = {"session_ref": "S1", "theme": "Gestion", "province": "Fès", "starts_on": "12/05/2026", "enrolled": "20"}
SURVEY = {"response_ref": "E1", "organisation_name": "Al Amal", "province": "Fès"}


@pytest.mark.parametrize(
    ("contract", "row", "words"),
    [
        ("training_sessions", {**TRAINING, "hours": "3 jours"}, ("en heures", "بالساعات", "in hours")),
        ("activity_surveys", {**SURVEY, "mean_member_income_mad": "30 000 DH/an"}, ("par mois", "في الشهر", "a month")),
        ("activity_surveys", {**SURVEY, "export_share": "120 %"}, ("0 à 100 %", "0 إلى 100 %", "0 to 100 %")),
        ("activity_surveys", {**SURVEY, "turnover_mad": "300 €"}, ("dirhams", "بالدرهم", "dirhams")),
    ],
)
def test_advice_says_the_unit(workspace: Workspace, contract: str, row: dict[str, str], words: tuple[str, str, str]) -> None:
    (line,) = quarantined(prepare_rows(workspace, contract, [row]))

    for language, word in zip(("fr", "ar", "en"), words, strict=True):
        assert word in line[f"advice_{language}"]
        assert "{" not in line[f"advice_{language}"]
