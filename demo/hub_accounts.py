"""The hub's own accounts: revenue from its bookings and services, costs that it covers in part, and the subsidy for the rest.

What belongs here: plausible entries. Own revenue covers 36 to 59 % of a month's cost, a subsidy most of what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.hub_resources import OPERATOR
from demo.periods import last_day_of_month, periods_between
from demo.seasons import monthly_receipt
from demo.truth import Booking, Resource
from demo.truth_hub import AccountRow, ServiceRow

_EVENT_KINDS: Final = frozenset({"conference", "exhibition"})
_HOURLY_FEES: Final = (120.0, 150.0, 180.0, 200.0)
# Costs grow slower than revenue and hardly follow its seasons; the share that own revenue covers stays within these bounds.
_USUAL_RECOVERY: Final = 0.47
_RECOVERY: Final = (0.36, 0.59)
_LEAST_COST_MAD: Final = 4_000.0
# Shares of a month's cost, and among how many entries each is divided.
_COSTS: Final[Mapping[str, tuple[float, tuple[int, ...]]]] = {
    "cost_staff": (0.54, (2,)),
    "cost_energy": (0.11, (2,)),
    "cost_maintenance": (0.12, (2, 3, 4)),
    "cost_rent": (0.09, (1,)),
    "cost_other": (0.14, (3, 4, 5)),
}
# Heating in winter, cooling at the height of summer.
_ENERGY_BY_MONTH: Final = (1.35, 1.3, 1.05, 0.9, 0.8, 0.95, 1.2, 1.15, 0.9, 0.8, 0.95, 1.25)
_SUBSIDY_MONTHS: Final = frozenset({1, 4, 7, 10})

_Entry = tuple[date, str, float]


def build_accounts(
    rng: Random,
    resources: Sequence[Resource],
    bookings: Sequence[Booking],
    services: Sequence[ServiceRow],
    span: tuple[date, date],
) -> tuple[AccountRow, ...]:
    """All entries of the span, by month and day."""
    months = periods_between("month", *span)
    revenue = _revenue(rng, resources, bookings, services)
    own = {month: sum(amount for _, _, amount in revenue.get(month, ())) for month in months}
    usual = max(sum(own.values()) / len(months) / _USUAL_RECOVERY, _LEAST_COST_MAD)
    rows: list[AccountRow] = []
    missing = 0.0
    for index, month in enumerate(months):
        cost = _cost(own[month], usual * (0.78 + 0.44 * index / len(months)))
        missing += cost - own[month]
        entries = [*revenue.get(month, ()), *_costs(rng, month, cost)]
        if month.month in _SUBSIDY_MONTHS:
            # Granted in whole thousands, for the quarter that has passed.
            entries.append((month + timedelta(days=rng.randint(9, 24)), "revenue_subsidy", round(missing * 0.9, -3)))
            missing = 0.0
        rows.extend(_rows(month, entries))
    return tuple(rows)


def _revenue(
    rng: Random, resources: Sequence[Resource], bookings: Sequence[Booking], services: Sequence[ServiceRow]
) -> dict[date, list[_Entry]]:
    """By month: one entry a week and account, dated on the week's last day within the month."""
    kinds = {resource.resource_code: resource.versions[-1].kind for resource in resources}
    sums: dict[tuple[date, str], float] = defaultdict(float)
    for booking in bookings:
        last = booking.versions[-1]
        if last.status in ("attended", "no_show") and last.price_mad:
            account = "revenue_event" if kinds[last.resource_code] in _EVENT_KINDS else "revenue_rent"
            sums[_closing_day(last.starts_at.date()), account] += last.price_mad
    for service in services:
        sums[_closing_day(service.delivered_on), "revenue_service"] += (service.hours or 1.0) * rng.choice(_HOURLY_FEES)
    by_month: dict[date, list[_Entry]] = defaultdict(list)
    for (day, account), amount in sorted(sums.items()):
        by_month[day.replace(day=1)].append((day, account, round(amount, 2)))
    return by_month


def _closing_day(day: date) -> date:
    return min(day + timedelta(days=7 - day.isoweekday()), last_day_of_month(day))


def _cost(own: float, usual: float) -> float:
    lowest, highest = _RECOVERY
    return min(max(usual, own / highest), own / lowest) if own else usual


def _costs(rng: Random, month: date, cost: float) -> Iterator[_Entry]:
    shares = {account: share for account, (share, _) in _COSTS.items()}
    shares["cost_energy"] *= _ENERGY_BY_MONTH[month.month - 1]
    shares["cost_other"] += _COSTS["cost_energy"][0] - shares["cost_energy"]
    last = last_day_of_month(month).day
    for account, (_, pieces) in _COSTS.items():
        parts = [rng.uniform(0.6, 1.4) for _ in range(rng.choice(pieces))]
        for part in parts:
            day = month.replace(day=rng.randint(1, last))
            yield day, account, round(cost * shares[account] * part / sum(parts), 2)


def _rows(month: date, entries: Sequence[_Entry]) -> Iterator[AccountRow]:
    received_at = monthly_receipt(OPERATOR, "hub_accounts", month)
    for number, (day, account, amount) in enumerate(sorted(entries), 1):
        yield AccountRow(OPERATOR, month, received_at, f"EC-{month:%Y%m}-{number:03d}", day, account, amount)
