"""Views on single facts, with names in place of codes: organisations, jobs, bookings, services, financing, training; two languages.

What goes here: which columns they have, and where these come from. What does not: figures (`figure_views.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ingestion.messages import Language
from publishing.guide.model import Column, View, code_words, flattened, joined, labelled, named, own, word

_IN: Final[Mapping[Language, str]] = {"fr": "en français", "ar": "en arabe"}
_ORGANISATIONS: Final = "marts.dim_organisation as organisations on facts.organisation_id = organisations.organisation_id"
_TERRITORIES: Final = "marts.dim_territory as territories on facts.territory_code = territories.territory_code"
_COMMUNES: Final = "reference.communes as communes on facts.commune_code = communes.code"


def fact_views(language: Language) -> Iterator[View]:
    """The views on facts in one language."""
    yield _organisations(language)
    yield _jobs(language)
    yield _bookings(language)
    yield _services(language)
    yield _financing(language)
    yield _training(language)


def _organisation(language: Language) -> tuple[Column, ...]:
    name = Column(
        "organisation_name",
        named(language, "organisations"),
        "Nom de l'organisation, dans l'autre langue s'il n'y en a pas dans celle-ci.",
    )
    return (*own("organisation_id"), name, *own("is_organisation_registered"))


def _territory(language: Language) -> tuple[Column, ...]:
    return (*own("territory_code"), Column("territory_name", f"territories.name_{language}", "Nom de la province ou préfecture."))


def _coded(name: str, contract: str, column: str, comment: str, language: Language) -> tuple[Column, ...]:
    """A code and the word for it."""
    return (*own(name), Column(f"{name}_name", word(f"facts.{name}", code_words(contract, column, language)), comment))


def _partner(language: Language) -> Column:
    return Column("partner_name", f"coalesce(partners.label_{language}, facts.partner)", "Nom du partenaire qui a livré.")


def _organisations(language: Language) -> View:
    return View(
        f"organisations_{language}",
        f"Les organisations avec leurs noms {_IN[language]} : une ligne par organisation.",
        "marts.dim_organisation",
        joined(_TERRITORIES, _COMMUNES),
        flattened(
            (
                own("organisation_id"),
                Column("organisation_name", named(language, "facts"), "Nom, dans l'autre langue s'il n'y en a pas dans celle-ci."),
                own("is_registered"),
                _coded("legal_form", "organisations", "legal_form", "Forme juridique, en toutes lettres.", language),
                _coded("sector", "organisations", "sector", "Secteur, en toutes lettres.", language),
                _territory(language),
                own("commune_code"),
                Column("commune_name", f"communes.name_{language}", "Nom de la commune."),
                _coded("status", "organisations", "status", "État, en toutes lettres.", language),
                own("founded_on", "members_total", "members_women", "members_youth", "ice", "cooperative_number"),
            )
        ),
    )


def _jobs(language: Language) -> View:
    return View(
        f"emplois_{language}",
        f"Les emplois, comptés une fois chacun, avec leurs noms {_IN[language]} : une ligne par emploi. Usage interne.",
        "marts.fct_jobs",
        joined(_ORGANISATIONS, _TERRITORIES, _COMMUNES, labelled("ages", "age_group", "facts.age_group")),
        flattened(
            (
                own("job_id"),
                _organisation(language),
                _territory(language),
                own("commune_code"),
                Column("commune_name", f"communes.name_{language}", "Nom de la commune."),
                _coded("sector", "organisations", "sector", "Secteur, en toutes lettres.", language),
                own("occupation"),
                _coded("employment_type", "job_declarations", "employment_type", "Type d'emploi, en toutes lettres.", language),
                own("is_lasting", "is_evidenced"),
                _coded("sex", "job_declarations", "sex", "Sexe, en toutes lettres.", language),
                own("age_group"),
                Column("age_group_name", f"coalesce(ages.label_{language}, facts.age_group)", "Classe d'âge, en toutes lettres."),
                _coded("area", "job_declarations", "area", "Milieu, en toutes lettres.", language),
                own("programme", "started_on", "ended_on", "full_time_equivalent", "has_lasted_6_months", "has_lasted_12_months"),
                own("is_at_hub_user", "sources", "partners"),
            )
        ),
    )


def _bookings(language: Language) -> View:
    return View(
        f"reservations_{language}",
        f"Les réservations du pôle dans leur dernier état connu, avec leurs noms {_IN[language]} : une ligne"
        f" par réservation. Usage interne.",
        "marts.fct_bookings",
        joined(
            _ORGANISATIONS,
            _TERRITORIES,
            "marts.dim_resource as resources on facts.partner = resources.partner and facts.resource_code = resources.resource_code",
        ),
        flattened(
            (
                own("booking_ref", "partner", "resource_code"),
                Column(
                    "resource_name",
                    f"coalesce({named(language, 'resources')}, facts.resource_code)",  # its list may come after the booking
                    "Nom de l'espace ou de l'équipement, son code tant que la liste n'est pas venue.",
                ),
                _coded("resource_kind", "hub_resources", "kind", "Nature de l'espace, en toutes lettres.", language),
                _organisation(language),
                _territory(language),
                _coded("status", "hub_bookings", "status", "État, en toutes lettres.", language),
                own("starts_on", "starts_at", "ends_at", "duration_hours", "is_past", "attendees", "price_mad", "satisfaction"),
            )
        ),
    )


def _services(language: Language) -> View:
    return View(
        f"services_{language}",
        f"Les services rendus par le pôle, avec leurs noms {_IN[language]} : une ligne par service. Usage interne.",
        "marts.fct_services",
        joined(_ORGANISATIONS, _TERRITORIES),
        flattened(
            (
                own("service_ref", "partner"),
                _coded("service_kind", "hub_services", "kind", "Type de service, en toutes lettres.", language),
                _organisation(language),
                _territory(language),
                own("delivered_on", "is_past", "duration_hours", "satisfaction"),
            )
        ),
    )


def _financing(language: Language) -> View:
    return View(
        f"financements_{language}",
        f"Les financements accordés, avec leurs noms {_IN[language]} : une ligne par financement. Usage interne.",
        "marts.fct_financing",
        joined(_ORGANISATIONS, _TERRITORIES, labelled("partners", "partner", "facts.partner")),
        flattened(
            (
                own("financing_ref", "partner"),
                _partner(language),
                _organisation(language),
                _territory(language),
                _coded("sector", "organisations", "sector", "Secteur, en toutes lettres.", language),
                _coded("instrument", "financing", "instrument", "Instrument, en toutes lettres.", language),
                own("programme", "programme_key", "women_led"),
                own("approved_on", "amount_approved_mad", "disbursed_on", "amount_disbursed_mad"),
            )
        ),
    )


def _training(language: Language) -> View:
    return View(
        f"formations_{language}",
        f"Les sessions de formation, avec leurs noms {_IN[language]} : une ligne par session. Usage interne.",
        "marts.fct_training_sessions",
        joined(_ORGANISATIONS, _TERRITORIES, labelled("partners", "partner", "facts.partner")),
        flattened(
            (
                own("session_ref", "partner"),
                _partner(language),
                _organisation(language),
                _territory(language),
                own("theme", "programme", "starts_on", "ends_on", "duration_hours"),
                own("enrolled", "enrolled_women", "completed", "certified"),
            )
        ),
    )
