"""Organisations matched by simple keys: ICE entity part, the partner's own reference, folded name in the province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from demo.folding import fold
from demo.truth import RegisterRow

_ENTITY_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as matching knows it: a key, and what its register entries say (None: in no register)."""

    key: str
    province: str | None
    sector: str | None


class Matcher:
    """Resolves references to organisations against the standing register entries of all partners."""

    def __init__(self, register: Iterable[RegisterRow]) -> None:
        """Groups the entries into organisations."""
        entries = sorted(register, key=lambda row: (row.partner, row.local_ref))
        keys = _group_keys(entries)
        members: dict[str, list[RegisterRow]] = defaultdict(list)
        for row, key in zip(entries, keys, strict=True):
            members[key].append(row)
        # Entries of one organisation may disagree; the first by partner and reference speaks for it.
        self._parties = {key: Party(key, rows[0].province, rows[0].sector) for key, rows in members.items()}
        self._by_reference: dict[tuple[str, str], str] = {}
        self._by_entity: dict[str, str] = {}
        self._by_name: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        for row, key in zip(entries, keys, strict=True):
            self._by_reference[row.partner, row.local_ref] = key
            if row.ice is not None:
                self._by_entity[row.ice[:_ENTITY_DIGITS]] = key
            for name in _names(row):
                self._by_name[row.province, name].add(key)
                self._by_name[None, name].add(key)

    def resolve(self, partner: str, ice: str | None, organisation_ref: str | None, name: str | None, province: str | None) -> Party | None:
        """The organisation a fact refers to; one of its own when nothing resolves; None when it refers to none."""
        key = self._key(partner, ice, organisation_ref, name, province)
        if key is not None:
            return self._parties[key]
        if ice is not None:
            return Party(f"ice:{ice[:_ENTITY_DIGITS]}", None, None)
        text = name if name is not None else organisation_ref
        return Party(f"unmatched:{partner}:{fold(text)}", None, None) if text is not None else None

    def _key(self, partner: str, ice: str | None, organisation_ref: str | None, name: str | None, province: str | None) -> str | None:
        if ice is not None and ice[:_ENTITY_DIGITS] in self._by_entity:
            return self._by_entity[ice[:_ENTITY_DIGITS]]
        if organisation_ref is not None and (partner, organisation_ref) in self._by_reference:
            return self._by_reference[partner, organisation_ref]
        if name is not None:
            bearers = self._by_name.get((province, fold(name)), set())
            if len(bearers) == 1:
                return next(iter(bearers))
        return None


def _names(row: RegisterRow) -> list[str]:
    folded = [fold(name) for name in (row.name_fr, row.name_ar) if name is not None]
    return [name for name in folded if name]


def _group_keys(entries: Sequence[RegisterRow]) -> list[str]:
    """For each entry the key of its organisation."""
    groups_named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in entries:
        if row.ice is not None:
            for name in _names(row):
                groups_named[row.province, name].add(row.ice[:_ENTITY_DIGITS])
    keys: list[str | None] = []
    left_alone: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, row in enumerate(entries):
        entities = {row.ice[:_ENTITY_DIGITS]} if row.ice is not None else set[str]()
        if row.ice is None:
            for name in _names(row):
                entities |= groups_named[row.province, name]
        keys.append(f"ice:{next(iter(entities))}" if len(entities) == 1 else None)
        if len(entities) != 1:
            for name in _names(row):
                left_alone[row.province, name].append(index)
    heads = list(range(len(entries)))
    for indexes in left_alone.values():
        for index in indexes[1:]:
            heads[_head(heads, index)] = _head(heads, indexes[0])
    return [
        key if key is not None else f"entry:{entries[_head(heads, index)].partner}:{entries[_head(heads, index)].local_ref}"
        for index, key in enumerate(keys)
    ]


def _head(heads: list[int], index: int) -> int:
    while heads[index] != index:
        index = heads[index]
    return index
