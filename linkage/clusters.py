"""From scored pairs to organisations: joined from the surest pair down, never across what may not be one.

Belongs here: constraints, joining, ids. A cluster's id is a function of its members alone: of the register entry known first.

Must be one: what a person decided is the same, and entries with one valid ICE entity. May not be one: what a person decided is different,
entries with different valid entities, and two entries that one register held side by side (it tells them apart) without one entity.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

_ID_DIGITS: Final = 12
_MOST_CHECKED: Final = 400  # pairs across two clusters that are looked at before they are joined
_LEAST_AGREEING: Final = 0.5  # share of these that must be alike


@dataclass(frozen=True, slots=True)
class Entry:
    """A register entry's life as of an instant.

    Attributes:
        node: its key.
        partner: whose register.
        known_from: since when it was known.
        entity: entity of its valid ICE.
        spans: first and last snapshot of each time in which the register held it.
        record: the record that its pairs are scored by.
    """

    node: str
    partner: str
    known_from: datetime
    entity: str | None
    spans: tuple[tuple[int, int], ...]
    record: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes and the weight of the evidence that they are one organisation."""

    one: str
    other: str
    weight: float


@dataclass(frozen=True, slots=True)
class Decisions:
    """What persons decided: pairs of nodes, each in the order of their keys."""

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class _Cluster:
    members: list[Entry]
    entities: set[str] = field(default_factory=set)
    partners: set[str] = field(default_factory=set)


def organisation_id(key: str) -> str:
    """The id of an organisation whose first known key this is."""
    return f"org-{hashlib.sha256(key.encode()).hexdigest()[:_ID_DIGITS]}"


def ordered(one: str, other: str) -> tuple[str, str]:
    """A pair of keys in one order."""
    return (one, other) if one <= other else (other, one)


def clusters(entries: Iterable[Entry], pairs: Sequence[Pair], decisions: Decisions, one_from: float, alike_from: float) -> dict[str, str]:
    """Brings entries together; the same result whatever the order of the arguments.

    Args:
        entries: register entries.
        pairs: scored pairs of them.
        decisions: what persons decided.
        one_from: weight from which a pair is taken for one organisation.
        alike_from: weight from which two members of joined clusters do not contradict each other.

    Returns:
        Organisation id by node.
    """
    joining = _Joining(sorted(entries, key=lambda entry: entry.node), pairs, decisions, alike_from)
    for one, other in sorted(decisions.same):
        joining.join(one, other, is_must=True)
    joining.join_by_entity()
    for pair in sorted(
        (pair for pair in pairs if pair.weight >= one_from), key=lambda pair: (-pair.weight, *ordered(pair.one, pair.other))
    ):
        joining.join(pair.one, pair.other)
    return joining.ids()


