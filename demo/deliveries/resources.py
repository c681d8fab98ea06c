"""Deliveries of the hub's list of spaces and equipment: the whole list again whenever something changes.

What belongs here: these snapshots, with the spaces of the hub's second phase, which are planned and not open yet.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from random import Random
from typing import Final

from demo.deliveries.composing import Delivery, Draft, compose
from demo.deliveries.hub import OPERATOR
from demo.deliveries.planting import Planter
from demo.deliveries.rows import Row, row_of
from demo.deliveries.templates import TEMPLATES
from demo.periods import add_months
from demo.truth import Region, ResourceRow

CONTRACT: Final = "hub_resources"
_ERRORS_A_RULE: Final = 2.2
_SNAPSHOTS: Final = 8
_ARRIVES_AT: Final = time(9, 30)
_MONTHS_TO_SECOND_PHASE: Final = 15
_PLANNED: Final = (
    ("ATL", "workshop", "Atelier", "ورشة", 14, 60.0, 40.0, 14),
    ("BUR", "office", "Bureau partagé", "مكتب", 4, 18.0, 25.0, 12),
    ("FOR", "training_room", "Salle de formation", "قاعة التكوين", 24, 55.0, 60.0, 6),
    ("DEP", "storage", "Dépôt", "مستودع", 6, 120.0, 15.0, 4),
    ("EXP", "exhibition", "Stand d'exposition", "فضاء العرض", 8, 12.0, 30.0, 12),
)
"""Kinds of planned spaces: letters of the code, kind, French and Arabic name, people, square metres, dirhams an hour, how many."""


def resource_deliveries(region: Region, *, is_clean: bool = False) -> Iterator[Delivery]:
    """Every snapshot of the hub's resources; errors, unless `is_clean`, stand in junk rows only, as bookings need the real ones."""
    planter = Planter(CONTRACT)
    days = _snapshot_days(region)
    wanted = 0 if is_clean else ceil(_ERRORS_A_RULE * planter.rules / len(days))
    for number, day in enumerate(days, 1):
        rng = Random(f"{region.seed}/{CONTRACT}/{day}")
        template = TEMPLATES[OPERATOR, CONTRACT]
        rows = planter.plant(_rows(region, day, number), template.forms[0].names, rng, count=wanted, real_share=0.0)
        draft = Draft(
            partner=OPERATOR,
            contract=CONTRACT,
            period_type="day",
            period_start=day,
            received_at=datetime.combine(day, _ARRIVES_AT, UTC),
            rows=tuple(rows),
            number=number,
        )
        yield compose(draft, template, template.forms[0], template.hand, region.seed)


def _snapshot_days(region: Region) -> list[date]:
    """Days on which the list was sent: whenever a resource changed, and on a few days more when a price was looked over."""
    changes = {version.period_start for resource in region.resources for version in resource.versions}
    first = min(changes)
    last = add_months(region.last_month, 1)
    step = (last - first) / _SNAPSHOTS
    reviews = {first + step * number + timedelta(days=2) for number in range(1, _SNAPSHOTS)}
    return sorted(changes | reviews)


def _rows(region: Region, day: date, number: int) -> list[Row]:
    """The list on that day; spaces still to open are announced from the start, as they are booked before they open."""
    rows = []
    for resource in region.resources:
        known = [version for version in resource.versions if version.period_start <= day] or resource.versions[:1]
        rows.append(row_of(max(known, key=lambda version: version.received_at), CONTRACT))
    return rows + [row_of(row, CONTRACT) for row in _planned(region, day, number)]


def _planned(region: Region, day: date, number: int) -> Iterator[ResourceRow]:
    opening = add_months(region.last_month, _MONTHS_TO_SECOND_PHASE)
    received_at = datetime.combine(day, _ARRIVES_AT, UTC)
    for letters, kind, french, arabic, people, area, tariff, count in _PLANNED:
        for index in range(1, count + 1):
            yield ResourceRow(
                partner=OPERATOR,
                period_start=day,
                received_at=received_at,
                resource_code=f"P2-{letters}-{index:02d}",
                name_fr=f"{french} {index} (deuxième phase)",
                name_ar=f"{arabic} {index}",
                kind=kind,
                capacity_people=people + index % 3 * 2,
                area_m2=area + index % 4 * 2.5,
                open_days="123456",
                opens_at=time(8, 30),
                closes_at=time(18, 30),
                hourly_tariff_mad=tariff + 5.0 * (number // 3),
                in_service_from=add_months(opening, index % 6),
                in_service_to=None,
            )
