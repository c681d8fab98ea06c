"""Outcomes as rows of the build database: what each step of each load came to, what was expected, what was asked, what was accepted.

What goes here: the tables `lake.load_steps`, `lake.expectations`, `lake.findings`, `lake.acceptances`,
`lake.accepted_movements` and `lake.excused_periods`, from
the ledger and the journals. What does not: states and ages (dbt, `models/quality`), what is written where in the first place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed
from orchestration.movement_tables import ACCEPTED_MOVEMENTS, accepted_movements
from orchestration.steps_around import steps_around
from quality.acceptances import acceptances
from quality.load_findings import findings_of, is_ours

Row = dict[str, Any]

OUTCOME_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "load_steps": {
        "partner": "varchar", "contract": "varchar", "period_start": "date", "delivery_id": "varchar", "load_id": "varchar",
        "step": "varchar", "outcome": "varchar", "is_transient": "boolean", "detail": "varchar", "duration_seconds": "double",
        "rows_in": "bigint", "rows_out": "bigint", "happened_at": "timestamptz",
    },
    "expectations": {
        "load_id": "varchar", "expectation": "varchar", "subject": "varchar", "column_name": "varchar", "severity": "varchar",
        "is_met": "boolean", "observed": "double",
    },
    "findings": {
        "load_id": "varchar", "finding_id": "varchar", "check_name": "varchar", "column_name": "varchar", "segment": "varchar",
        "severity": "varchar", "message_fr": "varchar", "message_ar": "varchar", "message_en": "varchar", "observed": "double",
        "expected_low": "double", "expected_high": "double", "is_ours": "boolean",
    },
    "acceptances": {"accepted_id": "varchar", "reason": "varchar", "accepted_by": "varchar", "accepted_at": "timestamptz"},
    "accepted_movements": ACCEPTED_MOVEMENTS,
    "excused_periods": {
        "partner": "varchar", "contract": "varchar", "period_start": "date", "period_end": "date", "excuse": "varchar",
    },
}  # fmt: skip


def outcome_rows(home: Home, as_of: datetime, known: Sequence[LoadRecord], feeds: Sequence[Feed]) -> dict[str, list[Row]]:
    """The rows of each of `OUTCOME_TABLES`.

    Args:
        home: the installation.
        as_of: what was noted later is left out.
        known: the loads known by then.
        feeds: the feeds of the partners file.
    """
    return {
        "load_steps": [*(row for record in known for row in _steps(record)), *steps_around(home, as_of, known)],
        "expectations": [row for record in known for row in _expectations(record)],
        "findings": [row for record in known for row in _findings(record)],
        "acceptances": _acceptances(home, as_of),
        "accepted_movements": list(accepted_movements(home, as_of)),
        "excused_periods": [row for feed in feeds for row in _excuses(feed)],
    }


def _steps(record: LoadRecord) -> Iterator[Row]:
    for step in record.steps:
        yield {
            **{name: getattr(record, name) for name in ("partner", "contract", "period_start", "delivery_id", "load_id")},
            **{name: step[name] for name in ("step", "outcome", "is_transient", "detail", "duration_seconds", "rows_in", "rows_out")},
            "happened_at": record.loaded_at,
        }


def _expectations(record: LoadRecord) -> Iterator[Row]:
    """Entries of older ledgers know neither column nor severity."""
    for each in record.expectations:
        yield {
            "load_id": record.load_id,
            "expectation": each["id"],
            "subject": each.get("subject"),
            "column_name": each.get("column"),
            "severity": each.get("severity"),
            "is_met": bool(each["succeeded"]),
            "observed": _figure(each.get("observed")),
        }


def _figure(observed: object) -> float | None:
    """What was observed, where it is a figure: values of cells, which a list of them could hold, are never published."""
    try:
        figure = float(str(observed))
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None


def _findings(record: LoadRecord) -> Iterator[Row]:
    for finding in findings_of(record):
        yield {
            "load_id": record.load_id,
            "finding_id": finding.id_in(record.delivery_id),
            "check_name": finding.check,
            "column_name": finding.column,
            "segment": finding.segment,
            "severity": finding.severity,
            **{f"message_{language}": finding.message.text(language) for language in ("fr", "ar", "en")},  # type: ignore[arg-type]
            "observed": finding.observed,
            "expected_low": finding.low,
            "expected_high": finding.high,
            "is_ours": is_ours(finding),
        }


def _acceptances(home: Home, as_of: datetime) -> list[Row]:
    return [
        {
            "accepted_id": each.id,
            "reason": each.reason,
            "accepted_by": each.accepted_by,
            "accepted_at": each.accepted_at.astimezone(UTC),
        }
        for each in acceptances(home, as_of)
    ]


def _excuses(feed: Feed) -> Iterator[Row]:
    for excuse in feed.excused:
        yield {
            "partner": feed.partner.id,
            "contract": feed.contract,
            "period_start": excuse.period.start,
            "period_end": excuse.period.end,
            "excuse": excuse.reason,
        }
