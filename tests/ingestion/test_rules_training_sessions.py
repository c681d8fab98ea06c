"""Every rule of `training_sessions`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from datetime import date

from intake_helpers import accepted_rows, prepare_rows, quarantined
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "training_sessions",
    good={
        "session_ref": "S-1", "theme": "Gestion comptable", "programme": "Mourafaka", "province": "Sefrou", "starts_on": "02/03/2026", "ends_on": "06/03/2026", "hours": "30 h",
        "enrolled": "25", "enrolled_women": "15", "completed": "20", "certified": "18",
        "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal",
    },
    across=[
        Broken("ends_on.not_before_start", {"ends_on": "01/03/2026"}),
        Broken("enrolled_women.part_of_enrolled", {"enrolled_women": "26"}),
        Broken("completed.part_of_enrolled", {"completed": "26"}),
        Broken("certified.part_of_enrolled", {"completed": None, "certified": "26"}),
        Broken("certified.part_of_completed", {"certified": "21"}),
    ],
    aside={
        ("enrolled.range", "-1"): {"enrolled_women": None, "completed": None, "certified": None},
        ("completed.range", "-1"): {"certified": None},
    },
    limit_aside={
        ("enrolled", "0"): {"enrolled_women": "0", "completed": "0", "certified": "0"},
        ("completed", "0"): {"certified": "0"},
    },
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


def test_everyone_may_be_a_woman_finish_and_be_certified(workspace: Workspace) -> None:
    row = {**TRIAL.good, "enrolled_women": "25", "completed": "25", "certified": "25"}

    assert prepare_rows(workspace, "training_sessions", [row]).rows_accepted == 1


def test_ending_on_the_day_of_the_start_is_allowed(workspace: Workspace) -> None:
    assert prepare_rows(workspace, "training_sessions", [{**TRIAL.good, "ends_on": "02/03/2026"}]).rows_accepted == 1


def test_only_what_is_required_need_be_given(workspace: Workspace) -> None:
    row = {"session_ref": "S-1", "theme": "محاسبة التعاونيات", "province": "صفرو", "starts_on": "٢ مارس ٢٠٢٦", "enrolled": "٢٥"}

    (accepted,) = accepted_rows(prepare_rows(workspace, "training_sessions", [row]))

    assert (accepted["province"], accepted["starts_on"], accepted["enrolled"], accepted["organisation_ref"]) == (
        "03.451",
        date(2026, 3, 2),
        25,
        None,
    )


def test_the_advice_on_more_certified_than_have_completed(workspace: Workspace) -> None:
    (line,) = quarantined(prepare_rows(workspace, "training_sessions", [{**TRIAL.good, "certified": "21"}]))

    assert (line["rule"], line["cell"], line["found"]) == ("certified.part_of_completed", "K2", "21")
    assert line["advice_fr"] == "Les certifiés sont plus nombreux que ceux qui ont achevé la session ; corrigez l'un des deux nombres."
    assert line["advice_ar"] == "عدد الحاصلين على شهادة يفوق عدد الذين أتموا التكوين؛ صحّحوا أحد العددين."
    assert line["advice_en"] == "More people were certified than completed the session; correct one of the two figures."
