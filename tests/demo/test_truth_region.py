"""The synthetic region: the same each time, of the size asked for, plausible, valid by every rule of the contracts."""

from __future__ import annotations

import csv
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo.expected import observe_all
from demo.folding import fold
from demo.identifiers import with_check_digits
from demo.periods import add_months, last_day_of_month
from demo.places import PROVINCE_CODES, PROVINCES, shares
from demo.region import build_region
from demo.seasons import RAMADAN
from demo.truth import CONTRACT_COLUMNS, TIME_ZONE, Region

CNIE = re.compile(r"(?<![A-Z])[A-Z]{1,2}\d{5,8}(?!\d)")


@pytest.fixture(scope="module")
def region() -> Region:
    return build_region()


def rows(region: Region) -> Iterator[tuple[str, Any]]:
    everything = observe_all(region)
    yield from (("job_declarations", row) for row in everything.declarations)
    yield from (("organisations", row) for row in everything.register)
    yield from (("investment_projects", row) for row in everything.projects)
    yield from (("hub_resources", row) for row in everything.resources)
    yield from (("hub_bookings", row) for row in everything.bookings)
    yield from (("hub_visits", row) for row in everything.visits)
    yield from (("hub_services", row) for row in everything.services)
    yield from (("hub_accounts", row) for row in everything.accounts)


def test_the_same_arguments_give_the_same_region() -> None:
    assert build_region(months=3, scale=0.2, seed=11) == build_region(months=3, scale=0.2, seed=11)


def test_another_seed_gives_another_region() -> None:
    assert build_region(months=3, scale=0.2, seed=11).jobs != build_region(months=3, scale=0.2, seed=12).jobs


@pytest.mark.parametrize(("months", "scale"), [(0, 1.0), (3, 0.0)])
def test_an_empty_region_is_refused(months: int, scale: float) -> None:
    with pytest.raises(ValueError, match="positive scale"):
        build_region(months=months, scale=scale)


def test_it_takes_less_than_four_seconds() -> None:
    began = time.process_time()
    build_region(seed=8)
    assert time.process_time() - began < 4


def test_its_size_and_span(region: Region) -> None:
    assert (region.first_month, region.last_month) == (date(2024, 11, 1), date(2026, 10, 1))
    assert len(region.organisations) == 600
    assert 2400 <= len(region.jobs) <= 2800
    assert 2900 <= len(region.declarations) <= 3900
    assert len(region.resources) == 12
    assert 11_000 <= len(region.bookings) <= 14_000
    assert 57_000 <= len(region.visits) <= 63_000


def test_scale_and_months_make_it_smaller() -> None:
    small = build_region(months=6, scale=0.5)
    assert 290 <= len(small.organisations) <= 310
    assert 250 <= len(small.jobs) <= 400
    assert 6_500 <= len(small.visits) <= 8_500


def test_organisations_are_shared_out_by_establishments_and_permanent_jobs(region: Region) -> None:
    found = Counter(each.province for each in region.organisations)
    assert found == shares(600)
    assert set(found) == set(PROVINCE_CODES)
    jobs = Counter(job.province for job in region.jobs)
    permanent = {each.code: each.permanent_jobs for each in PROVINCES}
    total = sum(permanent.values())
    for code in PROVINCE_CODES:
        assert jobs[code] / len(region.jobs) == pytest.approx(permanent[code] / total, abs=0.09)


def test_ices_are_valid_have_leading_zeros_and_no_two_organisations_share_an_entity(region: Region) -> None:
    ices = [each.ice for each in region.organisations if each.ice is not None]
    assert all(len(ice) == 15 and int(ice) % 97 == 0 and ice.startswith("00") for ice in ices)
    assert len({ice[:9] for ice in ices}) == len(ices)
    # A published ICE (python-stdnum issue 226).
    assert with_check_digits("001561191") == "001561191000066"


def test_no_two_organisations_of_a_province_share_a_folded_name_but_on_purpose(region: Region) -> None:
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in region.organisations:
        for name in (each.name_fr, each.name_ar):
            bearers[each.province, fold(name)].add(each.id)
    shared = set().union(*(ids for ids in bearers.values() if len(ids) > 1))
    assert shared == {each for each, kind in region.traps.items() if kind == "other_commune"}
    assert len(shared) == 4


def test_names_are_in_both_scripts(region: Region) -> None:
    assert all(re.search("[A-Za-z]", each.name_fr) for each in region.organisations)
    assert all(re.search("[\u0600-\u06ff]", each.name_ar) for each in region.organisations)


def test_identity_numbers_have_their_form_and_appear_nowhere_else(region: Region) -> None:
    assert all(CNIE.fullmatch(number) for number in region.person_ids)
    people, badges = set(region.person_ids), set(region.badge_ids)
    for contract, row in rows(region):
        for column in CONTRACT_COLUMNS[contract]:
            value = getattr(row, column)
            if column == "person_id":
                assert value is None or value in people
            elif column == "badge_id":
                assert value in badges
            elif isinstance(value, str):
                assert not CNIE.search(value.upper()), (contract, column, value)


