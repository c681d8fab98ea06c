"""What became of deliveries, as the region knows it: which were taken in, which refused. Frozen data.

What does not belong here: the rows they carried (`demo.truth`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """A delivery that was taken in (accepted, with or without rejected rows)."""

    partner: str
    contract: str
    period_start: date
    received_at: datetime


@dataclass(frozen=True, slots=True)
class LoadNote:
    """A delivery that arrived, taken in or refused: what it reports on, when it came, its rows and those accepted."""

    partner: str
    contract: str
    period_type: str
    period_start: date
    received_at: datetime
    rows: int
    accepted: int
    is_refused: bool = False
