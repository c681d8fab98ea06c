"""How a partner writes each kind of column: a typed value and a partner's habits become a cell.

What belongs here: the kind of every column of the six contracts, and the habits of a hand. What a file looks like around the cells
is told in `demo.deliveries.forms`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from demo import mess
from demo.deliveries import labels
from demo.folding import fold
from demo.mess import Cell
from demo.truth import TIME_ZONE

_REFERENCE: Final = Path(__file__).resolve().parents[2] / "ingestion" / "reference"
_ZONE: Final = ZoneInfo(TIME_ZONE)

PROVINCE_HANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "03.231": ("FES", "Fes", "Préfecture de Fès", "عمالة فاس"),
    "03.061": ("MEKNES", "Meknes", "Mekns", "عمالة مكناس"),
    "03.171": ("EL HAJEB", "Province d'El Hajeb", "إقليم الحاجب"),
    "03.271": ("IFRANE", "Province d'Ifrane", "إقليم إفران"),
    "03.591": ("MOULAY YACOUB", "Moulay Yaâcoub", "إقليم مولاي يعقوب"),
    "03.451": ("SEFROU", "Sferou", "إقليم صفرو"),
    "03.131": ("BOULEMANE", "Province de Boulemane", "إقليم بولمان"),
    "03.531": ("TAOUNATE", "Taounatz", "إقليم تاونات"),
    "03.561": ("TAZA", "Province de Taza", "إقليم تازة"),
}
"""Other ways to write each province, as seen in a regional project database."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Habits of whoever fills in a partner's files.

    Attributes:
        words: `fr`, `ar` or `both`: the language of labels and places.
        dates: styles of dates (see `mess.date_text`), the first one mostly.
        instants: styles of date-times.
        provinces: `name`, `variant`, `arabic`, `code`, `digits`: the first one mostly.
        arabic_digits: whether numbers may come in Arabic-Indic digits.
        encoding: what the file can carry; None means every letter.
        tidy: a computer's export: codes as they are, no blank tokens, no stray spaces.
    """

    words: str = "fr"
    dates: tuple[str, ...] = ("slash",)
    instants: tuple[str, ...] = ("space",)
    provinces: tuple[str, ...] = ("name",)
    arabic_digits: bool = False
    encoding: str | None = None
    tidy: bool = False


_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("name_fr", "name_ar", "organisation_name"), "name"),
    **dict.fromkeys(("province", "commune", "ice"), "itself"),
    **dict.fromkeys(("headcount", "members_total", "members_women", "members_youth", "attendees", "satisfaction"), "number"),
    **dict.fromkeys(("birth_year", "hours_per_week", "months_per_year", "jobs_promised", "jobs_realised"), "number"),
    **dict.fromkeys(("capacity_people", "area_m2", "hours"), "number"),
    **dict.fromkeys(("amount_mad", "hourly_tariff_mad", "price_mad"), "money"),
    **dict.fromkeys(("started_on", "ended_on", "founded_on", "submitted_on", "decided_on"), "date"),
    **dict.fromkeys(("in_service_from", "in_service_to", "delivered_on", "booked_on"), "date"),
    **dict.fromkeys(("starts_at", "ends_at", "booked_at", "entered_at", "left_at"), "instant"),
    **dict.fromkeys(("opens_at", "closes_at"), "time"),
    "open_days": "open_days",
}
_CODES: Final[Mapping[tuple[str, str], labels.Words]] = {
    ("job_declarations", "state"): labels.STATE,
    ("job_declarations", "evidence"): labels.EVIDENCE,
    ("job_declarations", "employment_type"): labels.EMPLOYMENT_TYPE,
    ("job_declarations", "sex"): labels.SEX,
    ("job_declarations", "area"): labels.AREA,
    ("organisations", "legal_form"): labels.LEGAL_FORM,
    ("organisations", "sector"): labels.SECTOR,
    ("organisations", "status"): labels.ORGANISATION_STATUS,
    ("investment_projects", "sector"): labels.SECTOR,
    ("investment_projects", "status"): labels.PROJECT_STATUS,
    ("hub_resources", "kind"): labels.RESOURCE_KIND,
    ("hub_bookings", "status"): labels.BOOKING_STATUS,
    ("hub_services", "kind"): labels.SERVICE_KIND,
    ("hub_accounts", "account"): labels.ACCOUNT,
}
_REQUIRED: Final = {
    "organisations": {"local_ref", "legal_form", "province", "sector", "status"},
    "job_declarations": {"local_ref", "province", "state", "employment_type", "started_on"},
    "investment_projects": {"project_ref", "province", "sector", "status", "submitted_on", "jobs_promised"},
    "hub_resources": {"resource_code", "name_fr", "kind", "open_days", "opens_at", "closes_at", "in_service_from"},
    "hub_bookings": {"booking_ref", "resource_code", "starts_at", "ends_at", "status"},
    "hub_visits": {"visit_ref", "badge_id", "entered_at"},
    "hub_services": {"service_ref", "kind", "delivered_on"},
    "hub_accounts": {"entry_ref", "booked_on", "account", "amount_mad"},
}
_OPEN_DAYS_NAMES: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def write(contract: str, column: str, value: Any, hand: Hand, rng: Random) -> Cell:
    """Writes one typed value of a contract's column as this hand does.

    Args:
        contract: name of the contract.
        column: canonical column.
        value: typed value; None is blank.
        hand: the writer's habits.
        rng: random source of the file.

    Returns:
        The cell; text in it can always be carried by the hand's encoding.
    """
    if value is None:
        return None if hand.tidy or column in _REQUIRED[contract] else _carried(mess.blank_text(rng), hand)
    words = _CODES.get((contract, column))
    return _carried(_code(words, value, hand, rng) if words else _plain(column, value, hand, rng), hand)


def arabic_province(code: str) -> str:
    """The Arabic name of a province, as a sheet is named."""
    return _names("provinces.csv")[code][1]


def _plain(column: str, value: Any, hand: Hand, rng: Random) -> Cell:
    kind = _KINDS.get(column, "text")
    if kind == "name":
        return str(value) if hand.tidy else mess.name_text(value, rng, upper_accents=hand.encoding is None)
    if kind == "itself":
        return _WRITERS[column](value, hand, rng)
    if kind == "number":
        return _number(column, value, hand, rng)
    if kind == "money":
        spaces = (" ", "\u00a0") if hand.encoding else (" ", "\u00a0", "\u202f")
        return value if hand.tidy else mess.money_text(value, rng, spaces)
    if kind == "date":
        return _date(value, hand, rng)
    if kind == "instant":
        return _instant(value, hand, rng)
    if kind == "time":
        return _time(value, rng)
    if kind == "open_days":
        return _open_days(value, rng)
    return str(value)


def _number(column: str, value: Any, hand: Hand, rng: Random) -> Cell:
    if hand.tidy:
        return int(value) if float(value).is_integer() else float(value)
    if column == "headcount" and value == 1 and rng.random() < 0.3:
        return None  # one line, one job: many leave the number out
    return mess.number_text(value, rng, arabic=hand.arabic_digits)


def _date(value: date, hand: Hand, rng: Random) -> Cell:
    return mess.date_text(value, _mostly_first(hand.dates, rng))


def _instant(value: datetime, hand: Hand, rng: Random) -> Cell:
    return mess.instant_text(value.replace(tzinfo=_ZONE), _mostly_first(hand.instants, rng))


def _time(value: time, rng: Random) -> Cell:
    return mess.time_text(value, rng)


def _open_days(value: str, rng: Random) -> Cell:
    first, last = int(value[0]), int(value[-1])
    forms = [",".join(value)]
    if len(value) == last - first + 1 and len(value) > 1:
        forms.extend((f"{first}-{last}", f"{_OPEN_DAYS_NAMES[first - 1]}-{_OPEN_DAYS_NAMES[last - 1]}"))
    return rng.choice(forms)


def _ice(value: str, hand: Hand, rng: Random) -> Cell:
    return value if hand.tidy else mess.ice_text(value, rng)


def _province(value: str, hand: Hand, rng: Random) -> Cell:
    style = _mostly_first(hand.provinces, rng)
    french, arabic = _names("provinces.csv")[value]
    if style == "code":
        return rng.choice((value, value.removeprefix("0")))
    if style == "digits":
        return mess.digits_code(value)
    if style == "arabic":
        return arabic
    return rng.choice(PROVINCE_HANDS[value]) if style == "variant" else french


def _commune(value: str, hand: Hand, rng: Random) -> Cell:
    french, arabic = _names("communes.csv")[value]
    shared = _shared_names()
    forms: list[Cell] = []
    if fold(french) not in shared[value[:6]]:
        forms.extend((french, french, french if hand.tidy else mess.without_accents(french).upper()))
    if hand.words != "fr" and fold(arabic) not in shared[value[:6]]:
        forms.extend((arabic, arabic, arabic))
    if not forms or "code" in hand.provinces:
        forms.append(value)
    if "digits" in hand.provinces and len(value) == len("03.231.01.15"):
        forms.append(mess.digits_code(value))
    return rng.choice(forms)


_WRITERS: Final = {"ice": _ice, "province": _province, "commune": _commune}


def _code(words: labels.Words, value: str, hand: Hand, rng: Random) -> Cell:
    if hand.tidy or value not in words:
        return value
    french, arabic = words[value]
    chosen = {"fr": french, "ar": arabic}.get(hand.words) or rng.choice((french, arabic))
    return _mostly_first(chosen, rng)


def _mostly_first(choices: tuple[str, ...], rng: Random) -> str:
    return choices[0] if len(choices) == 1 or rng.random() < 0.6 else rng.choice(choices[1:])


def _carried(cell: Cell, hand: Hand) -> Cell:
    """Takes accents from text that the file's encoding cannot carry (Windows-1256 has é but no É)."""
    if not isinstance(cell, str) or hand.encoding is None:
        return cell
    try:
        cell.encode(hand.encoding)
    except UnicodeEncodeError:
        return mess.without_accents(cell)
    return cell


@lru_cache(maxsize=2)
def _names(file_name: str) -> dict[str, tuple[str, str]]:
    with (_REFERENCE / file_name).open(encoding="utf-8", newline="") as lines:
        return {line["code"]: (line["name_fr"], line["name_ar"]) for line in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _shared_names() -> dict[str, frozenset[str]]:
    """For each province the folded names that two of its communes bear: there only the code tells them apart."""
    seen: dict[str, list[str]] = {}
    for code, names in _names("communes.csv").items():
        seen.setdefault(code[:6], []).extend({fold(name) for name in names})
    return {code: frozenset(name for name in names if names.count(name) > 1) for code, names in seen.items()}
