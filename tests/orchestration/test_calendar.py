"""The hub's calendar against official announcements, written down here by hand, and what `calendar.yaml` may say."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from demo.holidays import FEAST_DAYS, is_public_holiday
from orchestration.calendar_days import calendar_days, hub_hours
from orchestration.calendar_settings import CalendarError, CalendarSettings, ConfirmedHoliday, DayOff, read_calendar_settings

# Days on which public administrations were closed by law: civil holidays (decree of 1977, as amended in 2023 for the Amazigh New Year
# and in 2026 for Unity Day), and feasts as the Ministry of Habous announced them.
OFFICIAL = {
    2024: "01-01 01-11 01-14 04-10 04-11 05-01 06-17 06-18 07-07 07-30 08-14 08-20 08-21 09-16 09-17 11-06 11-18",
    2025: "01-01 01-11 01-14 03-31 04-01 05-01 06-07 06-08 06-27 07-30 08-14 08-20 08-21 09-05 09-06 11-06 11-18",
    # Announced up to Eid al-Fitr; Eid al-Adha, 1 Moharram and Mawlid follow the Umm al-Qura calendar.
    2026: "01-01 01-11 01-14 03-20 03-21 05-01 05-27 05-28 06-16 07-30 08-14 08-20 08-21 08-25 08-26 10-31 11-06 11-18",
}
RAMADAN = {2024: ("2024-03-12", "2024-04-09"), 2025: ("2025-03-02", "2025-03-30"), 2026: ("2026-02-19", "2026-03-19")}
HUB = "hub: {closes_on_public_holidays: true, kinds_open_on_public_holidays: [], ramadan_hours: null}\n"


@pytest.fixture(scope="module")
def days() -> dict[date, dict[str, Any]]:
    return {row["day"]: row for row in calendar_days(read_calendar_settings(), 2022, 2028)}


def read(folder: Path, text: str) -> CalendarSettings:
    path = folder / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    return read_calendar_settings(path)


@pytest.mark.parametrize("year", OFFICIAL)
def test_public_holidays_are_the_official_ones(year: int, days: dict[date, dict[str, Any]]) -> None:
    found = {day for day, row in days.items() if day.year == year and row["is_public_holiday"]}
    assert found == {date.fromisoformat(f"{year}-{day}") for day in OFFICIAL[year].split()}


@pytest.mark.parametrize("year", RAMADAN)
def test_ramadan_is_the_announced_one(year: int, days: dict[date, dict[str, Any]]) -> None:
    first, last = map(date.fromisoformat, RAMADAN[year])
    assert [day for day, row in days.items() if day.year == year and row["is_ramadan"]] == [day for day in days if first <= day <= last]


def test_unity_day_is_a_holiday_from_2026_on(days: dict[date, dict[str, Any]]) -> None:
    assert [days[date(year, 10, 31)]["is_public_holiday"] for year in (2024, 2025, 2026, 2027)] == [False, False, True, True]


def test_a_holiday_has_its_name_in_both_languages(days: dict[date, dict[str, Any]]) -> None:
    eid = days[date(2025, 3, 31)]
    assert (eid["holiday_name_fr"], eid["holiday_name_ar"]) == ("Fête de la rupture du jeûne", "عيد الفطر")
    assert days[date(2025, 3, 30)]["holiday_name_fr"] is None


def test_what_was_announced_is_no_estimate_and_what_was_not_is_one(days: dict[date, dict[str, Any]]) -> None:
    assert not days[date(2025, 6, 7)]["is_estimated"]
    assert days[date(2026, 5, 27)]["is_estimated"]
    assert not days[date(2026, 7, 30)]["is_estimated"]


def test_two_holidays_on_one_day_are_both_named(days: dict[date, dict[str, Any]]) -> None:
    # 14 August 2027: Oued Ed-Dahab and, as computed, the first day of Mawlid.
    assert days[date(2027, 8, 14)]["holiday_name_ar"] == "ذكرى استرجاع إقليم وادي الذهب؛ عيد المولد النبوي"


def test_the_demo_and_the_calendar_agree(days: dict[date, dict[str, Any]]) -> None:
    assert min(FEAST_DAYS).year == 2022
    assert {day for day, row in days.items() if row["is_public_holiday"]} == {day for day in days if is_public_holiday(day)}


def test_without_announcements_the_computed_day_stands() -> None:
    computed = {row["day"]: row for row in calendar_days(CalendarSettings(), 2025, 2025)}
    assert computed[date(2025, 3, 30)]["is_public_holiday"]
    assert computed[date(2025, 3, 30)]["is_estimated"]


def test_a_day_off_of_the_hub_is_a_holiday() -> None:
    settings = CalendarSettings(days_off=(DayOff(date(2025, 4, 2), "Congé exceptionnel", "عطلة استثنائية", "décision"),))
    rows = {row["day"]: row for row in calendar_days(settings, 2025, 2025)}
    assert rows[date(2025, 4, 2)]["holiday_name_fr"] == "Congé exceptionnel"


def test_every_day_of_the_years_has_one_row() -> None:
    rows = calendar_days(CalendarSettings(), 2024, 2025)
    assert len(rows) == len({row["day"] for row in rows}) == 366 + 365


def test_years_that_nobody_can_compute_are_left_out() -> None:
    assert calendar_days(CalendarSettings(), 1900, 1957)[0]["day"] == date(1957, 1, 1)


def test_an_announced_day_far_from_the_computed_one_is_refused() -> None:
    settings = CalendarSettings(holidays=(ConfirmedHoliday("eid_al_fitr", date(2025, 5, 31), "slip of the pen"),))
    with pytest.raises(CalendarError, match="eid_al_fitr on 2025-05-31 is more than 4 days from the computed date"):
        calendar_days(settings, 2025, 2025)


def test_kinds_that_stay_open_and_ramadan_hours_reach_the_table(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "hub: {closes_on_public_holidays: true, kinds_open_on_public_holidays: [storage], "
        'ramadan_hours: {opens_at: "09:00", closes_at: "15:00"}}',
    )
    hours = {row["resource_kind"]: row for row in hub_hours(settings)}
    assert [kind for kind, row in hours.items() if row["opens_on_public_holidays"]] == ["storage"]
    assert {(row["ramadan_opens_at"], row["ramadan_closes_at"]) for row in hours.values()} == {(time(9), time(15))}


def test_a_hub_that_opens_on_holidays_opens_all_its_kinds(tmp_path: Path) -> None:
    settings = read(tmp_path, HUB.replace("closes_on_public_holidays: true", "closes_on_public_holidays: false"))
    assert all(row["opens_on_public_holidays"] for row in hub_hours(settings))


_FITR = "{holiday: eid_al_fitr, first_day: 2025-03-31, source: Habous}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hub: [", "cannot be read"),
        ("- a", "does not say hub"),
        ("hub: {closes_on_public_holidays: true}", "kinds_open_on_public_holidays, ramadan_hours is missing"),
        (HUB.replace(": true", ": oui"), "is 'oui'; write true or false"),
        (HUB.replace("[]", "[piscine]"), "write a list of kinds among training_room"),
        (HUB.replace("[]", "storage"), "write a list of kinds among training_room"),
        (HUB.replace("null", "{opens_at: '09:00', closes_at: 15:00}"), 'such as "09:00"'),
        (HUB.replace("null", "{opens_at: '16:00', closes_at: '15:00'}"), "opens_at 16:00 is not before closes_at 15:00"),
        (HUB + "holidays: []", "unknown setting holidays"),
        (HUB + "confirmed_holidays: {}\nother_days_off: x", "other_days_off is not a list"),
        (HUB + "confirmed_holidays: [{holiday: noel, first_day: 2025-12-25, source: x}]", "holiday 'noel' is not one of eid_al_fitr"),
        (HUB + "confirmed_holidays: [{holiday: [mawlid], first_day: 2025-12-25, source: x}]", "holiday ['mawlid'] is not one of"),
        (HUB + "confirmed_holidays: [{holiday: mawlid, first_day: 2026-02-30, source: x}]", "cannot be read"),
        (HUB + "confirmed_holidays: [{holiday: mawlid, first_day: demain, source: x}]", "'demain' is not a day such as 2026-03-20"),
        (HUB + "confirmed_holidays: [{holiday: mawlid, first_day: 2025-09-05, source: ''}]", "write who announced it"),
        (HUB + f"confirmed_holidays: [{_FITR}, {_FITR}]", "entry 2 says again"),
        (
            HUB + "confirmed_ramadan: [{hijri_year: 1446, first_day: 2025-03-02, last_day: 2025-04-30, source: x}]",
            "Ramadan has 29 or 30 days, not 60",
        ),
    ],
)
def test_settings_that_cannot_be_used_say_why(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CalendarError) as raised:
        read(tmp_path, text)
    assert said in str(raised.value)
    assert "calendar.yaml" in str(raised.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="cannot be read"):
        read_calendar_settings(tmp_path / "calendar.yaml")
