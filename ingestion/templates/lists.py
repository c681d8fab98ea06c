"""The drop-down lists of a template: labels that the reader takes back to their codes.

What goes here: labels in one language. What does not: where they stand in the workbook.
"""

from __future__ import annotations

from functools import lru_cache

from ingestion.contract import Column
from ingestion.messages import Language
from ingestion.reference import read_reference, territories
from ingestion.templates.wording import YES_NO


def labels_of(column: Column, language: Language) -> tuple[str, ...]:
    """What the drop-down of a column holds; communes, which depend on the province, are in `communes`."""
    if column.kind in ("code", "open_code"):
        return tuple(code.names.in_language(language) for code in column.codes)
    if column.kind == "boolean":
        return tuple(word.text(language) for word in YES_NO)
    return provinces(language) if column.kind == "province" else ()


@lru_cache(maxsize=3)
def provinces(language: Language) -> tuple[str, ...]:
    """The provinces and prefectures by name, in the order of the reference file."""
    return tuple(row[_name(language)] for row in read_reference("provinces"))


@lru_cache(maxsize=3)
def communes(language: Language) -> tuple[tuple[str, ...], ...]:
    """For each of `provinces`, its communes by name; by code where two of one province share a name."""
    rows = read_reference("communes")
    return tuple(
        tuple(sorted(_commune_label(row, language) for row in rows if row["province_code"] == province["code"]))
        for province in read_reference("provinces")
    )


def _commune_label(row: dict[str, str], language: Language) -> str:
    found = territories().commune(row[_name(language)], row["province_code"])
    return row[_name(language)] if found is not None and found.code == row["code"] else row["code"]


def _name(language: Language) -> str:
    return "name_ar" if language == "ar" else "name_fr"
