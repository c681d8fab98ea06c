"""Bands: what a figure of a load should be, learned from the same figure of the feed's earlier loads.

What goes here: the statistics, on plain numbers. What does not: which figures, what is said of them (`history.py`).

A share is expected to lie where a beta-binomial with the pooled past as its prior puts it, its strength lessened by how much the past
shares themselves varied; a level (a mean, a mean of logarithms) within median and MAD of the past (Rousseeuw and Croux 1993), never
narrower than what chance alone does to a mean of so few rows. How odd a figure is, is told as its surprise: the negative decimal
logarithm of how often chance alone would give it. A figure that is like the last two is no surprise, however the years before were.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_MAD: Final = 1.4826
_RECENT: Final = 12
_STRONGEST: Final = 1_000.0
_STRENGTH_OF_ONE: Final = 15.0
_ENOUGH_MISSES: Final = 4
_LEAST_OF_CHANCE: Final = 0.5
_LONGEST_SUM: Final = 400
_MOST: Final = 99.0
_NEARER_OF_TWO: Final = 1.4  # the distance to the nearer of two expectations is that much less than to one


@dataclass(frozen=True, slots=True)
class Band:
    """What was expected of a figure, and how surprising what was found is."""

    expected: float
    low: float
    high: float
    surprise: float


def median(values: Sequence[float]) -> float:
    """The middle value; of two the mean."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread(values: Sequence[float]) -> float:
    """The median absolute deviation, scaled to a standard deviation of a normal distribution."""
    middle = median(values)
    return _MAD * median([abs(value - middle) for value in values])


def surprise_of(z: float) -> float:
    """The surprise of a standard score, both sides together."""
    z = abs(z)
    if z < 8:
        return -math.log10(max(math.erfc(z / math.sqrt(2)), 1e-300))
    return min(_MOST, (z * z / 2 + math.log(z * math.sqrt(math.pi / 2))) / math.log(10))


def of_share(count: float, rows: float, past: Sequence[Sequence[float]], floor: float) -> Band | None:
    """The band of a share.

    Args:
        count: rows that have it.
        rows: rows that could.
        past: (count, rows) of the earlier loads, oldest first.
        floor: no share nearer to what is expected than this is odd.
    """
    past = [each for each in past if each[1] > 0][-2 * _RECENT :]
    if not past or rows <= 0:
        return None
    shares = [k / n for k, n in past]
    # A share that never varied is known from all loads; else from the last year's, less the highest and the lowest.
    recent = past if min(shares) == max(shares) else _without_extremes(past[-_RECENT:])
    pooled, of = sum(k for k, _ in recent), sum(n for _, n in recent)
    expected = pooled / of
    observed = count / rows
    steady = (pooled + 0.5) / (of + 1)
    chance = sum(steady * (1 - steady) / n for _, n in past) / len(past)
    excess = spread(shares) ** 2 - chance if len(past) >= 4 else 0.0
    strength = min(of + 1, _STRONGEST)
    if len(past) < 6:
        strength = min(strength, _STRENGTH_OF_ONE * len(past))  # how much shares vary from load to load is not known yet
    if excess > 0:
        strength = min(strength, max(2.0, steady * (1 - steady) / excess - 1))
    a, b = steady * strength, (1 - steady) * strength
    width = max(floor, 4 * math.sqrt(steady * (1 - steady) * (1 / rows + 1 / strength)))
    band = Band(expected, max(0.0, expected - width), min(1.0, expected + width), 0.0)
    nearest = min(abs(observed - each) for each in (expected, *_like_last(shares)))
    if nearest < floor:
        return band
    upper = observed > expected
    tail = _tail(count if upper else rows - count, rows, a if upper else b, b if upper else a)
    return Band(band.expected, band.low, band.high, min(_MOST, -math.log10(max(tail, 1e-300))))


def _without_extremes(past: Sequence[Sequence[float]]) -> Sequence[Sequence[float]]:
    """The loads but those with the lowest and the highest share, where there are enough: one may itself have been odd."""
    if len(past) < 6:
        return past
    return sorted(past, key=lambda each: each[0] / each[1])[1:-1]


def _like_last(values: Sequence[float]) -> tuple[float, ...]:
    """The last two values' mean, where they agree more with each other than with the rest would be chance; else nothing."""
    if len(values) < 2:
        return ()
    return (max(values[-2:]), min(values[-2:])) if abs(values[-1] - values[-2]) <= 0.05 else ()


def _tail(count: float, rows: float, a: float, b: float) -> float:
    """How often a beta-binomial gives `count` or more."""
    if rows > _LONGEST_SUM:
        p = a / (a + b)
        sd = math.sqrt(p * (1 - p) / rows * (a + b + rows) / (a + b + 1))
        z = (count / rows - p) / max(sd, 1e-12)
        return 10 ** -surprise_of(z) if z > 0 else 1.0
    n, k = round(rows), round(count)
    fixed = math.lgamma(n + 1) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) - math.lgamma(n + a + b)
    return sum(
        math.exp(fixed - math.lgamma(i + 1) - math.lgamma(n - i + 1) + math.lgamma(i + a) + math.lgamma(n - i + b)) for i in range(k, n + 1)
    )


