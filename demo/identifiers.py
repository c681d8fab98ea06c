"""Made-up identifiers that have the right form and can belong to nobody.

ICE: 9 digits of the entity, 4 of the establishment, 2 of control (whole number mod 97 = 0). Entities start with
0088 or 0099, far above the numbers given so far. CNIE: office letters that no office uses (a second letter Q), then
5 to 8 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

_OFFICES: Final = ("CQ", "DQ", "ZQ", "UQ", "XQ", "VQ")
_RARE_OFFICES: Final = ("W", "Y")
_DIGITS: Final = 10


class Issuer:
    """Gives out identifiers, each once. All randomness comes from the source it was made with."""

    def __init__(self, rng: Random) -> None:
        """Starts with nothing given out."""
        self._rng = rng
        self._given: set[str] = set()

    def entity(self) -> str:
        """A new 9-digit ICE entity part."""
        return self._new(lambda: f"00{self._rng.choice((88, 99))}{self._rng.randrange(100_000):05d}")

    def person_id(self) -> str:
        """A new CNIE: mostly two letters and 5 or 6 digits, seldom one letter and 8 digits (never issued so far)."""
        return self._new(self._any_person_id)

    def badge_id(self) -> str:
        """A new badge number of the hub, like HB-104233-K."""
        return self._new(lambda: f"HB-{self._rng.randrange(100_000, 1_000_000)}-{self._rng.choice('CDFGHJKLMNPRTVX')}")

    def _any_person_id(self) -> str:
        draw = self._rng.random()
        if draw < 0.03:
            return f"{self._rng.choice(_RARE_OFFICES)}9{self._rng.randrange(_DIGITS**7):07d}"
        digits = 5 if draw < 0.2 else 6
        return f"{self._rng.choice(_OFFICES)}{self._rng.randrange(_DIGITS ** (digits - 1), _DIGITS**digits)}"

    def _new(self, make: Callable[[], str]) -> str:
        while True:
            value = make()
            if value not in self._given:
                self._given.add(value)
                return value


def with_check_digits(entity: str, establishment: int = 0) -> str:
    """The 15-digit ICE of an establishment of that entity, with valid check digits."""
    body = f"{entity}{establishment:04d}"
    return f"{body}{(-int(body) * 100) % 97:02d}"
