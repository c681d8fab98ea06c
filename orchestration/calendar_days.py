"""The calendar of the hub: each day's public holiday in Morocco, and whether it lies in Ramadan.

What goes here: dates computed by the packages `holidays` (country MA) and `hijridate` (Umm al-Qura), and the announced ones of
`calendar.yaml` in their place. What does not: what a holiday does to opening hours (dbt, `int_hub_days`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from orchestration.calendar_settings import DAYS_OF_HOLIDAY, CalendarError, CalendarSettings, ConfirmedHoliday, hub_kinds

if TYPE_CHECKING:
    from hijridate import Hijri
    from holidays.countries.morocco import Morocco

CALENDAR_COLUMNS: Final[Mapping[str, str]] = {
    "day": "date", "is_public_holiday": "boolean", "holiday_name_fr": "varchar", "holiday_name_ar": "varchar",
    "is_estimated": "boolean", "is_ramadan": "boolean",
}  # fmt: skip
HOURS_COLUMNS: Final[Mapping[str, str]] = {
    "resource_kind": "varchar", "opens_on_public_holidays": "boolean", "ramadan_opens_at": "time", "ramadan_closes_at": "time",
}  # fmt: skip

# The names under which the package knows the holidays that follow the moon.
_LUNAR: Final[Mapping[str, str]] = {
    "عيد الفطر": "eid_al_fitr",
    "عيد الأضحى": "eid_al_adha",
    "رأس السنة الهجرية": "islamic_new_year",
    "عيد المولد النبوي": "mawlid",
}
# An announced date lies a day or two from the computed one; further away it is a slip of the pen.
_LARGEST_SHIFT: Final = timedelta(days=4)
# The years that the packages know: Hijri 1343 to 1500.
FIRST_YEAR: Final = 1957
LAST_YEAR: Final = 2076


@dataclass(frozen=True, slots=True)
class _Holiday:
    """One holiday on one day. `lunar`: its key when it follows the moon."""

    day: date
    name_fr: str
    name_ar: str
    lunar: str | None = None
    is_estimated: bool = False


def calendar_days(settings: CalendarSettings, first_year: int, last_year: int) -> list[dict[str, Any]]:
    """One row a day of these years: the columns of `reference.calendar_days`.

    Days outside the years that the packages know (1957 to 2076) have no row.

    Raises:
        CalendarError: an announced date lies days away from the computed one.
    """
    first_year, last_year = max(first_year, FIRST_YEAR), min(last_year, LAST_YEAR)
    holidays: dict[date, list[_Holiday]] = {}
    for holiday in _holidays(settings, first_year, last_year):
        holidays.setdefault(holiday.day, []).append(holiday)
    fasting = _ramadan_days(settings, first_year, last_year)
    days = (date(last_year, 12, 31) - date(first_year, 1, 1)).days + 1
    return [_row(day, holidays.get(day, []), fasting.get(day)) for day in (date(first_year, 1, 1) + timedelta(n) for n in range(days))]


def hub_hours(settings: CalendarSettings) -> list[dict[str, Any]]:
    """One row a kind of resource: the columns of `reference.hub_hours`."""
    always_open = settings.kinds_open_on_public_holidays
    return [
        {
            "resource_kind": kind,
            "opens_on_public_holidays": not settings.closes_on_public_holidays or kind in always_open,
            "ramadan_opens_at": settings.ramadan_opens_at,
            "ramadan_closes_at": settings.ramadan_closes_at,
        }
        for kind in hub_kinds()
    ]


def _row(day: date, holidays: list[_Holiday], is_fast_estimated: bool | None) -> dict[str, Any]:
    return {
        "day": day,
        "is_public_holiday": bool(holidays),
        "holiday_name_fr": " ; ".join(holiday.name_fr for holiday in holidays) or None,
        "holiday_name_ar": "؛ ".join(holiday.name_ar for holiday in holidays) or None,
        "is_estimated": any(holiday.is_estimated for holiday in holidays) or bool(is_fast_estimated),
        "is_ramadan": is_fast_estimated is not None,
    }


def _holidays(settings: CalendarSettings, first_year: int, last_year: int) -> Iterator[_Holiday]:
    """All holidays of the years: the civil ones, the lunar ones as announced or else computed, the hub's own days off."""
    # A year on each side: an announced date may cross the turn of the year.
    computed = list(_computed(first_year - 1, last_year + 1))
    confirmed = [each for each in settings.holidays if first_year - 1 <= each.first_day.year <= last_year + 1]
    replaced: set[tuple[str, date]] = set()
    for each in confirmed:
        occurrence = _occurrence(each, computed)
        replaced |= {(each.holiday, holiday.day) for holiday in occurrence}
        for offset in range(DAYS_OF_HOLIDAY[each.holiday]):
            yield _Holiday(each.first_day + timedelta(offset), occurrence[0].name_fr, occurrence[0].name_ar, each.holiday)
    yield from (holiday for holiday in computed if holiday.lunar is None or (holiday.lunar, holiday.day) not in replaced)
    yield from (_Holiday(each.day, each.name_fr, each.name_ar) for each in settings.days_off)


def _occurrence(confirmed: ConfirmedHoliday, computed: list[_Holiday]) -> list[_Holiday]:
    """The computed days of the holiday whose announced date this is."""
    reach = timedelta(DAYS_OF_HOLIDAY[confirmed.holiday] - 1) + _LARGEST_SHIFT
    near = [each for each in computed if each.lunar == confirmed.holiday and abs(each.day - confirmed.first_day) <= reach]
    if not near or abs(near[0].day - confirmed.first_day) > _LARGEST_SHIFT:
        raise CalendarError(
            f"calendar.yaml: {confirmed.holiday} on {confirmed.first_day} is more than {_LARGEST_SHIFT.days} days from the computed date; "
            "look at the day and the year"
        )
    return near


def _computed(first_year: int, last_year: int) -> Iterator[_Holiday]:
    from holidays.countries.morocco import Morocco

    years = range(first_year, last_year + 1)
    known: Morocco = Morocco(years=years, language="ar")
    french = Morocco(language="fr").tr
    estimated = known.tr(known.estimated_label) % ""
    for day in sorted(known):
        for label in known.get_list(day):
            name = label.removesuffix(estimated)
            yield _Holiday(day, french(name), name, _LUNAR.get(name), is_estimated=name != label)


def _ramadan_days(settings: CalendarSettings, first_year: int, last_year: int) -> dict[date, bool]:
    """The days of fasting, each with whether its dates are computed only."""
    from hijridate import Gregorian, Hijri

    confirmed = {each.hijri_year: each for each in settings.ramadans}
    days: dict[date, bool] = {}
    first, last = (Gregorian(year, month, day).to_hijri().year for year, month, day in ((first_year, 1, 1), (last_year, 12, 31)))
    for year in range(first, last + 1):
        begins, after = _day(Hijri(year, 9, 1)), _day(Hijri(year, 10, 1))
        if announced := confirmed.get(year):
            if abs(announced.first_day - begins) > _LARGEST_SHIFT:
                raise CalendarError(f"calendar.yaml: Ramadan {year} did not begin on {announced.first_day}; look at the day and the year")
            begins, after = announced.first_day, announced.last_day + timedelta(days=1)
        days |= {begins + timedelta(offset): announced is None for offset in range((after - begins).days)}
    return days


def _day(hijri: Hijri) -> date:
    return date(*hijri.to_gregorian().datetuple())
