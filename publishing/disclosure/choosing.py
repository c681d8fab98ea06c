"""Which cells are kept back: small counts of people, and what would reveal them.

What goes here: the primary rule and the structured rules that choose complementary cells. What does not: what an attacker learns from the
rest (`attack.py`), the loop over both (`suppression.py`).

A structured rule asks of each equation that holds a protected atom for company: at least two atoms untold, and enough untold mass that any
of them could be as large as the threshold. The cheapest atoms are given up first. These rules are necessary, not sufficient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

_ROUNDS: Final = 200


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
        self.amount = threshold
        # One more person given up costs a little more; nothing that is zero helps.
        self.cost = system.cost * (1 + np.log1p(np.abs(system.value)))
        self.cost[(system.value < 0.5) & ~system.is_signed] = np.inf

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
        guarded = np.bincount(rows.row, untold & system.small[rows.atom], size) > 0
        # The whole of a sum bears the sign −1; where it is told, its parts must have mass enough among themselves.
        is_part = rows.sign > 0
        whole_told = np.bincount(rows.row, ~is_part & untold, size) == 0
        mass = np.bincount(rows.row, untold * value * is_part, size)
        lacks = guarded & ((count < 2) | (whole_told & (mass < self.amount)))
        usable = lacks[rows.row] & ~untold & np.isfinite(self.cost[rows.atom])
        at = np.flatnonzero(usable)
        if not len(at):
            return at
        order = at[np.lexsort((rows.atom[at], self.cost[rows.atom[at]], rows.row[at]))]
        first = np.unique(rows.row[order], return_index=True)[1]
        return np.unique(rows.atom[order[first]])
