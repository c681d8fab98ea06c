"""Badge readings at the hub's doors: more at fairs, fewer in Ramadan and August, by people who come often or seldom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from demo.hub_bookings import Members
from demo.hub_resources import OPERATOR
from demo.identifiers import Issuer
from demo.seasons import activity, growth, nightly_receipt
from demo.truth import Organisation, Resource, VisitRow

_PURPOSES: Final = (
    "formation",
    "réunion",
    "atelier",
    "coworking",
    "exposition",
    "dépôt",
    "accompagnement",
    "زيارة",
    None,
)
_SATURDAY: Final = 6
_SUNDAY: Final = 7


@dataclass(frozen=True, slots=True)
class _Holder:
    """Somebody with a badge, and how the reader's file refers to the organisation they come for."""

    badge_id: str
    since: date
    organisation: Organisation | None
    organisation_ref: str | None
    ice: str | None


def build_visits(
    rng: Random,
    issuer: Issuer,
    members: Members,
    resources: Sequence[Resource],
    span: tuple[date, date],
    total: int,
) -> tuple[VisitRow, ...]:
    """About that many visits between the two days of the span, by day."""
    first_day, last_day = span
    holders = _holders(rng, issuer, members, span, max(20, total // 34))
    since = [holder.since for holder in holders]
    cumulated = list(accumulate(rng.lognormvariate(0, 1) for _ in holders))
    days = [first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1)]
    weights = [activity(day) * growth(day, first_day, last_day) * _weekday(day) for day in days]
    visits: list[VisitRow] = []
    for day, weight in zip(days, weights, strict=True):
        in_service = [
            row.resource_code
            for row in (resource.versions[-1] for resource in resources)
            if row.in_service_from <= day <= (row.in_service_to or day)
        ]
        known = bisect_right(since, day)
        count = int(total * weight / sum(weights) * rng.uniform(0.8, 1.2) + rng.random())
        received_at = nightly_receipt(day)
        for number in range(count if known else 0):
            holder = holders[bisect_right(cumulated, rng.random() * cumulated[known - 1], 0, known - 1)]
            visits.append(_visit(rng, holder, day, number + 1, in_service, received_at))
    return tuple(visits)


def _weekday(day: date) -> float:
    weekday = day.isoweekday()
    return 0.15 if weekday == _SUNDAY else 0.6 if weekday == _SATURDAY else 1.0


def _holders(rng: Random, issuer: Issuer, members: Members, span: tuple[date, date], total: int) -> list[_Holder]:
    """Badge holders by the day they got the badge: a third on the first day, the others on the way."""
    first_day, last_day = span
    holders = []
    for _ in range(total):
        days = (last_day - first_day).days
        since = first_day if rng.random() < 0.35 else first_day + timedelta(days=rng.randrange(days + 1))
        organisation = members.draw(rng, since) if rng.random() < 0.7 else None
        organisation_ref, ice = None, None
        if organisation is not None:
            organisation_ref = organisation.has_register.get(OPERATOR)
            if organisation_ref is None or (organisation.ice is not None and rng.random() < 0.1):
                ice, organisation_ref = organisation.ice, None
            if organisation_ref is None and ice is None:
                # Readers know references and ICEs, no names: this person comes as a private one.
                organisation = None
        holders.append(_Holder(issuer.badge_id(), since, organisation, organisation_ref, ice))
    return sorted(holders, key=lambda holder: (holder.since, holder.badge_id))


def _visit(rng: Random, holder: _Holder, day: date, number: int, in_service: Sequence[str], received_at: datetime) -> VisitRow:
    """One visit: one in ten on the visitor's own account, one in ten with no time of leaving, a few over midnight."""
    minute = 7 * 60 + 30 + int(720 * rng.betavariate(2, 2.6))
    stay = 10 + int(rng.expovariate(1 / 95))
    if rng.random() < 0.002:
        minute, stay = 21 * 60 + rng.randrange(120), 95 + rng.randrange(60)
    entered_at = datetime.combine(day, time(minute // 60, minute % 60, rng.randrange(60)))
    is_for_organisation = holder.organisation is not None and rng.random() < 0.9
    return VisitRow(
        partner=OPERATOR,
        period_start=day,
        received_at=received_at,
        organisation_id=holder.organisation.id if is_for_organisation and holder.organisation is not None else None,
        visit_ref=f"V-{day:%Y%m%d}-{number:04d}",
        badge_id=holder.badge_id,
        organisation_ref=holder.organisation_ref if is_for_organisation else None,
        ice=holder.ice if is_for_organisation else None,
        resource_code=rng.choice(in_service) if in_service and rng.random() < 0.6 else None,
        entered_at=entered_at,
        left_at=entered_at + timedelta(minutes=min(stay, 600)) if rng.random() < 0.9 else None,
        purpose=rng.choice(_PURPOSES),
    )
