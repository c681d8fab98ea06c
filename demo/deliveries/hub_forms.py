"""Forms of the hub's operator: resources, bookings, visits, services and accounts.

What belongs here: headings as these partners really word them, each an alias in the contract. Who writes in them: `templates`.
"""

from typing import Final

from demo.deliveries.forms import Form, columns

RESOURCES: Final = Form(
    "hub_resources",
    columns(
        resource_code="Code ressource",
        name_fr="Désignation",
        name_ar="Désignation (arabe)",
        kind="Type d'espace",
        capacity_people="Nb places",
        area_m2="Surface (m²)",
        open_days="Jours d'ouverture",
        opens_at="Heure d'ouverture",
        closes_at="Heure de fermeture",
        hourly_tariff_mad="Tarif horaire (DH)",
        in_service_from="En service depuis le",
        in_service_to="En service jusqu'au",
    ),
)

BOOKINGS: Final = Form(
    "hub_bookings",
    columns(
        booking_ref="N° de réservation",
        resource_code="Code salle",
        organisation_ref="Code membre",
        organisation_name="Client",
        ice="ICE",
        starts_at="Date et heure de début",
        ends_at="Date et heure de fin",
        status="Statut",
        attendees="Nb participants",
        booked_at="Réservé le",
        price_mad="Montant (DH)",
        satisfaction="Note /5",
        own_remarks="Commentaire",
    ),
)

BOOKINGS_NIGHTLY: Final = Form("hub_bookings", tuple((name, name) for name, _ in BOOKINGS.columns if not name.startswith("+")))

VISITS: Final = Form(
    "hub_visits",
    columns(
        visit_ref="N° de passage",
        badge_id="N° de badge",
        organisation_ref="Code membre",
        ice="ICE",
        resource_code="Point d'accès",
        entered_at="Heure d'entrée",
        left_at="Heure de sortie",
        purpose="Motif",
    ),
)

VISITS_NIGHTLY: Final = Form("hub_visits", tuple((name, name) for name, _ in VISITS.columns), above=("# Badges - {period}",))

SERVICES: Final = Form(
    "hub_services",
    columns(
        service_ref="N° de prestation",
        delivered_on="Date de la prestation",
        kind="Nature de la prestation",
        organisation_ref="Code membre",
        organisation_name="Client",
        ice="ICE",
        hours="Nb d'heures",
        satisfaction="Note /5",
        own_remarks="Commentaire",
    ),
)

SERVICES_WEEKLY: Final = Form("hub_services", tuple((name, name) for name, _ in SERVICES.columns if not name.startswith("+")))

ACCOUNTS: Final = Form(
    "hub_accounts",
    columns(
        entry_ref="N° d'écriture",
        booked_on="Date comptable",
        account="Compte",
        own_remarks="Libellé libre",
        amount_mad="Montant (DH)",
    ),
)
