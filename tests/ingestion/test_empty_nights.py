"""Files with headings and no row: events may be none, a list may not; what is told of it, and that two such nights are two statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from intake_helpers import NOW, feed_of, put, take_in

from demo.deliveries.hub import event_deliveries
from demo.deliveries.observing import observe
from demo.region import build_region
from ingestion.contract import CONTRACTS_FOLDER, ContractError, load_contract, load_contracts
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.messages import Language
from ingestion.partners import load_feeds
from quality.receipts import receipt_of, text
from quality.unmet import NO_ROWS

APPEND = ("hub_bookings", "hub_services", "hub_visits", "media_mentions", "reference_series")
WHOLE = ("job_declarations", "organisations", "training_sessions")
INBOX = "test_partner"


def headings(contract: str) -> str:
    return ",".join(column.name for column in load_contracts()[contract].columns) + "\n"


def taken_in(home: Home, contract: str, *files: tuple[str, str]) -> list[LoadRecord]:
    for name, content in files:
        put(home, f"{INBOX}/{contract}/{name}", content, received="2026-10-01T00:20:00+00:00")
    return take_in(home, [feed_of(contract)])


def told(record: LoadRecord, language: Language) -> str:
    contract = load_contracts()[record.contract]
    return text(receipt_of(record, feed_of(record.contract), contract, None), language)


@pytest.mark.parametrize("contract", APPEND)
def test_events_may_be_none(home: Home, contract: str) -> None:
    (record,) = taken_in(home, contract, ("export_2026-09.csv", headings(contract)))

    assert (record.verdict, record.reason) == ("accepted", None)
    assert (record.rows_read, record.rows_accepted, record.rows_rejected) == (0, 0, 0)
    assert record.lake_file is not None
    kept = pq.read_table(home.root / record.lake_file)
    assert kept.num_rows == 0
    assert {column.name for column in load_contracts()[contract].columns} <= set(kept.column_names)


@pytest.mark.parametrize("contract", WHOLE)
def test_a_list_or_a_period_without_a_row_would_wipe_out_what_stands(home: Home, contract: str) -> None:
    (record,) = taken_in(home, contract, ("export_2026-09.csv", headings(contract)))

    assert (record.verdict, record.reason, record.lake_file) == ("refused", NO_ROWS.fr, None)


@pytest.mark.parametrize("content", ["", "\n\n", "Rien à déclarer ce mois-ci\n", "visit_ref\n"])
def test_without_its_headings_a_file_says_nothing(home: Home, content: str) -> None:
    (record,) = taken_in(home, "hub_visits", ("visites_2026-09-12.csv", content))

    assert record.verdict == "refused"


def test_two_nights_without_a_row_are_two_deliveries_and_no_question(home: Home) -> None:
    nights = [(f"visites_2026-09-{day}.csv", headings("hub_visits")) for day in (12, 13)]

    records = taken_in(home, "hub_visits", *nights)

    assert [record.period_start.day for record in records] == [12, 13]
    assert len({record.file_sha256 for record in records}) == 1
    assert [record.questions for record in records] == [(), ()]


def test_files_that_name_no_period_are_told_apart_by_when_they_came(home: Home) -> None:
    feed, content = feed_of("media_mentions"), headings("media_mentions")
    put(home, f"{INBOX}/media_mentions/revue.csv", content, received="2026-09-03T08:00:00+00:00")
    take_in(home, [feed])
    put(home, f"{INBOX}/media_mentions/revue de presse.csv", content, received="2026-10-02T08:00:00+00:00")
    put(home, f"{INBOX}/media_mentions/revue de presse (copie).csv", content, received="2026-10-02T09:00:00+00:00")

    records = take_in(home, [feed])

    assert [record.period_start.month for record in records] == [9]


@pytest.mark.parametrize(
    ("language", "sentence", "next_step"),
    [
        ("fr", "rien n'a été déclaré pour la période 12 septembre 2026", "Sinon, envoyez le fichier avec ses lignes."),
        ("ar", "لم يُصرَّح بأي شيء", "وإلا فأرسلوا الملف بأسطره"),
        ("en", "nothing was declared for the period 12 September 2026", "If not, send the file with its rows."),
    ],
)
def test_the_receipt_says_that_nothing_was_declared(home: Home, language: Language, sentence: str, next_step: str) -> None:
    (record,) = taken_in(home, "hub_visits", ("visites_2026-09-12.csv", headings("hub_visits")))

    said = told(record, language)

    assert sentence in said
    assert next_step in said


@pytest.mark.parametrize(("contract", "value", "allows"), [("media_mentions", False, False), ("training_sessions", True, True)])
def test_a_contract_may_say_otherwise(tmp_path: Path, contract: str, value: bool, allows: bool) -> None:
    assert changed(tmp_path, contract, value).allows_no_rows is allows


def test_what_is_neither_true_nor_false_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="allows_no_rows 'perhaps' is not true or false"):
        changed(tmp_path, "training_sessions", "perhaps")


def changed(folder: Path, contract: str, value: Any) -> Any:
    document = yaml.safe_load((CONTRACTS_FOLDER / f"{contract}.odcs.yaml").read_text(encoding="utf-8"))
    document["customProperties"].append({"property": "allows_no_rows", "value": value})
    path = folder / f"{contract}.odcs.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return load_contract(path)


def test_the_region_expects_of_its_empty_nights_what_the_intake_makes_of_them(home: Home) -> None:
    region = build_region(months=3, until=date(2026, 10, 1), scale=0.1, seed=11)
    empty = [each for each in event_deliveries(region, "hub_bookings") if not each.draft.rows]
    notes = observe(replace(region, feeds={}), empty).loads
    for each in empty:
        put(home, each.file, each.content, received=each.draft.received_at.isoformat())

    feeds = [feed for feed in load_feeds() if (feed.partner.id, feed.contract) == ("hub_operator", "hub_bookings")]
    records = take_in(home, feeds, now=NOW + timedelta(days=1))

    assert len(empty) == 2, "this seed has such nights"
    made = sorted((record.period_start, record.verdict == "refused", record.rows_accepted) for record in records)
    assert made == sorted((note.period_start, note.is_refused, note.accepted) for note in notes)
    assert not any(note.is_refused for note in notes)
