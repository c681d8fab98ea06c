"""The other feeds through the real intake: exactly the planted errors are found, at their cells, and nothing else is turned away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from demo.contracts import CONTRACTS
from demo.deliveries.composing import Delivery
from demo.deliveries.regular import regular_deliveries
from demo.deliveries.templates_feeds import TEMPLATES
from demo.folding import fold
from demo.mess import BLANK_TOKENS
from demo.region import build_region
from demo.truth import CONTRACT_COLUMNS
from ingestion.checksums import sha256_of
from ingestion.contract import load_contracts
from ingestion.home import Home
from ingestion.partners import load_feeds
from ingestion.prepare import Prepared, Request, prepare
from ingestion.workspace import Workspace, open_workspace

FEEDS = tuple(TEMPLATES)
IDS = [f"{partner}-{contract}" for partner, contract in FEEDS]


@pytest.fixture(scope="module")
def sent() -> dict[tuple[str, str], list[Delivery]]:
    region = build_region(months=13, until=date(2026, 10, 1), scale=0.25, seed=5)
    found: dict[tuple[str, str], list[Delivery]] = {feed: [] for feed in FEEDS}
    for contract in {contract for _, contract in FEEDS}:
        for delivery in regular_deliveries(region, contract):
            if (delivery.draft.partner, contract) in found and delivery.verdict != "copy":
                found[delivery.draft.partner, contract].append(delivery)
    return found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with open_workspace(Home(tmp_path_factory.mktemp("home"))) as opened:
        yield opened


class Intake:
    """Prepares deliveries as the night does; each file once."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self._workspace, self._folder = workspace, folder
        self._feeds = {(feed.partner.id, feed.contract): feed for feed in load_feeds()}
        self._done: dict[str, Prepared] = {}

    def take_in(self, delivery: Delivery) -> Prepared:
        if delivery.file not in self._done:
            path = self._folder / delivery.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(delivery.content)
            draft = delivery.draft
            feed, contract = self._feeds[draft.partner, draft.contract], load_contracts()[draft.contract]
            request = Request(path, delivery.file, feed, contract, sha256_of(path), draft.received_at)
            self._done[delivery.file] = prepare(request, self._workspace, {})
        return self._done[delivery.file]


@pytest.fixture(scope="module")
def intake(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Intake:
    return Intake(workspace, tmp_path_factory.mktemp("inbox"))


Found = tuple[str | None, int, str, str, str, str]


def quarantined(prepared: Prepared) -> list[Found]:
    assert prepared.quarantine_file is not None
    lines = pq.read_table(prepared.quarantine_file).to_pylist()
    return sorted(
        ((line["sheet"], line["row_number"], line["cell"], line["rule"], line["severity"], plain(line["found"])) for line in lines),
        key=str,
    )


def plain(text: str | None) -> str:
    """A text without the spaces that no eye tells apart."""
    return " ".join((text or "").split())


def planted(delivery: Delivery) -> list[Found]:
    """What must be found; a mark that means nothing, such as a dash, is found as nothing."""
    return sorted(
        ((e.sheet, e.row_number, e.cell, e.rule, e.severity, "" if e.found in BLANK_TOKENS else plain(e.found)) for e in delivery.errors),
        key=str,
    )


@pytest.mark.parametrize("feed", FEEDS, ids=IDS)
def test_exactly_the_planted_errors_are_found(feed: tuple[str, str], sent: Any, intake: Intake) -> None:
    taken = [each for each in sent[feed] if each.verdict == "taken"]

    found = {each.file: quarantined(intake.take_in(each)) for each in taken}

    assert found == {each.file: planted(each) for each in taken}


@pytest.mark.parametrize("feed", FEEDS, ids=IDS)
def test_every_row_is_read_and_the_period_is_told(feed: tuple[str, str], sent: Any, intake: Intake) -> None:
    taken = [each for each in sent[feed] if each.verdict == "taken"]

    read = {each.file: (intake.take_in(each).rows_read, intake.take_in(each).period.start) for each in taken}

    assert read == {each.file: (len(each.draft.rows), each.draft.period_start) for each in taken}


@pytest.mark.parametrize("feed", FEEDS, ids=IDS)
def test_a_delivery_is_refused_just_where_a_column_is_missing(feed: tuple[str, str], sent: Any, intake: Intake) -> None:
    refused = {each.file for each in sent[feed] if intake.take_in(each).refusal is not None}

    assert refused == {each.file for each in sent[feed] if each.verdict == "refused"}


@pytest.mark.parametrize("feed", FEEDS, ids=IDS)
def test_accepted_rows_hold_what_was_meant(feed: tuple[str, str], sent: Any, intake: Intake) -> None:
    contract = feed[1]
    columns = CONTRACT_COLUMNS[contract]
    differing: list[Any] = []
    for delivery in sent[feed]:
        if delivery.verdict == "taken":
            rows = {
                tuple(str(row.values[column]) for column in CONTRACTS[contract].key): row for row in delivery.draft.rows if row.accepted
            }
            for read in pq.read_table(intake.take_in(delivery).accepted_file).to_pylist():
                row = rows[tuple(str(read[column]) for column in CONTRACTS[contract].key)]
                differing += [
                    (delivery.file, read["row_number"], column, read[column], row.values[column])
                    for column in columns
                    if not same(read[column], row.values[column])
                ]

    assert differing == []


def same(read: Any, meant: Any) -> bool:
    """Names are compared as they are folded later: their case, accents and spaces are the writer's."""
    if isinstance(read, float) and meant is not None:
        return abs(read - float(meant)) < 1e-9
    if isinstance(read, str) and isinstance(meant, str):
        return fold(read) == fold(meant)
    return bool(read == meant)
