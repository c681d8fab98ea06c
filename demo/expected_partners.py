"""PAR-01 to PAR-03: on time, complete and accepted, from what partners owe and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from demo.expected_cells import TOTAL, Expected, Formula, Key, Tally, cells_of, rows
from demo.expected_slots import DUTIES, Duty, last_day, slots
from demo.periods import local_date
from demo.truth_deliveries import LoadNote

_BY: Final = ("partner", "contract")

FORMULAS: Final = (
    Formula("PAR-01", (("on_time", 1),), "due", _BY, has_provinces=False),
    Formula("PAR-02", (("received", 1),), "due", _BY, has_provinces=False),
    Formula("PAR-03", (("accepted", 1),), "rows", _BY, has_provinces=False),
)

ABOUT_DELIVERIES: Final = frozenset(formula.kpi_id for formula in FORMULAS)


def partner_kpis(loads: Iterable[LoadNote], as_of: datetime, first: date, duties: Sequence[Duty] = DUTIES) -> dict[Key, Expected]:
    """Every row of PAR-01 to PAR-03. There is no truth behind them: they tell of deliveries, not of the region.

    Args:
        loads: every delivery, refused ones too, each once.
        as_of: instant of the release; what came later does not exist yet.
        first: first day from which totals have a row.
        duties: what partners owe.
    """
    today = local_date(as_of)
    known = [load for load in loads if load.received_at <= as_of]
    tally = Tally()
    for slot in slots(duties, known, today):
        is_past_due = slot.due_on < today
        if slot.received or is_past_due:
            on_time = bool(slot.received) and local_date(slot.received[0]) <= slot.due_on
            amounts = {"due": 1, "received": int(bool(slot.received)), "on_time": int(on_time)}
            for cell in cells_of(slot.end, None, {TOTAL: TOTAL, "partner": slot.duty.partner, "contract": slot.duty.contract}):
                tally.add(cell, amounts)
    for load in known:
        breakdowns = {TOTAL: TOTAL, "partner": load.partner, "contract": load.contract}
        for cell in cells_of(last_day(load.period_type, load.period_start), None, breakdowns):
            tally.add(cell, {"rows": load.rows, "accepted": load.accepted})
    result: dict[Key, Expected] = {}
    for formula in FORMULAS:
        result |= rows(formula, tally, first, today)
    return result
