"""Estimates the parameters of transliteration from pairs of names: ``python -m linkage.transliteration_training PATH``.

Belongs here: reading the pairs, the split into a half to learn from and a half to check on, and expectation maximisation. PATH is
``latin_arabic_names.tsv`` of steveash/NETransliteration-COLING2018 (data CC0): Latin name, Arabic letters with spaces, count.

Some pairs of that list are wrong (a first name against a surname), so each counts only as far as the model prefers it to chance.
Start and prior are what grammars of Arabic and the spelling of Moroccan names say (``PRIOR``); it also keeps the letters that the
list, full of European names, shows seldom: ع ح ق ط ص ض.
"""

from __future__ import annotations

import argparse
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from linkage import transliteration_model as model_of
from linkage.transliteration_model import ARTICLE, LATIN, LONGEST_PIECE, LONGEST_VOWELS, Model, Names

SOURCE: Final = "steveash/NETransliteration-COLING2018, Latin and Arabic names, CC0 1.0; learned from the half `is_learned`"
ROUNDS: Final = 6
PRIOR_STRENGTH: Final = 8.0  # names' worth of belief in the pieces below
WRONG_PAIRS: Final = 0.05  # the share of wrong pairs expected
CANDIDATES: Final = 1_000
_LEAST_CHANCE: Final = 0.0005  # a rarer piece is not worth its line in the file

