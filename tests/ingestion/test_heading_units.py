"""Units that headings and titles tell: an amount below «KDH» is a thousand times what its digits say."""

from __future__ import annotations

from functools import partial

import duckdb
import openpyxl
import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_file

from ingestion.conforming.heading_units import unit_of_amounts, with_unit_sql
from ingestion.conforming.values import read_money
from ingestion.reading.reader import read
from ingestion.workspace import Workspace


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Montant (KDH)", "KDH"),
        ("Montant en milliers de dirhams", "KDH"),
        ("Financement (x 1 000 DH)", "KDH"),
        ("المبلغ (بآلاف الدراهم)", "KDH"),
        ("المبلغ (ألف درهم)", "KDH"),
        ("CA (MDH)", "MDH"),
        ("Montant (en millions de DH)", "MDH"),
        ("المبلغ بملايين الدراهم", "MDH"),
        ("Montant MMDH", "MMDH"),
        ("Montant (K.DH)", "KDH"),
        ("Montant (x1000)", "KDH"),
        ("Montant (en 000 DH)", "KDH"),
        ("Montant (M DH)", "MDH"),
        ("Montant (x 1 000 000)", "MDH"),
        ("Montant (k€)", "€"),
        ("Montant en euros", "€"),
        ("Montant (USD)", "€"),
        ("المبلغ (بالأورو)", "€"),
        ("المبلغ (بالريال)", "€"),
        ("Marché (Europe)", None),
        ("المبلغ بالدرهم", None),
        ("Montant (DH)", None),
        ("المبلغ (درهم)", None),
        ("Montant", None),
    ],
)
def test_a_heading_tells_its_unit(heading: str, unit: str | None) -> None:
    assert unit_of_amounts(heading) == unit


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Situation au 31/03/2026 (en KDH)", "KDH"),
        ("Unité : millions de DH", "MDH"),
        ("المبالغ بآلاف الدراهم", "KDH"),
        ("(الوحدة: ألف درهم)", "KDH"),
        ("Budget de 3 MDH", None),
        ("Projets de plus de 5 MDH", None),
        ("Financement de 20 millions de DH", None),
    ],
)
def test_a_title_counts_only_where_it_speaks_of_all_amounts(title: str, unit: str | None) -> None:
    assert unit_of_amounts("Montant", [title]) == unit


def test_the_unit_of_a_heading_beats_that_of_a_title() -> None:
    assert unit_of_amounts("Montant (DH)", ["Montants en KDH"]) is None
    assert unit_of_amounts("Montant (MDH)", ["Montants en KDH"]) == "MDH"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("350", 350_000),
        ("2,5", 2_500),
        ("1 200,50", 1_200_500),
        ("٣٥٠", 350_000),
        ("350 DH", 350),
        ("2 MDH", 2_000_000),
        ("12.500", None),
        ("à préciser", None),
        ("1.2E4", 12_000_000),
        ("1,2E+04", 12_000_000),
        ("12 000 TTC", None),
    ],
)
def test_bare_numbers_take_the_unit_and_others_keep_their_own(text: str, amount: float | None) -> None:
    found = duckdb.execute(f"select {with_unit_sql('x', 'KDH')} from (select ?::varchar as x)", [text]).fetchone()

    assert found is not None
    assert read_money(found[0]) == amount


HEADINGS = ["N° convention", "Programme", "Bailleur", "Date de signature", "Montant engagé (KDH)", "Montant payé (DH)"]
ROWS = [["CV-1", "INDH", "Conseil régional", "12/05/2026", "1 200,5", "300000"], ["CV-2", "INDH", "ADS", "13/05/2026", "2 MDH", "0"]]
COMMITTED = [1_200_500, 2_000_000]
PAID = [300_000, 0]


