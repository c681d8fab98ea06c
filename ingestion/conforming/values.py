"""Reading one value: text as people in Morocco write it, in French, Arabic or a spreadsheet's own way.

What goes here: one pure function a kind of value. They run once per distinct text, so they may be careful rather than
quick; the plain forms never come here (`fast.py` reads them inside the scan). What does not: row rules (`rules.py`).

A reader returns None for what cannot be read without guessing: `05/13/2026` is not turned into May, and `12.500` DH is not
taken for twelve thousand five hundred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from ingestion.periods import MONTH_NAMES
from ingestion.text import fold

TIME_ZONE: Final = "Africa/Casablanca"
Value = str | int | float | bool | date | datetime | time

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_EXCEL_EPOCH: Final = datetime(1899, 12, 30)
_EXCEL_SERIAL: Final = re.compile(r"[2-7]\d{4}(\.\d+)?")  # 1954 to 2119
_YEARS: Final = range(1850, 2151)

_MONTHS: Final = {fold(name): number for number, names in MONTH_NAMES.items() for name in names}
_MONTH_WORDS: Final = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_YEAR_FIRST: Final = re.compile(r"(?P<y>\d{4}) (?P<m>\d{1,2}) (?P<d>\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(?P<d>\d{1,2}) (?P<m>\d{1,2}) (?P<y>\d{4}|\d{2})")
_COMPACT: Final = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_IN_WORDS: Final = re.compile(
    rf"(?:[^\d ]+ )?(?P<d>\d{{1,2}}) ?(?:er|ere)? ?(?:de )?(?P<word>{_MONTH_WORDS}) ?(?:de )?(?P<y>\d{{4}}|\d{{2}})"
)
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")

_CLOCK: Final = r"(?P<h>\d{1,2})(?: ?(?:[:.]|h|سا) ?(?P<min>\d{2})?)(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?(?: ?(?P<half>am|pm|ص|م))?"
_TIME: Final = re.compile(_CLOCK)
_DAY_AND_TIME: Final = re.compile(rf"(?P<day>.+?)(?:,? (?:à|a|الساعة|على الساعة|-) |, ?| +|t){_CLOCK}")
_ZONED: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)")
_NO_DAY: Final = re.compile(r"^(1899-12-3[01]|1900-01-0[01])[ t]")

_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")
_GROUPED_BY_SPACE: Final = re.compile(r"[+-]?\d{1,3}([ ']\d{3})+([.,]\d+)?")
_GROUPED_BY_DOT: Final = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})")
_GROUPED_BY_COMMA: Final = re.compile(r"[+-]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+([.,]\d+)?e[+-]?\d{1,2}")
_THOUSANDS_OR_DECIMALS: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_UNIT: Final = re.compile(
    r" ?(m2|m²|m|h|hs|heures?|hrs?|ساعة|ساعات|mois|شهرا?|أشهر|اشهر|شهور|personnes?|places?|pers\.?|postes?|emplois?|منصبا?|مناصب|شخصا?|أشخاص|jours?|أيام|يوم)$"  # noqa: E501
)
_MONEY: Final = re.compile(
    r"(?P<amount>.*?\d) ?(?P<times>mmdhs?|mddhs?|mdhs?|kdhs?|mmad|kmad|milliards?|millions?|mille|mrd|md|m|k|مليار|مليون|ملايين|ألف|الف|آلاف|الاف)?"  # noqa: E501
    r"( ?(de )?(dhs?|d\.h\.?|mad|dirhams?|درهما?|دراهم))?\.?"
)
_TIMES: Final[Mapping[str, float]] = {
    "mmdh": 1e9, "mddh": 1e9, "milliard": 1e9, "mrd": 1e9, "md": 1e9, "مليار": 1e9,
    "mdh": 1e6, "mmad": 1e6, "million": 1e6, "m": 1e6, "مليون": 1e6, "ملايين": 1e6,
    "kdh": 1e3, "kmad": 1e3, "mille": 1e3, "k": 1e3, "ألف": 1e3, "الف": 1e3, "آلاف": 1e3, "الاف": 1e3,
}  # fmt: skip

_YES: Final = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "نعم", "اجل", "صحيح"})
_NO: Final = frozenset({"non", "n", "faux", "false", "no", "0", "لا", "كلا", "خطا"})

_DAY_NAMES: Final = {
    1: ("lundi", "lun", "monday", "mon", "الاثنين", "اثنين"),
    2: ("mardi", "mar", "tuesday", "tue", "الثلاثاء", "ثلاثاء"),
    3: ("mercredi", "mer", "wednesday", "wed", "الاربعاء", "اربعاء"),
    4: ("jeudi", "jeu", "thursday", "thu", "الخميس", "خميس"),
    5: ("vendredi", "ven", "friday", "fri", "الجمعة", "جمعة"),
    6: ("samedi", "sam", "saturday", "sat", "السبت", "سبت"),
    7: ("dimanche", "dim", "sunday", "sun", "الاحد", "احد"),
}
_DAYS: Final = {fold(name): str(number) for number, names in _DAY_NAMES.items() for name in names}
_EVERY_DAY: Final = frozenset(map(fold, ("tous les jours", "7j/7", "7/7", "كل الأيام", "جميع الأيام", "every day")))


def read_date(text: str) -> date | None:
    """Day first, `12 mai 2026`, `١٢ ماي ٢٠٢٦`, ISO, `20260512`, an Excel serial; years 1850 to 2150."""
    plain = _MIDNIGHT.sub("", text.translate(_DIGITS).strip())
    if _EXCEL_SERIAL.fullmatch(plain):
        return (_EXCEL_EPOCH + timedelta(days=float(plain))).date()
    folded = fold(plain)
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _COMPACT, _IN_WORDS):
        if found := pattern.fullmatch(folded):
            parts = found.groupdict()
            month = int(parts["m"]) if "m" in parts else _MONTHS[parts["word"]]
            return _day(_full_year(parts["y"]), month, int(parts["d"]))
    moment = _DAY_AND_TIME.fullmatch(plain.lower())
    return read_date(moment["day"]) if moment and _clock(moment) is not None else None


def read_instant(text: str) -> datetime | None:
    """A moment in UTC; without a zone it is Africa/Casablanca time, and a day alone is its midnight.

    Of an hour that the clock passes twice (the night on which it is put back) the second is meant, as DuckDB has it.
    """
    plain = text.translate(_DIGITS).strip()
    if _ZONED.fullmatch(plain):
        try:
            moment = datetime.fromisoformat(re.sub(r"\s(?=[Z+-])", "", plain))
        except ValueError:
            return None
        return moment.astimezone(UTC) if moment.year in _YEARS else None
    local = _local_moment(plain)
    return None if local is None else _utc(local)


def _utc(local: datetime) -> datetime:
    # Twice passed: the second reading lies after the first. Leapt over: the first lies after the second, and is the one taken.
    return max(local.replace(tzinfo=ZoneInfo(TIME_ZONE), fold=fold).astimezone(UTC) for fold in (0, 1))


def _local_moment(plain: str) -> datetime | None:
    if _EXCEL_SERIAL.fullmatch(plain):
        return _EXCEL_EPOCH + timedelta(seconds=round(float(plain) * 86_400))
    if found := _DAY_AND_TIME.fullmatch(plain.lower()):
        day, clock = read_date(found["day"]), _clock(found)
        if day is not None and clock is not None:
            return datetime.combine(day, clock)
    alone = read_date(plain)
    return None if alone is None or _TIME.search(_MIDNIGHT.sub("", plain.lower())) else datetime.combine(alone, time())


def read_time(text: str) -> time | None:
    """A time of day: `08:30`, `8h30`, `8h`, `8:30 PM`, an Excel fraction of a day, or one on Excel's day zero."""
    plain = _NO_DAY.sub("", text.translate(_DIGITS).strip().lower())
    if re.fullmatch(r"0?\.\d+|0", plain):
        return (_EXCEL_EPOCH + timedelta(seconds=round(float(plain) * 86_400))).time()
    found = _TIME.fullmatch(plain)
    return _clock(found) if found else None


