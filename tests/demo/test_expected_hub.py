"""HUB-01 to HUB-11: hand-worked figures, and the hours against a count of minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import hub_rows
import pytest
from hub_rows import BOOKING, MONDAY
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.expected_cells import Expected, rows
from demo.expected_hub import FORMULAS, Booked, HubEvents, Visited, hub_days, tally_hub
from demo.expected_matching import Party
from demo.truth import ResourceRow, VisitRow

# The room is in service for the one week of Monday 5 January 2026.
ROOM = replace(hub_rows.ROOM, in_service_from=MONDAY, in_service_to=MONDAY + timedelta(days=6))
VISIT = VisitRow(
    partner="hub_operator",
    period_start=MONDAY,
    received_at=datetime(2026, 1, 6, tzinfo=UTC),
    organisation_id=None,
    visit_ref="V-1",
    badge_id="HB-1",
    organisation_ref=None,
    ice=None,
    resource_code=None,
    entered_at=datetime(2026, 1, 5, 9, 30),
    left_at=None,
    purpose=None,
)
FES = Party("ice:1", "03.231", "pottery")
TAZA = Party("ice:2", "03.561", "livestock")
UNKNOWN = Party("unmatched:hub_operator:x", None, None)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def booking(start: str, end: str, status: str = "attended", party: Party | None = None, **changes: Any) -> Booked:
    row = replace(
        BOOKING,
        starts_at=datetime.fromisoformat(start),
        ends_at=datetime.fromisoformat(end),
        status=status,
        **changes,
    )
    return Booked(row, party)


def visit(day: date, party: Party | None = None, **changes: Any) -> Visited:
    return Visited(replace(VISIT, entered_at=datetime.combine(day, time(9)), **changes), party)


def figure(
    kpi_id: str,
    bookings: Sequence[Booked] = (),
    visits: Sequence[Visited] = (),
    month: date = JANUARY,
    territory: str = "03",
    cell: tuple[str, str] = ("total", "total"),
    today: date = date(2026, 3, 31),
    resources: Sequence[ResourceRow] = (ROOM,),
) -> Expected | None:
    tally = tally_hub(HubEvents(resources, bookings, visits), today)
    (formula,) = (each for each in FORMULAS if each.kpi_id == kpi_id)
    return rows(formula, tally, JANUARY, today).get((kpi_id, "month", month, territory, *cell))


def hours(kpi_id: str, *bookings: Booked, **options: Any) -> tuple[Any, Any]:
    found = figure(kpi_id, bookings, **options)
    assert found is not None
    return found.numerator, found.denominator


def test_open_hours_are_those_of_open_days_in_service() -> None:
    assert figure("HUB-01") == Expected(0, 40, Fraction(0))


def test_days_after_the_instant_are_not_open_yet() -> None:
    assert hours("HUB-01", today=MONDAY + timedelta(days=1)) == (0, 16)


@pytest.mark.parametrize("status", ["confirmed", "attended", "no_show"])
def test_confirmed_attended_and_missed_bookings_occupy(status: str) -> None:
    assert hours("HUB-01", booking("2026-01-05T10:00", "2026-01-05T12:00", status)) == (2, 40)


@pytest.mark.parametrize("status", ["hold", "cancelled"])
def test_holds_and_cancelled_bookings_do_not_occupy(status: str) -> None:
    assert hours("HUB-01", booking("2026-01-05T10:00", "2026-01-05T12:00", status)) == (0, 40)


def test_utilisation_takes_attended_hours_only() -> None:
    rows_ = [
        booking("2026-01-05T10:00", "2026-01-05T12:00"),
        booking("2026-01-05T13:00", "2026-01-05T16:00", "no_show"),
    ]
    assert hours("HUB-02", *rows_) == (2, 40)


def test_hours_outside_opening_are_cut_off() -> None:
    assert hours("HUB-01", booking("2026-01-05T07:30", "2026-01-05T18:30")) == (8, 40)
    assert hours("HUB-01", booking("2026-01-10T09:00", "2026-01-10T17:00")) == (0, 40)


def test_overlapping_bookings_are_counted_once_and_the_overlap_is_double_booked() -> None:
    rows_ = [
        booking("2026-01-05T10:00", "2026-01-05T12:00"),
        booking("2026-01-05T11:00", "2026-01-05T14:00", "confirmed"),
        booking("2026-01-05T11:30", "2026-01-05T12:00", "no_show"),
    ]
    assert hours("HUB-01", *rows_) == (4, 40)
    assert hours("HUB-11", *rows_) == (1, None)


def test_a_closure_lowers_open_hours_and_what_was_booked_in_it() -> None:
    rows_ = [
        booking("2026-01-05T10:00", "2026-01-05T14:00"),
        booking("2026-01-05T13:00", "2026-01-05T20:00", "closed"),
        booking("2026-01-05T12:00", "2026-01-05T15:00", "closed"),
    ]
    assert hours("HUB-01", *rows_) == (2, 35)


def test_a_booking_of_several_days_counts_its_hours_on_each_of_them() -> None:
    # Monday 15-17, all of Tuesday, Wednesday 9-10.
    long = booking("2026-01-05T15:00", "2026-01-07T10:00")
    assert hours("HUB-01", long) == (2 + 8 + 1, 40)


def test_a_booking_over_the_end_of_the_month_is_split_and_counted_where_it_starts() -> None:
    room = replace(ROOM, open_days="1234567", in_service_from=JANUARY, in_service_to=None)
    over = booking("2026-01-31T15:00", "2026-02-01T11:00", "no_show")
    february = figure("HUB-01", [over], month=FEBRUARY, resources=[room])
    assert february is not None
    assert february.numerator == 2
    assert figure("HUB-03", [over], resources=[room]) == Expected(1, 1, Fraction(1))
    assert figure("HUB-03", [over], month=FEBRUARY, resources=[room]) == Expected(0, 0, None)


def test_hours_are_told_by_kind_and_by_resource() -> None:
    other = replace(ROOM, resource_code="SF-2")
    resources = [ROOM, other]
    one = booking("2026-01-05T10:00", "2026-01-05T12:00")
    assert hours("HUB-01", one, resources=resources, cell=("resource_kind", "training_room")) == (2, 80)
    assert hours("HUB-01", one, resources=resources, cell=("resource", "SF-1")) == (2, 40)
    assert hours("HUB-01", one, resources=resources, cell=("resource", "SF-2")) == (0, 40)


def test_hours_exist_for_the_region_only() -> None:
    assert figure("HUB-01", territory="03.231") is None


MINUTES = st.integers(min_value=0, max_value=48 * 60)
STATUSES = st.sampled_from(("hold", "confirmed", "attended", "no_show", "cancelled", "closed"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(MINUTES, st.integers(min_value=1, max_value=900), STATUSES), max_size=7))
def test_hours_agree_with_a_count_of_single_minutes(slots: list[tuple[int, int, str]]) -> None:
    midnight = datetime.combine(MONDAY, time(0))
    running: dict[int, list[str]] = {}
    bookings = []
    for start, length, status in slots:
        starts_at = midnight + timedelta(minutes=start)
        ends_at = starts_at + timedelta(minutes=length)
        bookings.append(booking(starts_at.isoformat(), ends_at.isoformat(), status))
        for minute in range(start, start + length):
            running.setdefault(minute, []).append(status)
    room = replace(ROOM, in_service_to=MONDAY + timedelta(days=1))
    # Monday and Tuesday, 9 to 17, minute by minute.
    is_open = [minute for day in (0, 1) for minute in range(day * 1440 + 540, day * 1440 + 1020)]
    left = [minute for minute in is_open if "closed" not in running.get(minute, ())]
    taken = {minute: [status for status in running.get(minute, ()) if status in ("confirmed", "attended", "no_show")] for minute in left}
    booked = sum(bool(statuses) for statuses in taken.values())
    double = sum(len(statuses) > 1 for statuses in taken.values())
    attended = sum("attended" in statuses for statuses in taken.values())

    assert hours("HUB-01", *bookings, resources=[room]) == (Fraction(booked, 60), Fraction(len(left), 60))
    assert hours("HUB-02", *bookings, resources=[room])[0] == Fraction(attended, 60)
    assert hours("HUB-11", *bookings, resources=[room])[0] == Fraction(double, 60)


def test_no_show_rate_by_province_leaves_out_bookings_of_nobody() -> None:
    rows_ = [
        booking("2026-01-05T10:00", "2026-01-05T12:00", "attended", TAZA),
        booking("2026-01-06T10:00", "2026-01-06T12:00", "no_show", TAZA),
        booking("2026-01-07T10:00", "2026-01-07T12:00", "no_show"),
        booking("2026-01-08T10:00", "2026-01-08T12:00", "no_show", UNKNOWN),
        booking("2026-01-08T10:00", "2026-01-08T12:00", "confirmed", TAZA),
    ]
    assert figure("HUB-03", rows_) == Expected(3, 4, Fraction(3, 4))
    assert figure("HUB-03", rows_, territory="03.561") == Expected(1, 2, Fraction(1, 2))
    assert figure("HUB-03", rows_, cell=("resource_kind", "training_room")) == Expected(3, 4, Fraction(3, 4))


def test_active_organisations_attended_or_visited_each_once() -> None:
    bookings = [
        booking("2026-01-05T10:00", "2026-01-05T12:00", "attended", FES),
        booking("2026-01-06T10:00", "2026-01-06T12:00", "no_show", TAZA),
        booking("2026-01-06T10:00", "2026-01-06T12:00", "attended", UNKNOWN),
        booking("2026-01-06T10:00", "2026-01-06T12:00"),
    ]
    visits = [visit(MONDAY, FES), visit(MONDAY)]
    assert figure("HUB-04", bookings, visits) == Expected(2, None, 2)
    assert figure("HUB-04", bookings, visits, territory="03.231") == Expected(1, None, 1)
    assert figure("HUB-04", bookings, visits, cell=("sector", "unknown")) == Expected(1, None, 1)


def test_visits_and_distinct_badges() -> None:
    visits = [
        visit(MONDAY, FES, resource_code="SF-1"),
        visit(MONDAY, FES),
        visit(MONDAY, None, badge_id="HB-2", resource_code="SF-1"),
    ]
    assert figure("HUB-05", visits=visits) == Expected(2, None, 2)
    assert figure("HUB-06", visits=visits) == Expected(3, None, 3)
    assert figure("HUB-06", visits=visits, territory="03.231") == Expected(2, None, 2)
    assert figure("HUB-05", visits=visits, cell=("resource_kind", "training_room")) == Expected(2, None, 2)
    assert figure("HUB-06", visits=visits, cell=("resource_kind", "unknown")) == Expected(1, None, 1)


def test_retention_is_over_those_active_in_the_period_before() -> None:
    visits = [visit(MONDAY, FES), visit(MONDAY, TAZA), visit(FEBRUARY, FES), visit(FEBRUARY, UNKNOWN)]
    assert figure("HUB-07", visits=visits) == Expected(0, 0, None)
    assert figure("HUB-07", visits=visits, month=FEBRUARY) == Expected(1, 2, Fraction(1, 2))
    assert figure("HUB-07", visits=visits, month=FEBRUARY, territory="03.561") == Expected(0, 1, Fraction(0))
    assert figure("HUB-07", visits=visits, month=date(2026, 3, 1)) == Expected(0, 2, Fraction(0))


def test_reach_is_over_the_organisations_whose_province_is_known() -> None:
    visits = [visit(MONDAY, FES), visit(MONDAY, TAZA), visit(MONDAY, UNKNOWN)]
    assert figure("HUB-08", visits=visits) == Expected(1, 2, Fraction(1, 2))
    assert figure("HUB-08", visits=visits, cell=("sector", "livestock")) == Expected(1, 1, Fraction(1))
    assert figure("HUB-08", visits=visits, territory="03.231") is None


def test_satisfaction_is_the_mean_of_the_scores_given() -> None:
    rows_ = [
        booking("2026-01-05T10:00", "2026-01-05T12:00", "attended", FES, satisfaction=5),
        booking("2026-01-05T12:00", "2026-01-05T13:00", "cancelled", None, satisfaction=2),
        booking("2026-01-05T13:00", "2026-01-05T14:00"),
    ]
    assert figure("HUB-10", rows_) == Expected(7, 2, Fraction(7, 2))
    assert figure("HUB-10", rows_, territory="03.231") == Expected(5, 1, Fraction(5))


def test_bookings_that_start_after_the_instant_are_not_counted() -> None:
    later = booking("2026-01-08T10:00", "2026-01-08T12:00", "no_show")
    assert figure("HUB-03", [later], today=date(2026, 1, 7)) == Expected(0, 0, None)
    assert figure("HUB-03", [later], today=date(2026, 1, 8)) == Expected(1, 1, Fraction(1))


def test_the_days_of_use_are_those_of_attended_bookings_and_visits() -> None:
    bookings = [
        booking("2026-01-07T10:00", "2026-01-07T12:00", "attended", FES),
        booking("2026-01-06T10:00", "2026-01-06T12:00", "confirmed", FES),
    ]
    days = hub_days(HubEvents([ROOM], bookings, [visit(MONDAY, FES), visit(MONDAY, FES), visit(MONDAY)]))
    assert days == {FES.key: [MONDAY, date(2026, 1, 7)]}
