"""The careful clerk: whether somebody who knows all organisations could tell whom a spelling means, with the columns given.

What belongs here: the guard against cases that nobody could link. The demo makes no reference that fails it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from demo.folding import fold
from demo.names import Name
from demo.spelling import Spelt

_ALIKE = str.maketrans({"q": "k", "c": "s", "z": "s", "g": "r", "p": "b", "v": "f", "ق": "ك", "ظ": "ض", "ذ": "د", "ث": "ت", "غ": "ر"})
_SILENT = frozenset("aeiouyhw")
_ARTICLES = frozenset({"al", "el", "an", "en", "as", "es", "ar", "er", "at", "et", "ad", "ed", "az", "ez", "ach", "ech", "ash"})


class CarefulClerk:
    """Knows every organisation there is, with its official name and its province."""

    def __init__(self, organisations: Iterable[tuple[str, str, Name]]) -> None:
        """Takes id, province and name of each organisation."""
        self._names: dict[str, Name] = {}
        self._there: dict[str | None, list[str]] = defaultdict(list)
        for organisation, province, name in organisations:
            self._names[organisation] = name
            self._there[province].append(organisation)
            self._there[None].append(organisation)

    def can_tell(self, organisation: str, spelt: Spelt, province: str | None, *, is_mistyped: bool = False) -> bool:
        """Whether the spelling can mean nobody else there.

        Args:
            organisation: who is meant.
            spelt: how it is written.
            province: where the fact lies, None where it does not say.
            is_mistyped: whether it holds a typing error, which may lie in the trade.
        """
        own = self._names[organisation]
        others = (self._names[each] for each in self._there[province] if each != organisation)
        return not any(_may_be(other, own, spelt, is_mistyped=is_mistyped) for other in others)


def _may_be(other: Name, own: Name, spelt: Spelt, *, is_mistyped: bool) -> bool:
    if other.proper == own.proper:
        # A trade that is not written, or not written well, might be the other one's.
        return other.core == own.core or own.trade is None or is_mistyped
    if other.trade != own.trade or other.suffix != own.suffix:
        return False
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in spelt.proper)
    written, meant = sounds(spelt.proper), sounds(own.proper.ar if is_arabic else own.proper.fr)
    return _is_as_near(written, sounds(other.proper.ar if is_arabic else other.proper.fr), distance(written, meant))


def _is_as_near(written: str, other: str, distance_to_own: int) -> bool:
    """Whether it may be the other as well; where sounds differ from those of the own name, the other must be clearly further."""
    nearest = distance_to_own + (distance_to_own > 0)
    return abs(len(written) - len(other)) <= nearest and distance(written, other) <= nearest


@lru_cache(maxsize=65_536)
def sounds(proper: str) -> str:
    """What is left of a proper name when spelling is taken away: its consonants, those that are confused as one letter, no articles."""
    text = fold(proper).replace("ch", "s").replace("sh", "s").replace("kh", "k").replace("gh", "r").replace("rh", "r").replace("dj", "j")
    words = [word.removeprefix("ال") for word in text.split() if word not in _ARTICLES]
    letters = "".join(letter for letter in "".join(words).translate(_ALIKE) if letter not in _SILENT)
    return "".join([*(one for one, other in pairwise(letters) if one != other), letters[-1:]])


@lru_cache(maxsize=65_536)
def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out or exchanged to make one text of the other."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        corner, row[0] = row[0], index
        for place, against in enumerate(other, start=1):
            corner, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, corner + (letter != against))
    return row[-1]
