"""What must be kept back besides, so that one count can be as low or as high as the attacker must think possible.

What goes here: one count at a time, by linear programming. What does not: many at once by simple rules (`choosing.py`), the attacker
(`attack.py`).

A count is protected when figures other than the true ones agree with everything that is told and give it the value asked. So the true ones
are moved, every equation kept, until the count is there; told figures may be moved too, each at its cost, and those that the cheapest
movement touches are given up. The movement is then what the attacker must think possible. Complementary cells are chosen so since
Fischetti and Salazar (2001, “Solving the cell suppression problem on tabular data with linear constraints”); here for one count at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import linprog  # type: ignore[import-untyped]

from publishing.disclosure.attack import binding_rows
from publishing.disclosure.building import DEAR
from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Ids = NDArray[np.int64]

_TOLERANCE: Final = 1e-5
_MOST_COST: Final = 1e6
_BROKEN: Final = 0.1
_NEAR: Final = (300, 3_000, 20_000)  # atoms around a count that may move; more of them where fewer leave no way


class Wanted(NamedTuple):
    """A count, and the value that it must be able to have."""

    atom: int
    goal: float


class Company:
    """Looks for the cheapest figures to give up for one count.

    Args:
        system: atoms and what binds them.
        cost: atom → what it costs readers when it is not told.
    """

    def __init__(self, system: System, cost: NDArray[np.float64]) -> None:
        self.system = system
        # Costs differ by eight powers of ten, which no solver weighs against each other.
        self.cost = np.minimum(cost, _MOST_COST)

    def of_all(self, wanted: Sequence[Wanted], told: Flags, kept: Flags) -> Ids:
        """Told atoms without which each count can be what is asked; none where it can already, or never can.

        Args:
            wanted: the counts.
            told: atom → whether a free cell states it.
            kept: cell → whether it is kept back.
        """
        rows, before, told = binding_rows(self.system, kept), told, told.copy()
        matrix = sparse.csr_matrix((rows.sign, (rows.row, rows.atom)), (len(rows.total), len(told)))
        columns = matrix.tocsc()
        for each in wanted:
            found: Ids | None = None
            for most in _NEAR:
                further = self._moved(matrix, _around(matrix, columns, each.atom, most), each, told)
                found = found if further is None else further
                # What readers come for is given up only where figures further away do not help either.
                if found is not None and not (self.cost[found] >= DEAR).any():
                    break
            if found is not None:
                told[found] = False  # costs the next ones nothing
        given_up: Ids = np.flatnonzero(before & ~told)
        return given_up

    def _moved(self, matrix: sparse.csr_matrix, near: Ids, wanted: Wanted, told: Flags) -> Ids | None:
        """The told atoms that the cheapest movement of these atoms touches; None where there is no movement."""
        rows = matrix[:, near]
        at = np.flatnonzero(np.diff(rows.indptr))
        rows = rows[at]
        # A cell that states several atoms goes with the first of them that is given up: it binds, but may be broken for next to nothing.
        stated = np.flatnonzero(at >= len(self.system.equations.total))
        broken = sparse.csr_matrix((np.ones(len(stated)), (stated, np.arange(len(stated)))), (len(at), len(stated)))
        here, count = near == wanted.atom, len(near)
        cost = np.concatenate([np.where(told[near] & ~here, self.cost[near], 0.0), np.full(len(stated), _BROKEN)])
        moved = wanted.goal - float(self.system.value[wanted.atom])
        # Up and down are an unknown each, for either costs.
        most = np.full((2, len(cost)), np.inf)
        most[1, :count] = np.where(self.system.is_signed[near], np.inf, np.maximum(self.system.value[near], 0.0))
        least = np.zeros_like(most)
        least[:, :count][:, here] = most[:, :count][:, here] = [[max(moved, 0.0)], [max(-moved, 0.0)]]
        answer: Any = linprog(
            np.concatenate([cost, cost]),
            A_eq=sparse.hstack([rows, broken, -rows, -broken], format="csr"),
            b_eq=np.zeros(len(at)),
            bounds=np.column_stack([least.ravel(), most.ravel()]),
            method="highs",
        )
        if answer.x is None:
            return None
        is_moved = np.abs(answer.x[: len(cost)] - answer.x[len(cost) :]) > _TOLERANCE
        found: Ids = near[is_moved[:count] & told[near] & ~here]
        cells = self.system.owner[at[stated[is_moved[count:]]] - len(self.system.equations.total)]
        return np.union1d(found, self._first_of(cells, found, told))

    def _first_of(self, cells: Ids, given_up: Ids, told: Flags) -> Ids:
        """The cheapest told atom of each cell that goes with none of those given up."""
        follows = self.system.follows[np.isin(self.system.follows[:, 1], cells)]
        going = follows[np.isin(follows[:, 0], given_up) | ~told[follows[:, 0]], 1]
        left = follows[~np.isin(follows[:, 1], going)]
        order = np.lexsort((left[:, 0], self.cost[left[:, 0]], left[:, 1]))
        first = np.unique(left[order, 1], return_index=True)[1]
        found: Ids = left[order[first], 0]
        return found


def _around(matrix: sparse.csr_matrix, columns: sparse.csc_matrix, atom: int, most: int) -> Ids:
    """The atoms nearest to one, by the equations between them."""
    near, edge = np.array([atom]), np.array([atom])
    while len(near) < most and len(edge):
        reached = np.unique(matrix[np.unique(columns[:, edge].indices)].indices)
        edge = np.setdiff1d(reached, near)
        near = np.union1d(near, edge)
    found: Ids = near.astype(np.int64)
    return found
