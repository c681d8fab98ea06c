"""The whole of linkage for one instant: scored pairs and decisions in, organisations, their history and doubtful pairs out.

Belongs here: putting the steps together, set against time: which version of an entry was known on which day. What each step does is in
`scoring.py` and `clusters.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from linkage.clusters import Decisions, Entry, Meaning, Pair, clusters, meaning, ordered, organisation_id, stood_together
from linkage.comparisons import COMPARISONS, words
from linkage.mentions import REFERENCE, REGISTER, Mention, by_node
from linkage.model import Model
from linkage.records import record_id

if TYPE_CHECKING:
    import pyarrow as pa

_GAMMAS: Final = tuple(f"gamma_{each.name}" for each in COMPARISONS)
_SAME_ICE: Final = "même entité de l'ICE"
_AMBIGUOUS: Final = "plusieurs organisations portent un nom aussi proche"
_SURE_ENOUGH: Final = 2.0
_DECIDED: Final = "décidé par une personne"


@dataclass(frozen=True, slots=True)
class Decision:
    """One pair that a person settled: since when it was known, and until when when it was taken back."""

    one: str
    other: str
    is_same: bool
    known_from: datetime
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The best pair that speaks for a link, and what it says in words."""

    pair: Pair
    words: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which organisation a register entry belonged to, from a day on until the next assignment of the same entry."""

    node: str
    organisation_id: str
    known_on: date
    is_current: bool
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two nodes that may be one organisation: a person is asked."""

    one: str
    other: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What linkage found: entries' organisations over time, what wordings mean, and what it is not sure of."""

    assignments: tuple[Assignment, ...]
    references: Mapping[str, tuple[Meaning, str]]
    doubts: tuple[Doubt, ...]


def probability(weight: float) -> float:
    """The probability that a weight (log2 of odds) stands for."""
    return round(1 / (1 + math.pow(2, -max(min(weight, 60.0), -60.0))), 6)


def name_score(weight: float, model: Model) -> float:
    """The probability that a name means the only organisation near enough: four to one at the threshold.

    The model weighs two records among all there are. For a name in a fact the others were looked at and are a margin behind.
    """
    return probability(weight - model.reference_from + _SURE_ENOUGH)


def linked(mentions: Sequence[Mention], pairs: pa.Table, decisions: Sequence[Decision], model: Model) -> Linked:
    """Links everything that is known.

    Args:
        mentions: of `read_mentions`.
        pairs: of `score_pairs`.
        decisions: of persons, with their times.
        model: thresholds.
    """
    nodes = by_node(mention for mention in mentions if mention.kind == REGISTER)
    wordings = {mention.node: mention for mention in mentions if mention.kind == REFERENCE}
    entry_pairs, wording_pairs = _evidence(mentions, pairs)
    standing = _decided(decisions, None)
    assignments: list[Assignment] = []
    current: dict[str, str] = {}
    for component in _components(nodes, entry_pairs, decisions, model.one_from):
        found = list(_over_time(component, nodes, entry_pairs, decisions, model))
        assignments += found
        current |= {each.node: each.organisation_id for each in found if each.is_current}
    means = {
        node: _meaning(node, wording_pairs.get(node, {}), nodes, current, standing, model, wordings[node]) for node in sorted(wordings)
    }
    doubts = [*_entry_doubts(entry_pairs, nodes, current, standing, model), *_wording_doubts(means, standing, model)]
    return Linked(tuple(assignments), means, tuple(sorted(doubts, key=lambda doubt: (-doubt.score, doubt.one, doubt.other))))


_ByPair = dict[tuple[str, str], dict[tuple[str, str], Evidence]]


def _evidence(mentions: Iterable[Mention], pairs: pa.Table) -> tuple[_ByPair, dict[str, dict[str, Evidence]]]:
    """Scored pairs by pair of nodes and of their records; and by wording and entry the best one over the entry's versions."""
    node_of = {record_id(mention): (mention.node, mention.kind) for mention in mentions}
    entry_pairs: _ByPair = {}
    wording_pairs: dict[str, dict[str, Evidence]] = defaultdict(dict)
    said: dict[tuple[int, ...], str] = {}
    columns = [pairs.column(name).to_pylist() for name in ("record_l", "record_r", "weight", *_GAMMAS)]
    for record_l, record_r, weight, *gammas in zip(*columns, strict=True):
        if record_l not in node_of or record_r not in node_of:
            continue
        (one, kind_one), (other, kind_other) = node_of[record_l], node_of[record_r]
        key = tuple(gammas)
        if key not in said:
            said[key] = words({each.name: level for each, level in zip(COMPARISONS, gammas, strict=True)})
        if kind_one == kind_other == REGISTER:
            pair = ordered(one, other)
            records = (record_l, record_r) if pair == (one, other) else (record_r, record_l)
            entry_pairs.setdefault(pair, {})[records] = Evidence(Pair(*pair, weight), said[key])
        elif kind_one != kind_other:
            wording, entry = (one, other) if kind_one == REFERENCE else (other, one)
            best = wording_pairs[wording].get(entry)
            if best is None or (weight, said[key]) > (best.pair.weight, best.words):
                wording_pairs[wording][entry] = Evidence(Pair(wording, entry, weight), said[key])
    return entry_pairs, wording_pairs


