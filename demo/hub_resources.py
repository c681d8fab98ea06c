"""The hub's spaces and equipment.

Kinds and areas follow the complex planned at Fès Hay El Massira (press, leseco.ma): training 640 m², exhibition 524
m², conference 400 m², depot 748 m², digital space 185 m², crèche and canteen 300 m².
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from demo.periods import add_months, last_day_of_month
from demo.truth import Resource, ResourceRow

OPERATOR: Final = "hub_operator"


@dataclass(frozen=True, slots=True)
class _Space:
    """One space; `opens` and `closes` are hours, `enters` and `leaves` months since the first one."""

    code: str
    name_fr: str
    name_ar: str | None
    kind: str
    capacity: int | None
    area: float | None
    days: str
    opens: int
    closes: int
    tariff: float | None
    enters: int = 0
    leaves: int | None = None


_SPACES: Final = (
    _Space("SF-1", "Salle Zerhoun", "قاعة التكوين زرهون", "training_room", 40, 340.0, "123456", 8, 19, 150.0),
    _Space("SF-2", "Salle Saïs", "قاعة التكوين سايس", "training_room", 32, 300.0, "123456", 8, 19, 120.0),
    _Space("AT-1", "Atelier poterie et zellige", "ورشة الفخار والزليج", "workshop", 16, 210.0, "123456", 8, 18, 60.0),
    _Space("AT-2", "Atelier textile", "ورشة النسيج", "workshop", 20, 190.0, "123456", 8, 18, 60.0, 5),
    _Space("CW-1", "Espace de coworking", "فضاء العمل المشترك", "coworking", 36, 160.0, "123456", 8, 20, 25.0),
    _Space("CF-1", "Salle de conférence", "قاعة الندوات", "conference", 220, 400.0, "1234567", 9, 21, 500.0),
    _Space("EX-1", "Espace d'exposition", "فضاء العرض", "exhibition", 300, 524.0, "1234567", 9, 20, 350.0),
    _Space("DP-1", "Dépôt et logistique", "المستودع", "storage", None, 748.0, "123456", 7, 18, 20.0),
    _Space("NU-1", "Espace numérique", "الفضاء الرقمي", "digital_lab", 24, 185.0, "12345", 9, 18, 80.0),
    _Space("BU-1", "Bureau partagé", None, "office", 6, 42.5, "12345", 8, 18, 40.0, 0, 15),
    _Space("CR-1", "Crèche et cantine", "الحضانة", "creche", 60, 300.0, "12345", 8, 17, None),
    _Space("EQ-1", "Four céramique", "فرن الخزف", "equipment", None, None, "123456", 8, 16, 90.0, 11),
)  # fmt: skip


def build_resources(first_month: date, months: int) -> tuple[Resource, ...]:
    """The twelve resources; the whole list is sent on the first day and whenever one enters or leaves service."""
    spaces = [space for space in _SPACES if space.enters < months]
    changes = {0} | {space.enters for space in spaces}
    changes |= {space.leaves for space in spaces if space.leaves is not None and space.leaves < months}
    resources = []
    for space in spaces:
        rows = tuple(_row(space, add_months(first_month, change), first_month) for change in sorted(changes) if space.enters <= change)
        resources.append(Resource(space.code, rows))
    return tuple(resources)


def _row(space: _Space, month: date, first_month: date) -> ResourceRow:
    leaves_on = None
    if space.leaves is not None:
        left = last_day_of_month(add_months(first_month, space.leaves))
        # The list that is sent when a space leaves is the first that says so.
        leaves_on = left if month >= left.replace(day=1) else None
    return ResourceRow(
        partner=OPERATOR,
        period_start=month,
        received_at=datetime.combine(month, time(5, 40), UTC),
        resource_code=space.code,
        name_fr=space.name_fr,
        name_ar=space.name_ar,
        kind=space.kind,
        capacity_people=space.capacity,
        area_m2=space.area,
        open_days=space.days,
        opens_at=time(space.opens),
        closes_at=time(space.closes),
        hourly_tariff_mad=space.tariff,
        in_service_from=add_months(first_month, space.enters) + timedelta(days=4 if space.enters else 0),
        in_service_to=leaves_on,
    )
