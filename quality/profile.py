"""The profile of a load: compact plain values that say what it looks like as a whole, kept in the ledger for the loads after it.

What goes here: profiles of the loads of one batch, made together. What does not: the SQL (`profile_sql.py`, `lineup_sql.py`), what is odd
about a profile (`history.py`). A profile holds nothing of a person: no value of a column that is classified, names an organisation
or is free text; words of which there are few are kept as short hashes.

A profile is `{"rows", "rejected", "shares": {measure: [count, of]}, "levels": {measure: [mean, sd, n]}, "most": {measure: value},
"totals": {measure: value}, "counts": {column: {category: rows}}, "told": {…}}`; a measure is `column:what`, or `what` alone for the load.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.contract import Contract
from quality import lineup_sql, profile_sql
from quality.profile_columns import Roles, roles_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROFILE_VERSION: Final = 1
MOST_CELLS_ROWS: Final = 40_000
_SMALL_ROWS: Final = 20_000
GIVEN: Final = "~given"
VALUES: Final = "~values"
HOURS: Final = "~hours"
_MOST_WORDS: Final = 40
_MOST_NUMBERS: Final = 20
_FEWEST_SUMMED: Final = 6
_HEIGHT_OF_SUM: Final = 5.0


@dataclass(frozen=True, slots=True)
class Earlier:
    """A load that another is lined up with; `age` 1 is the feed's last one, None is another partner's."""

    load_id: str
    file: Path
    period_start: date
    period_days: int
    age: int | None


@dataclass(frozen=True, slots=True)
class Examinee:
    """A load to be measured: its staged rows, and the loads that it is lined up with."""

    load_id: str
    file: Path
    period_start: date
    period_days: int
    rows: int
    earlier: tuple[Earlier, ...] = ()


Profile = dict[str, Any]
Kept = Mapping[str, Any]


def profiles_of(connection: DuckDBPyConnection, contract: Contract, loads: Sequence[Examinee]) -> list[Profile]:
    """Measures loads of one contract together, in their order."""
    if not loads:
        return []
    connection.execute("pragma enable_optimizer")
    threads = connection.execute("select current_setting('threads')").fetchone()
    is_small = sum(load.rows * (1 + len(load.earlier)) for load in loads) < _SMALL_ROWS
    if is_small:
        connection.execute("set threads = 1")  # handing a few hundred rows to another thread takes longer than measuring them
    try:
        return _measured(connection, roles_of(contract), loads)
    finally:
        if is_small and threads:
            connection.execute(f"set threads = {threads[0]}")


def _measured(connection: DuckDBPyConnection, roles: Roles, loads: Sequence[Examinee]) -> list[Profile]:
    _line_up(connection, loads)
    files = dict.fromkeys([load.file for load in loads] + [each.file for load in loads for each in load.earlier])
    sample = max(1, -(-max(load.rows for load in loads) // MOST_CELLS_ROWS))
    profile_sql.cells_table(connection, roles, list(files), sample)
    profiles: dict[str, Profile] = {
        load.load_id: {
            "version": PROFILE_VERSION, "rows": load.rows, "sample": sample,
            "shares": {}, "levels": {}, "most": {}, "totals": {}, "counts": {}, "told": {},
        }
        for load in loads
    }  # fmt: skip
    _measure(connection, roles, profiles)
    _tally(connection, roles, profiles)
    _find_totals(connection, roles, profiles)
    _go_together(connection, roles, profiles)
    if any(load.earlier for load in loads):
        _compare(connection, roles, profiles)
    for name in ("load_rows", "load_cells", "lined_up", "line_up"):
        connection.execute(f"drop table if exists {name}")
    return [profiles[load.load_id] for load in loads]


def _line_up(connection: DuckDBPyConnection, loads: Sequence[Examinee]) -> None:
    new = {load.load_id for load in loads}
    own = {past.load_id for load in loads for past in load.earlier if past.age is not None} | new
    lined: dict[str, tuple[str, bool, bool, date, int]] = {}
    for load in loads:
        both: tuple[Examinee | Earlier, ...] = (load, *load.earlier)
        for each in both:
            lined[each.load_id] = (each.load_id, each.load_id in new, each.load_id in own, each.period_start, each.period_days)
    pairs = [(load.load_id, past.load_id, past.age) for load in loads for past in load.earlier]
    connection.execute(
        "create or replace temp table lined_up (load_id varchar, is_new boolean, is_own boolean, due_from date, due_days bigint)"
    )
    connection.execute("create or replace temp table line_up (load_id varchar, past_id varchar, age bigint)")
    _insert(connection, "lined_up", list(lined.values()))
    _insert(connection, "line_up", pairs)


def _insert(connection: DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """All rows with one statement: a statement a row takes longer than all that is measured."""
    if rows:
        places = ", ".join(f"({', '.join('?' * len(rows[0]))})" for _ in rows)
        connection.execute(f"insert into {table} values {places}", [value for row in rows for value in row])


def _rows(connection: DuckDBPyConnection, sql: str) -> Iterable[dict[str, Any]]:
    done = connection.execute(sql)
    names = [each[0] for each in done.description or ()]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def _measure(connection: DuckDBPyConnection, roles: Roles, profiles: Mapping[str, Profile]) -> None:
    for row in _rows(connection, profile_sql.MEASURES):
        name, profile = row["c"], profiles[row["load_id"]]
        shares, levels, most = profile["shares"], profile["levels"], profile["most"]
        if name in roles.of and name not in roles.key:
            shares[f"{name}:missing"] = [row["rows"] - row["given"], row["rows"]]
        role = roles.of.get(name)
        if role in ("number", None) and row["numbers"]:
            _of_number(name, row, profile, is_pair=role is None)
        if role == "reference":
            shares[f"{name}:steps"] = [row["steps"], row["followed"]]
        if role in ("reference", "name", "words") and row["given"]:
            levels[f"{name}:length"] = _level(row, "length", row["given"])
            shares[f"{name}:garbled"] = [row["garbled"], row["given"]]
        if row["text_followed"]:
            shares[f"{name}:same_as_above"] = [row["repeated"], row["text_followed"]]
        if row["days"]:
            shares[f"{name}:in_period"] = [row["in_period"], row["days"]]
            levels[f"{name}:day"] = [round(row["day_median"], 2), *_level(row, "day", row["days"])[1:]]
            most[f"{name}:last_day"] = row["day_max"]
            profile["told"][f"{name}:days"] = [row["day_min"], row["day_max"]]
        if row["hours"]:
            levels[f"{name}:hour"] = _level(row, "hour", row["hours"])
            profile["counts"][f"{name}{HOURS}"] = {str(hour): n for hour, n in sorted(row["by_hour"].items())}


def _of_number(name: str, row: Mapping[str, Any], profile: Profile, *, is_pair: bool) -> None:
    shares, levels = profile["shares"], profile["levels"]
    numbers = row["numbers"]
    levels[f"{name}:mean"] = [_round(row["mean"]), _round(row["sd"] or 0.0), numbers]
    if is_pair:
        return
    profile["counts"][f"{name}{GIVEN}"] = {
        "missing": row["rows"] - numbers, "zero": row["zeros"], "given": numbers - row["zeros"],
    }  # fmt: skip
    shares[f"{name}:zeros"] = [row["zeros"], numbers]
    shares[f"{name}:tens"] = [row["tens"], numbers - row["zeros"]]
    shares[f"{name}:thousands"] = [row["thousands"], numbers - row["zeros"]]
    shares[f"{name}:fractions"] = [row["fractions"], numbers]
    shares[f"{name}:rising"] = [row["rising"], row["followed"]]
    shares[f"{name}:steps"] = [row["steps"], row["followed"]]
    profile["totals"][name] = _round(row["total"])
    if row["positive"]:
        levels[f"{name}:log"] = [_round(row["log_mean"]), _round(row["log_sd"] or 0.0), row["positive"]]
        profile["most"][f"{name}:log"] = _round(row["log_max"])


def _level(row: Mapping[str, Any], what: str, count: int) -> list[float]:
    return [_round(row[f"{what}_mean"]), _round(row[f"{what}_sd"] or 0.0), count]


def _round(value: float) -> float:
    return float(f"{value:.6g}")


def _tally(connection: DuckDBPyConnection, roles: Roles, profiles: Mapping[str, Profile]) -> None:
    for row in _rows(connection, profile_sql.VALUES):
        name, profile = row["c"], profiles[row["load_id"]]
        rows = profile["shares"].get(f"{name}:missing", [0, 0])
        given = rows[1] - rows[0]
        if given:
            profile["shares"][f"{name}:most_frequent"] = [row["most"], given]
        role = roles.of.get(name)
        if role == "number" and row["listed"] and name not in roles.key and row["different"] <= _MOST_NUMBERS:
            profile["counts"][f"{name}{VALUES}"] = {each["t"]: each["n"] for each in row["listed"]}
        if role == "category" and row["listed"]:
            profile["counts"][name] = {each["t"]: each["n"] for each in row["listed"]}
        elif role == "words" and row["listed"] and name not in roles.key and row["different"] <= _MOST_WORDS:
            hashed: Counter[str] = Counter()
            for each in row["listed"]:
                hashed[_hashed(each["t"])] += each["n"]
            profile["counts"][name] = dict(hashed)
    for row in _rows(connection, profile_sql.SHAPES):
        profiles[row["load_id"]]["counts"][row["c"] + profile_sql.SHAPE] = {each["t"][:40]: each["n"] for each in row["listed"]}
    for row in _rows(connection, profile_sql.DUPLICATES):
        profiles[row["load_id"]]["shares"]["repeated_rows"] = [row["repeated"], row["rows"]]


def _find_totals(connection: DuckDBPyConnection, roles: Roles, profiles: Mapping[str, Profile]) -> None:
    for row in _rows(connection, profile_sql.DENSITY):
        if row["c"] in roles.key:
            profiles[row["load_id"]]["shares"][f"{row['c']}:dense"] = [row["used"], row["span"]]
    for row in _rows(connection, profile_sql.totals_sql(roles)):
        told = profiles[row["load_id"]]["told"]
        if row["totals"] and row["rows"] >= _FEWEST_SUMMED and row["height"] >= _HEIGHT_OF_SUM:
            told[f"{row['c']}:totals"] = row["totals"][:3]
        if row["subtotals"] and row["summed_parts"] >= 2 and 2 * row["summed_parts"] > row["parts"]:
            told[f"{row['c']}:subtotals"] = row["subtotals"][:10]


def _hashed(text: str) -> str:
    return "#" + hashlib.sha256(text.strip().casefold().encode()).hexdigest()[:8]


def _go_together(connection: DuckDBPyConnection, roles: Roles, profiles: Mapping[str, Profile]) -> None:
    sql = profile_sql.together_sql(roles)
    if sql is None:
        return
    for load_id, values in connection.execute(sql).fetchall():
        for position, (one, other) in enumerate(roles.numbers):
            together, count = values[2 * position : 2 * position + 2]
            if together is not None and count >= 5 and abs(together) <= 1:
                profiles[load_id]["levels"][f"{one}:with:{other}"] = [_round(together), 1.0, count]


def _compare(connection: DuckDBPyConnection, roles: Roles, profiles: Mapping[str, Profile]) -> None:
    lineup_sql.identity_tables(connection, roles)
    again: dict[str, tuple[int, int, str]] = {}
    foreign: dict[str, tuple[int, int, str]] = {}
    for row in _rows(connection, lineup_sql.OVERLAPS):
        found = again if row["age"] is not None else foreign
        found.setdefault(row["load_id"], (row["same_content"], row["rows"], row["past_id"]))  # the most alike comes first
    for kept, name in ((again, "seen_before"), (foreign, "of_others")):
        for load_id, (count, rows, past_id) in kept.items():
            profiles[load_id]["shares"][name] = [count, rows]
            if count:
                profiles[load_id]["told"][name] = past_id
    for row in _rows(connection, lineup_sql.KNOWN):
        profiles[row["load_id"]]["shares"]["known_keys"] = [row["known"], row["rows"]]
    for row in _rows(connection, lineup_sql.KEPT):
        profiles[row["load_id"]]["shares"]["kept_keys"] = [row["kept"], row["rows"]]
    for row in _rows(connection, lineup_sql.WHO_KNOWN):
        if row["kind"]:
            profiles[row["load_id"]]["shares"][f"{row['kind']}:known"] = [row["known"], row["rows"]]
    for row in _rows(connection, lineup_sql.FITS):
        profiles[row["load_id"]]["shares"][f"{row['c']}:fits{_by(row)}"] = [row["fits"], row["rows"]]
    for row in _rows(connection, lineup_sql.MOVES):
        profile, name = profiles[row["load_id"]], row["c"]
        profile["levels"][f"{name}:move{_by(row)}"] = [_round(row["move"]), _round(row["move_sd"] or 0.0), row["matched"]]
        profile["shares"][f"{name}:far{_by(row)}"] = [row["far"], row["matched"]]
        profile["shares"][f"{name}:jumps{_by(row)}"] = [row["jumps"], row["matched"]]
        if row["jumped"]:
            profile["told"][f"{name}:jumped{_by(row)}"] = [[each["place"], _round(each["move"])] for each in row["jumped"][:5]]
    for name in ("row_ids", "id_texts", "id_numbers"):
        connection.execute(f"drop table if exists {name}")


def _by(row: Mapping[str, Any]) -> str:
    """By which column rows were found again; nothing where it was the key of a whole list."""
    return f"@{row['kind']}" if row["kind"] else ""
