"""HUB-01 to HUB-11 from resources, bookings, visits and services with their organisations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from demo.expected_cells import TOTAL, Cell, Formula, Number, Tally, cells_of
from demo.expected_matching import Party
from demo.holidays import is_public_holiday
from demo.periods import PERIOD_TYPES, next_period, period_start, previous_period
from demo.places import FES
from demo.truth import REGION, BookingRow, ResourceRow, VisitRow
from demo.truth_hub import ServiceRow

_BOOKED: Final = frozenset({"confirmed", "attended", "no_show"})
_HOUR: Final = 3600
_SPACE: Final = ("resource_kind", "resource")
_WEEK: Final = "weekday_hour"

FORMULAS: Final = (
    Formula("HUB-01", (("booked_hours", 1),), "open_hours", (*_SPACE, _WEEK), has_provinces=False),
    Formula("HUB-02", (("attended_hours", 1),), "open_hours", (*_SPACE, _WEEK), has_provinces=False),
    Formula("HUB-03", (("no_shows", 1),), "expected_bookings", ("resource_kind",)),
    Formula("HUB-04", (("active", 1),), breakdowns=("sector",)),
    Formula("HUB-05", (("badges", 1),), breakdowns=("resource_kind",)),
    Formula("HUB-06", (("visits", 1),), breakdowns=("resource_kind",)),
    Formula("HUB-07", (("retained", 1),), "active_before", ("sector",)),
    Formula("HUB-08", (("active_outside_fes", 1),), "active_with_province", ("sector",), has_provinces=False),
    Formula("HUB-09", (("services", 1),), breakdowns=("service_kind", "sector")),
    Formula("HUB-10", (("satisfaction", 1),), "scored", ("resource_kind", "service_kind")),
    Formula("HUB-11", (("double_hours", 1),), breakdowns=_SPACE, has_provinces=False),
)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking in its last state, and whom it was for."""

    row: BookingRow
    party: Party | None


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit, and for whom."""

    row: VisitRow
    party: Party | None


@dataclass(frozen=True, slots=True)
class Served:
    """A service, and to whom it was given."""

    row: ServiceRow
    party: Party | None


@dataclass(frozen=True, slots=True)
class HubEvents:
    """What the hub's KPIs are made of."""

    resources: Sequence[ResourceRow]
    bookings: Sequence[Booked]
    visits: Sequence[Visited]
    services: Sequence[Served] = ()

    def until(self, today: date) -> HubEvents:
        """The same without bookings that start, visits that begin, and services given, after that day."""
        return HubEvents(
            self.resources,
            [each for each in self.bookings if each.row.starts_at.date() <= today],
            [each for each in self.visits if each.row.entered_at.date() <= today],
            [each for each in self.services if each.row.delivered_on <= today],
        )

    def uses(self) -> Iterator[tuple[Party, date]]:
        """Each use of the hub by an organisation: an attended booking by its start, a visit by its entry, a service."""
        for booking in self.bookings:
            if booking.party is not None and booking.row.status == "attended":
                yield booking.party, booking.row.starts_at.date()
        for visit in self.visits:
            if visit.party is not None:
                yield visit.party, visit.row.entered_at.date()
        for service in self.services:
            if service.party is not None:
                yield service.party, service.row.delivered_on


def hub_days(events: HubEvents) -> dict[str, list[date]]:
    """For each organisation's key the sorted days on which it used the hub."""
    days: dict[str, set[date]] = defaultdict(set)
    for party, day in events.uses():
        days[party.key].add(day)
    return {key: sorted(own) for key, own in days.items()}


def tally_hub(events: HubEvents, today: date) -> Tally:
    """Adds up all measures of the hub up to that day."""
    tally = Tally()
    events_so_far = events.until(today)
    _add_hours(tally, events, today)
    _add_counts(tally, events_so_far)
    _add_services(tally, events_so_far)
    _add_organisations(tally, events_so_far)
    return tally


def _add_counts(tally: Tally, events: HubEvents) -> None:
    kinds = {row.resource_code: row.kind for row in events.resources}
    badges: dict[Cell, set[str]] = defaultdict(set)
    for booking in events.bookings:
        row = booking.row
        amounts = {
            "no_shows": int(row.status == "no_show"),
            "expected_bookings": int(row.status in ("attended", "no_show")),
            "satisfaction": 0 if row.satisfaction is None else Fraction(row.satisfaction),
            "scored": int(row.satisfaction is not None),
        }
        breakdowns = {TOTAL: TOTAL, "resource_kind": kinds.get(row.resource_code)}
        for cell in cells_of(row.starts_at.date(), _province(booking.party), breakdowns):
            tally.add(cell, amounts)
    for visit in events.visits:
        kind = kinds.get(visit.row.resource_code) if visit.row.resource_code is not None else None
        breakdowns = {TOTAL: TOTAL, "resource_kind": kind}
        for cell in cells_of(visit.row.entered_at.date(), _province(visit.party), breakdowns):
            tally.add(cell, {"visits": 1})
            badges[cell].add(visit.row.badge_id)
    for cell, own in badges.items():
        tally.add(cell, {"badges": len(own)})


def _add_services(tally: Tally, events: HubEvents) -> None:
    """Services in every cell; their scores in the total and by kind of service only, as bookings have no such kind."""
    for service in events.services:
        row, party = service.row, service.party
        scores: dict[str, Number] = {}
        if row.satisfaction is not None:
            scores = {"satisfaction": Fraction(row.satisfaction), "scored": 1}
        for cell in cells_of(row.delivered_on, _province(party), {TOTAL: TOTAL, "service_kind": row.kind}):
            tally.add(cell, {"services": 1, **scores})
        for cell in cells_of(row.delivered_on, _province(party), {"sector": party.sector if party is not None else None}):
            tally.add(cell, {"services": 1})


