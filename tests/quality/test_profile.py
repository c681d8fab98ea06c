"""The profile of a load: every figure is worked out by hand from rows that fit on a page."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest
from history_helpers import LIST, LOANS, MAY, Feed, row

from quality.profile import Profile
from quality.profile_columns import roles_of


def profile_of(folder: Path, *rows: dict[str, object]) -> Profile:
    return Feed(folder).deliver(rows, MAY)[0]


def test_roles_follow_from_the_contract_alone() -> None:
    roles = roles_of(LOANS)

    assert roles.of == {
        "ref": "reference", "organisation_ref": "reference", "province": "category", "kind": "category", "theme": "words",
        "amount_mad": "number", "members_total": "number", "members_women": "number", "signed_on": "moment", "person_id": "secret",
    }  # fmt: skip
    assert [pair.name for pair in roles.pairs] == ["members_women/members_total"]
    assert roles.identities == ("ref", "organisation_ref", "person_id")
    assert roles_of(LIST).identities == ()


def test_numbers_are_told_by_the_mean_of_their_logarithms_their_roundness_and_their_noughts(tmp_path: Path) -> None:
    amounts = [100.0, 1000.0, 10_000.0, 0.0, 12.5]

    profile = profile_of(tmp_path, *(row(index, amount_mad=amount) for index, amount in enumerate(amounts)))

    assert profile["levels"]["amount_mad:log"][0] == pytest.approx((2 + 3 + 4 + math.log10(12.5)) / 4, rel=1e-4)
    assert profile["levels"]["amount_mad:log"][2] == 4
    assert profile["shares"]["amount_mad:zeros"] == [1, 5]
    assert profile["shares"]["amount_mad:tens"] == [3, 4]
    assert profile["shares"]["amount_mad:thousands"] == [2, 4]
    assert profile["shares"]["amount_mad:fractions"] == [1, 5]
    assert profile["totals"]["amount_mad"] == pytest.approx(11_112.5, rel=1e-5)
    assert profile["most"]["amount_mad:log"] == 4


def test_what_is_missing_zero_and_given_is_counted(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, row(0, amount_mad=None), row(1, amount_mad=0.0), row(2), row(3))

    assert profile["shares"]["amount_mad:missing"] == [1, 4]
    assert profile["counts"]["amount_mad~given"] == {"missing": 1, "zero": 1, "given": 2}


def test_categories_are_counted_and_words_are_kept_as_hashes(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, row(0), row(1, province="03.061", kind="grant"), row(2, theme="Weaving"), row(3, theme=" weaving"))

    assert profile["counts"]["province"] == {"03.231": 3, "03.061": 1}
    assert profile["counts"]["kind"] == {"loan": 3, "grant": 1}
    assert sorted(profile["counts"]["theme"].values()) == [2, 2]
    assert all(name.startswith("#") for name in profile["counts"]["theme"])


def test_dates_are_told_from_the_first_day_of_the_period(tmp_path: Path) -> None:
    days = [date(2026, 5, 1), date(2026, 5, 11), date(2026, 6, 3)]

    profile = profile_of(tmp_path, *(row(index, signed_on=day) for index, day in enumerate(days)))

    assert profile["shares"]["signed_on:in_period"] == [2, 3]
    assert profile["levels"]["signed_on:day"][0] == 10


def test_parts_are_held_against_their_totals(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, row(0, members_women=2), row(1, members_women=8), row(2, members_women=None))

    assert profile["levels"]["members_women/members_total:mean"][0] == pytest.approx(0.5)
    assert profile["levels"]["members_women/members_total:mean"][2] == 2


def test_rows_that_repeat_under_another_reference_are_counted(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, row(0), row(7), row(14), row(1, amount_mad=9.0))

    assert profile["shares"]["repeated_rows"] == [2, 4]


def test_missing_numbers_between_references_are_seen(tmp_path: Path) -> None:
    profile = profile_of(tmp_path, row(11), row(13), row(15), row(20))

    assert profile["shares"]["ref:dense"] == [4, 10]


def test_a_row_that_is_the_sum_of_all_others_is_told_by_its_number(tmp_path: Path) -> None:
    rows = [row(index, amount_mad=100.0 + index) for index in range(8)]

    profile = profile_of(tmp_path, *rows, row(8, amount_mad=sum(each["amount_mad"] for each in rows)))

    assert profile["told"]["amount_mad:totals"] == [10]


def test_rows_are_found_again_in_earlier_loads_by_reference_by_content_and_by_organisation(tmp_path: Path) -> None:
    feed = Feed(tmp_path)
    feed.deliver([row(index, amount_mad=100.0 + index) for index in range(4)], MAY.previous())

    profile, _ = feed.deliver([row(0, amount_mad=100.0), row(9, organisation_ref="ORG-1", amount_mad=1010.0, province="03.061")], MAY)

    assert profile["shares"]["known_keys"] == [1, 2]
    assert profile["shares"]["seen_before"] == [1, 2]
    assert profile["shares"]["organisation_ref:known"] == [2, 2]
    assert profile["shares"]["province:fits@organisation_ref"] == [1, 2]
    assert profile["shares"]["amount_mad:jumps@organisation_ref"] == [1, 2]
    assert profile["levels"]["amount_mad:move@organisation_ref"][0] == pytest.approx(0.5)


def test_of_a_whole_list_it_is_told_how_many_rows_of_the_last_one_are_still_there(tmp_path: Path) -> None:
    feed = Feed(tmp_path, LIST)
    feed.deliver([row(index) for index in range(4)], MAY.previous())

    profile, _ = feed.deliver([row(index, amount_mad=7.0, theme="wool") for index in range(3)], MAY)

    assert profile["shares"]["kept_keys"] == [3, 4]
    assert profile["shares"]["theme:fits"] == [0, 3]
    assert profile["shares"]["amount_mad:jumps"] == [3, 3]


def test_loads_measured_together_give_what_each_gives_alone(tmp_path: Path) -> None:
    import duckdb

    from quality.profile import Examinee, profiles_of

    feed = Feed(tmp_path)
    alone = [feed.deliver([row(index, amount_mad=100.0 * index + month) for index in range(5)], MAY)[0] for month in range(3)]
    loads = [Examinee(load_id, file, MAY.start, 31, 5) for load_id, file in feed.files.items()]

    with duckdb.connect() as connection:
        together = profiles_of(connection, LOANS, loads)

    for one, other in zip(alone, together, strict=True):
        assert other["counts"] == one["counts"]
        assert other["totals"] == one["totals"]
        assert all(one["shares"][name] == share for name, share in other["shares"].items())


def test_nothing_of_a_person_or_of_an_organisation_is_kept(tmp_path: Path) -> None:
    profile = profile_of(
        tmp_path, *(row(index, person_id="AB123456", organisation_ref="Coopérative Zahra", theme="Mme Fatima") for index in range(5))
    )

    kept = json.dumps(profile, ensure_ascii=False)

    assert "AB123456" not in kept
    assert "Zahra" not in kept
    assert "Fatima" not in kept
    assert not any(name.startswith("person_id") and "length" in name for name in profile["levels"])


def test_a_load_without_rows_has_a_profile(tmp_path: Path) -> None:
    profile, findings = Feed(tmp_path).deliver([], MAY)

    assert profile["rows"] == 0
    assert findings == ()
