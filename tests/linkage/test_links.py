"""Which mentions are one organisation, class of difficulty by class, and which must never be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from linkage_helpers import MEKNES, are_one, entry, ice, link, meant, organisations, wording

from linkage.clusters import organisation_id
from linkage.linking import Decision

AMAL = {"legal_form": "cooperative", "sector": "textile", "commune": "03.231.01.01"}
JANUARY = datetime(2026, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [entry("a", "1", "Al Amal", ice=ice(1234567)), entry("b", "9", "تعاونية", ice=ice(1234567, 2))], id="branches of one ICE"
        ),
        pytest.param(
            [
                entry("a", "1", "Coopérative Al Amal de tissage", ice=ice(1), **AMAL),
                entry("b", "1", "Coopérative Al Amal de tissage", **AMAL),
            ],
            id="missing ICE",
        ),
        pytest.param(
            [entry("a", "1", "Coopérative Al Karama de tissage", **AMAL), entry("b", "1", "Tissage El-Keramah (Coop.)", **AMAL)],
            id="same script",
        ),
        pytest.param(
            [entry("a", "1", "Coopérative Al Yanboue de tissage", **AMAL), entry("b", "1", None, "تعاونية الينبوع للنسيج", **AMAL)],
            id="across scripts",
        ),
        pytest.param(
            [
                entry("a", "1", "Coopérative Al Moustakbal de tissage", **AMAL),
                entry("b", "1", "Coopérative Al Moustkabal de tissage", **AMAL),
            ],
            id="typo",
        ),
        pytest.param(
            [
                entry("a", "1", "Coopérative Al Amal", cooperative_number="12/2019", court="Fès", **AMAL),
                entry("c", "1", "Coop Amal", cooperative_number="012 / 2019", court="FES", **AMAL),
            ],
            id="number and court",
        ),
    ],
)
def test_one_organisation_is_found_to_be_one(rows: list[dict[str, object]]) -> None:
    assert are_one(rows)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([entry("a", "1", "Al Amal", ice=ice(1), **AMAL), entry("b", "1", "Al Amal", ice=ice(2), **AMAL)], id="two valid ICEs"),
        pytest.param([entry("a", "1", "Coop Al Amal", **AMAL), entry("a", "2", "Coop Al Amal", **AMAL)], id="side by side in one register"),
        pytest.param(
            [entry("a", "1", "Coopérative Al Amal de tissage", **AMAL), entry("b", "1", "Coopérative Al Amal de poterie", **AMAL)],
            id="another trade",
        ),
        pytest.param([entry("a", "1", "Coopérative Al Amal", **AMAL), entry("b", "1", "Coopérative Al Amal 2", **AMAL)], id="a number"),
        pytest.param(
            [
                entry("a", "1", "Coopérative Al Amal", **AMAL),
                entry("b", "1", "Coopérative Al Amal", province=MEKNES, legal_form="cooperative"),
            ],
            id="another province",
        ),
        pytest.param(
            [entry("a", "1", "X", ice="000000000000000"), entry("b", "1", "Y", ice="000000000000000")], id="an ICE of zeros is none"
        ),
    ],
)
def test_two_organisations_stay_two(rows: list[dict[str, object]]) -> None:
    assert not are_one(rows)


def test_a_number_given_to_another_organisation_is_a_second_life() -> None:
    rows = [
        entry("a", "1", "Coopérative Al Amal de tissage", last_load=1, is_standing=False),
        entry("a", "1", "Association Tifawine d'apiculture", month=4, province=MEKNES),
    ]

    found = organisations(link(rows))

    assert found["a:1"] != found["a:1#2"]


def test_a_renumbered_entry_is_the_organisation_it_was() -> None:
    rows = [
        entry("a", "1", "Coopérative Al Moustakbal de tissage", last_load=3, is_standing=False, **AMAL),
        entry("a", "CAF-77", "Coopérative Al Moustakbal de tissage", month=4, **AMAL),
    ]

    assert set(organisations(link(rows)).values()) == {organisation_id("a:1")}


def test_a_merge_keeps_the_id_known_first_and_leaves_others_alone() -> None:
    before = [
        entry("b", "7", "Coopérative Al Moustakbal de tissage", month=1, **AMAL),
        entry("a", "1", "Al Mostaqbal", month=2, ice=ice(5)),
        entry("c", "3", "Association Tifawine", month=2),
    ]
    now = [*before, entry("b", "7", "Coopérative Al Moustakbal de tissage", month=3, ice=ice(5, 1), **AMAL)]
    now[0] = now[0] | {"last_load": 2}

    earlier, later = organisations(link(before)), organisations(link(now))

    assert earlier["a:1"] != earlier["b:7"]
    assert later == {"a:1": organisation_id("b:7"), "b:7": organisation_id("b:7"), "c:3": earlier["c:3"]}


def test_a_merge_is_told_with_its_day() -> None:
    rows = [
        entry("b", "7", "Coopérative Al Moustakbal", month=1, last_load=2),
        entry("a", "1", "Tissage", month=2, ice=ice(5)),
        entry("b", "7", "Coopérative Al Moustakbal", month=3, ice=ice(5)),
    ]

    told = [(each.known_on.isoformat(), each.organisation_id) for each in link(rows).assignments if each.node == "a:1"]

    assert told == [("2026-02-10", organisation_id("a:1")), ("2026-03-10", organisation_id("b:7"))]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [entry("abcd"[index % 4], str(index), f"Coopérative Al Amal {'de tissage' * (index % 2)}", **AMAL) for index in range(12)]

    assert link(rows) == link(rows[::-1])


def test_a_name_means_the_organisation_that_alone_bears_it() -> None:
    rows = [
        entry("a", "1", "Coopérative Al Moustakbal de tissage", **AMAL),
        wording("coop almoustakbal tissage"),
        wording("تعاونية المستقبل للنسيج"),
    ]

    assert set(meant(link(rows)).values()) == {organisation_id("a:1")}


def test_a_name_that_two_bear_means_neither() -> None:
    rows = [
        entry("a", "1", "Coopérative Al Amal de tissage", ice=ice(1)),
        entry("a", "2", "Coopérative Al Amal de tissage", ice=ice(2)),
        wording("Coopérative Al Amal de tissage"),
    ]

    assert list(meant(link(rows)).values()) == [None]


def test_a_name_from_another_province_means_nobody() -> None:
    rows = [entry("a", "1", "Coopérative Al Amal", **AMAL), wording("Coopérative Al Amal", MEKNES)]

    assert list(meant(link(rows)).values()) == [None]


def test_a_person_brings_together_what_ices_tell_apart() -> None:
    rows = [entry("a", "1", "Al Amal", ice=ice(1)), entry("b", "1", "Nour", ice=ice(2))]

    assert are_one(rows, Decision("a:1", "b:1", True, JANUARY))


def test_a_decision_taken_back_counts_no_more() -> None:
    rows = [entry("a", "1", "Al Amal", ice=ice(1)), entry("b", "1", "Nour", ice=ice(2))]

    assert not are_one(rows, Decision("a:1", "b:1", True, JANUARY, datetime(2026, 2, 1, tzinfo=UTC)))


def test_a_pair_decided_different_is_apart_also_when_a_third_is_like_both() -> None:
    name = "Coopérative Al Moustakbal de tissage"
    rows = [entry("a", "1", name, **AMAL), entry("b", "1", name, **AMAL), entry("c", "1", name, **AMAL)]

    found = organisations(link(rows, [Decision("a:1", "b:1", False, JANUARY)]))

    assert found["a:1"] != found["b:1"]
    assert len(set(found.values())) == 2


def test_a_person_tells_apart_what_one_ice_holds_together() -> None:
    rows = [entry("a", "1", "Al Amal", ice=ice(1)), entry("b", "1", "Al Amal", ice=ice(1))]

    assert not are_one(rows, Decision("a:1", "b:1", False, JANUARY))


def test_a_doubtful_pair_is_asked_about_until_it_is_settled() -> None:
    rows = [
        entry("a", "1", "Coopérative Al Amal", legal_form="cooperative", sector="textile"),
        entry("b", "1", "Coopérative Al Amal", legal_form="cooperative"),
    ]

    asked = link(rows).doubts
    settled = link(rows, [Decision("a:1", "b:1", False, JANUARY)]).doubts

    assert [(doubt.one, doubt.other) for doubt in asked] == [("a:1", "b:1")]
    assert settled == ()
