"""Keeps back as many cells as it takes until the attacker learns no small count.

What goes here: the loop over structured rules and the attacker. What does not: either of them (`choosing.py`, `attack.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from publishing.disclosure.attack import Attack, Attacked, components
from publishing.disclosure.choosing import Choosing, kept_back, told_atoms
from publishing.disclosure.system import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

_ROUNDS: Final = 60


def suppressed(system: System, threshold: int) -> Flags:
    """Cell → whether it is kept back, so that no small count can be bounded too well.

    Raises:
        AttackError: when the figures contradict each other.
    """
    choosing = Choosing(system, threshold)
    given_up = choosing.complete(system.small | (system.floor < system.value))
    done: set[bytes] = set()
    for _ in range(_ROUNDS):
        kept = kept_back(system, given_up)
        told = told_atoms(system, kept)
        exposed: list[int] = []
        for part in components(system, told, kept):
            # A component that was found sound stays so: giving up more elsewhere does not touch it.
            key = part.atoms.tobytes() + part.total.tobytes()
            if key in done:
                continue
            found = _exposed(system, part, threshold)
            if found:
                exposed += found
            else:
                done.add(key)
        if not exposed:
            return kept
        more = choosing.relief(np.array(sorted(exposed), dtype=np.int64), told)
        if not len(more):
            return kept  # nothing is left that could be given up; the audit says what remains
        given_up[more] = True
        given_up = choosing.complete(given_up)
    return kept


def _exposed(system: System, part: Attacked, threshold: int) -> list[int]:
    attack = Attack(system, part, threshold)
    found = {int(at) for is_up in (True, False) for at in attack.unreached(is_up, is_exact=False)}
    return [int(part.atoms[at]) for at in sorted(found)]
