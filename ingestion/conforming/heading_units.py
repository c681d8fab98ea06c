"""Units told by a heading or a title: `Montant (KDH)`, `Montants en milliers de dirhams`, `المبلغ (بآلاف الدراهم)`.

What goes here: finding the unit, and giving it to the bare numbers below. What does not: reading amounts (`values.py`). An amount
that names its own unit keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ingestion.conforming.own_units import OWN_FAMILY
from ingestion.contract import Column
from ingestion.text import fold

_DIRHAM: Final = r"(?:dhs?|mad|dirhams?|درهم|دراهم|الدراهم|الدرهم)"
# Folded words that say thousands, millions, thousands of millions; the unit that `values.read_money` knows them by.
_UNITS: Final = (
    ("MMDH", rf"mm ?dhs?|mddhs?|milliards(?: de {_DIRHAM})?|(?:ب|بال)?(?:مليار|ملايير|مليارات) {_DIRHAM}"),
    (
        "MDH",
        rf"m ?dhs?|m ?mad|x ?1 ?000 ?000|10 ?6 {_DIRHAM}|millions(?: de {_DIRHAM})?"
        rf"|(?:ب|بال)?(?:مليون|ملايين) {_DIRHAM}|بالملايين",
    ),
    (
        "KDH",
        rf"k ?dhs?|k ?mad|x ?1 ?000|000 {_DIRHAM}|milliers(?: de {_DIRHAM})?|mille {_DIRHAM}|1 ?000 {_DIRHAM}"
        rf"|(?:ب|با)?(?:ال)?(?:اف|الف) {_DIRHAM}|بالالاف|بالاف",
    ),
)
# Money that is not dirhams: its name is given to the amounts all the same, so that they are refused rather than taken for dirhams.
_FOREIGN: Final = re.compile(r"(?:^| )(k ?euros?|euros?|eur|usd|dollars?|(?:ب|بال)?(?:اورو|يورو|دولار|ريال)|centimes|(?:بال)?سنتيم)(?: |$)")
_IN_HEADING: Final = tuple((unit, re.compile(rf"(?:^| )(?:{words})(?: |$)")) for unit, words in _UNITS)
# A title speaks of all amounts below only where it says so: «en KDH», «unité : MDH», «بآلاف الدراهم».
_SPEAKS_OF_ALL: Final = r"(?:^| )(?:en|unites?|montants?(?: exprimes?)?(?: en)?|المبالغ|الوحده|وحده)"
_IN_TITLE: Final = tuple((unit, re.compile(rf"{_SPEAKS_OF_ALL} (?:{words})(?: |$)|(?:^| )ب(?:{words})(?: |$)")) for unit, words in _UNITS)
_NUMBERS: Final = {
    family: (sign, re.compile(rf"(?:^| )(?:{words})(?: |$)"))
    for family, sign, words in (
        ("days", "jours", r"jours?|jrs?|days?|(?:بال)?(?:ايام|يوم)"),
        ("minutes", "minutes", r"minutes?|mn|(?:بال)?(?:دقيقه|دقائق)"),
        ("hectares", "ha", r"ha|hectares?|ares?|(?:بال)?هكتار"),
        ("weeks", "semaines", r"en semaines|nombre de semaines|(?:بال)?اسابيع"),
    )
}
_PERIODS: Final = {
    "/an": re.compile(r"(?:^| )(?:an|annuels?|annuelles?|annees?|year|yearly|annual|سنوي|سنويا|السنوي|السنه)(?: |$)"),
    "/trimestre": re.compile(r"(?:^| )(?:trimestre|trimestriels?|quarter|quarterly|فصلي|الفصلي)(?: |$)"),
    "/mois": re.compile(r"(?:^| )(?:mois|mensuels?|month|monthly|شهر|شهري|شهريا|الشهري)(?: |$)"),
    "/jour": re.compile(r"(?:^| )(?:jour|journee|demi journee|journaliers?|day|daily|يوم|يوميا|يومي|اليومي|لليوم)(?: |$)"),
}
_PERIODS_OF_UNIT: Final = {"MAD/mois": "/mois", "MAD/h": "/h"}
# Also in scientific notation, and with a word on taxes: what names no unit must not be taken for plain dirhams.
_BARE_NUMBER: Final = r"[-+]?\s*[0-9٠-٩۰-۹][0-9٠-٩۰-۹\s.,٫٬''’\x{a0}\x{202f}\x{2009}]*([eE][-+]?[0-9]{1,2})?(\s*(HT|TTC|ht|ttc))?"


def unit_of_amounts(heading: str, titles: Iterable[str] = ()) -> str | None:
    """`KDH`, `MDH` or `MMDH` when the heading, or else a title line, says so; `€` for money that is not dirhams; None for plain dirhams.

    Args:
        heading: the column's heading as one text.
        titles: lines above the table.
    """
    folded = fold(heading)
    for unit, pattern in _IN_HEADING:
        if pattern.search(folded):
            return unit
    if re.search(rf"(?:^| )(?:ب(?:ال)?)?{_DIRHAM}(?: |$)", folded):
        return None
    if "€" in heading or "$" in heading or _FOREIGN.search(folded):
        return "€"
    for title in titles:
        for unit, pattern in _IN_TITLE:
            if pattern.search(fold(title)):
                return unit
    return None


def other_unit(column: Column, heading: str) -> str | None:
    """A unit in a heading that is not the column's own, as it may stand beside a number: `Superficie (ha)`, `Revenu moyen (annuel)`.

    Given to the numbers below, it has them refused: neither are hectares square metres, nor a year's income a month's.
    """
    words = fold(heading)
    if column.kind == "number":
        own = OWN_FAMILY.get(column.unit)
        return next((sign for family, (sign, pattern) in _NUMBERS.items() if family != own and pattern.search(words)), None)
    if column.kind == "money" and column.unit in _PERIODS_OF_UNIT:
        return next((sign for sign, pattern in _PERIODS.items() if sign != _PERIODS_OF_UNIT[column.unit] and pattern.search(words)), None)
    return None


def with_unit_sql(text: str, unit: str) -> str:
    """SQL for the text of an amount with the unit of its heading, where it is a bare number."""
    return f"case when {is_bare_sql(text)} then {text} || ' {unit}' else {text} end"


def is_bare_sql(text: str) -> str:
    """SQL that holds for a number alone, without unit, sign of per cent or words."""
    return f"regexp_full_match(trim({text}), '{_BARE_NUMBER}')"
