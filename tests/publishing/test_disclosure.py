"""Disclosure control: what is kept back protects every small count, and the audit finds what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from disclosure_tables import MAY, Q2, RULES, Figures, K, naive_bounds, random_table, table_with_a_hole

from publishing.disclosure import suppression

JUNE, APRIL = date(2026, 6, 1), date(2026, 4, 1)


@pytest.mark.parametrize("block", range(8))
def test_random_tables_are_safe(block: int) -> None:
    for seed in range(25 * block, 25 * block + 25):
        figures = random_table(seed)
        kept = figures.statuses()
        assert figures.attacked(kept) == [], seed
        assert figures.primary().keys() <= kept.keys(), seed


def test_the_audit_finds_each_hole_of_the_primary_rule_alone() -> None:
    for seed in range(50):
        figures = table_with_a_hole(seed)
        kept = figures.primary()
        ((key, _),) = kept.items()
        (found,) = figures.attacked(kept)
        assert found.cell == key, seed
        assert found.least == pytest.approx(figures.rows[key][0]), seed
        assert found.most == pytest.approx(figures.rows[key][0]), seed
        assert figures.attacked(figures.statuses()) == [], seed


def test_an_attacker_of_two_programs_a_cell_learns_no_small_count() -> None:
    asked = 0
    for seed in range(200, 225):
        figures = random_table(seed)
        kept = figures.statuses()
        for key, (least, most) in naive_bounds(figures, kept, "STARTED").items():
            if 0 < figures.rows[key][0] < K:
                asked += 1
                assert least <= 1e-6, (seed, key)
                assert most >= K - 1e-6, (seed, key)
    assert asked > 200


def test_the_audit_and_an_attacker_of_two_programs_a_cell_agree_on_primary_rules_alone() -> None:
    exposed = 0
    for seed in range(300, 320):
        figures = random_table(seed)
        figures.rows = {key: parts for key, parts in figures.rows.items() if key[0] == "STARTED"}
        kept = figures.primary()
        bounds = naive_bounds(figures, kept, "STARTED")
        narrow = {key for key, (least, most) in bounds.items() if least > 1e-6 or most < K - 1e-6}
        exposed += bool(narrow)
        assert {found.cell for found in figures.attacked(kept)} <= narrow, seed
        assert bool(figures.attacked(kept)) == bool(narrow), seed
    assert exposed > 10


def test_every_whole_number_from_none_to_the_threshold_fits_a_hand_worked_table() -> None:
    """By hand: of 3 + 9 + 20 = 32, 3 is small; with the total and the others shown it is 32 − 9 − 20. The cheapest other, 9, goes too."""
    figures = Figures()
    for name, count in (("a", 3), ("b", 9), ("c", 20)):
        figures.add("STARTED", count, value=f"sector={name}")
    figures.add("STARTED", 32)

    kept = figures.statuses()

    assert {key[5]: status for key, status in kept.items()} == {"a": "C", "b": "D"}
    fitting = {a for a, b in product(range(33), repeat=2) if a + b + 20 == 32}
    assert set(range(K + 1)) <= fitting


def test_two_small_counts_that_add_up_to_less_than_the_threshold_need_a_third() -> None:
    """1 + 2 of 23 with 20 shown: neither can be more than 3."""
    figures = Figures()
    for name, count in (("a", 1), ("b", 2), ("c", 20)):
        figures.add("STARTED", count, value=f"sector={name}")
    figures.add("STARTED", 23)

    (first, second) = figures.attacked(figures.primary())

    assert [first.most, second.most] == pytest.approx([3, 3])
    assert {key[5] for key in figures.statuses()} == {"a", "b", "c"}


def test_a_month_does_not_follow_from_its_quarter() -> None:
    """10 + 3 + 12 = 25: May is 25 − 10 − 12."""
    figures = Figures()
    for month, count in ((APRIL, 10), (MAY, 3), (JUNE, 12)):
        figures.add("STARTED", count, period=("month", month))
    figures.add("STARTED", 25, period=("quarter", Q2))

    (found,) = figures.attacked(figures.primary())
    kept = figures.statuses()

    assert (found.cell[2], found.least, found.most) == (MAY, pytest.approx(3), pytest.approx(3))
    assert kept[("STARTED", "month", MAY, "03", "total", "total")] == "C"
    assert list(kept.values()).count("D") == 1


def test_a_ratio_does_not_tell_the_count_under_it() -> None:
    """4 started, 2 of them proven: the share is kept back with the count, for its denominator is the count."""
    figures = Figures().add("STARTED", 4).add("PROVEN", 2, 4)

    assert set(figures.statuses()) == set(figures.rows)
    shown = {("STARTED", "month", MAY, "03", "total", "total"): "C"}
    assert [found.what for found in figures.attacked(shown)][:1] == ["proven"]
    assert figures.attacked(dict.fromkeys(figures.rows, "C")) == []


def test_nine_of_ten_tells_of_the_tenth() -> None:
    figures = Figures().add("STARTED", 10).add("PROVEN", 9, 10)

    assert figures.statuses() == {("PROVEN", "month", MAY, "03", "total", "total"): "C"}
    (found,) = figures.attacked({})
    assert found.what == "started − proven"


def test_women_of_the_share_are_the_women_of_the_breakdown() -> None:
    """3 women of 20 are kept back by sex; the share 3 ÷ 20 tells them as well, and the men 17 with the total."""
    figures = Figures().add("STARTED", 20).add("WOMEN", 3, 20)
    figures.add("STARTED", 3, value="sex=female").add("STARTED", 17, value="sex=male")

    kept = figures.statuses()

    assert ("WOMEN", "month", MAY, "03", "total", "total") in kept
    assert ("STARTED", "month", MAY, "03", "sex", "male") in kept
    assert ("STARTED", "month", MAY, "03", "total", "total") not in kept


def test_the_net_does_not_tell_what_it_is_the_difference_of() -> None:
    """Started 3, ended 8: −5 + 8 = 3."""
    figures = Figures().add("STARTED", 3).add("ENDED", 8).add("NET", -5)

    (found,) = figures.attacked(figures.primary())

    assert (found.least, found.most) == (pytest.approx(3), pytest.approx(3))
    assert figures.statuses() == {
        ("STARTED", "month", MAY, "03", "total", "total"): "C",
        ("NET", "month", MAY, "03", "total", "total"): "C",
    }


def test_what_weighs_each_person_is_kept_back_with_few_of_them() -> None:
    figures = Figures().add("STARTED", 4).add("WEIGHT", 3.5)

    assert figures.statuses()[("WEIGHT", "month", MAY, "03", "total", "total")] == "C"


def test_nobody_is_no_small_count() -> None:
    figures = Figures().add("STARTED", 0).add("PROVEN", 0, 0)

    assert figures.statuses() == {}
    assert figures.attacked({}) == []


def test_a_table_of_small_counts_is_not_shown_at_all() -> None:
    figures = Figures()
    for name, count in (("a", 1), ("b", 2), ("c", 20)):
        figures.add("STARTED", count, value=f"sector={name}")
    figures.add("STARTED", 23)

    kept = figures.statuses(replace(RULES, sparse_share=0.5))

    assert {(key[4], status) for key, status in kept.items()} == {("sector", "N")}
    assert len(kept) == 3


def test_a_small_count_that_is_shown_is_found() -> None:
    figures = Figures().add("STARTED", 4)

    (found,) = figures.attacked({})

    assert (found.cell[0], found.least, found.most) == ("STARTED", 4, 4)


def test_where_many_are_exposed_simple_rules_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "_FEW", 2)
    for seed in range(400, 425):
        figures = random_table(seed)
        assert figures.attacked(figures.statuses()) == [], seed


def test_one_small_count_of_a_square_takes_three_cells_for_company() -> None:
    """By hand: with all sums shown, 3 can be told only as the corner of a rectangle whose other corners are untold; 8, 9 and 7 are cheapest.

    b1 7 and a2 8 move against a1 3, and b2 9 with it: a1 = 0 … 5 gives a2 = 11 … 6, b1 = 10 … 5, b2 = 6 … 11.
    """
    figures = Figures()
    square = {"a": (3, 8, 40), "b": (7, 9, 41), "c": (42, 43, 44)}
    for sector, counts in square.items():
        for province, count in enumerate(counts):
            figures.add("STARTED", count, territory=f"03.{province}", value=f"sector={sector}")
        figures.add("STARTED", sum(counts), value=f"sector={sector}")
    for province in range(3):
        figures.add("STARTED", sum(counts[province] for counts in square.values()), territory=f"03.{province}")
    figures.add("STARTED", sum(sum(counts) for counts in square.values()))

    kept = figures.statuses()

    assert {(key[5], key[3]): status for key, status in kept.items()} == {
        ("a", "03.0"): "C", ("a", "03.1"): "D", ("b", "03.0"): "D", ("b", "03.1"): "D",
    }  # fmt: skip
    assert figures.attacked(kept) == []


def test_what_states_two_counts_at_once_goes_with_the_one_that_is_given_up() -> None:
    """By hand: of 3 + 12 + 20 = 35 started, 12 keeps 3 company; net jobs of both provinces go too, for 3 = −6 + 9 and 12 = 3 + 9."""
    figures = Figures()
    for province, (started, ended) in {"03.0": (3, 9), "03.1": (12, 9), "03.2": (20, 9)}.items():
        figures.add("STARTED", started, territory=province).add("ENDED", ended, territory=province)
        figures.add("NET", started - ended, territory=province)
    figures.add("STARTED", 35).add("ENDED", 27).add("NET", 8)

    kept = figures.statuses()

    assert figures.attacked(kept) == []
    assert {key[3] for key in kept if key[0] == "NET"} == {key[3] for key in kept if key[0] == "STARTED"} == {"03.0", "03.1"}
    assert {key for key in kept if key[3] == "03" or key[0] == "ENDED"} == set()


def test_the_same_figures_are_kept_back_in_any_order() -> None:
    figures = random_table(7)
    backwards = Figures(dict(reversed(figures.rows.items())))

    assert figures.statuses() == backwards.statuses()
