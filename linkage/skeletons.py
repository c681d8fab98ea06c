"""Consonant skeletons: one short key for a name, whether it is written in Arabic or in Latin letters.

Belongs here: articles and the classes of consonants, by rule. How alike two names are is learned (`linkage.transliteration`).

Vowels and the letters that may stand for one (ا و ي, w, y) leave no trace, because French spelling writes them freely. Letters
that Morocco spells in several ways share a class, named by one letter: ``k`` for ك ق گ غ (k, q, hard c and g, gh, rh), ``j`` for ج
(j, dj, soft g), ``c`` for ش (ch, sh), ``x`` for خ (kh), ``t`` for ت ط ث, ``d`` for د ض ذ ظ, ``s`` for س ص, ``h`` for ح ه,
``f`` for ف (f, v, ph), ``b`` for ب (b, p). Equal neighbours collapse, also across a vowel: Arabic does not write most of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ingestion.text import fold

_LONGEST: Final = 400  # letters of a name that are looked at: no name is longer, and a hostile cell must not cost time
_ARABIC_CLASSES: Final = str.maketrans(
    "بپتثجچحخدذرزژسشصضطظفڤقكگڭݣلمنهغ",
    "bbttjjhxddrzjscsdtdffkkkkklmnhk",
    "اوياعءآأإؤئىة",
)
_ARABIC_ARTICLE: Final = re.compile(r"\b(?:ال(?=(?!له\b)\w{2})|لال(?=\w{3}))")
_ARABIC_SERVANT: Final = re.compile(r"\bعبدال(?=(?!له\b)\w{2})")
_SUN = "tdrzsnlc"
_LATIN_ARTICLE: Final = re.compile(rf"\b(?:(?:[ae]l|l)[ ](?=\w{{2}})|[ae](?P<sun>[{_SUN}])h?[ ](?=(?P=sun)\w))")
_LATIN_FUSED: Final = re.compile(r"\b[ae]l(?=[bcdfghjkmnpqrstvwxyz]\w)")
_LATIN_SERVANT: Final = re.compile(r"\b(abd|nou?r)[aeiou]+l(?=[bcdfghjkmnpqrstvwxyz])")
_LATIN_CLASSES: Final = (
    (re.compile(r"(?<=[aeiouy])h\b"), ""),
    (re.compile("dj|dg"), "j"),
    (re.compile("tch"), "C"),
    (re.compile("sch|ch|sh"), "C"),
    (re.compile("kh"), "X"),
    (re.compile(r"gh|(?<![aeiouy])rh|rh(?=[bcdfgjklmnpqstvxz]|\b)"), "k"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("ph"), "f"),
    (re.compile("gu(?=[eiy])"), "k"),
    (re.compile("g(?=[eiy])"), "j"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("x"), "ks"),
)
_LATIN_LETTERS: Final = str.maketrans("CXqgcvp", "cxkkkfb", "aeiouwy")
_NOT_A_CLASS: Final = re.compile("[^bcdfhjklmnrstxz0-9]")
_REPEATED: Final = re.compile(r"(.)\1+")
_ARABIC_LETTER: Final = re.compile("[\u0621-\u064a\u066e-\u06d3\u0750-\u077f]")


def is_arabic(text: str) -> bool:
    """Whether the text holds an Arabic letter."""
    return _ARABIC_LETTER.search(text) is not None


def without_article(token: str) -> str:
    """The folded name without its articles, in either script.

    ``الأمل`` → ``امل``; ``Al Amal``, ``El-Amal`` and ``L'Amal`` → ``amal``; ``Es-Souk`` → ``souk``. An article that Latin letters
    write into the word (``Lamal``, ``Elhajeb``) stays, since ``Lahcen`` and ``Elias`` have none: `score` weighs that case.
    """
    text = fold(token[:_LONGEST])
    return _LATIN_ARTICLE.sub("", _ARABIC_ARTICLE.sub("", text))


@lru_cache(maxsize=65_536)
def latin_key(arabic_token: str) -> str:
    """The consonant skeleton of an Arabic name: ``عبد الرحمان`` → ``bdrhmn``; of one in Latin letters, its ``skeleton``."""
    if not is_arabic(arabic_token):
        return skeleton(arabic_token)
    text = without_article(_ARABIC_SERVANT.sub("عبد ", fold(arabic_token[:_LONGEST])))
    text = re.sub(r"[هح]\b", "", text).replace("تش", "ش")
    return _collapsed(text.translate(_ARABIC_CLASSES))


@lru_cache(maxsize=65_536)
def skeleton(latin_token: str) -> str:
    """The consonant skeleton of a name in Latin letters: ``Abderrahmane`` → ``bdrhmn``; of an Arabic one, its ``latin_key``."""
    if is_arabic(latin_token):
        return latin_key(latin_token)
    text = _LATIN_SERVANT.sub(r"\1 ", _LATIN_FUSED.sub("", without_article(latin_token)))
    for pattern, by in _LATIN_CLASSES:
        text = pattern.sub(by, text)
    return _collapsed(text.translate(_LATIN_LETTERS))


def _collapsed(classes: str) -> str:
    return _REPEATED.sub(r"\1", _NOT_A_CLASS.sub("", classes))
