"""Categories: how rows spread over them, which no earlier load had, which are gone.

What goes here: the checks of counted categories, words, shapes, hours and values. What does not: other figures (`history.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ingestion.contract import Contract
from quality import bands
from quality.bands import Band
from quality.history_messages import Said
from quality.odd import FEWEST_PERIODS, Like, Odd
from quality.profile import Profile

# Shares of rows that stand elsewhere than expected.
_SOME: Final = 0.12
_MUCH: Final = 0.15
_MOST_CATEGORIES: Final = 60


def of_mixes(profile: Profile, like: Like, contract: Contract) -> Iterator[Odd]:
    """Everything odd about a load's categories."""
    steadiness = 0.15 if contract.mode == "snapshot" else 1.0
    for name, counts in profile["counts"].items():
        history = like.having("counts", name, "mix")
        column, _, of = name.partition("~")
        if not history:
            continue
        if of == "given":
            yield from _given(column, counts, history, steadiness)
            continue
        if of or contract.column(column).reference is None:  # a code of another contract is known from there
            yield from _fresh(column, of, counts, history)
        if of in ("", "hours"):
            yield from _moved(column, of, counts, history, steadiness)
        if of == "" and not _are_words(counts):
            yield from _vanished(column, counts, history)


def _are_words(counts: Mapping[str, int]) -> bool:
    return next(iter(counts), "").startswith("#")


def _given(column: str, counts: Mapping[str, int], history: Sequence[Mapping[str, int]], steadiness: float) -> Iterator[Odd]:
    """Gaps, noughts and values."""
    mix = bands.of_mix(counts, history, steadiness)
    if mix is not None and mix.high >= _MUCH:
        share, usual = _most_moved(counts, history)[1:]
        missing = counts["missing"] / sum(counts.values())
        yield Odd("missing", column, Band(usual, 0, 1, mix.surprise), missing, Said("given", observed=share, expected=usual))


def _fresh(column: str, of: str, counts: Mapping[str, int], history: Sequence[Mapping[str, int]]) -> Iterator[Odd]:
    """Categories, shapes, hours or values that no earlier load had."""
    known = set().union(*history)
    fresh = {category: count for category, count in counts.items() if category not in known}
    if sum(fresh.values()) < (3 if of else 2) or (of == "values" and len(history) <= FEWEST_PERIODS + 1):
        return
    rows, count = sum(counts.values()), sum(fresh.values())
    past = [[_fresh_in(history, index), sum(each.values())] for index, each in enumerate(history)]
    band = bands.of_share(count, rows, past[2:] or past[1:], 0.1)
    if band is not None:
        check = {"shape": "shape", "values": "new_values", "hours": "hours"}.get(of, "new_category")
        what = "mix" if of == "hours" else check
        said = Said(what, count=count, observed=count / rows, expected=band.expected, category=next(iter(fresh)))
        yield Odd(check, column, band, count / rows, said)


def _moved(column: str, of: str, counts: Mapping[str, int], history: Sequence[Mapping[str, int]], steadiness: float) -> Iterator[Odd]:
    """Rows that spread over categories, or over the hours of a day, otherwise than usual."""
    mix = bands.of_mix(counts, history, steadiness)
    if mix is None or mix.high < (_MUCH if _are_words(counts) else _SOME) or len(set().union(*history)) > _MOST_CATEGORIES:
        return
    category, observed, expected = _most_moved(counts, history)
    said = Said("mix", observed=observed, expected=expected, category=category)
    segment = f"{column}={category}" if of == "" else None
    yield Odd("hours" if of else "mix", column, Band(expected, 0, 1, mix.surprise), observed, said, segment)


def _vanished(column: str, counts: Mapping[str, int], history: Sequence[Mapping[str, int]]) -> Iterator[Odd]:
    """Categories of which no row is there, although there always were some."""
    rows = sum(counts.values())
    for category in set().union(*history[-3:]) - set(counts):
        past = [[each.get(category, 0), sum(each.values())] for each in history]
        band = bands.of_share(0, rows, past, 0.03)
        if band is not None:
            said = Said("mix", observed=0.0, expected=band.expected, category=category)
            yield Odd("category_gone", column, band, 0.0, said, f"{column}={category}")


def _fresh_in(history: Sequence[Mapping[str, int]], index: int) -> int:
    known = set().union(*history[:index]) if index else set()
    return sum(count for category, count in history[index].items() if category not in known)


def _most_moved(counts: Mapping[str, int], history: Sequence[Mapping[str, int]]) -> tuple[str, float, float]:
    """The category whose share differs most from that of the past: its name, its share, the share expected."""
    recent = history[-12:]
    total = sum(sum(each.values()) for each in recent)
    rows = sum(counts.values())
    names = dict.fromkeys([name for each in recent for name in each] + list(counts))
    shares = [(name, counts.get(name, 0) / rows, sum(each.get(name, 0) for each in recent) / total) for name in names]
    return max(shares, key=lambda each: abs(each[1] - each[2]))
