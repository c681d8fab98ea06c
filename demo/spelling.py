"""How clerks spell a name otherwise: abbreviations, other letters for the same sounds, other word order, other trade words, typing errors.

What belongs here: pure functions from an official name and a random source to a text. None of them checks whether the text can still be
told from other names: that is for `demo.telling`, which knows who else is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from demo.folding import fold
from demo.names import FORM_WORDS, Name

_FORMS_FR: Final = {
    "cooperative": ("Coop.", "Coop", "Cop.", "Coopé.", "Sté coopérative", ""),
    "union": ("Union de coop.", "U.C.", "Union coopératives"),
    "association": ("Assoc.", "Ass.", "Asso", "Association locale", ""),
    "artisan": ("At.", "Artisan", "Atelier artisanal", ""),
    "company": ("Sté", "Soc.", "Ste", "SARL", ""),
    "gie": ("G.I.E.", "Groupement", "Groupement d'intérêt économique"),
}
_FORMS_AR: Final = {
    "cooperative": ("تع.", "ت.", "التعاونية", "شركة تعاونية", ""),
    "union": ("اتحاد التعاونيات", "اتحاد تع."),
    "association": ("ج.", "الجمعية", "جمع.", ""),
    "artisan": ("معمل", "الورشة", ""),
    "company": ("ش.", "الشركة", ""),
    "gie": ("مجموعة ذات النفع الاقتصادي", "المجموعة"),
}
_ARTICLES: Final = ("Al", "An", "As", "Ar", "At", "Ad", "Az", "Ach")
# What is heard as one sound, and the letters that people write for it.
_SOUNDS: Final = (
    (r"ou", ("o", "u", "oo")), (r"ch", ("sh",)), (r"q", ("k",)), (r"kh", ("k",)), (r"ai", ("ei", "ay")), (r"gh", ("rh", "g")),
    (r"j", ("dj",)), (r"ine\b", ("in", "een")), (r"ane\b", ("an",)), (r"ae\b", ("a", "aa")), (r"(?<=[b-df-hj-np-tv-z])a\b", ("ah",)),
    (r"aa", ("a", "â")), (r"w(?=[aei])", ("ou",)), (r"y(?=a)", ("i",)), (r"ss", ("s",)), (r"dd", ("d",)), (r"(?<!o)u", ("ou",)),
    (r"(?<=[b-df-hj-np-tv-z])i(?=[b-df-hj-np-tv-z])", ("e",)), (r"(?<=[b-df-hj-np-tv-z])a(?=[b-df-hj-np-tv-z])", ("e",)),
    (r"(?<=[a-z]{3})at\b", ("ate", "atte")), (r"ch", ("sh",)),
)  # fmt: skip
_AZERTY: Final = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_ARABIC_KEYS: Final = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ")
_LONG: Final = 4
_TRIES: Final = 30


@dataclass(frozen=True, slots=True)
class Spelt:
    """One way of writing a name: the whole text, and how its proper name is written in it."""

    text: str
    proper: str


def romanised(rng: Random, proper: str) -> str:
    """A proper name in other French letters: the article joined, dropped or with another vowel, sounds spelled otherwise."""
    for _ in range(_TRIES):
        text = _with_article(rng, proper) if rng.random() < 0.7 else proper
        heard = [sound for sound in _SOUNDS if re.search(sound[0], text, re.IGNORECASE)]
        for pattern, letters in rng.sample(heard, min(len(heard), rng.choice((0, 1, 1, 2)))):
            text = _replaced_once(text, pattern, rng.choice(letters))
        if fold(text) != fold(proper):
            return text
    return _with_article(rng, proper)


def official(name: Name, language: str) -> Spelt:
    """The official name in French letters ('fr') or Arabic ('ar')."""
    return Spelt(name.fr, name.proper.fr) if language == "fr" else Spelt(name.ar, name.proper.ar)


def otherwise(rng: Random, name: Name, language: str) -> Spelt:
    """The name in that script, spelled in another way than the official one, on purpose and with all its letters."""
    return _other(official(name, language), lambda: _french(rng, name) if language == "fr" else _arabic(rng, name))


def mistyped(rng: Random, name: Name, language: str) -> Spelt:
    """The official name in that script with one typing error in the proper name or the trade."""
    form, proper, trade = _parts(name, language)
    parts = [index for index, part in enumerate((proper, trade)) if any(len(word) >= _LONG for word in _words(part))]

    def candidate() -> Spelt:
        texts = [proper, trade]
        index = rng.choice(parts)
        texts[index] = _one_slip(rng, texts[index], _ARABIC_KEYS if language == "ar" else _AZERTY)
        return Spelt(_joined(form, *texts, name.suffix), texts[0])

    return _other(official(name, language), candidate) if parts else official(name, language)


def _parts(name: Name, language: str) -> tuple[str, str, str]:
    if language == "ar":
        return FORM_WORDS[name.legal_form][1], name.proper.ar, name.trade.ar[0] if name.trade else ""
    return FORM_WORDS[name.legal_form][0], name.proper.fr, name.trade.fr[0] if name.trade else ""


def _french(rng: Random, name: Name) -> Spelt:
    form, proper, trade = _parts(name, "fr")
    if rng.random() < 0.6:
        form = rng.choice(_FORMS_FR[name.legal_form])
    if rng.random() < 0.65:
        proper = romanised(rng, proper)
    if name.trade is not None and rng.random() < 0.3:
        trade = rng.choice(name.trade.fr)
    return Spelt(_in_order(rng, form, proper, trade, name.suffix), proper)


def _arabic(rng: Random, name: Name) -> Spelt:
    form, proper, trade = _parts(name, "ar")
    if rng.random() < 0.7:
        form = rng.choice(_FORMS_AR[name.legal_form])
    if proper.startswith("ال") and rng.random() < 0.4:
        proper = proper[2:]
    if name.trade is not None and rng.random() < 0.4:
        trade = rng.choice(name.trade.ar)
    return Spelt(_in_order(rng, form, proper, trade, name.suffix), proper)


def _in_order(rng: Random, form: str, proper: str, trade: str, suffix: str) -> str:
    """Mostly as official; at times the trade first, or what the thing is behind its name."""
    hand = rng.random()
    if trade and form and hand < 0.15:
        return _joined(form, trade, proper, suffix)
    if form and hand < 0.25:
        return _joined(proper, suffix, f"({_joined(form, trade)})")
    return _joined(form, proper, trade, suffix)


def _with_article(rng: Random, proper: str) -> str:
    """Every article of the name in one other style."""
    style = rng.choice(("e", "joined", "e joined", "dropped", "plain", "hyphen"))
    words = proper.split()
    written: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word in _ARTICLES and index + 1 < len(words):
            written.append(_article(style, word, words[index + 1]))
            index += 1
        else:
            written.append(word)
        index += 1
    return " ".join(written)


def _article(style: str, article: str, word: str) -> str:
    match style:
        case "e":
            return f"E{article[1:]} {word}"
        case "joined":
            return f"{article}{word.lower()}"
        case "e joined":
            return f"E{article[1:]}{word.lower()}"
        case "plain":
            return f"{'El' if article == 'Al' else 'Al'} {word}"
        case "hyphen":
            return f"El-{word}"
        case _:
            return word


def _replaced_once(text: str, pattern: str, letters: str) -> str:
    found = re.search(pattern, text, re.IGNORECASE)
    if found is None:
        return text
    written = letters.capitalize() if found[0][0].isupper() else letters
    return f"{text[: found.start()]}{written}{text[found.end() :]}"


def _one_slip(rng: Random, text: str, keys: Sequence[str]) -> str:
    """One letter dropped, doubled, swapped with the next one, or taken from a neighbouring key; never the first of a word."""
    word = rng.choice([each for each in _words(text) if len(each) >= _LONG])
    at = rng.randrange(1, len(word) - 1)
    match rng.choice(("drop", "double", "swap", "neighbour")):
        case "drop":
            slipped = word[:at] + word[at + 1 :]
        case "double":
            slipped = word[:at] + word[at] + word[at:]
        case "swap":
            slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            slipped = word[:at] + _neighbour(rng, word[at], keys) + word[at + 1 :]
    return text.replace(word, slipped, 1)


def _neighbour(rng: Random, letter: str, keys: Sequence[str]) -> str:
    for row in keys:
        at = row.find(letter.lower())
        if at >= 0:
            return rng.choice([row[index] for index in (at - 1, at + 1) if 0 <= index < len(row)])
    return letter


def _words(text: str) -> list[str]:
    return text.split()


def _other(usual: Spelt, make: Callable[[], Spelt]) -> Spelt:
    """The first spelling that folding does not bring back to the usual one; the usual one when there is none."""
    return next((spelt for spelt in (make() for _ in range(_TRIES)) if fold(spelt.text) != fold(usual.text)), usual)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
