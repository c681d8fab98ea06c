"""Jobs counted once: small cases that can be checked by hand against the rules "One job, several sources"."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from demo.expected_jobs import CountedJob, count_jobs, counting
from demo.expected_matching import Links, Resolver, reference_of
from demo.truth import DeclarationRow

ONE_ICE = "008800001000004"
OTHER_ICE = "008800002000007"

BASE = DeclarationRow(
    partner="cri",
    period_start=date(2026, 1, 1),
    received_at=datetime(2026, 2, 5, tzinfo=UTC),
    local_ref="A-1",
    organisation_ref=None,
    ice=ONE_ICE,
    organisation_name=None,
    province="03.231",
    commune=None,
    occupation=None,
    headcount=1,
    state="declared",
    evidence=None,
    employment_type="salaried",
    sex="female",
    birth_year=1995,
    area="urban",
    started_on=date(2026, 1, 10),
    ended_on=None,
    hours_per_week=None,
    months_per_year=None,
    person_id="CQ12345",
    programme=None,
)


def named(local_ref: str, **changes: Any) -> DeclarationRow:
    return replace(BASE, local_ref=local_ref, **changes)


def counted(local_ref: str, headcount: int, **changes: Any) -> DeclarationRow:
    return replace(BASE, local_ref=local_ref, headcount=headcount, person_id=None, **changes)


def jobs_of(*rows: DeclarationRow) -> list[CountedJob]:
    # Here an organisation is its ICE.
    references = {reference_of("job_declarations", row).key: row.ice or "" for row in rows}
    return count_jobs(counting(rows, Resolver(Links(references, {}), ())))


def test_one_person_at_one_organisation_declared_by_three_partners_is_one_job() -> None:
    jobs = jobs_of(named("A-1"), named("B-1", partner="unions"), named("C-1", partner="government_departments"))
    assert len(jobs) == 1
    assert jobs[0].sources == {"cri", "unions", "government_departments"}


def test_promises_never_count() -> None:
    assert jobs_of(named("A-1", state="promised"), counted("A-2", 5, state="promised")) == []


def test_the_same_person_at_two_organisations_has_two_jobs() -> None:
    assert len(jobs_of(named("A-1"), named("A-2", ice=OTHER_ICE))) == 2


@pytest.mark.parametrize(("back_on", "count"), [(date(2026, 3, 3), 1), (date(2026, 3, 4), 2)])
def test_spells_31_days_apart_are_one_job_and_32_days_apart_two(back_on: date, count: int) -> None:
    # 31 January + 31 days = 3 March.
    first = named("A-1", ended_on=date(2026, 1, 31))
    second = named("A-2", started_on=back_on)
    assert len(jobs_of(first, second)) == count


def test_the_longest_end_so_far_carries_a_chain_not_the_last_one() -> None:
    long = named("A-1", ended_on=date(2026, 6, 30))
    short = named("B-1", partner="unions", started_on=date(2026, 2, 1), ended_on=date(2026, 2, 10))
    late = named("A-2", started_on=date(2026, 7, 31))
    assert len(jobs_of(long, short, late)) == 1


def test_an_open_spell_takes_in_everything_after_it() -> None:
    assert len(jobs_of(named("A-1"), named("A-2", started_on=date(2027, 12, 1)))) == 1


def test_different_employment_types_do_not_split_a_job() -> None:
    assert len(jobs_of(named("A-1"), named("B-1", partner="unions", employment_type="seasonal"))) == 1


def test_start_is_the_earliest_evidenced_one_even_when_a_declared_one_is_earlier() -> None:
    (job,) = jobs_of(
        named("A-1", started_on=date(2026, 1, 2)),
        named("B-1", partner="unions", state="evidenced", started_on=date(2026, 1, 20)),
        named("C-1", partner="government_departments", state="evidenced", started_on=date(2026, 1, 15)),
    )
    assert job.started_on == date(2026, 1, 15)
    assert job.is_evidenced


def test_start_is_the_earliest_declared_one_when_nothing_is_evidenced() -> None:
    (job,) = jobs_of(named("A-1"), named("B-1", partner="unions", started_on=date(2026, 1, 3)))
    assert job.started_on == date(2026, 1, 3)
    assert not job.is_evidenced


def test_an_evidenced_source_outranks_a_later_received_declared_one() -> None:
    (job,) = jobs_of(
        named("A-1", state="evidenced", area="rural"),
        named("B-1", partner="unions", area="urban", received_at=datetime(2026, 9, 1, tzinfo=UTC)),
    )
    assert job.area == "rural"


def test_among_equals_the_later_received_one_wins_then_partner_then_reference() -> None:
    later = datetime(2026, 3, 5, tzinfo=UTC)
    (by_time,) = jobs_of(named("A-1", sex="male"), named("B-1", partner="unions", received_at=later))
    (by_partner,) = jobs_of(named("A-1"), named("B-1", partner="unions", sex="male"))
    (by_reference,) = jobs_of(named("A-2", sex="male"), named("A-1"))
    assert (by_time.sex, by_partner.sex, by_reference.sex) == ("female", "female", "female")


def test_a_blank_attribute_comes_from_the_next_best_source_but_a_blank_end_means_open() -> None:
    (job,) = jobs_of(
        named("A-1", state="evidenced", sex=None, birth_year=None),
        named("B-1", partner="unions", sex="male", birth_year=1990, ended_on=date(2026, 8, 1)),
    )
    assert (job.sex, job.birth_year, job.ended_on) == ("male", 1990, None)


def test_head_counts_of_two_partners_are_not_added_up() -> None:
    assert len(jobs_of(counted("A-1", 5), counted("B-1", 3, partner="unions"))) == 5


def test_head_counts_of_one_partner_in_one_group_are_added_up() -> None:
    assert len(jobs_of(counted("A-1", 5), counted("A-2", 3))) == 8


@pytest.mark.parametrize(
    "other",
    [
        {"ice": OTHER_ICE},
        {"started_on": date(2026, 2, 1)},
        {"sex": None},
        {"sex": "male"},
        {"employment_type": "seasonal"},
    ],
)
def test_head_counts_of_different_groups_are_added_up(other: dict[str, Any]) -> None:
    assert len(jobs_of(counted("A-1", 5), counted("B-1", 3, partner="unions", **other))) == 8


def test_named_jobs_count_within_the_head_count_of_another_partner() -> None:
    # N = 2 named by cri, unions counts 5 in all: the group holds 5, three of them known from unions only.
    jobs = jobs_of(named("A-1"), named("A-2", person_id="CQ54321"), counted("B-1", 5, partner="unions"))
    assert len(jobs) == 5
    assert sum(job.sources == {"unions"} for job in jobs) == 3


def test_a_partners_own_named_jobs_and_its_head_count_are_added_up() -> None:
    # c(cri) = 1 named + 4 = 5; c(unions) = 3.
    assert len(jobs_of(named("A-1"), counted("A-2", 4), counted("B-1", 3, partner="unions"))) == 5


def test_fewer_counted_than_named_adds_nothing() -> None:
    rows = [named(f"A-{number}", person_id=f"CQ1234{number}") for number in range(3)]
    assert len(jobs_of(*rows, counted("B-1", 2, partner="unions"))) == 3


def test_the_jobs_beyond_take_the_first_units_in_the_order_evidenced_start_reference() -> None:
    # N = 1, c(unions) = 4: three units beyond; evidenced first, then by start, then by reference.
    jobs = jobs_of(
        named("A-1"),
        counted("B-3", 1, partner="unions", area="rural", started_on=date(2026, 1, 20), state="evidenced"),
        counted("B-2", 1, partner="unions", area="urban", started_on=date(2026, 1, 5)),
        counted("B-1", 2, partner="unions", area=None, started_on=date(2026, 1, 6)),
    )
    assert [job.area for job in jobs if job.sources == {"unions"}] == ["rural", "urban", None]


def test_a_tie_of_the_largest_count_goes_to_the_first_partner_by_name() -> None:
    jobs = jobs_of(counted("Z-1", 2, partner="cri", area="rural"), counted("A-1", 2, partner="unions"))
    assert [job.area for job in jobs] == ["rural", "rural"]


def test_a_group_is_told_by_the_named_jobs_own_start_not_by_each_sources() -> None:
    # The job starts in January by its evidenced source; the head-count of February is another group.
    rows = [
        named("A-1", started_on=date(2026, 2, 3)),
        named("B-1", partner="unions", state="evidenced", started_on=date(2026, 1, 25)),
        counted("C-1", 1, partner="government_departments", started_on=date(2026, 2, 3)),
    ]
    assert len(jobs_of(*rows)) == 2
