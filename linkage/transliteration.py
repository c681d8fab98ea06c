"""How alike an Arabic and a Latin name sound: scores and rankings of whole names.

Belongs here: articles, word order and the score, on top of the learned model (`linkage.transliteration_model`). The cheap keys for
blocking and for SQL are in `linkage.skeletons` and are offered from here too. Method and figures: docs/transliteration.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ingestion.text import fold
from linkage.skeletons import latin_key, skeleton, without_article
from linkage.transliteration_model import LONGEST, Model, Names, arabic_letters, latin_letters, load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["latin_key", "rank", "score", "skeleton", "without_article"]

_MOST_WORDS: Final = 8  # beyond, words are compared in their order only


def score(arabic: str, latin: str) -> float:
    """How likely the two spell one name: near 0 unlike, near 1 the same, comparable across pairs.

    One half is where a right pair and the best chance look-alike among a thousand names are equally likely. Articles that one side
    leaves out and another order of the words cost little. Letters of the other script are not read: a name without any letter of
    its script, an empty one or one on the wrong side scores 0. Only the first hundred letters count.
    """
    return float(_scores(arabic, (latin,))[0])


def rank(arabic: str, candidates: Sequence[str]) -> list[tuple[str, float]]:
    """The candidates with their ``score`` against the Arabic name, best first; equal scores in the order of their text.

    A few milliseconds for a thousand candidates; a list that is asked again (an equal one) is not prepared anew.
    """
    scored = zip(candidates, _scores(arabic, tuple(candidates)).tolist(), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def _scores(arabic: str, candidates: tuple[str, ...]) -> NDArray[np.float64]:
    """The best score of each candidate over the ways to read the two names."""
    import numpy as np

    model, listed = load(), _listed(candidates)
    bare = _bare(arabic)
    found = model.scores(arabic_letters(arabic), listed.whole)
    if listed.bare is not listed.whole or bare != arabic:
        found = np.maximum(found, model.scores(arabic_letters(bare), listed.bare))
    words = bare.replace("-", " ").split()
    if 1 < len(words) <= _MOST_WORDS:
        found = np.maximum(found, listed.reordered(model, words))
    return found


def _bare(name: str) -> str:
    """The name without articles; as it is when it has none, since folding takes from š and č what the model hears."""
    bare = without_article(name)
    return name if bare == fold(name) else bare


class _Listed:
    """Candidates made ready: whole, without articles, and word by word."""

    def __init__(self, candidates: tuple[str, ...]) -> None:
        model = load()
        bare = [_bare(candidate) for candidate in candidates]
        whole_letters, bare_letters = [[latin_letters(name) for name in names] for names in (candidates, bare)]
        self.whole = Names(model, whole_letters)
        self.bare = self.whole if whole_letters == bare_letters else Names(model, bare_letters)
        split = [[letters for word in name.replace("-", " ").split() if (letters := latin_letters(word))] for name in bare]
        self._words = {at: words for at, words in enumerate(split) if 1 < len(words) <= _MOST_WORDS}
        vocabulary = sorted({word for words in self._words.values() for word in words})
        self._number = {word: number for number, word in enumerate(vocabulary)}
        self._vocabulary = Names(model, vocabulary)

    def reordered(self, model: Model, arabic: list[str]) -> NDArray[np.float64]:
        """The scores of the candidates whose words follow the Arabic ones better in another order than in their own; else 0."""
        import numpy as np

        found = np.zeros(self.whole.count)
        letters = [arabic_letters(word) for word in arabic]
        table = [model.evidence(word, self._vocabulary).tolist() for word in letters]
        moved = {}
        for at, words in self._words.items():
            order = _order([[row[self._number[word]] for word in words] for row in table])
            if order != sorted(order):
                moved[at] = "".join(words[position] for position in order)[:LONGEST]
        if moved:
            found[list(moved)] = model.scores("".join(letters)[:LONGEST], Names(model, list(moved.values())))
        return found


def _order(evidence: list[list[float]]) -> list[int]:
    """The Latin words in the order of the Arabic ones they fit best (the surest first); words that fit none come last, as they stood."""
    cells = sorted((-value, row, column) for row, values in enumerate(evidence) for column, value in enumerate(values) if value > 0)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, row, column in cells:
        if row not in partner and column not in taken:
            partner[row] = column
            taken.add(column)
    rest = [column for column in range(len(evidence[0])) if column not in taken]
    return [partner[row] for row in sorted(partner)] + rest


@lru_cache(maxsize=4)
def _listed(candidates: tuple[str, ...]) -> _Listed:
    return _Listed(candidates)
