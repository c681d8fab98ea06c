"""Names of organisations read into comparable keys, in one space for Arabic and Latin letters.

Belongs here: what a name is made of: the kind of organisation, what it does, numbers, and the name proper. How two names compare
is the model's (`comparisons.py`); how letters sound across scripts is `transliteration.py`'s. Runs once per distinct name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from ingestion.reference import read_reference
from ingestion.text import fold
from ingestion.yaml_files import parsed_yaml
from linkage.skeletons import is_arabic, skeleton, without_article

_FOLDER: Final = Path(__file__).parent
_STOP_WORDS: Final = frozenset({
    "de", "du", "des", "d", "l", "la", "le", "les", "et", "pour", "a", "au", "aux", "en", "of", "the", "and", "section", "locale",
    "antenne", "branche", "siege", "agence", "dite", "dit", "production", "producteur", "producteurs", "productrice",
    "و", "ل", "في", "من", "ذات", "فرع", "انتاج", "لانتاج", "صناعه", "لصناعه", "فن", "لفن", "تثمين", "لتثمين",
})  # fmt: skip
_SPELT_OUT: Final = (
    (re.compile(r"\bs a r l( a u)?\b"), "sarl"),
    (re.compile(r"\bg i e\b"), "gie"),
    (re.compile(r"\bs a\b(?=\s*$)"), "sa"),
    (re.compile(r"^u c\b"), "union"),
)
_NUMBER_WORDS: Final = {"bis": "2", "ii": "2", "iii": "3", "deux": "2", "trois": "3", "الثانيه": "2", "الثالثه": "3"}
_TRAILING_FORMS: Final = frozenset({"sarl", "sarlau", "sa", "snc", "gie", "coop"})
_NEAR_FORMS: Final = ("cooperative", "association", "societe", "groupement", "federation")
_BRACKETS: Final = re.compile(r"[(\[«]([^()\[\]»]*)[)\]»]\W*$")
_LONGEST_PHRASE: Final = 6
_LONG: Final = 6  # letters of a trade's word in which one may be wrong
_SHORT: Final = 3  # the same, where a preposition says that a trade follows
_PREPOSITIONS: Final = frozenset({"de", "du", "des", "d", "pour"})
_ARABIC_FUSED: Final = re.compile(r"^(?:وال|لل|ال|بال|ول|ل|و)(?=\w{2})")
# An article written into its word goes from every word that is long enough, also where it may be none: all sides are read alike.
_LATIN_FUSED: Final = re.compile(r"^(?:[ae]l(?=\w{3})|[ae](?P<sun>[tdrzsn]|ch)(?=(?P=sun)\w{2}))")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """A name in comparable parts.

    Attributes:
        form: code of the legal form that the name states, or None.
        trades: codes of what the name says it does, sorted.
        words: what remains, the name proper: folded, without articles, in order.
        numbers: numbers in the name, sorted: `Al Amal 2` is not `Al Amal`.
        is_arabic: whether the name proper is in Arabic letters.
    """

    form: str | None
    trades: tuple[str, ...]
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    is_arabic: bool

    @property
    def key(self) -> str:
        """The name proper without spaces, so that `Ain Hayat` is `Ainhayat`."""
        return "".join(self.words)

    @property
    def sorted_key(self) -> str:
        """The words of the name proper in one order."""
        return " ".join(sorted(self.words))

    @property
    def sounds(self) -> tuple[str, ...]:
        """The consonant skeleton of each word, one space for both scripts; a word without consonants stays itself."""
        return tuple(skeleton(word) or word for word in self.words)


@lru_cache(maxsize=262_144)
def read_name(text: str) -> NameKeys:
    """Reads a name as somebody wrote it; never fails, whatever the text."""
    folded = fold(text[:400])
    for pattern, word in _SPELT_OUT:
        folded = pattern.sub(word, folded)
    # Articles before the stop words: `En Nahda` is an article and its noun, `en Fès` is not.
    tokens = without_article(folded).split() if folded else []
    tokens = [*_in_brackets(text, tokens)]
    form, tokens = _without_form(tokens, folded.split())
    trades, rest = _without_trades(tokens)
    numbers = sorted({_number(token) for token in rest if _is_number(token)})
    rest = [token for token in rest if not _is_number(token)]
    words = [_bare(token) for token in rest if token not in _STOP_WORDS]
    named = [word for word in words if word not in _provinces()] or words
    return NameKeys(form, trades, tuple(named), tuple(numbers), any(is_arabic(word) for word in named))


def _bare(token: str) -> str:
    pattern = _ARABIC_FUSED if is_arabic(token) else _LATIN_FUSED
    bare = pattern.sub("", token) if not is_arabic(token) or (len(token) > 4 and not token.startswith(("و", "ل"))) else token
    return bare or token


def _is_number(token: str) -> bool:
    return token.isdigit() or token in _NUMBER_WORDS


def _number(token: str) -> str:
    return _NUMBER_WORDS.get(token) or token.lstrip("0") or "0"


def _in_brackets(text: str, tokens: Sequence[str]) -> Sequence[str]:
    """`Al Amal (Coopérative du cuir)` as `Coopérative du cuir Al Amal`: what a thing is may be said behind its name."""
    found = _BRACKETS.search(text[:400])
    inside = without_article(fold(found[1])).split() if found else []
    if not inside or len(inside) >= len(tokens) or list(tokens[-len(inside) :]) != inside or _form_at(inside)[0] is None:
        return tokens
    return [*inside, *tokens[: -len(inside)]]


def _without_form(tokens: list[str], with_articles: Sequence[str]) -> tuple[str | None, list[str]]:
    """The first word of a kind, and the tokens without those that lead or end the name; one word is always left."""
    form: str | None = None
    rest = list(tokens)
    while rest:
        code, length = _form_at(rest)
        if code is None or length >= len(rest):
            break
        if form is not None and f"ال{rest[0]}" in with_articles:
            break  # تعاونية الاتحاد: what has an article after the kind is the name proper
        form = code if form in (None, "company") else form
        rest = rest[length:]
        while len(rest) > 1 and rest[0] in _STOP_WORDS:
            rest = rest[1:]
    while len(rest) > 1 and rest[-1] in _TRAILING_FORMS:
        form = form or _forms()[rest[-1],]
        rest = rest[:-1]
    return form, rest


def _form_at(tokens: Sequence[str]) -> tuple[str | None, int]:
    for length in range(min(_LONGEST_PHRASE, len(tokens)), 0, -1):
        code = _forms().get(tuple(tokens[:length]))
        if code is not None:
            return code, length
    first = tokens[0]
    if len(first) >= 6 and not is_arabic(first):
        near = next((word for word in _NEAR_FORMS if _is_near(first, word)), None)
        if near is not None:
            return _forms()[near,], 1
    return None, 0


def _is_near(token: str, word: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(token, word, score_cutoff=2) <= (1 if len(word) < 9 else 2)


def _without_trades(tokens: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The trades that the tokens name, longest phrase first, and the other tokens.

    The first word of a name is never taken for a trade when nothing else would be left.
    """
    normal = [_normal(token) for token in tokens]
    trades: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(tokens):
        code, length = _trade_at(normal[index:], is_announced=_is_announced(tokens, index))
        if code is not None:
            trades.append(code)
        else:
            rest.append(tokens[index])
        index += max(1, length)
    if not [token for token in rest if token not in _STOP_WORDS]:
        rest = list(tokens)
    return tuple(sorted(set(trades))), rest


