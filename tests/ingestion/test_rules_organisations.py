"""Every rule of `organisations`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import accepted_rows, prepare_rows, quarantined
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "organisations",
    good={
        "local_ref": "ORG-1", "ice": "001561191000066", "cooperative_number": "123/2019", "court": "Fès", "name_fr": "Coopérative Al Amal", "name_ar": "تعاونية الأمل",
        "legal_form": "Coopérative", "province": "Fès", "commune": "Oulad Tayeb", "sector": "agriculture", "members_total": "20", "members_women": "12",
        "members_youth": "5", "founded_on": "12/05/2019", "status": "active", "phone": "0535 11 22 33", "email": "amal@example.ma",
    },
    across=[
        Broken("name_fr.one_of", {"name_fr": None, "name_ar": None}),
        Broken("commune.in_province", {"commune": "Missour"}),
        Broken("members_women.part_of_total", {"members_women": "21"}),
        Broken("members_youth.part_of_total", {"members_youth": "21"}),
        Broken("founded_on.not_after_delivery", {"founded_on": "06/10/2026"}),  # the tests' files are received on 5 October 2026
    ],
    aside={("members_total.range", "-1"): {"members_women": None, "members_youth": None}},
    limit_aside={("members_total", "0"): {"members_women": "0", "members_youth": "0"}},
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


def test_one_name_is_enough_and_an_unlisted_sector_is_kept(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "local_ref": "A", "name_fr": None}, {**TRIAL.good, "local_ref": "B", "name_ar": None, "sector": "Astronomie"}]

    prepared = prepare_rows(workspace, "organisations", rows)

    assert prepared.rows_accepted == 2
    assert accepted_rows(prepared)[1]["sector"] == "Astronomie"


def test_founded_on_the_day_of_delivery_is_not_after_it(workspace: Workspace) -> None:
    assert prepare_rows(workspace, "organisations", [{**TRIAL.good, "founded_on": "05/10/2026"}]).rows_accepted == 1


def test_wrong_check_digits_warn_and_keep_the_row(workspace: Workspace) -> None:
    prepared = prepare_rows(workspace, "organisations", [{**TRIAL.good, "ice": "001561191000067"}])

    assert (prepared.rows_accepted, prepared.failures, prepared.warnings) == (1, {}, {"ice.check_digits": 1})
    assert [(line["rule"], line["severity"], line["cell"]) for line in quarantined(prepared)] == [("ice.check_digits", "warning", "B2")]
