"""The asset check `verdict` says in Dagster what the ledger says: what was not met, what is asked, and where the pages are."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.partners import load_feeds
from quality.findings import Finding

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
FEED = next(feed for feed in load_feeds() if feed.id == "cri/job_declarations")
RECORD = LoadRecord(
    load_id="cri.job_declarations.2026-05-01.abc.1", delivery_id="cri.job_declarations.2026-05-01.abc", partner="cri",
    contract="job_declarations", contract_version="1.0.0", mode="period", period_type="month", period_start=date(2026, 5, 1),
    period_end=date(2026, 5, 31), received_at=AT, loaded_at=AT, file_name="cri/job_declarations/mai.xlsx", file_sha256="0" * 64, file_bytes=1,
    verdict="accepted", reason=None, rows_read=3, rows_accepted=3, rows_rejected=0, rows_skipped=0, lake_file="lake/x.parquet",
    quarantine_file=None,
    expectations=(
        {"id": "sex.in_list", "subject": "rows", "type": "T", "column": "sex", "severity": "critical", "succeeded": True, "observed": 0},
        {"id": "headcount.plausible", "subject": "rows", "type": "T", "column": "headcount", "severity": "warning", "succeeded": False,
         "observed": 2},
    ),
    findings=(Finding("expectation", "headcount", "warning", Message("Deux lignes ?", "سطران؟", "Two rows?"), observed=2.0).as_dict(),),
    data_docs="data_docs/20260601T020000Z/cri.job_declarations.2026-05-01.abc.1.html",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "la maison")


def told(home: Home, record: LoadRecord) -> tuple[bool, dict[str, str]]:
    from orchestration.defs.intake import _verdict

    check = _verdict(FEED, [record], home)
    return check.passed, {name: str(value.value) for name, value in check.metadata.items()}


def test_a_question_passes_the_check_and_is_told_with_its_expectation_and_page(home: Home) -> None:
    passed, metadata = told(home, RECORD)

    assert passed
    assert metadata["expectations_unmet"] == "- `cri/job_declarations/mai.xlsx`: headcount.plausible (warning), observed 2"
    assert metadata["findings"] == "- `cri/job_declarations/mai.xlsx` (warning): Deux lignes ?"
    assert str(home.root / str(RECORD.data_docs)) in metadata["data_docs"]
    assert "file://" in metadata["data_docs"]
    assert "la%20maison" in metadata["data_docs"]


def test_a_refusal_fails_the_check_with_its_reason(home: Home) -> None:
    passed, metadata = told(home, replace(RECORD, verdict="refused", reason="Aucune ligne."))

    assert not passed
    assert metadata["reasons"] == "- `cri/job_declarations/mai.xlsx`: Aucune ligne."


def test_an_entry_of_an_older_ledger_is_told_too(home: Home) -> None:
    old = LoadRecord(
        **asdict(RECORD) | {"expectations": ({"id": "sex.given", "succeeded": False, "observed": "1"},), "findings": (), "data_docs": None}
    )

    _, metadata = told(home, old)

    assert metadata["expectations_unmet"] == "- `cri/job_declarations/mai.xlsx`: sex.given (critical), observed 1"
    assert metadata["data_docs"] == "-"
