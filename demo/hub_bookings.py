"""Bookings of the hub, from option to attended: overlaps, closures, evenings over midnight, storage of several days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from demo.holidays import is_public_holiday
from demo.hub_resources import OPERATOR
from demo.places import FES
from demo.references import Reference, Referrer
from demo.seasons import activity, growth, nightly_receipt
from demo.truth import Booking, BookingRow, Organisation, Resource, ResourceRow

_NOBODY: Final = Reference(None, None, None, "none")
# How often a space is used, 1 = as the mean of all.
_DEMAND: Final = {
    "training_room": 1.5, "workshop": 1.2, "coworking": 1.6, "conference": 0.8, "exhibition": 0.8, "storage": 0.35,
    "digital_lab": 1.0, "office": 0.9, "creche": 0.4, "equipment": 0.9,
}  # fmt: skip
# Starts and ends stay clear of 1:30 to 3:30, when the clock changes at the edges of Ramadan.
_LATEST: Final = time(23, 30)
_DAYS_AHEAD: Final = 30


class Members:
    """Organisations that can use the hub, in the order of the day from which they do."""

    def __init__(self, rng: Random, referrer: Referrer, organisations: Sequence[Organisation], busy: frozenset[str]) -> None:
        """Registered members mostly, some others that bring an ICE or a name; those from Fès come more often."""
        able = [each for each in organisations if referrer.keys(OPERATOR, each, None)]
        drawn = []
        for each in able:
            weight = rng.lognormvariate(0, 1) * (1.6 if each.province == FES else 1.0)
            weight *= (1.0 if OPERATOR in each.has_register else 0.07) * (3.0 if each.id in busy else 1.0)
            joined_on = each.founded_on if rng.random() < 0.6 else each.founded_on + timedelta(days=rng.randrange(900))
            drawn.append((joined_on, each.id, each, weight))
        drawn.sort(key=lambda member: member[:2])
        self._joined_on = [member[0] for member in drawn]
        self._organisations = [member[2] for member in drawn]
        self._cumulated: list[float] = []
        for member in drawn:
            self._cumulated.append(member[3] + (self._cumulated[-1] if self._cumulated else 0.0))

    def draw(self, rng: Random, day: date) -> Organisation | None:
        """One that has joined by that day; None when nobody has."""
        count = bisect_right(self._joined_on, day)
        if not count:
            return None
        return self._organisations[bisect_right(self._cumulated, rng.random() * self._cumulated[count - 1], 0, count - 1)]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A stretch of local wall-clock time in one resource."""

    resource: ResourceRow
    starts_at: datetime
    ends_at: datetime
    is_closure: bool = False


def build_bookings(
    rng: Random,
    referrer: Referrer,
    members: Members,
    resources: Sequence[Resource],
    span: tuple[date, date],
    total: int,
) -> tuple[Booking, ...]:
    """About that many bookings between the two days of the span, some of them for the month after it, by start."""
    first_day, last_day = span
    days = (last_day - first_day).days + 1
    # 9.6 resources are in service on average, and a cancelled or doubled slot is a booking too.
    mean = total / days / 11.0
    bookings: list[Booking] = []
    for offset in range(days + _DAYS_AHEAD):
        day = first_day + timedelta(days=offset)
        # What lies ahead is booked less and less.
        ahead = 1.0 if offset < days else max(0.0, 0.5 - (offset - days) / 60)
        factor = mean * activity(day) * growth(min(day, last_day), first_day, last_day) * ahead
        for resource in resources:
            row = resource.versions[-1]
            if not row.in_service_from <= day <= (row.in_service_to or day):
                continue
            for slot in _slots(rng, row, day, factor * _DEMAND[row.kind]):
                number = len(bookings) + 1
                booking = _booking(rng, referrer, members, slot, f"RES-{day.year}-{number:06d}", span)
                if booking is not None:
                    bookings.append(booking)
    return tuple(bookings)


def _slots(rng: Random, row: ResourceRow, day: date, mean: float) -> Iterator[_Slot]:
    """The slots that start in a resource on a day, in no order; some overlap, some are closures."""
    is_open = str(day.isoweekday()) in row.open_days and not is_public_holiday(day)
    if not is_open:
        # Somebody books a closed day now and then; a holiday is easier to forget than a Sunday.
        mean *= 0.12 if is_public_holiday(day) else 0.04
    if row.kind == "storage":
        if rng.random() < mean:
            start = datetime.combine(day, time(rng.randint(7, 15), 0))
            yield _Slot(row, start, start + timedelta(days=rng.randint(1, 11), hours=rng.choice((-3, 0, 2))))
        return
    cursor = row.opens_at.hour * 60 + rng.choice((0, 0, 30, 60))
    if rng.random() < 0.03:
        cursor = row.opens_at.hour * 60 - rng.choice((30, 60, 90))
    while rng.random() < mean / (mean + 0.9) * 1.25 and cursor < row.closes_at.hour * 60 - 30:
        minutes = rng.choice((60, 90, 120, 120, 180, 240, 240, 480))
        start = datetime.combine(day, time(0)) + timedelta(minutes=cursor)
        slot = _Slot(row, start, _end(rng, row, start, minutes))
        yield slot
        if rng.random() < 0.03:
            yield _doubled(rng, slot)
        cursor += minutes + rng.choice((0, 0, 15, 30, 60, 120))
    if is_open and rng.random() < 0.01:
        opens = datetime.combine(day, row.opens_at)
        closes = datetime.combine(day, row.closes_at)
        yield _Slot(row, opens + timedelta(hours=rng.choice((-1, 0, 0, 3))), closes, is_closure=True)
    if row.kind in ("conference", "exhibition") and rng.random() < mean * 0.03:
        evening = datetime.combine(day, time(19, 30))
        yield _Slot(row, evening, evening + timedelta(hours=rng.choice((5, 5.5, 4.75))))


