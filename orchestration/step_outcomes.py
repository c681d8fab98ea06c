"""What each step of a load came to, for its ledger entry: read, conform, judge, commit.

What goes here: a load's numbers and its verdict told step by step. What does not: doing the steps (`intake.py`), what happens to a load
later (`step_journal.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ingestion.prepare import Prepared
from ingestion.steps import OK, StepName
from quality.judge import Judgement

_ROWS_MISSING: Final = "rows_read.some"
_TOO_MANY_REJECTED: Final = "rejected_share.allowed"


def steps_of(prepared: Prepared, judgement: Judgement, seconds: Mapping[StepName, float]) -> tuple[dict[str, Any], ...]:
    """The steps that a load went through, up to the one at which it ended.

    Args:
        prepared: the load.
        judgement: its verdict.
        seconds: how long judging and committing took; reading and conforming are told by `prepared`.
    """
    return tuple(_steps(prepared, judgement, {**prepared.seconds, **seconds}))


def _steps(prepared: Prepared, judgement: Judgement, seconds: Mapping[StepName, float]) -> Iterator[dict[str, Any]]:
    read, accepted = prepared.rows_read, prepared.rows_accepted
    ended = prepared.error
    if ended is None or ended.step != "read":
        yield _step("read", seconds, read + prepared.rows_skipped, read)
    if ended is None:
        yield _step("conform", seconds, read, accepted)
    reason = prepared.refusal or judgement.reason
    detail = reason.fr if reason else None
    if ended is not None:
        yield _step(ended.step, seconds, read, 0, ended.outcome, detail)
    elif judgement.verdict == "refused":
        yield _step("judge", seconds, read, 0, _error_of(judgement), detail)
    else:
        yield _step("judge", seconds, read, accepted)
        yield _step("commit", seconds, accepted, accepted)


def _step(
    step: StepName, seconds: Mapping[StepName, float], rows_in: int, rows_out: int, outcome: str = OK, detail: str | None = None
) -> dict[str, Any]:
    """One step; the same bytes fail again, so that no error of these steps is transient."""
    took = seconds.get(step)
    return {
        "step": step,
        "outcome": outcome,
        "is_transient": None if outcome == OK else False,
        "detail": detail,
        "duration_seconds": None if took is None else round(took, 4),
        "rows_in": rows_in,
        "rows_out": rows_out,
    }


def _error_of(judgement: Judgement) -> str:
    failed = {each["id"] for each in judgement.expectations if not each["succeeded"] and each.get("severity", "critical") == "critical"}
    if _ROWS_MISSING in failed:
        return "no_rows"
    if _TOO_MANY_REJECTED in failed:
        return "too_many_rejected"
    is_asked = any(finding.severity == "critical" and finding.check != "expectation" for finding in judgement.findings)
    return "critical_finding" if is_asked else "expectation_failed"
