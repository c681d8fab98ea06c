"""Hostile names come out of every output as harmless text, and the checks that say so find what they are there for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hostile import CHECKS, annotated_copies, documents_of_machines, pages, tables_for_people, text, texts, workbooks
from open_data_helpers import HOSTILE_NAMES, hand_made_edition

from ingestion.messages import Language, Message
from ingestion.wording import shown
from publishing.open_data import write_open_data


def test_open_data_holds_hostile_names_as_harmless_text(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        write_open_data(hand_made_edition(connection), tmp_path)

    assert any(tmp_path.iterdir())
    assert [wrong for check in CHECKS for wrong in check(tmp_path)] == []


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_foreign_text_in_a_page_turns_nothing_and_runs_nothing(tmp_path: Path, name: str, language: Language) -> None:
    from jinja2 import Environment

    text = shown(name, language)
    page = Environment(autoescape=True).from_string("<p title='{{ text }}'>{{ text }}</p>").render(text=text)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")

    assert len(text) < 150
    assert pages(tmp_path) == []


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=' java\nscript:alert(1)'>x</a>", "<iframe src=x></iframe>",
        "<p>abc\u202ecod.exe</p>", "<p title='\u202d'>x</p>", "<p>\u2066open</p>", "<p>shut\u2069</p>",
    ],
)  # fmt: skip
def test_a_page_with_something_hostile_is_found(tmp_path: Path, page: str) -> None:
    (tmp_path / "page.html").write_text(f"<html><meta charset='utf-8'><body>{page}</body></html>", encoding="utf-8")

    assert len(pages(tmp_path)) == 1


def test_a_formula_and_a_link_are_found(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = workbook.add_worksheet()
    sheet.write_string("A1", "=1+1")
    workbook.close()
    assert workbooks(tmp_path) == []

    workbook = xlsxwriter.Workbook(tmp_path / "b.xlsx")
    sheet = workbook.add_worksheet()
    sheet.write("A1", "=1+1")
    sheet.write("A2", "https://evil.example")
    workbook.close()
    assert {line.split(" ", 2)[2] for line in workbooks(tmp_path)} == {"has a formula", "leads outside"}


def test_a_cell_that_a_spreadsheet_runs_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,value\n'=1+1,-12.5\n=1+1,3\n+1,4\n", encoding="utf-8")

    assert tables_for_people(tmp_path) == ["a.csv: '=1+1'", "a.csv: '+1'"]


def test_a_marked_copy_may_turn_text_in_the_partners_cells_only(tmp_path: Path) -> None:
    def book(name: str) -> None:
        workbook = xlsxwriter.Workbook(tmp_path / name)
        sheet = workbook.add_worksheet("ab\u202ecod")
        sheet.write_string("A1", "ab\u202ecod")
        if "bad" in name:
            sheet.write_comment("A1", "ab\u202ecod")
            sheet.write_formula("A2", "=1+1")
        workbook.close()

    book("good.annote.xlsx")
    book("bad.annote.xlsx")
    (tmp_path / "other.annote.bin").touch()

    found = annotated_copies(tmp_path)

    assert {line.split(": ", 1)[0] for line in found} == {"bad.annote.xlsx", "other.annote.bin"}
    assert {line.rsplit(" ", 1)[1] for line in found if line.startswith("bad")} == {"formula", "U+202E"}


def test_a_marked_open_document_with_a_formula_or_a_turning_summary_is_found(tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    def document(name: str, summary: str, formula: str | None) -> None:
        made = OpenDocumentSpreadsheet()
        for told in (summary, "ab\u202ecod"):
            cell = TableCell(valuetype="string", **({"formula": formula} if formula else {}))
            cell.addElement(P(text=told))
            table, row = Table(name="F"), TableRow()
            row.addElement(cell)
            table.addElement(row)
            made.spreadsheet.addElement(table)
        made.save(str(tmp_path / name))

    document("good.annote.ods", "Reçu", None)
    document("bad.annote.ods", "ab\u202ecod", "of:=1+1")

    assert set(annotated_copies(tmp_path)) == {"bad.annote.ods: has a formula", "bad.annote.ods: U+202E"}


def test_a_text_that_moves_a_terminal_and_json_that_nobody_can_read_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("fine\n\tfine \u2066x\u2069\n", encoding="utf-8")
    (tmp_path / "b.log").write_text("\x1b[2J", encoding="utf-8")
    (tmp_path / "c.txt").write_text(f"\u202e\n\u2066\n{'x' * 3_000}", encoding="utf-8")
    (tmp_path / "d.json").write_text("{", encoding="utf-8")

    assert texts(tmp_path) == ["b.log: U+001B", "c.txt: U+202E", "c.txt: leaves a direction open", "c.txt: a line of 3000 letters"]
    assert len(documents_of_machines(tmp_path)) == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_receipt_holds_hostile_cells_and_file_names_as_text(tmp_path: Path, language: Language) -> None:
    from datetime import date

    from ingestion.periods import Period
    from quality.receipts import page, terminal
    from quality.receipts.marks import summary_rows
    from quality.receipts.receipt import Finding, Place, Problem, Receipt

    said = Message("Un nombre.", "عدد.", "A number.")
    findings = tuple(Finding(Place(name[:31], 2, "A2"), 0, name) for name in HOSTILE_NAMES)
    receipt = Receipt(
        load_id="l", delivery_id="d", partner_id="p", partner=Message("P", "P", "P"), contract_name="c", contract=said,
        contract_version="1.0.0", mode="period", period=Period(date(2026, 5, 1), "month"), received_at=datetime(2026, 6, 3, tzinfo=UTC),
        file_name="".join(HOSTILE_NAMES[:6]), file_sha256="0" * 64, file_bytes=1, verdict="accepted_with_rejections", reason=None, rows_read=9,
        rows_accepted=1, rows_rejected=8, rows_skipped=0, sheets=(), findings=findings, findings_total=len(findings), is_workbook=False,
        problems=(Problem("x.type", "error", said, said, len(findings), findings[:5]),),
    )  # fmt: skip

    (tmp_path / "receipt.html").write_text(page.html(receipt, language), encoding="utf-8")
    (tmp_path / "receipt.txt").write_text(terminal.text(receipt, language), encoding="utf-8")
    sheet = [str(cell.text) for row in summary_rows(receipt, language) for cell in row.cells.values()]

    assert pages(tmp_path) == texts(tmp_path) == []
    assert [wrong for cell in sheet for wrong in text(cell)] == []


def test_a_refused_file_is_told_on_the_terminal_without_moving_its_cursor() -> None:
    from types import SimpleNamespace
    from typing import Any, cast

    from orchestration.progress import refusal_lines

    record = SimpleNamespace(verdict="refused", file_name="p/c/\x1b[2Ja\u202ebc.csv", reason="Motif")

    assert refusal_lines(cast("Any", [record])) == ["    REFUSED p/c/[U+001B][2Ja[U+202E]bc.csv: Motif"]
