"""Invented organisations for estimating the model and measuring its speed: names that no list holds, and registers that disagree.

Belongs here: the population. It shares nothing with the demo's region, on which the model is judged. Names are drawn letter by letter,
in both scripts at once, so that the model learns how spellings vary and not which names there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from ingestion.reference import read_reference
from ingestion.yaml_files import parsed_yaml
from linkage.mentions import REGISTER, Mention

# A consonant as Arabic writes it and as French spellings of Morocco do.
_CONSONANTS: Final = (
    ("ب", ("b",)), ("ت", ("t",)), ("ج", ("j", "dj")), ("ح", ("h",)), ("خ", ("kh",)), ("د", ("d",)), ("ر", ("r",)), ("ز", ("z",)),
    ("س", ("s", "ss")), ("ش", ("ch", "sh")), ("ص", ("s",)), ("ط", ("t",)), ("ع", ("a", "")), ("غ", ("gh", "rh")), ("ف", ("f",)),
    ("ق", ("q", "k")), ("ك", ("k",)), ("ل", ("l",)), ("م", ("m",)), ("ن", ("n",)), ("ه", ("h",)), ("و", ("w", "ou")), ("ي", ("y", "i")),
)  # fmt: skip
_SHORT: Final = (("", ("a", "e")), ("", ("i", "e")), ("", ("ou", "o")))
_LONG: Final = (("ا", ("a", "aa")), ("ي", ("i",)), ("و", ("ou", "o")))
_COMMON: Final = (
    ("amal", "أمل"), ("nour", "نور"), ("baraka", "بركة"), ("wifaq", "وفاق"), ("najah", "نجاح"), ("fath", "فتح"), ("salam", "سلام"),
    ("khair", "خير"), ("atlas", "أطلس"), ("rahma", "رحمة"), ("massira", "مسيرة"), ("wahda", "وحدة"), ("taawoun", "تعاون"),
    ("moustakbal", "مستقبل"), ("nahda", "نهضة"), ("ofoq", "أفق"), ("yasmine", "ياسمين"), ("zaytouna", "زيتونة"),
)  # fmt: skip
_FORMS: Final = (
    ("cooperative", ("Coopérative", "Coop.", "Coop"), ("تعاونية", "التعاونية")), ("association", ("Association", "Assoc."), ("جمعية",)),
    ("company", ("Société", "Sté", "Ste"), ("شركة",)), ("gie", ("GIE", "G.I.E."), ("مجموعة ذات النفع الاقتصادي",)),
    ("union", ("Union",), ("اتحاد",)),
)  # fmt: skip
_FORM_WEIGHTS: Final = (70, 12, 9, 3, 6)
_SECTORS: Final = 13
_PROVINCES: Final = ("03.231", "03.061", "03.171", "03.271", "03.591", "03.131", "03.451", "03.531", "03.561")
_REGISTERS: Final = ("a", "b", "c", "d")
_SINCE: Final = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Organisation:
    number: int
    words: tuple[tuple[str, str], ...]
    trade: tuple[str, str] | None
    form: int
    province: str
    commune: str
    sector: str
    suffix: str
    entity: int | None
    cooperative: str | None
    phone: str


def invented(organisations: int, seed: int) -> Iterator[tuple[Mention, int]]:
    """Register entries of invented organisations, each with the number of its organisation (the truth).

    Args:
        organisations: how many; each stands in one to four registers.
        seed: the same seed gives the same population.
    """
    rng = Random(seed)  # noqa: S311 (invented names, no secret)
    communes: dict[str, list[str]] = {}
    for row in read_reference("communes"):
        communes.setdefault(row["province_code"], []).append(row["code"])
    trades = _trades()
    names = [_word(rng) for _ in range(max(40, organisations // 8))]
    for number in range(organisations):
        province = rng.choice(sorted(communes))
        common = rng.random() < 0.4
        words = [rng.choice(_COMMON if common else names)]
        if rng.random() < 0.35:
            words.append(rng.choice(names))
        form = rng.choices(range(len(_FORMS)), _FORM_WEIGHTS)[0]
        trade = rng.choice(trades) if rng.random() < 0.7 else None
        one = _Organisation(
            number, tuple(words), trade, form, province, rng.choice(communes[province]),
            str((trades.index(trade) if trade else rng.randrange(len(trades))) % _SECTORS),
            rng.choice((" 2", " 3", f" {rng.randrange(1998, 2025)}")) if rng.random() < 0.08 else "",
            rng.randrange(10_000_000, 900_000_000) if rng.random() < 0.85 else None,
            f"{rng.randrange(10, 900)}/{rng.randrange(1995, 2026)}" if form == 0 else None,
            f"{rng.randrange(10**9)}",
        )  # fmt: skip
        held = rng.sample(_REGISTERS, rng.choice((1, 2, 2, 3, 4)))
        for index, register in enumerate(held):
            yield _entry(rng, one, register, is_first=index == 0), number


def _entry(rng: Random, one: _Organisation, register: str, *, is_first: bool) -> Mention:
    code, french_forms, arabic_forms = _FORMS[one.form]
    is_careless = not is_first and rng.random() < 0.5
    words = [_respelt(rng, *word) if is_careless and rng.random() < 0.6 else word for word in one.words]
    trade = one.trade if not (is_careless and rng.random() < 0.08) else None
    french = " ".join((rng.choice(french_forms), *(f"{_article(rng)}{word[0]}" for word in words), *([f"de {trade[0]}"] if trade else [])))
    arabic = " ".join((rng.choice(arabic_forms), *(f"ال{word[1]}" for word in words), *([f"ل{trade[1]}"] if trade else [])))
    if trade and rng.random() < 0.04:
        other = rng.choice(_trades())
        french, arabic = f"{french} et de {other[0]}", f"{arabic} و{other[1]}"
    suffix = "" if is_careless and rng.random() < 0.03 else one.suffix
    french, arabic = f"{french}{suffix}", f"{arabic}{suffix}"
    if is_careless and rng.random() < 0.25:
        french, arabic = _mistyped(rng, french), _mistyped(rng, arabic)
    languages = rng.choices(("both", "fr", "ar"), (50, 28, 22))[0]
    says = {"keys": not is_careless or rng.random() < 0.4, "phone": not is_careless or rng.random() < 0.5}
    values = {
        "ice": _stated_ice(rng, one.entity, is_careless=is_careless) if one.entity else None,
        "cooperative_number": one.cooperative if says["keys"] else None,
        "court": one.province if one.cooperative and says["keys"] and rng.random() < 0.9 else None,
        "name_fr": french if languages != "ar" else None,
        "name_ar": arabic if languages != "fr" else None,
        "legal_form": code if rng.random() < 0.98 else rng.choice(_FORMS)[0],
        "province": one.province if rng.random() < 0.997 else rng.choice(_PROVINCES),
        "commune": one.commune if rng.random() < 0.9 else None,
        "phone": one.phone if says["phone"] else None,
        "sector": one.sector if rng.random() < 0.95 else str(rng.randrange(_SECTORS)),
    }
    said: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return Mention(f"{register}:{one.number:06d}", REGISTER, register, _SINCE, 1, 1, True, said)


def _word(rng: Random) -> tuple[str, str]:
    """A name in Latin and Arabic letters: three or four consonants with vowels between them."""
    latin, arabic = "", ""
    for index in range(rng.choice((3, 3, 4))):
        letter, spellings = rng.choice(_CONSONANTS)
        vowel, sounds = rng.choice(_SHORT if rng.random() < 0.55 else _LONG)
        latin += rng.choice(spellings) + (rng.choice(sounds) if index else sounds[0])
        arabic += letter + vowel
    if rng.random() < 0.4:
        return latin.rstrip("aeiou") + "a", arabic.rstrip("اوي") + "ة"
    return latin, arabic


def _respelt(rng: Random, latin: str, arabic: str) -> tuple[str, str]:
    changes = (("ou", "o"), ("a", "e"), ("q", "k"), ("ch", "sh"), ("ss", "s"), ("i", "e"), ("kh", "k"), ("j", "dj"), ("w", "ou"))
    possible = [(old, new) for old, new in changes if old in latin[1:]]
    if possible:
        old, new = rng.choice(possible)
        latin = latin[0] + latin[1:].replace(old, new, 1)
    return latin, arabic.replace("ة", "ه") if rng.random() < 0.5 else arabic


def _mistyped(rng: Random, text: str) -> str:
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) >= 4]
    index = rng.choice(long)
    word = words[index]
    at = rng.randrange(1, len(word) - 1)
    ways = (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return " ".join([*words[:index], rng.choice(ways), *words[index + 1 :]])


def _article(rng: Random) -> str:
    return rng.choice(("Al ", "Al ", "El ", ""))


def _stated_ice(rng: Random, entity: int, *, is_careless: bool) -> str | None:
    """The ICE of one of its establishments, at times with a wrong digit; none from those who were not shown the papers."""
    if is_careless and rng.random() < 0.6:
        return None
    ice = _ice(entity, rng.choice((0, 0, 0, 1, 2)))
    if rng.random() < 0.04:
        at = rng.randrange(1, 15)
        return f"{ice[:at]}{rng.randrange(10)}{ice[at + 1 :]}"
    return ice


def _ice(entity: int, establishment: int) -> str:
    stem = entity * 10_000 + establishment
    return f"{stem * 100 + (97 - stem * 100 % 97) % 97:015d}"


@cache
def _trades() -> list[tuple[str, str]]:
    document = parsed_yaml((Path(__file__).parent / "trades.yaml").read_text(encoding="utf-8"))
    return [(languages["fr"][0], languages["ar"][0]) for languages in document.values()]
