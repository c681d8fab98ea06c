"""Every rule of `investment_projects`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from rule_helpers import Broken, ContractRules, Trial

TRIAL = Trial(
    "investment_projects",
    good={
        "project_ref": "P-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "title": "Huilerie", "province": "Fès", "commune": "Oulad Tayeb",
        "sector": "food_processing", "status": "approved", "submitted_on": "05/01/2026", "decided_on": "10/02/2026", "amount_mad": "2,5 MDH", "jobs_promised": "12", "jobs_realised": "3",
    },
    across=[
        Broken("ice.one_of", {"ice": None, "organisation_name": None}),
        Broken("commune.in_province", {"commune": "Missour"}),
        Broken("decided_on.not_before_submission", {"decided_on": "04/01/2026"}),
    ],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL
