"""Messy values still say exactly what they stand for."""

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo import mess
from demo.folding import fold

SEEDS = st.integers(0, 10_000).map(Random)
DAYS = st.dates(date(2000, 1, 1), date(2068, 12, 31))


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("iso", "2026-05-12"),
        ("slash", "12/05/2026"),
        ("dash", "12-05-26"),
        ("words", "12 mai 2026"),
        ("arabic", "12 ماي 2026"),
        ("arabic_digits", "١٢/٠٥/٢٠٢٦"),
        ("real", date(2026, 5, 12)),
    ],
)
def test_a_day_is_written_in_each_style(style: str, written: mess.Cell) -> None:
    assert mess.date_text(date(2026, 5, 12), style) == written


def test_a_year_before_2000_keeps_four_digits() -> None:
    assert mess.date_text(date(1998, 5, 12), "dash") == "12-05-1998"


def test_august_is_called_as_in_morocco() -> None:
    assert mess.month_text(date(2026, 8, 1), "arabic") == "غشت 2026"


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="no date style 'american'"):
        mess.date_text(date(2026, 5, 12), "american")


def test_an_instant_in_ramadan_has_no_offset() -> None:
    instant = datetime(2026, 3, 2, 14, 0, tzinfo=ZoneInfo("Africa/Casablanca"))

    assert mess.instant_text(instant, "iso") == "2026-03-02T14:00:00+00:00"


@given(SEEDS, st.integers(0, 10**10))
def test_an_amount_can_be_read_back_to_the_centime(rng: Random, cents: int) -> None:
    written = mess.money_text(cents / 100, rng)

    assert round(amount(written) * 100) == cents


def amount(written: mess.Cell) -> float:
    if not isinstance(written, str):
        assert isinstance(written, int | float)
        return written
    number, unit = written.rsplit(" ", 1)
    plain = "".join(letter for letter in number if letter.isdigit() or letter == ",").replace(",", ".")
    return float(plain) * {"DH": 1, "MAD": 1, "KDH": 1_000, "MDH": 1_000_000}[unit]


@given(SEEDS, st.from_regex(r"00[0-9]{13}", fullmatch=True))
def test_an_ice_keeps_its_digits(rng: Random, ice: str) -> None:
    digits = str(mess.ice_text(ice, rng)).replace(" ", "")

    assert digits.zfill(15) == ice


@given(
    SEEDS,
    st.sampled_from(["Coopérative Al-Amal de l'Atlas", "تعاونية الأمل للنسيج", "تعاونية النساء القرويات بإفران", "GIE"]),
)
def test_a_name_stays_the_same_to_a_careful_reader(rng: Random, name: str) -> None:
    assert fold(mess.name_text(name, rng)) == fold(name)


@given(SEEDS, st.sampled_from(["Coopérative Été", "تعاونية الأمل للنسيج"]))
def test_a_name_without_capital_accents_fits_windows_1256_when_it_did_before(rng: Random, name: str) -> None:
    written = mess.name_text(name.replace("É", "E"), rng, upper_accents=False)

    assert written.encode("cp1256")


@given(DAYS)
def test_a_two_digit_year_is_never_a_guess(day: date) -> None:
    written = mess.date_text(day, "dash")

    assert isinstance(written, str)
    assert datetime.strptime(written, "%d-%m-%y").date() == day


def test_an_hcp_code_in_a_spreadsheet_loses_its_zero() -> None:
    assert mess.digits_code("03.231") == 3231
