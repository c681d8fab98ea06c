"""How the hub is steered: the study's management scenarios, the action plan out of the workshop, and targets of KPIs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.feeds.setting import Setting
from demo.periods import last_day_of_month
from demo.places import PROVINCE_CODES, shares
from demo.seasons import monthly_receipt, receipt_in
from demo.truth import REGION
from demo.truth_feeds import ActionRow, ScenarioRow, TargetRow

# Scenario → growth of revenue and of costs a year, subsidy in the first year (MAD), occupancy in the first and fifth year.
_SCENARIOS: Final = {
    "Régie directe": (0.03, 0.04, 1_800_000, 0.42, 0.55),
    "Gestion déléguée": (0.09, 0.05, 1_200_000, 0.48, 0.72),
    "Société coopérative (SCIC)": (0.12, 0.06, 1_400_000, 0.45, 0.78),
}
_YEARS: Final = 5
_MONTHLY: Final = 12
_MONTHS_A_QUARTER: Final = 3
_NOTE_DAY: Final = 14
_TO_THE_END_OF_THE_MONTH: Final = 12
_HUB: Final = "Opérateur du pôle"
_DIRECTORATE: Final = "Direction régionale de l'artisanat et de l'ESS"
_COUNCIL: Final = "Conseil régional"
_ACTIONS: Final = (
    ("Ouvrir un guichet unique d'accueil des coopératives", _HUB),
    ("Publier la grille tarifaire des espaces du pôle", _HUB),
    ("Équiper l'atelier partagé de tissage", _HUB),
    ("Mettre en service l'espace numérique", _HUB),
    ("Ouvrir une crèche pour les coopératrices", _COUNCIL),
    ("Signer la convention de gestion du pôle", _DIRECTORATE),
    ("Créer un comité de pilotage régional", _DIRECTORATE),
    ("Unifier la déclaration des emplois", _DIRECTORATE),
    ("Former les conseillers des directions provinciales", "Chambre d'artisanat"),
    ("Accompagner 60 coopératives à la certification", "Chambre d'artisanat"),
    ("Lancer une marque collective Fès-Meknès", _COUNCIL),
    ("Organiser deux foires régionales par an", _COUNCIL),
    ("Ouvrir une boutique en ligne commune", _HUB),
    ("Négocier un référencement en grande distribution", "Secteur privé"),
    ("Réserver une part des marchés publics à l'ESS", _COUNCIL),
    ("Mettre en place un fonds de garantie", "Banques"),
    ("Simplifier le prêt d'honneur", "Al Barid Bank"),
    ("Cartographier les besoins par province", "Universités"),
    ("Créer une antenne du pôle à Taza", _DIRECTORATE),
    ("Créer une antenne du pôle à Missour", _DIRECTORATE),
    ("Assurer la couverture sociale des artisans", "Départements ministériels"),
    ("Étendre le ramassage logistique aux zones de montagne", _HUB),
    ("Publier un bulletin trimestriel des indicateurs", _DIRECTORATE),
    ("Associer la presse locale aux journées du pôle", "Presse"),
    ("Évaluer les scénarios de gestion après un an", "Bureau d'études"),
)
"""What the workshop recommended, and who is to do it."""
# KPI → (target of the region in the first year, growth a year, whether it is shared out over the provinces).
_TARGETS: Final = {
    "JOB-01": (420, 1.15, True),
    "JOB-02": (900, 1.12, True),
    "JOB-03": (300, 1.15, True),
    "JOB-04": (620, 1.10, True),
    "JOB-05": (0.75, 1.03, False),
    "JOB-06": (0.45, 1.04, False),
    "JOB-11": (0.7, 1.05, False),
    "HUB-01": (0.5, 1.08, False),
    "HUB-02": (0.42, 1.08, False),
    "HUB-03": (0.12, 0.9, False),
    "HUB-04": (220, 1.12, True),
    "HUB-05": (900, 1.1, True),
    "HUB-06": (24_000, 1.1, True),
    "HUB-07": (0.6, 1.04, False),
    "HUB-08": (0.35, 1.06, False),
    "HUB-10": (4.2, 1.02, False),
}


def scenario_rows(rng: Random, setting: Setting) -> Iterator[ScenarioRow]:
    """A note of the study each month of its first year, then each quarter: the same scenarios, their assumptions looked over again."""
    partner = "study_office"
    for month in (*setting.months[:_MONTHLY], *setting.months[_MONTHLY::_MONTHS_A_QUARTER]):
        day = month.replace(day=_NOTE_DAY)
        received_at = receipt_in(partner, "management_scenarios", month) + timedelta(days=_TO_THE_END_OF_THE_MONTH)
        for scenario, (revenue, cost, subsidy, first, last) in _SCENARIOS.items():
            shift = rng.choice((-0.01, 0.0, 0.0, 0.01))
            for index in range(_YEARS):
                yield ScenarioRow(
                    partner=partner,
                    period_start=day,
                    received_at=received_at,
                    scenario=scenario,
                    year=setting.last_month.year + index,
                    revenue_growth=round(revenue + shift, 2),
                    cost_growth=round(cost, 2),
                    subsidy_mad=float(max(0, subsidy - index * subsidy // 6) // 10_000 * 10_000),
                    occupancy_target=round(first + (last - first) * index / (_YEARS - 1), 2),
                )


@dataclass(frozen=True, slots=True)
class _Action:
    """An action as it really goes; `done_on` None: not within the months covered, or given up on `dropped_on`."""

    reference: str
    recommendation: str
    owner: str
    begins_on: date
    due_on: date
    done_on: date
    dropped_on: date | None

    def row(self, setting: Setting, month: date) -> ActionRow:
        """The action as the snapshot of that month has it."""
        today = min(last_day_of_month(month), setting.last_day)
        status = "planned"
        if self.dropped_on is not None and self.dropped_on <= today:
            status = "dropped"
        elif self.done_on <= today:
            status = "done"
        elif self.begins_on <= today:
            status = "in_progress"
        share = (min(today, self.dropped_on or today) - self.begins_on).days / max(1, (self.done_on - self.begins_on).days)
        return ActionRow(
            partner="directorate",
            period_start=month,
            received_at=monthly_receipt("directorate", "action_plan", month),
            action_ref=self.reference,
            recommendation=self.recommendation,
            owner=self.owner,
            due_on=self.due_on,
            status=status,
            done_on=self.done_on if status == "done" else None,
            progress=1.0 if status == "done" else round(min(0.95, max(0.0, share)) * 20) / 20,
        )


def action_rows(rng: Random, setting: Setting) -> Iterator[ActionRow]:
    """The plan month by month: actions begin, go on, are done, some late, few given up."""
    span = (setting.last_day - setting.first_month).days
    actions = []
    # One after the other over the whole time, so that there are always some behind and some ahead.
    places = rng.sample(range(len(_ACTIONS)), len(_ACTIONS))
    for number, (recommendation, owner) in enumerate(_ACTIONS, 1):
        begins_on = setting.first_month + timedelta(days=int(span * (1.2 * places[number - 1] / len(_ACTIONS) - 0.1)))
        due_on = begins_on + timedelta(days=rng.randint(60, 300))
        late = rng.choice((-20, 0, 15, 40, 120))
        dropped_on = begins_on + timedelta(days=40) if rng.random() < 0.06 else None
        done_on = max(begins_on + timedelta(days=10), due_on + timedelta(days=late))
        actions.append(_Action(f"ACT-{number:02d}", recommendation, owner, begins_on, due_on, done_on, dropped_on))
    for month in setting.months:
        for action in actions:
            yield action.row(setting, month)


def target_rows(rng: Random, setting: Setting) -> Iterator[TargetRow]:
    """Targets of each year, for the region and, where they add up, its provinces; handed in as the year begins."""
    for year in setting.years:
        received_at = receipt_in("directorate", "kpi_targets", max(year, setting.first_month))
        for kpi_id, (target, growth, is_shared) in _TARGETS.items():
            wanted = target * growth ** (year.year - setting.years[0].year)
            wanted = round(wanted, 2) if target < 10 else round(wanted * (setting.scale if setting.scale < 1 else 1)) or 1
            split = shares(max(9, int(wanted))) if is_shared else {}
            values = {REGION: float(wanted), **{code: float(split[code]) for code in PROVINCE_CODES if code in split}}
            for territory, value in values.items():
                yield TargetRow("directorate", year, received_at, kpi_id, "year", year, territory, value)
