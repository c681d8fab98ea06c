"""Figures as people read them, against examples written by hand."""

from __future__ import annotations

import pytest

from publishing.wording import change_text, figure_text


@pytest.mark.parametrize(
    ("value", "unit", "language", "text"),
    [
        (1452.0, "jobs", "fr", "1\u202f452"),
        (1452.0, "jobs", "ar", "\u20661\u202f452\u2069"),
        (1452.0, "jobs", "en", "1,452"),
        (-3.0, "jobs", "fr", "\u22123"),
        (-3.0, "jobs", "ar", "\u2066\u22123\u2069"),
        (0.205, "share", "fr", "20,5\u202f%"),
        (0.2, "share", "en", "20%"),
        (1.0, "rate", "fr", "100\u202f%"),
        (12.25, "fte", "fr", "12,2"),
        (10.0, "fte", "fr", "10"),
        (4.256, "score_1_5", "fr", "4,26"),
        (12300.0, "MAD", "fr", "12\u202f300\u00a0MAD"),
        (12300.0, "MAD_per_month", "ar", "\u206612\u202f300\u2069\u00a0درهم"),
        (-0.2, "jobs", "fr", "0"),
        (None, "jobs", "fr", "–"),
    ],
)
def test_a_value_is_written_as_people_read_it(value: float | None, unit: str, language: str, text: str) -> None:
    assert figure_text(value, unit, language) == text  # type: ignore[arg-type]


def test_a_value_that_is_kept_back_says_so() -> None:
    assert figure_text(None, "jobs", "fr", is_confidential=True) == "confidentiel"


@pytest.mark.parametrize(
    ("change", "unit", "language", "text"),
    [
        (12.0, "jobs", "fr", "+12"),
        (-1200.0, "jobs", "fr", "\u22121\u202f200"),
        (0.0, "jobs", "fr", "0"),
        (0.035, "share", "fr", "+3,5\u00a0points"),
        (-0.01, "share", "fr", "\u22121\u00a0point"),
        (0.035, "share", "ar", "\u2066+3,5\u2069\u00a0نقطة"),
        (None, "share", "fr", "–"),
    ],
)
def test_a_change_bears_its_sign_and_shares_change_in_points(change: float | None, unit: str, language: str, text: str) -> None:
    assert change_text(change, unit, language) == text  # type: ignore[arg-type]
