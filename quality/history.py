"""History: what is odd about a load when it is held against the feed's own earlier loads, as findings.

What goes here: which figures of a profile are held against which band, and which of them are told. What does not: measuring
(`profile.py`), the statistics (`bands.py`), the words (`history_messages.py`). docs/quality-history.md explains what is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ingestion.contract import Contract
from ingestion.ledger import LoadRecord
from ingestion.periods import Period
from ingestion.wording import in_each_language
from quality import bands
from quality.bands import Band
from quality.findings import Finding, FindingSeverity
from quality.history_messages import MORE, Said, message_of
from quality.mixes import of_mixes
from quality.odd import FEWEST_PERIODS, Like, Odd, Past
from quality.profile import PROFILE_VERSION, Kept, Profile

MOST_TOLD: Final = 10
_SEVERITIES: Final[tuple[FindingSeverity, ...]] = ("critical", "warning", "info")
_FEW_PERIODS: Final = 6
_LONG_AGO: Final = 200  # days after which nobody is expected to mend a period
# How surprising a figure must be to be asked about: as the negative logarithm of what chance would do. About 150 figures of a load are held
# against their bands, many of them bounded by a floor as well: measured on clean regions, a feed is asked about for nothing once in two
# years. More where rows are not independent.
_ODD: Final = 2.7
_ODD_IN: Final[Mapping[str, float]] = {
    "against_itself": 4.5,
    "category_gone": 2.0,
    "contradiction": 4.5,
    "dates": 4.3,
    "duration": 6.0,
    "fractions": 2.5,
    "gaps": 4.5,
    "hours": 4.5,
    "jump": 2.5,
    "mix": 4.0,
    "mix of words": 9.0,
    "new_category of words": 2.0,
    "new_values": 3.0,
    "order": 2.5,
    "rounding": 2.3,
    "size": 2.7,
    "sum": 7.0,
    "volume": 2.4,
    "zeros": 2.5,
}
_MORE_WHEN_NEW: Final = 2.5
_MORE_EACH_LESS: Final = 2.5
_MORE_BY_DAY: Final = 1.2

# Share: check, floor, whether only more (+1), only less (-1) or both (0) is asked about.
_SHARES: Final[Mapping[str, tuple[str, float, int]]] = {
    "missing": ("missing", 0.15, 0),
    "zeros": ("zeros", 0.15, 0),
    "tens": ("rounding", 0.3, 0),
    "thousands": ("rounding", 0.3, 0),
    "fractions": ("fractions", 0.25, 0),
    "rising": ("order", 0.25, 0),
    "steps": ("counted_up", 0.25, 0),
    "same_as_above": ("filled_down", 0.25, 0),
    "most_frequent": ("filled_down", 0.2, 1),
    "in_period": ("dates", 0.2, 0),
    "known": ("unknown_references", 0.25, -1),
    "fits": ("contradiction", 0.1, -1),
    "garbled": ("letters", 0.1, 1),
    "jumps": ("jump", 0.05, 1),
    "far": ("against_itself", 0.15, 1),
    "dense": ("gaps", 0.25, -1),
    "repeated_rows": ("repeated_rows", 0.08, 1),
    "seen_before": ("seen_before", 0.25, 1),
    "of_others": ("of_others", 0.25, 1),
    "known_keys": ("known_references", 0.25, 0),
    "kept_keys": ("rows_gone", 0.06, -1),
}
# Level: check, floor, standard deviation between loads that is always granted.
_LEVELS: Final[Mapping[str, tuple[str, float, float]]] = {
    "log": ("size", 0.2, 0.03),
    "day": ("dates", 6.0, 1.0),
    "hour": ("hours", 0.5, 0.1),
    "length": ("length", 1.5, 0.5),
    "move": ("against_itself", 0.02, 0.004),
}
# Rows of the same organisation are not the same rows: their numbers move of themselves.
_OTHER_ROWS_MOVE: Final = (0.03, 0.01)
# Of several odd figures of one column the one that says best what happened is told: a unit slip also makes numbers rounder.
_TELLING: Final = ("total_rows", "filled_down", "counted_up", "size", "missing", "category_gone", "new_category", "outlier", "dates", "mix")
_DAYS_SHORT: Final = 3
_MOSTLY: Final = 0.9
_UNLIKELY_UNCHANGED: Final = 1.7  # a short list of which few rows ever change may well be the same twice
# Gaps between the partner's own references tell of rows that are not there: a matter of the load, not of the column.
_OF_REFERENCES: Final = ("gaps", "counted_up")
# A whole list is for the most part the last one, and its rows are of any time.
_NOT_OF_LISTS: Final = frozenset({"seen_before", "in_period", "day"})
# Events are new each time. A file sent again raises the share that was known; that the next one brings new events is as it should be.
_NEW_EVENTS: Final = frozenset({"known_keys", "kept_keys", "known"})


def findings_of(profile: Profile, past: Past, contract: Contract) -> tuple[Finding, ...]:
    """What is odd about a load, the most surprising first.

    Args:
        profile: the load's profile.
        past: the feed's earlier loads, as they were known when it came.
        contract: its contract.
    """
    odd = _chosen(sorted(odd_figures(profile, past, contract), key=lambda odd: -odd.band.surprise))
    told = [_finding(each, contract, past) for each in odd[:MOST_TOLD]]
    if more := odd[MOST_TOLD:]:
        worst = min((past.severity_of(each.check) for each in more), key=_SEVERITIES.index)
        told.append(Finding("more", None, worst, in_each_language(MORE, count=len(more)), observed=float(len(more))))
    return tuple(told)


def odd_figures(profile: Profile, past: Past, contract: Contract) -> Iterator[Odd]:
    """Every figure that lies outside its band, and what a file shows of itself."""
    profiles = [record.profile for record in past.records if record.profile.get("version") == PROFILE_VERSION]
    yield from _of_period(past)
    yield from _of_itself(profile, profiles)
    alike = [
        record.profile
        for record in past.records
        if record.period_type == past.period.type and record.profile.get("version") == PROFILE_VERSION
    ]
    few = _MORE_WHEN_NEW + _MORE_EACH_LESS * max(0, 3 - len(profiles)) if len(profiles) < _FEW_PERIODS else 0.0
    more = few + (_MORE_BY_DAY if past.period.type == "day" else 0.0)
    # What does not hang on the length of a period is held against all of them while those of this length are few.
    like = Like(alike, profiles if len(alike) < _FEW_PERIODS else alike)
    if len(like.all) < FEWEST_PERIODS:
        return
    found = [
        *_of_volume(profile, past, contract),
        *_of_shares(profile, like, contract),
        *_of_levels(profile, like, contract),
        *_of_most(profile, like),
        *of_mixes(profile, like, contract),
        *_unchanged(profile, like, contract),
        *(_stops_early(profile, like, past) if contract.mode != "snapshot" else ()),
    ]
    yield from (odd for odd in found if odd.band.surprise >= _limit(odd) + more)


def _limit(odd: Odd) -> float:
    of_words = (odd.said.category or "").startswith("#")
    return _ODD_IN.get(f"{odd.check} of words" if of_words else odd.check, _ODD)


def _of_period(past: Past) -> Iterator[Odd]:
    """A file for a period that has its delivery, when the one after the newest is over and has none."""
    if past.period.type not in ("month", "quarter", "year"):
        return
    there = {record.period_start for record in past.records if record.period_type == past.period.type}
    if past.period.start not in there:
        return
    due = Period(max(there), past.period.type).next()
    if past.period.start < max(there) and (past.received_at.date() - past.period.end).days > _LONG_AGO:
        yield Odd("period", None, Band(0, 0, 0, 20.0), 0.0, Said("period.long_ago"))
        return
    if due.end < past.received_at.date() and past.period.start < due.start:
        yield Odd("period", None, Band(0, 0, 0, 20.0), 0.0, Said("period"))


def _unchanged(profile: Profile, like: Like, contract: Contract) -> Iterator[Odd]:
    """A whole list that is the last one again, where the list has always changed."""
    if contract.mode != "snapshot" or not _is_unchanged(profile["shares"]):
        return
    before = [each["shares"] for each in like.alike if "kept_keys" in each["shares"]]
    count, rows = profile["shares"]["seen_before"]
    chance = bands.of_share(count, rows, [each["seen_before"] for each in before if "seen_before" in each], 0.0)
    is_odd = chance is not None and chance.surprise >= _UNLIKELY_UNCHANGED
    if is_odd and len(before) >= _FEW_PERIODS - 1 and not any(map(_is_unchanged, before)):
        yield Odd("unchanged", None, Band(0, 0, 0, 10.0), 1.0, Said("unchanged"))


def _stops_early(profile: Profile, like: Like, past: Past) -> Iterator[Odd]:
    """A file without a row of the period's last days: its end may be missing.

    As surprising as it is that so many rows, spread evenly, all leave those days out.
    """
    length = (past.period.end - past.period.start).days + 1
    for name, last in profile["most"].items():
        column, what = _parts(name)
        inside = [each["shares"][f"{column}:in_period"] for each in like.alike if f"{column}:in_period" in each["shares"]]
        history = like.having("most", name, what) if what == "last_day" else []
        if len(history) < _FEW_PERIODS or sum(count for count, _ in inside) < _MOSTLY * sum(rows for _, rows in inside):
            continue
        usual = min(bands.median(history), length - 1)
        gap = min(usual - last, min(history[-_FEW_PERIODS:]) - last)
        count, rows = profile["shares"].get(f"{column}:in_period", [0, 0])
        if gap >= _DAYS_SHORT and count >= _MOSTLY * rows:
            surprise = -count * math.log10(max(1e-9, 1 - gap / length))
            band = Band(usual, usual - _DAYS_SHORT, float(length), surprise)
            yield Odd("stops_early", None, band, last, Said("stops_early", observed=last, expected=usual, other=column))


def _is_unchanged(shares: Mapping[str, Sequence[float]]) -> bool:
    return all(name in shares and shares[name][0] == shares[name][1] for name in ("seen_before", "kept_keys", "known_keys"))


def _of_itself(profile: Profile, profiles: Sequence[Kept]) -> Iterator[Odd]:
    """Totals among the rows; a row that happens to be the sum of the others is no larger than rows were before."""
    for name, rows in profile["told"].items():
        column, _, what = name.rpartition(":")
        largest = max((each["most"].get(f"{column}:log", -9.0) for each in profiles), default=-9.0)
        if what == "subtotals" or (what == "totals" and profile["most"].get(f"{column}:log", 0.0) > largest):
            said = Said("total_rows", rows=tuple(rows))
            yield Odd("total_rows", column, Band(0, 0, 0, 50.0), float(len(rows)), said)


def _of_volume(profile: Profile, past: Past, contract: Contract) -> Iterator[Odd]:
    alike = [
        record for record in past.records if record.period_type == past.period.type and record.profile.get("version") == PROFILE_VERSION
    ]
    if past.period.type == "day":
        same_day = [record for record in alike if record.period_start.weekday() == past.period.start.weekday()]
        alike = same_day if len(same_day) >= FEWEST_PERIODS else alike
    floor = 0.4 if past.period.type in ("day", "week") else 0.2
    rows = [float(record.profile["rows"]) for record in alike]
    band = bands.of_amount(float(profile["rows"]), rows, _season(past, alike, rows), floor, contract.mode != "snapshot")
    if band is not None:
        yield Odd("volume", None, band, float(profile["rows"]), Said("volume", observed=float(profile["rows"]), expected=band.expected))
    for column, total in profile["totals"].items():
        totals = [(record, record.profile["totals"][column]) for record in alike if column in record.profile["totals"]]
        values = [value for _, value in totals]
        band = bands.of_amount(total, values, _season(past, [record for record, _ in totals], values), 0.5, False)
        if band is not None:
            yield Odd("sum", column, band, total, Said("sum", observed=total, expected=band.expected))


def _season(past: Past, alike: Sequence[LoadRecord], values: Sequence[float]) -> float | None:
    """The same period of last year times the growth of the six periods before, where two years are known."""
    if past.period.type not in ("month", "quarter"):
        return None
    a_year = 12 if past.period.type == "month" else 4
    by_period = {record.period_start: value for record, value in zip(alike, values, strict=True)}
    ago = past.period
    for _ in range(a_year):
        ago = ago.previous()
    if ago.start not in by_period:
        return None
    now, then, each = [], [], past.period
    for _ in range(min(6, a_year)):
        each, ago_each = each.previous(), ago.previous()
        ago = ago_each
        if each.start in by_period and ago_each.start in by_period:
            now.append(by_period[each.start])
            then.append(by_period[ago_each.start])
    last_year = by_period[_year_before(past.period, a_year)]
    if len(now) < 3 or not sum(then):
        return last_year
    return last_year * sum(now) / sum(then)


def _year_before(period: Period, steps: int) -> Any:
    for _ in range(steps):
        period = period.previous()
    return period.start


def _of_shares(profile: Profile, like: Like, contract: Contract) -> Iterator[Odd]:
    is_list, keys = contract.mode == "snapshot", contract.key
    for name, (count, rows) in profile["shares"].items():
        column, what = _parts(name)
        rule = _SHARES.get(what)
        if rule is None or not rows or (is_list and what in _NOT_OF_LISTS):
            continue
        check, floor, side = rule
        if contract.mode == "append" and what in _NEW_EVENTS and column in (None, *keys):
            side = 1
        band = bands.of_share(count, rows, like.having("shares", name, what), floor)
        share = count / rows
        if column in keys and check in _OF_REFERENCES and band is not None and share < band.expected:
            check, column = "gaps", None
        if band is None or (side and (share - band.expected) * side <= 0):
            continue
        yield Odd(check, column, band, share, Said(f"{check}.{what}", count=round(count), observed=share, expected=band.expected))


def _parts(name: str) -> tuple[str | None, str]:
    column, _, what = name.rpartition(":")
    return (column or None, what.partition("@")[0])


def _of_levels(profile: Profile, like: Like, contract: Contract) -> Iterator[Odd]:
    for name, level in profile["levels"].items():
        column, what = _parts(name)
        history = like.having("levels", name, what)
        if not history or (contract.mode == "snapshot" and what in _NOT_OF_LISTS):
            continue
        if ":with:" in name:
            yield from _of_pair(name, level, history)
        elif what == "mean":
            yield from _of_mean(str(column), level, history)
        elif what in _LEVELS and level[2] >= 2:
            check, floor, least = _LEVELS[what]
            if what == "move" and contract.mode != "snapshot":
                floor, least = _OTHER_ROWS_MOVE
            band = bands.of_level(level, history, floor, least, own_sd=what == "move")
            if band is not None and (what != "move" or abs(level[0]) > abs(band.expected)):
                said = Said(f"{check}.{what}", observed=level[0], expected=band.expected)
                yield Odd(check, column, band, level[0], said)


def _of_pair(name: str, level: Sequence[float], history: Sequence[Sequence[float]]) -> Iterator[Odd]:
    one, _, other = name.split(":")

    def turned(each: Sequence[float]) -> list[float]:
        return [math.atanh(max(-0.995, min(0.995, each[0]))), 1.0, max(1.0, each[2] - 3)]

    band = bands.of_level(turned(level), [turned(each) for each in history], 0.5, 0.1)
    if band is not None:
        said = Said("together", observed=level[0], expected=math.tanh(band.expected), other=other)
        yield Odd("together", one, band, level[0], said, touching=(one, other))


def _of_mean(column: str, level: Sequence[float], history: Sequence[Sequence[float]]) -> Iterator[Odd]:
    within = bands.median([each[1] for each in history])
    if within <= 0 or level[2] < 3:
        return
    band = bands.of_level(level, history, 0.4 * within, 0.1 * within, own_sd=True)  # one very large value is not a shift of all
    if band is None:
        return
    is_ratio = "/" in column
    one, _, other = column.partition("/" if is_ratio else "-")
    check = ("ratio" if is_ratio else "duration") if other else "mean"
    said = Said(check, observed=level[0], expected=band.expected, other=other or None)
    yield Odd(check, one, band, level[0], said, touching=(one, other) if other else ())


def _of_most(profile: Profile, like: Like) -> Iterator[Odd]:
    for name, value in profile["most"].items():
        column, what = _parts(name)
        if what != "log":
            continue
        history = like.having("most", name, what)
        band = bands.of_most(value, history, None, 0.6)
        if band is not None:
            yield Odd("outlier", column, band, 10**value, Said("outlier", observed=10**value, expected=10 ** max(history)))


def _chosen(odd: Sequence[Odd]) -> list[Odd]:
    """One finding a column, that which tells most; what two columns show together only where neither shows anything alone."""
    alone = {each.column for each in odd if not each.touching}
    by_place: dict[str, list[Odd]] = {}
    for each in odd:
        if each.touching and (alone & set(each.touching) or any(column in by_place for column in each.touching)):
            continue
        by_place.setdefault(each.column or f"({each.check})", []).append(each)
    return [min(found, key=_rank) for found in by_place.values()]


def _rank(odd: Odd) -> int:
    return _TELLING.index(odd.check) if odd.check in _TELLING else len(_TELLING)


def _finding(odd: Odd, contract: Contract, past: Past) -> Finding:
    return Finding(
        check=odd.check,
        column=odd.column,
        severity=past.severity_of(odd.check),
        message=message_of(odd.said, odd.column, contract),
        segment=odd.segment,
        observed=_plain(odd.observed),
        low=_plain(odd.band.low),
        high=_plain(odd.band.high),
    )


def _plain(value: float) -> float:
    return float(f"{value:.6g}")
