"""JOB-01 to JOB-13: hand-worked figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from demo.expected_cells import Expected, Formula, rows
from demo.expected_job_kpis import (
    FORMULAS,
    PROJECT_FORMULA,
    DeclaredHeads,
    age_group,
    full_time_equivalent,
    tally_jobs,
    tally_projects,
)
from demo.expected_jobs import CountedJob
from demo.expected_matching import Party
from demo.periods import add_months
from demo.truth import ProjectRow

FES, MEKNES = "03.231", "03.061"
AMAL = Party("ice:008800001", FES, "pottery")
TODAY = date(2026, 11, 20)
FORMULA_OF = {formula.kpi_id: formula for formula in FORMULAS}

JOB = CountedJob(
    party=AMAL,
    province=FES,
    employment_type="salaried",
    sex="female",
    birth_year=1996,
    area="rural",
    programme=None,
    started_on=date(2026, 1, 15),
    ended_on=None,
    hours_per_week=None,
    months_per_year=None,
    is_evidenced=True,
)
PROJECT = ProjectRow(
    partner="cri",
    period_start=date(2026, 10, 1),
    received_at=datetime(2026, 11, 5, tzinfo=UTC),
    project_ref="PI-1",
    ice=None,
    organisation_name="Coopérative Al Amal",
    title=None,
    province=FES,
    commune=None,
    sector="pottery",
    status="approved",
    submitted_on=date(2025, 12, 1),
    decided_on=date(2026, 2, 10),
    amount_mad=None,
    jobs_promised=10,
    jobs_realised=4,
)


def job(**changes: Any) -> CountedJob:
    return replace(JOB, **changes)


def figure(
    kpi_id: str,
    *jobs: CountedJob,
    period: tuple[str, date] = ("year", date(2026, 1, 1)),
    territory: str = "03",
    cell: tuple[str, str] = ("total", "total"),
    heads: tuple[DeclaredHeads, ...] = (),
    hub_days: dict[str, list[date]] | None = None,
    today: date = TODAY,
) -> Expected | None:
    tally = tally_jobs(jobs, heads, hub_days or {})
    return rows(FORMULA_OF[kpi_id], tally, date(2026, 1, 1), today).get((kpi_id, *period, territory, *cell))


def count(number: int | Fraction) -> Expected:
    return Expected(number, None, number)


def ratio(numerator: int, denominator: int) -> Expected:
    return Expected(numerator, denominator, Fraction(numerator, denominator) if denominator else None)


def test_only_lasting_types_count_in_the_total_and_every_type_in_its_own_cell() -> None:
    jobs = [job(employment_type=each) for each in ("salaried", "self_employed", "member_worker", "seasonal")]
    assert figure("JOB-01", *jobs) == count(3)
    assert figure("JOB-01", *jobs, cell=("employment_type", "seasonal")) == count(1)
    assert figure("JOB-01", *jobs, cell=("sex", "female")) == count(3)


def test_a_job_belongs_to_its_start_by_month_quarter_and_year_and_to_its_own_province() -> None:
    one = job(started_on=date(2026, 5, 31), province=MEKNES)
    for period in (("month", date(2026, 5, 1)), ("quarter", date(2026, 4, 1)), ("year", date(2026, 1, 1))):
        assert figure("JOB-01", one, period=period, territory=MEKNES) == count(1)
        assert figure("JOB-01", one, period=period, territory=FES) == count(0)
    assert figure("JOB-01", one, period=("month", date(2026, 6, 1))) == count(0)


def test_lost_jobs_belong_to_their_end_and_net_jobs_are_the_difference() -> None:
    one = job(ended_on=date(2026, 4, 1))
    april = ("month", date(2026, 4, 1))
    assert figure("JOB-02", one, period=april) == count(1)
    assert figure("JOB-03", one, period=april) == count(-1)
    assert figure("JOB-03", one) == count(0)
    # Zero, but made of terms that are not: the cell of a breakdown is there.
    assert figure("JOB-03", one, cell=("sex", "female")) == count(0)


def test_full_time_equivalents_take_44_hours_and_12_months_where_unknown() -> None:
    assert full_time_equivalent(job()) == 1
    assert full_time_equivalent(job(hours_per_week=22)) == Fraction(1, 2)
    assert full_time_equivalent(job(hours_per_week=22, months_per_year=3)) == Fraction(1, 8)
    assert full_time_equivalent(job(hours_per_week=22.5)) == Fraction(45, 88)


def test_net_full_time_equivalents_take_off_those_that_ended() -> None:
    jobs = [job(), job(hours_per_week=22, started_on=date(2025, 2, 1), ended_on=date(2026, 3, 1))]
    assert figure("JOB-04", *jobs) == count(Fraction(1, 2))


@pytest.mark.parametrize(
    ("kpi_id", "changes", "expected"),
    [
        ("JOB-05", {"is_evidenced": False}, ratio(2, 3)),
        ("JOB-06", {"sex": "male"}, ratio(2, 3)),
        ("JOB-06", {"sex": None}, ratio(2, 2)),
        ("JOB-07", {"birth_year": 1980}, ratio(2, 3)),
        ("JOB-07", {"birth_year": None}, ratio(2, 2)),
        ("JOB-08", {"area": "urban"}, ratio(2, 3)),
        ("JOB-08", {"area": None}, ratio(2, 2)),
    ],
)
def test_shares_are_over_the_jobs_where_the_attribute_is_known(kpi_id: str, changes: dict[str, Any], expected: Expected) -> None:
    assert figure(kpi_id, job(), job(), job(**changes)) == expected


def test_a_ratio_over_nothing_has_no_value() -> None:
    assert figure("JOB-06") == Expected(0, 0, None)
    assert figure("JOB-06", job(sex=None)) == Expected(0, 0, None)
    assert figure("JOB-06", job(sex=None), cell=("sex", "unknown")) is None


@pytest.mark.parametrize(
    ("birth_year", "group"),
    [(2009, "under_18"), (2008, "18_35"), (1991, "18_35"), (1990, "36_59"), (1967, "36_59"), (1966, "60_plus")],
)
def test_age_groups_by_year_of_start_minus_year_of_birth(birth_year: int, group: str) -> None:
    assert age_group(date(2026, 12, 31), birth_year) == group


def test_null_attributes_stand_as_unknown() -> None:
    one = job(sex=None, birth_year=None, area=None, party=Party("x", None, None))
    for breakdown in ("sex", "age_group", "area", "sector", "programme"):
        assert figure("JOB-01", one, cell=(breakdown, "unknown")) == count(1)


@pytest.mark.parametrize(("ended_on", "lasted"), [(None, 1), (date(2026, 7, 15), 1), (date(2026, 7, 14), 0)])
def test_survival_asks_for_six_whole_months(ended_on: date | None, lasted: int) -> None:
    january = ("month", date(2026, 1, 1))
    assert figure("JOB-09", job(ended_on=ended_on), period=january) == ratio(lasted, 1)


@pytest.mark.parametrize(("today", "expected"), [(date(2026, 7, 30), Expected(None, None, None)), (date(2026, 7, 31), ratio(1, 1))])
def test_survival_is_null_until_the_whole_cohort_is_old_enough(today: date, expected: Expected) -> None:
    # Last day of the period 31 January + 6 months = 31 July.
    assert figure("JOB-09", job(), period=("month", date(2026, 1, 1)), today=today) == expected


def test_an_immature_cohort_has_a_null_total_and_no_other_cells() -> None:
    year = {"today": date(2026, 12, 31)}
    assert figure("JOB-10", job(), **year) == Expected(None, None, None)  # type: ignore[arg-type]
    assert figure("JOB-10", job(), cell=("sex", "female"), **year) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("used_on", "jobs"),
    [(date(2025, 1, 15), 1), (date(2025, 1, 14), 0), (date(2026, 1, 14), 1), (date(2026, 1, 15), 0)],
)
def test_hub_users_are_those_that_came_in_the_twelve_months_before_the_start(used_on: date, jobs: int) -> None:
    assert figure("JOB-12", job(), hub_days={AMAL.key: [used_on]}) == count(jobs)


def test_use_of_the_hub_by_another_organisation_does_not_count() -> None:
    assert figure("JOB-12", job(), hub_days={"ice:008800002": [date(2026, 1, 1)]}) == count(0)


def test_duplicates_are_heads_declared_less_distinct_jobs_of_the_same_cell() -> None:
    heads = (
        DeclaredHeads(FES, "salaried", date(2026, 1, 20), 5),
        DeclaredHeads(FES, "salaried", date(2026, 2, 1), 2),
        DeclaredHeads(FES, "seasonal", date(2026, 1, 20), 9),
    )
    january = ("month", date(2026, 1, 1))
    assert figure("JOB-13", job(), heads=heads, period=january) == count(4)
    assert figure("JOB-13", job(), heads=heads, period=january, cell=("employment_type", "seasonal")) == count(9)
    assert figure("JOB-13", job(), heads=heads) == count(6)


def test_promises_are_those_of_projects_approved_in_the_period() -> None:
    projects = [
        PROJECT,
        replace(PROJECT, status="completed", jobs_promised=5, jobs_realised=None),
        replace(PROJECT, status="started", province=MEKNES, sector="tourism"),
        replace(PROJECT, status="rejected"),
        replace(PROJECT, status="cancelled"),
        replace(PROJECT, decided_on=None),
    ]
    found = rows(PROJECT_FORMULA, tally_projects(projects), date(2026, 1, 1), TODAY)
    february = ("JOB-11", "month", date(2026, 2, 1))
    assert found[*february, "03", "total", "total"] == ratio(8, 25)
    assert found[*february, FES, "total", "total"] == ratio(4, 15)
    assert found[*february, MEKNES, "sector", "tourism"] == ratio(4, 10)
    assert found["JOB-11", "month", date(2026, 3, 1), "03", "total", "total"] == Expected(0, 0, None)


def test_every_period_since_the_first_delivery_has_a_total_and_earlier_ones_only_if_not_empty() -> None:
    tally = tally_jobs([job(started_on=date(2025, 11, 2))], (), {})
    found = rows(Formula("JOB-01", (("started", 1),)), tally, date(2026, 2, 1), date(2026, 4, 30))
    months = sorted({key[2] for key in found if key[1] == "month"})
    assert months == [date(2025, 11, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
    assert {key[3] for key in found if key[2] == date(2025, 11, 1)} == {"03", FES}
    assert len({key[3] for key in found if key[2] == date(2026, 3, 1)}) == 10


def test_nothing_is_said_of_periods_that_start_after_the_instant() -> None:
    found = rows(FORMULA_OF["JOB-02"], tally_jobs([job(ended_on=date(2027, 1, 1))], (), {}), date(2026, 1, 1), TODAY)
    assert max(key[2] for key in found) == date(2026, 11, 1)
