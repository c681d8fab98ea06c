"""Units that stand beside a number: `44 h`, `25 personnes`, `2 500 DH/mois`; only the column's own may be left out.

What goes here: telling whether a number's unit is that of its column. What does not: reading the number (`values.py`); units that
a heading tells for all numbers below it (`heading_units.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ingestion.contract import Column
from ingestion.text import DIGITS

_FAMILIES: Final[Mapping[str, re.Pattern[str]]] = {
    family: re.compile(rf"(?<=\d) ?(?:{words})$", re.IGNORECASE)
    for family, words in {
        "hours": r"h|hs|hrs?|heures?|hours?|ساعة|ساعات",
        "months": r"mois|months?|شهرا?|أشهر|اشهر|شهور",
        "days": r"j|jrs?|jours?|days?|أيام|ايام|يوما?",
        "minutes": r"mn|min|minutes?|دقيقة|دقائق",
        "area": r"m2|m²|m",
        "hectares": r"ha|hectares?|هكتارا?",
        "weeks": r"semaines?|sem|أسابيع|أسبوعا?",
        "people": r"personnes?|places?|pers\.?|postes?|emplois?|participant(?:e)?s?|bénéficiaires?"
        r"|inscrit(?:e)?s?|adhérent(?:e)?s?|membres?"
        r"|منصبا?|مناصب|شخصا?|أشخاص|مستفيدا?|مستفيدين|مشاركا?|مشاركين|منخرطا?|منخرطين|عضوا?|أعضاء",
    }.items()
}
OWN_FAMILY: Final[Mapping[str | None, str]] = {
    "h": "hours", "heures": "hours", "mois": "months", "m2": "area", "personnes": "people", "emplois": "people", None: "people",
}  # fmt: skip
_HOURS_AND_MINUTES: Final = re.compile(r"(\d{1,3}) ?(?:h|heures?) ?([0-5]\d)(?: ?(?:mn|min|minutes?))?", re.IGNORECASE)
_MINUTES: Final = re.compile(r"()(\d{1,3}) ?(?:mn|min|minutes?)", re.IGNORECASE)
_OF_FIVE: Final = re.compile(r"(\d(?:[.,]\d+)?) ?(?:/|sur) ?5")
_PER_MONTH: Final = re.compile(r" ?(?:/ ?mois|par mois|mensuels?|/ ?شهر|في الشهر|شهريا)$", re.IGNORECASE)
_PER_HOUR: Final = re.compile(r" ?(?:/ ?h|/ ?heure|par heure|de l'heure|l'heure|/ ?ساعة|للساعة|في الساعة)$", re.IGNORECASE)


def bare_number(column: Column, text: str) -> str | None:
    """The text without the column's own unit; None where it names another: `3 jours` in a column of hours is not three.

    Args:
        column: a column of numbers, shares or amounts.
        text: one cell.
    """
    if column.kind == "money":
        own = {"MAD/mois": _PER_MONTH, "MAD/h": _PER_HOUR}.get(column.unit or "")
        return own.sub("", text) if own else text
    if column.unit == "points" and (note := _OF_FIVE.fullmatch(text)):
        return note[1]
    if OWN_FAMILY.get(column.unit) == "hours":
        plain = text.translate(DIGITS)
        if spoken := _HOURS_AND_MINUTES.fullmatch(plain) or _MINUTES.fullmatch(plain):
            return f"{int(spoken[1] or 0) + int(spoken[2]) / 60:.10g}"
    for family, pattern in _FAMILIES.items():
        if pattern.search(text):
            return pattern.sub("", text) if family == OWN_FAMILY.get(column.unit) else None
    return text
