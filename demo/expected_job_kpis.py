"""JOB-01 to JOB-13 from distinct jobs, the head-counts declared, and the projects' promises."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from demo.expected_cells import TOTAL, Formula, Number, Tally, cells_of
from demo.expected_jobs import CountedJob
from demo.periods import add_months
from demo.truth import ProjectRow

LASTING: Final = frozenset({"salaried", "self_employed", "member_worker"})
_FULL_TIME_HOURS: Final = 44
_FULL_TIME_MONTHS: Final = 12
_PROMISE_KEPT: Final = frozenset({"approved", "started", "completed"})
_ALL: Final = ("sex", "age_group", "area", "employment_type", "sector", "programme")

FORMULAS: Final = (
    Formula("JOB-01", (("started", 1),), breakdowns=_ALL),
    Formula("JOB-02", (("ended", 1),), breakdowns=_ALL),
    Formula("JOB-03", (("started", 1), ("ended", -1)), breakdowns=_ALL),
    Formula("JOB-04", (("fte_started", 1), ("fte_ended", -1)), breakdowns=_ALL),
    Formula("JOB-05", (("evidenced", 1),), "started", _ALL),
    Formula("JOB-06", (("women", 1),), "sex_known", _ALL),
    Formula("JOB-07", (("youth", 1),), "age_known", _ALL),
    Formula("JOB-08", (("rural", 1),), "area_known", _ALL),
    Formula("JOB-09", (("lasted_6", 1),), "started", _ALL, matures_after=6),
    Formula("JOB-10", (("lasted_12", 1),), "started", _ALL, matures_after=12),
    Formula("JOB-12", (("at_hub_users", 1),), breakdowns=_ALL),
    Formula("JOB-13", (("declared_heads", 1), ("started", -1)), breakdowns=("employment_type",)),
)
PROJECT_FORMULA: Final = Formula("JOB-11", (("realised", 1),), "promised", ("sector",))


@dataclass(frozen=True, slots=True)
class DeclaredHeads:
    """The head-count of one standing declaration, by its own start, province and type."""

    province: str
    employment_type: str
    started_on: date
    headcount: int


def age_group(started_on: date, birth_year: int | None) -> str | None:
    """Group of the age in the year of the start; None when the birth year is not known."""
    if birth_year is None:
        return None
    age = started_on.year - birth_year
    if age < 18:
        return "under_18"
    return "18_35" if age <= 35 else "36_59" if age <= 59 else "60_plus"


def full_time_equivalent(job: CountedJob) -> Fraction:
    """Hours ÷ 44 × months ÷ 12; what is not known counts as full time."""
    hours = Fraction(_FULL_TIME_HOURS if job.hours_per_week is None else job.hours_per_week)
    months = Fraction(_FULL_TIME_MONTHS if job.months_per_year is None else job.months_per_year)
    return hours / _FULL_TIME_HOURS * months / _FULL_TIME_MONTHS


def tally_jobs(jobs: Iterable[CountedJob], declared: Iterable[DeclaredHeads], hub_days: Mapping[str, Sequence[date]]) -> Tally:
    """Adds up all measures of jobs.

    `hub_days`: for each party's key the sorted days on which it used the hub.
    """
    tally = Tally()
    for job in jobs:
        breakdowns = _breakdowns(job)
        fte = full_time_equivalent(job)
        for cell in cells_of(job.started_on, job.province, breakdowns):
            tally.add(cell, _measures_of_start(job, fte, hub_days.get(job.party.key, ())))
        if job.ended_on is not None:
            for cell in cells_of(job.ended_on, job.province, breakdowns):
                tally.add(cell, {"ended": 1, "fte_ended": fte})
    for heads in declared:
        breakdowns = _with_total(heads.employment_type, {"employment_type": heads.employment_type})
        for cell in cells_of(heads.started_on, heads.province, breakdowns):
            tally.add(cell, {"declared_heads": heads.headcount})
    return tally


def tally_projects(projects: Iterable[ProjectRow]) -> Tally:
    """Adds up jobs promised and realised, in the period of the decision; without one a project does not count."""
    tally = Tally()
    for row in projects:
        if row.status in _PROMISE_KEPT and row.decided_on is not None:
            for cell in cells_of(row.decided_on, row.province, {TOTAL: TOTAL, "sector": row.sector}):
                tally.add(cell, {"realised": row.jobs_realised or 0, "promised": row.jobs_promised})
    return tally


def _breakdowns(job: CountedJob) -> dict[str, str | None]:
    """Lasting jobs count in the total and everywhere; others only under their employment type."""
    return _with_total(
        job.employment_type,
        {
            "sex": job.sex,
            "age_group": age_group(job.started_on, job.birth_year),
            "area": job.area,
            "employment_type": job.employment_type,
            "sector": job.party.sector,
            "programme": job.programme,
        },
    )


def _with_total(employment_type: str, breakdowns: dict[str, str | None]) -> dict[str, str | None]:
    if employment_type in LASTING:
        return {TOTAL: TOTAL, **breakdowns}
    return {"employment_type": employment_type}


def _measures_of_start(job: CountedJob, fte: Fraction, hub_days: Sequence[date]) -> dict[str, Number]:
    return {"fte_started": fte, **dict.fromkeys(_true_of(job, hub_days), 1)}


def _true_of(job: CountedJob, hub_days: Sequence[date]) -> Iterator[str]:
    """The measures in which a started job counts as one."""
    yield "started"
    if job.is_evidenced:
        yield "evidenced"
    if job.sex is not None:
        yield "sex_known"
        if job.sex == "female":
            yield "women"
    if job.birth_year is not None:
        yield "age_known"
        if age_group(job.started_on, job.birth_year) == "18_35":
            yield "youth"
    if job.area is not None:
        yield "area_known"
        if job.area == "rural":
            yield "rural"
    for months in (6, 12):
        if job.ended_on is None or job.ended_on >= add_months(job.started_on, months):
            yield f"lasted_{months}"
    earliest = bisect_left(hub_days, add_months(job.started_on, -12))
    if earliest < len(hub_days) and hub_days[earliest] < job.started_on:
        yield "at_hub_users"
