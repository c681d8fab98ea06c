"""What partners state of money, training, surveys and steering: plausible, within the contracts, growing as it should."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from statistics import mean
from typing import Any

import pytest

from demo.contracts import CONTRACTS, key_of
from demo.feeds.setting import Setting
from demo.periods import add_months, last_day_of_month
from demo.places import PROVINCE_CODES
from demo.region import build_region
from demo.truth import REGION, Region, stated

FEEDS = tuple(name for name in CONTRACTS if name in build_region(months=3, scale=0.1).feeds)


@pytest.fixture(scope="module")
def region() -> Region:
    return build_region()


def by_key(region: Region, contract: str) -> dict[tuple[Any, ...], list[Any]]:
    """Partner and key → its rows, from the first period to the last."""
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in sorted(region.feeds[contract], key=lambda row: row.period_start):
        found[row.partner, *key_of(contract, stated(row, contract))].append(row)
    return found


@pytest.mark.parametrize("contract", FEEDS)
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(contract: str) -> None:
    rows = [build_region(months=4, scale=0.2, seed=seed).feeds[contract] for seed in (11, 11, 12)]

    assert rows[0] == rows[1]
    # Targets are set, not drawn.
    assert (rows[0] != rows[2]) or contract == "kpi_targets"


def test_other_parts_of_the_region_do_not_know_of_the_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    with_feeds = build_region(months=4, scale=0.2, seed=11)
    monkeypatch.setattr("demo.region.build_feeds", lambda source, setting: {})

    without = build_region(months=4, scale=0.2, seed=11)

    assert (without.jobs, without.declarations, without.register) == (with_feeds.jobs, with_feeds.declarations, with_feeds.register)
    assert (without.projects, without.bookings, without.visits) == (with_feeds.projects, with_feeds.bookings, with_feeds.visits)


@pytest.mark.parametrize("contract", FEEDS)
def test_a_key_stands_once_in_a_delivery(contract: str, region: Region) -> None:
    for rows in by_key(region, contract).values():
        assert len({row.period_start for row in rows}) == len(rows)


@pytest.mark.parametrize("contract", FEEDS)
def test_rows_of_a_delivery_are_received_at_one_instant_after_it_begins(contract: str, region: Region) -> None:
    instants: dict[tuple[str, date], set[Any]] = defaultdict(set)
    for row in region.feeds[contract]:
        instants[row.partner, row.period_start].add(row.received_at)

    assert all(len(each) == 1 for each in instants.values())
    assert all(min(each).date() > period for (_, period), each in instants.items())


@pytest.mark.parametrize("contract", FEEDS)
def test_no_delivery_but_a_yearly_one_is_of_a_time_before_the_region(contract: str, region: Region) -> None:
    first = region.first_month.replace(month=1, day=1) if CONTRACTS[contract].period_type == "year" else region.first_month

    assert min(row.period_start for row in region.feeds[contract]) >= first


@pytest.mark.parametrize("contract", FEEDS)
def test_even_a_short_and_small_demo_has_every_feed(contract: str) -> None:
    small = build_region(months=3, until=date(2026, 5, 1), scale=0.1, seed=2)

    partners = {row.partner for row in small.feeds[contract]}

    assert partners == {row.partner for row in build_region(months=6, scale=0.3).feeds[contract]}


def test_money_is_paid_out_after_approval_and_never_beyond_it(region: Region) -> None:
    for rows in by_key(region, "financing").values():
        assert len({(row.amount_approved_mad, row.approved_on, row.organisation_id, row.ice) for row in rows}) == 1
        for row in rows:
            assert 0 <= (row.amount_disbursed_mad or 0) <= row.amount_approved_mad
            assert (row.disbursed_on is not None) == bool(row.amount_disbursed_mad)
            assert row.disbursed_on is None or row.approved_on <= row.disbursed_on <= last_day_of_month(row.period_start)
            assert row.organisation_ref or row.ice or row.organisation_name


def test_some_money_is_paid_out_in_a_later_month_by_the_same_key(region: Region) -> None:
    later = [rows for rows in by_key(region, "financing").values() if len(rows) > 1]

    assert len(later) > 100
    assert all(not rows[0].amount_disbursed_mad and rows[-1].amount_disbursed_mad for rows in later)


def test_many_organisations_are_financed_by_several_programmes_and_many_are_led_by_women(region: Region) -> None:
    programmes: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in region.feeds["financing"]:
        if row.organisation_id and row.programme:  # type: ignore[union-attr]
            programmes[row.organisation_id].add((row.partner, row.programme))  # type: ignore[union-attr]

    assert sum(len(each) > 1 for each in programmes.values()) > 50
    assert 0.2 < mean(bool(row.women_led) for row in region.feeds["financing"]) < 0.8  # type: ignore[union-attr]


def test_women_led_is_said_of_organisations_where_women_are_the_majority(region: Region) -> None:
    by_id = {each.id: each for each in (*region.organisations, *region.outsiders)}
    for row in region.feeds["financing"]:
        if row.organisation_id and row.women_led is not None:  # type: ignore[union-attr]
            organisation = by_id[row.organisation_id]  # type: ignore[union-attr]
            assert row.women_led == (organisation.members_women > organisation.members_total / 2)  # type: ignore[union-attr]


def test_a_few_references_are_to_organisations_that_no_register_knows(region: Region) -> None:
    outsiders = {each.id for each in region.outsiders}
    known = {each.ice for each in region.organisations}
    for contract in ("financing", "market_contracts", "activity_surveys"):
        rows = [row for row in region.feeds[contract] if row.organisation_id in outsiders]  # type: ignore[union-attr]
        assert 0 < len(rows) < 0.1 * len(region.feeds[contract])
        assert not {row.ice for row in rows if row.ice} & known  # type: ignore[union-attr]


def test_what_is_known_of_an_organisation_leads_to_it(region: Region) -> None:
    by_id = {each.id: each for each in (*region.organisations, *region.outsiders)}
    for rows in region.feeds.values():
        for row in rows:
            if getattr(row, "organisation_id", None) and getattr(row, "organisation_ref", None):
                assert by_id[row.organisation_id].has_register[row.partner] == row.organisation_ref  # type: ignore[union-attr]
            if getattr(row, "organisation_id", None) and getattr(row, "ice", None):
                assert by_id[row.organisation_id].ice[:9] == row.ice[:9]  # type: ignore[union-attr, index]


def test_a_training_session_ends_with_no_more_people_than_it_began_with(region: Region) -> None:
    for rows in by_key(region, "training_sessions").values():
        for row in rows:
            assert row.starts_on <= row.ends_on
            assert max(row.enrolled_women or 0, row.completed or 0) <= row.enrolled
            assert (row.certified or 0) <= (row.completed or 0)
            assert (row.completed is not None) == (row.ends_on <= last_day_of_month(rows[0].period_start) or row is not rows[0])


def test_agreements_are_paid_more_and_more_and_never_more_than_committed(region: Region) -> None:
    grew = 0
    for rows in by_key(region, "agreements").values():
        paid = [row.paid_mad or 0 for row in rows]
        assert paid == sorted(paid)
        assert all(row.paid_mad is None or row.paid_mad <= row.committed_mad for row in rows)
        grew += paid[-1] > paid[0]
    assert grew > 10


def test_the_same_organisations_answer_the_survey_a_year_later(region: Region) -> None:
    answered: dict[date, set[str | None]] = defaultdict(set)
    for row in region.feeds["activity_surveys"]:
        answered[row.period_start].add(row.organisation_id)  # type: ignore[union-attr]
    for quarter, organisations in answered.items():
        if (before := add_months(quarter, -12)) in answered:
            assert len(organisations & answered[before]) > 0.8 * len(organisations)


def test_incomes_grow_from_year_to_year(region: Region) -> None:
    income = {
        year: mean(
            row.mean_member_income_mad  # type: ignore[union-attr]
            for row in region.feeds["activity_surveys"]
            if row.period_start.year == year and row.mean_member_income_mad  # type: ignore[union-attr]
        )
        for year in (2025, 2026)
    }
    assert income[2025] < income[2026] < 1.4 * income[2025]
    assert 1_500 < income[2025] < 4_000


def test_scenarios_are_three_of_five_years_each(region: Region) -> None:
    notes: dict[date, set[tuple[str, int]]] = defaultdict(set)
    for row in region.feeds["management_scenarios"]:
        notes[row.period_start].add((row.scenario, row.year))  # type: ignore[union-attr]

    assert len(notes) > 10
    assert {(len({name for name, _ in each}), len(each)) for each in notes.values()} == {(3, 15)}


def test_actions_move_on_and_some_are_late(region: Region) -> None:
    order = ("planned", "in_progress", "done", "dropped")
    late = 0
    for rows in by_key(region, "action_plan").values():
        assert all(order.index(one.status) <= order.index(other.status) for one, other in pairwise(rows))
        assert all(one.progress <= other.progress for one, other in pairwise(rows))
        assert all((row.done_on is not None) == (row.status == "done") for row in rows)
        late += (rows[-1].done_on or last_day_of_month(region.last_month)) > rows[-1].due_on and rows[-1].status != "dropped"
    last = [row.status for row in region.feeds["action_plan"] if row.period_start == region.last_month]  # type: ignore[union-attr]
    assert len(last) == 25
    assert {"in_progress", "done"} <= set(last)
    assert late >= 3


def test_every_series_has_one_value_a_month(region: Region) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for row in region.feeds["reference_series"]:
        days[row.series].append(row.observed_on)  # type: ignore[union-attr]

    assert len(days) == 10
    assert all(each == [last_day_of_month(month) for month in months(region)] for each in days.values())


def months(region: Region) -> Iterable[date]:
    month = region.first_month
    while month <= region.last_month:
        yield month
        month = add_months(month, 1)


def test_the_press_writes_in_four_languages(region: Region) -> None:
    assert {row.language for row in region.feeds["media_mentions"]} == {"ar", "fr", "en", "zgh"}  # type: ignore[union-attr]
    assert all(row.published_on.replace(day=1) == row.period_start for row in region.feeds["media_mentions"])  # type: ignore[union-attr]


def test_targets_of_the_provinces_add_up_to_the_region(region: Region) -> None:
    for year in {row.period_start for row in region.feeds["kpi_targets"]}:
        rows = [row for row in region.feeds["kpi_targets"] if row.period_start == year]
        target = {(row.kpi_id, row.territory_code): row.target for row in rows}  # type: ignore[union-attr]
        for kpi_id in {kpi_id for kpi_id, territory in target if territory in PROVINCE_CODES}:
            assert sum(target[kpi_id, code] for code in PROVINCE_CODES) == target[kpi_id, REGION]


def test_quarters_and_years_of_a_short_region() -> None:
    region = build_region(months=3, until=date(2026, 9, 1), scale=0.1)
    setting = Setting(None, region.organisations, region.outsiders, region.first_month, region.last_month, 0.1)  # type: ignore[arg-type]

    assert setting.quarters == (date(2026, 7, 1),)
    assert setting.years == (date(2026, 1, 1),)
    assert setting.known_until("year", date(2026, 1, 1)) == date(2026, 9, 30)
