"""How numbers, days, lists and foreign text are written for people, the same in all outputs.

Belongs here: the one formatter of numbers, counted nouns, periods, and what keeps a value harmless inside a sentence that
runs from right to left. Does not belong here: the sentences themselves (they stay beside what says them).

In right-to-left text a plain space as thousands separator turns `1 452` into `452 1`, and signs jump sides. So a number
holds U+202F and stands between U+2066 and U+2069; text of unknown direction stands between U+2068 and U+2069
(Unicode Standard Annex 9).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingestion.messages import Language, Message
from ingestion.periods import Period

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar", "en")
_LTR: Final = "\u2066"
_UNKNOWN: Final = "\u2068"
_END: Final = "\u2069"
_THIN_SPACE: Final = "\u202f"
# Letters that change the direction of what follows: shown by their number, so that nobody is misled by them.
_DIRECTING: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT: Final = frozenset(("R", "AL", "AN"))

_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "ar": ("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_QUARTERS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre"),
    "ar": ("الفصل الأول من سنة", "الفصل الثاني من سنة", "الفصل الثالث من سنة", "الفصل الرابع من سنة"),
    "en": ("first quarter of", "second quarter of", "third quarter of", "fourth quarter of"),
}
_WEEK: Final = Message("semaine du {day}", "الأسبوع الذي يبدأ يوم {day}", "week of {day}")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in the forms that a count asks for.

    French and English have one and many; Arabic has one, two, few (3–10), many (11–99) and the form after hundreds
    (CLDR plural rules).
    """

    fr: tuple[str, str]
    ar: tuple[str, str, str, str, str]
    en: tuple[str, str]


RECEIPT_SHEET: Final = Message("Reçu Qutb", "وصل قطب", "Qutb receipt")  # the summary sheet of an annotated workbook
ROWS: Final = Noun(("ligne", "lignes"), ("سطر واحد", "سطران", "أسطر", "سطرا", "سطر"), ("row", "rows"))
CELLS: Final = Noun(("cellule", "cellules"), ("خانة واحدة", "خانتان", "خانات", "خانة", "خانة"), ("cell", "cells"))


def number(value: int, language: Language) -> str:
    """A whole number: `1 452`, closed off from the direction of the text around it in Arabic."""
    return closed(f"{value:,}".replace(",", _THIN_SPACE), language)


def decimal(value: float, language: Language) -> str:
    """A number with at most one decimal: `1 452,5`, `3`."""
    text = f"{value:,.1f}".removesuffix(".0").replace(",", _THIN_SPACE)
    return closed(text if language == "en" else text.replace(".", ","), language)


def share(value: float, language: Language) -> str:
    """A share as a percentage, without decimals where there are none: `20 %`."""
    text = f"{100 * value:.1f}".removesuffix(".0")
    text = text if language == "en" else text.replace(".", ",")
    return closed(text + ("%" if language == "en" else f"{_THIN_SPACE}%"), language)


def counted(value: int, noun: Noun, language: Language) -> str:
    """A number with its noun, in the form that it asks for: `1 ligne`, `2 lignes`, `سطران`, `15 سطرا`."""
    shown_number = number(value, language)
    if language != "ar":
        is_one = value == 1 or (language == "fr" and value == 0)
        return f"{shown_number}\u00a0{(noun.fr if language == 'fr' else noun.en)[0 if is_one else 1]}"
    one, two, few, many, hundreds = noun.ar
    if value in (1, 2):
        return one if value == 1 else two
    rest = value % 100
    return f"{shown_number}\u00a0{few if 3 <= rest <= 10 else many if rest >= 11 else hundreds}"


def closed(text: str, language: Language) -> str:
    """Text that runs from left to right (a number, a cell, a date in digits), kept whole inside Arabic."""
    return f"{_LTR}{text}{_END}" if language == "ar" else text


def shown(text: str, language: Language, limit: int = 80) -> str:
    """What somebody else wrote, made harmless for a sentence: on one line, at most `limit` letters, its direction closed in.

    Control characters and letters that redirect the text are shown by their number.
    """
    kept = "".join(map(_harmless, text[:limit])) + ("…" if len(text) > limit else "")
    runs_along = language != "ar" and not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in kept)
    return kept if runs_along else f"{_UNKNOWN}{kept}{_END}"


def _harmless(letter: str) -> str:
    if letter in "\n\r\t\u2028\u2029":
        return " "
    if letter in _DIRECTING or unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co"):
        return f"[U+{ord(letter):04X}]"
    return letter


def listed(items: Sequence[str], language: Language) -> str:
    """Items side by side with the comma of the language."""
    return ("، " if language == "ar" else ", ").join(items)


def day(on: date, language: Language) -> str:
    """A day in words: `1er mai 2026`, `12 ماي 2026`, `12 May 2026`."""
    ordinal = "1er" if on.day == 1 and language == "fr" else str(on.day)
    return f"{ordinal} {_MONTHS[language][on.month - 1]} {on.year}"


def period_text(period: Period, language: Language) -> str:
    """A period in words: `mai 2026`, `2e trimestre 2026`, `2026`, `12 mai 2026`, `semaine du 11 mai 2026`."""
    start = period.start
    if period.type == "day":
        return day(start, language)
    if period.type == "week":
        return _WEEK.text(language).format(day=day(start, language))
    if period.type == "month":
        return f"{_MONTHS[language][start.month - 1]} {start.year}"
    if period.type == "quarter":
        return f"{_QUARTERS[language][(start.month - 1) // 3]} {start.year}"
    return str(start.year)


def in_each_language(template: Message, **values: object) -> Message:
    """A sentence with its places filled: integers as people of each language write them, messages in their own."""

    def filled(language: Language) -> str:
        return template.text(language).format(**{name: _value(value, language) for name, value in values.items()})

    return Message(*(filled(language) for language in LANGUAGES))


def _value(value: object, language: Language) -> str:
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, int):
        return number(value, language)
    return share(value, language) if isinstance(value, float) else str(value)
