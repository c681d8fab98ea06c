"""Services that the hub gives to organisations: what they need first, more at fairs, fewer in Ramadan and August."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.hub_bookings import Members
from demo.hub_resources import OPERATOR
from demo.organisations import CRAFTS, FARMING
from demo.references import Referrer
from demo.seasons import activity, growth, nightly_receipt
from demo.truth import Organisation
from demo.truth_hub import ServiceRow

SERVICE_KINDS: Final = (
    "incubation", "mentoring", "accounting", "legal", "marketing", "packaging", "certification", "export", "digital", "logistics",
)  # fmt: skip
# How often a kind is asked for by crafts, by farming and by the others.
_CRAFTS_WEIGHTS: Final = (6, 10, 10, 5, 20, 9, 6, 12, 14, 8)
_FARMING_WEIGHTS: Final = (5, 8, 10, 5, 14, 18, 17, 9, 6, 8)
_OTHER_WEIGHTS: Final = (12, 16, 18, 12, 14, 2, 4, 3, 14, 5)
# Usual length in hours, where it is not a short meeting.
_LENGTHS: Final[Mapping[str, tuple[float, ...]]] = {
    "incubation": (4, 6, 8, 8, 16),
    "packaging": (2, 3, 4, 8),
    "certification": (3, 4, 6, 8),
    "logistics": (1, 2, 3),
}
_SHORT: Final = (0.5, 1, 1, 1.5, 2, 2, 3)
_FOR_A_NEED: Final = 0.75
_SATURDAY: Final = 6
_SUNDAY: Final = 7


def wanted_kinds(organisation: Organisation) -> tuple[str, ...]:
    """The two or three kinds of services that an organisation needs; most services given to it are of these.

    Always the same for one organisation, whatever the seed of the region: needs found in a diagnosis may be told by it as well.
    """
    rng = Random(f"needs/{organisation.id}/{organisation.sector}")
    kinds, weights = list(SERVICE_KINDS), list(_weights(organisation.sector))
    wanted = []
    for _ in range(rng.choice((2, 2, 3))):
        (kind,) = rng.choices(kinds, weights)
        weights.pop(kinds.index(kind))
        kinds.remove(kind)
        wanted.append(kind)
    return tuple(wanted)


def build_services(rng: Random, referrer: Referrer, members: Members, span: tuple[date, date], total: int) -> tuple[ServiceRow, ...]:
    """About that many services between the two days of the span, by day."""
    first_day, last_day = span
    days = [first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1)]
    weights = [activity(day) * growth(day, first_day, last_day) * _weekday(day) for day in days]
    services: list[ServiceRow] = []
    for day, weight in zip(days, weights, strict=True):
        for _ in range(int(total * weight / sum(weights) * rng.uniform(0.6, 1.4) + rng.random())):
            organisation = members.draw(rng, day)
            if organisation is not None:
                number = len(services) + 1
                services.append(_service(rng, referrer, organisation, day, span, f"SRV-{day.year}-{number:05d}"))
    return tuple(services)


def _service(
    rng: Random, referrer: Referrer, organisation: Organisation, day: date, span: tuple[date, date], service_ref: str
) -> ServiceRow:
    reference = referrer.refer(rng, OPERATOR, organisation, None)
    if rng.random() < _FOR_A_NEED:
        kind = rng.choice(wanted_kinds(organisation))
    else:
        (kind,) = rng.choices(SERVICE_KINDS, _weights(organisation.sector))
    # The week's list is closed on Sunday, the last one when the region ends.
    monday = day - timedelta(days=day.weekday())
    closed_on = min(monday + timedelta(days=6), span[1])
    return ServiceRow(
        partner=OPERATOR,
        period_start=max(monday, span[0]),
        received_at=nightly_receipt(closed_on),
        organisation_id=organisation.id,
        service_ref=service_ref,
        kind=kind,
        organisation_ref=reference.organisation_ref,
        ice=reference.ice,
        organisation_name=reference.organisation_name,
        delivered_on=day,
        hours=rng.choice(_LENGTHS.get(kind, _SHORT)) if rng.random() < 0.95 else None,
        satisfaction=rng.choices((1, 2, 3, 4, 5), (2, 5, 15, 42, 36))[0] if rng.random() < 0.5 else None,
    )


def _weights(sector: str) -> tuple[int, ...]:
    return _CRAFTS_WEIGHTS if sector in CRAFTS else _FARMING_WEIGHTS if sector in FARMING else _OTHER_WEIGHTS


def _weekday(day: date) -> float:
    weekday = day.isoweekday()
    return 0.0 if weekday == _SUNDAY else 0.15 if weekday == _SATURDAY else 1.0
