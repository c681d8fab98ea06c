"""What a kind of fault is, and what it is planted in. Plain data; the kinds themselves are in `benchmarks.faults.kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from demo.deliveries.composing import Delivery
from demo.deliveries.rows import Row
from ingestion.contract import Column, Contract

WHOLE: Final = "*"
"""The place of a fault that is in no column: the load as a whole."""

Spot = tuple[str, ...]
"""Columns in which a fault is planted; empty where it is in no column."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One clean delivery, and what lies around it.

    Attributes:
        delivery: the clean delivery.
        contract: its contract.
        earlier: the same feed's clean deliveries before it, in the order in which they came.
        neighbours: clean deliveries of other feeds that came at about the same time: of other partners, of other contracts.
    """

    delivery: Delivery
    contract: Contract
    earlier: tuple[Delivery, ...]
    neighbours: tuple[Delivery, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its rows in the order of the file."""
        return self.delivery.draft.rows

    @property
    def feed(self) -> str:
        """`partner/contract`."""
        return f"{self.delivery.draft.partner}/{self.delivery.draft.contract}"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The contract's columns that the partner's file has, keys and identities of persons left out."""
        look = self.delivery.look
        names = look.form.names if look else frozenset()
        return tuple(
            column
            for column in self.contract.columns
            if column.name in names and column.name not in self.contract.key and not column.is_pseudonymised
        )

    def values(self, column: str) -> list[Any]:
        """What stands in a column, row by row."""
        return [row.values.get(column) for row in self.rows]

    def filled(self, column: str) -> list[Any]:
        """What stands in a column where something does."""
        return [value for value in self.values(column) if value is not None]

    def filled_share(self, column: str) -> float:
        """The share of rows in which something stands in a column."""
        return len(self.filled(column)) / max(1, len(self.rows))


@dataclass(frozen=True, slots=True)
class Case:
    """Where a fault is planted: a clean delivery, the columns, and a source of randomness of its own."""

    setting: Setting
    spot: Spot
    rng: Random

    @property
    def column(self) -> str:
        """The first column of the spot."""
        return self.spot[0]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A faulty delivery: its path below the inbox, and its bytes."""

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault.

    Attributes:
        name: how tables call it.
        family: what kind of slip it is.
        told: what happened at the partner's, in one sentence.
        spots: the places of a delivery in which it can happen.
        plant: the faulty delivery; None where it would change nothing worth the name.
        places: what has to be named, one of them; None: the columns of the spot.
        is_across: whether only a comparison with another feed can show it.
    """

    name: str
    family: str
    told: str
    spots: Callable[[Setting], Sequence[Spot]]
    plant: Callable[[Case], Faulty | None]
    places: Callable[[Case], frozenset[str]] | None = None
    is_across: bool = False

    def expected(self, case: Case) -> frozenset[str]:
        """The columns (or `WHOLE`) of which one has to be named."""
        return frozenset(case.spot) if self.places is None else self.places(case)


Overrides = Mapping[str, Any]
