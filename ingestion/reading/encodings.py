"""Which encoding the bytes of a text file are in.

Belongs here: telling encodings apart. UTF-8 and UTF-16 show in the bytes; the one-byte ones do not, and are told by
which decoding gives the expected headers, else by which gives words that look like French or Arabic.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from ingestion.reading.headers import Expected
from ingestion.text import fold

ONE_BYTE_ENCODINGS = ("cp1252", "cp1256", "iso8859-15", "iso8859-6", "iso8859-1", "mac_roman")

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_COMMON_ARABIC = frozenset("اليمونةتربدعسفحقكهىأإجشصطضخذثزغءئؤظآ،؛؟")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u064b-\u0652\u0640پچژگڤ]+")
_FRENCH_ACCENTS = frozenset("éèêàçùâîôûëïüœÉÈÊÀÇÂÎÔÛËÏÜŒ°«»€’…–— ²")
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_BYTES_JUDGED = 32_768
_CELL_ENDS = re.compile(r"[,;\t|\n\r\"']+")


def tell_encoding(sample: bytes, whole: bool = True, expected: Expected | None = None) -> str:
    """The Python name of the encoding of a text.

    Args:
        sample: the beginning of the file, or all of it.
        whole: whether ``sample`` is all of it; if not, a letter cut in two at its end is no error.
        expected: canonical column → folded names that the text should contain.
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if wide := _wide(sample):
        return wide
    if _is_utf8(sample, whole):
        return "utf-8"
    if _mostly_utf8(sample):
        return "utf-8"
    return _one_byte(sample, expected)


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the high bytes of a letter are nearly always 0, or 6 in Arabic."""
    if len(sample) < 4 or b"\0" not in sample[:4096]:
        return None
    quarters = sample[: min(4096, len(sample) - len(sample) % 4)]
    for name, first, second, last in (("utf-32-le", 3, 2, 0), ("utf-32-be", 0, 1, 3)):
        letters = len(quarters) // 4
        # The low byte of a letter may be 0 too (U+1F600), but seldom is.
        is_high_empty = quarters[first::4].count(0) == letters and quarters[second::4].count(0) > 0.9 * letters
        if is_high_empty and quarters[last::4].count(0) < 0.1 * letters:
            return name
    head = sample[: 4096 - 4096 % 2]
    even, odd = head[0::2], head[1::2]

    def high(half: bytes) -> float:
        return (half.count(0) + half.count(6)) / len(half)

    if even.count(0) == 0 and odd.count(0) > 0 and high(odd) > 0.8:
        return "utf-16-le"
    if odd.count(0) == 0 and even.count(0) > 0 and high(even) > 0.8:
        return "utf-16-be"
    return None


def _is_utf8(sample: bytes, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """UTF-8 with a few broken letters (cut or pasted): whole sequences far outnumber bytes that fit nowhere."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(1 for letter in text if letter > "\x7f") - broken > 20 * broken


def _one_byte(sample: bytes, expected: Expected | None) -> str:
    names = frozenset(name for forms in (expected or {}).values() for name in forms)
    decoded = {}
    for name in ONE_BYTE_ENCODINGS:
        try:
            decoded[name] = sample.decode(name)
        except UnicodeDecodeError:
            # Windows-1252 leaves five codes open; real files hold them by accident, and the others have none of them
            # at all.
            continue
    if not decoded:
        return "cp1252"
    letters = b"\n".join(_BEYOND_ASCII.findall(sample))[:_BYTES_JUDGED]
    scores = {name: (_named(text, names), _plausible(letters.decode(name, errors="replace"))) for name, text in decoded.items()}
    return max(decoded, key=lambda name: scores[name])


def _named(text: str, names: Collection[str]) -> int:
    """How many expected headers appear among the cells of the first lines."""
    if not names:
        return 0
    cells: Iterable[str] = _CELL_ENDS.split(text[:20_000])[:2_000]
    return len({form for cell in cells if len(cell) < 200 and (form := fold(cell)) in names})


def _plausible(text: str) -> float:
    """How much the letters outside ASCII look like French or Arabic writing; the higher the better."""
    score = 0.0
    for letter in text:
        if letter > "\x7f":
            score += 1.0 if letter in _COMMON_ARABIC or letter in _FRENCH_ACCENTS else -1.0
            score -= 4.0 * ("\x80" <= letter <= "\x9f")
    for word in _WORD.findall(text):
        if not word.isascii():
            score += _word_score(word)
    return score


def _word_score(word: str) -> float:
    arabic = sum(len(run) for run in _ARABIC_WORD.findall(word))
    if arabic == len(word):
        # One or two Arabic letters alone are what É or À of a French text looks like in Windows-1256.
        return float(min(len(word), 4)) if len(word) > 2 else -1.0
    if arabic:
        return -3.0 * len(word)
    inside_capitals = sum(1 for before, letter in pairwise(word) if before.islower() and letter.isupper())
    accents = sum(1 for letter in word if letter > "\x7f")
    return -3.0 * inside_capitals - (2.0 * accents if len(word) > 2 and 2 * accents > len(word) else 0.0)
