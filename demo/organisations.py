"""The organisations of the region, and in which partners' registers they stand, under which key and name.

What belongs here: organisations and their register entries. Which of them are hard to link on purpose:
`demo.unlinkable`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.identifiers import Issuer, with_check_digits
from demo.names import NameGiver
from demo.periods import add_months, last_day_of_month
from demo.places import BY_CODE, commune_in, shares
from demo.truth import Organisation

CRAFTS: Final = frozenset({"textile", "leather", "pottery", "wood_metal", "other_crafts"})
FARMING: Final = frozenset({"agriculture", "livestock", "food_processing"})
REFERENCE_PREFIX: Final = {
    "chamber_handicrafts": "CAF",
    "chamber_agriculture": "CAG",
    "unions": "UC",
    "hub_operator": "MEM",
}

_SECTOR_WEIGHTS: Final = {
    "agriculture": 16, "livestock": 11, "food_processing": 13, "textile": 14, "leather": 6, "pottery": 6,
    "wood_metal": 6, "other_crafts": 5, "tourism": 5, "services": 7, "commerce": 5, "construction": 3, "environment": 3,
}  # fmt: skip
# How much likelier a sector is in a province than elsewhere in the region.
_SPECIALITIES: Final = {
    "03.231": {"leather": 6.0, "pottery": 5.0, "wood_metal": 4.0, "textile": 1.5, "agriculture": 0.2, "livestock": 0.2},
    "03.061": {"wood_metal": 1.5, "agriculture": 0.8},
    "03.271": {"tourism": 3.0, "livestock": 1.5, "wood_metal": 1.5},
    "03.451": {"textile": 1.6, "agriculture": 1.4},
    "03.531": {"food_processing": 1.8, "agriculture": 2.0},
    "03.561": {"pottery": 1.3, "livestock": 1.4},
}
_FORMS: Final = {"cooperative": 72, "association": 10, "artisan": 8, "company": 5, "gie": 2, "union": 3}
_ICE_SHARE: Final = {
    "cooperative": 0.9,
    "association": 0.65,
    "artisan": 0.55,
    "company": 1.0,
    "gie": 1.0,
    "union": 0.95,
}
_WOMEN_SHARE: Final = {"textile": 0.75, "food_processing": 0.7, "other_crafts": 0.6, "services": 0.5, "tourism": 0.45}
# The hub is in Fès: who is far away joins it less.
_HUB_SHARE: Final = {"03.231": 0.6, "03.591": 0.5, "03.451": 0.4, "03.061": 0.35}


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation in one register: since when, with which keys, under which names.

    `ice_from`: first quarter whose snapshot holds the ICE, None if never.
    """

    organisation: Organisation
    partner: str
    local_ref: str
    joined_on: date
    ice: str | None
    ice_from: date | None
    name_fr: str | None
    name_ar: str | None


@dataclass(frozen=True, slots=True)
class Directory:
    """All organisations and all their register entries."""

    organisations: tuple[Organisation, ...]
    entries: tuple[Entry, ...]


def build_directory(rng: Random, issuer: Issuer, giver: NameGiver, total: int, first_month: date, months: int) -> Directory:
    """Builds that many organisations over the provinces, and enters them in the registers."""
    organisations: list[Organisation] = []
    for province, count in shares(total).items():
        for _ in range(count):
            number = len(organisations) + 1
            organisations.append(_organisation(rng, issuer, giver, number, province, first_month, months))
    counters: dict[str, int] = {}
    entries: list[Entry] = []
    registered = []
    for organisation in organisations:
        own = _entries_of(rng, organisation, counters, first_month)
        registered.append(replace(organisation, has_register={entry.partner: entry.local_ref for entry in own}))
        entries += [replace(entry, organisation=registered[-1]) for entry in own]
    return Directory(tuple(registered), tuple(entries))


