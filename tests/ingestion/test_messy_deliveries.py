"""Whole files as clerks write them, cell by cell against the truth stated beside them; None is a row that must be refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_file

from ingestion.workspace import Workspace

Truth = dict[int, dict[str, Any] | None]

JOBS = """\
Réf.;Coopérative;ICE;Province;Métier;Nb postes;Etat;Justificatif;Type d'emploi;Genre;Année naissance;Milieu;Date d'embauche;Heures/semaine;Mois/an;CIN
E1;Al Amal;001 561 191 000 066;Fès / فاس;Tisseuse;1;Déclaré;;Salariée;F;1990;Urbain;12-05-26;44 h;12;CD 123456
E2;Al Amal;;Meknès;Tisseuse;3;Justifié;CNSS;Salarié - CDI;H;;Rurale;12.05.2026;;12 mois;
E3;Al Amal;;Taza;Potier;;promis;;Saisonnier;Femme;1985;Urbain;1er mai 2026;;6;
E4;Al Amal;;Taza;Potier;2;promis;;Saisonnier;Femme;;Urbain;05/13/2026;;6;
E5;Al Amal;;Taza;Potier;10-12;promis;;Saisonnier;Femme;;Urbain;13/05/2026;;6;
E6;Al Amal;;Taza;Potier;10 (dont 4 femmes);promis;;Saisonnier;;;Urbain;13/05/2026;;6;
E7;Al Amal;1.5257E+14;Taza;Potier;1;promis;;Saisonnier;F;;Urbain;13/05/2026;;6;
E8;Al Amal;;Taza;Potier;néant;promis;;Saisonnier;F;;Urbain;13/05/2026;;6;
"""
JOBS_TRUTH: Truth = {
    2: {
        "ice": "001561191000066",
        "province": "03.231",
        "headcount": 1,
        "sex": "female",
        "started_on": date(2026, 5, 12),
        "hours_per_week": 44,
    },
    3: {"headcount": 3, "state": "evidenced", "evidence": "cnss", "employment_type": "salaried", "sex": "male", "months_per_year": 12},
    4: {"headcount": 1, "state": "promised", "started_on": date(2026, 5, 1)},
    **dict.fromkeys((5, 6, 7, 8, 9)),
}
SPACES = """\
Code espace;Désignation;Type d'espace;Capacité (pers.);Surface (m²);Jours ouvrables;Heure d'ouverture;Heure de fermeture;Tarif (DH/h);Mis en service le
S1;Salle Atlas;Salle de formation;30 pers.;80 m²;lun au ven;8h30;18h;150;01/01/2026
S2;Coworking;Co-working;20;45,5;من الاثنين إلى السبت;٨:٣٠;١٨:٠٠;50,00;01.01.2026
S3;Atelier;Atelier;12;80;L-S;8:30 a.m.;6 مساء;150 DH/h;1er janvier 2026
S4;Atelier;Atelier;12;1.200;L-S;08.30;18.00;150;01/01/2026
S5;Salle;Bureau;100-120;20;1-6;8 h;20 h;10;01/01/2026
S6;Salle;Bureau;10;20;5j/7;8 h;20 h;10;01/01/2026
S7;Salle;Bureau;10;20;1-5;8h30-18h;18h;10;01/01/2026
S8;Salle;Bureau;10;20;1-5;8h30;18h;800 DH/jour;01/01/2026
"""
SPACES_TRUTH: Truth = {
    2: {
        "capacity_people": 30,
        "area_m2": 80,
        "open_days": "12345",
        "opens_at": time(8, 30),
        "closes_at": time(18),
        "hourly_tariff_mad": 150,
    },
    3: {"area_m2": 45.5, "open_days": "123456", "opens_at": time(8, 30), "closes_at": time(18), "hourly_tariff_mad": 50},
    4: {
        "open_days": "123456",
        "opens_at": time(8, 30),
        "closes_at": time(18),
        "hourly_tariff_mad": 150,
        "in_service_from": date(2026, 1, 1),
    },
    **dict.fromkeys((5, 6, 7, 8, 9)),
}
FINANCING = """\
رقم الملف;المستفيد;نوع التمويل;الإقليم;امرأة مسيرة;المبلغ الموافق عليه;تاريخ الموافقة;المبلغ المصروف;تاريخ الصرف
م1;تعاونية الأمل;قرض;فاس;نعم;٥٠٠٠٠;١٢ ماي ٢٠٢٦;٢٥٠٠٠;15 أيار 2026
م2;تعاونية النور;منحة;إقليم تازة;لا;2,5 مليون درهم;12/05/2026;;
م3;تعاونية النور;قرض شرف;مكناس;لا;١٬٢٣٤٫٥٠;٢٠٢٦/٠٥/١٢;0;
م4;تعاونية النور;منحة;صفرو;لا;12.500 درهم;12/05/2026;;
م5;تعاونية النور;منحة;صفرو;لا;٣٠٠ ألف درهم;25 ذو القعدة 1447;;
م6;تعاونية النور;منحة;صفرو;لا;(1 200);12/05/2026;;
المجموع;;;;;2 999 999;;;
"""
FINANCING_TRUTH: Truth = {
    2: {
        "instrument": "loan",
        "women_led": True,
        "amount_approved_mad": 50_000,
        "approved_on": date(2026, 5, 12),
        "disbursed_on": date(2026, 5, 15),
    },
    3: {"instrument": "grant", "women_led": False, "amount_approved_mad": 2_500_000, "province": "03.561"},
    4: {"instrument": "honour_loan", "amount_approved_mad": 1234.5, "amount_disbursed_mad": 0},
    **dict.fromkeys((5, 6, 7)),
}
BOOKINGS = """\
N° réservation;Espace;Organisme;Début;Fin;Etat;Nb participants;Montant;Satisfaction
R1;S1;Coop A;30/09/2026 à 14h30;30/09/2026 à 17h;Présent;12 pers.;450,00 DH;4/5
R2;S1;Coop A;15/02/2026 02:30;15/02/2026 04:00;Honorée;;0;
R3;S1;Coop A;21/03/2026 10:00;21/03/2026 12:00;Confirmée;3;;
R4;S1;Coop A;22/03/2026 10:00;22/03/2026 12:00;Confirmée;3;;
R5;S1;Coop A;30/09/2026 2:30 PM;30/09/2026 5:00 PM;absent;;;
R6;S1;Coop A;09/30/2026 09:00;09/30/2026 12:00;Confirmée;12;;
R7;S1;Coop A;30/09/2026 14:30;30/09/2026 12:00;Confirmée;12;;
R8;S1;Coop A;30/09/2026 10:00;30/09/2026 12:00;Confirmée;≈ 12;;
"""


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


# The clock is put back on 15 February 2026 for Ramadan, and forward again on 22 March.
BOOKINGS_TRUTH: Truth = {
    2: {"starts_at": _utc(2026, 9, 30, 13, 30), "ends_at": _utc(2026, 9, 30, 16), "status": "attended", "attendees": 12, "satisfaction": 4},
    3: {"starts_at": _utc(2026, 2, 15, 2, 30)},
    4: {"starts_at": _utc(2026, 3, 21, 10)},
    5: {"starts_at": _utc(2026, 3, 22, 9)},
    6: {"starts_at": _utc(2026, 9, 30, 13, 30), "status": "no_show"},
    **dict.fromkeys((7, 8, 9)),
}


@pytest.mark.parametrize(
    ("contract", "text", "truth"),
    [
        ("job_declarations", JOBS, JOBS_TRUTH),
        ("hub_resources", SPACES, SPACES_TRUTH),
        ("financing", FINANCING, FINANCING_TRUTH),
        ("hub_bookings", BOOKINGS, BOOKINGS_TRUTH),
    ],
)
def test_a_file_gives_its_true_values_and_no_others(workspace: Workspace, contract: str, text: str, truth: Truth) -> None:
    path = workspace.folder / f"{contract}_2026-09.csv"
    path.write_text(text, encoding="utf-8")

    prepared = prepare_file(workspace, path, contract)

    found = {row["row_number"]: row for row in accepted_rows(prepared)}
    assert set(broken_rules(prepared)) == {number for number, cells in truth.items() if cells is None}
    for number, cells in truth.items():
        for column, value in (cells or {}).items():
            assert (number, column, found[number][column]) == (number, column, value)
