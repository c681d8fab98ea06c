"""How alike an Arabic and a Latin name sound."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from linkage.skeletons import latin_key, skeleton, without_article

__all__ = ["latin_key", "rank", "score", "skeleton", "without_article"]


def score(arabic: str, latin: str) -> float:
    """How likely the two spell one name: 0 (nothing in common) to 1 (the same), comparable across pairs."""
    left, right = latin_key(arabic), skeleton(latin)
    return SequenceMatcher(None, left, right, autojunk=False).ratio() if left and right else 0.0


def rank(arabic: str, candidates: Sequence[str]) -> list[tuple[str, float]]:
    """The candidates with their scores, best first; equal scores in the order of their text."""
    scored = [(candidate, score(arabic, candidate)) for candidate in candidates]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))
