"""Forms of management scenarios, the action plan, targets, reference series and press mentions; fields of the investment centre's API.

What belongs here: headings as these partners really word them, each an alias in the contract. Who writes in them: `templates_feeds`.
"""

from typing import Final

from demo.deliveries.forms import Form, columns

SCENARIOS: Final = Form(
    "management_scenarios",
    columns(
        scenario="Scénario de gestion",
        year="Exercice",
        revenue_growth="Évolution des produits",
        cost_growth="Évolution des charges",
        subsidy_mad="Subvention d'exploitation",
        occupancy_target="Taux d'occupation visé",
    ),
    above=("Étude du modèle de gestion du pôle", "Hypothèses des scénarios", ""),
    below=("note",),
)

ACTIONS: Final = Form(
    "action_plan",
    columns(
        action_ref="N° d'action",
        recommendation="Recommandation de l'atelier",
        owner="Chef de file",
        due_on="Échéance",
        status="État d'avancement",
        progress="Taux de réalisation",
        done_on="Date de réalisation",
        own_remarks="Commentaires",
    ),
    above=("Direction régionale de l'artisanat et de l'ESS", "Plan d'action régional intégré - situation {period}", ""),
    below=("signature",),
    logo=True,
)

TARGETS: Final = Form(
    "kpi_targets",
    columns(
        kpi_id="Code indicateur",
        period_type="Périodicité",
        period_start="Début de période",
        territory_code="Territoire",
        target="Valeur cible",
        own_remarks="Justification",
    ),
    above=("Cibles des indicateurs du pôle, année {period}", ""),
    below=("signature",),
)

SERIES: Final = Form(
    "reference_series",
    columns(series="Série", observed_on="Date de référence", value="Valeur", unit="Unité"),
    above=("Bank Al-Maghrib - séries de référence",),
)

MENTIONS: Final = Form(
    "media_mentions",
    columns(
        mention_ref="N° d'article",
        outlet="Support média",
        published_on="Date de parution",
        title="Titre de l'article",
        language="Langue",
        tone="Tonalité",
    ),
)

PROJECTS_API: Final = Form(
    "investment_projects",
    columns(
        project_ref="reference_du_dossier",
        organisation_name="porteur_de_projet",
        ice="ice",
        title="intitule_du_projet",
        sector="secteur_d_activite",
        status="statut",
        submitted_on="date_de_depot",
        decided_on="date_crui",
        amount_mad="montant_d_investissement",
        jobs_promised="emplois_a_creer",
        jobs_realised="emplois_crees",
        province="province",
        commune="commune",
    ),
)
"""Fields of the investment centre's HTTP API, as its records are landed one a line."""
