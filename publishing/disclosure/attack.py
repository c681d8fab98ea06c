"""What somebody who knows every free figure can work out about those that are kept back, by linear programming.

What goes here: the attacker's system and the bounds that he gets. What does not: which figures are kept back (`choosing.py`), who is asked
before a release (`audit.py`).

The attacker knows the free cells, every equation, and that counts are not negative. A small count is protected when he must reckon with
anything from none to the threshold: some solution of his system gives it 0, or less, and some the threshold, or more. One solution speaks
for every count that it moves far enough, so that a few programs that move many counts at once leave few to be asked one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import linprog  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from publishing.disclosure.system import Rows, System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Ids = NDArray[np.int64]

_TOLERANCE: Final = 1e-5
_LARGE: Final = 3000  # unknowns from which on an interior-point method is quicker than the simplex
_FEWER: Final = 4
_PACK: Final = 800


@dataclass(frozen=True, slots=True)
class Hole:
    """A count that can be bounded too well.

    Attributes:
        atom: its number in the system.
        least, most: what the attacker's system leaves possible; infinite where it sets no bound.
    """

    atom: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Attacked:
    """The attacker's system of one connected component: `matrix` × unknowns = `total`.

    Attributes:
        atoms: the unknowns.
        equations: of each row, which equation of the system it is; beyond them, statements of several atoms.
        matrix, total: the rows, without what is told.
    """

    atoms: Ids
    equations: Ids
    matrix: sparse.csr_matrix
    total: NDArray[np.float64]


def binding_rows(system: System, kept: Flags) -> Rows:
    """What binds the true figures for who knows the free ones: equations, and beyond them what free cells state of several atoms."""
    equations, statements = system.equations, system.statements
    width = np.bincount(statements.row, minlength=len(statements.total))
    said = ((width > 1) & ~kept[system.owner])[statements.row]
    return Rows(
        np.concatenate([equations.row, statements.row[said] + len(equations.total)]),
        np.concatenate([equations.atom, statements.atom[said]]),
        np.concatenate([equations.sign, statements.sign[said]]),
        np.concatenate([equations.total, statements.total]),
    )


def components(system: System, told: Flags, kept: Flags) -> Iterator[Attacked]:
    """The unknowns and what binds them, apart where nothing binds them to each other; equations without unknowns are left out."""
    binding = binding_rows(system, kept)
    row, atom, sign, total = binding.row, binding.atom, binding.sign, binding.total
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
    of_row, of_atom = _packed(of_row, of_atom)
    wanted = np.unique(of_atom[system.guarded[atoms] | (system.floor[atoms] < system.value[atoms] - _TOLERANCE)])
    row_order, atom_order = np.argsort(of_row, kind="stable"), np.argsort(of_atom, kind="stable")
    for each in wanted:
        own_rows = row_order[np.searchsorted(of_row[row_order], each) : np.searchsorted(of_row[row_order], each, "right")]
        own = atom_order[np.searchsorted(of_atom[atom_order], each) : np.searchsorted(of_atom[atom_order], each, "right")]
        yield Attacked(atoms[own], rows[own_rows], matrix[own_rows][:, own], total[rows[own_rows]])


def _packed(of_row: Ids, of_atom: Ids) -> tuple[Ids, Ids]:
    """Small components share a program, for the start of a program costs more than solving a small one."""
    sizes = np.bincount(of_atom, minlength=int(max(of_row.max(initial=0), of_atom.max(initial=0))) + 1)
    pack = np.where(sizes > _PACK, 0, sizes).cumsum() // _PACK
    label = np.where(sizes > _PACK, len(sizes) + np.arange(len(sizes)), pack)
    return label[of_row], label[of_atom]


def asked(system: System, threshold: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Atom → how low and how high the attacker must think it possible; NaN where nothing is asked."""
    low, high = np.full(len(system.value), np.nan), np.full(len(system.value), np.nan)
    counts = system.guarded & ~system.is_signed
    low[counts], high[counts] = 0.0, float(threshold)
    signed = system.guarded & system.is_signed
    low[signed], high[signed] = system.value[signed] - threshold, system.value[signed] + threshold
    below = system.floor < system.value - _TOLERANCE
    low[below] = np.fmin(low[below], system.floor[below])
    return low, high


