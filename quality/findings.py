"""Findings: what is odd about a load as a whole, and would be a wrong figure if nobody asked.

What goes here: one finding as plain data, its name, what the ledger keeps of it. What does not: how it is found (`judge.py`,
`history.py`), rows that break a rule (`ingestion.conforming.rules`), what a person decided about it (`acceptances.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ingestion.messages import Message
from ingestion.severity import FindingSeverity as FindingSeverity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one load that somebody should look at.

    Attributes:
        check: what was looked at, such as `volume`, `sum`, `missing`, `new_category`, `repeated_rows`, `expectation`.
        column: the contract's column that it is about; None for the load as a whole.
        severity: what follows from it.
        message: what happened, where, and what to do, for the partner.
        segment: the part of the load that it is about, such as `province=03.231`; None for all of it.
        observed: the figure found, in the unit of what was looked at.
        low: the least that was expected; None when there is no such bound.
        high: the most that was expected; likewise.
    """

    check: str
    column: str | None
    severity: FindingSeverity
    message: Message
    segment: str | None = None
    observed: float | None = None
    low: float | None = None
    high: float | None = None

    def id_in(self, delivery_id: str) -> str:
        """Its name, the same however often the delivery is loaded: `q-` and ten hexadecimal digits."""
        named = "\n".join([delivery_id, self.check, self.column or "", self.segment or ""])
        return f"q-{hashlib.sha256(named.encode()).hexdigest()[:10]}"

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for the ledger."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Finding:
        """What `as_dict` gave."""
        return cls(**{**kept, "message": Message(**kept["message"])})
