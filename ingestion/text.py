"""One way to compare names: ``fold``.

Belongs here: bringing two spellings of one word to one key. The steps are a single table; the Python function and the
DuckDB expression are both derived from it, so that a name folded while reading equals the name folded inside a scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ingestion.sql import literal

# Signs that carry no sound: tatweel, soft hyphen, zero-width signs, direction marks, byte order mark.
_INVISIBLE = "\u0640\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"

# Combining marks added after Unicode 14: one side's tables know them and the other's do not, so both drop them by list.
_RECENT_MARKS = (
    "\u0897\u0cf3\u0ece\U00010d69-\U00010d6d\U00010efa-\U00010eff\U000110c2\U00011241\U000113b8-\U000113e2\U00011f00-\U00011f01\U00011f03"
    "\U00011f34-\U00011f42\U00011f5a\U00013440\U00013447-\U00013455\U00016d63\U0001e08f\U0001e4ec-\U0001e4ef\U0001e5ee-\U0001e5ef"
)

# Named one range at a time rather than as "not a letter": the two engines disagree on what the newest letters are.
_PUNCTUATION = (
    "\x00-/:-@\\[-`{-\x9f\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00ba\u00bb\u00bf\u00d7\u00f7\u02c2-\u02df"
    "\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd\u06de\u06e9\u1680"
    "\u2000-\u206f\u20a0-\u20cf\u2100-\u214f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb"
    "\ufd3e\ufd3f\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff"
)


def _presentation_forms() -> dict[str, str]:
    """Arabic letters as old PDF and DOS programs store them (one code a shape) → the letter."""
    forms = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE70, 0xFEFD)):
        letter = unicodedata.normalize("NFKD", chr(code))
        if len(letter) == 1 and letter != chr(code):
            forms[chr(code)] = letter
    return forms


_DIGITS = {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of folding: the same deed as a Python function and as SQL around an expression."""

    why: str
    python: Callable[[str], str]
    sql: Callable[[str], str]


def _replace(why: str, characters: str, by: str, many: bool = False) -> _Step:
    """Each character of a class (each run of them when ``many``) becomes ``by``."""
    pattern = f"[{characters}]{'+' if many else ''}"
    compiled = re.compile(pattern)
    return _Step(
        why,
        lambda text: compiled.sub(by, text),
        lambda expr: f"regexp_replace({expr}, {literal(_readable(pattern))}, '{by}', 'g')",
    )


def _readable(pattern: str) -> str:
    """The pattern with every character that is not plain ASCII written as RE2 wants it, by its code."""
    return "".join(c if " " <= c <= "~" else f"\\x{{{ord(c):x}}}" for c in pattern)


def _translate(why: str, mapping: dict[str, str]) -> _Step:
    """One character for another; guarded in SQL because ``translate`` builds its table anew for every row."""
    before, after = "".join(mapping), "".join(mapping.values())
    table = str.maketrans(before, after)
    guard = literal(f"[{_readable(before)}]")
    return _Step(
        why,
        lambda text: text.translate(table),
        lambda expr: (
            f"case when regexp_matches({expr}, {guard}) then translate({expr}, {literal(before)}, {literal(after)}) else {expr} end"
        ),
    )


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c)[0] != "M"))


# `strip_accents` also takes the hamza off أ إ آ ؤ ئ and removes the vowel signs: they decompose to letter + mark.
_STEPS: tuple[_Step, ...] = (
    _replace("control characters: strip_accents ends at a NUL", "\x00-\x1f\x7f-\x9f", " "),
    _translate("letter shapes of old programs", _presentation_forms()),
    _replace("numero sign", "№", "n "),
    _replace("lam-alef ligatures", "\ufef5-\ufefc", "لا"),
    _replace("invisible signs and marks too new to agree on", _INVISIBLE + _RECENT_MARKS, ""),
    _Step("accents, vowel signs, hamza", _without_marks, lambda expr: f"strip_accents({expr})"),
    _replace("sigma has three shapes", "Σς", "σ"),
    _Step("case", str.lower, lambda expr: f"lower({expr})"),
    _replace("ligature oe", "œ", "oe"),
    _replace("ligature ae", "æ", "ae"),
    _replace("alef wasla", "ٱ", "ا"),
    _replace("alef maksura and Persian yeh", "ىی", "ي"),
    _replace("ta marbuta", "ةە", "ه"),
    _replace("Persian kaf, and the g of Moroccan names (أݣادير, أگادير)", "کگݣ", "ك"),
    _translate("Arabic and Persian digits", _DIGITS),
    _replace("punctuation", _PUNCTUATION, " ", many=True),
    _Step("ends", lambda text: text.strip(" "), lambda expr: f"trim({expr})"),
)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The key under which two spellings of a name are equal.

    Lower case, no accents, no Arabic vowel signs or tatweel; أإآٱ→ا, ى→ي, ة→ه, ؤ→و, ئ→ي; punctuation (apostrophes,
    underscores, slashes too) becomes one space; no space at the ends. Arabic digits become European ones. ``fold(fold(x)) ==
    fold(x)``.
    """
    for step in _STEPS:
        text = step.python(text)
    return text


def fold_sql(expr: str) -> str:
    """The DuckDB expression that folds the text expression ``expr`` exactly as ``fold`` does; null stays null."""
    for step in _STEPS:
        expr = step.sql(expr)
    return expr
