"""Every rule of `activity_surveys`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows, quarantined
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "activity_surveys",
    good={
        "response_ref": "E-1", "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "province": "Ifrane", "turnover_mad": "2,5 MDH",
        "members_total": "20", "members_women": "12", "mean_member_income_mad": "1 850 DH", "export_share": "35 %",
    },
    across=[
        Broken("organisation_ref.one_of", {"organisation_ref": None, "ice": None, "organisation_name": None}),
        Broken("members_women.part_of_total", {"members_women": "21"}),
    ],
    aside={("members_total.range", "-1"): {"members_women": None}},
    limit_aside={("members_total", "0"): {"members_women": "0"}},
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize(
    ("text", "share"), [("35 %", 0.35), ("35%", 0.35), ("0,35", 0.35), ("0.35", 0.35), ("٪٣٥", 0.35), ("100 %", 1), ("0", 0), (None, None)]
)
def test_a_share_is_a_part_of_one_however_it_is_written(workspace: Workspace, text: str | None, share: float | None) -> None:
    prepared = prepare_rows(workspace, "activity_surveys", [{**TRIAL.good, "export_share": text}])

    assert [row["export_share"] for row in accepted_rows(prepared)] == [pytest.approx(share)]


@pytest.mark.parametrize("text", ["35", "101 %", "-1 %"])
def test_a_share_of_more_than_all_or_less_than_nothing_is_refused(workspace: Workspace, text: str) -> None:
    prepared = prepare_rows(workspace, "activity_surveys", [{**TRIAL.good, "export_share": text}])

    assert broken_rules(prepared) == {2: {"export_share.range"}}


def test_amounts_are_dirhams_however_they_are_written(workspace: Workspace) -> None:
    rows = [TRIAL.good, {**TRIAL.good, "response_ref": "E-2", "turnover_mad": "350 KDH", "mean_member_income_mad": "٢٠٠٠ درهم"}]

    prepared = prepare_rows(workspace, "activity_surveys", rows)

    assert [(row["turnover_mad"], row["mean_member_income_mad"]) for row in accepted_rows(prepared)] == [(2_500_000, 1850), (350_000, 2000)]


def test_all_members_may_be_women(workspace: Workspace) -> None:
    assert prepare_rows(workspace, "activity_surveys", [{**TRIAL.good, "members_women": "20"}]).rows_accepted == 1


def test_who_and_where_is_enough_of_an_answer(workspace: Workspace) -> None:
    row = {"response_ref": "E-1", "organisation_name": "تعاونية الأمل", "province": "إفران"}

    assert prepare_rows(workspace, "activity_surveys", [row]).rows_accepted == 1


def test_the_advice_on_more_women_than_members(workspace: Workspace) -> None:
    (line,) = quarantined(prepare_rows(workspace, "activity_surveys", [{**TRIAL.good, "members_women": "21"}]))

    assert (line["rule"], line["cell"], line["found"]) == ("members_women.part_of_total", "H2", "21")
    assert line["advice_fr"] == "Le nombre de femmes dépasse le nombre total d'adhérents ; corrigez l'un des deux."
    assert line["advice_ar"] == "عدد النساء يفوق مجموع المنخرطين؛ صحّحوا أحد العددين."
    assert line["advice_en"] == "There are more women than members in all; correct one of the two figures."