def test_declarations_are_valid_rows(region: Region) -> None:
    for declaration in region.declarations:
        assert len({row.period_start for row in declaration.versions}) == len(declaration.versions)
        for row in declaration.versions:
            assert row.organisation_ref or row.ice or row.organisation_name
            assert row.commune is None or row.commune.startswith(row.province)
            assert (row.evidence is not None) == (row.state == "evidenced")
            assert row.birth_year is None or 15 <= row.started_on.year - row.birth_year <= 80
            assert row.ended_on is None or row.ended_on >= row.started_on
            assert row.person_id is None or row.headcount == 1
            assert row.headcount >= 1
            assert row.hours_per_week is None or 0 < row.hours_per_week <= 72
            assert row.months_per_year is None or 1 <= row.months_per_year <= 12
            assert region.first_month <= row.period_start <= region.last_month
            assert row.received_at.date() > last_day_of_month(row.period_start)


def test_local_references_are_unique_per_partner(region: Region) -> None:
    keys = [(each.partner, each.local_ref) for each in region.declarations]
    assert len(set(keys)) == len(keys)


def test_register_entries_are_valid_rows(region: Region) -> None:
    keys = [(row.partner, row.period_start, row.local_ref) for row in region.register]
    assert len(set(keys)) == len(keys)
    for row in region.register:
        assert row.name_fr or row.name_ar
        assert row.commune is None or row.commune.startswith(row.province)
        assert row.members_total is not None
        assert (row.members_women or 0) <= row.members_total
        assert (row.members_youth or 0) <= row.members_total
        assert row.founded_on is not None
        assert row.founded_on <= row.received_at.date()


def test_the_last_snapshot_of_each_register_holds_every_entry(region: Region) -> None:
    last = max(row.period_start for row in region.register)
    entered = {(row.partner, row.local_ref) for row in region.register if row.period_start == last}
    assert entered == {(partner, ref) for each in region.organisations for partner, ref in each.has_register.items()}


def test_projects_are_valid_rows(region: Region) -> None:
    for project in region.projects:
        assert [row.period_start for row in project.versions] == sorted({row.period_start for row in project.versions})
        for row in project.versions:
            assert row.ice or row.organisation_name
            assert row.decided_on is None or row.decided_on >= row.submitted_on
            assert (row.decided_on is None) == (row.status in ("submitted", "examined"))


def test_bookings_are_valid_rows(region: Region) -> None:
    kinds = {resource.resource_code: resource.versions[-1].kind for resource in region.resources}
    for booking in region.bookings:
        assert booking.versions
        for row in booking.versions:
            assert row.ends_at > row.starts_at
            is_storage = kinds[row.resource_code] == "storage"
            assert is_storage or row.ends_at - row.starts_at <= timedelta(hours=24)
            assert row.booked_at is not None
            assert row.period_start <= last_day_of_month(region.last_month)


def test_visits_are_valid_rows(region: Region) -> None:
    assert len({row.visit_ref for row in region.visits}) == len(region.visits)
    for row in region.visits:
        assert row.left_at is None or timedelta(0) <= row.left_at - row.entered_at <= timedelta(hours=18)


