"""Organisations that must not be taken for one another: their names are made to be alike, on purpose.

Four kinds. 'other_trade': the proper name of another organisation of the province, with another trade. 'numbered': the whole name of
another one of the province, with a 2. 'other_province': the whole name of one of another province. 'other_commune': the whole name of
one of the same province; only their keys and communes tell them apart, so no fact refers to them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from demo.names import Name, NameGiver
from demo.trades import TRADES
from demo.truth import Organisation

OTHER_COMMUNE: Final = "other_commune"
# How many pairs of each at scale 1.
_PAIRS: Final = {"other_trade": 10, "numbered": 6, "other_province": 10, OTHER_COMMUNE: 2}


def set_traps(rng: Random, giver: NameGiver, organisations: Sequence[Organisation], names: dict[str, Name], scale: float) -> dict[str, str]:
    """Renames some organisations, each after another one.

    Args:
        rng: random source.
        giver: knows which names are taken.
        organisations: all organisations of the region.
        names: id → name, changed in place.
        scale: size of the region.

    Returns:
        Id → kind of trap, for both organisations of each pair.
    """
    traps: dict[str, str] = {}
    for kind, usual in _PAIRS.items():
        wanted = max(1, round(usual * scale))
        for one, other, name in _pairs(rng, kind, organisations, names):
            if wanted == 0:
                break
            if one.id in traps or other.id in traps or (kind != OTHER_COMMUNE and not giver.take(other.province, name)):
                continue
            names[other.id] = name
            traps |= {one.id: kind, other.id: kind}
            wanted -= 1
    return traps


def _pairs(
    rng: Random, kind: str, organisations: Sequence[Organisation], names: Mapping[str, Name]
) -> Iterator[tuple[Organisation, Organisation, Name]]:
    """Organisations that could be named one after the other, in random order, with the name of the second."""
    for one in rng.sample(organisations, len(organisations)):
        for other in rng.sample(organisations, len(organisations)):
            if other is not one and _FITS[kind](one, other):
                name = _name(rng, kind, names[one.id], other)
                if name is not None:
                    yield one, other, name
                break


def _name(rng: Random, kind: str, own: Name, other: Organisation) -> Name | None:
    if kind == "other_trade":
        trades = [trade for trade in TRADES[other.sector] if trade != own.trade]
        return Name(other.legal_form, own.proper, rng.choice(trades)) if own.trade is not None else None
    if own.trade is None or own.suffix:
        return None
    return replace(own, suffix="2") if kind == "numbered" else own


def _is_alike(one: Organisation, other: Organisation) -> bool:
    """Both of one kind, so that one name suits both, and both with an ICE, so that registers can tell them apart."""
    same = one.sector == other.sector and one.legal_form == other.legal_form
    return same and one.ice is not None and other.ice is not None


_FITS: Final[Mapping[str, Callable[[Organisation, Organisation], bool]]] = {
    "other_trade": lambda one, other: one.province == other.province,
    "numbered": lambda one, other: one.province == other.province and _is_alike(one, other),
    "other_province": lambda one, other: one.province != other.province and _is_alike(one, other),
    OTHER_COMMUNE: lambda one, other: one.province == other.province and one.commune != other.commune and _is_alike(one, other),
}