def _components(
    nodes: Mapping[str, Sequence[Mention]], pairs: _ByPair, decisions: Sequence[Decision], one_from: float
) -> Iterator[list[str]]:
    """Groups of entries between which anything ever spoke for a link; each can be looked at alone."""
    head = {node: node for node in nodes}

    def top(node: str) -> str:
        while head[node] != node:
            head[node] = head[head[node]]
            node = head[node]
        return node

    def tie(one: str, other: str) -> None:
        if one in head and other in head:
            low, high = ordered(top(one), top(other))
            head[high] = low

    first_of: dict[str, str] = {}
    for node, versions in nodes.items():
        for entity in {version.entity for version in versions if version.entity}:
            tie(first_of.setdefault(entity, node), node)
    for (one, other), versions_of in pairs.items():
        if any(each.pair.weight >= one_from for each in versions_of.values()):
            tie(one, other)
    for decision in decisions:
        tie(decision.one, decision.other)
    groups: dict[str, list[str]] = defaultdict(list)
    for node in sorted(nodes):
        groups[top(node)].append(node)
    yield from (groups[key] for key in sorted(groups))


def _over_time(
    component: Sequence[str], nodes: Mapping[str, Sequence[Mention]], pairs: _ByPair, decisions: Sequence[Decision], model: Model
) -> Iterator[Assignment]:
    """The organisation of each entry of a component on every day on which something about them became known."""
    if len(component) == 1:
        (node,) = component
        yield Assignment(node, organisation_id(node), _day(_known(nodes[node][0])), True, 1.0, "")
        return
    inside = set(component)
    own = [each for each in decisions if each.one in inside and each.other in inside]
    edges = [(pair, versions) for pair, versions in _pairs_among(component, pairs)]
    moments = sorted(
        {_known(version) for node in component for version in nodes[node]}
        | {moment for each in own for moment in (each.known_from, each.known_until) if moment is not None}
    )
    last_of_day = {_day(moment): moment for moment in moments}
    before: dict[str, str] = {}
    history: list[Assignment] = []
    for day, moment in last_of_day.items():
        entries = _entries_at(component, nodes, moment)
        records = {entry.node: entry.record for entry in entries}
        known = [
            versions[records[pair[0]], records[pair[1]]]
            for pair, versions in edges
            if pair[0] in records and pair[1] in records and (records[pair[0]], records[pair[1]]) in versions
        ]
        decided = _decided(own, moment)
        found = clusters(entries, [each.pair for each in known], decided, model.one_from, model.review_from)
        changed = {node: organisation for node, organisation in found.items() if before.get(node) != organisation}
        if changed:
            reasons = _reasons(entries, found, known, decided)
            history += [Assignment(node, changed[node], day, False, *reasons[node]) for node in sorted(changed)]
        before = found
        if moment == moments[-1]:
            reasons = _reasons(entries, found, known, decided)
    latest = {each.node: index for index, each in enumerate(history)}
    for index, each in enumerate(history):
        if latest[each.node] != index:
            yield each
        else:
            yield Assignment(each.node, each.organisation_id, each.known_on, True, *reasons[each.node])


def _pairs_among(component: Sequence[str], pairs: _ByPair) -> Iterator[tuple[tuple[str, str], dict[tuple[str, str], Evidence]]]:
    if len(component) > _SMALL:
        inside = set(component)
        yield from ((pair, versions) for pair, versions in pairs.items() if pair[0] in inside and pair[1] in inside)
        return
    for index, one in enumerate(component):
        for other in component[index + 1 :]:
            if (one, other) in pairs:
                yield (one, other), pairs[one, other]


_SMALL: Final = 300


def _entries_at(component: Sequence[str], nodes: Mapping[str, Sequence[Mention]], moment: datetime) -> list[Entry]:
    entries = []
    for node in component:
        known = [version for version in nodes[node] if _known(version) <= moment]
        if known:
            spans = tuple((version.first_load, version.last_load) for version in known)
            last = known[-1]
            assert last.partner is not None
            entries.append(Entry(node, last.partner, _known(known[0]), last.entity, spans, record_id(last)))
    return entries


def _reasons(
    entries: Sequence[Entry], found: Mapping[str, str], known: Sequence[Evidence], decided: Decisions
) -> dict[str, tuple[float, str]]:
    """For each entry the surest evidence that ties it to another one of its organisation; (1, nothing) when it is alone in it."""
    best: dict[str, tuple[float, str]] = {}
    for each in sorted(known, key=lambda each: (-each.pair.weight, each.pair.one, each.pair.other)):
        if found[each.pair.one] == found[each.pair.other]:
            for node in (each.pair.one, each.pair.other):
                best.setdefault(node, (probability(each.pair.weight), each.words))
    of_entity: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in entries:
        if entry.entity is not None:
            of_entity[entry.entity, found[entry.node]].append(entry.node)
    for group in of_entity.values():
        if len(group) > 1:
            best |= dict.fromkeys(group, (1.0, _SAME_ICE))
    for one, other in decided.same:
        if one in found and other in found and found[one] == found[other]:
            best |= dict.fromkeys((one, other), (1.0, _DECIDED))
    return {entry.node: best.get(entry.node, (1.0, "")) for entry in entries}


def _meaning(
    node: str,
    evidence: Mapping[str, Evidence],
    nodes: Mapping[str, Sequence[Mention]],
    current: Mapping[str, str],
    decisions: Decisions,
    model: Model,
    wording: Mention,
) -> tuple[Meaning, str]:
    """What a wording means, with the words for it. An entry of another valid entity is never meant."""
    possible = [
        each.pair for entry, each in evidence.items() if wording.entity is None or nodes[entry][-1].entity in (None, wording.entity)
    ]
    found = meaning(possible, current, decisions, node, model.reference_from, model.margin)
    if found.organisation_id is not None and found.weight is None:
        return found, _DECIDED
    return found, evidence[found.node].words if found.node is not None and found.node in evidence else ""


def _entry_doubts(
    pairs: _ByPair, nodes: Mapping[str, Sequence[Mention]], current: Mapping[str, str], decisions: Decisions, model: Model
) -> Iterator[Doubt]:
    """Pairs of entries that may be one and are not, which neither a person nor a register tells apart."""
    for (one, other), versions in pairs.items():
        if current[one] == current[other] or all(each.pair.weight < model.review_from for each in versions.values()):
            continue
        last = (record_id(nodes[one][-1]), record_id(nodes[other][-1]))
        if last not in versions or versions[last].pair.weight < model.review_from:
            continue
        settled = (one, other) in decisions.different or (one, other) in decisions.same
        entities = (nodes[one][-1].entity, nodes[other][-1].entity)
        if not settled and (None in entities or entities[0] == entities[1]) and not _told_apart(nodes[one], nodes[other]):
            yield Doubt(one, other, probability(versions[last].pair.weight), versions[last].words)


def _wording_doubts(means: Mapping[str, tuple[Meaning, str]], decisions: Decisions, model: Model) -> Iterator[Doubt]:
    for node, (found, said) in means.items():
        if found.organisation_id is None and found.node is not None and found.weight is not None:
            is_settled = ordered(node, found.node) in decisions.different
            if not is_settled and (found.is_ambiguous or found.weight >= model.review_from):
                yield Doubt(
                    *ordered(node, found.node), name_score(found.weight, model), f"{said}, {_AMBIGUOUS}" if found.is_ambiguous else said
                )


def _told_apart(one: Sequence[Mention], other: Sequence[Mention]) -> bool:
    if one[0].partner != other[0].partner:
        return False
    spans = [tuple((version.first_load, version.last_load) for version in versions) for versions in (one, other)]
    return stood_together(*spans)


def _decided(decisions: Iterable[Decision], moment: datetime | None) -> Decisions:
    """The decisions in force at a moment; now when None."""
    in_force = [
        each
        for each in decisions
        if (
            each.known_until is None
            if moment is None
            else each.known_from <= moment and (each.known_until is None or moment < each.known_until)
        )
    ]
    pairs = {is_same: frozenset(ordered(each.one, each.other) for each in in_force if each.is_same == is_same) for is_same in (True, False)}
    return Decisions(pairs[True], pairs[False])


def _known(mention: Mention) -> datetime:
    assert mention.known_from is not None
    return mention.known_from


@lru_cache(maxsize=4096)
def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(TIME_ZONE)).date() if moment.tzinfo else moment.replace(tzinfo=UTC).date()


def rows(result: Linked, mentions: Sequence[Mention], model: Model) -> Iterator[dict[str, Any]]:
    """What was found as rows of the table `int_linkage_outcomes`."""
    wordings = {mention.node: mention.values for mention in mentions if mention.kind == REFERENCE}
    for each in result.assignments:
        partner, local_ref = each.node.split("#")[0].split(":", 1)
        yield {
            "row_kind": "entry", "node": each.node, "partner": partner, "local_ref": local_ref, "organisation_id": each.organisation_id,
            "known_on": each.known_on, "is_current": each.is_current, "score": each.score, "evidence": each.evidence,
        }  # fmt: skip
    for node, (found, said) in result.references.items():
        values = wordings[node]
        yield {
            "row_kind": "wording", "node": node, "name": values["name_fr"], "province": values.get("province"), "ice": values.get("ice"),
            "organisation_id": found.organisation_id, "is_current": True, "is_ambiguous": found.is_ambiguous,
            "score": None if found.organisation_id is None else 1.0 if found.weight is None else name_score(found.weight, model),
            "evidence": said,
        }  # fmt: skip
    for doubt in result.doubts:
        yield {
            "row_kind": "doubt",
            "node": doubt.one,
            "other_node": doubt.other,
            "score": doubt.score,
            "evidence": doubt.evidence,
        }
