"""Every rule of `agreements`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from intake_helpers import accepted_rows, prepare_rows, quarantined
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "agreements",
    good={
        "agreement_ref": "C-1", "programme": "Programme de développement rural", "funder": "Conseil régional", "signed_on": "12/05/2025",
        "committed_mad": "12,5 MDH", "paid_mad": "4 250 000,00 DH", "province": "Taza",
    },
    across=[Broken("paid_mad.within_committed", {"paid_mad": "12 500 000,01"})],
    aside={("committed_mad.range", "0"): {"paid_mad": "0"}},
    limit_aside={("committed_mad", "0.5"): {"paid_mad": "0,5"}},
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


def test_a_commitment_may_be_paid_in_full_or_not_yet_at_all(workspace: Workspace) -> None:
    rows = [{**TRIAL.good, "agreement_ref": text or "blank", "paid_mad": text} for text in ("12 500 KDH", "0", None)]

    prepared = prepare_rows(workspace, "agreements", rows)

    assert [row["paid_mad"] for row in accepted_rows(prepared)] == [12_500_000, 0, None]


def test_an_agreement_without_a_province_is_for_the_whole_region(workspace: Workspace) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, "agreements", [{**TRIAL.good, "province": None}]))

    assert (row["province"], row["committed_mad"], row["paid_mad"]) == (None, 12_500_000, 4_250_000)


def test_the_advice_on_more_paid_than_committed(workspace: Workspace) -> None:
    (line,) = quarantined(prepare_rows(workspace, "agreements", [{**TRIAL.good, "paid_mad": "13 MDH"}]))

    assert (line["rule"], line["cell"], line["found"]) == ("paid_mad.within_committed", "F2", "13 MDH")
    assert line["advice_fr"] == "Le montant payé dépasse le montant engagé ; corrigez l'un des deux."
    assert line["advice_ar"] == "المبلغ المؤدى يفوق المبلغ الملتزم به؛ صحّحوا أحدهما."
    assert line["advice_en"] == "More was paid than was committed; correct one of the two amounts."
