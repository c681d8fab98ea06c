"""One odd figure, and the past that it is held against.

What goes here: plain data that the checks share. What does not: the checks (`history.py`, `mixes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from ingestion.ledger import LoadRecord
from ingestion.periods import Period
from quality.bands import Band
from quality.findings import FindingSeverity
from quality.history_messages import Said
from quality.profile import Kept

FEWEST_PERIODS: Final = 2
_DATED: Final = frozenset({"day", "in_period", "hour"})
_FEWEST_DATED: Final = 3
_FREE_OF_LENGTH: Final = frozenset(
    {"log", "hour", "length", "missing", "zeros", "tens", "thousands", "fractions", "mean", "shape", "mix", "new_category"}
)


@dataclass(frozen=True, slots=True)
class Odd:
    """One odd figure. `touching`: the columns that it is about, the one in question first."""

    check: str
    column: str | None
    band: Band
    observed: float
    said: Said
    segment: str | None = None
    touching: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier loads that a load is held against, oldest first, and what the load itself reports on."""

    records: Sequence[LoadRecord]
    period: Period
    received_at: datetime
    severity_of: Callable[[str], FindingSeverity] = field(default=lambda check: "warning")


@dataclass(frozen=True, slots=True)
class Like:
    """Profiles of earlier loads: those of periods of the same length, and those that may do in their stead."""

    alike: Sequence[Kept]
    all: Sequence[Kept]

    def having(self, kind: str, name: str, what: str) -> list[Any]:
        """A measure's earlier values, oldest first; none where there are too few."""
        of = self.all if what in _FREE_OF_LENGTH else self.alike
        values = [each[kind][name] for each in of if name in each[kind]]
        return values if len(values) >= (_FEWEST_DATED if what in _DATED else FEWEST_PERIODS) else []
