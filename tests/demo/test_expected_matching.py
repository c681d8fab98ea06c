"""Matching by simple keys: hand-worked cases for registers and for references."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from demo.expected_matching import Matcher
from demo.folding import fold
from demo.truth import RegisterRow

AMAL = "008800001000004"
AMAL_BRANCH = "008800001000101"
NOUR = "008800002000007"

BASE = RegisterRow(
    partner="chamber_handicrafts",
    period_start=date(2026, 1, 1),
    received_at=datetime(2026, 4, 3, tzinfo=UTC),
    organisation_id="ORG-1",
    local_ref="CAF-1",
    ice=AMAL,
    cooperative_number=None,
    court=None,
    name_fr="Coopérative Al Amal",
    name_ar="تعاونية الأمل",
    legal_form="cooperative",
    province="03.231",
    commune=None,
    sector="pottery",
    members_total=None,
    members_women=None,
    members_youth=None,
    founded_on=None,
    status="active",
    phone=None,
    email=None,
)


def entry(**changes: Any) -> RegisterRow:
    return replace(BASE, **changes)


def key_of(matcher: Matcher, **reference: Any) -> str | None:
    fact: dict[str, Any] = {"partner": "cri", "ice": None, "organisation_ref": None, "name": None, "province": None}
    party = matcher.resolve(**(fact | reference))
    return party.key if party is not None else None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Coopérative  AL-AMAL (Fès) ", "cooperative al amal fes"),
        ("L'Étoile_d'Or / Saïs", "l etoile d or sais"),
        ("تعاونيّةُ الأمـــل", "تعاونيه الامل"),
        ("إشراق", "اشراق"),
        ("مؤسسة شؤون ملجئ هدى", "موسسه شوون ملجي هدي"),
    ],
)
def test_folding_brings_spellings_to_one_key(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_entries_of_two_registers_with_one_ice_entity_are_one_organisation() -> None:
    matcher = Matcher([entry(), entry(partner="hub_operator", local_ref="MEM-1", ice=AMAL_BRANCH, name_fr="Autre")])
    by_ref = key_of(matcher, partner="hub_operator", organisation_ref="MEM-1")
    assert by_ref == key_of(matcher, partner="chamber_handicrafts", organisation_ref="CAF-1")


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({"name_fr": "COOPERATIVE AL AMAL", "name_ar": None}, True),
        ({"name_fr": None, "name_ar": "تعاونية الامل"}, True),
        ({"name_fr": "Coop. El Amal", "name_ar": None}, False),
        ({"name_fr": "Coopérative Al Amal", "name_ar": None, "province": "03.061"}, False),
    ],
)
def test_an_entry_without_ice_joins_the_group_that_bears_its_name_in_its_province(changes: dict[str, Any], is_same: bool) -> None:
    other = entry(partner="unions", local_ref="UC-1", ice=None, **changes)
    matcher = Matcher([entry(), other])
    assert (key_of(matcher, ice=AMAL) == key_of(matcher, partner="unions", organisation_ref="UC-1")) is is_same


def test_an_entry_without_ice_joins_nobody_when_two_groups_bear_its_name() -> None:
    twin = entry(local_ref="CAF-2", ice=NOUR)
    alone = entry(partner="unions", local_ref="UC-1", ice=None)
    matcher = Matcher([entry(), twin, alone])
    own = key_of(matcher, partner="unions", organisation_ref="UC-1")
    assert own not in (key_of(matcher, ice=AMAL), key_of(matcher, ice=NOUR))


def test_entries_without_ice_that_share_a_name_are_one_also_through_a_third() -> None:
    rows = [
        entry(partner="unions", local_ref="UC-1", ice=None, name_ar=None),
        entry(partner="hub_operator", local_ref="MEM-1", ice=None, name_fr=None),
        entry(ice=None),
    ]
    matcher = Matcher(rows)
    keys = {key_of(matcher, partner=row.partner, organisation_ref=row.local_ref) for row in rows}
    assert len(keys) == 1


def test_ice_comes_before_reference_and_reference_before_name() -> None:
    nour = entry(local_ref="CAF-2", ice=NOUR, name_fr="Coopérative An Nour", name_ar="تعاونية النور")
    matcher = Matcher([entry(), nour])
    chamber = {"partner": "chamber_handicrafts", "province": "03.231"}
    amal, of_nour = key_of(matcher, ice=AMAL), key_of(matcher, ice=NOUR)
    assert key_of(matcher, **chamber, ice=NOUR, organisation_ref="CAF-1") == of_nour
    assert key_of(matcher, **chamber, organisation_ref="CAF-2", name="Coopérative Al Amal") == of_nour
    # What does not resolve is passed over.
    assert key_of(matcher, **chamber, ice="009900001000000", organisation_ref="CAF-1") == amal
    assert key_of(matcher, **chamber, organisation_ref="CAF-9", name="Coopérative Al Amal") == amal


def test_a_reference_is_looked_up_in_the_same_partners_register_only() -> None:
    matcher = Matcher([entry()])
    assert key_of(matcher, partner="unions", organisation_ref="CAF-1") == "unmatched:unions:caf 1"


def test_a_name_is_looked_up_in_the_facts_province() -> None:
    meknes = entry(local_ref="CAF-2", ice=NOUR, province="03.061")
    matcher = Matcher([entry(), meknes])
    assert key_of(matcher, name="coopérative al amal", province="03.061") == key_of(matcher, ice=NOUR)
    assert key_of(matcher, name="coopérative al amal", province="03.531") == "unmatched:cri:cooperative al amal"


def test_a_name_without_province_must_be_the_only_one_of_the_region() -> None:
    alone = Matcher([entry()])
    doubled = Matcher([entry(), entry(local_ref="CAF-2", ice=NOUR, province="03.061")])
    assert key_of(alone, name="تعاونية الأمل") == key_of(alone, ice=AMAL)
    assert key_of(doubled, name="تعاونية الأمل") == "unmatched:cri:تعاونيه الامل"


def test_an_ice_that_no_register_holds_is_one_organisation_for_all_partners() -> None:
    matcher = Matcher([entry()])
    assert key_of(matcher, ice=NOUR) == key_of(matcher, partner="unions", ice="008800002000104") == "ice:008800002"
    assert matcher.resolve("cri", NOUR, None, None, "03.231").province is None  # type: ignore[union-attr]


def test_no_reference_at_all_is_no_organisation() -> None:
    assert key_of(Matcher([entry()])) is None
