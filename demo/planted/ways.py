"""Ways to break a row that serve several contracts: texts that are no date, no number, no ICE, and the changes that go with them.

What belongs here: building blocks. Which contract has which rules is told in the modules of its family.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Final

from demo.mess import Cell
from demo.planted.model import Breakage, Overrides, Values

DAY: Final = timedelta(days=1)
NOTHING: Final = (None, "-")
NOT_A_DATE: Final = ("30/02/2026", "courant avril", "à préciser", "31/11/2025")
NOT_A_NUMBER: Final = ("à préciser", "environ dix", "beaucoup")
NOT_AN_ICE: Final = ("en cours", "00152571300004599", "ICE demandé", "12345678901234567")
NOT_HERE: Final = ("Casablanca", "Nador", "02.381", "Rabat")
NO_SUCH_PLACE: Final = ("Nador", "Ksar El Kebir", "Ville nouvelle", "Benslimane")


def empty(*columns: str) -> Callable[[Values, Random], Overrides]:
    """Empties columns that other rules look at."""
    return lambda values, rng: dict.fromkeys(columns)


def required(*columns: str, clear: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Breakage, ...]:
    """Breakages of required columns; `clear`: column → those to be emptied with it."""
    clear = clear or {}
    return tuple(Breakage(f"{column}.required", NOTHING, empty(*clear.get(column, ()))) for column in columns)


def typed(kind: tuple[Cell, ...], *columns: str, clear: tuple[str, ...] = ()) -> tuple[Breakage, ...]:
    """Breakages of columns that cannot be read: written as one of these texts."""
    return tuple(Breakage(f"{column}.type", kind, empty(*clear)) for column in columns)


def named(values: Values, rng: Random) -> Overrides:
    """Keeps another reference to the organisation when its ICE is made unreadable."""
    return {} if values.get("organisation_name") else {"organisation_name": "Coopérative Annajah"}


def _other_check_digits(values: Values, rng: Random) -> Overrides:
    ice = values["ice"]
    wrong = (int(ice[13:]) + rng.randint(1, 96)) % 97
    return {"ice": f"{ice[:13]}{wrong:02d}"}


ICE_WARNING: Final = Breakage("ice.check_digits", (), _other_check_digits, given=("ice",), severity="warning")


def _commune_elsewhere(values: Values, rng: Random) -> Overrides:
    """Missour, or Azrou for a row of Missour's own province: each name is borne by one commune of the region only."""
    return {"commune": "03.131.01.03" if values["province"] != "03.131" else "03.271.01.01"}


COMMUNE_ELSEWHERE: Final = Breakage("commune.in_province", (), _commune_elsewhere)
