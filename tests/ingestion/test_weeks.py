"""Weeks as periods of a weekly feed, against a calendar: 1 June 2026 is a Monday, and 2026 begins on a Thursday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.messages import Language
from ingestion.partners import is_slot_covered, last_full_period, slot_type
from ingestion.periods import Period, PeriodType, period_in_text
from ingestion.wording import period_text

WEEK_23 = Period(date(2026, 6, 1), "week")
WEEK_5 = Period(date(2026, 1, 26), "week")


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("services_2026-W23", WEEK_23),
        ("services_2026S23", WEEK_23),
        ("sem23-2026", WEEK_23),
        ("Semaine n° 23 de 2026", WEEK_23),
        ("الأسبوع 23 من سنة 2026", WEEK_23),
        ("الأسبوع ٢٣ 2026", WEEK_23),
        ("semaine 5 2026", WEEK_5),
        ("services_2026-S05", WEEK_5),
        ("services_2026-06-03", WEEK_23),
        ("services_20260601_20260607", WEEK_23),
        ("du 1er au 7 juin 2026", WEEK_23),
        ("juin 2026, semaine 23 2026", WEEK_23),
        # Week 1 of 2026 begins in 2025, and 2026 has a week 53.
        ("2026-W01", Period(date(2025, 12, 29), "week")),
        ("2026-W53", Period(date(2026, 12, 28), "week")),
    ],
)
def test_a_name_tells_its_week(text: str, week: Period) -> None:
    assert period_in_text(text, "week") == week


@pytest.mark.parametrize(
    "text",
    [
        "services",
        "services_2026",
        "services_S23",
        "semaine 54 2026",
        "2025-W53",
        "semaine 23 2026, semaine 24 2026",
        "du 4 au 10 juin 2026 et le 17 juin 2026",
        "mai 2026 semaine 30 2026",
        "T2 2026",
    ],
)
def test_a_name_that_tells_no_single_week_tells_nothing(text: str) -> None:
    assert period_in_text(text, "week") is None


def test_a_month_alone_is_the_export_of_a_whole_month() -> None:
    assert period_in_text("services_2026-05", "week") == Period(date(2026, 5, 1), "month")


def test_other_feeds_do_not_look_for_weeks() -> None:
    assert period_in_text("semaine 23 2026", "month") is None
    assert period_in_text("emplois_2026-05 S23 2026", "month") == Period(date(2026, 5, 1), "month")


def test_a_weekly_feed_reports_by_the_week() -> None:
    assert slot_type("week") == "week"


@pytest.mark.parametrize(("on", "start"), [(date(2026, 6, 8), date(2026, 6, 1)), (date(2026, 6, 14), date(2026, 6, 1)), (date(2026, 6, 7), date(2026, 5, 25))])  # fmt: skip
def test_what_tells_no_week_is_of_the_last_one_that_is_over(on: date, start: date) -> None:
    assert last_full_period("week", on) == Period(start, "week")


@pytest.mark.parametrize(
    ("start", "end", "is_covered"),
    [
        (date(2026, 6, 1), date(2026, 6, 7), True),
        (date(2026, 6, 7), date(2026, 6, 7), True),
        (date(2026, 5, 31), date(2026, 5, 31), False),
        (date(2026, 6, 8), date(2026, 6, 8), False),
        (date(2026, 6, 1), date(2026, 6, 30), True),
        (date(2026, 5, 1), date(2026, 5, 31), False),
    ],
)
def test_a_week_is_received_by_what_contains_it_or_lies_within_it(start: date, end: date, is_covered: bool) -> None:
    assert is_slot_covered(WEEK_23, start, end) is is_covered


def test_a_month_is_received_by_what_contains_it_alone() -> None:
    may = Period(date(2026, 5, 1), "month")

    assert is_slot_covered(may, date(2026, 4, 1), date(2026, 6, 30))
    assert not is_slot_covered(may, date(2026, 5, 1), date(2026, 5, 30))
    assert not is_slot_covered(may, date(2026, 5, 31), date(2026, 6, 30))


def test_a_week_over_two_months_is_received_by_the_month_in_which_it_ends() -> None:
    straddling = Period(date(2026, 6, 29), "week")

    assert is_slot_covered(straddling, date(2026, 7, 1), date(2026, 7, 31))
    assert not is_slot_covered(straddling, date(2026, 6, 1), date(2026, 6, 30))


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_one_week_from_monday_to_sunday(day: date) -> None:
    week = Period.containing(day, "week")

    assert week.start <= day <= week.end
    assert (week.start.isoweekday(), week.end.isoweekday()) == (1, 7)
    assert week.next().start == week.end + timedelta(days=1)
    assert week.next().previous() == week


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "semaine du 1er juin 2026"), ("ar", "الأسبوع الذي يبدأ يوم 1 يونيو 2026"), ("en", "week of 1 June 2026")]
)
def test_a_week_is_said_by_its_monday(language: Language, said: str) -> None:
    assert period_text(WEEK_23, language) == said


@pytest.mark.parametrize(("day", "label"), [(date(2026, 6, 3), "2026-S23"), (date(2026, 1, 1), "2026-S01"), (date(2027, 1, 1), "2026-S53")])
def test_a_week_is_labelled_by_the_year_that_holds_its_thursday(day: date, label: str) -> None:
    assert Period.containing(day, "week").label == label


@given(day=st.dates(date(2000, 1, 3), date(2099, 12, 27)), type_=st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_file_named_by_a_label_tells_its_period(day: date, type_: PeriodType) -> None:
    period = Period.containing(day, type_)

    assert period_in_text(f"hub_services_{period.label}", type_) == period
