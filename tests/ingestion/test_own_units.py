"""A number beside a unit, or below one: the column's own is taken off, any other has the number refused."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_file

from ingestion.conforming.readers import read_texts
from ingestion.contract import load_contracts
from ingestion.workspace import Workspace


@pytest.mark.parametrize(
    ("contract", "column", "text", "value"),
    [
        ("training_sessions", "hours", "12 h", 12),
        ("training_sessions", "hours", "12,5 heures", 12.5),
        ("training_sessions", "hours", "3 jours", None),
        ("training_sessions", "hours", "90 min", 1.5),
        ("training_sessions", "hours", "2h30", 2.5),
        ("training_sessions", "hours", "2 h 30", 2.5),
        ("training_sessions", "hours", "2h30mn", 2.5),
        ("training_sessions", "hours", "2h75", None),
        ("training_sessions", "hours", "30", 30),
        ("hub_services", "satisfaction", "4/5", 4),
        ("hub_services", "satisfaction", "8/10", None),
        ("needs_assessments", "severity", "4 sur 5", 4),
        ("training_sessions", "hours", "12 mois", None),
        ("training_sessions", "hours", "1.200", None),
        ("training_sessions", "enrolled", "25 personnes", 25),
        ("training_sessions", "enrolled", "25 participants", 25),
        ("training_sessions", "enrolled", "25 h", None),
        ("training_sessions", "enrolled", "10 (dont 4 femmes)", None),
        ("job_declarations", "hours_per_week", "37.500", 37.5),
        ("job_declarations", "hours_per_week", "6 mois", None),
        ("job_declarations", "months_per_year", "6 mois", 6),
        ("job_declarations", "headcount", "3 postes", 3),
        ("job_declarations", "headcount", "3 mois", None),
        ("hub_resources", "area_m2", "120 m²", 120),
        ("hub_resources", "area_m2", "2 ha", None),
        ("hub_resources", "area_m2", "1.200", None),
        ("hub_resources", "hourly_tariff_mad", "150 DH/h", 150),
        ("hub_resources", "hourly_tariff_mad", "150 DH/jour", None),
        ("activity_surveys", "mean_member_income_mad", "2 500 DH/mois", 2500),
        ("activity_surveys", "mean_member_income_mad", "30 000 DH/an", None),
        ("activity_surveys", "turnover_mad", "30 000 DH/mois", None),
        ("kpi_targets", "target", "1.500", None),
        ("kpi_targets", "target", "1 500", 1500),
        ("hub_bookings", "satisfaction", "4.500", 4.5),
    ],
)
def test_a_number_beside_a_unit(contract: str, column: str, text: str, value: float | None) -> None:
    (read,) = read_texts(load_contracts()[contract].column(column), [text])

    assert read.value == value


@pytest.mark.parametrize(
    ("heading", "rule"),
    [
        ("Superficie (m²)", None),
        ("Superficie (ha)", "area_m2.type"),
        ("Tarif horaire (DH)", None),
        ("Tarif horaire (par jour)", "hourly_tariff_mad.type"),
    ],
)
def test_a_number_below_a_unit(workspace: Workspace, heading: str, rule: str | None) -> None:
    path = workspace.folder / "espaces.csv"
    headings = ["Code espace", "Nom", "Type", "Jours d'ouverture", "Ouverture", "Fermeture", "En service depuis", heading]
    path.write_text(";".join(headings) + "\nS1;Salle Atlas;Salle de formation;L-S;8h30;18h;01/01/2026;20", "utf-8")

    prepared = prepare_file(workspace, path, "hub_resources")

    assert broken_rules(prepared) == ({2: {rule}} if rule else {})
    assert len(accepted_rows(prepared)) == (0 if rule else 1)


def test_a_yearly_income_is_not_taken_for_a_monthly_one(workspace: Workspace) -> None:
    path = workspace.folder / "enquete_T3_2026.csv"
    path.write_text("N° fiche;Coopérative;Province;Revenu moyen (annuel)\nE1;Al Amal;Fès;30000", "utf-8")

    prepared = prepare_file(workspace, path, "activity_surveys")

    assert prepared.rows_accepted == 0
