"""Finding the header and matching it with what a contract expects."""

from __future__ import annotations

import pytest

from ingestion.reading.headers import find_header, match_headers
from ingestion.reading.text_table import Merge, column_letter

EXPECTED = {
    "local_ref": frozenset({"reference", "ref", "المرجع"}),
    "name_fr": frozenset({"denomination", "nom"}),
    "members_total": frozenset({"membres total", "nombre d adherents"}),
    "members_women": frozenset({"membres femmes", "femmes", "النساء"}),
    "amount_mad": frozenset({"montant", "montant mad"}),
}


@pytest.mark.parametrize(
    ("position", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_column_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_header_is_found_by_names_below_a_full_line_of_words() -> None:
    rows = [("Chambre", "de", "Fès"), ("ref", "nom", "montant"), ("a", "b", "c")]

    assert find_header(rows, EXPECTED).rows == (1,)


def test_header_of_two_lines_is_found_by_names() -> None:
    rows = [("Réf", "Membres", None, "Nom"), (None, "Total", "Femmes", None), ("a", "1", "2", "b")]

    place = find_header(rows, EXPECTED)

    assert place.rows == (0, 1)
    assert place.first_data_row == 2
    assert place.texts == ("Réf", "Membres Total", "Membres Femmes", "Nom")


def test_a_title_above_the_header_is_not_part_of_it() -> None:
    rows = [("Registre des membres", None, None), ("Réf", "Nom", "Femmes"), ("a", "b", "1")]

    assert find_header(rows, EXPECTED).rows == (1,)


def test_header_of_two_lines_is_found_by_shape() -> None:
    rows = [("Code", "Effectif", None, "Lieu"), (None, "Hommes", "Femmes", None), ("a", "1", "2", "b")]

    assert find_header(rows).texts == ("Code", "Effectif Hommes", "Effectif Femmes", "Lieu")


def test_a_row_with_gaps_below_a_header_with_gaps_stays_a_row() -> None:
    rows = [("Nom", None, "Ville", "Avis"), ("Ali", "x", None, "bon"), ("Sara", "y", "Fès", "bon")]

    assert find_header(rows).rows == (0,)


def test_captions_over_groups_join_the_header_when_merged_cells_tell_them() -> None:
    rows = [("", "Effectif", None, ""), ("Code", "Hommes", "Femmes", "Lieu"), ("a", "1", "2", "b")]

    place = find_header(rows, None, [Merge(0, 1, 0, 2)])

    assert place.texts == ("Code", "Effectif Hommes", "Effectif Femmes", "Lieu")


def test_merged_title_over_the_whole_table_is_a_title() -> None:
    rows = [("Registre", None, None), ("Code", "Nom", "Lieu"), ("a", "b", "c")]

    assert find_header(rows, None, [Merge(0, 0, 0, 2)]).rows == (1,)


def test_years_may_name_columns() -> None:
    rows = [("Province", "2024", "2025"), ("Fès", "12", "13"), ("Ifrane", "5", "6")]

    assert find_header(rows).rows == (0,)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("RÉFÉRENCE", "local_ref"),
        (" ref. ", "local_ref"),
        ("Montant (MAD) *", "amount_mad"),
        ("montant (en dirhams)", "amount_mad"),
        ("Femmes [nombre]", "members_women"),
        ("Femmes / النساء", "members_women"),
        ("المرجع\nRéférence", "local_ref"),
        ("Nombre d'adhérents", "members_total"),
        ("Montant\xa0(MAD)\u200f", "amount_mad"),
        ("Mon\u200btant", "amount_mad"),
        ("\u2067النِّســـاء\u2069", "members_women"),
        ("ﺍﻟﻨﺴﺎﺀ", "members_women"),
        ("MONTANT\u202f:", "amount_mad"),
    ],
)
def test_a_column_is_known_under_many_spellings(text: str, canonical: str) -> None:
    assert match_headers([text], EXPECTED).mapping == {canonical: 0}


def test_unknown_and_missing_columns_are_told() -> None:
    match = match_headers(["Réf", "Observations", "Montant"], EXPECTED)

    assert match.mapping == {"local_ref": 0, "amount_mad": 2}
    assert match.unknown == (1,)
    assert match.missing == ("name_fr", "members_total", "members_women")


def test_two_columns_for_one_name_are_ambiguous() -> None:
    match = match_headers(["Réf", "Nom", "Dénomination"], EXPECTED)

    assert match.ambiguous == (("name_fr", (1, 2)),)
    assert "name_fr" not in match.mapping
    assert "name_fr" not in match.missing


def test_an_exact_name_beats_one_with_brackets() -> None:
    match = match_headers(["Montant (USD)", "Montant"], EXPECTED)

    assert match.mapping == {"amount_mad": 1}
    assert match.unknown == (0,)


def test_a_name_that_two_canonical_columns_share_is_ambiguous() -> None:
    match = match_headers(["date"], {"a": {"date"}, "b": {"date"}})

    assert match.ambiguous == (("a", (0,)), ("b", (0,)))
