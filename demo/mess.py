"""How people write values: one typed value becomes the text or the cell that a hand-made file would hold.

What belongs here: pure functions from a typed value and a random source to a cell. Each of them keeps the value whole: whoever reads
with care gets it back exactly. Who writes in which way is told in `demo.deliveries.habits`; errors are made in `demo.planted`.
"""

import unicodedata
from datetime import date, datetime, time
from random import Random
from typing import Final

Cell = str | int | float | date | datetime | None
"""What a cell of a file holds; a CSV file writes it as text, a workbook keeps numbers and dates."""

BLANK_TOKENS: Final = ("-", "néant", "n/a", "غير متوفر", "")
"""What people write where they have nothing to say."""

FRENCH_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOROCCAN_MONTHS: Final = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
)
"""Month names as used in Morocco (they differ from the Levant's and from Egypt's)."""

ARABIC_INDIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_CENTURY_START: Final = 2000
_THIN_SPACE: Final = "\u202f"
_HARD_SPACE: Final = "\u00a0"
_TATWEEL: Final = "ـ"


def arabic_digits(text: str) -> str:
    """Writes ASCII digits as Arabic-Indic ones (٠ to ٩)."""
    return text.translate(ARABIC_INDIC)


def without_accents(text: str) -> str:
    """Drops accents from Latin letters, as capitals and old software do; Arabic letters stay as they are."""
    kept = []
    for letter in text:
        if letter.isascii() or unicodedata.name(letter, "").startswith("ARABIC"):
            kept.append(letter)
        else:
            parts = unicodedata.normalize("NFD", letter)
            kept.append("".join(part for part in parts if not unicodedata.combining(part)))
    return "".join(kept)


def date_text(value: date, style: str) -> Cell:
    """Writes a day in one of the styles met in partners' files.

    Args:
        value: the day.
        style: `iso`, `slash` (dd/mm/yyyy), `dash` (dd-mm-yy; dd-mm-yyyy before 2000, where two digits would be a guess), `words`
            (12 mai 2026), `arabic` (12 ماي 2026), `arabic_digits` (١٢/٠٥/٢٠٢٦) or `real` (a date cell).

    Raises:
        ValueError: the style is none of these.
    """
    if style == "real":
        return value
    if style == "iso":
        return value.isoformat()
    if style == "slash":
        return value.strftime("%d/%m/%Y")
    if style == "dash":
        return value.strftime("%d-%m-%y") if value.year >= _CENTURY_START else value.strftime("%d-%m-%Y")
    if style == "words":
        return f"{value.day} {FRENCH_MONTHS[value.month - 1]} {value.year}"
    if style == "arabic":
        return f"{value.day} {MOROCCAN_MONTHS[value.month - 1]} {value.year}"
    if style == "arabic_digits":
        return arabic_digits(value.strftime("%d/%m/%Y"))
    raise ValueError(f"no date style {style!r}; use iso, slash, dash, words, arabic, arabic_digits or real")


def month_text(month: date, style: str) -> str:
    """Writes a month as people do in file names and titles: `iso` 2026-05, `slash` 05-2026, `words` mai 2026, `arabic` ماي 2026.

    Raises:
        ValueError: the style is none of these.
    """
    if style == "iso":
        return month.strftime("%Y-%m")
    if style == "slash":
        return month.strftime("%m-%Y")
    if style == "words":
        return f"{FRENCH_MONTHS[month.month - 1]} {month.year}"
    if style == "arabic":
        return f"{MOROCCAN_MONTHS[month.month - 1]} {month.year}"
    raise ValueError(f"no month style {style!r}; use iso, slash, words or arabic")


def instant_text(value: datetime, style: str) -> str:
    """Writes a local date-time: `iso` with its offset, `space` 2026-05-12 14:00:00, `slash` 12/05/2026 14:00 (seconds if any).

    Args:
        value: an aware date-time in local time; the offset is written only by `iso`.
        style: one of the three.

    Raises:
        ValueError: the style is none of these.
    """
    if style == "iso":
        return value.isoformat(timespec="seconds")
    if style == "space":
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if style == "slash":
        return value.strftime("%d/%m/%Y %H:%M:%S" if value.second else "%d/%m/%Y %H:%M")
    raise ValueError(f"no date-time style {style!r}; use iso, space or slash")