def _clock(found: re.Match[str]) -> time | None:
    hour = int(found["h"])
    if found["half"] in ("pm", "م") and hour < 12:
        hour += 12
    elif found["half"] in ("am", "ص") and hour == 12:
        hour = 0
    try:
        return time(hour, int(found["min"] or 0), int(found["s"] or 0))
    except ValueError:
        return None


def read_number(text: str) -> float | None:
    """`1 234,50`, `1.234,50`, `1,234.50`, `١٢٫٥`, a number with its unit; a single comma is a decimal comma."""
    return _number(_UNIT.sub("", _number_text(text)))


def read_integer(text: str) -> int | None:
    """A whole number in any form that `read_number` takes; `12,0` is 12, and `1.234` or `1.000`, which say two things, are refused."""
    plain = _UNIT.sub("", _number_text(text))
    number = None if _THOUSANDS_OR_DECIMALS.fullmatch(plain) else _number(plain)
    return int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else None


def read_money(text: str) -> float | None:
    """An amount in MAD: `1 234,50 DH`, `2,5 MDH`, `350 KDH`, `٣ ملايين درهم`; `12.500` says two things and is refused."""
    found = _MONEY.fullmatch(_number_text(text))
    if not found:
        return None
    times = found["times"]
    if times is None and _THOUSANDS_OR_DECIMALS.fullmatch(found["amount"]):
        return None
    amount = _number(found["amount"])
    factor = 1.0 if times is None else _TIMES.get(times, _TIMES.get(times.rstrip("s"), 1.0))
    return None if amount is None else amount * factor


