"""What somebody who knows every free figure can work out about those that are kept back, by linear programming.

What goes here: the attacker's system and the bounds that he gets. What does not: which figures are kept back (`choosing.py`), who is asked
before a release (`audit.py`).

The attacker knows the free cells, every equation, and that counts are not negative. A small count is protected when he must reckon with
anything from none to the threshold: some solution of his system gives it 0, or less, and some the threshold, or more. One solution speaks
for every count that it moves far enough, so that a few programs that move many counts at once leave few to be asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Ids = NDArray[np.int64]

_TOLERANCE: Final = 1e-5
_SINGLY: Final = 3


@dataclass(frozen=True, slots=True)
class Hole:
    """A small count that can be bounded too well.

    Attributes:
        atom: its number in the system.
        least, most: the attacker's bounds; infinite where there is none, NaN for a bound that is wide enough.
    """

    atom: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Attacked:
    """The attacker's system of one connected component: `matrix` × unknowns = `total`."""

    atoms: Ids
    matrix: sparse.csr_matrix
    total: NDArray[np.float64]


def components(system: System, told: Flags, kept: Flags) -> Iterator[Attacked]:
    """The unknowns and what binds them, apart where nothing binds them to each other; equations without unknowns are left out."""
    equations, statements = system.equations, system.statements
    width = np.bincount(statements.row, minlength=len(statements.total))
    is_said = (width > 1) & ~kept[system.owner]
    said = is_said[statements.row]
    row = np.concatenate([equations.row, statements.row[said] + len(equations.total)])
    atom = np.concatenate([equations.atom, statements.atom[said]])
    sign = np.concatenate([equations.sign, statements.sign[said]])
    total = np.concatenate([equations.total, statements.total])
    known = told[atom]
    np.subtract.at(total, row[known], sign[known] * system.value[atom[known]])
    row, atom, sign = row[~known], atom[~known], sign[~known]
    rows, row = np.unique(row, return_inverse=True)
    atoms, column = np.unique(atom, return_inverse=True)
    matrix = sparse.csr_matrix((sign, (row, column)), (len(rows), len(atoms)))
    matrix.sum_duplicates()
    graph = sparse.bmat([[None, matrix], [matrix.T, None]]).tocsr()
    _, label = connected_components(graph, directed=False)
    of_row, of_atom = label[: len(rows)], label[len(rows) :]
    wanted = np.unique(of_atom[system.small[atoms]])
    row_order, atom_order = np.argsort(of_row, kind="stable"), np.argsort(of_atom, kind="stable")
    for each in wanted:
        own_rows = row_order[np.searchsorted(of_row[row_order], each) : np.searchsorted(of_row[row_order], each, "right")]
        own = atom_order[np.searchsorted(of_atom[atom_order], each) : np.searchsorted(of_atom[atom_order], each, "right")]
        yield Attacked(atoms[own], matrix[own_rows][:, own], total[rows[own_rows]])
