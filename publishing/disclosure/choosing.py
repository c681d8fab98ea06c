"""Which cells are kept back: small counts of people, and what would reveal them.

What goes here: the primary rule and the structured rules that choose complementary cells. What does not: what an attacker learns from the
rest (`attack.py`), the loop over both (`suppression.py`).

A structured rule asks of each equation that holds a protected atom for company: at least two atoms untold, and enough untold mass that any
of them could be as large as the threshold. The cheapest atoms are given up first. These rules are necessary, not sufficient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from publishing.disclosure.building import DEAR
from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

_ROUNDS: Final = 200
_DEARER: Final = 4.0
_STEPS: Final = 6


def kept_back(system: System, given_up: Flags) -> Flags:
    """Cell → whether it is kept back, when these atoms may not be told."""
    kept = np.zeros(len(system.cells), bool)
    kept[system.follows[given_up[system.follows[:, 0]], 1]] = True
    return kept


def told_atoms(system: System, kept: Flags) -> Flags:
    """Atom → whether a free cell states it alone."""
    statements = system.statements
    alone = np.bincount(statements.row, minlength=len(statements.total)) == 1
    is_free = alone & ~kept[system.owner]
    told = np.zeros(len(system.value), bool)
    told[statements.atom[is_free[statements.row]]] = True
    return told


class Choosing:
    """The structured rules over the equations of a system."""

    def __init__(self, system: System, threshold: int) -> None:
        self.system = system
        rows, entries = system.equations, len(system.equations.row)
        self.matrix = sparse.csr_matrix((np.ones(entries), (rows.row, rows.atom)), (len(rows.total), len(system.value)))
        self.columns = self.matrix.tocsc()
        self.amount = threshold
        # A larger count costs a little more; one that is zero lends no mass and comes last.
        self.cost = system.cost * (1 + np.log1p(np.abs(system.value)))
        # The region's own totals are what readers come for: looked for elsewhere first.
        self.dear = DEAR
        self.is_zero = (system.value < 0.5) & ~system.is_signed
        self.cost[self.is_zero] *= 100
        widths = np.bincount(rows.row, minlength=len(rows.total))
        unstated = np.bincount(rows.row, ~np.isfinite(system.cost[rows.atom]), len(rows.total)) > 0
        self.is_rest = unstated & (widths <= 3)

    def complete(self, given_up: Flags) -> Flags:
        """Gives up more atoms until every equation keeps its protected atoms company."""
        given_up = given_up.copy()
        for _ in range(_ROUNDS):
            told = told_atoms(self.system, kept_back(self.system, given_up))
            more = self._more(told)
            if not len(more):
                break
            given_up[more] = True
        return given_up

    def _more(self, told: Flags) -> NDArray[np.int64]:
        """The cheapest told atom of each equation that lacks company."""
        system, rows = self.system, self.system.equations
        untold = ~told[rows.atom]
        value = np.abs(system.value[rows.atom])
        size = len(rows.total)
        count = np.bincount(rows.row, untold, size)
        guarded = np.bincount(rows.row, untold & system.guarded[rows.atom], size) > 0
        # The whole of a sum bears the sign −1; where it is told, its parts must have mass enough among themselves.
        is_part = rows.sign > 0
        whole_told = np.bincount(rows.row, ~is_part & untold, size) == 0
        mass = np.bincount(rows.row, untold * value * is_part, size)
        lacks = guarded & ((count < 2) | (whole_told & (mass < self.amount)))
        usable = lacks[rows.row] & ~untold & np.isfinite(self.cost[rows.atom]) & ~((count >= 2)[rows.row] & self.is_zero[rows.atom])
        usable &= ~self.is_rest[rows.row]
        at = np.flatnonzero(usable)
        if not len(at):
            return at
        order = at[np.lexsort((rows.atom[at], self.cost[rows.atom[at]], rows.row[at]))]
        first = np.unique(rows.row[order], return_index=True)[1]
        return np.unique(rows.atom[order[first]])

    def relief(self, exposed: NDArray[np.int64], told: Flags) -> NDArray[np.int64]:
        """What to give up next for counts that the attacker bounds too well: the cheapest told atoms of the sums that hold them.

        What is left of a whole stands in no sum itself, so that the sums of its part are taken. Where no sum of a count has anything
        left to give, its untold neighbours' sums are looked at.
        """
        chosen: list[NDArray[np.int64]] = []
        cheapest_of = self._cheapest(told)
        # Counts of one part of the tables soon have the same neighbours: these are looked at once.
        known: dict[bytes, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        for each in exposed.tolist():
            near = np.unique(np.array([each, *self._beside(each)]))
            found: list[NDArray[np.int64]] = []
            for _ in range(_STEPS):
                key = near.tobytes()
                if key not in known:
                    known[key] = self._options(near, cheapest_of), self._untold_around(near, told)
                options, near = known[key]
                if len(options):
                    found.append(options)
                    if self.cost[options].min() < self.dear:
                        break
            if found:
                options = np.concatenate(found)
                cheapest = self.cost[options].min()
                # One total of the region at a time.
                limit = _DEARER * cheapest if cheapest < self.dear else cheapest
                chosen.append(options[self.cost[options] <= limit][: None if cheapest < self.dear else 1])
        return np.unique(np.concatenate(chosen)) if chosen else np.empty(0, np.int64)

    def _beside(self, atom: int) -> list[int]:
        """The parts and rests that make up a whole with an atom."""
        return [
            int(other)
            for row in self._rows_of(atom).tolist()
            if self.is_rest[row]
            for other in self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]
        ]

    def _rows_of(self, atom: int) -> NDArray[np.int64]:
        found: NDArray[np.int64] = self.columns.indices[self.columns.indptr[atom] : self.columns.indptr[atom + 1]]
        return found

    def _cheapest(self, told: Flags) -> NDArray[np.int64]:
        """Sum → its cheapest told atom; −1 where there is none, and of what is left of a whole."""
        atoms = self.matrix.indices.astype(np.int64)
        rows = np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))
        at = np.flatnonzero(told[atoms] & np.isfinite(self.cost[atoms]) & ~self.is_rest[rows])
        order = at[np.lexsort((atoms[at], self.cost[atoms[at]], rows[at]))]
        found = np.full(self.matrix.shape[0], -1, np.int64)
        first = np.unique(rows[order], return_index=True)[1]
        found[rows[order[first]]] = atoms[order[first]]
        return found

    def _options(self, near: NDArray[np.int64], cheapest_of: NDArray[np.int64]) -> NDArray[np.int64]:
        """The cheapest told atom of each sum that holds one of these."""
        found = np.unique(cheapest_of[_gathered(self.columns, near)])
        return found[found >= 0]

    def _untold_around(self, near: NDArray[np.int64], told: Flags) -> NDArray[np.int64]:
        others = _gathered(self.matrix, np.unique(_gathered(self.columns, near)))
        return np.unique(np.concatenate([near, others[~told[others]]]))


def _gathered(matrix: sparse.csr_matrix | sparse.csc_matrix, lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where some rows of a matrix by rows, or columns of one by columns, hold something, one after the other."""
    starts, widths = matrix.indptr[lines], matrix.indptr[lines + 1] - matrix.indptr[lines]
    within = np.arange(widths.sum()) - np.repeat(np.cumsum(widths) - widths, widths)
    found: NDArray[np.int64] = matrix.indices[np.repeat(starts, widths) + within].astype(np.int64)
    return found
