"""Slips in which rows there are: cut off, left out, pasted twice, of other periods, sums among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from benchmarks.faults.kinds.spots import event_date, in_modes, whole
from benchmarks.faults.model import WHOLE, Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, set_to, written
from demo.deliveries.rows import Row

_FAMILY: Final = "rows"
_KEPT: Final = 0.6
_BLOCK: Final = 0.25
_SAMPLE: Final = 10
_MONTHS_A_QUARTER: Final = 3


def _load(case: Case) -> frozenset[str]:
    return frozenset({WHOLE})


def _load_or_key(case: Case) -> frozenset[str]:
    return frozenset({WHOLE, *case.setting.contract.key})


def _load_key_or_date(case: Case) -> frozenset[str]:
    return frozenset({WHOLE, *case.setting.contract.key, *(name for spot in event_date(case.setting) for name in spot)})


def _cut(case: Case) -> Faulty:
    rows = case.setting.rows
    return written(case, rows[: int(len(rows) * _KEPT)])


def _every_second(case: Case) -> Faulty:
    return written(case, case.setting.rows[::2])


def _long(setting: Setting) -> list[Spot]:
    return [()] if len(setting.rows) >= 3 * _SAMPLE else []


def _first_ten(case: Case) -> Faulty:
    return written(case, case.setting.rows[:_SAMPLE])


def _block(case: Case) -> Sequence[Row]:
    rows = case.setting.rows
    length = max(3, int(len(rows) * _BLOCK))
    start = case.rng.randrange(0, len(rows) - length + 1)
    return rows[start : start + length]


def _block_again(case: Case) -> Faulty:
    return written(case, [*case.setting.rows, *_block(case)])


def _simple_key(setting: Setting) -> Sequence[Spot]:
    return whole(setting) if len(setting.contract.key) == 1 else []


def renewed(case: Case, rows: Sequence[Row]) -> list[Row]:
    """The rows under further references of the partner's own, counted on from the last."""
    (key,) = case.setting.contract.key
    return [changed(row, **{key: fresh}) for row, fresh in zip(rows, _fresh_keys(case, key), strict=False)]


def _fresh_keys(case: Case, key: str) -> Iterator[str]:
    last = max(str(row.values[key]) for row in case.setting.rows)
    stem = last.rstrip("0123456789")
    digits = last[len(stem) :]
    number = int(digits or 0)
    while True:
        number += 1
        yield f"{stem}{number:0{max(1, len(digits))}d}"


def _block_under_new_keys(case: Case) -> Faulty:
    return written(case, [*case.setting.rows, *renewed(case, _block(case))])


def _twice(case: Case) -> Faulty:
    return written(case, [*case.setting.rows, *renewed(case, case.setting.rows)])


def _summed(case: Case, rows: Sequence[Row]) -> dict[str, Any]:
    return {name: sum(filled) for name in case.spot if (filled := [row.values[name] for row in rows if row.values.get(name) is not None])}


def _has_sums(setting: Setting) -> Sequence[Spot]:
    summed = [column.name for column in setting.columns if column.kind in ("money", "integer") and setting.filled_share(column.name) >= 0.5]
    names = [name for name in summed if name not in ("birth_year", "year", "severity")]
    return [tuple(names)] if names and len(setting.contract.key) == 1 and len(setting.rows) >= 5 else []


def _total_as_row(case: Case) -> Faulty:
    """The line of sums has a reference, a province and a date like any other, so that nothing but its size tells it."""
    (last,) = renewed(case, case.setting.rows[-1:])
    return written(case, [*case.setting.rows, set_to(last, _summed(case, case.setting.rows))])


def _subtotals(case: Case) -> Faulty | None:
    if not any(column.name == "province" for column in case.setting.columns):
        return None
    rows: list[Row] = []
    lines = iter(renewed(case, case.setting.rows))
    for province in sorted({row.values["province"] or "" for row in case.setting.rows}):
        own = [row for row in case.setting.rows if (row.values["province"] or "") == province]
        line = next(lines)
        rows += [*own, set_to(own[-1], {**_summed(case, own), case.setting.contract.key[0]: line.values[case.setting.contract.key[0]]})]
    return written(case, rows)


def _earlier_rows(case: Case, count: int | None) -> list[Row]:
    """Rows of so many deliveries before, of those of the same length; of all of the same year when None."""
    draft = case.setting.delivery.draft
    same = [each for each in case.setting.earlier if each.draft.period_type == draft.period_type]
    chosen = same[-count:] if count else [each for each in same if each.draft.period_start.year == draft.period_start.year]
    return [row for each in chosen for row in each.draft.rows]


def _without_repeats(case: Case, rows: Sequence[Row]) -> list[Row]:
    key = case.setting.contract.key
    return list({tuple(row.values[name] for name in key): row for row in rows}.values())


def _quarter_for_month(case: Case) -> Faulty | None:
    earlier = _earlier_rows(case, _MONTHS_A_QUARTER - 1)
    return written(case, _without_repeats(case, [*earlier, *case.setting.rows])) if earlier else None


def _all_since_january(case: Case) -> Faulty | None:
    earlier = _earlier_rows(case, None)
    return written(case, _without_repeats(case, [*earlier, *case.setting.rows])) if earlier else None


def _months(setting: Setting) -> list[Spot]:
    return [()] if setting.contract.mode != "snapshot" and setting.delivery.draft.period_type == "month" else []


def _only_what_is_new(case: Case) -> Faulty | None:
    """Of a whole list only the rows that are new or have changed since the last one."""
    if not case.setting.earlier:
        return None
    key = case.setting.contract.key
    before = {tuple(row.values[name] for name in key): row.values for row in case.setting.earlier[-1].draft.rows}
    rows = [row for row in case.setting.rows if before.get(tuple(row.values[name] for name in key)) != row.values]
    return written(case, rows) if 0 < len(rows) < len(case.setting.rows) else None


KINDS: Final = (
    Kind("rows_cut", _FAMILY, "The last two fifths of the rows are missing.", whole, _cut, _load),
    Kind("half_the_rows", _FAMILY, "Every second row is missing.", whole, _every_second, _load),
    Kind("only_first_rows", _FAMILY, "Only the first ten rows were sent.", _long, _first_ten, _load),
    Kind("block_again", _FAMILY, "A quarter of the rows were pasted once more.", whole, _block_again, _load_or_key),
    Kind(
        "block_under_new_references", _FAMILY, "The same, under references of their own.", _simple_key, _block_under_new_keys, _load_or_key
    ),
    Kind("twice_the_rows", _FAMILY, "Every row was pasted once more, under a reference of its own.", _simple_key, _twice, _load_or_key),
    Kind("total_as_row", _FAMILY, "The line of totals has a reference and counts as a row.", _has_sums, _total_as_row),
    Kind(
        "subtotals_as_rows",
        _FAMILY,
        "A subtotal of each province counts as a row.",
        _has_sums,
        _subtotals,
        lambda case: frozenset((*case.spot, WHOLE)),
    ),
    Kind("quarter_for_month", _FAMILY, "The file of a month holds three months.", _months, _quarter_for_month, _load_key_or_date),
    Kind(
        "all_since_january", _FAMILY, "The file of a month holds all months since January.", _months, _all_since_january, _load_key_or_date
    ),
    Kind(
        "only_what_is_new",
        _FAMILY,
        "Of a whole list only what is new or changed was sent.",
        in_modes(whole, "snapshot"),
        _only_what_is_new,
        _load,
    ),
)
