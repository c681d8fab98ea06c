"""The figures of jobs, worked out by hand.

The lake: two partners, two registered organisations (Amal, Fès, food, with an ICE; Nour, Meknès, crafts, without).

January 2026, lasting jobs:
  J1  P1 at Amal: chamber d1 (evidenced, 10 January, woman, 1995, urban, 22 h) and province p1 (declared, 5 January, 44 h)
  J2  P2 at Amal: chamber d2 (declared, 15 January, man, 1960, rural, no hours); March tells that it ended on 20 March
  J3  at Nour: chamber states 3 women, province states 4 of the same month: 4 jobs, without birth year, area or hours
  P5 is seasonal at Amal, 10 heads are promised: neither is a lasting job
February: P7 (evidenced, woman) at an organisation of Taza that no register holds.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Warehouse

AMAL_ICE = "001000001000011"
SALARIED = {"employment_type": "salaried", "state": "declared", "headcount": 1}
FES, MEKNES, TAZA, IFRANE = "03.231", "03.061", "03.561", "03.271"
JANUARY, FEBRUARY, MARCH = "2026-01-01", "2026-02-01", "2026-03-01"

REGISTER = [
    {"local_ref": "A-1", "ice": AMAL_ICE, "name_fr": "Coopérative Al Amal", "province": FES, "sector": "food"},
    {"local_ref": "A-2", "name_fr": "Nour", "name_ar": "النور", "province": MEKNES, "sector": "crafts"},
]
P1 = {"sex": "female", "birth_year": 1995, "area": "urban", "province": FES, "person_id": "p1"}
P2 = {
    "sex": "male",
    "birth_year": 1960,
    "area": "rural",
    "province": FES,
    "person_id": "p2",
    "started_on": "2026-01-15",
}
WOMEN_AT_NOUR = {**SALARIED, "sex": "female", "province": MEKNES}
CHAMBER_JANUARY = [
    {**SALARIED, **P1, "local_ref": "d1", "organisation_ref": "A-1", "state": "evidenced", "evidence": "cnss",
     "started_on": "2026-01-10", "hours_per_week": 22, "months_per_year": 12},
    {**SALARIED, **P2, "local_ref": "d2", "organisation_ref": "A-1"},
    {**WOMEN_AT_NOUR, "local_ref": "d3", "organisation_ref": "A-2", "headcount": 3, "started_on": "2026-01-01"},
    {**SALARIED, "local_ref": "d5", "organisation_ref": "A-1", "employment_type": "seasonal", "province": FES,
     "started_on": "2026-01-12", "person_id": "p5"},
    {**SALARIED, "local_ref": "d9", "organisation_ref": "A-1", "state": "promised", "headcount": 10, "province": FES,
     "started_on": "2026-01-02"},
]  # fmt: skip
CHAMBER_MARCH = [{**SALARIED, **P2, "local_ref": "d2", "organisation_ref": "A-1", "ended_on": "2026-03-20"}]
PROVINCE_JANUARY = [
    {**SALARIED, **P1, "local_ref": "p1", "ice": AMAL_ICE, "started_on": "2026-01-05", "hours_per_week": 44},
    {**WOMEN_AT_NOUR, "local_ref": "p3", "organisation_name": "NOÛR", "headcount": 4, "started_on": "2026-01-20"},
]
PROVINCE_FEBRUARY = [
    {**SALARIED, "local_ref": "p7", "organisation_name": "Coopérative Inconnue", "province": TAZA, "sex": "female",
     "state": "evidenced", "evidence": "contract", "started_on": "2026-02-03", "person_id": "p7"},
]  # fmt: skip
PROJECTS = [
    {"project_ref": "i1", "ice": AMAL_ICE, "province": FES, "sector": "food", "status": "completed",
     "submitted_on": "2026-01-05", "decided_on": "2026-02-10", "jobs_promised": 12, "jobs_realised": 5},
    {"project_ref": "i2", "ice": AMAL_ICE, "province": TAZA, "sector": "food", "status": "approved",
     "submitted_on": "2026-01-05", "decided_on": "2026-02-11", "jobs_promised": 8, "jobs_realised": None},
    {"project_ref": "i3", "ice": AMAL_ICE, "province": FES, "sector": "food", "status": "rejected",
     "submitted_on": "2026-01-05", "decided_on": "2026-02-12", "jobs_promised": 90, "jobs_realised": 0},
]  # fmt: skip
BOOKING = {
    "booking_ref": "b1", "resource_code": "R1", "ice": AMAL_ICE, "starts_at": "2026-01-12 10:00",
    "ends_at": "2026-01-12 11:00", "status": "attended",
}  # fmt: skip
ROOM = {
    "resource_code": "R1", "name_fr": "Salle", "kind": "training_room", "open_days": "12345", "opens_at": "08:00",
    "closes_at": "18:00", "in_service_from": "2026-01-01",
}  # fmt: skip

FEEDS = [
    Feed("chamber", "job_declarations", "month", 10, date(2026, 1, 1)),
    Feed("province", "job_declarations", "month", 10, date(2026, 1, 1)),
]
DELIVERIES = [
    Delivery("chamber", "organisations", date(2026, 1, 1), "2026-01-20 08:00", REGISTER, "quarter", "snapshot"),
    Delivery("chamber", "job_declarations", date(2026, 1, 1), "2026-02-05 08:00", CHAMBER_JANUARY),
    Delivery("chamber", "job_declarations", date(2026, 2, 1), "2026-03-05 08:00"),
    Delivery("chamber", "job_declarations", date(2026, 3, 1), "2026-04-05 08:00", CHAMBER_MARCH),
    Delivery("province", "job_declarations", date(2026, 1, 1), "2026-02-08 08:00", PROVINCE_JANUARY[:1], name="first"),
    Delivery("province", "job_declarations", date(2026, 1, 1), "2026-02-25 08:00", PROVINCE_JANUARY, name="corrected"),
    Delivery("province", "job_declarations", date(2026, 2, 1), "2026-03-09 08:00", PROVINCE_FEBRUARY),
    Delivery("province", "job_declarations", date(2026, 3, 1), "2026-04-09 08:00", verdict="refused"),
    Delivery("cri", "investment_projects", date(2026, 2, 1), "2026-03-02 08:00", PROJECTS, mode="snapshot"),
    Delivery("hub", "hub_resources", date(2026, 1, 1), "2026-01-02 08:00", [ROOM], "day", "snapshot"),
    Delivery("hub", "hub_bookings", date(2026, 1, 12), "2026-01-13 02:00", [BOOKING], "day", "append"),
]


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    return build("jobs", "2026-08-15 02:00", FEEDS, DELIVERIES)


def test_a_job_told_by_two_partners_counts_once(warehouse: Warehouse) -> None:
    assert warehouse.figure("JOB-01", JANUARY, territory=FES) == (2, None, 2)


def test_head_counts_of_two_partners_are_not_added_up(warehouse: Warehouse) -> None:
    assert warehouse.value("JOB-01", JANUARY, territory=MEKNES) == 4


@pytest.mark.parametrize(
    ("period_type", "period_start", "jobs"),
    [("month", JANUARY, 6), ("month", FEBRUARY, 1), ("month", MARCH, 0), ("quarter", JANUARY, 7), ("year", JANUARY, 7)],
)
def test_jobs_add_up_over_periods(warehouse: Warehouse, period_type: str, period_start: str, jobs: int) -> None:
    assert warehouse.value("JOB-01", period_start, period_type=period_type) == jobs


def test_a_province_without_jobs_has_a_row_of_zero(warehouse: Warehouse) -> None:
    assert warehouse.figure("JOB-01", JANUARY, territory=IFRANE) == (0, None, 0)


def test_an_end_told_later_is_a_job_lost_then(warehouse: Warehouse) -> None:
    assert (warehouse.value("JOB-02", MARCH), warehouse.value("JOB-02", JANUARY)) == (1, 0)


def test_net_jobs_of_the_quarter(warehouse: Warehouse) -> None:
    assert warehouse.value("JOB-03", JANUARY, period_type="quarter") == 7 - 1


def test_full_time_equivalents_take_the_evidenced_hours_and_assume_full_time(warehouse: Warehouse) -> None:
    # J1 has 22 of 44 hours; J2 and the four of J3 tell no hours.
    assert warehouse.value("JOB-04", JANUARY) == 0.5 + 1 + 4
    assert warehouse.value("JOB-04", MARCH) == -1


@pytest.mark.parametrize(
    ("kpi_id", "numerator", "denominator"),
    [
        ("JOB-05", 1, 6),  # J1 is evidenced
        ("JOB-06", 5, 6),  # J1 and the four of J3; all have a sex
        ("JOB-07", 1, 2),  # born 1995 and 1960; J3 unknown
        ("JOB-08", 1, 2),  # J2 is rural; J3 unknown
        ("JOB-09", 5, 6),  # all but J2 lasted to July
    ],
)
def test_shares_of_january(warehouse: Warehouse, kpi_id: str, numerator: int, denominator: int) -> None:
    assert warehouse.figure(kpi_id, JANUARY) == (numerator, denominator, numerator / denominator)


def test_a_cohort_too_young_is_null(warehouse: Warehouse) -> None:
    # February's ends on the 28th: it is judged from 28 August on, and this is 15 August.
    assert warehouse.figure("JOB-09", FEBRUARY) == (None, None, None)
    assert warehouse.figure("JOB-10", JANUARY) == (None, None, None)


def test_a_share_of_nothing_is_null_and_not_zero(warehouse: Warehouse) -> None:
    assert warehouse.figure("JOB-06", MARCH) == (0, 0, None)


def test_promises_are_realised_by_approved_projects_only(warehouse: Warehouse) -> None:
    assert warehouse.figure("JOB-11", FEBRUARY) == (5, 20, 0.25)


def test_a_job_at_a_hub_user_started_after_the_use(warehouse: Warehouse) -> None:
    # Amal came on 12 January: after J1 began (10th), before J2 (15th).
    assert warehouse.value("JOB-12", JANUARY) == 1


def test_duplicates_are_heads_declared_minus_jobs(warehouse: Warehouse) -> None:
    # d1, p1, d2: 3 heads; 3 and 4 heads at Nour; 6 jobs.
    assert warehouse.value("JOB-13", JANUARY) == 10 - 6


@pytest.mark.parametrize(
    ("breakdown", "breakdown_value", "jobs"),
    [
        ("employment_type", "salaried", 6),
        ("employment_type", "seasonal", 1),
        ("sector", "food", 2),
        ("sector", "crafts", 4),
        ("sex", "male", 1),
        ("age_group", "18_35", 1),
        ("age_group", "60_plus", 1),
        ("age_group", "unknown", 4),
        ("area", "unknown", 4),
        ("programme", "unknown", 6),
    ],
)
def test_breakdowns_of_january(warehouse: Warehouse, breakdown: str, breakdown_value: str, jobs: int) -> None:
    assert warehouse.value("JOB-01", JANUARY, breakdown=breakdown, breakdown_value=breakdown_value) == jobs


def test_an_empty_breakdown_has_no_row(warehouse: Warehouse) -> None:
    assert warehouse.figure("JOB-01", MARCH, breakdown="sex", breakdown_value="male") is None


def test_an_organisation_in_no_register_counts_as_its_own(warehouse: Warehouse) -> None:
    assert warehouse.value("JOB-01", FEBRUARY, territory=TAZA) == 1
    assert warehouse.value("JOB-01", FEBRUARY, breakdown="sector", breakdown_value="unknown") == 1


def test_an_unmatched_reference_is_listed_with_its_address(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select partner, contract, period_start, record_ref, row_number, reference_text, methods_tried, organisation_id "
        "from quality.unmatched_references"
    )
    assert [row[:-1] for row in rows] == [
        ("province", "job_declarations", date(2026, 2, 1), "p7", 2, "Coopérative Inconnue", "organisation_name"),
    ]
    assert warehouse.rows(f"select is_registered from marts.dim_organisation where organisation_id = '{rows[0][-1]}'") == [(False,)]


def test_the_previous_value_is_that_of_the_period_before(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select previous_value from marts.kpi_values where kpi_id = 'JOB-01' and period_type = 'month' "
        "and period_start = '2026-02-01' and territory_code = '03' and breakdown = 'total'"
    )
    assert rows == [(6,)]


@pytest.mark.parametrize(
    ("period_start", "coverage", "status", "obs_status"),
    [
        (JANUARY, 1.0, "revised", "A"),  # complete on 8 February, corrected on the 25th
        (FEBRUARY, 1.0, "final", "A"),
        (MARCH, 0.5, "provisional", "P"),  # the province's file was refused
        ("2026-07-01", 0.0, "provisional", "P"),  # due on 10 August, nothing came
        ("2026-08-01", None, "provisional", "P"),  # not due yet
    ],
)
def test_coverage_and_status(warehouse: Warehouse, period_start: str, coverage: float | None, status: str, obs_status: str) -> None:
    rows = warehouse.rows(
        "select coverage, status, obs_status from marts.kpi_values where kpi_id = 'JOB-01' and period_type = 'month' "
        "and period_start = cast(? as date) and territory_code = '03' and breakdown = 'total'",
        period_start,
    )
    assert rows == [(coverage, status, obs_status)]


def test_a_value_that_cannot_exist_is_marked_missing(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select distinct obs_status from marts.kpi_values where value is null union all "
        "select distinct obs_status from marts.kpi_values where value is not null and obs_status = 'M'"
    )
    assert rows == [("M",)]


def test_nothing_is_published_of_a_period_to_come(warehouse: Warehouse) -> None:
    assert warehouse.rows("select max(period_start) from marts.kpi_values") == [(date(2026, 8, 1),)]


def test_every_source_of_a_job_is_kept(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select sources.role, sources.partner, sources.local_ref, sum(sources.headcount) "
        "from marts.fct_job_sources as sources where sources.territory_code = ? group by all order by all",
        MEKNES,
    )
    assert rows == [("absorbed", "chamber", "d3", 3), ("anonymous", "province", "p3", 4)]


def test_the_feed_calendar_tells_what_is_missing_and_late(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select period_start, status, days_late from quality.feed_calendar where partner = 'province' "
        "and period_start in ('2026-02-01', '2026-03-01', '2026-08-01') order by period_start"
    )
    assert rows == [
        (date(2026, 2, 1), "on_time", 0),
        (date(2026, 3, 1), "missing", 127),  # 10 April to 15 August
        (date(2026, 8, 1), "awaited", 0),
    ]


def test_a_refused_load_has_its_outcome_and_does_not_stand(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select period_start, is_standing from quality.loads where verdict = 'refused'")
    assert rows == [(date(2026, 3, 1), False)]


def test_a_corrected_delivery_takes_the_place_of_the_first(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select delivery_id like '%first', is_standing from quality.loads "
        "where partner = 'province' and period_start = '2026-01-01' order by received_at"
    )
    assert rows == [(True, False), (False, True)]
