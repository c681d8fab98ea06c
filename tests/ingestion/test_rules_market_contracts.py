"""Every rule of `market_contracts`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, prepare_rows, quarantined
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "market_contracts",
    good={
        "contract_ref": "M-1", "buyer": "Label'Vie", "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "product": "Huile d'olive",
        "sector": "food_processing", "signed_on": "05/03/2026", "value_mad": "350 KDH", "channel": "shop",
    },
    across=[Broken("organisation_ref.one_of", {"organisation_ref": None, "ice": None, "organisation_name": None})],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Foire ou salon", "fair"), ("salon", "fair"), ("معرض", "fair"), ("المعارض", "fair"),
        ("Boutique", "shop"), ("grande surface", "shop"), ("متجر", "shop"), ("محل تجاري", "shop"),
        ("Export", "export"), ("à l'export", "export"), ("تصدير", "export"),
        ("En ligne", "online"), ("e-commerce", "online"), ("عبر الإنترنت", "online"), ("عبر الانترنت", "online"),
        ("Commande publique", "public_procurement"), ("marché public", "public_procurement"), ("صفقة عمومية", "public_procurement"), ("سند طلب", "public_procurement"),
        ("Autre", "other"), ("أخرى", "other"), (None, None),
    ],
)  # fmt: skip
def test_a_channel_is_known_by_its_names(workspace: Workspace, label: str | None, code: str | None) -> None:
    prepared = prepare_rows(workspace, "market_contracts", [{**TRIAL.good, "channel": label}])

    assert [row["channel"] for row in accepted_rows(prepared)] == [code]


def test_a_sector_is_known_by_its_names_and_another_is_kept_as_it_is_written(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "contract_ref": sector, "sector": sector} for sector in ("Broderie", "زرابي", "تربية النحل", "Astronomie")]

    prepared = prepare_rows(workspace, "market_contracts", rows)

    assert [row["sector"] for row in accepted_rows(prepared)] == ["textile", "textile", "livestock", "Astronomie"]


def test_a_value_is_dirhams_however_it_is_written(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "contract_ref": text, "value_mad": text} for text in ("350 KDH", "2,5 MDH", "12 500,50", "٣٥٠ ألف درهم")]

    prepared = prepare_rows(workspace, "market_contracts", rows)

    assert [row["value_mad"] for row in accepted_rows(prepared)] == [350_000, 2_500_000, 12_500.5, 350_000]


def test_the_advice_on_a_contract_with_nobody(workspace: Workspace) -> None:
    nobody = {"organisation_ref": None, "ice": None, "organisation_name": None}

    (line,) = quarantined(prepare_rows(workspace, "market_contracts", [{**TRIAL.good, **nobody}]))

    assert (line["rule"], line["cell"], line["found"]) == ("organisation_ref.one_of", "C2", None)
    assert line["advice_fr"] == "Indiquez l'organisation : sa référence, son ICE ou son nom."
    assert line["advice_ar"] == "حدّدوا المنظمة بمرجعها أو بتعريفها الموحد (ICE) أو باسمها."
    assert line["advice_en"] == "Name the organisation by its reference, its ICE or its name."
