"""Numbers, amounts, shares, yes and no, days of the week: truth by hand."""

from __future__ import annotations

import pytest

from ingestion.conforming.values import read_boolean, read_integer, read_iso_days, read_money, read_number, read_share


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("-12", -12), ("+12", 12), ("12.5", 12.5), ("12,5", 12.5), ("0,5", 0.5), ("007", 7),
        ("1 234,50", 1234.5), ("1\u00a0234,50", 1234.5), ("1\u202f234,50", 1234.5), ("1'234.50", 1234.5), ("1’234,50", 1234.5),
        ("1.234,50", 1234.5), ("1,234.50", 1234.5), ("1.234.567", 1_234_567), ("1,234,567", 1_234_567), ("1 234 567", 1_234_567), ("1 234 567,89", 1_234_567.89),
        ("١٢", 12), ("١٢٫٥", 12.5), ("١٬٢٣٤٫٥", 1234.5), ("۱۲", 12), ("−3", -3),
        ("1e3", 1000), ("1,5E+2", 150),
        ("120 m²", 120), ("120m2", 120), ("44 h", 44), ("44 heures", 44), ("12 mois", 12), ("25 personnes", 25), ("٤٤ ساعة", 44), ("١٢ شهرا", 12),
    ],
)  # fmt: skip
def test_numbers(text: str, number: float) -> None:
    assert read_number(text) == pytest.approx(number, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "douze",
        "12 ou 13",
        "12-13",
        "1,2,3",
        "1.2.3",
        "12 345 6",
        "1 23",
        "1.234,5,6",
        "--3",
        "12 kg",
        "n",
        "1/2",
        "∞",
        "nan",
        "inf",
        "9" * 400,
        f"{'9' * 300}e99",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12,0", 12),
        ("12.00", 12),
        ("1 234", 1234),
        ("1.234.567", 1_234_567),
        ("٣٥", 35),
        ("35 postes", 35),
        ("-3", -3),
        ("0", 0),
    ],
)
def test_whole_numbers(text: str, number: int) -> None:
    found = read_integer(text)

    assert found == number
    assert isinstance(found, int)


@pytest.mark.parametrize("text", ["12,5", "1.234", "1,234", "1.000", "12,000", "12.000 postes", "9007199254740993", "1e300", "douze", ""])
def test_what_is_no_whole_number_or_two(text: str) -> None:
    """`1.000` jobs may be one or a thousand."""
    assert read_integer(text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", 1234.5), ("1 234,50 DH", 1234.5), ("1 234,50 Dhs", 1234.5), ("1.234,50 MAD", 1234.5), ("1,234.50 MAD", 1234.5), ("12 500 dirhams", 12_500), ("500DH", 500), ("500 D.H.", 500),
        ("2,5 MDH", 2_500_000), ("2.5 MDH", 2_500_000), ("2,5 mdhs", 2_500_000), ("2,5 M DH", 2_500_000), ("2,5 millions de dirhams", 2_500_000), ("3 MMAD", 3_000_000), ("1 million DH", 1_000_000),
        ("350 KDH", 350_000), ("350 kdh", 350_000), ("350K", 350_000), ("350 mille DH", 350_000), ("350 KMAD", 350_000),
        ("1,2 milliard de DH", 1_200_000_000), ("1,2 MMDH", 1_200_000_000), ("2 milliards", 2_000_000_000),
        ("٣ ملايين درهم", 3_000_000), ("٢٫٥ مليون درهم", 2_500_000), ("٣٥٠ ألف درهم", 350_000), ("500 درهم", 500), ("٥٠٠ درهما", 500), ("1 مليار", 1_000_000_000),
        ("0", 0), ("0,500", 0.5), ("-500 DH", -500), ("1250", 1250), ("12.50", 12.5), ("1 250 000", 1_250_000),
    ],
)  # fmt: skip
def test_amounts_in_dirhams(text: str, amount: float) -> None:
    assert read_money(text) == pytest.approx(amount, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "12.500",
        "12,500",
        "1.250 DH",
        "999,999 dirhams",
        "500 €",
        "500 EUR",
        "$500",
        "5 kg",
        "gratuit",
        "DH",
        "",
        "10 à 20 DH",
        f"{'9' * 305} MDH",
    ],
)
def test_amounts_that_say_two_things_or_none(text: str) -> None:
    assert read_money(text) is None


@pytest.mark.parametrize(
    ("text", "share"),
    [("0,35", 0.35), ("0.35", 0.35), ("35 %", 0.35), ("35%", 0.35), ("٪٣٥", 0.35), ("35,5 %", 0.355), ("100 %", 1), ("0", 0), ("1", 1)],
)
def test_shares(text: str, share: float) -> None:
    assert read_share(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["Oui", "OUI", "o", "vrai", "Yes", "1", "١", "نعم", "أجل", "true"])
def test_yes(text: str) -> None:
    assert read_boolean(text) is True


@pytest.mark.parametrize("text", ["Non", "n", "faux", "No", "0", "٠", "لا", "كلا", "false"])
def test_no(text: str) -> None:
    assert read_boolean(text) is False


@pytest.mark.parametrize("text", ["peut-être", "2", "", "ouinon", "x"])
def test_neither_yes_nor_no(text: str) -> None:
    assert read_boolean(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1-6", "123456"), ("123456", "123456"), ("1,2,3", "123"), ("6,1", "16"), ("1;3;5", "135"), ("1-5,7", "123457"), ("١-٦", "123456"), ("1–6", "123456"),
        ("lundi-samedi", "123456"), ("Lundi - Samedi", "123456"), ("du lundi au samedi", "123456"), ("lun-ven", "12345"), ("lundi, mercredi et vendredi", "135"), ("Mon-Fri", "12345"),
        ("الاثنين-السبت", "123456"), ("من الاثنين إلى الجمعة", "12345"), ("tous les jours", "1234567"), ("7j/7", "1234567"), ("كل الأيام", "1234567"), ("dimanche", "7"),
    ],
)  # fmt: skip
def test_days_of_the_week(text: str, days: str) -> None:
    assert read_iso_days(text) == days


@pytest.mark.parametrize("text", ["", "8", "0-5", "samedi-lundi", "6-1", "1-", "toujours", "lundi au", "1-9"])
def test_what_are_no_days(text: str) -> None:
    assert read_iso_days(text) is None