def _add_organisations(tally: Tally, events: HubEvents) -> None:
    """Organisations by period, each once: where it stood at its last use, or at its last use before when it has gone."""
    last_use: dict[tuple[str, date], dict[str, tuple[date, Party]]] = defaultdict(dict)
    for party, day in set(events.uses()):
        for period_type in PERIOD_TYPES:
            uses = last_use[period_type, period_start(period_type, day)]
            if party.key not in uses or day >= uses[party.key][0]:
                uses[party.key] = (day, party)
    following = {(period_type, next_period(period_type, start)) for period_type, start in last_use}
    for period_type, start in last_use.keys() | following:
        now = last_use.get((period_type, start), {})
        before = last_use.get((period_type, previous_period(period_type, start)), {})
        for key in now.keys() | before.keys():
            _, party = now[key] if key in now else before[key]
            for cell in cells_of(start, party.province, {TOTAL: TOTAL, "sector": party.sector}):
                if cell[0] == period_type:
                    tally.add(cell, _organisation(party, is_active=key in now, was_active=key in before, is_region=cell[2] == REGION))


def _organisation(party: Party, *, is_active: bool, was_active: bool, is_region: bool) -> dict[str, Number]:
    amounts: dict[str, Number] = {"active": int(is_active), "active_before": int(was_active), "retained": int(is_active and was_active)}
    if is_region:
        amounts["active_with_province"] = int(is_active and party.province is not None)
        amounts["active_outside_fes"] = int(is_active and party.province not in (None, FES))
    return amounts


def _province(party: Party | None) -> str | None:
    return party.province if party is not None else None


def _add_hours(tally: Tally, events: HubEvents, today: date) -> None:
    """Hours by resource, local day and hour of the clock; a booking over midnight falls on both days, as far as the resource is open.

    On a public holiday nothing is open.
    """
    by_resource: dict[str, list[BookingRow]] = defaultdict(list)
    for booking in events.bookings:
        by_resource[booking.row.resource_code].append(booking.row)
    for resource in events.resources:
        # Every period holds whole months: seconds are added up by month first.
        months: dict[tuple[date, str, str], Counter[str]] = defaultdict(Counter)
        for day, hour, seconds in _resource_hours(resource, by_resource[resource.resource_code], today):
            breakdowns = {
                TOTAL: TOTAL,
                "resource_kind": resource.kind,
                "resource": resource.resource_code,
                _WEEK: f"{day.isoweekday()}-{hour:02}",
            }
            for own in breakdowns.items():
                months[day.replace(day=1), *own].update(seconds)
        for (month, breakdown, value), sums in months.items():
            hours = {measure: Fraction(amount, _HOUR) for measure, amount in sums.items()}
            for cell in cells_of(month, None, {breakdown: value}):
                tally.add(cell, hours)


def _resource_hours(resource: ResourceRow, bookings: Sequence[BookingRow], today: date) -> Iterator[tuple[date, int, dict[str, int]]]:
    """Each hour of the clock in which the resource opens up to that day, and what it was used in it."""
    by_day = _by_day(bookings)
    day = resource.in_service_from
    last_day = min(today, resource.in_service_to or today)
    while day <= last_day:
        if str(day.isoweekday()) in resource.open_days and not is_public_holiday(day):
            for hour, seconds in _seconds_of_hours(resource, day, by_day.get(day, ())):
                yield day, hour, seconds
        day += timedelta(days=1)


def _by_day(bookings: Iterable[BookingRow]) -> Mapping[date, Sequence[BookingRow]]:
    """Bookings by each local day that they touch."""
    days: dict[date, list[BookingRow]] = defaultdict(list)
    for row in bookings:
        day = row.starts_at.date()
        while day <= row.ends_at.date():
            days[day].append(row)
            day += timedelta(days=1)
    return days


def _seconds_of_hours(resource: ResourceRow, day: date, bookings: Sequence[BookingRow]) -> Iterator[tuple[int, dict[str, int]]]:
    """Each hour of the clock on a day on which the resource opens: its open, booked, attended and double-booked seconds."""
    midnight = datetime.combine(day, time(0))
    opens, closes = datetime.combine(day, resource.opens_at), datetime.combine(day, resource.closes_at)
    for hour in range(24):
        start = max(opens, midnight + timedelta(hours=hour))
        end = min(closes, midnight + timedelta(hours=hour + 1))
        if start < end:
            yield hour, _seconds_between(start, end, bookings)


def _seconds_between(first: datetime, last: datetime, bookings: Sequence[BookingRow]) -> dict[str, int]:
    """Cut wherever a booking starts or ends; in each piece the same bookings run all the time."""
    edges = {first, last}
    for row in bookings:
        edges |= {edge for edge in (row.starts_at, row.ends_at) if first < edge < last}
    seconds = {"open_hours": 0, "booked_hours": 0, "attended_hours": 0, "double_hours": 0}
    for start, end in pairwise(sorted(edges)):
        running = [row.status for row in bookings if row.starts_at <= start and end <= row.ends_at]
        if "closed" in running:
            continue
        length = int((end - start).total_seconds())
        seconds["open_hours"] += length
        seconds["booked_hours"] += length * any(status in _BOOKED for status in running)
        seconds["attended_hours"] += length * ("attended" in running)
        seconds["double_hours"] += length * (sum(status in _BOOKED for status in running) >= 2)
    return seconds
