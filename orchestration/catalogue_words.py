"""The words by which people know themes, breakdowns and their values, as rows of the schema `reference`.

What goes here: from `kpi_catalogue.yaml`, the code lists of the contracts and the names of partners and contracts to rows in three
languages. What does not: names that a delivery tells (resources of the hub: `marts.kpi_labels`), how numbers are written
(`ingestion.wording`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ingestion.contract import load_contracts
from ingestion.partners import load_feeds

_LANGUAGES: Final = ("fr", "ar", "en")
_NAMES: Final = {f"name_{language}": "varchar" for language in _LANGUAGES}
_LABELS: Final = {f"label_{language}": "varchar" for language in _LANGUAGES}
CATALOGUE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "kpi_themes": {"theme": "varchar", "theme_rank": "bigint", **_NAMES},
    "kpi_breakdowns": {"breakdown": "varchar", "breakdown_rank": "bigint", **_NAMES},
    "kpi_labels": {"breakdown": "varchar", "breakdown_value": "varchar", "label_rank": "bigint", **_LABELS},
}


def catalogue_words(catalogue: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Table of `CATALOGUE_WORDS` → its rows, from the catalogue's document."""
    themes = [
        {"theme": theme["id"], "theme_rank": rank, **_in_languages("name", theme["name"])}
        for rank, theme in enumerate(catalogue["themes"], 1)
    ]
    breakdowns = [
        {"breakdown": each["id"], "breakdown_rank": rank, **_in_languages("name", each["name"])}
        for rank, each in enumerate(catalogue["breakdowns"], 1)
    ]
    labels = [
        {"breakdown": each["id"], "breakdown_value": value, "label_rank": rank, **_in_languages("label", words)}
        for each in catalogue["breakdowns"]
        for rank, (value, words) in enumerate(_values(each), 1)
    ]
    return {"kpi_themes": themes, "kpi_breakdowns": breakdowns, "kpi_labels": labels}


def _values(breakdown: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    contracts = load_contracts()
    if "codes" in breakdown:
        contract, column_name = breakdown["codes"].split(".")
        column = next(column for column in contracts[contract].columns if column.name == column_name)
        for code in column.codes:
            yield code.value, {language: code.names.in_language(language) for language in _LANGUAGES}
    elif breakdown.get("names_of") == "contracts":
        for name, each in contracts.items():
            yield name, {language: each.names.in_language(language) for language in _LANGUAGES}
    elif breakdown.get("names_of") == "partners":
        for partner in {feed.partner.id: feed.partner for feed in load_feeds()}.values():
            yield partner.id, {"fr": partner.name_fr, "ar": partner.name_ar, "en": partner.name_fr}
    yield from breakdown.get("values", {}).items()


def _in_languages(what: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{what}_{language}": words[language] for language in _LANGUAGES}