def time_text(value: time, rng: Random) -> str:
    """Writes a time of day: 08:30, 08:30:00 or 8h30."""
    return rng.choice((value.strftime("%H:%M"), value.strftime("%H:%M:%S"), f"{value.hour}h{value.minute:02d}"))


def grouped(value: float, separator: str, decimals: int) -> str:
    """Writes a number the French way: groups of three, a decimal comma."""
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", separator)


def money_text(value: float, rng: Random, separators: tuple[str, ...] = (" ", _HARD_SPACE, _THIN_SPACE)) -> Cell:
    """Writes an amount in dirhams: a number, « 1 234,50 DH », « 350 KDH » or « 2,5 MDH ».

    The short forms are used only where they say the amount exactly.
    """
    separator = rng.choice(separators)
    cents = round(value * 100)
    forms: list[Cell] = [_plain(value), f"{grouped(value, separator, 2)} DH", f"{grouped(value, separator, 2)} MAD"]
    if cents % 100_000 == 0 and value >= 1_000:  # whole thousands of dirhams
        forms.append(f"{cents // 100_000} KDH")
    if cents % 1_000_000 == 0 and value >= 1_000_000:  # hundredths of a million
        forms.append(f"{_comma(value / 1_000_000)} MDH")
    return rng.choice(forms)


def number_text(value: float, rng: Random, *, arabic: bool = False) -> Cell:
    """Writes a number as a number, as text with a decimal comma, or (when `arabic`) in Arabic-Indic digits."""
    forms: list[Cell] = [_plain(value), _comma(value)]
    if arabic:
        forms.append(arabic_digits(_comma(value)))
    return rng.choice(forms)


def ice_text(ice: str, rng: Random) -> Cell:
    """Writes an ICE: as a number that lost its leading zeros, as 15 digits, or as text with spaces."""
    spaced = f"{ice[:9]} {ice[9:13]} {ice[13:]}"
    threes = " ".join(ice[start : start + 3] for start in range(0, 15, 3))
    return rng.choice((int(ice), ice, ice, spaced, threes, f" {ice} "))


def name_text(name: str, rng: Random, *, upper_accents: bool = True) -> str:
    """Writes a name with the case, accents and spaces of the person who typed it.

    Only what a careful comparison (case, accents, punctuation, spaces, Arabic letter forms) takes away again is changed.

    Args:
        name: the name in French or Arabic.
        rng: random source.
        upper_accents: whether the file can hold « É »; otherwise capitals lose their accents.
    """
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
    dressed = _arabic_hand(name, rng) if arabic else _latin_hand(name, rng, upper_accents)
    return _stray_spaces(dressed, rng)


def blank_text(rng: Random, tokens: tuple[str, ...] = BLANK_TOKENS) -> Cell:
    """Writes nothing: mostly an empty cell, at times a token that means the same."""
    return rng.choice(tokens) if rng.random() < 0.15 else None


def digits_code(code: str) -> int:
    """Writes an HCP code as the number it becomes in a spreadsheet: 03.231 is 3231."""
    return int(code.replace(".", ""))


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _comma(value: float) -> str:
    return str(_plain(value)).replace(".", ",")


def _latin_hand(name: str, rng: Random, upper_accents: bool) -> str:
    hand = rng.random()
    if hand < 0.55:
        return name
    if hand < 0.75:
        return name.upper() if upper_accents else without_accents(name).upper()
    if hand < 0.9:
        return without_accents(name)
    return name.lower()


def _arabic_hand(name: str, rng: Random) -> str:
    hand = rng.random()
    if hand < 0.6:
        return name
    if hand < 0.8:
        return name.replace("أ", "ا").replace("إ", "ا")
    if hand < 0.92:
        return f"{name[:-1]}ه" if name.endswith("ة") else name
    middle = len(name) // 2
    joined = name[middle - 1].isalpha() and name[middle].isalpha() if middle else False
    return f"{name[:middle]}{_TATWEEL}{name[middle:]}" if joined else name


def _stray_spaces(text: str, rng: Random) -> str:
    hand = rng.random()
    if hand < 0.8:
        return text
    if hand < 0.88:
        return f"{text} "
    if hand < 0.94:
        return text.replace(" ", "  ", 1)
    return f" {text}"
