"""A real hub's calendar, taken in through the mapping that docs/adding-a-feed.md shows. See SOURCES.md of the data folder."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from intake_helpers import SHARED, csv_text, intake_without_gx, parquet_rows, put, take_in

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, load_feeds

ROOT = Path(__file__).parents[2]
CALENDAR = SHARED / "hub_bookings/impact_hub_oakland_2015_h1.csv"
LOCAL = ZoneInfo("Africa/Casablanca")

pytestmark = pytest.mark.skipif(not CALENDAR.exists(), reason="the real calendar is not on this machine (shared/data/hub_bookings)")


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Feed, ...]:
    text = (ROOT / "docs/adding-a-feed.md").read_text(encoding="utf-8")
    (example,) = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "mapping:" in block]
    path = tmp_path_factory.mktemp("partners") / "partners.yaml"
    path.write_text(example, encoding="utf-8")
    return load_feeds(path)


@pytest.fixture(scope="module")
def calendar() -> list[dict[str, str]]:
    with CALENDAR.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loads(
    feeds: tuple[Feed, ...], calendar: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Home, list[LoadRecord]]:
    """The rooms of the calendar first, all but one; then the calendar itself."""
    home = Home(tmp_path_factory.mktemp("home"))
    rooms = sorted({row["Loc"] for row in calendar} - {"", "ATRIUM"})
    put(
        home,
        "other_hub/hub_resources/rooms.csv",
        csv_text(
            [
                {"resource_code": room, "name_fr": room.title(), "kind": "training_room", "open_days": "1-7", "opens_at": "08:00",
                 "closes_at": "22:00", "in_service_from": "2014-01-01"}
                for room in rooms
            ]
        ),
        received="2015-07-01T08:00:00Z",
    )  # fmt: skip
    put(home, "other_hub/hub_bookings/calendar.csv", CALENDAR.read_bytes(), received="2015-07-01T09:00:00Z")
    return home, take_in(home, feeds)


def expected_rules(row: dict[str, str]) -> set[str]:
    """By hand: which rules a line of the calendar breaks, with the clock of Casablanca."""
    rules = set()
    if not row["Loc"]:
        rules.add("resource_code.required")
    if row["Loc"] == "ATRIUM":
        rules.add("resource_code.known")
    starts_at, ends_at = instants(row)
    if not starts_at < ends_at:
        rules.add("ends_at.after_start")
    if ends_at - starts_at > timedelta(hours=24):
        rules.add("ends_at.within_24_hours")
    return rules


def instants(row: dict[str, str]) -> tuple[datetime, datetime]:
    start = datetime.fromisoformat(row["Start"])
    end = start + timedelta(minutes=round(float(row["Duration"]) * 60))
    return start.replace(tzinfo=LOCAL).astimezone(UTC), end.replace(tzinfo=LOCAL).astimezone(UTC)


def test_every_line_is_accepted_or_in_quarantine_under_the_right_rule(
    loads: tuple[Home, list[LoadRecord]], calendar: list[dict[str, str]]
) -> None:
    home, (_, load) = loads
    expected = {number: rules for number, row in enumerate(calendar, start=2) if (rules := expected_rules(row))}

    assert load.quarantine_file is not None
    found: dict[int, set[str]] = {}
    for line in parquet_rows(home.root / load.quarantine_file):
        found.setdefault(line["row_number"], set()).add(line["rule"])

    assert found == expected
    assert (load.rows_read, load.rows_rejected, load.rows_accepted) == (1044, len(expected), 1044 - len(expected))
    assert load.verdict == "accepted_with_rejections"


def test_the_missing_rooms_and_the_long_booking_are_among_them(calendar: list[dict[str, str]]) -> None:
    """What a person counts in the file with a spreadsheet's filter."""
    counts = Counter(rule for row in calendar for rule in expected_rules(row))

    assert counts["resource_code.required"] == 13
    assert counts["resource_code.known"] == 26
    assert counts["ends_at.within_24_hours"] >= 1


