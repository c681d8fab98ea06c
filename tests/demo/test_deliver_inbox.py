"""The inbox: files read back with openpyxl and csv hold what the lists in `truth/` say of them."""

import csv
import gzip
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl  # type: ignore[import-untyped]
import pytest

from demo.contracts import CONTRACTS
from demo.deliveries.composing import Delivery
from demo.deliveries.observing import observe
from demo.deliveries.shipping import deliveries, put
from demo.region import build_region
from demo.truth import Observed, Region

HORIZON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ENCODINGS = {
    "chamber_agriculture": "cp1256",
    "banks": "cp1256",
    "government_departments": "utf-8-sig",
    "al_barid_bank": "utf-8-sig",
}
Grid = list[list[Any]]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@pytest.fixture(scope="module")
def region() -> Region:
    return build_region(months=22, until=date(2026, 10, 1), scale=0.3, seed=3)


@pytest.fixture(scope="module")
def sent(region: Region) -> list[Delivery]:
    return list(deliveries(region))


@pytest.fixture(scope="module")
def observed(region: Region, sent: list[Delivery]) -> Observed:
    return observe(region, sent)


@cache
def grids(file: str, content: bytes) -> dict[str | None, Grid]:
    """Every sheet of a file as lines of cells, read without any code of ours."""
    if file.endswith(".xlsx"):
        workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        return {sheet.title: [list(line) for line in sheet.iter_rows(values_only=True)] for sheet in workbook}
    if file.endswith(".ods"):
        return {name: [list(row) for row in rows] for name, rows in open_document(content).items()}
    if file.endswith((".json", ".jsonl")):
        return {None: records(file, content)}
    text = (gzip.decompress(content) if file.endswith(".gz") else content).decode(ENCODINGS.get(file.split("/")[0], "utf-8"))
    delimiter = ";" if any(line.count(";") > 2 for line in text.splitlines()[:3]) else ","
    return {None: list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))}


