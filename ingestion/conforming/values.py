"""Reading one value: text as people in Morocco write it, in French, Arabic or a spreadsheet's own way.

What goes here: one pure function a kind of value. They run once per distinct text, so they may be careful rather than
quick; the plain forms never come here (`fast.py` reads them inside the scan). What does not: row rules (`rules.py`).

A reader returns None for what cannot be read without guessing: `05/13/2026` is not turned into May, and `12.500` DH is not
taken for twelve thousand five hundred.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from ingestion.periods import MONTH_NAMES
from ingestion.text import DIGITS, fold

TIME_ZONE: Final = "Africa/Casablanca"
Value = str | int | float | bool | date | datetime | time

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
_ENGLISH_MONTHS: Final = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH_FIRST: Final = re.compile(rf"(?:[a-z]+ )?(?P<word>{_ENGLISH_MONTHS}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<y>\d{{4}})")
_DOUBT: Final = re.compile(r"[?؟~≈<>≤≥±+=]")
_YEAR_AT_EITHER_END: Final = re.compile(r"(2\d|3[01])-\d\d-[01]\d")  # `26-05-12`: of 2026 or of 2012
_GREGORIAN_YEAR: Final = re.compile(r" ?(م|ميلادي|ميلادية)\.?$")
_HIJRI: Final = re.compile(r"هـ|هجري|ذو|ذي|محرم|صفر|ربيع|جماد|رجب|شعبان|رمضان|شوال|الموافق|موافق")
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")

_HALF: Final = r"(?P<half>am|pm|a\.m\.?|p\.m\.?|du matin|du soir|de l'après-midi|صباحا|مساء|زوالا|بعد الزوال|ص|م)"
_CLOCK: Final = (
    rf"(?P<h>\d{{1,2}})(?: ?(?:[:.]|h|سا) ?(?:(?P<min>\d{{2}})(?: ?mn| ?min)?)?)(?:[:.](?P<s>\d{{2}})(?:[.,]\d+)?)?(?: ?{_HALF})?"
)
_AFTERNOON: Final = frozenset({"pm", "p.m", "p.m.", "du soir", "de l'après-midi", "مساء", "زوالا", "بعد الزوال", "م"})
_TIME: Final = re.compile(rf"(?:الساعة |à )?{_CLOCK}")
_HOUR_AND_HALF: Final = re.compile(rf"(?:الساعة )?(?P<h>\d{{1,2}}) {_HALF}")
_DAY_AND_TIME: Final = re.compile(rf"(?P<day>.+?)(?:,? (?:à|a|الساعة|على الساعة|-) |, ?| +|t){_CLOCK}")
_ZONED: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)")
_NO_DAY: Final = re.compile(r"^(1899-12-3[01]|1900-01-0[01])[ t]")

_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")
_GROUPED_BY_SPACE: Final = re.compile(r"[+-]?\d{1,3}([ ']\d{3})+([.,]\d+)?")
_GROUPED_BY_DOT: Final = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})")
_GROUPED_BY_COMMA: Final = re.compile(r"[+-]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+([.,]\d+)?e[+-]?\d{1,2}")
_THOUSANDS_OR_DECIMALS: Final = re.compile(r"[+-]?[1-9]\d{0,2}([ ']\d{3})*[.,]\d{3}")
_PERCENT: Final = re.compile(r"%|٪|\bpour ?cent\b|\bpercent\b|\b(?:ب|في )?المائة|\b(?:ب|في )?المئة", re.IGNORECASE)
_UNIT: Final = re.compile(
    r" ?(m2|m²|m|h|hs|heures?|hrs?|ساعة|ساعات|mois|شهرا?|أشهر|اشهر|شهور|personnes?|places?|pers\.?|postes?|emplois?|منصبا?|مناصب|شخصا?|أشخاص|jours?|أيام|يوم)$"  # noqa: E501
)
_MONEY: Final = re.compile(
    r"(?:(?:dhs?|mad) )?(?P<amount>.*?\d) ?(?P<times>mmdhs?|mddhs?|mdhs?|kdhs?|mmad|kmad|milliards?|millions?|milliers?|milles?|mrd|mds?|m|k|مليار|مليون|ملايين|ألف|الف|آلاف|الاف)?"  # noqa: E501
    r"( ?(de )?(dhs?|d\.h\.?|mad|dirhams?|درهما?|دراهم|د\.م\.?))?\.?( (ttc|ht))?"
)
_TIMES: Final[Mapping[str, float]] = {
    "mmdh": 1e9, "mddh": 1e9, "milliard": 1e9, "mrd": 1e9, "md": 1e9, "مليار": 1e9,
    "mdh": 1e6, "mmad": 1e6, "million": 1e6, "m": 1e6, "مليون": 1e6, "ملايين": 1e6,
    "kdh": 1e3, "kmad": 1e3, "mille": 1e3, "millier": 1e3, "k": 1e3, "ألف": 1e3, "الف": 1e3, "آلاف": 1e3, "الاف": 1e3,
}  # fmt: skip
_LONE_SMALL_M: Final = re.compile(r"\d ?m$")  # months, metres or millions

_YES: Final = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "نعم", "اجل", "صحيح"})
_NO: Final = frozenset({"non", "n", "faux", "false", "no", "0", "لا", "كلا", "خطا"})

_TICKS: Final = frozenset("✓✔☑✅")

_DAY_NAMES: Final = {
    1: ("lundi", "lun", "lu", "l", "monday", "mon", "الاثنين", "اثنين"),
    2: ("mardi", "mar", "ma", "tuesday", "tue", "الثلاثاء", "ثلاثاء"),
    3: ("mercredi", "mer", "me", "wednesday", "wed", "الاربعاء", "اربعاء"),
    4: ("jeudi", "jeu", "je", "j", "thursday", "thu", "الخميس", "خميس"),
    5: ("vendredi", "ven", "ve", "v", "friday", "fri", "الجمعة", "جمعة"),
    6: ("samedi", "sam", "sa", "s", "saturday", "sat", "السبت", "سبت"),
    7: ("dimanche", "dim", "di", "d", "sunday", "sun", "الاحد", "احد"),
}
_DAYS: Final = {fold(name): str(number) for number, names in _DAY_NAMES.items() for name in names}
# Initials in a row, where the two that begin with M are told by their place.
_WEEK_OF_INITIALS: Final = {"lmmjv": "12345", "lmmjvs": "123456", "lmmjvsd": "1234567"}
_EVERY_DAY: Final = frozenset(map(fold, ("tous les jours", "7j/7", "7/7", "كل الأيام", "جميع الأيام", "every day")))


def read_date(text: str) -> date | None:
    """Day first, `12 mai 2026`, `١٢ ماي ٢٠٢٦`, ISO, `20260512`, an Excel serial; years 1850 to 2150."""
    plain = _MIDNIGHT.sub("", text.translate(DIGITS).strip())
    if _EXCEL_SERIAL.fullmatch(plain):
        return (_EXCEL_EPOCH + timedelta(days=float(plain))).date()
    if _ZONED.fullmatch(plain):
        moment = read_instant(plain)
        return None if moment is None else moment.astimezone(ZoneInfo(TIME_ZONE)).date()
    if _DOUBT.search(plain) or _YEAR_AT_EITHER_END.fullmatch(plain):
        return None
    if _HIJRI.search(plain):
        return _beside_hijri(plain)
    folded = fold(_GREGORIAN_YEAR.sub("", plain))
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _COMPACT, _IN_WORDS, _MONTH_FIRST):
        if found := pattern.fullmatch(folded):
            parts = found.groupdict()
            month = int(parts["m"]) if "m" in parts else _MONTHS[parts["word"]]
            return _day(_full_year(parts["y"]), month, int(parts["d"]))
    spoken = _DAY_AND_TIME.fullmatch(plain.lower())
    return read_date(spoken["day"]) if spoken and _clock(spoken) is not None else None


def _beside_hijri(plain: str) -> date | None:
    """The one Gregorian date of a text that gives the Hijri one too: `25 ذو القعدة 1447 الموافق 12 ماي 2026`."""
    parts = [part.strip() for part in re.split(r"(?:ال)?موافق (?:لـ?)? ?|[()]|هـ", plain)]
    days = {read_date(part) for part in parts if re.search(r"(19|20)\d\d", part) and not _HIJRI.search(part)}
    return days.pop() if len(days) == 1 else None


def read_instant(text: str) -> datetime | None:
    """A moment in UTC; without a zone it is Africa/Casablanca time, and a day alone is its midnight.

    Of an hour that the clock passes twice (the night on which it is put back) the second is meant, as DuckDB has it.
    """
    plain = text.translate(DIGITS).strip()
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
    plain = _NO_DAY.sub("", text.translate(DIGITS).strip().lower())
    if re.fullmatch(r"0?[.,]\d{3,}|0?\.\d+|0", plain):
        return (_EXCEL_EPOCH + timedelta(seconds=round(float(plain.replace(",", ".")) * 86_400))).time()
    found = _TIME.fullmatch(plain) or _HOUR_AND_HALF.fullmatch(plain)
    return _clock(found) if found else None


def _clock(found: re.Match[str]) -> time | None:
    hour = int(found["h"])
    parts = found.groupdict()
    if parts["half"] in _AFTERNOON:
        hour += 12 if hour < 12 else 0
    elif parts["half"] is not None:
        if hour > 12:
            return None
        hour = 0 if hour == 12 else hour
    try:
        return time(hour, int(parts.get("min") or 0), int(parts.get("s") or 0))
    except ValueError:
        return None


def read_number(text: str) -> float | None:
    """`1 234,50`, `1.234,50`, `1,234.50`, `١٢٫٥`, a number with its unit; `1.500`, which says two things, is refused."""
    plain = _UNIT.sub("", _number_text(text))
    return None if _THOUSANDS_OR_DECIMALS.fullmatch(plain) else _number(plain)


def read_small_number(text: str) -> float | None:
    """A number that cannot be a thousand: `37.500` is 37 and a half."""
    return _number(_UNIT.sub("", _number_text(text)))


def read_integer(text: str) -> int | None:
    """A whole number in any form that `read_number` takes; `12,0` is 12, and `1.234` or `1.000`, which say two things, are refused."""
    plain = _UNIT.sub("", _number_text(text))
    number = None if _THOUSANDS_OR_DECIMALS.fullmatch(plain) else _number(plain)
    return int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else None


def read_money(text: str) -> float | None:
    """An amount in MAD: `1 234,50 DH`, `2,5 MDH`, `350 KDH`, `٣ ملايين درهم`; `12.500` says two things and is refused.

    So does `12.500 KDH`; `2,125 MDH` does not, since thousands of millions are not written so.
    """
    found = _MONEY.fullmatch(_number_text(text))
    if not found or _LONE_SMALL_M.search(text.strip()):
        return None
    times = found["times"]
    factor = 1.0 if times is None else _TIMES.get(times) or _TIMES[times.rstrip("s")]
    if factor < 1e6 and _THOUSANDS_OR_DECIMALS.fullmatch(found["amount"]):
        return None
    amount = _number(found["amount"])
    return None if amount is None or not math.isfinite(amount * factor) else amount * factor


def read_share(text: str) -> float | None:
    """A share of one: `0,35`, `35 %`, `٪٣٥`, `35 pour cent`."""
    without, signs = _PERCENT.subn("", text)
    if not signs:
        return read_number(text)
    number = read_small_number(without) if signs == 1 else None
    return None if number is None else number / 100


def _number_text(text: str) -> str:
    plain = text.translate(DIGITS).lower().replace("٬", "").replace("٫", ",").replace("−", "-").replace("’", "'")
    return re.sub(r"\s+", " ", plain).strip()


def _number(plain: str) -> float | None:
    number = _any_number(plain)
    return number if number is not None and math.isfinite(number) else None


def _any_number(plain: str) -> float | None:
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
    plain = text.translate(DIGITS).strip()
    if plain in _TICKS:
        return True
    word = fold(re.sub(r"^([01])\.0$", r"\1", plain))
    return True if word in _YES else False if word in _NO else None


def read_ice(text: str) -> str | None:
    """Fifteen digits; leading zeros that a spreadsheet lost are put back (python-stdnum, issue 226)."""
    plain = _whole(re.sub(r"^(?:ice|i\.c\.e\.?)\s*(?:n°|:)?\s*", "", text.translate(DIGITS).strip().lower()))
    digits = re.sub(r"[\s.'’_/-]+", "", plain)
    if not re.fullmatch(r"0*[1-9]\d{8,14}", digits) or len(digits) > 15:
        return None
    ice = digits.zfill(15)
    # Beyond fifteen signs `1.5257E+14` has lost its last digits; where the check holds all the same, none was.
    return None if digits.endswith("00000000") and int(ice) % 97 else ice


def _whole(text: str) -> str:
    """A whole number as a spreadsheet may write it, in plain digits: `12.0`, `1.561191000066E+12` where no digit is lost."""
    if scientific := re.fullmatch(r"(\d)[.,](\d+)e\+?(\d{1,2})", text):
        return scientific[1] + scientific[2] if len(scientific[2]) == int(scientific[3]) else text
    return re.sub(r"\.0+$", "", text)


def read_iso_days(text: str) -> str | None:
    """Days of the week as ISO digits (Monday is 1): `1-6`, `lundi-samedi`, `1,2,3`, `الاثنين-السبت` → `123456`."""
    plain = re.sub(r"\.0$", "", text.translate(DIGITS).lower().strip())
    if fold(plain) in _EVERY_DAY:
        return "1234567"
    if re.fullmatch(r"\d[.,]\d", plain) and "." in plain:
        return None
    if (initials := re.sub(r"[\s,;./-]+", "", plain)) in _WEEK_OF_INITIALS and "-" not in plain:
        return _WEEK_OF_INITIALS[initials]
    words = re.findall(r"[^\W\d_]+|\d|[-–—]", plain)
    marks = [_DAYS.get(fold(word)) or _DAYS.get(fold(word).removeprefix("و")) or fold(word) or "-" for word in words]
    if any(word.isdigit() for word in words) and any(len(word) == 1 and word.isalpha() for word in words):
        return None  # `5j/7` counts days and names none
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
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 50 else 1900 + int(year)


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
