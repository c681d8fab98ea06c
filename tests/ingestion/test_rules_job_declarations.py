"""Every rule of `job_declarations`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import accepted_rows, prepare_rows
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "job_declarations",
    good={
        "local_ref": "J-1", "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "province": "Fès", "commune": "Oulad Tayeb",
        "occupation": "tisserande", "headcount": "1", "state": "declared", "evidence": "cnss", "employment_type": "salaried", "sex": "female", "birth_year": "1990",
        "area": "rural", "started_on": "01/03/2026", "ended_on": "30/06/2026", "hours_per_week": "44", "months_per_year": "12", "person_id": "CD123456", "programme": "Awrach",
    },
    across=[
        Broken("organisation_ref.one_of", {"organisation_ref": None, "ice": None, "organisation_name": None}),
        Broken("commune.in_province", {"commune": "Missour"}),
        Broken("evidence.when_evidenced", {"state": "evidenced", "evidence": None}),
        Broken("birth_year.age_at_start", {"birth_year": "2012"}),  # 14
        Broken("birth_year.age_at_start", {"birth_year": "1945"}),  # 81
        Broken("ended_on.not_before_start", {"ended_on": "28/02/2026"}),
        Broken("person_id.single_headcount", {"headcount": "2"}),
    ],
    aside={
        ("headcount.range", "0"): {"person_id": None},
        ("birth_year.range", "1899"): {"started_on": "01/03/1960"},
        ("birth_year.range", "2101"): {"started_on": "01/03/2120", "ended_on": None},
    },
    limit_aside={("birth_year", "1900"): {"started_on": "01/03/1960"}, ("birth_year", "2100"): {"started_on": "01/03/2120", "ended_on": None}},
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


def test_ages_of_fifteen_and_eighty_are_allowed(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "local_ref": year, "birth_year": year} for year in ("2011", "1946")]

    assert prepare_rows(workspace, "job_declarations", rows).rows_accepted == 2


def test_a_blank_head_count_is_one_and_said_to_be_filled_in(workspace: Workspace) -> None:
    prepared = prepare_rows(workspace, "job_declarations", [{**TRIAL.good, "headcount": None}])

    assert accepted_rows(prepared)[0]["headcount"] == 1
    assert prepared.imputed == {"headcount": 1}


def test_ending_on_the_day_of_the_start_is_allowed(workspace: Workspace) -> None:
    assert prepare_rows(workspace, "job_declarations", [{**TRIAL.good, "ended_on": "01/03/2026"}]).rows_accepted == 1