PRIOR: Final[dict[str, str]] = {
    "ا": "a e i o u aa", "ب": "b p bb pp", "ت": "t tt", "ث": "th t s", "ج": "j dj g gg dg jj", "ح": "h hh 7", "خ": "kh ch j",
    "د": "d dd", "ذ": "d dh z th", "ر": "r rr", "ز": "z zz s", "س": "s ss c x", "ش": "ch sh sch", "ص": "s ss", "ض": "d dh",
    "ط": "t tt", "ظ": "z d dh", "ع": "- a aa 3", "غ": "gh g rh r", "ف": "f v ff ph", "ق": "k q g c kk qq 9", "ك": "k c g gu ck q kk cc",
    "ل": "l ll", "م": "m mm", "ن": "n nn", "ه": "h e a ah at", "و": "ou o u w v oo", "ي": "i y e ee j ie", "ء": "- a",
    "ڤ": "v f", "پ": "p", "چ": "tch ch", "ژ": "j g", ARTICLE: "al el - l as es a e",
    **{digit: digit for digit in "0123456789"},
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """One name in both scripts, as the model reads it, and how much it weighs."""

    arabic: str
    latin: str
    weight: float


def is_learned(latin_name: str) -> bool:
    """Whether a name is in the half to learn from: a fixed hash of the Latin name, so that a name is never in both."""
    return hashlib.sha256(latin_name.encode()).digest()[0] % 2 == 0


def read_pairs(path: Path) -> tuple[list[Pair], list[Pair]]:
    """The pairs of the file: those to learn from, those held back."""
    learned: list[Pair] = []
    held_back: list[Pair] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, spaced, count = line.split("\t")
        pair = Pair(
            model_of.arabic_letters(spaced.replace(" ", "")), model_of.latin_letters(name), 1 + math.log(int(count))
        )  # fmt: skip
        if pair.arabic and pair.latin:
            (learned if is_learned(name) else held_back).append(pair)
    return learned, held_back


def train(pairs: Sequence[Pair]) -> Model:
    """The model that explains the pairs best, with the score set so that one half is where chance look-alikes begin."""
    half = len(pairs) // 2
    model, check = estimate(pairs[:half]), pairs[half:]
    even, slope = calibrate(model, check)
    return replace(estimate(pairs), even=round(even, 4), slope=round(slope, 4))


def estimate(pairs: Sequence[Pair]) -> Model:
    """Expectation maximisation over all ways to cut the Latin names into pieces of the Arabic letters."""
    model = _start(pairs)
    for _ in range(ROUNDS):
        pieces: defaultdict[str, Counter[str]] = defaultdict(Counter)
        vowels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        ratios: dict[tuple[str, str], float] = {}
        for pair in pairs:
            _expect(model, pair, ratios, pieces, vowels)
        model = _maximise(model, pieces, vowels)
    return replace(
        model,
        pieces={letter: _rounded(row) for letter, row in model.pieces.items()},
        vowels={place: _rounded(row) for place, row in model.vowels.items()},
    )


def _start(pairs: Sequence[Pair]) -> Model:
    met = Counter(letter for pair in pairs for letter in pair.latin)
    total = met.total()
    return Model(
        source=SOURCE,
        letters={letter: round((met[letter] + 1) / (total + len(LATIN)), 6) for letter in LATIN},
        ending=round(len(pairs) / (total + len(pairs)), 4),
        pieces={letter: {piece: 1 / len(row) for piece in row} for letter, row in _prior().items()},
        vowels={a + b: {"": 0.6} | {vowel: 0.06 for vowel in "aeiou"} for a in "#VC" for b in "#VC"},
    )


def _prior() -> dict[str, list[str]]:
    return {letter: ["" if piece == "-" else piece for piece in row.split()] for letter, row in PRIOR.items()}


def _expect(
    model: Model,
    pair: Pair,
    ratios: dict[tuple[str, str], float],
    pieces: defaultdict[str, Counter[str]],
    vowels: defaultdict[str, Counter[str]],
) -> None:
    """Adds to the counts each piece of the pair as often as the model expects it (forward and backward sums)."""
    name, size = pair.latin, len(pair.latin)
    around = model_of.places(pair.arabic)
    steps = [(LONGEST_VOWELS, around[0], True)]
    for letter, place in zip(pair.arabic, around[1:], strict=True):
        steps += [(LONGEST_PIECE, letter, False), (LONGEST_VOWELS, place, True)]
    before = [[1.0] + [0.0] * size]
    for longest, key, is_vowels in steps:
        after = [0.0] * (size + 1)
        for start, chance in enumerate(before[-1]):
            if chance:
                for end in range(start, min(start + longest, size) + 1):
                    after[end] += chance * _ratio(model, key, name[start:end], is_vowels, ratios)
        before.append(after)
    ratio = before[-1][size]
    trusted = (1 - WRONG_PAIRS) * ratio / ((1 - WRONG_PAIRS) * ratio + WRONG_PAIRS * model.ending)
    if trusted < 1e-4:
        return
    behind = [0.0] * size + [1.0]
    for (longest, key, is_vowels), chances in zip(reversed(steps), reversed(before[:-1]), strict=True):
        counted = (vowels if is_vowels else pieces)[key]
        sums = [0.0] * (size + 1)
        for start, chance in enumerate(chances):
            for end in range(start, min(start + longest, size) + 1):
                rest = _ratio(model, key, name[start:end], is_vowels, ratios) * behind[end]
                sums[start] += rest
                share = trusted * pair.weight * chance * rest / ratio
                if share > 1e-3:
                    counted[name[start:end]] += share
        behind = sums


def _ratio(model: Model, key: str, piece: str, is_vowels: bool, ratios: dict[tuple[str, str], float]) -> float:
    found = ratios.get((key, piece))  # the keys of places (two signs) are never those of letters (one)
    if found is None:
        found = ratios[key, piece] = model.vowel_ratio(key, piece) if is_vowels else model.piece_ratio(key, piece)
    return found


def _maximise(model: Model, pieces: dict[str, Counter[str]], vowels: dict[str, Counter[str]]) -> Model:
    prior = _prior()
    for letter, row in prior.items():
        for piece in row:
            pieces[letter][piece] += PRIOR_STRENGTH / len(row)
    anywhere: Counter[str] = Counter()
    for counted in vowels.values():
        anywhere.update(counted)
    for place in model.vowels:
        for vowel, count in anywhere.items():
            vowels[place][vowel] += 3 * count / anywhere.total()
    return replace(
        model,
        pieces={letter: _shares(counted) for letter, counted in pieces.items()},
        vowels={place: _shares(counted) for place, counted in vowels.items()},
    )


def _shares(counted: Counter[str]) -> dict[str, float]:
    total = counted.total()
    return {piece: count / total for piece, count in counted.items()}


def _rounded(row: dict[str, float]) -> dict[str, float]:
    return {piece: round(chance, 4) for piece, chance in sorted(row.items()) if chance >= _LEAST_CHANCE}


def calibrate(model: Model, pairs: Sequence[Pair]) -> tuple[float, float]:
    """Where the score is one half and how fast it rises: right pairs against the best wrong one of a thousand, by logistic regression.

    The pairs must not be those that the model was learned from. Pairs worse than chance are taken for wrong and left out.
    """
    import numpy as np

    names = Names(model, [pair.latin for pair in pairs])
    right, wrong = [], []
    for position in range(0, len(pairs), 2):
        pair = pairs[position]
        standard = model.evidence(pair.arabic, names) / np.sqrt(len(pair.arabic) + names.lengths)
        others = (position + 1 + np.arange(min(CANDIDATES, len(pairs) - 1))) % len(pairs)
        if standard[position] > 0:
            right.append(standard[position])
            wrong.append(standard[others].max())
    values = np.array(right + wrong)
    truth = np.repeat([1.0, 0.0], len(right))
    design = np.stack([np.ones_like(values), values], axis=1)
    weights = np.zeros(2)
    for _ in range(25):  # Newton's method
        said = 1 / (1 + np.exp(-design @ weights))
        weights += np.linalg.solve((design * (said * (1 - said))[:, None]).T @ design, design.T @ (truth - said))
    return float(-weights[0] / weights[1]), float(weights[1])


def main() -> None:
    """Writes the parameter file anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    learned, held_back = read_pairs(parser.parse_args().path)
    model_of.PARAMETERS.write_text(model_of.written(train(learned)), encoding="utf-8")
    print(f"{model_of.PARAMETERS}: learned from {len(learned)} pairs; {len(held_back)} held back")


if __name__ == "__main__":
    main()
