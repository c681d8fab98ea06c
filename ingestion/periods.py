"""Periods: the day, week, month, quarter or year that a delivery reports on, and how a file's name or title tells it.

What goes here: periods and their reading from text. What does not: due dates of feeds (`partners.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from ingestion.text import fold

PeriodType = Literal["day", "week", "month", "quarter", "year"]

# French, Arabic (Moroccan, eastern and Levantine) and English names, folded; abbreviations only where no other word begins alike.
MONTH_NAMES: Final[dict[int, tuple[str, ...]]] = {
    1: ("janvier", "janv", "jan", "january", "يناير", "جانفي", "كانون الثاني"),
    2: ("février", "févr", "fév", "fevrier", "feb", "february", "فبراير", "فيفري", "شباط"),
    3: ("mars", "mar", "march", "مارس", "آذار"),
    4: ("avril", "avr", "apr", "april", "أبريل", "ابريل", "أفريل", "نيسان"),
    5: ("mai", "may", "ماي", "مايو", "أيار"),
    6: ("juin", "jun", "june", "يونيو", "يونيه", "جوان", "حزيران"),
    7: ("juillet", "juil", "jul", "july", "يوليوز", "يوليو", "جويلية", "تموز"),
    8: ("août", "aout", "aoû", "aug", "august", "غشت", "أغسطس", "آب"),
    9: ("septembre", "sept", "sep", "september", "شتنبر", "سبتمبر", "أيلول"),
    10: ("octobre", "oct", "october", "أكتوبر", "تشرين الأول"),
    11: ("novembre", "nov", "november", "نونبر", "نوفمبر", "تشرين الثاني"),
    12: ("décembre", "déc", "dec", "december", "دجنبر", "ديسمبر", "كانون الأول"),
}
_ORDINAL_QUARTERS: Final = {
    "premier": 1, "deuxieme": 2, "second": 2, "2nd": 2, "i": 1, "ii": 2, "iii": 3, "iv": 4, "troisieme": 3, "quatrieme": 4, "1er": 1, "1ere": 1, "2eme": 2, "3eme": 3, "4eme": 4, "2e": 2, "3e": 3, "4e": 4,  # noqa: E501
    "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4,
}  # fmt: skip
_YEAR: Final = r"(?P<y>20\d\d)"
_COPY: Final = re.compile(r"\(\d{1,2}\)")  # what a browser or file manager adds to a second copy
_COUNTED: Final = (
    "lot|n|no|num|numero|v|version|partie|part|annexe|tableau|feuille|page|copie|رقم|semestre|s|semaine|sem|week|w|(?:ال)?اسدس|(?:ال)?اسبوع"
)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period, told by its type and its first day. A week is that of ISO 8601: it starts on Monday."""

    start: date
    type: PeriodType

    @property
    def end(self) -> date:
        """The last day of the period."""
        return self.next().start - timedelta(days=1)

    @property
    def label(self) -> str:
        """The period as a file's name tells it: `2026-05-12`, `2026-S20`, `2026-05`, `2026-T2`, `2026`; `period_in_text` reads it back."""
        if self.type == "week":
            year, week, _ = self.start.isocalendar()
            return f"{year}-S{week:02d}"
        if self.type == "quarter":
            return f"{self.start.year}-T{(self.start.month + 2) // 3}"
        return self.start.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.type]]

    def next(self) -> Period:
        """The period of the same type that follows."""
        return self._moved(1)

    def previous(self) -> Period:
        """The period of the same type that comes before."""
        return self._moved(-1)

    def _moved(self, by: int) -> Period:
        if self.type in ("day", "week"):
            return Period(self.start + timedelta(days=by if self.type == "day" else 7 * by), self.type)
        months = {"month": 1, "quarter": 3, "year": 12}[self.type] * by
        index = self.start.year * 12 + self.start.month - 1 + months
        return Period(date(index // 12, index % 12 + 1, 1), self.type)

    @classmethod
    def containing(cls, day: date, type: PeriodType) -> Period:
        """The period of a type in which `day` lies."""
        if type == "day":
            return cls(day, "day")
        if type == "week":
            return cls(day - timedelta(days=day.weekday()), "week")
        if type == "month":
            return cls(day.replace(day=1), "month")
        if type == "quarter":
            return cls(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), "quarter")
        return cls(date(day.year, 1, 1), "year")


@lru_cache(maxsize=1)
def _months() -> tuple[dict[str, int], str]:
    numbers = {fold(name): number for number, names in MONTH_NAMES.items() for name in names}
    return numbers, "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))


def period_in_text(text: str, expected: PeriodType) -> Period | None:
    """Reads the period from a file name, folder, sheet name or title line.

    Args:
        text: such as `emplois_2026-05.xlsx`, `Mois : mai 2026`, `T2 2026`, `ماي 2026`, `visits_20260512.csv`, `services_2026-S23`.
        expected: the type in which the feed reports. A finer period found in the text is widened to it; for a
            `day` or `week` feed a month that stands alone is kept (an export of a whole month). `emplois 2026.xlsx` of a
            monthly feed tells nothing: it may well be called so every month. Weeks are looked for only for a `week` feed.

    Returns:
        The period, or None when the text tells none or tells two that differ (`mai 2026, envoyé le 03/06/2026`).
    """
    found = {_widened(period, expected) for period in _periods(_plain(text, expected), expected)}
    finest = {period for period in found if period.type == expected}
    if not finest and expected in ("day", "week"):
        finest = {period for period in found if expected == "day" or period.type == "month"}
    told = finest.pop() if len(finest) == 1 else None
    return None if told is None or _is_contradicted(told, found) else told


def _plain(text: str, expected: PeriodType) -> str:
    """The folded text, without numbers that count something else, and with its year said of each month of a span."""
    plain = f" {fold(_COPY.sub(' ', text)).translate(_DIGITS)} "
    if expected != "week":
        plain = re.sub(rf"(?<!\w)(?:{_COUNTED}) ?\d{{1,2}}(?= 20\d\d)", "#", plain)
    if not re.search(r"20\d\d", plain):
        plain = re.sub(rf"(?<!\w)({_months()[1]}|[tq](?:rim(?:estre)?)? ?[1-4]) ?(2\d)(?!\d)", r"\1 20\2", plain)
    before = ""
    while before != plain:
        before, plain = plain, _spans().sub(r"\g<first> \g<y>\g<rest>", plain)
    return plain


@lru_cache(maxsize=1)
def _spans() -> re.Pattern[str]:
    """`janvier à mars 2026`, `T1 et T2 2026`: the year stands only once, and is that of both."""
    part = rf"(?:{_months()[1]}|[tq](?:rim(?:estre)?)? ?[1-4])"
    return re.compile(rf"(?<!\w)(?P<first>{part})(?P<rest> (?:(?:a|et|au|to|and|الي|و) )?(?:\d{{1,2}} )?و?{part} ?(?:de )?{_YEAR})(?!\d)")


def _is_contradicted(told: Period, found: set[Period]) -> bool:
    """Whether a month or quarter in the text lies apart from the finer period that it tells."""
    return any(each.type in ("month", "quarter") and not (each.start <= told.end and told.start <= each.end) for each in found)


def _widened(period: Period, expected: PeriodType) -> Period:
    order = ("day", "week", "month", "quarter", "year")
    if order.index(period.type) < order.index(expected):
        return Period.containing(period.start, expected)
    return period


def _periods(text: str, expected: PeriodType) -> set[Period]:
    """All periods in a folded text; each reading leaves out what an earlier one has taken, and a bare year counts only alone."""
    found: set[Period] = set()
    for type_, pattern in _patterns():
        if type_ == "year" and found:
            break
        if type_ == "week" and expected != "week":
            continue
        for match in list(pattern.finditer(text)):
            if period := _period(type_, match.groupdict()):
                found.add(period)
                text = text[: match.start()] + "#" * len(match[0]) + text[match.end() :]
    return found


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[PeriodType, re.Pattern[str]], ...]:
    _, names = _months()
    ordinals = "|".join(sorted(_ORDINAL_QUARTERS, key=len, reverse=True))
    quarter = "[tq](?:r?i?m?(?:estre)?)"
    week = r"(?:s|sem|semaine|w|wk|week|(?:ال)?اسبوع) ?(?:n|no|رقم)? ?(?P<w>0?[1-9]|[1-4]\d|5[0-3])"
    patterns: tuple[tuple[PeriodType, str], ...] = (
        ("week", rf"(?<!\w){week} (?:de |من )?(?:سنه )?{_YEAR}(?!\d)"),
        ("week", rf"(?<!\d){_YEAR} ?{week}(?!\d)"),
        ("day", rf"(?<!\d){_YEAR} ?(?P<m>[01]\d) ?(?P<d>[0-3]\d)(?!\d)"),
        ("day", rf"(?<!\d)(?P<d>[0-3]\d) (?P<m>[01]\d) {_YEAR}(?!\d)"),
        ("day", rf"(?<!\d)(?P<d>\d{{1,2}})(?:er)? (?P<name>{names}) {_YEAR}(?!\d)"),
        ("month", rf"(?<!\w)و?(?P<name>{names}) ?(?:de )?{_YEAR}(?!\d)"),
        ("month", rf"(?<!\d){_YEAR} (?P<name>{names})(?!\w)"),
        ("quarter", rf"(?<!\w){quarter} ?(?P<q>[1-4]) {_YEAR}(?!\d)"),
        ("quarter", rf"(?<!\d){_YEAR} ?{quarter} ?(?P<q>[1-4])(?!\w)"),
        ("quarter", rf"(?<!\w)(?P<q>[1-4]) ?[tq] ?{_YEAR}(?!\d)"),
        ("quarter", rf"(?<!\w)(?P<ordinal>{ordinals}) (?:trimestre|trim|t) (?:de )?{_YEAR}"),
        ("quarter", rf"(?<!\w)trimestre (?P<ordinal>i{{1,3}}|iv) {_YEAR}"),
        ("quarter", rf"(?:الفصل|الربع) (?P<ordinal>{ordinals}) (?:من )?(?:سنه )?{_YEAR}"),
        ("month", rf"(?<!\d){_YEAR} ?m?(?P<m>0[1-9]|1[0-2])(?!\d)"),
        ("month", rf"(?<![\w#])(?:m|mois|شهر)? ?(?P<m>0?[1-9]|1[0-2]) {_YEAR}(?!\d)"),
        ("month", rf"(?<!\d)(?P<m>0[1-9]|1[0-2]){_YEAR}(?!\d)"),
        ("year", rf"(?<!\d){_YEAR}(?!\d)"),
    )
    return tuple((type_, re.compile(pattern)) for type_, pattern in patterns)


def _period(type_: PeriodType, parts: Mapping[str, str]) -> Period | None:
    year = int(parts["y"])
    month = _months()[0][parts["name"]] if "name" in parts else int(parts.get("m", 1))
    if type_ == "quarter":
        month = 3 * (int(parts["q"]) if "q" in parts else _ORDINAL_QUARTERS[parts["ordinal"]]) - 2
    start = _monday(year, int(parts["w"])) if type_ == "week" else _date(year, month, int(parts.get("d", 1)))
    return None if start is None else Period(start, type_)


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
