"""A clean delivery written anew: with other rows, other cells or other bytes, in the partner's own form.

What goes here: the ways to write. What does not: what is changed (`benchmarks.faults.kinds`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from benchmarks.faults.model import Case, Faulty
from demo.deliveries.composing import Delivery, Look, compose, content_of
from demo.deliveries.files import Sheet
from demo.deliveries.forms import Form
from demo.deliveries.rows import Row
from demo.mess import Cell

Rows = Sequence[Row]


def look_of(delivery: Delivery) -> Look:
    """How a delivery was written; every clean one tells it."""
    assert delivery.look is not None
    return delivery.look


def written(case: Case, rows: Rows, *, form: Form | None = None, period_start: date | None = None, again: str = "") -> Faulty:
    """The delivery with these rows.

    Args:
        case: where the fault is planted.
        rows: the rows in their order.
        form: the form, where it is not the usual one.
        period_start: the first day of the period that file, sheet and title tell, where it is not the right one.
        again: another hand of the same partner: cells may be written otherwise.
    """
    delivery = case.setting.delivery
    look = look_of(delivery)
    draft = replace(delivery.draft, rows=tuple(rows), period_start=period_start or delivery.draft.period_start)
    seed: Any = f"{look.seed}{again}" if again else look.seed
    made = compose(draft, look.template, form or look.form, look.hand, seed)
    return Faulty(made.file, made.content)


def with_sheets(case: Case, change: Callable[[Sheet], Sheet]) -> Faulty:
    """The delivery with each of its sheets changed."""
    delivery = case.setting.delivery
    sheets = [change(sheet) for sheet in delivery.sheets]
    content = content_of(sheets, look_of(delivery).template, delivery.file, delivery.draft.received_at)
    return Faulty(delivery.file, content)


def with_cells(sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> Sheet:
    """A sheet with other rows; empty lines and repeated headings stay where they can."""
    count = len(rows)
    return replace(
        sheet,
        rows=tuple(tuple(row) for row in rows),
        gaps=frozenset(index for index in sheet.gaps if index < count),
        repeats=frozenset(index for index in sheet.repeats if index < count),
    )


def changed(row: Row, **values: Any) -> Row:
    """A row with other values."""
    return replace(row, values={**row.values, **values})


def set_to(row: Row, values: Mapping[str, Any]) -> Row:
    """A row with other values, told as a mapping."""
    return replace(row, values={**row.values, **values})


def raw(row: Row, column: str, cell: Cell) -> Row:
    """A row in which a cell is written exactly so, whatever the partner's habits."""
    return replace(row, raw={**row.raw, column: cell})


def column_changed(case: Case, change: Callable[[Any], Any], *, fewest: int = 3, column: str | None = None) -> Faulty | None:
    """The delivery with one function applied to every value of a column; None where fewer than so many values change."""
    name = column or case.column
    rows = [row if row.values.get(name) is None else changed(row, **{name: change(row.values[name])}) for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) >= fewest else None


def differing(before: Rows, after: Rows) -> int:
    """How many rows are not what they were."""
    return sum(one.values != other.values or one.raw != other.raw for one, other in zip(before, after, strict=True))
