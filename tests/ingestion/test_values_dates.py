"""Dates, moments and times of day as people write them: truth by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from ingestion.conforming.values import read_date, read_instant, read_time

MAY_12 = date(2026, 5, 12)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-12", "2026/05/12", "2026.05.12", "2026-5-12",
        "12/05/2026", "12-05-2026", "12.05.2026", "12/5/2026", "12 05 2026", " 12/05/2026 ",
        "12-05-26", "12/05/26", "12.5.26",
        "12 mai 2026", "12 Mai 2026", "12 MAI 2026", "12 mai 26", "12 mai, 2026", "mardi 12 mai 2026", "Mardi, 12 mai 2026", "12-mai-2026", "12 de mai 2026",
        "12 ماي 2026", "12 مايو 2026", "١٢ ماي ٢٠٢٦", "الثلاثاء 12 ماي 2026", "12May2026", "12 May 2026",
        "١٢/٠٥/٢٠٢٦", "٢٠٢٦-٠٥-١٢", "۱۲/۰۵/۲۰۲۶",
        "20260512",
        "46154", "46154.0", "46154.75",
        "2026-05-12 00:00:00", "2026-05-12T00:00:00", "12/05/2026 00:00", "12/05/2026 14:30", "2026-05-12 14:30:00", "12/05/2026 à 14h30",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(text: str) -> None:
    assert read_date(text) == MAY_12


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, ["janvier", "Janv.", "janv", "يناير"]),
        (2, ["février", "fevrier", "FÉVRIER", "févr.", "فبراير"]),
        (3, ["mars", "مارس"]),
        (4, ["avril", "avr.", "أبريل", "ابريل"]),
        (5, ["mai", "ماي", "مايو"]),
        (6, ["juin", "يونيو", "يونيه"]),
        (7, ["juillet", "juil.", "يوليوز", "يوليو"]),
        (8, ["août", "aout", "غشت", "أغسطس"]),
        (9, ["septembre", "sept.", "شتنبر", "سبتمبر"]),
        (10, ["octobre", "oct.", "أكتوبر"]),
        (11, ["novembre", "nov.", "نونبر", "نوفمبر"]),
        (12, ["décembre", "déc.", "decembre", "دجنبر", "ديسمبر"]),
    ],
)
def test_month_names_in_french_moroccan_and_eastern_arabic(month: int, names: list[str]) -> None:
    assert {read_date(f"7 {name} 2025") for name in names} == {date(2025, month, 7)}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er janvier 2026", date(2026, 1, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("01/02/03", date(2003, 2, 1)),
        ("01/01/69", date(1969, 1, 1)),
        ("01/01/70", date(1970, 1, 1)),
        ("31/12/1999", date(1999, 12, 31)),
        ("20000", date(1954, 10, 3)),  # Excel: =DATE(1954;10;3)
        ("45658", date(2025, 1, 1)),  # Excel: =DATE(2025;1;1)
        ("1850-01-01", date(1850, 1, 1)),
        ("2150-12-31", date(2150, 12, 31)),
    ],
)
def test_single_dates(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "05/13/2026", "13/13/2026", "31/04/2026", "29/02/2026", "2026-13-01", "2026-02-30", "00/05/2026", "12/00/2026",
        "12/05", "mai 2026", "2026", "12 mai", "12/05/126", "12/05/02026", "12//2026", "99999", "12345", "1.5", "-46154",
        "1849-12-31", "2151-01-01", "0026-05-12", "1026-05-12",
        "demain", "12 foo 2026", "mai 12 2026", "12/05/2026 et 13/05/2026", "environ 12/05/2026", "12/05/2026 25:00", "",
    ],
)  # fmt: skip
def test_what_is_no_date_or_two_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        # Morocco keeps UTC+1, and UTC+0 in Ramadan (2026: 15 February to 22 March).
        ("2026-05-12 14:30", datetime(2026, 5, 12, 13, 30)),
        ("2026-05-12 14:30:15", datetime(2026, 5, 12, 13, 30, 15)),
        ("2026-05-12T14:30", datetime(2026, 5, 12, 13, 30)),
        ("12/05/2026 14:30", datetime(2026, 5, 12, 13, 30)),
        ("12/05/2026 à 14h30", datetime(2026, 5, 12, 13, 30)),
        ("12/05/2026 14h", datetime(2026, 5, 12, 13)),
        ("12/05/2026, 2:30 PM", datetime(2026, 5, 12, 13, 30)),
        ("12 mai 2026 14:30", datetime(2026, 5, 12, 13, 30)),
        ("١٢/٠٥/٢٠٢٦ ١٤:٣٠", datetime(2026, 5, 12, 13, 30)),
        ("12 ماي 2026 على الساعة 14:30", datetime(2026, 5, 12, 13, 30)),
        ("12 ماي 2026 الساعة 02:30 م", datetime(2026, 5, 12, 13, 30)),
        ("2026-03-01 14:30", datetime(2026, 3, 1, 14, 30)),
        ("2026-05-12", datetime(2026, 5, 11, 23)),
        ("12/05/2026", datetime(2026, 5, 11, 23)),
        ("46154", datetime(2026, 5, 11, 23)),
        ("46154.604166666664", datetime(2026, 5, 12, 13, 30)),
        ("2026-05-12T14:30:00Z", datetime(2026, 5, 12, 14, 30)),
        ("2026-05-12 14:30:00+02:00", datetime(2026, 5, 12, 12, 30)),
        ("2026-05-12T14:30:00.250+01", datetime(2026, 5, 12, 13, 30, 0, 250_000)),
        # Before 2018 the winter clock was UTC+0.
        ("2016-01-15 09:00", datetime(2016, 1, 15, 9)),
        ("2016-05-15 09:00", datetime(2016, 5, 15, 8)),
    ],
)
def test_moments_are_told_by_the_clock_of_casablanca(text: str, instant: datetime) -> None:
    assert read_instant(text) == instant.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "14:30",
        "12/05/2026 25:00",
        "12/05/2026 14:60",
        "31/04/2026 10:00",
        "05/13/2026 10:00",
        "bientôt",
        "2026-05-12T14:30:00+99:00",
        "1026-05-12 10:00",
    ],
)
def test_moments_that_cannot_be(text: str) -> None:
    assert read_instant(text) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("08:30", time(8, 30)), ("8:30", time(8, 30)), ("8h30", time(8, 30)), ("8 h 30", time(8, 30)), ("8H30", time(8, 30)), ("8h", time(8)), ("8 h", time(8)),
        ("08:30:15", time(8, 30, 15)), ("8.30", time(8, 30)), ("8:30 AM", time(8, 30)), ("8:30 pm", time(20, 30)), ("12:00 AM", time(0)), ("12:15 PM", time(12, 15)),
        ("٠٨:٣٠", time(8, 30)), ("8:30 ص", time(8, 30)), ("8:30 م", time(20, 30)),
        ("0.354166666666667", time(8, 30)), ("0.5", time(12)), ("0", time(0)), ("1899-12-31 08:30:00", time(8, 30)), ("1900-01-01 18:00:00", time(18)),
    ],
)  # fmt: skip
def test_times_of_day(text: str, clock: time) -> None:
    assert read_time(text) == clock


@pytest.mark.parametrize("text", ["24:00", "8:60", "25h", "matin", "8", "830", "12/05/2026", "1.5", "-1:00", ""])
def test_what_is_no_time_of_day(text: str) -> None:
    assert read_time(text) is None
