"""Organisations found by given links: which references are one, what registers say of them, and what has no link."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from demo.expected_matching import Links, Party, Reference, Resolver, UnknownReferenceError, reference_of
from demo.folding import fold
from demo.given_links import TornReferenceError, given_links
from demo.truth import RegisterRow, VisitRow
from demo.truth_feeds import MarketRow

AMAL = "008800001000004"
AMAL_BRANCH = "008800001000101"

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


def reference(**changes: Any) -> Reference:
    columns: dict[str, Any] = {"partner": "cri", "organisation_ref": None, "ice": None, "name": None, "province": None}
    return Reference(**(columns | changes))


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


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"ice": AMAL}, {"ice": AMAL_BRANCH}, True),
        ({"name": "Coopérative Al Amal"}, {"name": "COOPERATIVE  AL-AMAL"}, True),
        ({"name": "Coopérative Al Amal"}, {"name": "Coopérative El Amal"}, False),
        ({"name": "Al Amal", "province": "03.231"}, {"name": "Al Amal", "province": "03.061"}, False),
        ({"organisation_ref": "1", "partner": "cri"}, {"organisation_ref": "1", "partner": "unions"}, False),
        ({"organisation_ref": "1"}, {"organisation_ref": "1", "ice": AMAL}, False),
    ],
)
def test_one_reference_written_in_two_ways_has_one_key(one: dict[str, Any], other: dict[str, Any], is_same: bool) -> None:
    assert (reference(**one).key == reference(**other).key) is is_same


def test_a_reference_leads_to_the_organisation_that_the_links_say() -> None:
    links = Links({reference(name="El Amal", province="03.531").key: "ORG-1"}, {("chamber_handicrafts", "CAF-1"): "ORG-1"})
    resolver = Resolver(links, [entry()])

    assert resolver.resolve("cri", None, None, "EL AMAL", "03.531") == Party("ORG-1", "03.231", "pottery")


def test_an_organisation_in_no_register_has_neither_province_nor_sector() -> None:
    resolver = Resolver(Links({reference(ice=AMAL, province="03.231").key: "X-1"}, {}), [])

    assert resolver.resolve("cri", AMAL_BRANCH, None, None, "03.231") == Party("X-1", None, None)


def test_a_fact_that_names_nobody_has_no_organisation() -> None:
    assert Resolver(Links({}, {}), []).resolve("cri", None, None, None, "03.231") is None


def test_a_reference_without_a_link_is_an_error_not_a_guess() -> None:
    with pytest.raises(UnknownReferenceError, match="AMAL"):
        Resolver(Links({}, {}), []).resolve("cri", None, None, "AMAL", None)


def test_the_entry_received_last_speaks_for_its_organisation() -> None:
    late = datetime(2026, 7, 3, tzinfo=UTC)
    rows = [
        entry(),
        entry(partner="unions", local_ref="UC-1", received_at=late, sector="textile"),
        entry(partner="hub_operator", local_ref="MEM-1", received_at=late, province="03.061", sector="leather"),
        entry(partner="unions", local_ref="UC-2", received_at=datetime(2026, 8, 1, tzinfo=UTC), sector="wood_metal"),
    ]
    links = Links({}, {(row.partner, row.local_ref): "ORG-2" if row.local_ref == "UC-2" else "ORG-1" for row in rows})

    # Of two received at one instant the first by partner.
    assert Resolver(links, rows).attributes_at("ORG-1") == ("03.061", "leather")


def test_columns_that_a_contract_does_not_have_are_empty_in_its_references() -> None:
    day = datetime(2026, 3, 4, 10)
    visit = VisitRow("hub_operator", day.date(), BASE.received_at, "ORG-1", "V-1", "B-1", "MEM-1", None, None, day, None, None)
    bought = MarketRow(
        "private_sector", day.date(), BASE.received_at, "ORG-1", "MC-1", "X", None, AMAL, "Al Amal", None, None, day.date(), 1.0, None
    )

    assert reference_of("hub_visits", visit) == Reference("hub_operator", "MEM-1", None, None, None)
    assert reference_of("market_contracts", bought) == Reference("private_sector", None, AMAL, "Al Amal", None)
    with pytest.raises(KeyError):
        reference_of("agreements", visit)


def test_links_are_read_from_a_warehouse() -> None:
    rows = [
        ("register", "unions", "UC-1", None, "cooperative al amal", "03.231", "org-a"),
        ("reference", "cri", None, "008800001", "al amal", "03.231", "org-a"),
        ("reference", "cri", None, "008800001", "al amal", "03.231", "org-a"),
        ("reference", "hub_operator", "MEM-1", None, None, None, "org-b"),
    ]

    links = given_links(lambda sql: rows)

    assert links.entries == {("unions", "UC-1"): "org-a"}
    assert links.references[reference(ice=AMAL, name="AL-AMAL", province="03.231").key] == "org-a"
    assert links.references[reference(partner="hub_operator", organisation_ref="MEM-1").key] == "org-b"


def test_one_reference_linked_to_two_organisations_is_told() -> None:
    rows = [("reference", "cri", None, None, "al amal", "03.231", organisation) for organisation in ("org-a", "org-b")]

    with pytest.raises(TornReferenceError, match="org-a and to org-b"):
        given_links(lambda sql: rows)