def test_local_times_are_never_in_a_gap_or_fold_of_the_clock(region: Region) -> None:
    zone = ZoneInfo(TIME_ZONE)
    moments = {row.entered_at for row in region.visits} | {row.left_at for row in region.visits if row.left_at}
    for booking in region.bookings:
        for row in booking.versions:
            moments |= {row.starts_at, row.ends_at, row.booked_at or row.starts_at}
    for moment in moments:
        offsets = {moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        assert len(offsets) == 1


def test_booking_states_only_move_forward(region: Region) -> None:
    # A night tells the last state of its day: an option confirmed and used on one day goes from hold to attended.
    order = {"hold": 0, "confirmed": 1, "attended": 2, "no_show": 2, "cancelled": 2, "closed": 2}
    for booking in region.bookings:
        for earlier, later in pairwise(booking.versions):
            assert earlier.period_start < later.period_start
            assert order[earlier.status] < order[later.status]


def test_deliveries_of_nights_come_before_the_run_of_two_oclock(region: Region) -> None:
    zone = ZoneInfo(TIME_ZONE)
    for row in region.visits[::500]:
        local = row.received_at.astimezone(zone)
        assert local.date() == row.period_start + timedelta(days=1)
        assert local.hour < 2


def test_the_hub_dips_in_ramadan_and_august_and_grows(region: Region) -> None:
    by_day = Counter(row.entered_at.date() for row in region.visits)

    def per_day(first: date, last: date) -> float:
        return mean(by_day[first + timedelta(days=offset)] for offset in range((last - first).days + 1))

    first, last = next(span for span in RAMADAN if span[0].year == 2026)
    after = per_day(last + timedelta(days=1), last + timedelta(days=28))
    assert per_day(first, last) < 0.75 * after
    assert per_day(date(2026, 8, 1), date(2026, 8, 31)) < 0.7 * per_day(date(2026, 7, 1), date(2026, 7, 31))
    assert per_day(date(2026, 10, 1), date(2026, 10, 31)) > 1.4 * per_day(date(2024, 12, 1), date(2024, 12, 31))


def test_jobs_dip_in_ramadan_and_august_and_grow(region: Region) -> None:
    by_month = Counter(job.started_on.replace(day=1) for job in region.jobs)
    assert by_month[date(2026, 8, 1)] < 0.75 * by_month[date(2026, 9, 1)]
    months = [add_months(region.first_month, index) for index in range(24)]
    assert sum(by_month[month] for month in months[12:]) > 1.2 * sum(by_month[month] for month in months[:12])


def test_the_jobs_hold_every_case_that_the_rules_tell_apart(region: Region) -> None:
    partners_of: dict[str, set[str]] = defaultdict(set)
    for declaration in region.declarations:
        for job_id in declaration.job_ids:
            partners_of[job_id].add(declaration.partner)
    named = [job for job in region.jobs if job.person_id is not None]
    assert set(partners_of) == {job.id for job in region.jobs}
    assert {len(partners_of[job.id]) for job in named} == {1, 2, 3}
    assert {job.employment_type for job in region.jobs} == {
        "salaried",
        "self_employed",
        "member_worker",
        "seasonal",
        "temporary_programme",
    }
    assert {job.state for job in region.jobs} == {"declared", "evidenced"}
    for column in ("sex", "birth_year", "area", "hours_per_week", "months_per_year", "programme"):
        known = [getattr(job, column) is not None for job in named]
        assert 0.05 < mean(known) < 0.98
    promised = [each for each in region.declarations if each.versions[-1].state == "promised"]
    assert promised
    assert all(not each.job_ids for each in promised)
    assert any(each.versions[0].state == "promised" and each.job_ids for each in region.declarations)


def test_breaks_of_31_days_and_returns_after_32_days_are_there(region: Region) -> None:
    spells: dict[tuple[str, str], list[tuple[date, date | None]]] = defaultdict(list)
    for declaration in region.declarations:
        last = declaration.versions[-1]
        if last.person_id is not None:
            spells[declaration.organisation_id, last.person_id].append((last.started_on, last.ended_on))
    gaps = Counter(
        (start - end).days for own in spells.values() for (_, end), (start, _) in pairwise(sorted(own, key=str)) if end is not None
    )
    assert gaps[31] >= 5
    assert gaps[32] >= 5


def test_head_counts_mix_with_named_jobs(region: Region) -> None:
    named = {(job.organisation_id, job.started_on.replace(day=1)) for job in region.jobs if job.person_id}
    anonymous = {(job.organisation_id, job.started_on.replace(day=1)) for job in region.jobs if not job.person_id}
    assert len(named & anonymous) > 30


def test_the_hub_holds_every_case_that_the_rules_tell_apart(region: Region) -> None:
    last = [booking.versions[-1] for booking in region.bookings]
    assert {row.status for row in last} == {"hold", "confirmed", "attended", "no_show", "cancelled", "closed"}
    assert any(row.ends_at.date() > row.starts_at.date() and row.resource_code != "DP-1" for row in last)
    assert any((row.ends_at - row.starts_at).days >= 3 for row in last if row.resource_code == "DP-1")
    hours = {each.resource_code: each.versions[-1] for each in region.resources}
    assert any(row.ends_at.time() > hours[row.resource_code].closes_at for row in last)
    assert any(row.starts_at.time() < hours[row.resource_code].opens_at for row in last)
    assert any(row.in_service_to is not None for row in hours.values())
    assert any(row.in_service_from > region.first_month for row in hours.values())
    assert 0.2 < mean(row.satisfaction is not None for row in last) < 0.6
    assert {booking.refers_by for booking in region.bookings} >= {"ref", "ice", "name", "none"}
    assert 0.4 < mean(row.organisation_id is not None for row in region.visits) < 0.8


def test_all_instants_have_a_zone_and_all_local_times_have_none(region: Region) -> None:
    for _, row in rows(region):
        assert row.received_at.tzinfo is UTC
        for each in fields(row):
            value = getattr(row, each.name)
            assert each.name == "received_at" or not isinstance(value, datetime) or value.tzinfo is None


def test_the_communes_are_those_of_the_reference_data() -> None:
    with (Path(__file__).parents[2] / "ingestion" / "reference" / "communes.csv").open(encoding="utf-8") as file:
        reference = {(row["code"], row["province_code"], row["milieu"]) for row in csv.DictReader(file)}
    own = {
        (commune, province.code, milieu)
        for province in PROVINCES
        for milieu, communes in (("urban", province.urban), ("rural", province.rural))
        for commune in communes
    }
    assert own == reference
