"""Deliveries of the hub's operator: bookings and visits by the month for the past, then night by night; services week by week.

What belongs here: the sequence of these files. The operator's register of members is among the regular deliveries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from random import Random
from typing import Final

from demo.contracts import key_column
from demo.deliveries.composing import Delivery, Draft, compose, copy_of
from demo.deliveries.forms import Form
from demo.deliveries.pen import Hand
from demo.deliveries.planting import Planter
from demo.deliveries.rows import Row, row_of
from demo.deliveries.schedule import FATES, Fate
from demo.deliveries.templates import NIGHTLY_HAND, TEMPLATES
from demo.periods import add_months, last_day_of_month, periods_between
from demo.planted import Breakage
from demo.truth import BookingRow, Region, VisitRow
from demo.truth_hub import ServiceRow

Event = BookingRow | VisitRow | ServiceRow

OPERATOR: Final = "hub_operator"
NIGHTLY_MONTHS: Final = 2
"""So many months at the end come night by night or week by week; the months before were exported and taken in afterwards."""
_ERRORS_A_RULE: Final = 3
_MENDED_SHARE: Final = 0.4
_EXPORTED_AT: Final = time(6, 0)
_NIGHT_AT: Final = time(0, 20)
_WEEKLY: Final = frozenset({"hub_services"})


@dataclass(frozen=True, slots=True)
class _Slot:
    """One file of events: a month, a week or a night."""

    contract: str
    period_type: str
    period_start: date
    number: int
    fate: Fate
    usual: datetime
    rows: tuple[Row, ...]

    @property
    def form(self) -> Form:
        """Spreadsheet exports have headings; the nightly or weekly export has column names."""
        return TEMPLATES[OPERATOR, self.contract].forms[0 if self.period_type == "month" else 1]

    @property
    def hand(self) -> Hand:
        """A person made the monthly files, a computer the others."""
        return TEMPLATES[OPERATOR, self.contract].hand if self.period_type == "month" else NIGHTLY_HAND


def event_deliveries(region: Region, contract: str, *, is_clean: bool = False, nightly_months: int = NIGHTLY_MONTHS) -> Iterator[Delivery]:
    """Every file of bookings, visits or services.

    Args:
        region: the region whose hub it is.
        contract: `hub_bookings`, `hub_visits` or `hub_services`.
        is_clean: whether nothing is broken, and each file comes once and in the ordinary way.
        nightly_months: so many months at the end come night by night or week by week.
    """
    storage = {resource.resource_code for resource in region.resources if resource.versions[-1].kind == "storage"}

    def suits(breakage: Breakage, row: Row) -> bool:
        """A store may be booked for days."""
        return breakage.rule != "ends_at.within_24_hours" or row.values["resource_code"] not in storage

    planter = Planter(contract, suits)
    slots = _slots(region, contract, {} if is_clean else FATES[OPERATOR, contract], nightly_months)
    wanted = 0 if is_clean else max(1, ceil(_ERRORS_A_RULE * planter.rules / max(1, len(slots))))
    mended: list[Row] = []
    for slot in slots:
        rng = Random(f"{region.seed}/{contract}/{slot.period_start}/{slot.period_type}")
        rows = _with_mended(slot, mended)
        # After the last night no file comes that could bring a row right.
        real_share = 1.0 if slot.fate == "corrected" else 0.0 if slot is slots[-1] else _MENDED_SHARE
        planted = planter.plant(rows, slot.form.names, rng, count=wanted, real_share=real_share)
        delivery = _written(slot, planted, slot.usual, region.seed, note=slot.fate if slot.fate != "copied" else "")
        yield delivery
        if slot.fate == "copied":
            yield copy_of(delivery, "copie_", slot.usual + timedelta(hours=6))
        mended = [row for row in planted if not row.accepted and row.source is not None]
        if slot.fate == "corrected":
            yield _written(slot, rows, slot.usual + timedelta(hours=9), region.seed, suffix="_v2", note="correction")
            mended = []


def _with_mended(slot: _Slot, mended: Iterable[Row]) -> list[Row]:
    """Rows that were wrong the last time come right with the next file, unless it has a newer state of them anyway."""
    key = key_column(slot.contract)
    known = {row.values[key] for row in slot.rows}
    right = (row_of(row.source, slot.contract) for row in mended)
    return [*slot.rows, *(row for row in right if row.values[key] not in known)]


def _slots(region: Region, contract: str, fates: Mapping[int, Fate], nightly_months: int) -> list[_Slot]:
    first_night = add_months(region.last_month, 1 - nightly_months)
    by_month = _latest_rows(region, contract, "month")
    recent_type = "week" if contract in _WEEKLY else "day"
    recent = _latest_rows(region, contract, recent_type)
    months = periods_between("month", region.first_month, add_months(first_night, -1))
    last_night = last_day_of_month(region.last_month)
    first = first_night - timedelta(days=first_night.weekday()) if contract in _WEEKLY else first_night
    length = 7 if contract in _WEEKLY else 1
    nights = [first + timedelta(days=number) for number in range(0, (last_night - first).days + 1, length)]
    slots = [
        # A month is exported on the next day, before the first night file can arrive.
        _Slot(contract, "month", month, number, "", _at(add_months(month, 1), _EXPORTED_AT), by_month.get(month, ()))
        for number, month in enumerate(months, 1)
    ]
    for number, night in enumerate(nights, 1):
        fate = fates.get(number - 1, "")
        # The last week is closed when the region ends.
        closed_on = min(night + timedelta(days=length - 1), last_night)
        usual = _at(closed_on + timedelta(days=3 if fate == "late" else 1), _NIGHT_AT)
        slots.append(_Slot(contract, recent_type, night, number, fate, usual, recent.get(night, ())))
    return slots


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, UTC)


def _latest_rows(region: Region, contract: str, period_type: str) -> dict[date, tuple[Row, ...]]:
    """For each month, week or day the rows that its file holds: of each key the last state within it, in the order of their keys."""
    key = key_column(contract)
    latest: dict[date, dict[str, Event]] = defaultdict(dict)
    for event in _events(region, contract):
        # A week may lie in two months: the month's export holds what happened in it.
        day = event.delivered_on if isinstance(event, ServiceRow) and period_type == "month" else event.period_start
        start = max(day.replace(day=1), region.first_month) if period_type == "month" else day
        latest[start][getattr(event, key)] = event
    return {start: tuple(row_of(event, contract) for _, event in sorted(events.items())) for start, events in latest.items()}


def _events(region: Region, contract: str) -> Iterator[Event]:
    if contract == "hub_visits":
        yield from region.visits
        return
    if contract == "hub_services":
        yield from region.services
        return
    for booking in region.bookings:
        yield from sorted(booking.versions, key=lambda version: (version.period_start, version.received_at))


def _written(slot: _Slot, rows: Sequence[Row], instant: datetime, seed: int, *, suffix: str = "", note: str = "") -> Delivery:
    draft = Draft(
        partner=OPERATOR,
        contract=slot.contract,
        period_type=slot.period_type,
        period_start=slot.period_start,
        received_at=instant,
        rows=tuple(rows),
        number=slot.number,
        suffix=suffix,
        note=note,
    )
    template = TEMPLATES[OPERATOR, slot.contract]
    if slot.period_type != "month":
        template = replace(template, delimiter=",")
    return compose(draft, template, slot.form, slot.hand, seed)