def _is_announced(tokens: Sequence[str], index: int) -> bool:
    """Whether a word says beforehand that a trade follows: *de*, *du*, *pour*, or لـ written into it."""
    token = tokens[index]
    if is_arabic(token):
        return token.startswith("ل")
    return index > 0 and tokens[index - 1] in _PREPOSITIONS


def _trade_at(normal: Sequence[str], *, is_announced: bool) -> tuple[str | None, int]:
    for length in range(min(_LONGEST_PHRASE, len(normal)), 0, -1):
        code = _trades().get(tuple(normal[:length]))
        if code is not None:
            return code, length
    near = _near_trade(normal[0], _SHORT if is_announced else _LONG) if normal else None
    return (near, 1) if near is not None else (None, 0)


@lru_cache(maxsize=65_536)
def _near_trade(word: str, least: int) -> str | None:
    """The trade that a word of at least so many letters means with one of them wrong; None when it may be two trades, or none."""
    from rapidfuzz.distance import OSA

    if len(word) < least or word.isdigit():
        return None
    words = ((phrase[0], code) for phrase, code in _trades().items() if len(phrase) == 1 and len(phrase[0]) >= least)
    near = {code for known, code in words if OSA.distance(word, known, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=65_536)
def _normal(token: str) -> str:
    """A token as the glossary holds it: French singular, Arabic without ل and ال."""
    if is_arabic(token):
        bare = _ARABIC_FUSED.sub("", token)
        return _ARABIC_FUSED.sub("", bare) if bare.startswith("ال") else bare
    return token[:-1] if len(token) > 3 and token[-1] in "sx" else token


@cache
def _forms() -> Mapping[tuple[str, ...], str]:
    return {tuple(fold(phrase).split()): code for code, phrase in _phrases("forms.yaml")}


@cache
def _trades() -> Mapping[tuple[str, ...], str]:
    return {tuple(_normal(token) for token in fold(phrase).split()): code for code, phrase in _phrases("trades.yaml")}


def _phrases(file: str) -> list[tuple[str, str]]:
    document: Mapping[str, Mapping[str, Any]] = parsed_yaml((_FOLDER / file).read_text(encoding="utf-8"))
    return [(code, phrase) for code, languages in document.items() for phrases in languages.values() for phrase in phrases]


@cache
def _provinces() -> frozenset[str]:
    """Names of one word of the region's provinces: who adds `Sefrou` to a name means the same organisation."""
    names = [name for row in read_reference("provinces") for name in (row["name_fr"], row["name_ar"])]
    folded = [without_article(fold(name)) for name in names]
    return frozenset(name for name in folded if " " not in name)
