"""Which rows stand at an instant, for the three delivery modes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import hub_rows
from hub_rows import ROOM

from demo.expected_standing import standing
from demo.truth import DeclarationRow, Observed
from demo.truth_deliveries import DeliveryNote

EMPTY = Observed((), (), (), (), (), ())
LATE = datetime(2026, 12, 1, tzinfo=UTC)

DECLARATION = DeclarationRow(
    partner="cri",
    period_start=date(2026, 1, 1),
    received_at=datetime(2026, 2, 5, tzinfo=UTC),
    local_ref="A-1",
    organisation_ref=None,
    ice="008800001000004",
    organisation_name=None,
    province="03.231",
    commune=None,
    occupation=None,
    headcount=1,
    state="declared",
    evidence=None,
    employment_type="salaried",
    sex=None,
    birth_year=None,
    area=None,
    started_on=date(2026, 1, 10),
    ended_on=None,
    hours_per_week=None,
    months_per_year=None,
    person_id=None,
    programme=None,
)
BOOKING = replace(hub_rows.BOOKING, starts_at=datetime(2026, 1, 10, 9), ends_at=datetime(2026, 1, 10, 11), status="confirmed")


def declared(month: int, day_received: int, local_ref: str, **changes: object) -> DeclarationRow:
    return replace(
        DECLARATION,
        local_ref=local_ref,
        period_start=date(2026, month, 1),
        received_at=datetime(2026, month + 1, day_received, tzinfo=UTC),
        **changes,  # type: ignore[arg-type]
    )


def test_of_a_period_only_the_delivery_received_last_stands() -> None:
    rows = (declared(1, 5, "A-1"), declared(1, 5, "A-2"), declared(1, 9, "A-1", headcount=7))
    current = standing(replace(EMPTY, declarations=rows), LATE)
    assert [(row.local_ref, row.headcount) for row in current.declarations] == [("A-1", 7)]


def test_what_was_received_later_than_the_instant_does_not_exist() -> None:
    rows = (declared(1, 5, "A-1"), declared(1, 9, "A-1", headcount=7))
    current = standing(replace(EMPTY, declarations=rows), datetime(2026, 2, 6, tzinfo=UTC))
    assert [row.headcount for row in current.declarations] == [1]


def test_a_later_period_updates_a_reference_and_leaves_the_others() -> None:
    rows = (declared(1, 5, "A-1"), declared(1, 5, "A-2"), declared(2, 5, "A-1", ended_on=date(2026, 2, 9)))
    current = standing(replace(EMPTY, declarations=rows), LATE)
    assert {row.local_ref: row.ended_on for row in current.declarations} == {"A-1": date(2026, 2, 9), "A-2": None}


def test_an_older_period_received_later_wins_for_its_references() -> None:
    late = replace(declared(1, 5, "A-1", headcount=3), received_at=datetime(2026, 5, 1, tzinfo=UTC))
    current = standing(replace(EMPTY, declarations=(declared(2, 5, "A-1", headcount=2), late)), LATE)
    assert [row.headcount for row in current.declarations] == [3]


def test_a_delivery_without_a_valid_row_still_replaces_the_one_before() -> None:
    row = declared(1, 5, "A-1")
    notes = tuple(
        DeliveryNote("cri", "job_declarations", date(2026, 1, 1), received)
        for received in (row.received_at, datetime(2026, 2, 20, tzinfo=UTC))
    )
    assert standing(replace(EMPTY, declarations=(row,), deliveries=notes), LATE).declarations == ()


def test_a_snapshot_replaces_the_whole_list() -> None:
    second = replace(ROOM, resource_code="SF-2")
    later = replace(ROOM, period_start=date(2026, 3, 1), received_at=datetime(2026, 3, 1, tzinfo=UTC))
    current = standing(replace(EMPTY, resources=(ROOM, second, later)), LATE)
    assert [row.resource_code for row in current.resources] == ["SF-1"]


def test_events_are_kept_and_updated_by_key() -> None:
    other = replace(BOOKING, booking_ref="RES-2")
    attended = replace(BOOKING, period_start=date(2026, 1, 10), received_at=datetime(2026, 1, 11, tzinfo=UTC), status="attended")
    current = standing(replace(EMPTY, bookings=(attended, BOOKING, other)), LATE)
    assert {row.booking_ref: row.status for row in current.bookings} == {"RES-1": "attended", "RES-2": "confirmed"}


def test_the_first_period_is_that_of_a_delivery_that_still_stands() -> None:
    later = replace(ROOM, period_start=date(2026, 3, 1), received_at=datetime(2026, 3, 1, tzinfo=UTC))
    observed = replace(EMPTY, resources=(ROOM, later), bookings=(replace(BOOKING, period_start=date(2026, 2, 5)),))
    assert standing(observed, LATE).first == date(2026, 2, 5)
    assert standing(EMPTY, LATE).first is None
