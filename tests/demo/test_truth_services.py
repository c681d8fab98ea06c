"""Services and accounts of the synthetic hub: valid by every rule of the contracts, plausible, and no burden on the rest of the truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean

import pytest

from demo.hub_services import SERVICE_KINDS, wanted_kinds
from demo.periods import last_day_of_month
from demo.region import build_region
from demo.truth import Region


@pytest.fixture(scope="module")
def region() -> Region:
    return build_region()


def test_services_are_valid_rows(region: Region) -> None:
    assert 1_600 <= len(region.services) <= 2_000
    assert len({row.service_ref for row in region.services}) == len(region.services)
    for row in region.services:
        assert row.kind in SERVICE_KINDS
        assert row.organisation_ref or row.ice or row.organisation_name
        assert region.first_month <= row.delivered_on <= last_day_of_month(region.last_month)
        assert row.hours is None or row.hours > 0
        assert row.satisfaction is None or 1 <= row.satisfaction <= 5


def test_a_service_is_told_with_its_week(region: Region) -> None:
    end = last_day_of_month(region.last_month)
    for row in region.services:
        assert row.period_start.isoweekday() == 1 or row.period_start == region.first_month
        assert timedelta(0) <= row.delivered_on - row.period_start < timedelta(7)
        assert row.delivered_on.isocalendar()[:2] == row.period_start.isocalendar()[:2]
        closed_on = min(row.delivered_on + timedelta(days=7 - row.delivered_on.isoweekday()), end)
        assert row.received_at.date() == closed_on + timedelta(days=1)


def test_services_grow_and_dip_in_august(region: Region) -> None:
    by_month = Counter(row.delivered_on.replace(day=1) for row in region.services)
    assert by_month[date(2026, 8, 1)] < 0.75 * by_month[date(2026, 7, 1)]
    assert by_month[date(2026, 10, 1)] > 1.4 * by_month[date(2024, 12, 1)]


def test_services_hold_every_case_that_the_rules_tell_apart(region: Region) -> None:
    assert {row.kind for row in region.services} == set(SERVICE_KINDS)
    assert 0.3 < mean(row.satisfaction is not None for row in region.services) < 0.7
    assert any(row.hours is None for row in region.services)
    ways = {(bool(row.organisation_ref), bool(row.ice), bool(row.organisation_name)) for row in region.services}
    assert {(True, False, False), (False, True, False), (False, False, True)} <= ways
    provinces = {each.id: each.province for each in region.organisations}
    assert len({provinces[row.organisation_id] for row in region.services}) >= 7


def test_most_services_answer_a_need_of_the_organisation(region: Region) -> None:
    by_id = {each.id: each for each in region.organisations}
    answered = mean(row.kind in wanted_kinds(by_id[row.organisation_id]) for row in region.services)
    assert 0.7 < answered < 0.95


def test_the_needs_of_an_organisation_do_not_depend_on_who_else_is_there(region: Region) -> None:
    one = region.organisations[0]
    renamed = replace(one, name_fr="Coopérative Autre", members_total=99)
    assert wanted_kinds(one) == wanted_kinds(renamed)
    assert all(2 <= len(set(wanted_kinds(each))) <= 3 for each in region.organisations)


@pytest.mark.parametrize(("months", "scale"), [(24, 1.0), (6, 0.5), (4, 0.15)])
def test_own_revenue_covers_35_to_60_percent_of_cost_and_a_subsidy_not_more_than_the_rest(months: int, scale: float) -> None:
    region = build_region(months=months, scale=scale)
    own: dict[date, float] = defaultdict(float)
    cost: dict[date, float] = defaultdict(float)
    subsidy = 0.0
    for row in region.accounts:
        if row.account == "revenue_subsidy":
            subsidy += row.amount_mad
        else:
            (own if row.account.startswith("revenue") else cost)[row.period_start] += row.amount_mad
    assert len(cost) == months
    assert all(0.35 <= own[month] / cost[month] <= 0.6 for month in cost)
    assert 0 < subsidy <= sum(cost.values()) - sum(own.values()) + 1_000


def test_accounts_are_valid_rows(region: Region) -> None:
    assert len({row.entry_ref for row in region.accounts}) == len(region.accounts)
    for row in region.accounts:
        assert row.amount_mad >= 0
        assert row.period_start <= row.booked_on <= last_day_of_month(row.period_start)
        assert row.received_at.date() > last_day_of_month(row.period_start)
    assert {row.account for row in region.accounts} == {
        "revenue_rent", "revenue_service", "revenue_event", "revenue_subsidy",
        "cost_staff", "cost_energy", "cost_maintenance", "cost_rent", "cost_other",
    }  # fmt: skip


def test_rent_in_the_accounts_is_what_the_bookings_cost(region: Region) -> None:
    events = {each.resource_code for each in region.resources if each.versions[-1].kind in ("conference", "exhibition")}
    last = [booking.versions[-1] for booking in region.bookings]
    owed = sum(
        row.price_mad or 0.0
        for row in last
        if row.status in ("attended", "no_show")
        and row.resource_code not in events
        and row.starts_at.date() <= last_day_of_month(region.last_month)
    )
    booked = sum(row.amount_mad for row in region.accounts if row.account == "revenue_rent")
    assert booked == pytest.approx(owed, abs=1.0)
