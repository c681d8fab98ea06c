"""What the tables of the schema `reference` hold, in French: the one place from which dbt's sources and the comments in files take it.

What goes here: a description of each table and column of `orchestration.build.REFERENCE_TABLES`. What does not: their types and rows
(`build.py`), descriptions of models (beside the models) and of deliveries (the contracts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingestion.sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Described:
    """A table of reference: what it holds, and what each of its columns holds."""

    text: str
    columns: Mapping[str, str]


_NAMES: Final = {"name_fr": "Nom français.", "name_ar": "Nom arabe.", "name_en": "Nom anglais."}
_KPI: Final = "Identifiant de l'indicateur."
REFERENCE_WORDS: Final[Mapping[str, Described]] = {
    "provinces": Described(
        "Les neuf provinces et préfectures de la région : une ligne chacune (HCP, RGPH 2024, CC BY 4.0).",
        {
            "code": "Code HCP, sous la forme 03.231.",
            "name_fr": "Nom français.",
            "name_ar": "Nom arabe.",
            "type": "Type : prefecture ou province.",
            "population_2024": "Population légale (HCP, RGPH 2024).",
            "permanent_jobs_2024": "Emplois permanents des établissements (HCP, 2024).",
        },
    ),
    "communes": Described(
        "Les communes de la région : une ligne chacune (HCP, RGPH 2024, CC BY 4.0).",
        {
            "code": "Code HCP de la commune.",
            "province_code": "Code HCP de sa province ou préfecture.",
            "name_fr": "Nom français.",
            "name_ar": "Nom arabe.",
            "milieu": "Milieu : urban ou rural.",
        },
    ),
    "kpis": Described(
        "Le catalogue des indicateurs, tel que le dit kpi_catalogue.yaml : une ligne par indicateur.",
        {
            "kpi_id": _KPI,
            **_NAMES,
            "definition_fr": "Définition en français.",
            "definition_ar": "Définition en arabe.",
            "definition_en": "Définition en anglais.",
            "formula": "Formule.",
            "unit": "Unité : share est une part entre 0 et 1, rate un taux qui peut en sortir.",
            "direction": "Sens souhaité : up, down ou none.",
            "contracts": "Contrats dont l'indicateur a besoin, séparés par des virgules.",
            "owner": "Responsable de l'indicateur.",
            "kind": "count, net, median ou ratio (numérateur ÷ dénominateur).",
            "theme": "Thème sous lequel l'indicateur est présenté.",
            "headline_rank": "Rang parmi les chiffres clés ; vide si l'indicateur n'en est pas un.",
        },
    ),
    "kpi_themes": Described(
        "Les thèmes des indicateurs : une ligne par thème.", {"theme": "Thème.", "theme_rank": "Rang dans la présentation.", **_NAMES}
    ),
    "kpi_breakdowns": Described(
        "Les ventilations des chiffres : une ligne par ventilation.",
        {"breakdown": "Ventilation.", "breakdown_rank": "Rang dans la présentation.", **_NAMES},
    ),
    "kpi_labels": Described(
        "Les libellés connus d'avance des valeurs des ventilations : une ligne par ventilation et valeur.",
        {
            "breakdown": "Ventilation.",
            "breakdown_value": "Valeur de la ventilation.",
            "label_rank": "Rang de la valeur dans sa ventilation.",
            "label_fr": "Libellé français.",
            "label_ar": "Libellé arabe.",
            "label_en": "Libellé anglais.",
        },
    ),
    "kpi_terms": Described(
        "Les termes de chaque indicateur : une ligne par indicateur, partie et mesure.",
        {
            "kpi_id": _KPI,
            "part": "Partie : numerator ou denominator.",
            "measure": "Mesure de la couche sémantique.",
            "sign": "1 si la mesure s'ajoute, -1 si elle se retranche.",
        },
    ),
    "calendar_days": Described(
        "Le calendrier : une ligne par jour, jours fériés au Maroc et ramadan.",
        {
            "day": "Jour local.",
            "is_public_holiday": "Vrai un jour férié, ou un jour où le pôle ferme par décision (calendar.yaml).",
            "holiday_name_fr": "Nom français du jour férié ; vide les autres jours.",
            "holiday_name_ar": "Nom arabe du jour férié ; vide les autres jours.",
            "is_estimated": "Vrai quand la date de la fête ou du ramadan est calculée et n'est pas encore confirmée.",
            "is_ramadan": "Vrai pendant le ramadan.",
        },
    ),
    "hub_hours": Described(
        "Les horaires du pôle les jours fériés et pendant le ramadan : une ligne par nature d'espace ou d'équipement.",
        {
            "resource_kind": "Nature de l'espace ou de l'équipement.",
            "opens_on_public_holidays": "Vrai s'il ouvre les jours fériés.",
            "ramadan_opens_at": "Heure locale d'ouverture pendant le ramadan ; vide si elle ne change pas.",
            "ramadan_closes_at": "Heure locale de fermeture pendant le ramadan ; vide si elle ne change pas.",
        },
    ),
}


def comment_reference(connection: DuckDBPyConnection) -> None:
    """Writes the descriptions as comments on the tables of the schema `reference` of a build."""
    statements = []
    for name, described in REFERENCE_WORDS.items():
        table = f"reference.{identifier(name)}"
        statements.append(f"comment on table {table} is {literal(described.text)}")
        statements += [f"comment on column {table}.{identifier(column)} is {literal(text)}" for column, text in described.columns.items()]
    connection.execute("begin; " + "; ".join(statements) + "; commit")
