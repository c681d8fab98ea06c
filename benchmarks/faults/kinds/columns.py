"""Slips of whole columns: emptied, lost, swapped, shifted, sorted alone, filled down, counted up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from benchmarks.faults.kinds.spots import NUMBERS, in_modes, named, of_kinds, pairs_of_kind
from benchmarks.faults.model import Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, differing, look_of, raw, with_cells, with_sheets, written
from demo.deliveries.composing import RECORD_ENDINGS
from demo.deliveries.files import Sheet

_FAMILY: Final = "columns"
_TIES: Final = of_kinds(*NUMBERS, but=("birth_year",))
_CODE_END: Final = re.compile(r"(\d+)$")
_LOST_ICE_DIGITS: Final = 3
_NARROW: Final = 10


def _with_column(case: Case, values: Sequence[Any], fewest: int = 3) -> Faulty | None:
    rows = [changed(row, **{case.column: value}) for row, value in zip(case.setting.rows, values, strict=True)]
    return written(case, rows) if differing(case.setting.rows, rows) >= fewest else None


def _optional(setting: Setting) -> list[Spot]:
    return [(each.name,) for each in setting.columns if not each.required and setting.filled_share(each.name) >= 0.5 and setting.rows]


def _required(setting: Setting) -> list[Spot]:
    return [(each.name,) for each in setting.columns if each.required and setting.rows]


def _emptied(case: Case) -> Faulty | None:
    rows = [raw(row, case.column, None) for row in case.setting.rows]
    return written(case, rows)


def _dropped(case: Case) -> Faulty | None:
    form = look_of(case.setting.delivery).form
    left = replace(form, columns=tuple((name, heading) for name, heading in form.columns if name != case.column))
    return written(case, case.setting.rows, form=left)


def _swapped(case: Case) -> Faulty | None:
    one, other = case.spot
    rows = [changed(row, **{one: row.values.get(other), other: row.values.get(one)}) for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _sorted_alone(case: Case) -> Faulty | None:
    """Smallest first, gaps at the end, as a spreadsheet sorts a column that was selected alone."""
    values = case.setting.filled(case.column)
    return _with_column(case, [*sorted(values), *[None] * (len(case.setting.rows) - len(values))], fewest=len(case.setting.rows) // 3)


def _slipped(case: Case) -> Faulty | None:
    """One cell was deleted at the top and everything moved up by one row."""
    return _with_column(case, [*case.setting.values(case.column)[1:], None], fewest=len(case.setting.rows) // 3)


def _filled_down(case: Case) -> Faulty | None:
    first = next(value for value in case.setting.values(case.column) if value is not None)
    return _with_column(case, [first] * len(case.setting.rows))


def _block_filled_down(case: Case) -> Faulty | None:
    """Two fifths of the rows, one after the other, have the value of the row before them."""
    values = list(case.setting.values(case.column))
    length = max(3, int(len(values) * 0.4))
    start = case.rng.randrange(1, max(2, len(values) - length))
    value = next((each for each in reversed(values[:start]) if each is not None), values[-1])
    values[start : start + length] = [value] * len(values[start : start + length])
    return _with_column(case, values)


def _counted_up(case: Case) -> Faulty | None:
    """The cell was dragged down and the spreadsheet counted on: 12, 13, 14 …"""
    first = next(value for value in case.setting.values(case.column) if value is not None)
    return _with_column(case, [first + index for index in range(len(case.setting.rows))])


def _references_counted_up(case: Case) -> Faulty | None:
    first = next((str(value) for value in case.setting.values(case.column) if value is not None), "")
    found = _CODE_END.search(first)
    if found is None:
        return None
    digits = found[1]
    start = first[: found.start()]
    return _with_column(case, [f"{start}{int(digits) + index:0{len(digits)}d}" for index in range(len(case.setting.rows))])


def _ice_scientific(case: Case) -> Faulty | None:
    rows = [
        raw(row, "ice", f"{int(row.values['ice']):.5E}".replace(".", ",")) if row.values.get("ice") else row for row in case.setting.rows
    ]
    return written(case, rows) if differing(case.setting.rows, rows) else None


def _ice_cut(case: Case) -> Faulty | None:
    rows = [raw(row, "ice", row.values["ice"][:-_LOST_ICE_DIGITS]) if row.values.get("ice") else row for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) else None


def _names_cut(case: Case) -> Faulty | None:
    values = [value[:_NARROW].strip() if value else value for value in case.setting.values(case.column)]
    return _with_column(case, values)


def _text_key(setting: Setting) -> list[Spot]:
    (key, *others) = setting.contract.key
    return [(key,)] if not others and len(setting.rows) >= 5 else []


def _renumbered(case: Case) -> Faulty | None:
    return _with_column(case, [f"{index:04d}" for index in range(1, len(case.setting.rows) + 1)])


def _is_table(setting: Setting) -> bool:
    return not setting.delivery.file.endswith(RECORD_ENDINGS) and len(setting.rows) >= 5


def _tails(setting: Setting) -> list[Spot]:
    """From which column on cells can be shifted: every column from there to the last is touched."""
    look = setting.delivery.look
    if look is None or not _is_table(setting):
        return []
    names = [name for name, _ in look.form.columns]
    return [tuple(name for name in names[start:] if not name.startswith("+")) for start in range(1, len(names) - 2)]


def _shift(row: Sequence[Any], start: int) -> tuple[Any, ...]:
    return (*row[:start], None, *row[start:-1])


def _start(case: Case) -> int:
    return [name for name, _ in look_of(case.setting.delivery).form.columns].index(case.column)


def _shifted(case: Case) -> Faulty:
    return with_sheets(case, lambda sheet: with_cells(sheet, [_shift(row, _start(case)) for row in sheet.rows]))


def _half_shifted(case: Case) -> Faulty:
    def change(sheet: Sheet) -> Sheet:
        half = len(sheet.rows) // 2
        return with_cells(sheet, [*sheet.rows[:half], *(_shift(row, _start(case)) for row in sheet.rows[half:])])

    return with_sheets(case, change)


KINDS: Final = (
    Kind("column_emptied", _FAMILY, "A column that is usually filled in is empty.", _optional, _emptied),
    Kind("required_column_emptied", _FAMILY, "A required column is empty.", _required, _emptied),
    Kind("column_dropped", _FAMILY, "A column that is usually there was deleted with its heading.", _optional, _dropped),
    Kind("required_column_dropped", _FAMILY, "A required column was deleted with its heading.", _required, _dropped),
    Kind("two_numbers_swapped", _FAMILY, "The values of two columns are swapped.", pairs_of_kind(*NUMBERS), _swapped),
    Kind("columns_shifted", _FAMILY, "From one column on, every value stands under its neighbour's heading.", _tails, _shifted),
    Kind("half_shifted", _FAMILY, "The same, in the lower half of the file.", _tails, _half_shifted),
    Kind("sorted_alone", _FAMILY, "One column was sorted without the others.", _TIES, _sorted_alone),
    Kind("slipped_one_row", _FAMILY, "One column stands one row higher than the others.", _TIES, _slipped),
    Kind("number_filled_down", _FAMILY, "The first row's number was filled down to the last.", _TIES, _filled_down),
    Kind("block_filled_down", _FAMILY, "One number was copied over two fifths of the rows.", _TIES, _block_filled_down),
    Kind("numbers_counted_up", _FAMILY, "A number was dragged down, and the spreadsheet counted on.", _TIES, _counted_up),
    Kind(
        "references_counted_up",
        _FAMILY,
        "A reference to an organisation was dragged down, and the spreadsheet counted on.",
        named("organisation_ref"),
        _references_counted_up,
    ),
    Kind("ice_scientific", _FAMILY, "ICEs are in scientific notation.", named("ice"), _ice_scientific),
    Kind("ice_cut", _FAMILY, "The last three digits of ICEs are lost.", named("ice"), _ice_cut),
    Kind("names_cut", _FAMILY, "Names were cut after ten letters.", named("organisation_name", "name_fr", "name_ar"), _names_cut),
    Kind(
        "keys_renumbered",
        _FAMILY,
        "The partner's own references were numbered anew from 1.",
        in_modes(_text_key, "snapshot", "period"),
        _renumbered,
    ),
)
