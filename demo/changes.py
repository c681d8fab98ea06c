"""What changes in organisations while the region lasts: they move, take up another trade, become cooperatives, wake up.

What belongs here: which organisation was something else until which day. An organisation itself states what it is in the end. Registers
tell of a change in the snapshot of the quarter that begins with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from demo.organisations import CRAFTS, FARMING
from demo.periods import periods_between
from demo.places import PROVINCE_CODES, commune_in
from demo.truth import Change, Organisation

# How many of each at scale 1.
_NUMBERS: Final = {"province": 10, "commune": 8, "sector": 14, "legal_form": 6, "status": 6}
_OTHERS: Final = frozenset({"tourism", "services", "commerce", "construction", "environment"})
_FORM_BEFORE: Final = {"cooperative": "association", "union": "association", "gie": "association", "company": "artisan"}


def build_changes(
    rng: Random,
    organisations: Sequence[Organisation],
    unfit: frozenset[str],
    span: tuple[date, date],
    scale: float,
) -> dict[str, Change]:
    """For each organisation that changes, by id: when, and what it was before.

    Args:
        rng: random source.
        organisations: as they are in the end.
        unfit: ids of organisations that stay what they are.
        span: first and last month of the region; a region within one quarter has no changes.
        scale: size of the region.
    """
    quarters = periods_between("quarter", *span)[1:]
    free = [each for each in organisations if each.has_register and each.ice is not None and each.id not in unfit]
    rng.shuffle(free)
    changes: dict[str, Change] = {}
    for kind, number in _NUMBERS.items():
        wanted = max(1, round(number * scale)) if quarters else 0
        for each in free[:wanted]:
            day = rng.choice(quarters)
            if each.founded_on < day:
                changes[each.id] = Change(day, _before(rng, each, kind))
        free = free[wanted:]
    return changes


def on_day(organisation: Organisation, changes: Mapping[str, Change], day: date) -> Organisation:
    """The organisation as it was on that day."""
    change = changes.get(organisation.id)
    return change.before if change is not None and day < change.on else organisation


def _before(rng: Random, organisation: Organisation, kind: str) -> Organisation:
    if kind == "province":
        province = rng.choice([code for code in PROVINCE_CODES if code != organisation.province])
        return replace(organisation, province=province, commune=commune_in(rng, province)[0])
    if kind == "commune":
        return replace(organisation, commune=commune_in(rng, organisation.province)[0])
    if kind == "sector":
        family = next(each for each in (CRAFTS, FARMING, _OTHERS) if organisation.sector in each)
        return replace(organisation, sector=rng.choice(sorted(family - {organisation.sector})))
    if kind == "legal_form":
        return replace(organisation, legal_form=_FORM_BEFORE.get(organisation.legal_form, "cooperative"))
    return replace(organisation, status="dormant" if organisation.status == "active" else "active")
