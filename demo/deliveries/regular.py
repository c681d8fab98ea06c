"""Deliveries of the partners who report by the month, quarter or year, or a whole list on change: all feeds but the hub's own.

What belongs here: the sequence of files of these feeds, with corrections, copies and refusals. The hub's other feeds are in
`demo.deliveries.hub`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from random import Random
from typing import Any, Final

from demo.contracts import CONTRACTS
from demo.deliveries.composing import Delivery, Draft, compose, copy_of
from demo.deliveries.planting import Planter
from demo.deliveries.rows import Row, row_of
from demo.deliveries.schedule import LOST_COLUMN, Fate, after_the_next, deal_fates, later, received
from demo.deliveries.templates import TEMPLATES
from demo.periods import periods_between
from demo.truth import Region

_ERRORS_A_RULE: Final = 3
_LOST_SHARE: Final = 0.06
# What is lost in the last files stays lost: there the marts feel it.
_LOST_SHARE_AT_THE_END: Final = 0.4
_CORRECTIONS: Final = {True: (" rectifié", "_v2"), False: ("_v2", "_rectifie")}
"""What is put behind the name of a corrected file: of a workbook, and of any other."""
_COPIES: Final = ("Copie de ", "Fwd ")


@dataclass(frozen=True, slots=True)
class _Slot:
    """One delivery that a feed owes. `is_followed`: a whole period with a delivery of its own comes after it."""

    partner: str
    contract: str
    period_start: date
    number: int
    share: float
    is_last: bool
    is_followed: bool
    usual: datetime
    rows: tuple[Row, ...]


def regular_deliveries(region: Region, contract: str, *, is_clean: bool = False) -> Iterator[Delivery]:
    """Every delivery of one contract's feeds, period by period.

    Args:
        region: the region whose statements are delivered.
        contract: any but those of the hub's resources, bookings and visits.
        is_clean: whether nothing is broken, and each delivery comes once and in the ordinary way.
    """
    planter = Planter(contract)
    slots = _slots(region, contract)
    wanted = 0 if is_clean else max(1, ceil(_ERRORS_A_RULE * planter.rules / max(1, len(slots))))
    fates = {} if is_clean else deal_fates({(slot.partner, slot.period_start): slot.usual for slot in slots}, contract)
    for slot in slots:
        fate = fates.get((slot.partner, slot.period_start), "")
        yield from _slot_deliveries(slot, fate, planter, wanted, region.seed)


def _slots(region: Region, contract: str) -> list[_Slot]:
    facts = CONTRACTS[contract]
    owed: dict[tuple[str, date], list[Any]] = defaultdict(list)
    for row in facts.rows(region):
        owed[row.partner, row.period_start].append(row)
    periods = _periods(region, contract, {period for _, period in owed})
    slots = []
    for index, period in enumerate(periods):
        for partner in (partner for partner, of_contract in TEMPLATES if of_contract == contract):
            rows = owed.get((partner, period), [])
            if rows:
                slots.append(
                    _Slot(
                        partner=partner,
                        contract=contract,
                        period_start=period,
                        number=index + 1,
                        share=index / len(periods),
                        is_last=index == len(periods) - 1,
                        is_followed=index < len(periods) - 2,
                        usual=max(row.received_at for row in rows),
                        rows=tuple(sorted((row_of(row, contract) for row in rows), key=lambda row: _order(row, facts.order))),
                    )
                )
    return slots


def _periods(region: Region, contract: str, stated: Collection[date]) -> tuple[date, ...]:
    """The periods of a contract; those on change are the days of which something is stated."""
    period_type = CONTRACTS[contract].period_type
    if period_type == "day":
        return tuple(sorted(stated))
    return periods_between(period_type, region.first_month, region.last_month)


def _order(row: Row, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row.values[column]) for column in columns)


def _slot_deliveries(slot: _Slot, fate: Fate, planter: Planter, wanted: int, seed: int) -> Iterator[Delivery]:
    if fate == "missing":
        return
    rng = Random(f"{seed}/{slot.partner}/{slot.contract}/{slot.period_start}")
    instant = received(slot.usual, fate, rng)
    if fate in ("refused", "refused_mended"):
        yield _written(slot, slot.rows, instant, seed, without=LOST_COLUMN[slot.contract], note="a required column is missing")
        if fate == "refused":
            return
        rows = _planted(slot, planter, wanted, rng)
        yield _written(slot, rows, later(instant, rng), seed, suffix=_correction(slot), note="replaces the refused one")
        return
    if fate in ("corrected", "corrected_after_the_next"):
        # Everything that is wrong in the first file stands in real rows, so that the correction matters.
        rows = _planted(slot, planter, 3 * wanted, rng, real_share=1.0)
        yield _written(slot, rows, instant, seed, note="corrected later")
        is_late = fate == "corrected_after_the_next" and slot.is_followed
        instant = after_the_next(instant, rng) if is_late else later(instant, rng)
        rows = _planted(slot, planter, 1, rng, real_share=0.0)
        yield _written(slot, rows, instant, seed, suffix=_correction(slot), note="correction")
        return
    delivery = _written(slot, _planted(slot, planter, wanted, rng), instant, seed, note=fate if fate != "copied" else "")
    yield delivery
    if fate == "copied":
        yield copy_of(delivery, rng.choice(_COPIES), later(instant, rng))


def _planted(slot: _Slot, planter: Planter, count: int, rng: Random, real_share: float | None = None) -> tuple[Row, ...]:
    form = TEMPLATES[slot.partner, slot.contract].form(slot.share)
    if real_share is None:
        real_share = _LOST_SHARE_AT_THE_END if slot.is_last else _LOST_SHARE
    return tuple(planter.plant(slot.rows, form.names, rng, count=count, real_share=real_share))


def _written(
    slot: _Slot,
    rows: tuple[Row, ...],
    instant: datetime,
    seed: int,
    *,
    suffix: str = "",
    without: str | None = None,
    note: str = "",
) -> Delivery:
    template = TEMPLATES[slot.partner, slot.contract]
    draft = Draft(
        partner=slot.partner,
        contract=slot.contract,
        period_type=CONTRACTS[slot.contract].period_type,
        period_start=slot.period_start,
        received_at=instant,
        rows=rows,
        number=slot.number,
        suffix=suffix,
        without=without,
        note=note,
    )
    return compose(draft, template, template.form(slot.share), template.hand, seed)


def _correction(slot: _Slot) -> str:
    choices = _CORRECTIONS[TEMPLATES[slot.partner, slot.contract].sheet is not None]
    return choices[slot.number % len(choices)]
