"""The attack on what is about to be published: reads `kpi_values_public` as an outsider would, and says which small counts he learns.

What goes here: the comparison of the published table with the true one. What does not: the bounds themselves (`attack.py`), the check that
stops a release (`orchestration.audit_disclosure`).

Which cells were chosen, and why, plays no part: what counts is which figures stand in the public table. The true table only tells
which counts are small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from publishing.disclosure.attack import components, holes
from publishing.disclosure.building import build
from publishing.disclosure.choosing import told_atoms
from publishing.disclosure.rules import Rules
from publishing.disclosure.sparse import table_of
from publishing.disclosure.system import Catalogue, Cell
from publishing.disclosure.tables import cells_of

MOST_HOLES: Final = 20


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A small count that the published figures tell, or nearly.

    Attributes:
        cell: the cell of figures that holds it.
        what: the measure, or the rest of a ratio.
        least, most: what an attacker can still think possible.
    """

    cell: Cell
    what: str
    least: float
    most: float


def disclosed(
    true: Sequence[Sequence[Any]], public: Sequence[Sequence[Any]], catalogue: Catalogue, rules: Rules, most: int = MOST_HOLES
) -> list[Disclosed]:
    """The small counts that the public figures disclose; empty when they are safe.

    Args:
        true: rows of `kpi_values`: the columns of `tables.CELL`, numerator, denominator.
        public: rows of `kpi_values_public`, the same columns.
        catalogue: the terms and scopes of measures.
        rules: which measures count people, and the threshold.
        most: how many are enough.
    """
    region = catalogue.region
    free = {cell for cell, row in zip(cells_of(public), public, strict=True) if row[6] is not None}
    shown = {(cell[0], table_of(cell, region)) for cell in cells_of(public)}
    cells = cells_of(true)
    gone = {(cell[0], table_of(cell, region)) for cell in cells if cell[4] != "total"} - shown
    numerators, denominators = (np.array([np.nan if row[i] is None else float(row[i]) for row in true]) for i in (6, 7))
    system = build(cells, numerators, denominators, catalogue, rules, gone)
    kept = np.array([cell not in free for cell in system.cells], bool)
    told = told_atoms(system, kept)
    plain = np.flatnonzero(told & (system.small | (system.floor < system.value)))
    found = [(int(atom), float(system.value[atom]), float(system.value[atom])) for atom in plain[:most]]
    if len(found) < most:
        parts = list(components(system, told, kept))
        found += [(hole.atom, hole.least, hole.most) for hole in holes(system, parts, rules.threshold, most - len(found))]
    return [Disclosed(_cell(system.follows, system.cells, atom), system.names[atom][0], least, top) for atom, least, top in found]


def _cell(follows: np.ndarray[Any, Any], cells: Sequence[Cell], atom: int) -> Cell:
    at = follows[follows[:, 0] == atom, 1]
    return cells[int(at.min())]
