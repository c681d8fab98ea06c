"""Views on the figures: catalogue, figures as they may be handed on, all figures, revisions, what was delivered; in French and in Arabic.

What goes here: which columns they have, and where these come from. What does not: views on single facts (`fact_views.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ingestion.messages import Language, Message
from publishing.guide.model import Column, View, flattened, joined, labelled, own, word
from publishing.wording import DELIVERY_STATES, DIRECTIONS, STATUSES, UNITS

_IN: Final[Mapping[Language, str]] = {"fr": "en français", "ar": "en arabe"}


def figure_views(language: Language) -> Iterator[View]:
    """The views on figures in one language."""
    yield _catalogue(language)
    yield _figures(
        f"indicateurs_{language}",
        "marts.kpi_values_public",
        "Les chiffres tels qu'ils peuvent sortir de la maison",
        language,
    )
    yield _figures(
        f"indicateurs_internes_{language}",
        "marts.kpi_values",
        "Usage interne : tous les chiffres, aussi ceux qui ne doivent pas sortir (is_confidential)",
        language,
    )
    yield _revisions(language)
    yield _deliveries(language)


def _words(words: Mapping[str, Message], language: Language) -> dict[str, str]:
    return {code: message.text(language) for code, message in words.items()}


def _catalogue(language: Language) -> View:
    return View(
        f"catalogue_{language}",
        f"Ce que compte chaque indicateur, {_IN[language]} : une ligne par indicateur.",
        "marts.kpi_catalogue",
        joined("marts.kpi_themes as themes on facts.theme = themes.theme"),
        flattened(
            (
                own("kpi_id"),
                Column("kpi_name", f"facts.name_{language}", "Nom de l'indicateur."),
                Column("theme_name", f"themes.name_{language}", "Thème."),
                Column("definition", f"facts.definition_{language}", "Définition."),
                own("formula", "unit"),
                Column("unit_name", word("facts.unit", _words(UNITS, language)), "Unité, en toutes lettres."),
                own("direction"),
                Column("direction_name", word("facts.direction", _words(DIRECTIONS, language)), "Sens souhaité, en toutes lettres."),
                own("kind", "contracts", "owner", "headline_rank"),
            )
        ),
    )


def _cell(language: Language) -> tuple[Column, ...]:
    """What a figure is about, with its names."""
    return flattened(
        (
            own("kpi_id"),
            Column("kpi_name", f"kpis.name_{language}", "Nom de l'indicateur."),
            Column("theme_name", f"themes.name_{language}", "Thème."),
            own("period_type", "period_start"),
            Column("period_name", f"periods.label_{language}", "Période, en toutes lettres."),
            own("territory_code"),
            Column("territory_name", f"territories.name_{language}", "Nom de la région, province ou préfecture."),
            own("breakdown"),
            Column("breakdown_name", f"breakdowns.name_{language}", "Nom de la ventilation."),
            own("breakdown_value"),
            Column(
                "breakdown_label", f"coalesce(labels.label_{language}, facts.breakdown_value)", "Libellé de la valeur de la ventilation."
            ),
        )
    )


_CELL_JOINS: Final = joined(
    "marts.kpi_catalogue as kpis on facts.kpi_id = kpis.kpi_id",
    "marts.kpi_themes as themes on kpis.theme = themes.theme",
    "marts.dim_period as periods on facts.period_type = periods.period_type and facts.period_start = periods.period_start",
    "marts.dim_territory as territories on facts.territory_code = territories.territory_code",
    "marts.kpi_breakdowns as breakdowns on facts.breakdown = breakdowns.breakdown",
    "marts.kpi_labels as labels on facts.breakdown = labels.breakdown and facts.breakdown_value = labels.breakdown_value",
)


def _figures(name: str, table: str, what: str, language: Language) -> View:
    return View(
        name,
        f"{what}, avec leurs noms {_IN[language]} : une ligne par indicateur, période, territoire et valeur de ventilation.",
        table,
        _CELL_JOINS,
        flattened(
            (
                _cell(language),
                own("value", "unit"),
                Column("unit_name", word("facts.unit", _words(UNITS, language)), "Unité, en toutes lettres."),
                own("target", "previous_value"),
                Column("change", "facts.value - facts.previous_value", "Valeur moins valeur précédente ; vide si l'une des deux l'est."),
                own("numerator", "denominator", "coverage", "status"),
                Column("status_name", word("facts.status", _words(STATUSES, language)), "Statut, en toutes lettres."),
                Column(
                    "is_confidential",
                    "facts.conf_status <> 'F'",
                    "Vrai si le chiffre ne doit pas sortir de la maison ; les chiffres publics y sont vides.",
                ),
                own("obs_status", "conf_status", "open_questions", "release_id"),
            )
        ),
    )


def _revisions(language: Language) -> View:
    return View(
        f"revisions_{language}",
        f"Les chiffres non confidentiels qui ont changé depuis leur première publication, et pourquoi, avec leurs noms {_IN[language]} :"
        " une ligne par indicateur, période, territoire et valeur de ventilation.",
        "marts.kpi_revisions_public",
        _CELL_JOINS,
        flattened(
            (
                _cell(language),
                own("first_published_at", "first_value", "current_value", "change"),
                own("late_data", "correction", "linkage", "rule_change", "revisions"),
                own("first_release_id", "last_changed_release_id"),
            )
        ),
        keeps="facts.revisions > 0",
    )


def _deliveries(language: Language) -> View:
    return View(
        f"livraisons_{language}",
        f"Chaque livraison due, venue ou non, avec ses noms {_IN[language]} : une ligne par partenaire, type de données et période.",
        "quality.feed_calendar",
        joined(
            labelled("partners", "partner", "facts.partner"),
            labelled("contracts", "contract", "facts.contract"),
        ),
        flattened(
            (
                own("partner"),
                Column("partner_name", f"coalesce(partners.label_{language}, facts.partner)", "Nom du partenaire."),
                own("contract"),
                Column("contract_name", f"coalesce(contracts.label_{language}, facts.contract)", "Type de données."),
                own("period_start", "period_end", "due_on", "received_at", "status"),
                Column("status_name", word("facts.status", _words(DELIVERY_STATES, language)), "Statut, en toutes lettres."),
                own("days_late", "deliveries", "is_excused", "excuse", "failing_since"),
            )
        ),
    )
