"""What is compared between two records, in levels from full agreement to contradiction, and each level in words.

Belongs here: the conditions (DuckDB SQL over columns of `records.py`) and their words for people. What each level weighs is estimated
(`training.py`) and stored (`model.json`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison.

    Attributes:
        name: its key in `model.json`.
        condition: SQL over `column_l` and `column_r`; `ELSE` for the last.
        words: in French, for the review file and the published links; None where there is nothing to say.
        least_m: the least probability at which records of one organisation may show this level, whatever the synthetic region
            shows: real registers hold errors that it has none of.
    """

    name: str
    condition: str
    words: str | None = None
    least_m: float = 0.002


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing compared: levels from the best to the worst; records that do not both say it are not judged by it."""

    name: str
    missing: str
    levels: tuple[Level, ...]

    def words_of(self, gamma: int) -> str | None:
        """The words of a level by Splink's number for it: -1 is missing, 0 the last level."""
        return None if gamma < 0 else self.levels[len(self.levels) - 1 - gamma].words


def _either(template: str) -> str:
    """A condition on names that holds in French letters or in Arabic ones."""
    return " or ".join(f"({template.format(s=script)})" for script in ("fr", "ar"))


def _missing(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


_NO_SAME_SCRIPT: Final = "(fr_key_l is null or fr_key_r is null) and (ar_key_l is null or ar_key_r is null)"
_SAME_NAME: Final = _either("{s}_key_l = {s}_key_r or {s}_sorted_l = {s}_sorted_r")
_SAME_SOUND: Final = "(fr_sound_l = ar_sound_r or ar_sound_l = fr_sound_r)"
_NEAR: Final = (
    "length({s}_key_l) > 4 and length({s}_key_r) > 4 and damerau_levenshtein({s}_key_l, {s}_key_r) <= 1"
    " or jaro_winkler_similarity({s}_key_l, {s}_key_r) >= 0.93 and length({s}_key_l) > 4"
    " or {s}_sound_l = {s}_sound_r and jaro_winkler_similarity({s}_key_l, {s}_key_r) >= 0.72"
)
_FAR: Final = "{s}_key_l is not null and {s}_key_r is not null and jaro_winkler_similarity({s}_key_l, {s}_key_r) < 0.7"
_ONE_HOLDS_THE_OTHER: Final = _either(
    "list_has_all(string_split({s}_sorted_l, ' '), string_split({s}_sorted_r, ' '))"
    " or list_has_all(string_split({s}_sorted_r, ' '), string_split({s}_sorted_l, ' '))"
)
_NEAR_SOUND: Final = (
    "greatest(coalesce(jaro_winkler_similarity(fr_sound_l, ar_sound_r), 0),"
    " coalesce(jaro_winkler_similarity(ar_sound_l, fr_sound_r), 0)) >= 0.88"
)
_SAME_TRADES: Final = " or ".join(
    f"(trades_{one}_l = trades_{other}_r and trades_{one}_l <> '')"
    for one, other in (("fr", "fr"), ("ar", "ar"), ("fr", "ar"), ("ar", "fr"))
)
_SHARED_TRADE: Final = "list_has_any(string_split(trades_l, ' '), string_split(trades_r, ' ')) and trades_l <> '' and trades_r <> ''"

COMPARISONS: Final = (
    Comparison(
        "name",
        "(fr_key_l is null and ar_key_l is null) or (fr_key_r is null and ar_key_r is null)",
        (
            Level("same_rare", f"({_SAME_NAME}) and not (is_common_l and is_common_r)", "même nom", 0.05),
            Level("same_common", _SAME_NAME, "même nom", 0.05),
            Level(
                "near",
                f"({_either(_NEAR)}) and not ({_either(_FAR)})",
                "noms proches",
                0.03,
            ),
            Level("same_sound", f"{_NO_SAME_SCRIPT} and {_SAME_SOUND}", "même nom d'une écriture à l'autre", 0.03),
            Level("near_sound", f"{_NO_SAME_SCRIPT} and {_NEAR_SOUND}", "noms proches d'une écriture à l'autre", 0.01),
            Level("part", _ONE_HOLDS_THE_OTHER, "l'un des noms contient l'autre", 0.01),
            Level("different", "ELSE", "noms différents", 0.003),
        ),
    ),
    Comparison(
        "trades",
        _missing("trades"),
        (
            Level("same", _SAME_TRADES, "même activité dans le nom", 0.05),
            Level("shared", _SHARED_TRADE, "activités voisines dans le nom", 0.01),
            Level("none", "trades_l = '' and trades_r = ''", None, 0.05),
            Level("one_only", "trades_l = '' or trades_r = ''", "l'un des noms dit l'activité, l'autre non", 0.02),
            Level("different", "ELSE", "activités différentes dans le nom", 0.002),
        ),
    ),
    Comparison(
        "numbers",
        _missing("numbers"),
        (
            Level("same", "numbers_l = numbers_r and numbers_l <> ''", "même numéro dans le nom", 0.01),
            Level("none", "numbers_l = '' and numbers_r = ''", None, 0.05),
            Level("different", "ELSE", "numéros différents dans le nom", 0.002),
        ),
    ),
    Comparison(
        "place",
        _missing("province"),
        (
            Level("same_commune", "province_l = province_r and commune_l = commune_r", "même commune", 0.05),
            Level("same_province", "province_l = province_r and (commune_l is null or commune_r is null)", "même province", 0.05),
            Level("other_commune", "province_l = province_r", "même province, communes différentes", 0.02),
            Level("other_province", "ELSE", "provinces différentes", 0.002),
        ),
    ),
    Comparison(
        "sector",
        _missing("sector"),
        (
            Level("same", "sector_l = sector_r", "même secteur", 0.05),
            Level("different", "ELSE", "secteurs différents", 0.03),
        ),
    ),
    Comparison(
        "form",
        _missing("form"),
        (
            Level("same", "form_l = form_r", "même forme juridique", 0.05),
            Level("different", "ELSE", "formes juridiques différentes", 0.04),
        ),
    ),
    Comparison(
        "cooperative",
        _missing("cooperative"),
        (
            Level(
                "same",
                "cooperative_l = cooperative_r and court_l = court_r",
                "même numéro de coopérative au même tribunal",
                0.05,
            ),
            Level(
                "same_number",
                "cooperative_l = cooperative_r and (court_l is null or court_r is null)",
                "même numéro de coopérative",
                0.02,
            ),
            Level("different", "ELSE", "numéros de coopérative différents", 0.03),
        ),
    ),
    Comparison(
        "phone",
        _missing("phone"),
        (
            Level("same", "phone_l = phone_r", "même téléphone", 0.05),
            Level("different", "ELSE", None, 0.15),
        ),
    ),
    Comparison(
        "ice",
        _missing("ice"),
        (
            Level("same", "left(ice_l, 9) = left(ice_r, 9)", "même entité de l'ICE", 0.05),
            Level(
                "near",
                "(entity_l is null or entity_r is null) and damerau_levenshtein(ice_l, ice_r) <= 2",
                "ICE à une faute de frappe près",
                0.01,
            ),
            Level("unsure", "entity_l is null or entity_r is null", "ICE non valide", 0.05),
            Level("different", "ELSE", "ICE différents", 0.0001),
        ),
    ),
)


def settings(parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Splink's settings: the comparisons, with stored probabilities when they are given.

    Args:
        parameters: what `model.json` holds, or None before training.
    """
    stored: Mapping[str, Mapping[str, Mapping[str, float]]] = parameters["comparisons"] if parameters else {}
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "probability_two_random_records_match": parameters["prior"] if parameters else 1e-4,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "em_convergence": 1e-5,
        "max_iterations": 60,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(each, stored.get(each.name, {})) for each in COMPARISONS],
    }


def _comparison(comparison: Comparison, stored: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}]
    for level in comparison.levels:
        probabilities = {f"{part}_probability": stored[level.name][part] for part in ("m", "u")} if level.name in stored else {}
        levels.append({"sql_condition": level.condition, "label_for_charts": level.name, **probabilities})
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def words(gammas: Mapping[str, int]) -> str:
    """What two records agree and disagree in, in French words, from Splink's level numbers by comparison."""
    said = (comparison.words_of(gammas[comparison.name]) for comparison in COMPARISONS)
    return ", ".join(word for word in said if word)
