"""A judged load as the ledger tells it.

What goes here: making the entry of what was read and judged. What does not: the entry's own form and its file (`ingestion.ledger`), when it
is written (`intake.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from ingestion.delivery import Arrival
from ingestion.drift import masked_path
from ingestion.lake import lake_path, quarantine_path
from ingestion.ledger import LoadRecord
from ingestion.prepare import Prepared
from quality.judge import Judgement


def load_record(
    prepared: Prepared, judgement: Judgement, arrival: Arrival, sha256: str, now: datetime, questions: tuple[str, ...] = ()
) -> LoadRecord:
    """The ledger's entry of a judged load; pure, so that a dry run can make one too.

    Args:
        prepared: the load.
        judgement: its verdict.
        arrival: the file it came from.
        sha256: the hash of its bytes.
        now: when it was taken in.
        questions: deliveries of other periods with the very same bytes.
    """
    refused = judgement.verdict == "refused"
    partner, contract, reason = arrival.feed.partner, prepared.contract, judgement.reason
    has_quarantine = prepared.quarantine_file is not None and bool(refused or prepared.failures or prepared.warnings)
    return LoadRecord(
        load_id=prepared.load_id,
        delivery_id=prepared.delivery_id,
        partner=partner.id,
        contract=contract.name,
        contract_version=contract.version,
        mode=contract.mode,
        period_type=prepared.period.type,
        period_start=prepared.period.start,
        period_end=prepared.period.end,
        received_at=arrival.received_at.astimezone(UTC),
        loaded_at=now.astimezone(UTC),
        file_name=masked_path(arrival.name),
        file_sha256=sha256,
        file_bytes=arrival.size,
        verdict=judgement.verdict,
        reason=reason.text(partner.language) if reason else None,
        rows_read=prepared.rows_read,
        rows_accepted=0 if refused else prepared.rows_accepted,
        rows_rejected=prepared.rows_read if refused else prepared.rows_rejected,
        rows_skipped=prepared.rows_skipped,
        lake_file=None if refused else lake_path(prepared.load_id, partner.id, contract.name),
        quarantine_file=quarantine_path(prepared.load_id, partner.id, contract.name) if has_quarantine else None,
        repairs=prepared.repairs,
        imputed=prepared.imputed,
        warnings=prepared.warnings,
        unknown_columns=prepared.unknown_columns,
        questions=questions,
        expectations=judgement.expectations,
        reasons=asdict(reason) if reason else {},
        observed=prepared.observed.as_dict(),
        findings=tuple(finding.as_dict() for finding in judgement.findings),
        profile=judgement.profile,
        data_docs=judgement.data_docs,
    )
