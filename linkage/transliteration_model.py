"""The learned model of how Arabic names are written in Latin letters, and its arithmetic.

Belongs here: the letters that are compared, the parameters and what they say of one Arabic name and many Latin ones. How the
parameters are estimated is in `linkage.transliteration_training`; articles, word order and scores are in `linkage.transliteration`.

A Latin name is taken to come about letter by letter: each Arabic letter writes a *piece* of 0 to 3 Latin letters, and before, between
and after them up to two short vowels may appear, which Arabic does not write. The chance of the name, summed over all ways to cut
it into pieces, is divided by its chance as any Latin name; the logarithm of that ratio is the evidence that the two belong together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.text import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARAMETERS: Final = Path(__file__).parent / "transliteration.json"
LONGEST: Final = 100  # letters of a name that are compared: no name is longer, and a hostile cell must not cost time
LONGEST_PIECE: Final = 3
LONGEST_VOWELS: Final = 2
ARTICLE: Final = "ٱ"  # stands for ال at the start of a word; folded text has no alef wasla of its own
LATIN: Final = "abcdefghijklmnopqrstuvwxyz0123456789"

_UNSEEN: Final = 0.005  # the share of a letter's chance that goes to pieces never seen
_UNSEEN_LENGTHS: Final = (0.1, 0.6, 0.25, 0.05)
_UNSEEN_VOWELS: Final = 0.03
_VOWEL_SIGNS: Final = frozenset("aeiouyh")
_LONG_VOWELS: Final = frozenset("اويءه")
_LEAST: Final = 1e-300
_BATCH: Final = 2_000  # names in one piece of arithmetic: some ten megabytes
_BASE: Final = len(LATIN) + 1
# What folding would take from a letter although it is heard: Šarić is شاريتش.
_HEARD: Final = str.maketrans(
    {"š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ć": "ch", "ž": "j", "ç": "s"}
    | {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "ð": "d", "þ": "th"}
)  # fmt: skip


def arabic_letters(text: str) -> str:
    """What the model reads of an Arabic name: folded letters and digits, no spaces; an article is one sign."""
    words = fold(text[: 4 * LONGEST]).replace("ڭ", "ك").split()
    marked = (ARTICLE + word[2:] if word.startswith("ال") and len(word) > 3 and word != "الله" else word for word in words)
    return "".join(c for word in marked for c in word if "ء" <= c <= "ۓ" or "0" <= c <= "9")[:LONGEST]


def latin_letters(text: str) -> str:
    """What the model reads of a Latin name: a to z and digits, no spaces."""
    folded = fold(text[: 4 * LONGEST].lower().translate(_HEARD))
    return "".join(c for c in folded if c.isascii() and c.isalnum())[:LONGEST]


def places(letters: str) -> list[str]:
    """Where short vowels may appear, one more than letters: what stands before and after (``#`` end, ``V`` long vowel, ``C`` other)."""
    kinds = ["#", *("V" if letter in _LONG_VOWELS else "C" for letter in letters), "#"]
    return [before + after for before, after in zip(kinds, kinds[1:], strict=False)]


@dataclass(frozen=True)
class Model:
    """The parameters, all of them chances.

    Attributes:
        source: Where the names come from that they were learned from, and the licence.
        letters: How often each Latin letter is met in any name.
        ending: How often a Latin name ends after a letter.
        pieces: For each Arabic letter, the Latin pieces that write it.
        vowels: For each place (see ``places``), the short vowels that appear there.
        even: The evidence, over the square root of the letters of both names, at which the score is one half.
        slope: How fast the score rises there.
    """

    source: str
    letters: dict[str, float]
    ending: float
    pieces: dict[str, dict[str, float]]
    vowels: dict[str, dict[str, float]]
    even: float = 0.0
    slope: float = 1.0

    def piece_ratio(self, letter: str, piece: str) -> float:
        """How many times more often ``letter`` writes ``piece`` than chance does."""
        seen = (1 - _UNSEEN) * self.pieces.get(letter, {}).get(piece, 0.0)
        return seen / self._by_chance(piece) + _UNSEEN * _UNSEEN_LENGTHS[len(piece)] / (1 - self.ending) ** len(piece)

    def vowel_ratio(self, place: str, vowels: str) -> float:
        """How many times more often ``vowels`` appear at ``place`` than chance has them; 0 for what is no vowel."""
        if not _VOWEL_SIGNS.issuperset(vowels):
            return 0.0
        seen = (1 - _UNSEEN_VOWELS) * self.vowels.get(place, {}).get(vowels, 0.0)
        return seen / self._by_chance(vowels) + 0.8 * _UNSEEN_VOWELS * (0.2 / (1 - self.ending)) ** len(vowels)

    def _by_chance(self, piece: str) -> float:
        return math.prod(self.letters[letter] * (1 - self.ending) for letter in piece)

    def evidence(self, letters: str, names: Names) -> NDArray[np.float64]:
        """The logarithm of the ratio for one Arabic name (of ``arabic_letters``) and each of the Latin ones; no letters: -inf."""
        import numpy as np

        found = np.full(names.count, -np.inf)
        if letters:
            steps = self._steps(letters)
            for batch in names.batches:
                found[batch.positions] = np.log(batch.ratios(steps) / self.ending)
        return found

    def scores(self, letters: str, names: Names) -> NDArray[np.float64]:
        """The evidence brought to 0..1: it grows with the letters, its chance variation with their square root."""
        import numpy as np

        standard = self.evidence(letters, names) / np.sqrt(len(letters) + names.lengths)
        return np.where(names.lengths > 0, 1 / (1 + np.exp(np.clip(self.slope * (self.even - standard), -500, 500))), 0.0)

    def _steps(self, letters: str) -> list[tuple[int, NDArray[np.float64]]]:
        """For each step along the Arabic name the longest piece and the ratio of every known piece."""
        around = places(letters)
        steps = [(LONGEST_VOWELS, self._vowel_rows[around[0]])]
        for letter, place in zip(letters, around[1:], strict=True):
            steps += [(LONGEST_PIECE, self._piece_rows.get(letter, self._unknown)), (LONGEST_VOWELS, self._vowel_rows[place])]
        return steps

    @cached_property
    def known(self) -> list[str]:
        """Every piece that has a parameter or is of vowels; those of 0 to 3 letters that have none follow as ``None`` would."""
        seen = {piece for table in (self.pieces, self.vowels) for row in table.values() for piece in row if piece}
        vowels = {*_VOWEL_SIGNS, *(a + b for a in _VOWEL_SIGNS for b in _VOWEL_SIGNS)}
        return sorted(seen | vowels)

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """Code of a piece → its column: 0 nothing, 1 to 3 an unknown piece of that length, then the known ones."""
        import numpy as np

        table = np.ones(_BASE**LONGEST_PIECE, np.int32)
        table[_BASE:] = 2
        table[_BASE**2 :] = 3
        table[0] = 0
        for column, piece in enumerate(self.known, start=4):
            table[_code(piece)] = column
        return table

    @cached_property
    def _unknown(self) -> NDArray[np.float64]:
        return self._row("")

    @cached_property
    def _piece_rows(self) -> dict[str, NDArray[np.float64]]:
        return {letter: self._row(letter) for letter in self.pieces}

    def _row(self, letter: str) -> NDArray[np.float64]:
        import numpy as np

        unseen = [self.piece_ratio("", "a" * length) for length in range(LONGEST_PIECE + 1)]
        return np.array([self.piece_ratio(letter, ""), *unseen[1:], *(self.piece_ratio(letter, piece) for piece in self.known)])

    @cached_property
    def _vowel_rows(self) -> dict[str, NDArray[np.float64]]:
        import numpy as np

        rows = {}
        for place in (a + b for a in "#VC" for b in "#VC"):
            known = (self.vowel_ratio(place, piece) if len(piece) <= LONGEST_VOWELS else 0.0 for piece in self.known)
            rows[place] = np.array([self.vowel_ratio(place, ""), 0.0, 0.0, 0.0, *known])
        return rows


@dataclass(frozen=True)
class _Batch:
    """Latin names of similar length; ``columns[k][n, j]`` is the column of the piece of k + 1 letters of name n that starts at j."""

    positions: NDArray[np.int64]
    lengths: NDArray[np.int64]
    columns: list[NDArray[np.int32]]

    def ratios(self, steps: list[tuple[int, NDArray[np.float64]]]) -> NDArray[np.float64]:
        """The ratio of each name: ``chances[n, j]`` sums the ways to have written the first j letters of name n."""
        import numpy as np

        width = self.columns[0].shape[1]
        chances = np.zeros((len(self.positions), width + 1))
        chances[:, 0] = 1
        for longest, row in steps:
            after = chances * row[0]
            for length in range(1, min(longest, width) + 1):
                starts = width + 1 - length
                after[:, length:] += chances[:, :starts] * row[self.columns[length - 1][:, :starts]]
            chances = np.clip(after, 0, 1 / _LEAST)
        return np.maximum(chances[np.arange(len(self.positions)), self.lengths], _LEAST)


class Names:
    """Latin names (of ``latin_letters``) made ready to be compared with many Arabic ones."""

    def __init__(self, model: Model, names: Sequence[str]) -> None:
        import numpy as np

        self.count = len(names)
        self.lengths = np.array([len(name) for name in names], np.int64)
        by_length = np.argsort(self.lengths, kind="stable")
        by_length = by_length[self.lengths[by_length] > 0]
        self.batches = [self._batch(model, names, by_length[start : start + _BATCH]) for start in range(0, len(by_length), _BATCH)]

    def _batch(self, model: Model, names: Sequence[str], positions: NDArray[np.int64]) -> _Batch:
        import numpy as np

        lengths = self.lengths[positions]
        width = int(lengths.max())
        padded = "".join(names[position].ljust(width) for position in positions).encode("ascii")
        signs = _codes()[np.frombuffer(padded, np.uint8)].reshape(len(positions), width)
        columns = []
        for length in range(1, LONGEST_PIECE + 1):
            codes = np.zeros(signs.shape, np.int32)
            for offset in range(min(length, width)):
                codes[:, : width - offset] = codes[:, : width - offset] * _BASE + signs[:, offset:]
            whole = np.arange(width) + length <= lengths[:, None]
            columns.append(model.numbers[np.where(whole, codes, 0)])
        return _Batch(positions, lengths, columns)


def _code(piece: str) -> int:
    code = 0
    for letter in piece:
        code = code * _BASE + LATIN.index(letter) + 1
    return code


@lru_cache(maxsize=1)
def _codes() -> NDArray[np.int32]:
    import numpy as np

    table = np.zeros(256, np.int32)
    for number, letter in enumerate(LATIN, start=1):
        table[ord(letter)] = number
    return table


def written(model: Model) -> str:
    """The model as the parameter file holds it."""
    return json.dumps(asdict(model), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@lru_cache(maxsize=1)
def load() -> Model:
    """The model of the parameter file."""
    found: dict[str, Any] = json.loads(PARAMETERS.read_text(encoding="utf-8"))
    return Model(**found)
