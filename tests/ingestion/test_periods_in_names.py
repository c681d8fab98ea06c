"""Which period a file's name tells: truth by hand; a wrong period is a wrong figure, so a name that tells two tells none."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.periods import period_in_text


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("emplois_2026-05", "2026-05"), ("emplois mai 2026", "2026-05"), ("Emplois_Mai2026", "2026-05"), ("Emplois mai-26", "2026-05"), ("Déclaration_MAI_26", "2026-05"),
        ("emplois_05-2026", "2026-05"), ("emplois 05.2026", "2026-05"), ("emplois_052026", "2026-05"), ("emplois_202605", "2026-05"), ("emplois 5-2026", "2026-05"),
        ("emplois M05 2026", "2026-05"), ("emplois 2026 M05", "2026-05"), ("emplois_mois5_2026", "2026-05"), ("Copie de emplois mai 2026 (2)", "2026-05"),
        ("emplois mai 2026 v2", "2026-05"), ("emplois du 01-05-2026 au 31-05-2026", "2026-05"), ("emplois au 31 mai 2026", "2026-05"),
        ("مناصب الشغل شهر ماي 2026", "2026-05"), ("مناصب الشغل - غشت ٢٠٢٦", "2026-08"), ("شتنبر2026", "2026-09"), ("أيار 2026", "2026-05"), ("تشرين الأول 2026", "2026-10"),
        ("Emplois sept26", "2026-09"), ("chambre 2024-2026 mai 2026", "2026-05"), ("emplois ماي mai 2026", "2026-05"), ("emplois décembre 2025", "2025-12"),
    ],
)  # fmt: skip
def test_a_name_tells_its_month(name: str, month: str) -> None:
    period = period_in_text(name, "month")

    assert period is not None
    assert (f"{period.start:%Y-%m}", period.type) == (month, "month")


@pytest.mark.parametrize(
    "name",
    [
        "emplois", "emplois 2026", "emplois_0526", "plan 2026-2028", "emplois 13-2026",
        "emplois janv-fév 2026", "emplois janvier à mars 2026", "emplois avril, mai et juin 2026", "ماي ويونيو 2026", "emplois du 15 avril au 15 mai 2026",
        "emplois mai 2025 et mai 2026", "2026-06-03 emplois mai 2026", "emplois du 01-05-2026 au 30-06-2026",
        "lot 3 2026", "emplois v3 2026", "emplois (3) 2026", "fichier n°4 2026", "semaine 5 2026", "S1 2026", "الأسدس 1 2026", "emplois_2026_v2", "T2 2026",
    ],
)  # fmt: skip
def test_a_name_of_no_month_or_of_two_tells_none(name: str) -> None:
    assert period_in_text(name, "month") is None


@pytest.mark.parametrize(
    "name",
    [
        "enquete T2 2026", "enquête_T2-2026", "enquete 2T2026", "2eme trimestre 2026", "2ème trim 2026", "2e trim. 2026", "2nd trimestre 2026", "second trimestre 2026",
        "trimestre 2 - 2026", "trim2 2026", "trimestre II 2026", "II trimestre 2026", "Q2-2026", "2026 T2", "2026Q2", "T2 26", "enquete T2-26",
        "الفصل الثاني 2026", "الربع الثاني من سنة 2026", "enquete avril-juin 2026", "enquete avril à juin 2026", "enquete juin 2026",
    ],
)  # fmt: skip
def test_a_name_tells_its_quarter(name: str) -> None:
    period = period_in_text(name, "quarter")

    assert period is not None
    assert (period.start, period.type) == (date(2026, 4, 1), "quarter")


@pytest.mark.parametrize("name", ["T1 et T2 2026", "T1-T2 2026", "S1 2026", "1er semestre 2026", "janvier-juin 2026", "enquête 2026"])
def test_a_name_of_no_quarter_or_of_two_tells_none(name: str) -> None:
    assert period_in_text(name, "quarter") is None
