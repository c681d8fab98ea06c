"""What the ledger says is odd about a load, as one list of findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from quality.findings import Finding
from quality.load_findings import findings_of, is_ours
from quality.unmet import BROKEN_PROMISE

RECORD = LoadRecord(
    load_id="guild.job_declarations.2026-05-01.0123456789ab.1", delivery_id="guild.job_declarations.2026-05-01.0123456789ab",
    partner="guild", contract="job_declarations", contract_version="1.0.0", mode="period", period_type="month",
    period_start=date(2026, 5, 1), period_end=date(2026, 5, 31), received_at=datetime(2026, 6, 3, tzinfo=UTC),
    loaded_at=datetime(2026, 6, 4, tzinfo=UTC), file_name="f.csv", file_sha256="0" * 64, file_bytes=1, verdict="accepted", reason=None,
    rows_read=1, rows_accepted=1, rows_rejected=0, rows_skipped=0, lake_file=None, quarantine_file=None,
)  # fmt: skip


def test_a_load_of_which_nothing_is_odd_has_none() -> None:
    assert findings_of(RECORD) == ()


def test_the_same_bytes_for_another_period_are_one_question_to_the_partner() -> None:
    """May's file is that of March and of April."""
    repeated = replace(
        RECORD, questions=("guild.job_declarations.2026-04-01.0123456789ab", "guild.job_declarations.2026-03-01.0123456789ab")
    )

    [finding] = findings_of(repeated)

    assert (finding.check, finding.column, finding.severity) == ("same_file", None, "warning")
    assert finding.message.en == (
        "This file is exactly the one already sent for the period March 2026. Is it for the period May 2026 too?"
        " If not, send the right file."
    )
    assert "mars 2026" in finding.message.fr
    assert "ماي 2026" in finding.message.ar


def test_findings_of_the_judgement_come_first_and_as_they_were() -> None:
    volume = Finding("volume", None, "warning", Message("peu", "قليل", "few"), observed=3.0, low=10.0, high=20.0)

    found = findings_of(replace(RECORD, findings=(volume.as_dict(),), questions=("guild.job_declarations.2026-04-01.0123456789ab",)))

    assert [each.check for each in found] == ["volume", "same_file"]
    assert found[0] == volume


def test_only_a_promise_of_ours_is_ours_to_answer_for() -> None:
    asked = Finding("expectation", "amount_mad", "critical", Message("trop", "كثير", "too much"))

    assert is_ours(replace(asked, message=BROKEN_PROMISE))
    assert is_ours(Finding.of(replace(asked, message=BROKEN_PROMISE).as_dict()))
    assert not is_ours(asked)
