"""Rows of the build database that tell of outcomes: what a night knew when it was built is what is told of it when it is made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from orchestration_helpers import instant, record

from ingestion.channels.channel import Outcome
from ingestion.channels.failures import ACCESS_REFUSED, UNREACHABLE, PermanentFailure
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from orchestration.channel_outcomes import note_channels
from orchestration.outcome_tables import outcome_rows
from orchestration.step_journal import Noted, StepJournal
from orchestration.steps_around import steps_around

FIRST = instant("2026-06-04T02:00:00+00:00")
SECOND, THIRD, FOURTH = (FIRST + timedelta(days=days) for days in (1, 2, 3))
LOAD = replace(
    record("2026-05-01", "2026-05-31", "2026-06-03T09:00:00+00:00"), loaded_at=FIRST, file_name="guild/job_declarations/emplois 2026-05.csv"
)
Told = list[tuple[Any, ...]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def told(home: Home, as_of: datetime, step: str, *records: LoadRecord) -> Told:
    rows = [row for row in steps_around(home, as_of, records) if row["step"] == step]
    return [(row["load_id"], row["outcome"], row["is_transient"], row["happened_at"]) for row in rows]


def outcome(state: str, at: datetime, since: datetime | None = None, landed: Sequence[str] = (), error: str | None = None) -> Outcome:
    message = Message("fr", "ar", "en") if error else None
    kind = None if error is None else "permanent" if error == "auth_failed" else "transient"
    return Outcome("guild/job_declarations", "sftp", state, at, tuple(landed), 1, kind, message, failing_since=since, error=error)  # type: ignore[arg-type]


def test_a_channel_that_fails_has_one_row_since_its_first_failure_until_it_works_again(home: Home) -> None:
    note_channels(home, [outcome("failed", FIRST, FIRST, error="unreachable")])
    note_channels(home, [outcome("failed", SECOND, FIRST, error="unreachable")])
    note_channels(home, [outcome("failed", THIRD, FIRST, error="auth_failed")])
    note_channels(home, [outcome("nothing_new", FOURTH)])

    assert told(home, FIRST - timedelta(hours=1), "fetch") == []
    assert told(home, FIRST, "fetch") == told(home, SECOND, "fetch") == [(None, "unreachable", True, FIRST)]
    assert told(home, THIRD, "fetch") == [(None, "auth_failed", False, FIRST)]
    assert told(home, FOURTH, "fetch") == []
    [row] = [row for row in steps_around(home, THIRD, ()) if row["step"] == "fetch"]
    assert (row["partner"], row["contract"], row["period_start"], row["detail"]) == ("guild", "job_declarations", None, "fr")


def test_nights_in_which_nothing_changes_add_nothing_to_the_journal(home: Home) -> None:
    note_channels(home, [outcome("failed", FIRST, FIRST, error="unreachable")])
    note_channels(home, [outcome("failed", SECOND, FIRST, error="unreachable")])
    note_channels(home, [outcome("nothing_new", THIRD)])
    note_channels(home, [outcome("nothing_new", FOURTH)])

    assert [entry.at for entry in StepJournal(home).entries("fetch")] == [FIRST, THIRD]


def test_failures_are_counted_under_a_name_that_their_sentence_keeps() -> None:
    assert PermanentFailure(ACCESS_REFUSED.with_values(address="sftp://x")).error == "auth_failed"
    assert PermanentFailure(UNREACHABLE).error == "unreachable"
    assert PermanentFailure(Message("fr", "ar", "en")).error == "unexpected_error"


def test_what_a_channel_landed_is_a_step_of_the_delivery_that_it_became(home: Home) -> None:
    note_channels(
        home, [outcome("landed", FIRST, landed=["guild/job_declarations/emplois 2026-05.csv", "guild/job_declarations/again.csv"])]
    )
    earlier = replace(LOAD, load_id="other.1", loaded_at=FIRST - timedelta(days=9))
    replayed = replace(LOAD, load_id=f"{LOAD.delivery_id}.2", loaded_at=SECOND)

    assert told(home, SECOND, "fetch", earlier, LOAD, replayed) == [(LOAD.load_id, "ok", None, FIRST)]


def test_a_receipt_that_failed_and_was_written_later_is_told_as_each_night_knew_it(home: Home) -> None:
    StepJournal(home).note([Noted("receipt", LOAD.load_id, "not_written", FIRST, is_transient=True)])
    StepJournal(home).note([Noted("receipt", LOAD.load_id, "ok", SECOND)])

    assert told(home, FIRST, "receipt", LOAD) == [(LOAD.load_id, "not_written", True, FIRST)]
    assert told(home, SECOND, "receipt", LOAD) == [(LOAD.load_id, "ok", None, SECOND)]


def test_history_taken_in_later_has_its_receipt_whatever_the_day_looked_back_to(home: Home) -> None:
    StepJournal(home).note([Noted("receipt", LOAD.load_id, "ok", FIRST)])

    assert told(home, LOAD.received_at, "receipt", LOAD) == [(LOAD.load_id, "ok", None, FIRST)]


def test_a_receipt_that_no_journal_tells_of_is_as_old_as_its_load(home: Home) -> None:
    (home.folder("receipts") / "guild" / LOAD.load_id).mkdir(parents=True)

    assert told(home, FIRST, "receipt", LOAD) == [(LOAD.load_id, "ok", None, FIRST)]
    assert told(home, FIRST, "receipt", replace(LOAD, load_id="another.1")) == []


def test_a_mail_goes_out_after_the_build_and_is_known_from_the_next_one_on(home: Home) -> None:
    StepJournal(home).note([Noted("mail", LOAD.load_id, "mail_refused", FIRST, is_transient=False)])
    StepJournal(home).note([Noted("mail", LOAD.load_id, "ok", SECOND)])

    assert told(home, FIRST, "mail", LOAD) == []
    assert told(home, SECOND, "mail", LOAD) == [(LOAD.load_id, "mail_refused", False, FIRST)]
    assert told(home, THIRD, "mail", LOAD) == [(LOAD.load_id, "ok", None, SECOND)]


def test_a_damaged_entry_of_the_journal_costs_only_itself(home: Home) -> None:
    StepJournal(home).note([Noted("mail", "a.1", "ok", FIRST)])
    StepJournal(home).note([Noted("mail", "b.1", "ok", SECOND)])
    next(iter(sorted((home.root / "ledger" / "steps").iterdir()))).write_text("[{")

    assert [entry.subject for entry in StepJournal(home).entries("mail")] == ["b.1"]


def test_of_expectations_only_figures_are_published(home: Home) -> None:
    seen = (
        {
            "id": "rows_read.some",
            "subject": "facts",
            "type": "t",
            "column": None,
            "severity": "critical",
            "succeeded": True,
            "observed": "12",
        },
        {
            "id": "names",
            "subject": "rows",
            "type": "t",
            "column": "title",
            "severity": "warning",
            "succeeded": False,
            "observed": "['Fatima']",
        },
        {"id": "of_an_older_ledger", "succeeded": True, "observed": None},
    )

    rows = outcome_rows(home, FIRST, [replace(LOAD, expectations=seen)], [])["expectations"]

    assert [(row["expectation"], row["severity"], row["is_met"], row["observed"]) for row in rows] == [
        ("rows_read.some", "critical", True, 12.0),
        ("names", "warning", False, None),
        ("of_an_older_ledger", None, True, None),
    ]