def read_share(text: str) -> float | None:
    """A share of one: `0,35`, `35 %`, `٪٣٥`."""
    without = re.sub(r"[%٪]", "", text)
    number = read_number(without)
    return number / 100 if number is not None and without != text else number


def _number_text(text: str) -> str:
    plain = text.translate(_DIGITS).lower().replace("٬", "").replace("٫", ",").replace("−", "-").replace("’", "'")
    return re.sub(r"\s+", " ", plain).strip()


def _number(plain: str) -> float | None:
    if _PLAIN_NUMBER.fullmatch(plain) or _SCIENTIFIC.fullmatch(plain):
        return float(plain.replace(",", "."))
    if _GROUPED_BY_SPACE.fullmatch(plain):
        return float(re.sub(r"[ ']", "", plain).replace(",", "."))
    if _GROUPED_BY_DOT.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if _GROUPED_BY_COMMA.fullmatch(plain):
        return float(plain.replace(",", ""))
    return None


def read_boolean(text: str) -> bool | None:
    """Yes and no in French, Arabic and English."""
    word = fold(text.translate(_DIGITS))
    return True if word in _YES else False if word in _NO else None


def read_ice(text: str) -> str | None:
    """Fifteen digits; leading zeros that a spreadsheet lost are put back (python-stdnum, issue 226)."""
    digits = re.sub(r"[\s.'’_/-]+", "", re.sub(r"\.0+$", "", text.translate(_DIGITS)))
    return digits.zfill(15) if re.fullmatch(r"0*[1-9]\d{8,14}", digits) and len(digits) <= 15 else None


def read_iso_days(text: str) -> str | None:
    """Days of the week as ISO digits (Monday is 1): `1-6`, `lundi-samedi`, `1,2,3`, `الاثنين-السبت` → `123456`."""
    plain = text.translate(_DIGITS).lower()
    if fold(plain) in _EVERY_DAY:
        return "1234567"
    words = re.findall(r"[^\W\d_]+|\d|[-–—]", plain)
    marks = [_DAYS.get(fold(word), fold(word) or "-") for word in words]
    marks = [mark for mark in marks if mark not in ("du", "et", "و", "من", "de", "from", "and")]
    days: set[str] = set()
    previous: str | None = None
    reaching = False
    for mark in marks:
        if mark in ("-", "a", "au", "to", "الي"):
            reaching = True
        elif mark not in "1234567":
            return None
        else:
            first = int(previous) if reaching and previous else int(mark)
            if first > int(mark):
                return None
            days.update(map(str, range(first, int(mark) + 1)))
            previous, reaching = mark, False
    return "".join(sorted(days)) if days and not reaching else None


READERS: Final[Mapping[str, Callable[[str], Value | None]]] = {
    "date": read_date,
    "timestamp": read_instant,
    "time": read_time,
    "number": read_number,
    "integer": read_integer,
    "money": read_money,
    "share": read_share,
    "boolean": read_boolean,
    "ice": read_ice,
    "iso_days": read_iso_days,
}


def _full_year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
