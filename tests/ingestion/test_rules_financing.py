"""Every rule of `financing`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows, quarantined
from rule_helpers import Broken, ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "financing",
    good={
        "financing_ref": "F-1", "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "instrument": "loan", "programme": "Intelaka",
        "province": "Fès", "women_led": "oui", "amount_approved_mad": "2,5 MDH", "approved_on": "05/03/2026", "amount_disbursed_mad": "350 KDH", "disbursed_on": "20/03/2026",
    },
    across=[
        Broken("organisation_ref.one_of", {"organisation_ref": None, "ice": None, "organisation_name": None}),
        Broken("amount_disbursed_mad.within_approved", {"amount_disbursed_mad": "2 500 000,01"}),
        Broken("disbursed_on.not_before_approval", {"disbursed_on": "04/03/2026"}),
        Broken("disbursed_on.when_disbursed", {"disbursed_on": None}),
        Broken("disbursed_on.when_disbursed", {"amount_disbursed_mad": "0,01", "disbursed_on": None}),
    ],
    aside={("amount_approved_mad.range", "0"): {"amount_disbursed_mad": "0"}},
    limit_aside={("amount_approved_mad", "0.5"): {"amount_disbursed_mad": "0,5"}},
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Prêt", "loan"), ("crédit", "loan"), ("CMT", "loan"), ("قرض", "loan"), ("قروض صغرى", "loan"),
        ("Prêt d'honneur", "honour_loan"), ("PRET D’HONNEUR", "honour_loan"), ("قرض الشرف", "honour_loan"), ("قرض بدون فائدة", "honour_loan"),
        ("Subvention", "grant"), ("don", "grant"), ("منحة", "grant"), ("إعانة", "grant"), ("دعم", "grant"),
        ("Garantie", "guarantee"), ("caution", "guarantee"), ("ضمان", "guarantee"), ("كفالة", "guarantee"),
        ("Prise de participation", "equity"), ("مساهمة في رأس المال", "equity"), ("رأسمال", "equity"),
        ("Appui en nature", "in_kind"), ("don en nature", "in_kind"), ("دعم عيني", "in_kind"), ("معدات", "in_kind"),
    ],
)  # fmt: skip
def test_an_instrument_is_known_by_its_names(workspace: Workspace, label: str, code: str) -> None:
    prepared = prepare_rows(workspace, "financing", [{**TRIAL.good, "instrument": label}])

    assert [row["instrument"] for row in accepted_rows(prepared)] == [code]


@pytest.mark.parametrize(
    ("answer", "is_led_by_a_woman"), [("Oui", True), ("نعم", True), ("1", True), ("NON", False), ("لا", False), (None, None)]
)
def test_led_by_a_woman_is_yes_or_no_or_not_known(workspace: Workspace, answer: str | None, is_led_by_a_woman: bool | None) -> None:
    prepared = prepare_rows(workspace, "financing", [{**TRIAL.good, "women_led": answer}])

    assert [row["women_led"] for row in accepted_rows(prepared)] == [is_led_by_a_woman]


def test_amounts_are_dirhams_however_they_are_written(workspace: Workspace) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, "financing", [TRIAL.good]))
    (arabic,) = accepted_rows(prepare_rows(workspace, "financing", [{**TRIAL.good, "amount_approved_mad": "٣ ملايين درهم"}]))

    assert (row["amount_approved_mad"], row["amount_disbursed_mad"]) == (2_500_000, 350_000)
    assert arabic["amount_approved_mad"] == 3_000_000


def test_what_is_not_disbursed_needs_no_date(workspace: Workspace) -> None:
    rows = [
        {**TRIAL.good, "financing_ref": text or "blank", "amount_disbursed_mad": text, "disbursed_on": None}
        for text in ("0", "0,00 DH", None)
    ]

    assert prepare_rows(workspace, "financing", rows).rows_accepted == 3


def test_all_may_be_disbursed_on_the_day_of_the_approval(workspace: Workspace) -> None:
    row = {**TRIAL.good, "amount_disbursed_mad": "2 500 000 DH", "disbursed_on": "05/03/2026"}

    assert prepare_rows(workspace, "financing", [row]).rows_accepted == 1


@pytest.mark.parametrize("known", ["organisation_ref", "ice", "organisation_name"])
def test_one_way_of_naming_the_organisation_is_enough(workspace: Workspace, known: str) -> None:
    others = {name: None for name in ("organisation_ref", "ice", "organisation_name") if name != known}

    assert prepare_rows(workspace, "financing", [{**TRIAL.good, **others}]).rows_accepted == 1


def test_the_advice_on_a_disbursement_without_a_date(workspace: Workspace) -> None:
    (line,) = quarantined(prepare_rows(workspace, "financing", [{**TRIAL.good, "disbursed_on": None}]))

    assert (line["rule"], line["cell"], line["found"]) == ("disbursed_on.when_disbursed", "L2", None)
    assert line["advice_fr"] == "Un montant est débloqué sans date ; donnez la date de déblocage, ou retirez le montant débloqué."
    assert line["advice_ar"] == "صُرف مبلغ دون تاريخ؛ اذكروا تاريخ الصرف أو احذفوا المبلغ المصروف."
    assert line["advice_en"] == "An amount is disbursed without a date; give the date of disbursement, or remove the amount disbursed."


@pytest.mark.parametrize("column", ["disbursed_on", "ice"])
def test_what_cannot_be_read_is_not_called_missing_as_well(workspace: Workspace, column: str) -> None:
    row = {**TRIAL.good, "organisation_ref": None, "organisation_name": None, column: "à préciser"}

    assert broken_rules(prepare_rows(workspace, "financing", [row])) == {2: {f"{column}.type"}}
