"""Bands, held against what statistics says of the same figures by hand."""

from __future__ import annotations

import math
from random import Random

import pytest

from quality import bands


def test_the_surprise_of_a_score_is_the_logarithm_of_its_chance() -> None:
    assert bands.surprise_of(1.959964) == pytest.approx(-math.log10(0.05), abs=1e-3)
    assert bands.surprise_of(5.0) == pytest.approx(-math.log10(5.733e-7), abs=1e-2)
    assert bands.surprise_of(8.1) > bands.surprise_of(7.9) > 14


def test_spread_is_that_of_a_normal_distribution_and_one_odd_value_does_not_move_it() -> None:
    assert bands.spread([1, 2, 3, 4, 5]) == pytest.approx(1.4826)
    assert bands.spread([1, 2, 3, 4, 5000]) == pytest.approx(1.4826)


def test_a_share_that_was_always_nought_and_now_is_a_half_is_odd() -> None:
    band = bands.of_share(10, 20, [(0, 20)] * 12, 0.15)

    assert band is not None
    assert band.expected == 0
    # Beta-binomial by hand: 10 of 20 where half a row of 200 was expected.
    assert band.surprise > 8


def test_the_tail_of_a_share_is_that_of_a_beta_binomial() -> None:
    # With a prior that is all but certain of one half, 9 or 10 of 10 come in 11 of 1,024 cases.
    assert bands._tail(9, 10, 5e6, 5e6) == pytest.approx(11 / 1024, rel=1e-3)


def test_of_three_rows_nothing_can_be_said() -> None:
    band = bands.of_share(2, 3, [(1, 5)] * 12, 0.15)

    assert band is not None
    assert band.surprise < 2


def test_a_share_that_varies_from_load_to_load_is_given_room() -> None:
    steady = bands.of_share(35, 50, [(20, 50), (21, 50), (19, 50), (20, 50)] * 3, 0.1)
    restless = bands.of_share(35, 50, [(10, 50), (30, 50), (5, 50), (35, 50)] * 3, 0.1)

    assert steady is not None
    assert restless is not None
    assert steady.surprise > 3 > restless.surprise


def test_what_two_loads_before_were_like_is_no_surprise() -> None:
    past = [(0, 40)] * 10 + [(20, 40)] * 2

    band = bands.of_share(20, 40, past, 0.1)

    assert band is not None
    assert band.surprise == 0


def test_a_level_within_the_noise_of_few_rows_is_not_odd_and_the_same_of_many_rows_is() -> None:
    past = [(5.0 + 0.01 * (index % 3), 0.4, 20) for index in range(12)]

    few = bands.of_level((5.25, 0.4, 4), past, 0.2, 0.02)
    many = bands.of_level((5.25, 0.4, 400), past, 0.2, 0.02)

    assert few is not None
    assert many is not None
    assert few.surprise < 2
    assert many.surprise > 6


def test_one_odd_load_in_the_past_neither_hides_the_next_nor_makes_good_ones_odd() -> None:
    past = [(5.0, 0.3, 30)] * 5 + [(8.0, 0.3, 30)] + [(5.0, 0.3, 30)] * 5

    good = bands.of_level((5.02, 0.3, 30), past, 0.2, 0.02)
    again = bands.of_level((8.0, 0.3, 30), past, 0.2, 0.02)

    assert good is not None
    assert again is not None
    assert good.surprise == 0
    assert again.surprise > 20


def test_a_growing_feed_is_not_odd_and_one_that_falls_by_half_is() -> None:
    past = [100 * 1.03**index for index in range(24)]

    grown = bands.of_amount(100 * 1.03**24, past, None, 0.2, True)
    fallen = bands.of_amount(50 * 1.03**24, past, None, 0.2, True)

    assert grown is not None
    assert fallen is not None
    assert grown.surprise == 0
    assert fallen.surprise > 4


def test_the_season_explains_a_month_that_would_be_odd_without_it() -> None:
    past = [100.0 + index % 3 for index in range(12)]

    assert bands.of_amount(300, past, None, 0.2, True).surprise > 6  # type: ignore[union-attr]
    assert bands.of_amount(300, past, 290.0, 0.2, True).surprise == 0  # type: ignore[union-attr]


def test_rows_that_move_to_another_category_are_odd_and_chance_is_not() -> None:
    random = Random(1)
    past = [_drawn(random, 60) for _ in range(12)]

    usual = bands.of_mix(_drawn(random, 60), past, 1.0)
    moved = bands.of_mix({"b": 36, "a": 15, "c": 9}, past, 1.0)

    assert usual is not None
    assert moved is not None
    assert usual.surprise < 3
    assert moved.surprise > 5.5


def _drawn(random: Random, rows: int) -> dict[str, int]:
    drawn = random.choices("abc", (0.6, 0.25, 0.15), k=rows)
    return {name: drawn.count(name) for name in "abc"}