class Attack:
    """Asks one component which of its counts cannot reach what is asked."""

    def __init__(self, system: System, part: Attacked, threshold: float) -> None:
        self.part = part
        self.signed = system.is_signed[part.atoms]
        low, high = asked(system, threshold)
        self.goal = {True: high[part.atoms], False: low[part.atoms]}

    def unreached(self, is_up: bool, *, is_exact: bool, most_holes: int = 0, among: Ids | None = None) -> Ids:
        """Positions (in the component) of counts that no solution found brings to what is asked.

        Args:
            is_up: whether the upper or the lower end is asked for.
            is_exact: asks the last ones one by one, so that what remains cannot be reached at all; otherwise what joint programs
                do not reach remains, which may be more.
            most_holes: how many unreachable counts are enough; 0 finds all.
            among: only these positions are asked; all of them by default.
        """
        goal = self.goal[is_up]
        left = np.flatnonzero(~np.isnan(goal)) if among is None else among[~np.isnan(goal[among])]
        size = len(left)
        unreachable: list[int] = []
        while len(left):
            batch = left[:size]
            found = self._solved(batch, is_up)
            reached = found[left] >= goal[left] - _TOLERANCE if is_up else found[left] <= goal[left] + _TOLERANCE
            if reached.any():
                left = left[~reached]
                size = min(max(size, 1), len(left))
            elif len(batch) > 1 and is_exact:
                size = max(1, len(batch) // _FEWER)
            elif is_exact:
                unreachable.append(int(batch[0]))
                left = left[1:]
                if most_holes and len(unreachable) >= most_holes:
                    break
            else:
                return left
        return np.array(unreachable, dtype=np.int64)

    def bound(self, position: int, is_up: bool) -> float:
        """The attacker's bound of one count; infinite where there is none."""
        answer = self._alone(position, is_up)
        if answer.x is None:
            return np.inf if is_up else -np.inf
        return float(answer.x[position])

    def _alone(self, position: int, is_up: bool) -> Any:
        count = len(self.part.atoms)
        objective = np.zeros(count)
        objective[position] = -1.0 if is_up else 1.0
        bounds = np.column_stack([np.where(self.signed, -np.inf, 0.0), np.full(count, np.inf)])
        return linprog(objective, A_eq=self.part.matrix, b_eq=self.part.total, bounds=bounds, method="highs-ds")

    def _solved(self, batch: Ids, is_up: bool) -> NDArray[np.float64]:
        """One solution that brings as many of a batch as it can to their goals: max Σ min(x, goal), or min Σ max(x, goal)."""
        count, asked_for = len(self.part.atoms), len(batch)
        goal = self.goal[is_up][batch]
        picks = sparse.csr_matrix((np.ones(asked_for), (np.arange(asked_for), batch)), (asked_for, count))
        beyond = sparse.eye(asked_for, format="csr") * (-1.0 if is_up else 1.0)
        matrix = sparse.bmat([[self.part.matrix, None, None], [picks, -sparse.eye(asked_for), beyond]], format="csr")
        objective = np.concatenate([np.zeros(count), np.full(asked_for, -1.0 if is_up else 1.0), np.zeros(asked_for)])
        free = np.full(asked_for, np.inf)
        bounds = np.column_stack(
            [
                np.concatenate([np.where(self.signed, -np.inf, 0.0), -free if is_up else goal, np.zeros(asked_for)]),
                np.concatenate([np.full(count, np.inf), goal if is_up else free, free]),
            ]
        )
        total = np.concatenate([self.part.total, np.zeros(asked_for)])
        methods = ("highs-ipm", "highs-ds") if matrix.shape[1] > _LARGE else ("highs-ds", "highs-ipm")
        for method in methods:
            answer = linprog(objective, A_eq=matrix, b_eq=total, bounds=bounds, method=method)
            if answer.x is not None:
                solution: NDArray[np.float64] = answer.x[:count]
                return solution
        raise AttackError(f"The attacker's system has no solution ({answer.message}): the figures contradict each other.")


class AttackError(RuntimeError):
    """The system of the attacker cannot be solved."""


def holes(system: System, parts: Sequence[Attacked], threshold: float, most: int = 50) -> list[Hole]:
    """Every count that can be bounded too well, with the attacker's bounds; from `most` on no more are looked for."""
    found: dict[int, Hole] = {}
    for part in parts:
        attack = Attack(system, part, threshold)
        for is_up in (True, False):
            for position in attack.unreached(is_up, is_exact=True, most_holes=max(1, most - len(found))).tolist():
                atom = int(part.atoms[position])
                found[atom] = Hole(atom, attack.bound(position, False), attack.bound(position, True))
        if len(found) >= most:
            break
    return sorted(found.values(), key=lambda hole: hole.atom)
