"""The synthetic region, built from a seed: the same arguments give the same region on every machine.

Order of things: organisations and registers → named jobs → head-counts → projects → the hub → the other feeds. Each part draws from a
source of randomness of its own, so that a change in one leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from demo.careers import Labour, build_careers
from demo.changes import build_changes
from demo.feeds.building import build_feeds
from demo.feeds.setting import Setting
from demo.headcounts import Headcounts, named_groups
from demo.hub_accounts import build_accounts
from demo.hub_bookings import Members, build_bookings
from demo.hub_resources import build_resources
from demo.hub_services import build_services
from demo.hub_visits import build_visits
from demo.identifiers import Issuer
from demo.organisations import build_directory
from demo.periods import add_months, last_day_of_month
from demo.projects import build_projects
from demo.references import Referrer
from demo.registers import register_rows
from demo.sources import Sources
from demo.statements import Clerks, Statement
from demo.truth import Declaration, Job, Organisation, Region

# Numbers at scale 1; those that flow are for 24 months.
_MONTHS: Final = 24
_ORGANISATIONS: Final = 600
_NAMED_JOBS: Final = 1500
_ANONYMOUS_JOBS: Final = 1050
_BROKEN_PROMISES: Final = 90
_PROJECTS: Final = 150
_BOOKINGS: Final = 12_000
_VISITS: Final = 60_000
_SERVICES: Final = 1_800
_FEWEST_ORGANISATIONS: Final = 60


def build_region(
    months: int = _MONTHS,
    until: date = date(2026, 10, 1),
    scale: float = 1.0,
    seed: int = 7,
    *,
    is_hard: bool = True,
) -> Region:
    """Builds the region.

    Args:
        months: how many months it covers, at least 1.
        until: any day of the last month covered.
        scale: 1 gives about 600 organisations, 2,600 jobs, 12,000 bookings, 60,000 visits and 1,800 services in
            24 months.
        seed: another seed gives another region.
        is_hard: whether organisations are hard to link: alike names, names spelled otherwise, entries without ICE, and so on.

    Raises:
        ValueError: `months` or `scale` is not positive.
    """
    if months < 1 or scale <= 0:
        message = f"A region needs at least one month and a positive scale, not months={months}, scale={scale}."
        raise ValueError(message)
    last_month = until.replace(day=1)
    first_month = add_months(last_month, 1 - months)
    span = (first_month, last_day_of_month(last_month))
    flow = scale * months / _MONTHS

    def source(part: str) -> Random:
        return Random(f"qutb:{seed}:{part}")

    people, badges = Issuer(source("people")), Issuer(source("badges"))
    count = max(_FEWEST_ORGANISATIONS, round(_ORGANISATIONS * scale))
    directory = build_directory(source, Issuer(source("ice")), count, first_month, months, scale, is_hard=is_hard)
    referrer = Referrer(directory, f"qutb:{seed}:names of clerks")
    labour = Labour(source("labour"), directory.organisations, directory.busy, first_month, months)
    clerks = Clerks(source("clerks"), first_month, last_month)

    named = _named_jobs(source("named"), labour, people, clerks, referrer, max(10, round(_NAMED_JOBS * flow)))
    statements = [statement for _, _, own in named for statement in own]
    headcounts = Headcounts(source("headcounts"), labour, clerks, referrer)
    anonymous, counted = headcounts.build(named_groups(named), round(_ANONYMOUS_JOBS * flow), len(named) + 1)
    statements += counted + headcounts.promises(round(_BROKEN_PROMISES * flow))
    declarations = _declarations(source("references"), referrer, statements)

    members = Members(source("members"), referrer, directory.organisations, directory.busy)
    resources = build_resources(first_month, months)
    bookings = build_bookings(source("bookings"), referrer, members, resources, span, round(_BOOKINGS * flow))
    visits = build_visits(source("visits"), badges, members, resources, span, round(_VISITS * flow))
    services = build_services(source("services"), referrer, members, span, max(12, round(_SERVICES * flow)))
    unfit = frozenset(directory.traps)
    changes = build_changes(source("changes"), directory.organisations, unfit, (first_month, last_month), scale)
    return Region(
        seed=seed,
        scale=scale,
        first_month=first_month,
        last_month=last_month,
        organisations=directory.organisations,
        register=register_rows(directory.entries, first_month, last_month, changes),
        jobs=(*(job for job, _, _ in named), *anonymous),
        declarations=declarations,
        projects=build_projects(
            source("projects"),
            referrer,
            directory.organisations,
            max(5, round(_PROJECTS * flow)),
            first_month,
            last_month,
        ),
        resources=resources,
        bookings=bookings,
        visits=visits,
        person_ids=tuple(sorted({job.person_id for job, _, _ in named if job.person_id is not None})),
        badge_ids=tuple(sorted({visit.badge_id for visit in visits})),
        outsiders=directory.outsiders,
        traps=directory.traps,
        spellings=directory.spellings,
        changes=changes,
        services=services,
        accounts=build_accounts(source("accounts"), resources, bookings, services, span),
        feeds=build_feeds(source, Setting(referrer, directory.organisations, directory.outsiders, first_month, last_month, scale)),
    )


def _named_jobs(
    rng: Random, labour: Labour, people: Issuer, clerks: Clerks, referrer: Referrer, total: int
) -> list[tuple[Job, Organisation, list[Statement]]]:
    sources = Sources(rng, clerks, referrer)
    named = []
    for number, career in enumerate(build_careers(rng, labour, people, total), start=1):
        job, statements = sources.state(career, f"JOB-{number:06d}")
        named.append((job, career.organisation, statements))
    return named


def _declarations(rng: Random, referrer: Referrer, statements: Sequence[Statement]) -> tuple[Declaration, ...]:
    ordered = sorted(statements, key=lambda statement: (statement.partner, statement.local_ref))
    return tuple(
        statement.declaration(referrer.refer(rng, statement.partner, statement.organisation, statement.facts.province))
        for statement in ordered
    )
