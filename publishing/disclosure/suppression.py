"""Keeps back as many cells as it takes until the attacker learns no small count.

What goes here: the loop over structured rules and the attacker. What does not: either of them (`choosing.py`, `attack.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from publishing.disclosure.attack import Attack, Proof, components
from publishing.disclosure.choosing import Choosing, kept_back, told_atoms
from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

_FEW: Final = 80  # counts of which each is worth a program of its own


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
    while True:  # each round gives up something, or is the last
        told = told_atoms(system, kept)
        exposed, proofs = _exposed(system, told, kept, threshold, waiting)
        if not len(exposed):
            break
        more = choosing.broken(proofs, told) if proofs else choosing.relief(exposed, told)
        more = more[told[more]]
        if not len(more):
            break  # nothing is left that could be given up: the audit says what that means
        given_up[more] = True
        given_up = choosing.complete(given_up)
        kept = kept_back(system, given_up)
    return kept


def _exposed(system: System, told: Flags, kept: Flags, threshold: int, waiting: dict[bool, Flags]) -> tuple[NDArray[np.int64], list[Proof]]:
    """The counts that the attacker may bound too well, and where there are few of them, why he can.

    `waiting` says which counts still have to be asked about, and is brought up to date.
    """
    found = {True: np.zeros(len(system.value), bool), False: np.zeros(len(system.value), bool)}
    open_ones: list[tuple[Attack, int, bool]] = []
    for part in components(system, told, kept):
        attack = None
        for is_up in (True, False):
            among = np.flatnonzero(waiting[is_up][part.atoms])
            if len(among):
                attack = attack or Attack(system, part, threshold)
                left = attack.unreached(is_up, is_exact=False, among=among)
                found[is_up][part.atoms[left]] = True
                open_ones += [(attack, int(at), is_up) for at in left]
    waiting.update(found)
    proofs = [attack.proof(at, is_up) for attack, at, is_up in open_ones] if len(open_ones) <= _FEW else []
    return np.flatnonzero(found[True] | found[False]), [proof for proof in proofs if proof]
