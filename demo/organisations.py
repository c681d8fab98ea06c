"""The organisations of the region, and in which partners' registers they stand.

What belongs here: organisations, and which registers they are in. Under which keys and names they stand there: `demo.entries`; whose
names are alike on purpose: `demo.traps`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.entries import Entry, Registrar
from demo.identifiers import Issuer, with_check_digits
from demo.names import Name, NameGiver
from demo.periods import add_months, last_day_of_month
from demo.places import BY_CODE, PROVINCE_CODES, commune_in, shares
from demo.telling import CarefulClerk
from demo.traps import set_traps
from demo.truth import Organisation

CRAFTS: Final = frozenset({"textile", "leather", "pottery", "wood_metal", "other_crafts"})
FARMING: Final = frozenset({"agriculture", "livestock", "food_processing"})

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


_UNREGISTERED: Final = 6
"""Organisations at scale 1 that stand in no register, though partners know their ICE."""
_OUTSIDERS: Final = 8
"""Organisations of which no register of the region knows anything, not even an ICE."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All organisations and all their register entries.

    Attributes:
        organisations: those of the region.
        outsiders: others that partners name at times.
        names: id → official name in its parts, of both.
        entries: the register entries.
        traps: id → how its name is made to be taken for another's: see `demo.traps`.
        spellings: organisation id and folded text → difficulty of the spelling: 'same_script' or 'typo'.
        is_hard: whether spellings are hard on purpose.
    """

    organisations: tuple[Organisation, ...]
    outsiders: tuple[Organisation, ...]
    names: Mapping[str, Name]
    entries: tuple[Entry, ...]
    traps: Mapping[str, str]
    spellings: dict[tuple[str, str], str]
    is_hard: bool

    @property
    def unregistered(self) -> frozenset[str]:
        """Ids of the region's organisations that stand in no register."""
        return frozenset(each.id for each in self.organisations if not each.has_register)

    @property
    def busy(self) -> frozenset[str]:
        """Ids of organisations that should have many facts, so that what is special about them shows."""
        return self.unregistered | self.traps.keys()

    @property
    def clerk(self) -> CarefulClerk:
        """Somebody who knows them all."""
        return CarefulClerk((each.id, each.province, self.names[each.id]) for each in (*self.organisations, *self.outsiders))


def build_directory(
    source: Callable[[str], Random], issuer: Issuer, total: int, first_month: date, months: int, scale: float, *, is_hard: bool
) -> Directory:
    """Builds that many organisations over the provinces, and enters them in the registers.

    Args:
        source: gives a random source by the name of a part.
        issuer: gives entities.
        total: how many organisations.
        first_month: first month of the region.
        months: how many months it covers.
        scale: its size.
        is_hard: whether names are alike, registers spell them otherwise, and some organisations stand in none, on purpose.
    """
    rng, giver = source("organisations"), NameGiver(source("names"))
    names: dict[str, Name] = {}
    organisations: list[Organisation] = []
    for province, count in shares(total).items():
        for _ in range(count):
            identifier = f"ORG-{len(organisations) + 1:05d}"
            organisation, names[identifier] = _organisation(rng, issuer, giver, identifier, province, first_month, months)
            organisations.append(organisation)
    traps: dict[str, str] = {}
    unregistered: set[str] = set()
    if is_hard:
        traps = set_traps(source("traps"), giver, organisations, names, scale)
        free = [each.id for each in organisations if each.ice is not None and each.id not in traps]
        unregistered = set(source("unregistered").sample(free, max(1, round(_UNREGISTERED * scale))))
    elsewhere = source("outsiders")
    outsiders = tuple(_outsider(elsewhere, giver, names, number, first_month) for number in range(1, _OUTSIDERS + 1))
    named = [replace(each, name_fr=names[each.id].fr, name_ar=names[each.id].ar) for each in organisations]
    everybody = Directory(tuple(named), outsiders, names, (), traps, {}, is_hard)
    registrar = Registrar(rng, everybody.clerk if is_hard else None, names, traps, everybody.spellings, first_month)
    entered = [
        registrar.enter(organisation, () if organisation.id in unregistered else _registers(rng, organisation)) for organisation in named
    ]
    return replace(
        everybody,
        organisations=tuple(organisation for organisation, _ in entered),
        entries=tuple(entry for _, entries in entered for entry in entries),
    )


def _organisation(
    rng: Random, issuer: Issuer, giver: NameGiver, identifier: str, province: str, first_month: date, months: int
) -> tuple[Organisation, Name]:
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
    organisation = Organisation(
        id=identifier,
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
        email=f"contact@{identifier.lower()}.example" if rng.random() < 0.5 else None,
        has_register={},
    )
    return organisation, name


def _foundation(rng: Random, first_month: date, months: int) -> date:
    """Three in four organisations are there from the start; the others are founded on the way, not at the end."""
    if rng.random() < 0.75 or months < 4:
        return first_month - timedelta(days=1 + int(rng.expovariate(1 / 2200)))
    last = last_day_of_month(add_months(first_month, months - 3))
    return first_month + timedelta(days=rng.randrange((last - first_month).days))


def _outsider(rng: Random, giver: NameGiver, names: dict[str, Name], number: int, first_month: date) -> Organisation:
    """An organisation that no register knows, with a name that nobody else has and an ICE that some partners know."""
    identifier = f"EXT-{number:05d}"
    taken = {name.core for name in names.values()}
    while identifier not in names:
        province = rng.choice(PROVINCE_CODES)
        organisation, name = _organisation(rng, Issuer(rng), giver, identifier, province, first_month, months=1)
        if name.core not in taken:
            names[identifier] = name
    return replace(organisation, ice=with_check_digits(f"0077{number:05d}"), status="active")


def _registers(rng: Random, organisation: Organisation) -> tuple[str, ...]:
    """The partners in whose registers it stands, the most natural one first."""
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
    return tuple(partners)