def open_document(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of an ODS file: numbers, days and texts as they are stored."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        tree = ElementTree.fromstring(packed.read("content.xml"))
    return {
        table.get(f"{TABLE}name", ""): [list(_cells(row)) for row in table.iter(f"{TABLE}table-row")]
        for table in tree.iter(f"{TABLE}table")
    }


def _cells(row: ElementTree.Element) -> Iterator[Any]:
    for each in row:
        kind, text = each.get(f"{OFFICE}value-type"), "".join(each.itertext())
        yield float(each.get(f"{OFFICE}value", "")) if kind == "float" else each.get(f"{OFFICE}date-value") if kind == "date" else text


def records(file: str, content: bytes) -> Grid:
    """The records of a JSON file under a line of their fields: the n-th record stands in line n + 1."""
    text = content.decode()
    found = [json.loads(line) for line in text.splitlines()] if file.endswith(".jsonl") else json.loads(text)["submissions"]
    flat = [dict(_flat(record)) for record in found]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return [names, *([record.get(name) for name in names] for record in flat)]


def _flat(record: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        yield from _flat(value, f"{above}{name}.") if isinstance(value, dict) else [(f"{above}{name}", value)]


def cell(grid: Grid, address: str) -> str:
    name, is_record, number = address.partition("#")
    if is_record:
        value = grid[int(number)][grid[0].index(name)] if name in grid[0] else None
        return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    line = grid[int(digits) - 1]
    value = line[column - 1] if column <= len(line) else None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def of_feed(sent: list[Delivery], partner: str, contract: str) -> list[Delivery]:
    return [each for each in sent if (each.draft.partner, each.draft.contract) == (partner, contract)]


def test_every_planted_cell_holds_the_value_found(sent: list[Delivery]) -> None:
    wrong = [
        (error, held)
        for delivery in sent
        for error in delivery.errors
        if (held := cell(grids(delivery.file, delivery.content)[error.sheet], error.cell)) != error.found
    ]

    assert wrong == []


def test_every_file_holds_as_many_keys_as_rows_were_written(sent: list[Delivery]) -> None:
    events = {"hub_resources", "hub_bookings", "hub_visits"}
    for delivery in sent:
        facts = CONTRACTS[delivery.draft.contract]
        if delivery.draft.contract in events or len(facts.key) > 1:
            continue
        (key,) = facts.key
        held = Counter(value for grid in grids(delivery.file, delivery.content).values() for line in grid for value in line)
        written = Counter(row.values[key] for row in delivery.draft.rows if key not in row.raw)

        assert {ref: held[ref] for ref in written} == dict(written), delivery.file


def test_observed_and_rejected_rows_are_all_the_rows_of_the_files_taken_in(sent: list[Delivery], observed: Observed) -> None:
    rows = sum(len(each.draft.rows) for each in sent if each.verdict == "taken")
    rejected = sum(each.rejected for each in sent)
    carried = sum(
        map(
            len,
            (
                observed.declarations,
                observed.register,
                observed.projects,
                observed.bookings,
                observed.visits,
                observed.resources,
                observed.services,
                observed.accounts,
                *observed.feeds.values(),
            ),
        )
    )

    assert carried + rejected == rows


def test_the_same_arguments_give_the_same_bytes(region: Region, sent: list[Delivery]) -> None:
    again = deliveries(build_region(months=22, until=date(2026, 10, 1), scale=0.3, seed=3))

    assert [(each.file, each.content) for each in again] == [(each.file, each.content) for each in sent]


def test_no_two_files_share_a_path(sent: list[Delivery]) -> None:
    assert [file for file, times in Counter(each.file for each in sent).items() if times > 1] == []


def test_everything_is_received_before_the_horizon(sent: list[Delivery]) -> None:
    assert max(each.draft.received_at for each in sent) < HORIZON


def test_a_correction_arrives_after_what_it_replaces_and_before_the_next_period(sent: list[Delivery]) -> None:
    for partner, contract in {(each.draft.partner, each.draft.contract) for each in sent}:
        feed = [each for each in of_feed(sent, partner, contract) if each.verdict != "copy"]
        # One register's first list is corrected after the second one has come: see the test below.
        first = feed[0].draft.period_start if (partner, contract) == ("unions", "organisations") else None
        ordered = [each for each in feed if not (each.draft.period_start == first and each.draft.note == "correction")]
        instants = [each.draft.received_at for each in ordered if each.draft.note != "late"]

        assert instants == sorted(instants), (partner, contract)


def test_a_register_corrects_its_first_list_after_the_second_has_come(sent: list[Delivery]) -> None:
    lists = [each.draft for each in of_feed(sent, "unions", "organisations")]
    first, second = sorted({draft.period_start for draft in lists})[:2]
    (correction,) = [draft for draft in lists if draft.period_start == first and draft.note == "correction"]

    assert correction.received_at > max(draft.received_at for draft in lists if draft.period_start == second)


def test_a_copy_has_the_bytes_of_an_earlier_file(sent: list[Delivery]) -> None:
    copies = [each for each in sent if each.verdict == "copy"]
    earlier = {each.content: each.draft.received_at for each in sent if each.verdict == "taken"}

    assert copies
    assert all(earlier[each.content] < each.draft.received_at for each in copies)


def test_a_refused_file_lacks_a_required_heading(sent: list[Delivery]) -> None:
    refused = [each for each in of_feed(sent, "cri", "job_declarations") if each.verdict == "refused"]

    headings = [str(value) for each in refused for grid in grids(each.file, each.content).values() for value in chain.from_iterable(grid)]

    assert len(refused) == 1
    assert "Nature de l'emploi" not in headings


def test_one_month_of_one_feed_is_never_sent(sent: list[Delivery]) -> None:
    months = {each.draft.period_start for each in of_feed(sent, "government_departments", "job_declarations")}

    assert date(2025, 8, 1) not in months
    assert len(months) == 21


def test_identity_numbers_stand_only_under_the_heading_of_persons(region: Region, sent: list[Delivery]) -> None:
    persons = {*region.person_ids, *region.badge_ids}
    headings = {"N° CIN", "CIN", "C.I.N.", "CNIE", "رقم البطاقة الوطنية", "N° de badge", "badge_id"}
    for delivery in sent:
        for grid in grids(delivery.file, delivery.content).values():
            columns = {at for line in grid for at, value in enumerate(line) if value in headings}
            elsewhere = [value for line in grid for at, value in enumerate(line) if value in persons and at not in columns]

            assert elsewhere == [], delivery.file


def test_agriculture_writes_windows_1256_with_a_decimal_comma(sent: list[Delivery]) -> None:
    text = "".join(each.content.decode("cp1256") for each in of_feed(sent, "chamber_agriculture", "job_declarations"))

    assert "Réf. emploi;Code coopérative;" in text
    assert re.search(r";\d+,\d+;", text)
    assert re.search(r";\d\d/\d\d/\d{4};", text)


def test_a_province_has_its_own_sheet_with_arabic_headings(sent: list[Delivery]) -> None:
    file = of_feed(sent, "provincial_handicrafts", "job_declarations")[-1]

    sheets = grids(file.file, file.content)

    assert {"فاس", "مكناس"} <= set(sheets)
    assert all("رقم التصريح" in set(chain.from_iterable(grid)) for grid in sheets.values())


def test_a_register_has_its_members_under_one_merged_heading(sent: list[Delivery]) -> None:
    file = of_feed(sent, "chamber_handicrafts", "organisations")[0]

    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active

    assert "K5:M5" in {str(each) for each in sheet.merged_cells.ranges}
    assert [sheet[f"{letter}5"].value for letter in "K"] == ["Adhérents"]
    assert [sheet[f"{letter}6"].value for letter in "KLM"] == ["Total", "Femmes", "Jeunes"]


def test_history_of_the_hub_is_monthly_and_the_last_two_months_nightly(sent: list[Delivery]) -> None:
    types = Counter(each.draft.period_type for each in of_feed(sent, "hub_operator", "hub_visits") if each.verdict == "taken")

    assert types == {"month": 20, "day": 30 + 31 + 1}  # one night is corrected


def test_the_hub_can_deliver_every_night_of_a_year() -> None:
    region = build_region(months=13, until=date(2026, 10, 1), scale=0.05, seed=3)
    visits = of_feed(list(deliveries(region, nightly_months=12)), "hub_operator", "hub_visits")

    nights = {each.draft.period_start for each in visits if each.draft.period_type == "day"}
    assert nights == {date(2025, 11, 1) + timedelta(days=number) for number in range(365)}
    assert [each.draft.period_start for each in visits if each.draft.period_type == "month"] == [date(2025, 10, 1)]


def test_services_come_by_the_month_then_by_the_week_each_at_least_once(region: Region, sent: list[Delivery]) -> None:
    files = [each for each in of_feed(sent, "hub_operator", "hub_services") if each.verdict == "taken"]
    weeks = sorted({each.draft.period_start for each in files if each.draft.period_type == "week"})
    told = Counter(row.values["service_ref"] for each in files for row in each.draft.rows if row.source is not None)

    assert sum(each.draft.period_type == "month" for each in files) == 20
    assert [day.isoweekday() for day in weeks] == [1] * 9
    assert (weeks[0], weeks[-1]) == (date(2026, 8, 31), date(2026, 10, 26))
    assert files[-1].file.endswith("services_2026-S44.csv")
    assert {row.service_ref for row in region.services} <= set(told)


def test_a_month_of_accounts_is_corrected_by_a_whole_new_file(sent: list[Delivery]) -> None:
    files = of_feed(sent, "hub_operator", "hub_accounts")
    corrected = [each for each in files if each.draft.note in ("corrected later", "correction")]

    assert len({each.draft.period_start for each in files}) == 22
    assert len({each.draft.period_start for each in corrected}) == 1
    assert [each.draft.note for each in corrected] == ["corrected later", "correction"]


def test_a_booking_comes_once_in_a_file_and_again_with_its_later_state(sent: list[Delivery]) -> None:
    nights = [each for each in of_feed(sent, "hub_operator", "hub_bookings") if each.draft.period_type == "day"]
    states: dict[str, list[str]] = {}
    for night in nights:
        for row in night.draft.rows:
            if row.source is not None:
                states.setdefault(row.values["booking_ref"], []).append(row.values["status"])

    assert any(len(set(each)) > 1 for each in states.values())


def test_a_file_that_is_there_already_is_left_alone(tmp_path: Path, sent: list[Delivery]) -> None:
    put(tmp_path, sent[0])
    path = tmp_path / sent[0].file
    before = path.stat().st_mtime_ns

    written = put(tmp_path, sent[0])

    assert not written
    assert path.stat().st_mtime_ns == before
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name, f"{path.name}.received"]


def test_the_side_file_holds_the_instant_of_receipt(tmp_path: Path, sent: list[Delivery]) -> None:
    put(tmp_path, sent[0])

    side = (tmp_path / f"{sent[0].file}.received").read_text(encoding="utf-8")

    assert datetime.fromisoformat(side.strip()) == sent[0].draft.received_at


def test_what_never_arrived_is_listed_with_its_reason(observed: Observed) -> None:
    cases = Counter(loss.case for loss in observed.losses)

    assert {"not_delivered", "refused", "rejected"} == set(cases)


def test_the_hub_loses_nothing(observed: Observed) -> None:
    assert [loss for loss in observed.losses if loss.contract in ("hub_bookings", "hub_visits", "hub_services")] == []


def test_a_row_that_a_correction_brings_right_is_not_lost(sent: list[Delivery], observed: Observed) -> None:
    corrected = [each for each in sent if each.draft.note == "corrected later" and each.draft.contract == "job_declarations"]
    broken = {row.values["local_ref"] for each in corrected for row in each.draft.rows if not row.accepted and row.source}
    right = {row.local_ref for row in observed.declarations}

    assert broken
    assert broken <= right
