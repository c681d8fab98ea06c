"""What a receipt asks about a load as a whole: hand-made findings, in the three languages, in every form of the receipt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import jsonschema
import pytest
from receipt_helpers import receipt

from ingestion.contract import load_contracts
from ingestion.ledger import LoadRecord
from ingestion.messages import Language, Message
from ingestion.partners import Feed, Partner
from quality.findings import Finding
from quality.receipts import Receipt, as_json, html, receipt_of, text
from quality.receipts.machine import SCHEMA_FILE
from quality.receipts.marks import summary_rows
from quality.receipts.receipt import LoadQuestion

FEED = Feed(Partner("guild", "Corporation", "هيئة", "fr"), "job_declarations")
HALVED = Finding(
    "volume",
    None,
    "warning",
    Message("12 lignes au lieu de 30.", "12 سطرا بدل 30.", "12 rows instead of 30."),
    observed=12,
    low=24,
    high=36,
)
KEPT = Finding("missing", "commune", "info", Message("note interne", "ملاحظة داخلية", "inner note"))
HOSTILE = Finding("new_category", "programme", "warning", Message(*["<script>alert(1)</script> ?"] * 3))
DELIVERY = "guild.job_declarations.2026-05-01.0123456789ab"


def asked(*findings: Finding, verdict: str = "accepted") -> Receipt:
    made = LoadRecord(
        load_id=f"{DELIVERY}.1", delivery_id=DELIVERY, partner="guild", contract="job_declarations", contract_version="1.0.0",
        mode="period", period_type="month", period_start=date(2026, 5, 1), period_end=date(2026, 5, 31),
        received_at=datetime(2026, 6, 3, tzinfo=UTC), loaded_at=datetime(2026, 6, 3, tzinfo=UTC), file_name="guild/job_declarations/f.csv",
        file_sha256="0" * 64, file_bytes=1, verdict=verdict, reason=None, rows_read=12, rows_accepted=12, rows_rejected=0, rows_skipped=0,
        lake_file=None, quarantine_file=None, findings=tuple(json.loads(json.dumps(finding.as_dict())) for finding in findings),
    )  # type: ignore[arg-type]  # fmt: skip
    return receipt_of(made, FEED, load_contracts()["job_declarations"], None)


@pytest.mark.parametrize(
    ("language", "question", "step"),
    [
        ("fr", "12 lignes au lieu de 30. (question {id})", "Regardez aussi les questions"),
        ("ar", "12 سطرا بدل 30. (السؤال \u2066{id}\u2069)", "اطلعوا كذلك على الأسئلة"),
        ("en", "12 rows instead of 30. (question {id})", "Please look at the questions"),
    ],
)
def test_a_finding_is_a_question_with_its_number_and_no_error(language: Language, question: str, step: str) -> None:
    told = asked(HALVED, KEPT)
    expected = question.format(id=HALVED.id_in(DELIVERY))

    for shown in (html(told, language), text(told, language)):
        assert expected in shown
        assert step in shown
        assert KEPT.message.text(language) not in shown
    assert told.error_count == 0
    assert as_json(told, language)["sentence"] == as_json(asked(), language)["sentence"]  # the verdict is that of a good file


def test_the_number_is_the_ledgers_own() -> None:
    [question] = asked(HALVED).asked

    assert question == LoadQuestion(HALVED.id_in(DELIVERY), HALVED.message)


def test_the_json_names_each_question_and_keeps_to_its_schema() -> None:
    page = as_json(asked(HALVED), "fr")

    jsonschema.validate(page, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    assert page["asked"] == [{"id": HALVED.id_in(DELIVERY), "text": "12 lignes au lieu de 30."}]
    assert "q-…" in page["next_steps"][-1]


def test_without_findings_nothing_is_asked() -> None:
    assert as_json(asked(KEPT), "fr")["questions"] == []
    assert "Vous n'avez rien à faire" in text(asked(KEPT), "fr")


def test_a_load_refused_by_what_it_is_as_a_whole_still_shows_its_questions() -> None:
    assert "12 lignes au lieu de 30." in html(asked(HALVED, verdict="refused"), "fr")


def test_what_a_message_quotes_is_escaped() -> None:
    page = html(asked(HOSTILE), "fr")

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_annotated_copy_asks_it_on_its_first_sheet() -> None:
    told = replace(receipt([("Fès", "B4", "x")]), asked=(LoadQuestion("q-0123456789", HALVED.message),))

    rows = [cell.text for row in summary_rows(told, "fr") for cell in row.cells.values()]
    assert "12 lignes au lieu de 30. (question q-0123456789)" in rows
