"""Header lines as partners of the region write them: each column is found under its own, none competes with another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from intake_helpers import accepted_rows, prepare_file
from openpyxl import Workbook

from ingestion.contract import load_contracts
from ingestion.reading.headers import match_headers
from ingestion.workspace import Workspace

ONE_LINE: Sequence[tuple[str, Mapping[str, str]]] = [
    ("financing", {  # a bank, CSV
        "N° dossier": "financing_ref", "N° client": "organisation_ref", "ICE": "ice", "Raison sociale": "organisation_name", "Type de crédit": "instrument", "Dispositif": "programme",
        "Province": "province", "Femme dirigeante": "women_led", "Montant demandé (DH)": "", "Montant accordé (DH)": "amount_approved_mad",
        "Date du comité": "approved_on", "Montant débloqué (DH)": "amount_disbursed_mad", "Date déblocage": "disbursed_on", "Encours": "",
    }),
    ("financing", {  # a foundation, Arabic
        "رقم الملف": "financing_ref", "الجهة المستفيدة": "organisation_name", "التعريف الموحد للمقاولة": "ice", "نوع الدعم": "instrument", "البرنامج": "programme", "العمالة أو الإقليم": "province",
        "تسيرها امرأة": "women_led", "المبلغ الممنوح (درهم)": "amount_approved_mad", "تاريخ المصادقة": "approved_on", "المبلغ المصروف (درهم)": "amount_disbursed_mad", "تاريخ الصرف": "disbursed_on",
    }),
    ("financing", {
        "Loan ID": "financing_ref", "Borrower": "organisation_name", "Instrument": "instrument", "Province": "province", "Woman-led": "women_led",
        "Approved amount": "amount_approved_mad", "Approval date": "approved_on", "Disbursed amount": "amount_disbursed_mad", "Disbursement date": "disbursed_on",
    }),
    ("training_sessions", {
        "Réf. session": "session_ref", "Intitulé de la formation": "theme", "Programme": "programme", "Coopérative bénéficiaire": "organisation_name", "Préfecture / Province": "province",
        "Du": "starts_on", "Au": "ends_on", "Volume horaire (h)": "hours", "Nbre de participants": "enrolled", "Dont femmes": "enrolled_women", "Ayant achevé la formation": "completed",
        "Attestations délivrées": "certified", "Formateur": "",
    }),
    ("training_sessions", {
        "رقم الدورة": "session_ref", "موضوع التكوين": "theme", "الإقليم": "province", "تاريخ البداية": "starts_on", "تاريخ النهاية": "ends_on", "عدد الساعات": "hours",
        "عدد المستفيدين": "enrolled", "من بينهم نساء": "enrolled_women", "عدد الذين أتموا التكوين": "completed", "عدد الحاصلين على شهادة": "certified",
    }),
    ("agreements", {  # the regional council
        "N° convention": "agreement_ref", "Objet de la convention": "", "Programme": "programme", "Bailleur de fonds": "funder", "Date de signature": "signed_on", "Montant de la convention": "",
        "Contribution (DH)": "committed_mad", "Montant versé (DH)": "paid_mad", "Province concernée": "province",
    }),
    ("agreements", {
        "مرجع الاتفاقية": "agreement_ref", "اسم البرنامج": "programme", "الشريك المالي": "funder", "تاريخ التوقيع": "signed_on", "المبلغ الملتزم به": "committed_mad", "المبلغ المؤدى": "paid_mad",
        "الإقليم المعني": "province",
    }),
    ("market_contracts", {
        "N° de contrat": "contract_ref", "Client": "buyer", "Fournisseur": "organisation_name", "N° ICE": "ice", "Désignation du produit": "product", "Objet": "", "Filière": "sector",
        "Date du contrat": "signed_on", "Montant TTC": "value_mad", "Montant HT": "", "Canal de commercialisation": "channel",
    }),
    ("market_contracts", {
        "رقم العقد": "contract_ref", "المشتري": "buyer", "اسم التعاونية": "organisation_name", "المنتوج": "product", "القطاع": "sector", "تاريخ التوقيع": "signed_on", "قيمة العقد": "value_mad",
        "قناة التسويق": "channel",
    }),
    ("activity_surveys", {  # a form tool
        "_id": "response_ref", "_uuid": "", "_submission_time": "", "nom_organisation": "organisation_name", "code_organisation": "organisation_ref", "province": "province",
        "chiffre_d_affaires": "turnover_mad", "nombre_d_adherents": "members_total", "nombre_de_femmes": "members_women", "revenu_mensuel_moyen": "mean_member_income_mad",
        "part_export": "export_share",
    }),
    ("activity_surveys", {
        "رقم الاستمارة": "response_ref", "اسم التعاونية": "organisation_name", "الإقليم": "province", "رقم المعاملات بالدرهم": "turnover_mad", "عدد المنخرطين": "members_total", "منهم نساء": "members_women",
        "متوسط الدخل الشهري للمنخرط": "mean_member_income_mad", "نسبة التصدير (%)": "export_share",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "columns"), ONE_LINE, ids=[f"{contract}-{next(iter(columns))}" for contract, columns in ONE_LINE])
def test_each_heading_names_its_column(contract: str, columns: Mapping[str, str]) -> None:
    found = match_headers(list(columns), load_contracts()[contract].expected_headings)

    headings = list(columns)
    assert found.ambiguous == ()
    assert {headings[index]: name for name, index in found.mapping.items()} == {text: name for text, name in columns.items() if name}
    assert [headings[index] for index in found.unknown] == [text for text, name in columns.items() if not name]


TWO_LINES: Sequence[tuple[str, Sequence[tuple[str, str | None, object, str]]]] = [
    ("financing", [
        ("Réf. prêt", None, "F-1", "financing_ref"), ("Bénéficiaire", None, "Coopérative Al Amal", "organisation_name"), ("Instrument", None, "Prêt", "instrument"),
        ("Province", None, "Fès", "province"), ("Montant (DH)", "Accordé", 90000, "amount_approved_mad"), ("Montant (DH)", "Débloqué", 40000, "amount_disbursed_mad"),
        ("Date", "d'accord", "05/03/2026", "approved_on"), ("Date", "de déblocage", "20/03/2026", "disbursed_on"),
    ]),
    ("training_sessions", [
        ("رقم الدورة", None, "S-1", "session_ref"), ("الموضوع", None, "المحاسبة", "theme"), ("الإقليم", None, "فاس", "province"), ("الفترة", "من", "02/03/2026", "starts_on"),
        ("الفترة", "إلى", "06/03/2026", "ends_on"), ("المستفيدون", "المجموع", 25, "enrolled"), ("المستفيدون", "نساء", 15, "enrolled_women"),
    ]),
    ("training_sessions", [
        ("N° session", None, "S-1", "session_ref"), ("Thème", None, "Comptabilité", "theme"), ("Province", None, "Fès", "province"), ("Période", "Du", "02/03/2026", "starts_on"),
        ("Période", "Au", "06/03/2026", "ends_on"), ("Bénéficiaires", "Inscrits", 25, "enrolled"), ("Bénéficiaires", "Dont femmes", 15, "enrolled_women"),
        ("Bénéficiaires", "Ayant achevé", 20, "completed"), ("Bénéficiaires", "Certifiés", 18, "certified"),
    ]),
    ("agreements", [
        ("Réf.", None, "C-1", "agreement_ref"), ("Programme", None, "INDH", "programme"), ("Bailleur", None, "Conseil régional", "funder"), ("Signée le", None, "12/05/2025", "signed_on"),
        ("Montants (MAD)", "Engagés", 900000, "committed_mad"), ("Montants (MAD)", "Payés", 250000, "paid_mad"),
    ]),
    ("activity_surveys", [
        ("N° de questionnaire", None, "E-1", "response_ref"), ("Coopérative", None, "Al Amal", "organisation_name"), ("Province", None, "Fès", "province"), ("CA (DH)", None, 45000, "turnover_mad"),
        ("Adhérents", "Total", 20, "members_total"), ("Adhérents", "Femmes", 12, "members_women"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "columns"), TWO_LINES, ids=[f"{contract}-{columns[0][0]}" for contract, columns in TWO_LINES])
def test_columns_under_a_common_heading_are_told_apart(
    workspace: Workspace, contract: str, columns: Sequence[tuple[str, str | None, object, str]]
) -> None:
    prepared = prepare_file(workspace, two_line_workbook(workspace.folder / f"{contract}_2026-09.xlsx", columns), contract)

    (row,) = accepted_rows(prepared)
    assert prepared.unknown_columns == ()
    assert {name for name, value in row.items() if value is not None} - {"load_id", "sheet", "row_number"} == {each[3] for each in columns}
    assert all(row[name] == value for _, _, value, name in columns if isinstance(value, int))


def two_line_workbook(path: Path, columns: Sequence[tuple[str, str | None, object, str]]) -> Path:
    """A workbook whose header has two lines: captions merged over their columns, and single headings merged downwards."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    uppers = [upper for upper, _, _, _ in columns]
    for number, (upper, lower, value, _) in enumerate(columns, start=1):
        is_first = number == 1 or uppers[number - 2] != upper
        if is_first:
            sheet.cell(1, number, upper)
            last = number + uppers[number - 1 :].count(upper) - 1 if lower else number
            sheet.merge_cells(start_row=1, end_row=1 if lower else 2, start_column=number, end_column=last)
        if lower:
            sheet.cell(2, number, lower)
        sheet.cell(3, number, value)
    book.save(path)
    return path
