"""What `dbt_project/calendar.yaml` may say: the hub's rules for holidays and Ramadan, and the dates that were announced.

What goes here: reading that file, and saying what is wrong with it. What does not: which days follow from it (`calendar_days.py`), what
a closed day does to a figure (dbt).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Final, TypeVar

from ingestion.contract import load_contracts
from ingestion.yaml_files import yaml_of

SETTINGS_FILE: Final = Path(__file__).parent.parent / "dbt_project" / "calendar.yaml"
DAYS_OF_HOLIDAY: Final[Mapping[str, int]] = {"eid_al_fitr": 2, "eid_al_adha": 2, "islamic_new_year": 1, "mawlid": 2}
"""The holidays that follow the moon, and for how many days public administrations close (decree of 1977, as amended)."""
_RAMADAN_LENGTHS: Final = (29, 30)

ItemT = TypeVar("ItemT")


class CalendarError(ValueError):
    """A `calendar.yaml` that cannot be used; the message says which entry, why, and what to write."""


@dataclass(frozen=True, slots=True)
class ConfirmedHoliday:
    """A religious holiday as it was announced: `holiday` is a key of `DAYS_OF_HOLIDAY`."""

    holiday: str
    first_day: date
    source: str


@dataclass(frozen=True, slots=True)
class ConfirmedRamadan:
    """The month of fasting of one Hijri year as it was announced."""

    hijri_year: int
    first_day: date
    last_day: date
    source: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """A single day on which the hub closes besides."""

    day: date
    name_fr: str
    name_ar: str
    source: str


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """The whole file. Ramadan hours are None where the weekly hours hold as always."""

    closes_on_public_holidays: bool = True
    kinds_open_on_public_holidays: frozenset[str] = frozenset()
    ramadan_opens_at: time | None = None
    ramadan_closes_at: time | None = None
    holidays: tuple[ConfirmedHoliday, ...] = ()
    ramadans: tuple[ConfirmedRamadan, ...] = ()
    days_off: tuple[DayOff, ...] = ()


def read_calendar_settings(path: Path = SETTINGS_FILE) -> CalendarSettings:
    """Reads the settings.

    Raises:
        CalendarError: when the file is missing, is no YAML, or an entry cannot be used.
    """
    import yaml

    try:
        document = yaml_of(path)
    except (OSError, yaml.YAMLError) as error:
        raise CalendarError(f"{path.name} cannot be read: {error}") from error
    try:
        return _settings(document)
    except CalendarError as error:
        raise CalendarError(f"{path.name}: {error}. docs/calendars.md shows what to write.") from error


def hub_kinds() -> tuple[str, ...]:
    """The kinds of resources that the contract knows."""
    (kind,) = (column for column in load_contracts()["hub_resources"].columns if column.name == "kind")
    return tuple(code.value for code in kind.codes)


def _settings(document: Any) -> CalendarSettings:
    parts = _entry("the file", document, {"hub"}, {"confirmed_holidays", "confirmed_ramadan", "other_days_off"})
    rules = {"closes_on_public_holidays", "kinds_open_on_public_holidays", "ramadan_hours"}
    hub = _entry("hub", parts["hub"], rules, set())
    opens_at, closes_at = _ramadan_hours(hub["ramadan_hours"])
    return CalendarSettings(
        closes_on_public_holidays=_yes_or_no("hub: closes_on_public_holidays", hub["closes_on_public_holidays"]),
        kinds_open_on_public_holidays=_kinds(hub["kinds_open_on_public_holidays"]),
        ramadan_opens_at=opens_at,
        ramadan_closes_at=closes_at,
        holidays=_items("confirmed_holidays", parts, _holiday, lambda item: (item.holiday, item.first_day)),
        ramadans=_items("confirmed_ramadan", parts, _ramadan, lambda item: item.hijri_year),
        days_off=_items("other_days_off", parts, _day_off, lambda item: item.day),
    )


def _items(name: str, parts: Mapping[str, Any], read: Callable[[str, Any], ItemT], key: Callable[[ItemT], object]) -> tuple[ItemT, ...]:
    entries = parts.get(name) or []
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise CalendarError(f"{name} is not a list")
    items: dict[object, ItemT] = {}
    for number, entry in enumerate(entries, start=1):
        item = read(f"{name}, entry {number}", entry)
        if key(item) in items:
            raise CalendarError(f"{name}, entry {number} says again what an entry before it says")
        items[key(item)] = item
    return tuple(items.values())


def _holiday(place: str, entry: Any) -> ConfirmedHoliday:
    values = _entry(place, entry, {"holiday", "first_day", "source"}, set())
    if values["holiday"] not in list(DAYS_OF_HOLIDAY):  # a list, which asks for no hash
        raise CalendarError(f"{place}: holiday {values['holiday']!r} is not one of {', '.join(DAYS_OF_HOLIDAY)}")
    return ConfirmedHoliday(values["holiday"], _day(place, values, "first_day"), _text(place, values, "source"))


def _ramadan(place: str, entry: Any) -> ConfirmedRamadan:
    values = _entry(place, entry, {"hijri_year", "first_day", "last_day", "source"}, set())
    year, first, last = values["hijri_year"], _day(place, values, "first_day"), _day(place, values, "last_day")
    if not isinstance(year, int) or isinstance(year, bool):
        raise CalendarError(f"{place}: hijri_year {year!r} is not a year such as 1447")
    if (last - first).days + 1 not in _RAMADAN_LENGTHS:
        raise CalendarError(f"{place}: Ramadan has 29 or 30 days, not {(last - first).days + 1}; look at first_day and last_day")
    return ConfirmedRamadan(year, first, last, _text(place, values, "source"))


def _day_off(place: str, entry: Any) -> DayOff:
    values = _entry(place, entry, {"day", "name_fr", "name_ar", "source"}, set())
    names = [_text(place, values, name) for name in ("name_fr", "name_ar", "source")]
    return DayOff(_day(place, values, "day"), *names)


def _entry(place: str, entry: Any, required: set[str], optional: set[str]) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise CalendarError(f"{place} does not say {', '.join(sorted(required))}")
    if unknown := sorted(map(str, set(entry) - required - optional)):
        raise CalendarError(f"{place}: unknown setting {', '.join(unknown)}; known are {', '.join(sorted(required | optional))}")
    if missing := sorted(required - set(entry)):
        raise CalendarError(f"{place}: {', '.join(missing)} is missing")
    return entry


def _yes_or_no(place: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise CalendarError(f"{place} is {value!r}; write true or false")
    return value


def _kinds(value: Any) -> frozenset[str]:
    kinds = hub_kinds()
    if not isinstance(value, list) or not set(map(str, value)) <= set(kinds):
        raise CalendarError(f"hub: kinds_open_on_public_holidays is {value!r}; write a list of kinds among {', '.join(kinds)}")
    return frozenset(value)


def _ramadan_hours(value: Any) -> tuple[time | None, time | None]:
    place = "hub: ramadan_hours"
    if value is None:
        return None, None
    hours = _entry(place, value, {"opens_at", "closes_at"}, set())
    opens_at, closes_at = (_time(f"{place}: {name}", hours[name]) for name in ("opens_at", "closes_at"))
    if opens_at >= closes_at:
        raise CalendarError(f"{place}: opens_at {opens_at:%H:%M} is not before closes_at {closes_at:%H:%M}")
    return opens_at, closes_at


def _time(place: str, value: Any) -> time:
    """A time of the day. YAML reads 15:00 without quotation marks as the number 900: that is refused, not guessed."""
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise CalendarError(f'{place} is {value!r}; write a time in quotation marks, such as "09:00"') from error


def _day(place: str, values: Mapping[str, Any], name: str) -> date:
    value = values[name]
    if type(value) is not date:
        raise CalendarError(f"{place}: {name} {value!r} is not a day such as 2026-03-20")
    return value


def _text(place: str, values: Mapping[str, Any], name: str) -> str:
    value = values[name]
    if not isinstance(value, str) or not value.strip():
        advice = "; write who announced it, and where" if name == "source" else ""
        raise CalendarError(f"{place}: {name} is empty{advice}")
    return value
