"""With true links the rules recover the truth, and every difference that is left is explained by a case."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from demo import expected_hub, expected_job_kpis, expected_jobs
from demo.differences import Difference, differences
from demo.expected import Expected, Key, expected_kpis, observe_all, truth_kpis
from demo.region import build_region
from demo.truth import Loss, Region
from demo.truth_links import truth_links

AS_OF = datetime(2026, 11, 20, 12, tzinfo=UTC)
FAMILIES = (
    {f"JOB-{number:02d}" for number in range(1, 15)}
    | {f"HUB-{number:02d}" for number in range(1, 12)}
    | {"FIN-01", "FIN-02", "FIN-03", "TRN-01", "TRN-02", "LIV-01", "LIV-02", "PRG-01", "PRG-02", "MKT-01"}
    | {"SUS-01", "SUS-02", "NED-01", "COM-01", "ACT-01", "ACT-02"}
)


def expected(region: Region) -> dict[Key, Expected]:
    """The figures of a region of which everything was delivered, everybody told apart as in truth."""
    return expected_kpis(region, observe_all(region), AS_OF, truth_links(region))


@pytest.fixture(scope="module")
def easy() -> Region:
    return build_region(scale=0.3, seed=5, is_hard=False)


@pytest.fixture(scope="module")
def hard() -> Region:
    return build_region(scale=0.3, seed=5)


@pytest.fixture(scope="module")
def hard_differences(hard: Region) -> list[Difference]:
    return differences(hard, observe_all(hard), AS_OF)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_everything_delivered_and_everybody_in_a_register_every_cell_is_true(seed: int) -> None:
    region = build_region(scale=0.15, seed=seed, is_hard=False)
    assert expected(region) == truth_kpis(region, AS_OF)


@pytest.mark.parametrize("months", [1, 4, 14])
def test_the_same_for_short_regions_that_start_within_a_quarter(months: int) -> None:
    region = build_region(months=months, until=date(2026, 8, 1), scale=0.2, seed=4, is_hard=False)
    assert expected(region) == truth_kpis(region, AS_OF)


def test_every_kpi_is_there(easy: Region) -> None:
    kpis = {key[0] for key in truth_kpis(easy, AS_OF)}
    assert kpis == FAMILIES


def test_every_difference_of_a_hard_region_is_explained(hard_differences: list[Difference]) -> None:
    assert hard_differences
    assert [each for each in hard_differences if not each.cases] == []
    kinds = {case for each in hard_differences for case in each.cases}
    assert kinds == {"unregistered"}


def test_of_an_organisation_in_no_register_only_province_and_sector_are_missing(hard_differences: list[Difference]) -> None:
    # Jobs tell their own province; the hub's figures of the region count every organisation, whoever it is.
    wrong = {each.key for each in hard_differences if each.key[0] != "HUB-08" and each.key[4] == "total"}
    assert {key[0][:3] for key in wrong} == {"HUB"}
    assert "03" not in {key[3] for key in wrong}


@pytest.mark.parametrize("as_of", [datetime(2025, 5, 6, 9, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC)])
def test_what_is_not_received_yet_explains_differences_at_an_earlier_instant(hard: Region, as_of: datetime) -> None:
    found = differences(hard, observe_all(hard), as_of)
    assert any("not_received_yet" in each.cases for each in found)
    assert [each for each in found if not each.cases] == []


def test_rejected_and_undelivered_rows_explain_what_is_missing(easy: Region) -> None:
    everything = observe_all(easy)
    gone = [each for each in everything.declarations if each.period_start == date(2026, 5, 1) and each.partner == "cri"]
    bad_visits = everything.visits[1000:1200]
    bad_services = everything.services[50:70]
    observed = replace(
        everything,
        declarations=tuple(each for each in everything.declarations if each not in gone),
        visits=everything.visits[:1000] + everything.visits[1200:],
        services=everything.services[:50] + everything.services[70:],
        losses=(
            *(Loss("hub_visits", each.partner, each.period_start, each.visit_ref, "rejected") for each in bad_visits),
            *(Loss("hub_services", each.partner, each.period_start, each.service_ref, "rejected") for each in bad_services),
        ),
    )
    found = differences(easy, observed, AS_OF)
    cases = {case for each in found for case in each.cases}
    assert {"not_delivered", "rejected"} <= cases <= {"not_delivered", "rejected", "other_version"}
    assert [each for each in found if not each.cases] == []


def evidence_does_not_matter(statement: expected_jobs.Statement) -> tuple[Any, ...]:
    row = statement.row
    return (-row.received_at.timestamp(), row.partner, row.local_ref)


def first_received_wins(statement: expected_jobs.Statement) -> tuple[Any, ...]:
    row = statement.row
    return (row.state != "evidenced", row.received_at.timestamp(), row.partner, row.local_ref)


def uses_without_services(uses: Callable[[expected_hub.HubEvents], Any]) -> Callable[[expected_hub.HubEvents], Any]:
    return lambda events: uses(replace(events, services=()))


WRONG_RULES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "spells joined up to 30 days": lambda patch: patch.setattr(expected_jobs, "_LONGEST_BREAK", timedelta(30)),
    "spells joined up to 32 days": lambda patch: patch.setattr(expected_jobs, "_LONGEST_BREAK", timedelta(32)),
    "evidence ignored": lambda patch: patch.setattr(expected_jobs.Statement, "rank", property(evidence_does_not_matter)),
    "oldest source believed": lambda patch: patch.setattr(expected_jobs.Statement, "rank", property(first_received_wins)),
    "promises counted": lambda patch: patch.setattr(expected_jobs, "_COUNTING_STATES", frozenset({"promised", "declared", "evidenced"})),
    "named jobs taken as head-counts": lambda patch: patch.setattr(expected_jobs, "_is_named", lambda _: False),
    "seasonal jobs added to lasting ones": lambda patch: patch.setattr(
        expected_job_kpis, "LASTING", expected_job_kpis.LASTING | {"seasonal"}
    ),
    "services are no use of the hub": lambda patch: patch.setattr(
        expected_hub.HubEvents, "uses", uses_without_services(expected_hub.HubEvents.uses)
    ),
    "no-shows do not occupy": lambda patch: patch.setattr(expected_hub, "_BOOKED", frozenset({"confirmed", "attended"})),
}


@pytest.fixture(scope="module")
def year() -> tuple[Region, dict[Key, Expected]]:
    region = build_region(months=12, scale=0.5, seed=6, is_hard=False)
    return region, truth_kpis(region, AS_OF)


@pytest.mark.parametrize("rule", WRONG_RULES)
def test_a_wrong_rule_shows(rule: str, year: tuple[Region, dict[Key, Expected]], monkeypatch: pytest.MonkeyPatch) -> None:
    # A region on which a wrong rule gives the right figures would prove nothing.
    region, true = year
    WRONG_RULES[rule](monkeypatch)
    assert expected(region) != true


def test_the_full_demo_takes_less_than_15_seconds() -> None:
    region = build_region()
    began = time.process_time()
    expected(region)
    assert time.process_time() - began < 15


def test_an_instant_without_a_zone_is_refused(easy: Region) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        expected_kpis(easy, observe_all(easy), datetime(2026, 11, 20), truth_links(easy))
