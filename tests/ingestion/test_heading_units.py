"""Units that headings and titles tell: an amount below «KDH» is a thousand times what its digits say."""

from __future__ import annotations

import duckdb
import pytest

from ingestion.conforming.heading_units import unit_of_amounts, with_unit_sql
from ingestion.conforming.values import read_money


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Montant (KDH)", "KDH"),
        ("Montant en milliers de dirhams", "KDH"),
        ("Financement (x 1 000 DH)", "KDH"),
        ("المبلغ (بآلاف الدراهم)", "KDH"),
        ("المبلغ (ألف درهم)", "KDH"),
        ("CA (MDH)", "MDH"),
        ("Montant (en millions de DH)", "MDH"),
        ("المبلغ بملايين الدراهم", "MDH"),
        ("Montant MMDH", "MMDH"),
        ("Montant (DH)", None),
        ("المبلغ (درهم)", None),
        ("Montant", None),
    ],
)
def test_a_heading_tells_its_unit(heading: str, unit: str | None) -> None:
    assert unit_of_amounts(heading) == unit


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Situation au 31/03/2026 (en KDH)", "KDH"),
        ("Unité : millions de DH", "MDH"),
        ("المبالغ بآلاف الدراهم", "KDH"),
        ("(الوحدة: ألف درهم)", "KDH"),
        ("Budget de 3 MDH", None),
        ("Projets de plus de 5 MDH", None),
        ("Financement de 20 millions de DH", None),
    ],
)
def test_a_title_counts_only_where_it_speaks_of_all_amounts(title: str, unit: str | None) -> None:
    assert unit_of_amounts("Montant", [title]) == unit


def test_the_unit_of_a_heading_beats_that_of_a_title() -> None:
    assert unit_of_amounts("Montant (DH)", ["Montants en KDH"]) is None
    assert unit_of_amounts("Montant (MDH)", ["Montants en KDH"]) == "MDH"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("350", 350_000),
        ("2,5", 2_500),
        ("1 200,50", 1_200_500),
        ("٣٥٠", 350_000),
        ("350 DH", 350),
        ("2 MDH", 2_000_000),
        ("12.500", None),
        ("à préciser", None),
    ],
)
def test_bare_numbers_take_the_unit_and_others_keep_their_own(text: str, amount: float | None) -> None:
    found = duckdb.execute(f"select {with_unit_sql('x', 'KDH')} from (select ?::varchar as x)", [text]).fetchone()

    assert found is not None
    assert read_money(found[0]) == amount
