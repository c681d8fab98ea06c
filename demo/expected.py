"""The figures that `kpi_values` must hold, in plain Python: from what was observed, and straight from the truth.

No pandas, no DuckDB, no SQL, and nothing of `ingestion`, `quality`, `publishing` or the dbt project: where the
warehouse and this module agree, two independent readings of the rules agree. All numbers are exact (`int` or
`fractions.Fraction`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from demo import expected_hub, expected_job_kpis, expected_members, expected_money, expected_steering
from demo.changes import on_day
from demo.expected_cells import Expected, Formula, Key, Tally, rows
from demo.expected_hub import Booked, HubEvents, Served, Visited, hub_days, tally_hub
from demo.expected_job_kpis import DeclaredHeads, tally_jobs, tally_projects
from demo.expected_jobs import CountedJob, count_jobs, counting
from demo.expected_matching import DAY_OF, Links, Party, Resolver, reference_of
from demo.expected_members import Answered, MemberEvents, tally_members
from demo.expected_money import Bought, Financed, MoneyEvents, tally_money
from demo.expected_standing import Standing, standing
from demo.expected_steering import Needed, SteeringFacts, tally_steering
from demo.periods import local_date
from demo.truth import DeclarationRow, Job, Observed, Region
from demo.truth_links import truth_links

__all__ = ["Expected", "Key", "expected_kpis", "observe_all", "truth_kpis"]

_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)


def observe_all(region: Region) -> Observed:
    """What would be observed if every partner delivered everything on time and without a fault."""
    return Observed(
        declarations=tuple(row for declaration in region.declarations for row in declaration.versions),
        register=region.register,
        projects=tuple(row for project in region.projects for row in project.versions),
        resources=tuple(row for resource in region.resources for row in resource.versions),
        bookings=tuple(row for booking in region.bookings for row in booking.versions),
        visits=region.visits,
        services=region.services,
        accounts=region.accounts,
        feeds=region.feeds,
    )


def expected_kpis(region: Region, observed: Observed, as_of: datetime, links: Links) -> dict[Key, Expected]:
    """Every row of all KPIs but PAR-01 to PAR-03 that the observed rows give at that instant, by the rules of the house.

    Args:
        region: says where the rows of `total` begin when nothing stands yet.
        observed: the valid rows that deliveries really carried.
        as_of: instant of the release, with its time zone.
        links: who is who; `truth_links(region)`, or those of a warehouse.

    Raises:
        ValueError: `as_of` has no time zone, a declaration refers to no organisation at all, or a reference is not among the links.
    """
    today = local_date(as_of)
    current = standing(observed, as_of)
    resolver = Resolver(links, current.register, current.register_history)
    statements = counting(current.declarations, resolver)
    events = _events(current, resolver)
    heads = _heads(each.row for each in statements)
    # A job sees its organisation as it was when the job began, whenever its sources say that was.
    jobs = [replace(job, party=resolver.party_at(job.party.key, job.started_on)) for job in count_jobs(statements)]
    families = [
        (expected_job_kpis.FORMULAS, tally_jobs(jobs, heads, hub_days(events))),
        ((expected_job_kpis.PROJECT_FORMULA,), tally_projects(current.projects)),
        (expected_hub.FORMULAS, tally_hub(events, today)),
        *_of_feeds(current.feeds, resolver.of_row, jobs),
        (expected_steering.FORMULAS, tally_steering(_steering(current, resolver.of_row, events), today)),
    ]
    return _all_rows(families, current.first or region.first_month, today)


def truth_kpis(region: Region, as_of: datetime) -> dict[Key, Expected]:
    """The same rows straight from what is real: real jobs, bookings as they ended, organisations as they were on
    the day.

    It knows at any instant what happens later too (a job's end, a booking's outcome); only periods that begin after
    the instant are left out. JOB-13 compares the head-counts that partners state in the end with the real jobs.
    """
    today = local_date(as_of)
    organisations = {each.id: each for each in region.organisations}

    def party(organisation: str, day: date) -> Party:
        then = on_day(organisations[organisation], region.changes, day)
        return Party(then.id, then.province, then.sector)

    last = [declaration.versions[-1] for declaration in region.declarations]
    events = HubEvents(
        resources=[resource.versions[-1] for resource in region.resources],
        bookings=[
            Booked(row, party(booking.organisation_id, row.starts_at.date()) if booking.organisation_id else None)
            for booking in region.bookings
            for row in booking.versions[-1:]
        ],
        visits=[Visited(row, party(row.organisation_id, row.entered_at.date()) if row.organisation_id else None) for row in region.visits],
        services=[Served(row, party(row.organisation_id, row.delivered_on)) for row in region.services],
    )
    jobs = [_real(job, party(job.organisation_id, job.started_on)) for job in region.jobs]
    heads = _heads(row for row in last if row.state != "promised")
    meant = truth_links(region).references

    def party_of(contract: str, row: Any) -> Party | None:
        reference = reference_of(contract, row)
        if reference.is_empty:
            return None
        organisation = meant[reference.key]
        return party(organisation, DAY_OF[contract](row)) if organisation in organisations else Party(organisation, None, None)

    in_the_end = standing(observe_all(region), _FOR_EVER)
    families = [
        (expected_job_kpis.FORMULAS, tally_jobs(jobs, heads, hub_days(events))),
        ((expected_job_kpis.PROJECT_FORMULA,), tally_projects(project.versions[-1] for project in region.projects)),
        (expected_hub.FORMULAS, tally_hub(events, today)),
        *_of_feeds(in_the_end.feeds, party_of, jobs),
        (expected_steering.FORMULAS, tally_steering(_steering(in_the_end, party_of, events), today)),
    ]
    return _all_rows(families, standing(observe_all(region), as_of).first or region.first_month, today)


def _events(current: Standing, resolver: Resolver) -> HubEvents:
    return HubEvents(
        resources=current.resources,
        bookings=[Booked(row, resolver.of_row("hub_bookings", row)) for row in current.bookings],
        visits=[Visited(row, resolver.of_row("hub_visits", row)) for row in current.visits],
        services=[Served(row, resolver.of_row("hub_services", row)) for row in current.services],
    )


def _of_feeds(
    feeds: Mapping[str, Sequence[Any]], party_of: Callable[[str, Any], Party | None], jobs: Sequence[CountedJob]
) -> Iterable[tuple[Sequence[Formula], Tally]]:
    """The families of figures that are made of the contracts of `demo.truth_feeds`."""

    def with_party(contract: str) -> Iterable[tuple[Any, Party]]:
        for row in feeds.get(contract, ()):
            party = party_of(contract, row)
            if party is not None:
                yield row, party

    money = MoneyEvents(
        financed=[Financed(*each) for each in with_party("financing")],
        bought=[Bought(*each) for each in with_party("market_contracts")],
        agreements=feeds.get("agreements", ()),
    )
    members = MemberEvents(
        sessions=feeds.get("training_sessions", ()),
        answers=[Answered(*each) for each in with_party("activity_surveys")],
    )
    yield expected_money.FORMULAS, tally_money(money, jobs)
    yield expected_members.FORMULAS, tally_members(members)


def _steering(current: Standing, party_of: Callable[[str, Any], Party | None], events: HubEvents) -> SteeringFacts:
    needs = current.feeds.get("needs_assessments", ())
    return SteeringFacts(
        accounts=current.accounts,
        scenarios=current.feeds.get("management_scenarios", ()),
        needs=[Needed(row, party_of("needs_assessments", row)) for row in needs],
        services=events.services,
        mentions=current.feeds.get("media_mentions", ()),
        actions=current.feeds.get("action_plan", ()),
    )


def _heads(declarations: Iterable[DeclarationRow]) -> Sequence[DeclaredHeads]:
    return [DeclaredHeads(row.province, row.employment_type, row.started_on, row.headcount) for row in declarations]


def _real(job: Job, party: Party) -> CountedJob:
    return CountedJob(
        party=party,
        province=job.province,
        employment_type=job.employment_type,
        sex=job.sex,
        birth_year=job.birth_year,
        area=job.area,
        programme=job.programme,
        started_on=job.started_on,
        ended_on=job.ended_on,
        hours_per_week=job.hours_per_week,
        months_per_year=job.months_per_year,
        is_evidenced=job.state == "evidenced",
    )


def _all_rows(families: Iterable[tuple[Sequence[Formula], Tally]], first: date, today: date) -> dict[Key, Expected]:
    result: dict[Key, Expected] = {}
    for formulas, tally in families:
        for formula in formulas:
            result |= rows(formula, tally, first, today)
    return result
