"""Folding: the spellings that must meet, and one table of steps for Python and DuckDB."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.text import fold, fold_sql

_CONNECTION = duckdb.connect()
_QUERY = f"select {fold_sql('x')} from (select unnest(?::varchar[]) as x)"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Coopérative Al-Amal", "cooperative al amal"),
        ("  L’ÉTÉ\tà   Fès ", "l ete a fes"),
        ("n°_de/l'acte", "n de l acte"),
        ("Main-d’œuvre", "main d oeuvre"),
        ("أحمد إبراهيم آسية ٱلله", "احمد ابراهيم اسيه الله"),
        ("تَعَاوُنِيَّة", "تعاونيه"),
        ("التعـــاونية", "التعاونيه"),
        ("مستشفى", "مستشفي"),
        ("مؤسسة عائلية", "موسسه عايليه"),
        ("الاسم، العنوان؛ الهاتف؟", "الاسم العنوان الهاتف"),
        ("ﺗﻌﺎﻭﻧﻴﺔ ﻻﻟﺔ", "تعاونيه لاله"),
        ("\u200fفاس\u200e \ufeff", "فاس"),
        ("İFRANE", "ifrane"),
        ("Σίσυφος", "σισυφοσ"),
        ("2024 – ٢٠٢٤ – ۲۰۲۴", "2024 2024 2024"),
        ("N° RC, Nº RC", "n rc n rc"),
        ("№ RC", "n rc"),
        ("أݣادير أگادير", "اكادير اكادير"),
        ("", ""),
        ("***", ""),
    ],
)
def test_spellings_meet(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.lists(st.text(), min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_python_and_duckdb_agree_on_any_text(texts: list[str]) -> None:
    in_duckdb = [row[0] for row in _CONNECTION.execute(_QUERY, [texts]).fetchall()]
    assert in_duckdb == [fold(text) for text in texts]


def test_python_and_duckdb_agree_on_every_letter_up_to_the_first_supplement() -> None:
    letters = [f"a{chr(code)}b" for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    in_duckdb = [row[0] for row in _CONNECTION.execute(_QUERY, [letters]).fetchall()]
    assert [(a, fold(a), b) for a, b in zip(letters, in_duckdb, strict=True) if fold(a) != b] == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_null_stays_null_in_sql() -> None:
    assert _CONNECTION.execute(f"select {fold_sql('null::varchar')}").fetchone() == (None,)
