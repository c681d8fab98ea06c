"""How organisations are named in the region: hard in every class, told from all others by whoever is careful, labelled as they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

import pytest

from demo.folding import fold
from demo.mentions import DIFFICULTIES, Mention, mentions
from demo.names import Name
from demo.proper_names import PROPER_NAMES, Proper
from demo.region import build_region
from demo.spelling import Spelt, mistyped, official, otherwise, romanised
from demo.telling import CarefulClerk, distance, sounds
from demo.trades import TRADES, Trade
from demo.truth import Region
from demo.truth_links import truth_links

WEAVING, OLIVES = Trade(("de tissage", "textile"), ("للنسيج",)), Trade(("d'olives",), ("للزيتون",))
NOUR, AMAL, FALAH, FATH = (
    Proper(*each) for each in (("An Nour", "النور"), ("Al Amal", "الأمل"), ("Al Falah", "الفلاح"), ("Al Fath", "الفتح"))
)


@pytest.fixture(scope="module")
def region() -> Region:
    return build_region()


@pytest.fixture(scope="module")
def found(region: Region) -> tuple[Mention, ...]:
    return mentions(region)


def test_every_entry_and_every_reference_is_a_mention_once(region: Region, found: tuple[Mention, ...]) -> None:
    links = truth_links(region)

    assert Counter(each.kind for each in found) == {"register": len(links.entries), "reference": len(links.references)}


@pytest.mark.parametrize("kind", ["register", "reference"])
def test_all_classes_are_there_and_most_mentions_are_easy(kind: str, found: tuple[Mention, ...]) -> None:
    of_kind = [each for each in found if each.kind == kind]
    counts = Counter(each.difficulty for each in of_kind)

    wanted = set(DIFFICULTIES) - ({"unregistered"} if kind == "register" else set())
    assert set(counts) == wanted
    spelled = sum(counts[name] for name in ("same_script", "across_scripts", "typo"))
    assert counts["easy"] > 0.55 * len(of_kind)
    assert 0.05 < (spelled + counts["branches_of_one_ice"]) / len(of_kind) < 0.2


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_reference_means_two_organisations(seed: int) -> None:
    region = build_region(months=6, scale=0.5, seed=seed)

    assert truth_links(region).references  # and no AmbiguousReferenceError


def test_an_entry_without_ice_says_enough_to_be_told_by(region: Region) -> None:
    last = max(row.period_start for row in region.register)
    entries = [row for row in region.register if row.period_start == last]
    meant: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in entries:
        meant[row.province, row.commune, row.legal_form, row.sector, row.founded_on].add(row.organisation_id)

    without = [row for row in entries if row.ice is None]
    assert without
    assert all(len(meant[row.province, row.commune, row.legal_form, row.sector, row.founded_on]) == 1 for row in without)


def test_labels_say_what_is_there(region: Region, found: tuple[Mention, ...]) -> None:
    official_names = {each.id: {fold(each.name_fr), fold(each.name_ar)} for each in region.organisations}
    held: dict[str, set[bool]] = defaultdict(set)
    for entry in found:
        if entry.kind == "register":
            held[entry.organisation_id] |= {name is not None and name == entry.name_ar for name in (entry.name, entry.name_ar) if name}
    for each in found:
        if each.kind == "reference" and each.name is not None and each.difficulty not in ("easy", "unregistered", "branches_of_one_ice"):
            is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in each.name)
            assert (each.difficulty == "across_scripts") == (is_arabic not in held[each.organisation_id])
            if each.difficulty in ("typo", "same_script"):
                assert fold(each.name) not in official_names[each.organisation_id]
            if each.difficulty == "missing_ice":
                assert fold(each.name) in official_names[each.organisation_id]


def test_branches_have_the_entity_of_their_organisation_and_another_establishment(region: Region, found: tuple[Mention, ...]) -> None:
    by_id = {each.id: each for each in region.organisations}
    branches = [each for each in found if each.kind == "register" and each.difficulty == "branches_of_one_ice"]

    assert len(branches) > 15
    assert all(each.ice and each.ice[:9] == (by_id[each.organisation_id].ice or "")[:9] for each in branches)
    assert any(each.name and " - " in each.name for each in branches)


def test_traps_are_organisations_of_their_own_with_names_alike(region: Region) -> None:
    kinds = Counter(region.traps.values())
    names: dict[str, list[str]] = defaultdict(list)
    for each in region.organisations:
        if each.id in region.traps:
            names[region.traps[each.id]].append(each.name_fr)

    assert kinds == {"other_trade": 20, "numbered": 12, "other_province": 20, "other_commune": 4}
    assert sum(name.endswith(" 2") for name in names["numbered"]) == 6
    assert all(count == 2 for count in Counter(names["other_province"]).values())


def test_names_are_no_memorised_list(region: Region) -> None:
    proper = Counter(each.name_fr for each in region.organisations)

    assert len(PROPER_NAMES) > 600
    assert len({each.fr for each in PROPER_NAMES}) == len({each.ar for each in PROPER_NAMES}) == len(PROPER_NAMES)
    assert len(proper) > 0.95 * len(region.organisations)


def test_no_two_trades_are_worded_alike() -> None:
    wordings = Counter(
        fold(text) for trades in TRADES.values() for trade in trades for language in (trade.fr, trade.ar) for text in language
    )

    assert [text for text, count in wordings.items() if count > 1] == []


def test_a_name_is_romanised_in_many_ways_that_sound_alike() -> None:
    rng = Random(1)
    ways = {romanised(rng, "Ach Chourouq") for _ in range(300)}

    assert {"Ech Chourouq", "Chourouk", "Echchourouq"} <= {*ways, *(way.replace("sh", "ch") for way in ways)}
    assert len({fold(way) for way in ways}) > 15
    assert all(distance(sounds(way), sounds("Ach Chourouq")) <= 2 for way in ways)


def test_spelled_otherwise_is_another_text_and_a_typing_error_is_one_slip() -> None:
    name = Name("cooperative", NOUR, WEAVING)
    for seed in range(200):
        for language in ("fr", "ar"):
            usual = official(name, language)
            assert fold(otherwise(Random(seed), name, language).text) != fold(usual.text)
            slipped = mistyped(Random(seed), name, language).text
            # Two letters exchanged with each other count as two.
            assert 1 <= distance(fold(slipped), fold(usual.text)) <= 2


def clerk(*names: Name, elsewhere: Name | None = None) -> CarefulClerk:
    others = [("X", "03.061", elsewhere)] if elsewhere else []
    return CarefulClerk([*((f"O-{number}", "03.231", name) for number, name in enumerate(names)), *others])


def test_a_spelling_tells_its_organisation_when_nobody_else_sounds_like_it() -> None:
    knows = clerk(Name("cooperative", NOUR, WEAVING), Name("cooperative", AMAL, WEAVING))

    assert knows.can_tell("O-0", Spelt("Coop. Ennour tissage", "Ennour"), "03.231")


@pytest.mark.parametrize(
    ("other", "proper", "is_mistyped"),
    [
        (Name("association", NOUR, WEAVING), "Ennour", False),  # only the legal form differs, and clerks leave that out
        (Name("cooperative", NOUR, OLIVES), "An Nuor", True),  # the error might lie in the trade
    ],
)
def test_a_spelling_that_may_mean_another_one_there_does_not_tell(other: Name, proper: str, is_mistyped: bool) -> None:
    knows = clerk(Name("cooperative", NOUR, WEAVING), other)

    assert not knows.can_tell("O-0", Spelt(proper, proper), "03.231", is_mistyped=is_mistyped)


def test_a_name_without_a_trade_does_not_tell_where_another_one_has_it_with_a_trade() -> None:
    knows = clerk(Name("cooperative", NOUR, None), Name("cooperative", NOUR, OLIVES))

    assert not knows.can_tell("O-0", Spelt("Ennour", "Ennour"), "03.231")
    assert knows.can_tell("O-1", Spelt("Ennour d'olives", "Ennour"), "03.231")


def test_an_error_that_makes_a_name_sound_like_another_does_not_tell() -> None:
    knows = clerk(Name("cooperative", FALAH, WEAVING), Name("cooperative", FATH, WEAVING))

    assert knows.can_tell("O-0", Spelt("El Falah", "El Falah"), "03.231")
    assert not knows.can_tell("O-0", Spelt("Al Fatah", "Al Fatah"), "03.231", is_mistyped=True)


def test_where_a_fact_does_not_tell_its_province_others_elsewhere_count_too() -> None:
    name = Name("cooperative", NOUR, WEAVING)
    knows = clerk(name, elsewhere=name)

    assert knows.can_tell("O-0", Spelt("Ennour", "Ennour"), "03.231")
    assert not knows.can_tell("O-0", Spelt("Ennour", "Ennour"), None)