def test_amounts_of_a_csv_are_in_the_unit_of_their_heading(workspace: Workspace) -> None:
    path = workspace.folder / "conventions_T2_2026.csv"
    path.write_text("\n".join(";".join(row) for row in [HEADINGS, *ROWS]), encoding="utf-8")

    prepared = prepare_file(workspace, path, "agreements")

    rows = accepted_rows(prepared)
    assert [row["committed_mad"] for row in rows] == COMMITTED
    assert [row["paid_mad"] for row in rows] == PAID
    assert prepared.repairs["committed_mad"] == 2


def test_amounts_of_a_workbook_are_in_the_unit_of_its_title(workspace: Workspace) -> None:
    path = workspace.folder / "conventions_T2_2026.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Conseil régional Fès-Meknès"])
    sheet.append(["Situation des conventions au 30/06/2026 (en milliers de DH)"])
    sheet.append([])
    sheet.append(["N° convention", "Programme", "Bailleur", "Date de signature", "Montant engagé", "Montant payé (DH)"])
    for row, committed in zip(ROWS, (1200.5, 2000), strict=True):
        sheet.append([*row[:4], committed, float(row[5])])
    book.save(path)

    rows = accepted_rows(prepare_file(workspace, path, "agreements"))

    assert [row["committed_mad"] for row in rows] == COMMITTED
    assert [row["paid_mad"] for row in rows] == PAID


@pytest.mark.parametrize(
    ("heading", "amount"),
    [
        ("Montant engagé en KDH", 3000),
        ("Montant engagé / المبلغ الملتزم به (KDH)", 3000),
        ("المبلغ الملتزم به بآلاف الدراهم", 3000),
        ("Montant engagé (en MDH)", 3_000_000),
        ("Montant engagé DH", 3),
        ("المبلغ الملتزم به (درهم)", 3),
    ],
)
def test_a_unit_may_stand_without_brackets_or_in_two_languages(workspace: Workspace, heading: str, amount: float) -> None:
    path = workspace.folder / "conventions_T2_2026.csv"
    path.write_text("\n".join(";".join(row) for row in [[*HEADINGS[:4], heading], [*ROWS[0][:4], "3"]]), encoding="utf-8")

    (row,) = accepted_rows(prepare_file(workspace, path, "agreements"))

    assert row["committed_mad"] == amount


def test_amounts_of_a_large_file_are_in_the_unit_of_their_heading(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.prepare.read", partial(read, large_bytes=1))
    path = workspace.folder / "conventions_T2_2026.csv"
    path.write_text("\n".join(";".join(row) for row in [HEADINGS, *ROWS]), encoding="utf-8")

    rows = accepted_rows(prepare_file(workspace, path, "agreements"))

    assert [row["committed_mad"] for row in rows] == COMMITTED


def test_three_decimals_are_clear_in_millions_and_not_in_thousands(workspace: Workspace) -> None:
    path = workspace.folder / "conventions_T2_2026.csv"
    headings = [*HEADINGS[:4], "Montant engagé (MDH)", "Montant payé (KDH)"]
    rows = [[*ROWS[0][:4], "2,125", "0"], [*ROWS[1][:4], "3", "1.250"]]
    path.write_text("\n".join(";".join(row) for row in [headings, *rows]), encoding="utf-8")

    prepared = prepare_file(workspace, path, "agreements")

    assert [row["committed_mad"] for row in accepted_rows(prepared)] == [2_125_000]
    assert broken_rules(prepared) == {3: {"paid_mad.type"}}


def test_amounts_in_euros_are_not_taken_for_dirhams(workspace: Workspace) -> None:
    path = workspace.folder / "conventions_T2_2026.csv"
    headings = [*HEADINGS[:4], "Montant engagé (€)", HEADINGS[5]]
    path.write_text("\n".join(";".join(row) for row in [headings, *ROWS]), encoding="utf-8")

    prepared = prepare_file(workspace, path, "agreements")

    assert broken_rules(prepared) == {2: {"committed_mad.type"}}
