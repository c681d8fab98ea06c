"""Keeps back as many cells as it takes until the attacker learns no small count.

What goes here: the loop over structured rules and the attacker. What does not: either of them (`choosing.py`, `attack.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from publishing.disclosure.attack import Attack, components
from publishing.disclosure.choosing import Choosing, kept_back, told_atoms
from publishing.disclosure.company import Company, Wanted
from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

_FEW: Final = 300  # counts of which each is worth a program of its own


def suppressed(system: System, threshold: int) -> Flags:
    """Cell → whether it is kept back, so that no small count can be bounded too well.

    Raises:
        AttackError: when the figures contradict each other.
    """
    choosing = Choosing(system, threshold)
    given_up = choosing.complete(system.small | (system.floor < system.value))
    # Giving up more only widens what the attacker must think possible: what he cannot bound now, he never will.
    waiting = {True: np.ones(len(system.value), bool), False: np.ones(len(system.value), bool)}
    kept = kept_back(system, given_up)
    company = Company(system, choosing.cost)
    while True:  # each round keeps back more, or is the last
        told = told_atoms(system, kept)
        exposed = _exposed(system, told, kept, threshold, waiting)
        more = choosing.relief(np.unique([each.atom for each in exposed]), told) if len(exposed) > _FEW else np.empty(0, np.int64)
        if not len(more):
            more = company.of_all(exposed, told, kept)
        given_up[more] = True
        given_up = choosing.complete(given_up)
        before, kept = kept, kept_back(system, given_up)
        if (kept == before).all():
            break  # nobody is exposed, or nothing is left that could be given up: the audit says what that means
    return kept


def _exposed(system: System, told: Flags, kept: Flags, threshold: int, waiting: dict[bool, Flags]) -> list[Wanted]:
    """The counts that the attacker may bound too well, and what they would have to be able to be.

    `waiting` says which counts still have to be asked about, and is brought up to date.
    """
    found = {True: np.zeros(len(system.value), bool), False: np.zeros(len(system.value), bool)}
    exposed: list[Wanted] = []
    for part in components(system, told, kept):
        attack = None
        for is_up in (True, False):
            among = np.flatnonzero(waiting[is_up][part.atoms])
            if len(among):
                attack = attack or Attack(system, part, threshold)
                left = attack.unreached(is_up, is_exact=False, among=among)
                found[is_up][part.atoms[left]] = True
                exposed += [Wanted(int(part.atoms[at]), float(attack.goal[is_up][at])) for at in left]
    waiting.update(found)
    return exposed
