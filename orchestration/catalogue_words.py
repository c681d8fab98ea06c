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
_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
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
    elif breakdown.get("names_of") == "weekday_hours":
        yield from _weekday_hours()
    elif breakdown.get("names_of") == "partners":
        for partner in {feed.partner.id: feed.partner for feed in load_feeds()}.values():
            yield partner.id, {"fr": partner.name_fr, "ar": partner.name_ar, "en": partner.name_fr}
    yield from breakdown.get("values", {}).items()


def _weekday_hours() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every hour of a week. The Arabic is all words, so that no dash between two numbers can turn them round."""
    for weekday, names in enumerate(zip(*(_WEEKDAYS[language] for language in _LANGUAGES), strict=True), 1):
        fr, ar, en = names
        for hour in range(24):
            yield (
                f"{weekday}-{hour:02}",
                {"fr": f"{fr} {hour}\u00a0h – {hour + 1}\u00a0h", "ar": f"{ar} من {hour} إلى {hour + 1}", "en": f"{en} {hour}–{hour + 1}"},
            )


def _in_languages(what: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{what}_{language}": words[language] for language in _LANGUAGES}
