"""Headings that differ by their small words are one; a form that two columns could claim is nobody's."""

from __future__ import annotations

import pytest

from ingestion.contract import load_contracts
from ingestion.heading_variants import heading_variants, with_variants
from ingestion.partners import Feed, Partner
from ingestion.reading.headers import match_headers
from ingestion.source import expected_headings


@pytest.mark.parametrize(
    ("heading", "also"),
    [
        ("nombre d heures", "nb heures"),
        ("nb heures", "nbre d heures"),
        ("n de convention", "numero de la convention"),
        ("reference session", "ref de la session"),
        ("date de signature", "date signature"),
        ("montant engage", "mt engage"),
    ],
)
def test_small_words_do_not_matter(heading: str, also: str) -> None:
    assert also in heading_variants(heading)


def test_other_words_do() -> None:
    assert heading_variants("heures") == {"heures"}
    assert "nb jours" not in heading_variants("nombre d heures")


def test_a_form_of_two_columns_is_nobodys() -> None:
    found = with_variants({"a": {"date debut"}, "b": {"date de debut"}})

    assert not found["a"] & found["b"]


@pytest.mark.parametrize(
    ("contract", "heading", "column"),
    [
        ("agreements", "Num. de la convention", "agreement_ref"),
        ("training_sessions", "Nbr d'heures", "hours"),
        ("financing", "Mt approuvé", "amount_approved_mad"),
        ("hub_accounts", "N° pièce", "entry_ref"),
        ("hub_visits", "ID passage", "visit_ref"),
        ("hub_resources", "Mis en service le", "in_service_from"),
    ],
)
def test_columns_are_found_under_usual_forms(contract: str, heading: str, column: str) -> None:
    feed = Feed(Partner("p", "P", "ش", "fr"), contract)

    assert column in match_headers([heading], expected_headings(load_contracts()[contract], feed)).mapping
