"""What the figures of people say about each other: unknowns, the cells that state them, and the sums that bind them.

What goes here: from the rows of figures to unknowns (`Amounts`) and equations. What does not: which cells are kept back
(`choosing.py`), what an attacker learns (`attack.py`).

An *atom* is one measure in one cell (period, territory, value of a breakdown), such as the women trained in Sefrou in May; atoms that
are the same by definition are one. A *statement* is what a row of figures says of atoms. An *equation* binds atoms whatever is
published: values of a breakdown and their total, provinces and region, months and quarter and year, a part and what it is part of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Cell = tuple[str, str, date, str, str, str]
# Columns of the tables that figures, their terms and the scopes of measures are read from.
CELL: Final = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")
SCOPE: Final = ("measure", "is_additive", "is_additive_over_periods", "is_always_located", "partitions", "lifted_breakdowns")
TERM: Final = ("kpi_id", "part", "measure", "sign")


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a measure reaches, as `int_measure_scope` says it."""

    is_additive: bool
    adds_up_over_periods: bool
    is_always_located: bool
    partitions: tuple[str, ...]
    lifted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the catalogue and the semantic models say of the figures.

    Attributes:
        terms: (KPI, numerator or denominator) → measure → its sign.
        scopes: measure → how far it reaches.
        lasting_types: the values that add up to the total in a breakdown that shows more than the total counts.
        region: the region's code; its provinces are the other territories.
    """

    terms: Mapping[tuple[str, str], Mapping[str, int]]
    scopes: Mapping[str, Scope]
    lasting_types: tuple[str, ...]
    region: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Equations or statements: entry i says that row `row[i]` holds `sign[i]` × atom `atom[i]`; the row's sum is `total`."""

    row: NDArray[np.int64]
    atom: NDArray[np.int64]
    sign: NDArray[np.float64]
    total: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class System:
    """Atoms, what states them and what binds them.

    Attributes:
        names: atom → what it is, for reports: (measure, period type, period start, territory, breakdown, value).
        value: atom → its true value.
        is_signed: whether the atom may be negative (full-time equivalents gained less lost).
        cells: the cells of figures that speak of people, in the order of `statements`' owners.
        owner: statement → its cell.
        statements: what each cell says, one row a part (numerator, denominator).
        equations: what binds atoms.
        small: atoms whose value may not be told: counts of people below the threshold, and what goes with them.
        guarded: those of them that nobody may be able to bound from the other figures either.
        follows: pairs (atom, cell): the cell is kept back when the atom is.
        cost: atom → what it costs readers when it is not told; infinite for one that no row tells alone.
        left_out: cells of tables that are not shown at all.
        floor: atom → how low the attacker must think it possible, where that is lower than its value.
    """

    names: Sequence[tuple[Any, ...]]
    value: NDArray[np.float64]
    is_signed: NDArray[np.bool_]
    cells: Sequence[Cell]
    owner: NDArray[np.int64]
    statements: Rows
    equations: Rows
    small: NDArray[np.bool_]
    guarded: NDArray[np.bool_]
    follows: NDArray[np.int64]
    cost: NDArray[np.float64]
    left_out: Sequence[Cell]
    floor: NDArray[np.float64]