def test_accepted_rows_say_what_the_calendar_says(loads: tuple[Home, list[LoadRecord]], calendar: list[dict[str, str]]) -> None:
    home, (_, load) = loads
    status = {"": "confirmed", "HOLD": "hold", "CLOSED": "closed"}
    expected = {
        number: (row["Loc"], *instants(row), status[row["Status"]])
        for number, row in enumerate(calendar, start=2)
        if not expected_rules(row)
    }

    assert load.lake_file is not None
    rows = parquet_rows(home.root / load.lake_file)

    assert {
        row["row_number"]: (row["resource_code"], row["starts_at"].astimezone(UTC), row["ends_at"].astimezone(UTC), row["status"])
        for row in rows
    } == expected


def test_the_made_keys_are_distinct_and_survive_another_order_of_lines(
    loads: tuple[Home, list[LoadRecord]], feeds: tuple[Feed, ...], calendar: list[dict[str, str]]
) -> None:
    home, (_, load) = loads
    put(home, "other_hub/hub_bookings/turned.csv", csv_text(list(reversed(calendar))), received="2015-07-02T09:00:00Z")

    (turned,) = take_in(home, feeds)

    assert load.lake_file is not None
    assert turned.lake_file is not None
    keys = [row["booking_ref"] for row in parquet_rows(home.root / load.lake_file)]
    assert len(set(keys)) == len(keys)
    assert sorted(keys) == sorted(row["booking_ref"] for row in parquet_rows(home.root / turned.lake_file))


def test_the_cell_shown_is_the_one_in_the_calendar(loads: tuple[Home, list[LoadRecord]], calendar: list[dict[str, str]]) -> None:
    home, (_, load) = loads
    first_missing = next(number for number, row in enumerate(calendar, start=2) if not row["Loc"])

    assert load.quarantine_file is not None
    line = next(line for line in parquet_rows(home.root / load.quarantine_file) if line["rule"] == "resource_code.required")

    assert (line["row_number"], line["cell"], line["found"]) == (first_missing, f"B{first_missing}", None)


def test_headings_that_only_expressions_use_are_not_reported_as_unknown(loads: tuple[Home, list[LoadRecord]]) -> None:
    _, (_, load) = loads

    assert load.unknown_columns == ("dtime", "day_type")


def test_a_file_without_a_column_that_an_expression_needs_is_refused_by_name(home: Home, feeds: tuple[Feed, ...]) -> None:
    put(home, "other_hub/hub_bookings/short.csv", "Start,Loc,Status,Calendar\n2015-01-05 10:00:00,UPTOWN,,Rooms\n")

    (load,) = take_in(home, feeds)

    assert load.verdict == "refused"
    assert load.reason is not None
    assert "Ends at" in load.reason
    assert (load.rows_read, load.rows_accepted, load.rows_rejected) == (1, 0, 1)


def test_one_unreadable_cell_costs_its_row_only(home: Home, feeds: tuple[Feed, ...]) -> None:
    lines = ["Start,Loc,Duration,Status,Calendar", "soon,UPTOWN,1.0,,Rooms"]
    lines += [f"2015-01-05 {hour:02}:00:00,UPTOWN,1.0,,Rooms" for hour in range(8, 18)]
    put(home, "other_hub/hub_bookings/cell.csv", "\n".join(lines) + "\n")

    with intake_without_gx(home) as intake:
        arrivals, _ = intake.inbox.scan(feeds, intake.now)
        (load,) = intake.take_in(arrivals)

    assert load.quarantine_file is not None
    assert (load.rows_read, load.rows_accepted) == (11, 10)
    assert {(line["row_number"], line["rule"]) for line in parquet_rows(home.root / load.quarantine_file)} == {
        (2, "starts_at.type"),
        (2, "ends_at.required"),
    }
