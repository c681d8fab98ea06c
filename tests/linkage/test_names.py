"""Names brought to comparable keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.names import read_name

SAME = [
    ("Coopérative Al Amal de tissage", "Coop. El Amal Tissage"),
    ("Coopérative Al Amal de tissage", "COOPERATIVE ELAMAL POUR LE TISSAGE"),
    ("Sté Al Amal", "Société AL-AMAL SARL"),
    ("G.I.E. Al Wifaq", "Groupement d'intérêt économique Al Wifaq"),
    ("Coopérative An Nour", "Cooprative En-Nour"),
    ("Al Khair (Coopérative du cuir)", "Coopérative Al Khair du cuir"),
    ("Coopérative Ach Chourouq", "Coop Achchourouq"),
    ("تعاونية الأمل للنسيج", "التعاونية الامل لإنتاج النسيج"),
    ("جمعية النور", "ج. نور"),
    ("مجموعة ذات النفع الاقتصادي الوفاق", "مجموعة الوفاق"),
    ("Coopérative Al Amal Sefrou", "Coopérative Al Amal"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_have_one_key(one: str, other: str) -> None:
    left, right = read_name(one), read_name(other)

    assert (left.key, left.trades, left.numbers) == (right.key, right.trades, right.numbers)


@pytest.mark.parametrize(
    ("french", "arabic"),
    [
        ("Coopérative Al Amal de tissage", "تعاونية الأمل للنسيج"),
        ("Coopérative Dar As Sanaa de plantes aromatiques", "تعاونية دار الصنعة للنباتات العطرية"),
        ("Association Jbal Zerhoun d'apiculture", "جمعية جبل زرهون لتربية النحل"),
        ("Union des coopératives An Najah d'huile d'olive", "اتحاد تعاونيات النجاح لزيت الزيتون"),
    ],
)
def test_both_scripts_meet_in_form_trade_and_sound(french: str, arabic: str) -> None:
    left, right = read_name(french), read_name(arabic)

    assert (left.form, left.trades, left.sounds) == (right.form, right.trades, right.sounds)


def test_a_number_is_kept_apart_from_the_name() -> None:
    assert read_name("Coopérative Al Amal 2").numbers == ("2",)
    assert read_name("Coopérative Al Amal 2").key == read_name("Coopérative Al Amal").key


def test_a_kind_with_an_article_behind_the_kind_is_the_name() -> None:
    assert read_name("تعاونية الاتحاد").words == ("اتحاد",)


def test_a_trade_that_is_all_there_is_stays_the_name() -> None:
    assert read_name("COOPERATIVE TAPIS").words == ("tapis",)


def test_one_wrong_letter_in_a_trade_is_forgiven() -> None:
    assert read_name("Coopérative Al Ofoq de ceramoque").trades == read_name("Coopérative Al Ofoq de céramique").trades


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    keys = read_name(text)

    assert keys == read_name(text)
    assert len(keys.sounds) == len(keys.words)
