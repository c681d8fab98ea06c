"""Slips in provinces, codes and other words that sort rows: missing, merged, swapped, new, all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from benchmarks.faults.kinds.spots import GROUPS, named, of_kinds
from benchmarks.faults.model import Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, column_changed, differing, raw, written

_FAMILY: Final = "categories"
_CODES: Final = ("code", "open_code")
_WORDS: Final = ("theme", "programme", "buyer", "funder", "outlet", "unit", "owner", "product", "purpose")
_LEAST_SHARE: Final = 0.08
_MOST_WORDS: Final = 15
_FINAL: Final[Mapping[str, Mapping[str, str]]] = {
    "hub_bookings": {"status": "attended"},
    "action_plan": {"status": "done"},
    "investment_projects": {"status": "completed"},
    "job_declarations": {"state": "evidenced"},
}
_FRESH: Final[Mapping[str, str]] = {"owner": "Cellule de suivi", "unit": "indice base 100", "outlet": "Le Quotidien du Saïss"}
_FRESH_ELSE: Final = "Dispositif Tamkine 2"


def _sorted_by_count(setting: Setting, column: str) -> list[tuple[Any, int]]:
    """Values with how many rows have them, the most frequent first."""
    return sorted(Counter(setting.filled(column)).items(), key=lambda each: (-each[1], str(each[0])))


def _of_several(spots: Sequence[Spot], setting: Setting, fewest: int = 2) -> list[Spot]:
    return [spot for spot in spots if len(set(setting.filled(spot[0]))) >= fewest]


def _provinces(setting: Setting) -> list[Spot]:
    return _of_several(of_kinds("province")(setting), setting, 3)


def _codes(setting: Setting) -> list[Spot]:
    return _of_several(of_kinds(*_CODES)(setting), setting)


def _words(setting: Setting) -> list[Spot]:
    """Free text of which the feed has few different ones in all its time, so that they are categories."""
    kind_of = {column.name: column.kind for column in setting.columns}
    told: list[Spot] = []
    for (name,) in _of_several(named(*_WORDS)(setting), setting):
        words = {row.values.get(name) for each in (*setting.earlier, setting.delivery) for row in each.draft.rows}
        if len(words) <= _MOST_WORDS and kind_of[name] == "text":
            told.append((name,))
    return told


def _chosen(case: Case, most: float = 0.7) -> Any | None:
    """A value that a fair share of the rows has, one of the larger ones."""
    count = len(case.setting.rows)
    fair = [value for value, rows in _sorted_by_count(case.setting, case.column) if max(3, _LEAST_SHARE * count) <= rows <= most * count]
    return case.rng.choice(fair[:4]) if fair else None


def _rows_of_one_missing(case: Case) -> Faulty | None:
    missing = _chosen(case)
    if missing is None:
        return None
    return written(case, [row for row in case.setting.rows if row.values.get(case.column) != missing])


def _one_under_another(case: Case) -> Faulty | None:
    moved = _chosen(case)
    others = [value for value, _ in _sorted_by_count(case.setting, case.column) if value != moved]
    if moved is None or not others:
        return None
    target = case.rng.choice(others[:4])
    return _renamed(case, {moved: target})


def _rotated(case: Case) -> Faulty | None:
    """Each name one line lower, as when a list was pasted one row off: the rows of one stand under the next."""
    names = sorted(set(case.setting.filled(case.column)), key=str)
    return _renamed(case, dict(zip(names, names[1:] + names[:1], strict=True)))


def _two_swapped(case: Case) -> Faulty | None:
    if len(set(case.setting.filled(case.column))) < 2:
        return None
    (one, _), (other, _), *_ = _sorted_by_count(case.setting, case.column)
    return _renamed(case, {one: other, other: one})


def _renamed(case: Case, names: Mapping[Any, Any]) -> Faulty | None:
    """Other values by name; a commune that would no longer lie in its province is left out."""
    cleared = {"commune": None} if case.column == "province" else {}
    rows = [
        changed(row, **{case.column: names[row.values[case.column]]}, **cleared) if row.values.get(case.column) in names else row
        for row in case.setting.rows
    ]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _all_the_first(case: Case) -> Faulty | None:
    """The first row's value in every row."""
    first = next((value for value in case.setting.values(case.column) if value is not None), None)
    cleared = {"commune": None} if case.column == "province" else {}
    rows = [changed(row, **{case.column: first}, **cleared) for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


def _unknown_codes(case: Case) -> Faulty | None:
    rows = [raw(row, case.column, "Autre (à préciser)") if case.rng.random() < 0.2 else row for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) else None


def _fresh_words(case: Case) -> Faulty | None:
    word = _FRESH.get(case.column, _FRESH_ELSE)
    rows = [
        changed(row, **{case.column: word}) if row.values.get(case.column) and case.rng.random() < 0.25 else row
        for row in case.setting.rows
    ]
    return written(case, rows) if differing(case.setting.rows, rows) else None


def _final_states(setting: Setting) -> list[Spot]:
    there = {column.name for column in setting.columns}
    return [(column,) for column in _FINAL.get(setting.contract.name, {}) if column in there and setting.rows]


def _all_final(case: Case) -> Faulty | None:
    state = _FINAL[case.setting.contract.name][case.column]
    return column_changed(case, lambda value: state)


def _references(setting: Setting) -> list[Spot]:
    there = {column.name for column in setting.columns}
    names = [name for name in GROUPS[:3] if name in there and setting.filled_share(name) >= 0.3]
    return [tuple(names)] if names else []


def _all_of_one_organisation(case: Case) -> Faulty | None:
    """The first row's organisation in every row."""
    first = case.setting.rows[0]
    rows = [changed(row, **{name: first.values.get(name) for name in case.spot}) for row in case.setting.rows]
    return written(case, rows) if differing(case.setting.rows, rows) >= 3 else None


KINDS: Final = (
    Kind("province_missing", _FAMILY, "The rows of one province are missing.", _provinces, _rows_of_one_missing),
    Kind("provinces_rotated", _FAMILY, "Each province stands against the rows of the one before.", _provinces, _rotated),
    Kind("province_under_another", _FAMILY, "The rows of one province stand under another.", _provinces, _one_under_another),
    Kind("province_filled_down", _FAMILY, "The first row's province was filled down to the last.", _provinces, _all_the_first),
    Kind("category_missing", _FAMILY, "The rows of one category are missing.", _codes, _rows_of_one_missing),
    Kind("category_merged", _FAMILY, "One category was counted under another.", _codes, _one_under_another),
    Kind("two_categories_swapped", _FAMILY, "The two most frequent categories are swapped.", _codes, _two_swapped),
    Kind("category_filled_down", _FAMILY, "The first row's category was filled down to the last.", _codes, _all_the_first),
    Kind("sexes_swapped", _FAMILY, "Women are marked as men, and men as women.", named("sex"), _two_swapped),
    Kind(
        "unknown_category",
        _FAMILY,
        "A fifth of the rows have a category that the contract does not know.",
        of_kinds("code"),
        _unknown_codes,
    ),
    Kind("new_category", _FAMILY, "A quarter of the rows have a programme, buyer or outlet never heard of.", _words, _fresh_words),
    Kind(
        "all_in_final_state",
        _FAMILY,
        "Every row is in its final state: all attended, done, completed, evidenced.",
        _final_states,
        _all_final,
    ),
    Kind(
        "organisation_filled_down",
        _FAMILY,
        "The first row's organisation was filled down to the last.",
        _references,
        _all_of_one_organisation,
    ),
)