def _end(rng: Random, row: ResourceRow, start: datetime, minutes: int) -> datetime:
    """The end of a slot: rarely after closing time, then by an hour or so."""
    closes = datetime.combine(start.date(), row.closes_at)
    if rng.random() < 0.04:
        return min(closes + timedelta(minutes=rng.choice((30, 60, 75))), datetime.combine(start.date(), _LATEST))
    return max(min(start + timedelta(minutes=minutes), closes), start + timedelta(minutes=30))


def _doubled(rng: Random, slot: _Slot) -> _Slot:
    """Another booking of the same resource that overlaps: a clash, or two groups that share the room."""
    shift = timedelta(minutes=rng.choice((0, 30, 60)))
    length = max(slot.ends_at - slot.starts_at - shift, timedelta(minutes=30))
    return _Slot(slot.resource, slot.starts_at + shift, slot.starts_at + shift + length)


def _booking(rng: Random, referrer: Referrer, members: Members, slot: _Slot, booking_ref: str, span: tuple[date, date]) -> Booking | None:
    """A booking with its states as the nights brought them; None when it would be booked after the last day."""
    lead = timedelta(days=int(rng.expovariate(1 / 9)), minutes=15 * rng.randint(4, 40))
    booked_at = slot.starts_at - lead
    if booked_at.hour < 7:
        booked_at = booked_at.replace(hour=8)
    if booked_at.date() > span[1]:
        return None
    organisation, reference = None, _NOBODY
    if not slot.is_closure and rng.random() < 0.92:
        organisation = members.draw(rng, slot.starts_at.date())
        if organisation is not None:
            reference = referrer.refer(rng, OPERATOR, organisation, None)
    states = list(_states(rng, slot, booked_at))
    last = states[-1][1]
    attended = last == "attended"
    capacity = slot.resource.capacity_people
    attendees = rng.randint(1, capacity) if attended and capacity is not None and rng.random() < 0.85 else None
    satisfaction = rng.choices((1, 2, 3, 4, 5), (3, 6, 18, 42, 31))[0] if attended and rng.random() < 0.4 else None
    tariff = slot.resource.hourly_tariff_mad
    hours = (slot.ends_at - slot.starts_at).total_seconds() / 3600
    price = round(tariff * hours, 2) if tariff is not None and not slot.is_closure and rng.random() < 0.9 else None
    rows: dict[date, BookingRow] = {}
    for moment, status in states:
        day = max(moment, span[0])
        if day > span[1]:
            break
        is_last = status == last
        rows[day] = BookingRow(
            partner=OPERATOR,
            period_start=day,
            received_at=nightly_receipt(day),
            booking_ref=booking_ref,
            resource_code=slot.resource.resource_code,
            organisation_ref=reference.organisation_ref,
            ice=reference.ice,
            organisation_name=reference.organisation_name,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            status=status,
            attendees=attendees if is_last else None,
            booked_at=booked_at,
            price_mad=price,
            satisfaction=satisfaction if is_last else None,
        )
    return Booking(booking_ref, organisation.id if organisation else None, reference.refers_by, tuple(rows.values()))


def _states(rng: Random, slot: _Slot, booked_at: datetime) -> Iterator[tuple[date, str]]:
    """Days and states; the last one comes on the day the slot ends, or when the booking is cancelled."""
    if slot.is_closure:
        yield booked_at.date(), "closed"
        return
    state = "hold" if rng.random() < 0.25 else "confirmed"
    yield booked_at.date(), state
    (outcome,) = rng.choices(("attended", "no_show", "cancelled", "left"), (78, 8, 10, 4))
    if state == "hold" and outcome in ("attended", "no_show"):
        confirmed_on = min(booked_at.date() + timedelta(days=rng.randint(0, 3)), slot.starts_at.date())
        if confirmed_on < slot.ends_at.date():
            yield confirmed_on, "confirmed"
    if outcome in ("attended", "no_show"):
        yield slot.ends_at.date(), outcome
    elif outcome == "cancelled":
        lead = (slot.starts_at.date() - booked_at.date()).days
        yield booked_at.date() + timedelta(days=rng.randint(0, lead)), "cancelled"
