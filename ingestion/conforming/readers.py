"""Which reader serves which column, and what counts as a repair.

What goes here: the table of distinct texts of a column and their values (read once each), for kinds that a scan cannot
read by itself. What does not: how a text is read (`values.py`, `reference.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ingestion.conforming.own_units import bare_number
from ingestion.conforming.values import READERS, Value, read_small_number
from ingestion.contract import Code, Column
from ingestion.reference import Found, territories
from ingestion.text import fold

_EXCEL_OR_SHORT_YEAR: Final = re.compile(r"[2-7]\d{4}(\.\d+)?|(?!\d{4}\D).*\D\d{1,2}[^\d]\d{2}(\D+\d{1,2}[:hH.].*)?")
_MULTIPLIED: Final = re.compile(r"[a-z]*(md|kd|mm|million|mille|milliard|مليون|ملايين|ألف|آلاف|مليار)", re.IGNORECASE)

_DOUBT: Final = re.compile(r"[?؟]")
# Between two labels: a sign, or the change from one script to the other.
_PARTS: Final = re.compile(r"[/|()\n،,;]|\s[-–—]\s|(?<=[^\W\d_\u0600-\u06ff])\s+(?=[\u0600-\u06ff])|(?<=[\u0600-\u06ff])\s+(?=[A-Za-zÀ-ÿ])")
_WITH_UNITS: Final = frozenset({"integer", "number", "share", "money"})
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class ReadText:
    """One distinct text of a column: its value (None: cannot be read) and whether it had to be mended."""

    text: str
    value: Value | None
    is_repaired: bool = False


def read_texts(column: Column, texts: Iterable[str]) -> list[ReadText]:
    """Reads the distinct texts of a column of any kind but `commune`, `person` and `contact`."""
    read = _reader_of(column)
    return [read(text) for text in texts]


def read_communes(pairs: Iterable[tuple[str | None, str]]) -> list[tuple[str | None, ReadText]]:
    """Reads distinct (province text, commune text) pairs; a commune of another province keeps its own code."""
    found = []
    for province_text, text in pairs:
        province = territories().province(province_text) if province_text else None
        commune = _commune(text, province.code if province else None)
        read = ReadText(text, commune.code, not commune.is_official) if commune else ReadText(text, None)
        found.append((province_text, read))
    return found


def _commune(text: str, province_code: str | None) -> Found | None:
    if _DOUBT.search(text):
        return None
    if whole := territories().commune(text, province_code):
        return whole
    found = [territories().commune(part, province_code) for part in _parts(text)]
    codes = {each.code if each else None for each in found}
    return Found(code, is_official=False) if len(codes) == 1 and (code := codes.pop()) else None


def _reader_of(column: Column) -> Callable[[str], ReadText]:
    if column.kind == "province":
        return _read_province
    if column.kind in ("code", "open_code"):
        return _reader_of_codes(column)
    reader = READERS[column.kind]
    if column.kind in _WITH_UNITS:
        reader = _reader_of_numbers(column, reader)

    def read(text: str) -> ReadText:
        value = reader(text)
        return ReadText(text, value, value is not None and _is_repair(column.kind, text))

    return read


def _reader_of_numbers(column: Column, reader: Callable[[str], Value | None]) -> Callable[[str], Value | None]:
    """Takes the column's own unit off; where a thousand would lie outside the limits, three decimals say one thing only."""
    maximum = column.limits.maximum
    is_small = column.kind in ("number", "share") and maximum is not None and maximum < _THOUSAND

    def read(text: str) -> Value | None:
        bare = bare_number(column, text)
        if bare is None:
            return None
        value = reader(bare)
        return read_small_number(bare) if value is None and is_small else value

    return read


def _read_province(text: str) -> ReadText:
    found = territories().province(text)
    if found is None:
        codes = {each.code if each else None for each in map(territories().province, _parts(text))}
        return ReadText(text, code, True) if len(codes) == 1 and (code := codes.pop()) else ReadText(text, None)
    return ReadText(text, None) if _DOUBT.search(text) else ReadText(text, found.code, not found.is_official)


def _reader_of_codes(column: Column) -> Callable[[str], ReadText]:
    codes = {fold(label): code for code in column.codes for label in code.labels}

    def read(text: str) -> ReadText:
        code = None if _DOUBT.search(text) else codes.get(fold(text)) or _said_twice(text, codes)
        if code is None:
            return ReadText(text, text if column.kind == "open_code" else None)
        official = (code.value, code.names.fr, code.names.ar, code.names.en)
        return ReadText(text, code.value, fold(text) not in map(fold, official))

    return read


def _said_twice(text: str, codes: Mapping[str, Code]) -> Code | None:
    """The code of a label given in two languages or two words, where both say the same: `Femme / أنثى`, `Emballage (packaging)`."""
    parts = _parts(text)
    found = {codes.get(fold(part)) for part in parts}
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text) if fold(part)]


def _is_repair(kind: str, text: str) -> bool:
    if kind == "ice":
        return True
    if kind in ("date", "timestamp"):
        return _EXCEL_OR_SHORT_YEAR.fullmatch(text) is not None
    return kind == "money" and _MULTIPLIED.search(text) is not None