def of_level(level: Sequence[float], past: Sequence[Sequence[float]], floor: float, least: float, *, own_sd: bool = False) -> Band | None:
    """The band of a mean.

    Args:
        level: (mean, standard deviation, values) of the load.
        past: the same of the earlier loads, oldest first.
        floor: no level nearer to what is expected than this is odd.
        least: standard deviation between loads that is always granted.
        own_sd: whether the load's own standard deviation may widen the band, where earlier ones had too few values to tell.
    """
    past = past[-2 * _RECENT :]
    if not past:
        return None
    observed, sd_of_load, count = level
    recent = past[-_RECENT:]
    means = [each[0] for each in recent]
    expected = median(means)
    usual_sd = median([each[1] for each in recent])
    within = (max(usual_sd, sd_of_load) if own_sd else usual_sd) / math.sqrt(max(1.0, count))
    between = max(least, spread(means) * math.sqrt(1 + 6 / len(means)) if len(means) >= 3 else 0.0)
    sd = math.sqrt(max(between, within, 1e-9) ** 2 * (1 + 1 / len(means)) + (within**2 if len(means) < 4 else 0.0))
    if len(means) < 3:
        sd *= 2  # how much means vary from load to load is not known yet
    low, high = expected - max(floor, 5 * sd), expected + max(floor, 5 * sd)
    nearest = min(
        abs(observed - each)
        for each in (expected, *[mean for mean in means[-2:] if len(means) >= 4 and abs(means[-1] - means[-2]) < floor])
    )
    return Band(expected, low, high, surprise_of(nearest / sd) if nearest >= floor else 0.0)


def of_amount(observed: float, past: Sequence[float], season: float | None, floor: float, per_count: bool) -> Band | None:
    """The band of a total or a count of rows, in powers of ten: within what the same expectation would have missed in the past.

    Args:
        observed: the figure; 0 and less are taken for a half.
        past: the same of the earlier loads, oldest first.
        season: what the same period of last year, and growth since, would make of it; None without a year's past.
        floor: in powers of ten.
        per_count: whether it counts rows, so that chance alone varies it by its root.
    """
    if len(past) < 3:
        return None
    logs = [math.log10(max(value, 0.5)) for value in past]
    seen = math.log10(max(observed, 0.5))
    expected = median(logs[-6:])
    misses = [min(abs(logs[i] - median(logs[max(0, i - 6) : i])), abs(logs[i] - logs[i - 1])) for i in range(2, len(logs))]
    sd = max(_NEARER_OF_TWO * _MAD * median(misses) * math.sqrt(1 + 6 / len(misses)), 0.02)
    if per_count:
        by_chance = 0.4343 / math.sqrt(max(1.0, 10**expected))
        # What was missed in the past holds chance already; a panel that always answers varies less.
        sd = max(sd, _LEAST_OF_CHANCE * by_chance) if len(misses) >= _ENOUGH_MISSES else math.hypot(sd, by_chance)
    candidates = [expected, logs[-1], *([math.log10(max(season, 0.5))] if season is not None else [])]
    low, high = min(candidates), max(candidates)
    miss = 0.0 if low <= seen <= high else min(abs(seen - low), abs(seen - high))
    width = max(floor, 5 * sd)
    return Band(10**expected, 10 ** (low - width), 10 ** (high + width), surprise_of(miss / sd) if miss >= floor else 0.0)


def of_most(observed: float, past: Sequence[float], usual: Band | None, floor: float) -> Band | None:
    """The band of a load's greatest value, in powers of ten."""
    if len(past) < 3:
        return None
    highest = max(past)
    sd = max(spread(past), 0.1)
    if len(past) >= 6 and highest - median(past) < 0.01:
        floor, sd = 0.12, 0.03  # a ceiling that is always reached and never passed
    miss = observed - highest
    return Band(10 ** median(past), 0.0, 10 ** (highest + floor), surprise_of(5.2 + (miss - floor) / sd) if miss >= floor else 0.0)


def of_mix(counts: Mapping[str, float], past: Sequence[Mapping[str, float]], steadiness: float) -> Band | None:
    """The band of how rows spread over categories, as the share of rows that stand elsewhere than expected.

    Pearson's statistic over that of the earlier loads (at least `steadiness` a degree of freedom); Wilson and Hilferty's
    approximation.
    """
    past = [each for each in past if each][-_RECENT:]
    rows = sum(counts.values())
    if len(past) < 2 or rows < 3:
        return None
    pooled = _pooled(past)
    total = sum(pooled.values())
    names = list(dict.fromkeys((*pooled, *counts)))
    if len(names) < 2:
        return None
    expected = {name: (pooled.get(name, 0.0) + 0.5) / (total + 0.5 * len(names)) for name in names}
    freedom = len(names) - 1
    dispersion = steadiness
    if len(past) >= 4:
        dispersion = max(steadiness, median([_pearson(each, expected) for each in past]) / max(0.5, freedom - 0.7) * (1 + 2 / len(past)))
    elif len(past) < 4:
        dispersion = max(steadiness, 1.0) * 1.5
    statistic = _pearson(counts, expected) / dispersion
    elsewhere = sum(abs(counts.get(name, 0.0) / rows - expected[name]) for name in names) / 2
    last = past[-1]
    of_last = sum(last.values())
    from_last = sum(abs(counts.get(name, 0.0) / rows - last.get(name, 0.0) / of_last) for name in names) / 2
    z = ((statistic / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    return Band(0.0, 0.0, min(elsewhere, from_last), surprise_of(z) if z > 0 else 0.0)


def _pooled(past: Sequence[Mapping[str, float]]) -> dict[str, float]:
    pooled: dict[str, float] = {}
    for each in past:
        for name, count in each.items():
            pooled[name] = pooled.get(name, 0.0) + count
    return pooled


def _pearson(counts: Mapping[str, float], expected: Mapping[str, float]) -> float:
    rows = sum(counts.values())
    return sum((counts.get(name, 0.0) - rows * share) ** 2 / max(rows * share, 0.5) for name, share in expected.items())
