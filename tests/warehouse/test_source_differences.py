"""What two sources say of the same thing: the warehouse of a small region against `demo/expected_differences.py`."""

from __future__ import annotations

from typing import Any

import pytest

from demo.expected_differences import Difference, expected_differences
from demo.given_links import given_links

from .conftest import RegionLake
from .region_lake import AS_OF


@pytest.fixture(scope="module")
def expected(region_lake: RegionLake) -> dict[Difference, tuple[Any, Any]]:
    return expected_differences(region_lake.observed, AS_OF, given_links(region_lake.warehouse.rows))


def test_all_pairs_of_sources_and_no_others_are_compared(region_lake: RegionLake, expected: dict[Difference, tuple[Any, Any]]) -> None:
    rows = region_lake.warehouse.rows(
        "select comparison, subject_id, subject_part, period_start, partner, contract, other_partner, other_contract, "
        "said, value, other_said, other_value from quality.source_differences"
    )
    found = {
        (*row[:4], row[4:6], row[6:8]): (row[8] if row[9] is None else row[9], row[10] if row[11] is None else row[11]) for row in rows
    }
    assert found == expected


def test_the_organisations_of_which_partners_count_jobs_differently_are_all_listed(
    region_lake: RegionLake, expected: dict[Difference, tuple[Any, Any]]
) -> None:
    rows = region_lake.warehouse.rows(
        "select distinct subject_id from quality.source_differences where comparison = 'jobs' and difference <> 0"
    )
    disputed = {subject for (comparison, subject, *_), (one, other) in expected.items() if comparison == "jobs" and one != other}
    assert {subject for (subject,) in rows} == disputed
    assert disputed


def test_sources_are_held_to_agree_as_often_as_they_do(region_lake: RegionLake, expected: dict[Difference, tuple[Any, Any]]) -> None:
    rows = region_lake.warehouse.rows(
        "select comparison, partner, other_partner, sum(compared), sum(agreeing) from quality.source_agreement group by all"
    )
    found = {row[:3]: tuple(map(int, row[3:])) for row in rows}
    counted: dict[tuple[str, str, str], tuple[int, int]] = {}
    for (comparison, _, _, _, (partner, _), (other_partner, _)), (one, other) in expected.items():
        compared, agreeing = counted.get((comparison, partner, other_partner), (0, 0))
        counted[comparison, partner, other_partner] = (compared + 1, agreeing + (one == other))
    assert found == counted
