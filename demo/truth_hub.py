"""What the hub's operator states beside spaces, bookings and visits: services given and the hub's own accounts. Frozen data.

What belongs here: one class a contract, each a row of one delivery with every column of the contract, as in `demo.truth`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service given to an organisation (contract `hub_services`), delivered once with its week.

    `period_start` is the Monday of the week, or the region's first day where that is later.
    `organisation_id` is truth, not a column.
    """

    partner: str
    period_start: date
    received_at: datetime
    organisation_id: str
    service_ref: str
    kind: str
    organisation_ref: str | None
    ice: str | None
    organisation_name: str | None
    delivered_on: date
    hours: float | None
    satisfaction: int | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One entry of the hub's own accounts in one monthly delivery (contract `hub_accounts`)."""

    partner: str
    period_start: date
    received_at: datetime
    entry_ref: str
    booked_on: date
    account: str
    amount_mad: float
