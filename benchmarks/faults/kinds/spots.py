"""Where in a delivery a fault can happen: columns by kind of value or by name, or no column at all.

What goes here: finding such places. What does not: what the fault does there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Final

from benchmarks.faults.model import Setting, Spot

Spots = Callable[[Setting], Sequence[Spot]]

NUMBERS: Final = ("integer", "number", "money")
COUNTS: Final = ("integer",)
FEWEST_ROWS: Final = 5
GROUPS: Final = ("organisation_ref", "ice", "organisation_name", "account", "funder", "buyer", "resource_code")
"""By what the rows of a delivery are told apart: whose they are."""
EVENT_DATES: Final = (
    "started_on",
    "approved_on",
    "starts_on",
    "starts_at",
    "entered_at",
    "delivered_on",
    "booked_on",
    "signed_on",
    "published_on",
    "observed_on",
)
"""The column that tells when something happened, of contracts that report what happened in a period."""


def whole(setting: Setting) -> Sequence[Spot]:
    """The delivery as a whole."""
    return [()] if len(setting.rows) >= FEWEST_ROWS else []


def of_kinds(*kinds: str, filled: float = 0.5, but: Sequence[str] = ()) -> Spots:
    """Columns that hold these kinds of values, in at least that share of the rows."""

    def spots(setting: Setting) -> Sequence[Spot]:
        if len(setting.rows) < FEWEST_ROWS:
            return []
        return [
            (column.name,)
            for column in setting.columns
            if column.kind in kinds and column.name not in but and setting.filled_share(column.name) >= filled
        ]

    return spots


def named(*names: str, filled: float = 0.3) -> Spots:
    """Columns of these names."""

    def spots(setting: Setting) -> Sequence[Spot]:
        there = {column.name for column in setting.columns} | {name for name in setting.contract.key if name in names}
        return [(name,) for name in names if name in there and setting.filled_share(name) >= filled and len(setting.rows) >= FEWEST_ROWS]

    return spots


def together(*groups: Spot) -> Spots:
    """Groups of columns, each as one place, where the file has all of them."""

    def spots(setting: Setting) -> Sequence[Spot]:
        there = {column.name for column in setting.columns}
        return [group for group in groups if set(group) <= there and all(setting.filled_share(name) >= 0.5 for name in group)]

    return spots


def pairs_of_kind(*kinds: str) -> Spots:
    """Two columns with the same kind of values."""
    each = of_kinds(*kinds)

    def spots(setting: Setting) -> Sequence[Spot]:
        kind_of = {column.name: column.kind for column in setting.columns}
        return [(one, other) for (one,), (other,) in combinations(each(setting), 2) if kind_of[one] == kind_of[other]]

    return spots


def in_modes(spots: Spots, *modes: str) -> Spots:
    """The same places, only in contracts delivered in one of these modes."""
    return lambda setting: spots(setting) if setting.contract.mode in modes else []


def event_date(setting: Setting) -> Sequence[Spot]:
    """The column that tells when each row happened, where the contract reports what happened in a period."""
    there = {column.name for column in setting.columns} | set(setting.contract.key)
    if setting.contract.mode == "snapshot" or len(setting.rows) < FEWEST_ROWS:
        return []
    return [(name,) for name in EVENT_DATES if name in there][:1]


def group_column(setting: Setting) -> str | None:
    """The column that tells whose each row is."""
    there = {column.name for column in setting.columns}
    return next((name for name in GROUPS if name in there and setting.filled_share(name) >= 0.5), None)
