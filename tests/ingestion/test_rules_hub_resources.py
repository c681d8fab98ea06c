"""Every rule of `hub_resources`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from rule_helpers import ContractRules, Trial

TRIAL = Trial(
    "hub_resources",
    good={
        "resource_code": "R-1", "name_fr": "Salle Atlas", "name_ar": "قاعة الأطلس", "kind": "training_room", "capacity_people": "30", "area_m2": "60,5", "open_days": "lundi-samedi",
        "opens_at": "08:30", "closes_at": "18h", "hourly_tariff_mad": "150 DH", "in_service_from": "01/01/2025", "in_service_to": "31/12/2027",
    },
    across=[],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL
