"""Which kind of fault goes into which feeds, columns and periods: dealt by a seed, spread over contracts.

What goes here: choosing. What does not: the faults (`kinds/`), what is made of them (`judging`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest
from random import Random
from typing import Final

from benchmarks.faults.kinds.spots import whole
from benchmarks.faults.model import WHOLE, Case, Faulty, Kind, Setting
from benchmarks.faults.rewriting import written
from demo.deliveries.composing import Delivery
from demo.periods import add_months
from ingestion.contract import load_contracts

LATE_MONTHS: Final = 5
COLD_DELIVERIES: Final = 3
_PAST: Final = 20
_TRIES: Final = 6

Settings = Mapping[str, Sequence[Setting]]


@dataclass(frozen=True, slots=True)
class Injection:
    """One fault in one delivery. `is_cold`: the feed has delivered three times before, and no more."""

    kind: Kind
    case: Case
    faulty: Faulty
    is_cold: bool = False


def settings_of(sent: Iterable[Delivery]) -> dict[str, list[Setting]]:
    """Clean deliveries by feed, each with those before it and with the neighbours of its time."""
    feeds: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in sorted(sent, key=lambda each: each.draft.received_at):
        feeds[f"{delivery.draft.partner}/{delivery.draft.contract}"].append(delivery)
    contracts = load_contracts()
    return {
        feed: [
            Setting(delivery, contracts[delivery.draft.contract], tuple(own[:index]), tuple(_neighbours(delivery, feeds)))
            for index, delivery in enumerate(own)
        ]
        for feed, own in feeds.items()
    }


def _neighbours(delivery: Delivery, feeds: Mapping[str, Sequence[Delivery]]) -> Iterator[Delivery]:
    """Of each other feed of the same partner or contract the delivery that came nearest in time."""
    draft = delivery.draft
    for others in feeds.values():
        other = others[0].draft
        if (other.partner == draft.partner) != (other.contract == draft.contract):
            yield min(others, key=lambda each: abs(each.draft.received_at - draft.received_at))


def late(settings: Sequence[Setting], last_month: date) -> list[Setting]:
    """Deliveries of the last months that have a past: more than a cold start, most of it of the same rhythm.

    A feed that delivers once a year has none in two years. One that has not delivered in the last months gives its last delivery.
    """
    first = add_months(last_month, 1 - LATE_MONTHS)
    with_past = [setting for setting in settings if len(setting.earlier) > COLD_DELIVERIES and _is_at_home(setting, settings)]
    found = [setting for setting in with_past if setting.delivery.draft.period_start >= first]
    return found or with_past[-1:]


def _is_at_home(setting: Setting, settings: Sequence[Setting]) -> bool:
    """Not among the first files of a new rhythm, as when monthly files became nightly ones."""
    rhythm = setting.delivery.draft.period_type
    alike = sum(each.delivery.draft.period_type == rhythm for each in settings)
    before = sum(each.draft.period_type == rhythm for each in setting.earlier)
    return before >= min(_PAST, alike // 2)


def cold(settings: Sequence[Setting]) -> list[Setting]:
    """The delivery with three before it, or the last one of a feed that has fewer."""
    return list(settings[COLD_DELIVERIES : COLD_DELIVERIES + 1] or settings[-1:])


def injections(kinds: Iterable[Kind], settings: Settings, seed: int, feeds_a_kind: int, *, is_cold: bool = False) -> Iterator[Injection]:
    """Plants each kind in as many feeds as it fits, at most so many.

    Args:
        kinds: what to plant.
        settings: the deliveries of each feed in which it may be planted.
        seed: decides on feeds, periods and columns.
        feeds_a_kind: most feeds a kind.
        is_cold: what to note of them.
    """
    for kind in kinds:
        rng = Random(f"{seed}/{kind.name}/{is_cold}")
        planted = (found for feed in _mixed(settings, rng) if (found := _planted(kind, settings[feed], rng, is_cold)))
        yield from (each for each, _ in zip(planted, range(feeds_a_kind), strict=False))


CONTROL: Final = Kind(
    name="written_anew",
    family="control",
    told="No fault: the same rows, written once more by the same partner.",
    spots=whole,
    plant=lambda case: written(case, case.setting.rows, again=" anew"),
    places=lambda case: frozenset({WHOLE}),
)
"""What may never be found: whatever is said of it would be said of any file, and would make hits out of nothing."""


def controls(settings: Settings, seed: int) -> list[Injection]:
    """One in each feed."""
    return list(injections([CONTROL], settings, seed, len(settings)))


def _mixed(settings: Settings, rng: Random) -> list[str]:
    """Feeds in an order in which every contract comes before any comes twice."""
    by_contract: dict[str, list[str]] = defaultdict(list)
    for feed in rng.sample(sorted(settings), len(settings)):
        by_contract[feed.partition("/")[2]].append(feed)
    turns = zip_longest(*rng.sample(list(by_contract.values()), len(by_contract)))
    return [feed for feed in chain.from_iterable(turns) if feed is not None]


def _planted(kind: Kind, settings: Sequence[Setting], rng: Random, is_cold: bool) -> Injection | None:
    places = [(setting, spot) for setting in settings for spot in kind.spots(setting)]
    for setting, spot in rng.sample(places, min(_TRIES, len(places))):
        case = Case(setting, tuple(spot), Random(f"{rng.random()}"))
        faulty = kind.plant(case)
        if faulty is not None and (faulty.file, faulty.content) != (setting.delivery.file, setting.delivery.content):
            return Injection(kind, case, faulty, is_cold)
    return None