class _Joining:
    """Clusters while they grow."""

    def __init__(self, entries: Sequence[Entry], pairs: Iterable[Pair], decisions: Decisions, alike_from: float) -> None:
        self._entries = {entry.node: entry for entry in entries}
        self._cluster_of = {entry.node: _Cluster([entry], {entry.entity} if entry.entity else set(), {entry.partner}) for entry in entries}
        self._alike = {ordered(pair.one, pair.other) for pair in pairs if pair.weight >= alike_from} | decisions.same
        self._different: dict[str, set[str]] = defaultdict(set)
        for one, other in decisions.different:
            self._different[one].add(other)
            self._different[other].add(one)

    def join_by_entity(self) -> None:
        """Joins entries with one entity, each with the first that no decision keeps it from."""
        by_entity: dict[str, list[str]] = defaultdict(list)
        for node, entry in self._entries.items():
            if entry.entity is not None:
                by_entity[entry.entity].append(node)
        for nodes in by_entity.values():
            heads: list[str] = []
            for node in nodes:
                if not any(self.join(head, node, is_must=True) for head in heads):
                    heads.append(node)

    def join(self, one: str, other: str, *, is_must: bool = False) -> bool:
        """Joins the clusters of two nodes unless something forbids it; whether they are one now.

        Args:
            one: a node.
            other: another.
            is_must: joined whatever registers say; only a person's `different` forbids it.
        """
        if one not in self._entries or other not in self._entries:
            return False
        left, right = self._cluster_of[one], self._cluster_of[other]
        if left is right:
            return True
        if self._is_decided_different(left, right):
            return False
        if not is_must and (self._is_forbidden(left, right) or not self._is_coherent(left, right)):
            return False
        large, small = (left, right) if len(left.members) >= len(right.members) else (right, left)
        large.members += small.members
        large.entities |= small.entities
        large.partners |= small.partners
        for member in small.members:
            self._cluster_of[member.node] = large
        return True

    def ids(self) -> dict[str, str]:
        """The id of each node's cluster: that of the entry known first."""
        found: dict[int, str] = {}
        for cluster in self._cluster_of.values():
            if id(cluster) not in found:
                first = min(cluster.members, key=lambda entry: (entry.known_from, entry.node))
                found[id(cluster)] = organisation_id(first.node)
        return {node: found[id(cluster)] for node, cluster in self._cluster_of.items()}

    def _is_decided_different(self, left: _Cluster, right: _Cluster) -> bool:
        if not self._different:
            return False
        small, large = sorted((left, right), key=lambda cluster: len(cluster.members))
        return any(self._cluster_of.get(other) is large for member in small.members for other in self._different.get(member.node, ()))

    def _is_forbidden(self, left: _Cluster, right: _Cluster) -> bool:
        if left.entities and right.entities and not left.entities & right.entities:
            return True
        return any(
            one.partner == other.partner and stood_together(one.spans, other.spans) and not (one.entity and one.entity == other.entity)
            for partner in left.partners & right.partners
            for one in left.members
            if one.partner == partner
            for other in right.members
        )

    def _is_coherent(self, left: _Cluster, right: _Cluster) -> bool:
        """Whether enough members are alike across the two, so that a chain of likenesses does not swallow strangers."""
        if len(left.members) * len(right.members) > _MOST_CHECKED:
            return True
        across = [ordered(one.node, other.node) in self._alike for one in left.members for other in right.members]
        return sum(across) >= _LEAST_AGREEING * len(across)


def stood_together(one: Iterable[tuple[int, int]], other: Sequence[tuple[int, int]]) -> bool:
    """Whether some snapshot of a register held both of two entries, by the first and last snapshots of each time it held them."""
    return any(first <= other_last and other_first <= last for first, last in one for other_first, other_last in other)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The organisation that a wording means, or why none is told.

    Attributes:
        organisation_id: None when no organisation is sure enough.
        weight: of the evidence for the best one; None when there is none at all.
        node: the entry that is the evidence.
        is_ambiguous: whether several organisations were as likely.
    """

    organisation_id: str | None
    weight: float | None = None
    node: str | None = None
    is_ambiguous: bool = False


def meaning(
    candidates: Iterable[Pair], organisations: Mapping[str, str], decisions: Decisions, reference: str, reference_from: float, margin: float
) -> Meaning:
    """Which organisation a wording means.

    Args:
        candidates: pairs of the wording (`one`) and entries (`other`).
        organisations: id by entry.
        decisions: what persons decided.
        reference: key of the wording.
        reference_from: weight from which a name means an organisation.
        margin: by how much the best organisation must be ahead of the next.
    """
    for one, other in sorted(decisions.same):
        if reference in (one, other) and (entry := other if one == reference else one) in organisations:
            return Meaning(organisations[entry], None, entry)
    refused = {organisations.get(other if one == reference else one) for one, other in decisions.different if reference in (one, other)}
    best: dict[str, Pair] = {}
    for pair in sorted(candidates, key=lambda pair: (-pair.weight, pair.other)):
        organisation = organisations.get(pair.other)
        if organisation is not None and organisation not in refused:
            best.setdefault(organisation, pair)
    if not best:
        return Meaning(None)
    ranked = sorted(best.items(), key=lambda item: (-item[1].weight, item[0]))
    organisation, pair = ranked[0]
    is_ambiguous = len(ranked) > 1 and pair.weight - ranked[1][1].weight < margin
    if pair.weight < reference_from or is_ambiguous:
        return Meaning(None, pair.weight, pair.other, is_ambiguous)
    return Meaning(organisation, pair.weight, pair.other)
