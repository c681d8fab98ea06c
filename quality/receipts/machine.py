"""The receipt for machines: JSON of a versioned schema (`receipt.schema.json`, beside this file).

Belongs here: the document and its version. What it holds is the same for every language, but for the sentences. A field may be
added within a version; taking one away or changing what it means makes a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ingestion.ledger import instant_text
from ingestion.messages import Language
from quality.receipts import sentences
from quality.receipts.receipt import Place, Problem, Receipt

SCHEMA_VERSION: Final = "1.0"
SCHEMA_FILE: Final = Path(__file__).parent / "receipt.schema.json"
_MOST_LETTERS: Final = 500


def as_json(receipt: Receipt, language: Language, has_copy: bool = False) -> dict[str, Any]:
    """The receipt as a JSON document.

    Args:
        receipt: what is told.
        language: of the sentences.
        has_copy: whether an annotated copy of the workbook comes with it.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "language": language,
        "load_id": receipt.load_id,
        "delivery_id": receipt.delivery_id,
        "partner": {"id": receipt.partner_id, "name": receipt.partner.text(language)},
        "contract": {"name": receipt.contract_name, "version": receipt.contract_version, "title": receipt.contract.text(language)},
        "period": {"type": receipt.period.type, "start": receipt.period.start.isoformat(), "end": receipt.period.end.isoformat()},
        "received_at": instant_text(receipt.received_at),
        "file": {"name": receipt.file_name, "bytes": receipt.file_bytes, "sha256": receipt.file_sha256},
        "verdict": receipt.verdict,
        "sentence": sentences.verdict(receipt, language),
        "reason": receipt.reason.text(language) if receipt.reason else None,
        "next_steps": sentences.next_steps(receipt, language, has_copy),
        "rows": {
            "read": receipt.rows_read,
            "accepted": receipt.rows_accepted,
            "rejected": receipt.rows_rejected,
            "skipped": receipt.rows_skipped,
            "skipped_by_kind": dict(receipt.skipped),
        },
        "sheets": [{"name": s.name, "rows": s.rows, "header_row": s.header_row, "columns": dict(s.columns)} for s in receipt.sheets],
        "problems": [_problem(problem, language) for problem in receipt.problems],
        "findings": [
            {"problem": each.problem, **_place(each.place), **_found(each.found)} for each in receipt.findings
        ],
        "findings_total": receipt.findings_total,
        "questions": [question.text(language) for question in sentences.questions(receipt)],
        "asked": [{"id": each.id, "text": each.message.text(language)} for each in receipt.asked],
        "repairs": [
            {
                "column": each.column.text(language),
                "count": each.count,
                "first": [
                    {**_place(one.place), **_found(one.found), "read_as": one.read_as.text(language)} for one in each.first
                ],
            }
            for each in receipt.mended
        ],
        "filled": [
            {"column": each.column.text(language), "count": each.count, "value": each.value.text(language)} for each in receipt.filled
        ],
        "notes": [note.text(language) for note in receipt.notes],
        "unknown_columns": [{"heading": each.text, "sheet": each.sheet, "cell": each.cell} for each in receipt.unknown],
        "missing_columns": [column.text(language) for column in receipt.missing],
        "right": sentences.right(receipt, language),
    }  # fmt: skip


def _problem(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "column": problem.column.text(language),
        "advice": problem.advice.text(language),
        "count": problem.count,
    }


def _place(place: Place) -> Mapping[str, Any]:
    return {"sheet": place.sheet, "row": place.row, "cell": place.cell}


def _found(found: str | None) -> Mapping[str, Any]:
    """The value as found; of a long text its beginning, and how long it was."""
    if found is None or len(found) <= _MOST_LETTERS:
        return {"found": found}
    return {"found": found[:_MOST_LETTERS], "found_letters": len(found)}