def _organisation(
    rng: Random, issuer: Issuer, giver: NameGiver, number: int, province: str, first_month: date, months: int
) -> Organisation:
    weights = {sector: weight * _SPECIALITIES.get(province, {}).get(sector, 1.0) for sector, weight in _SECTOR_WEIGHTS.items()}
    (sector,) = rng.choices(tuple(weights), tuple(weights.values()))
    (legal_form,) = rng.choices(tuple(_FORMS), tuple(_FORMS.values()))
    founded_on = _foundation(rng, first_month, months)
    name = giver.name(province, legal_form, sector, founded_on.year)
    commune, _ = commune_in(rng, province, 0.85 if sector in FARMING else None)
    members = 1 if legal_form in ("artisan", "company") else rng.randint(5, 12) + int(rng.expovariate(1 / 9))
    women = sum(rng.random() < _WOMEN_SHARE.get(sector, 0.3) for _ in range(members))
    youth = sum(rng.random() < 0.35 for _ in range(members))
    is_cooperative = legal_form in ("cooperative", "union")
    (status,) = rng.choices(("active", "dormant", "dissolved"), (90, 7, 3))
    return Organisation(
        id=f"ORG-{number:05d}",
        ice=with_check_digits(issuer.entity()) if rng.random() < _ICE_SHARE[legal_form] else None,
        name_fr=name.fr,
        name_ar=name.ar,
        legal_form=legal_form,
        province=province,
        commune=commune,
        sector=sector,
        founded_on=founded_on,
        status=status,
        members_total=members,
        members_women=women,
        members_youth=youth,
        cooperative_number=f"{rng.randint(11, 899)}/{founded_on.year}" if is_cooperative else None,
        court=BY_CODE[province].court if is_cooperative else None,
        phone=f"+212 535-{rng.randrange(1_000_000):06d}" if rng.random() < 0.8 else None,
        email=f"contact@org-{number:05d}.example" if rng.random() < 0.5 else None,
        has_register={},
    )


def _foundation(rng: Random, first_month: date, months: int) -> date:
    """Three in four organisations are there from the start; the others are founded on the way, not at the end."""
    if rng.random() < 0.75 or months < 4:
        return first_month - timedelta(days=1 + int(rng.expovariate(1 / 2200)))
    last = last_day_of_month(add_months(first_month, months - 3))
    return first_month + timedelta(days=rng.randrange((last - first_month).days))


def _entries_of(rng: Random, organisation: Organisation, counters: dict[str, int], first_month: date) -> list[Entry]:
    partners = []
    if organisation.sector in CRAFTS and rng.random() < 0.95:
        partners.append("chamber_handicrafts")
    if organisation.sector in FARMING and rng.random() < 0.95:
        partners.append("chamber_agriculture")
    if organisation.legal_form in ("cooperative", "union") and rng.random() < 0.3:
        partners.append("unions")
    if rng.random() < _HUB_SHARE.get(organisation.province, 0.2):
        partners.append("hub_operator")
    if not partners:
        partners.append("unions" if organisation.legal_form in ("cooperative", "union", "gie") else "hub_operator")
    return [_entry(rng, organisation, partner, counters, first_month, is_main=index == 0) for index, partner in enumerate(partners)]


def _entry(
    rng: Random,
    organisation: Organisation,
    partner: str,
    counters: dict[str, int],
    first_month: date,
    *,
    is_main: bool,
) -> Entry:
    counters[partner] = counters.get(partner, 0) + 1
    joined_on = max(organisation.founded_on, first_month - timedelta(days=rng.randrange(1, 900)))
    ice, ice_from = None, None
    # At least one register knows the ICE of an organisation that has one; else nothing would tie its facts together.
    if organisation.ice is not None and (is_main or rng.random() < 0.9):
        # Some registers know another establishment of the same entity.
        ice = organisation.ice if rng.random() < 0.93 else with_check_digits(organisation.ice[:9], rng.randint(1, 3))
        ice_from = first_month if rng.random() < 0.9 else add_months(first_month, 3)
    # An entry without ICE is linked by its name alone: it needs both.
    languages = rng.choices(("both", "fr", "ar"), (82, 12, 6))[0] if ice is not None else "both"
    return Entry(
        organisation=organisation,
        partner=partner,
        local_ref=f"{REFERENCE_PREFIX[partner]}-{counters[partner]:05d}",
        joined_on=joined_on,
        ice=ice,
        ice_from=ice_from,
        name_fr=organisation.name_fr if languages != "ar" else None,
        name_ar=organisation.name_ar if languages != "fr" else None,
    )
