"""Territories of the region: nine provinces and 194 communes, by code, name, variant and script.

What goes here: the reference files and the look-up of a text in them. Source: HCP, RGPH 2024 (see `reference/README.md`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingestion.text import DIGITS, fold

REFERENCE_FOLDER: Final = Path(__file__).parent / "reference"
REGION: Final = "03"


@dataclass(frozen=True, slots=True)
class Found:
    """A territory's code, and whether the text was its official name or code."""

    code: str
    is_official: bool


@dataclass(frozen=True, slots=True)
class Territories:
    """Look-ups of provinces, and of communes inside a province."""

    provinces: Mapping[str, Found]
    communes: Mapping[tuple[str, str], Found]
    elsewhere: Mapping[str, Found]

    def province(self, text: str) -> Found | None:
        """The province that a name, variant or code (lost leading zeros too) stands for."""
        return self.provinces.get(_key(text))

    def commune(self, text: str, province_code: str | None) -> Found | None:
        """The commune of that name or code inside the province; else one of that name elsewhere in the region."""
        key = _key(text)
        inside = self.communes.get((province_code, key)) if province_code else None
        return inside or self.elsewhere.get(key)


@lru_cache(maxsize=1)
def territories(folder: Path = REFERENCE_FOLDER) -> Territories:
    """Reads the reference files once."""
    provinces: dict[str, Found] = {}
    for row in read_reference("province_variants", folder):
        provinces[_key(row["variant"])] = Found(row["code"], is_official=False)
    for row in read_reference("provinces", folder):
        for text in (row["name_fr"], row["name_ar"], *_code_forms(row["code"])):
            provinces[_key(text)] = Found(row["code"], is_official=True)
    communes: dict[tuple[str, str], Found] = {}
    elsewhere: dict[str, Found] = {}
    names = [(row["code"], row["variant"], False) for row in read_reference("commune_variants", folder)]
    for row in read_reference("communes", folder):
        names += [(row["code"], text, True) for text in (row["name_fr"], row["name_ar"], *_code_forms(row["code"]))]
    for code, text, is_official in names:
        found = Found(code, is_official)
        communes[(province_of(code), _key(text))] = found
        elsewhere[_key(text)] = found
    return Territories(provinces, communes, elsewhere)


def read_reference(name: str, folder: Path = REFERENCE_FOLDER) -> list[dict[str, str]]:
    """Reads one reference file as rows of text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def province_of(commune_code: str) -> str:
    """The province's part of a commune's code: `03.231.01.15` → `03.231`."""
    return ".".join(commune_code.split(".")[:2])


def _code_forms(code: str) -> tuple[str, ...]:
    digits = code.replace(".", "")
    local = digits.removeprefix(REGION) if code.count(".") == 1 else digits
    # HCP pads the code of a commune to nine digits at the left.
    return (
        code,
        code.lstrip("0"),
        digits,
        digits.lstrip("0"),
        digits.zfill(9) if code.count(".") > 1 else digits,
        local,
        local.lstrip("0"),
    )


def _key(text: str) -> str:
    plain = text.translate(DIGITS).strip()
    if re.fullmatch(r"\d+\.0", plain):
        plain = plain[:-2]
    return fold(plain)
