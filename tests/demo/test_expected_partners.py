"""What partners owe and what came of it in the expected figures, worked out by hand.

The bank owes a month by the 10th of the next. January came in time, and once more; February came late, after a file that was refused;
March never came; April is not due yet on 10 May 2026.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from demo.expected_cells import Expected, Key
from demo.expected_context import Context, contexts
from demo.expected_partners import partner_kpis
from demo.expected_slots import Duty, slots
from demo.truth_deliveries import LoadNote
from demo.truth_feeds import TargetRow

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in range(1, 6))
AS_OF = datetime(2026, 5, 10, 12, tzinfo=UTC)
DUTIES = (Duty("banks", "financing", "month", 10),)


def load(
    start: date, received: str, rows: int = 10, accepted: int = 10, *, is_refused: bool = False, period_type: str = "month"
) -> LoadNote:
    at = datetime.fromisoformat(received).replace(tzinfo=UTC)
    return LoadNote("banks", "financing", period_type, start, at, rows, accepted, is_refused)


LOADS = (
    load(JANUARY, "2026-02-10T22:00", 10, 9),
    load(JANUARY, "2026-02-20T08:00", 10, 10),
    load(FEBRUARY, "2026-03-05T08:00", 12, 0, is_refused=True),
    load(FEBRUARY, "2026-03-11T08:00", 12, 12),
)


def figure(found: dict[Key, Expected], kpi_id: str, start: date, period: str = "month") -> Expected:
    return found[kpi_id, period, start, "03", "total", "total"]


@pytest.mark.parametrize(
    ("start", "timely", "complete", "accepted"),
    [
        (JANUARY, Expected(1, 1, 1), Expected(1, 1, 1), Expected(19, 20, Fraction(19, 20))),
        (FEBRUARY, Expected(0, 1, 0), Expected(1, 1, 1), Expected(12, 24, Fraction(1, 2))),
        (MARCH, Expected(0, 1, 0), Expected(0, 1, 0), Expected(0, 0, None)),
        (APRIL, Expected(0, 0, None), Expected(0, 0, None), Expected(0, 0, None)),
    ],
)
def test_on_time_complete_and_accepted(start: date, timely: Expected, complete: Expected, accepted: Expected) -> None:
    found = partner_kpis(LOADS, AS_OF, JANUARY, DUTIES)
    assert [figure(found, f"PAR-0{number}", start) for number in (1, 2, 3)] == [timely, complete, accepted]


def test_a_slot_is_past_due_from_the_day_after() -> None:
    found = partner_kpis(LOADS, AS_OF.replace(day=11), JANUARY, DUTIES)
    assert figure(found, "PAR-02", APRIL) == Expected(0, 1, 0)


def test_partners_and_contracts_have_cells_of_their_own() -> None:
    found = partner_kpis(LOADS, AS_OF, JANUARY, DUTIES)
    assert found["PAR-02", "quarter", JANUARY, "03", "partner", "banks"] == Expected(2, 3, Fraction(2, 3))
    assert found["PAR-03", "year", JANUARY, "03", "contract", "financing"] == Expected(31, 44, Fraction(31, 44))


def test_what_came_later_does_not_exist_yet() -> None:
    found = partner_kpis(LOADS, datetime(2026, 3, 6, tzinfo=UTC), JANUARY, DUTIES)
    assert figure(found, "PAR-03", FEBRUARY) == Expected(0, 12, 0)
    assert figure(found, "PAR-01", FEBRUARY) == Expected(0, 0, None)


def test_a_longer_delivery_receives_every_day_in_it_and_half_a_week_only_by_its_end() -> None:
    export = [load(MARCH, "2026-04-01T06:00"), load(APRIL, "2026-05-01T06:00")]
    days = list(slots([Duty("banks", "financing", "day", 1)], export, date(2026, 4, 30)))
    weeks = list(slots([Duty("banks", "financing", "week", 2)], export[:1], date(2026, 3, 30)))
    assert len(days) == 61
    assert all(slot.received for slot in days)
    # The week of 23 February ends in March; that of 30 March does not.
    assert [slot.start for slot in weeks if slot.received] == [date(2026, 2, 23), *(date(2026, 3, day) for day in (2, 9, 16, 23))]


@pytest.mark.parametrize(
    ("start", "coverage", "status", "obs_status"),
    [(JANUARY, 1, "revised", "A"), (FEBRUARY, 1, "final", "A"), (MARCH, 0, "provisional", "P"), (APRIL, None, "provisional", "P")],
)
def test_how_complete_and_firm_a_figure_is(start: date, coverage: int | None, status: str, obs_status: str) -> None:
    key: Key = ("FIN-01", "month", start, "03", "total", "total")
    found = contexts({key: Expected(7, None, 7)}, (), LOADS, AS_OF, DUTIES)
    assert found[key] == Context(None, None, None if coverage is None else Fraction(coverage), status, obs_status)


def test_a_figure_that_still_waits_is_provisional_though_all_that_is_due_has_come() -> None:
    key: Key = ("FIN-01", "month", APRIL, "03", "total", "total")
    loads = (*LOADS, replace(load(APRIL, "2026-05-02T08:00"), partner="al_barid_bank"))
    found = contexts({key: Expected(7, None, 7)}, (), loads, AS_OF, (*DUTIES, Duty("al_barid_bank", "financing", "month", 10)))
    assert (found[key].coverage, found[key].status) == (1, "provisional")


def test_a_year_that_is_awaited_holds_back_its_months() -> None:
    needs: Key = ("NED-01", "month", FEBRUARY, "03", "total", "total")
    partners: Key = ("PAR-01", "month", FEBRUARY, "03", "total", "total")
    loads = [replace(load(FEBRUARY, "2026-03-02T08:00"), partner="hub_operator", contract="hub_services")]
    duties = (Duty("hub_operator", "hub_services", "month", 2), Duty("academia", "needs_assessments", "year", 60))
    found = contexts(dict.fromkeys((needs, partners), Expected(1, 2, Fraction(1, 2))), (), loads, AS_OF, duties)
    assert [(found[key].coverage, found[key].status) for key in (needs, partners)] == [(1, "provisional"), (1, "final")]


def test_a_value_that_cannot_exist_is_missing_and_the_period_before_is_remembered() -> None:
    january: Key = ("FIN-02", "month", JANUARY, "03", "total", "total")
    february: Key = ("FIN-02", "month", FEBRUARY, "03", "total", "total")
    found = contexts({january: Expected(1, 2, Fraction(1, 2)), february: Expected(0, 0, None)}, (), LOADS, AS_OF, DUTIES)
    assert found[february].obs_status == "M"
    assert found[february].previous_value == Fraction(1, 2)
    assert found[january].previous_value is None


def test_figures_of_deliveries_need_every_feed() -> None:
    key: Key = ("PAR-01", "month", FEBRUARY, "03", "total", "total")
    found = contexts({key: Expected(0, 1, 0)}, (), LOADS, AS_OF, (*DUTIES, Duty("press", "media_mentions", "month", 5)))
    assert found[key].coverage == Fraction(1, 2)


def test_a_target_without_a_territory_is_the_regions_and_only_of_the_total() -> None:
    target = TargetRow("directorate", JANUARY, AS_OF, "FIN-01", "month", JANUARY, None, 5.0)
    keys: list[Key] = [
        ("FIN-01", "month", JANUARY, "03", "total", "total"),
        ("FIN-01", "month", JANUARY, "03", "instrument", "loan"),
        ("FIN-01", "month", JANUARY, "03.231", "total", "total"),
        ("FIN-01", "month", FEBRUARY, "03", "total", "total"),
    ]
    province = replace(target, territory_code="03.231", target=2.0)
    unknown = replace(target, kpi_id="XYZ-99")
    found = contexts(dict.fromkeys(keys, Expected(7, None, 7)), [target, province, unknown], LOADS, AS_OF, DUTIES)
    assert [found[key].target for key in keys] == [5, None, 2, None]
