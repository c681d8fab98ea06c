"""How a partner writes each kind of column: a typed value and a partner's habits become a cell.

What belongs here: the habits of a hand, and writing by them. Which kind of column is which is told in `demo.deliveries.columns`,
what a file looks like around the cells in `demo.deliveries.forms`.
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
from demo.deliveries.columns import CODES, KINDS, REQUIRED
from demo.folding import fold
from demo.mess import Cell
from demo.truth import REGION, TIME_ZONE

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
        return None if hand.tidy or column in REQUIRED[contract] else _carried(mess.blank_text(rng), hand)
    words = CODES.get((contract, column))
    return _carried(_code(words, value, hand, rng) if words else _plain(column, value, hand, rng), hand)


def arabic_province(code: str) -> str:
    """The Arabic name of a province, as a sheet is named."""
    return _names("provinces.csv")[code][1]


def _plain(column: str, value: Any, hand: Hand, rng: Random) -> Cell:
    kind = KINDS.get(column, "text")
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
    if kind == "share":
        return _share(value, hand, rng)
    if kind == "yes_no":
        return _yes_no(value, hand, rng)
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


def _share(value: float, hand: Hand, rng: Random) -> Cell:
    if hand.tidy:
        return value
    percent = f"{value * 100:g} %".replace(".", ",")
    return rng.choice((mess.number_text(value, rng, arabic=hand.arabic_digits), percent, percent.replace(" ", "")))


def _yes_no(value: bool, hand: Hand, rng: Random) -> Cell:
    if hand.tidy:
        return "true" if value else "false"
    french, arabic = (("oui", "Oui", "OUI"), ("نعم",)) if value else (("non", "Non", "NON"), ("لا",))
    return rng.choice({"fr": french, "ar": arabic}.get(hand.words) or (*french, *arabic))


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


def _territory(value: str, hand: Hand, rng: Random) -> Cell:
    if value == REGION:
        return rng.choice(("Région Fès-Meknès", "Région", value))
    return rng.choice((_names("provinces.csv")[value][0], value))


_WRITERS: Final = {"ice": _ice, "province": _province, "commune": _commune, "territory_code": _territory}


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
