"""The whole demo in a small size: what is on disk afterwards, and that a second run leaves it alone."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from demo.mentions import mentions
from demo.remaking import remake
from demo.run import DemoSummary, run_demo

ARGUMENTS = {"months": 4, "until": date(2026, 5, 31), "scale": 0.15, "seed": 5}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def summary(home: Path) -> DemoSummary:
    return run_demo(home, **ARGUMENTS)  # type: ignore[arg-type]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_file_listed_is_in_the_inbox_with_its_side_file(home: Path, summary: DemoSummary) -> None:
    listed = {line["file"] for line in table(home / "truth" / "rows.csv")}

    there = {path.relative_to(home / "inbox").as_posix() for path in (home / "inbox").rglob("*") if path.is_file()}

    assert there == listed | {f"{file}.received" for file in listed}
    assert summary.files_written == sum(summary.files.values()) == len(listed)


def test_a_second_run_writes_nothing(home: Path, summary: DemoSummary) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}

    again = run_demo(home, **ARGUMENTS)  # type: ignore[arg-type]

    assert again.files_written == 0
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before
    assert again.planted_errors == summary.planted_errors


def test_rejected_rows_are_the_planted_errors_of_the_file(home: Path, summary: DemoSummary) -> None:
    planted = [line["file"] for line in table(home / "truth" / "planted_errors.csv") if line["severity"] == "error"]

    wrong = [line["file"] for line in table(home / "truth" / "rows.csv") if int(line["rejected"]) != planted.count(line["file"])]

    assert planted
    assert wrong == []


def test_every_difference_from_the_truth_has_a_reason(home: Path, summary: DemoSummary) -> None:
    unexplained = [line for line in table(home / "truth" / "differences.csv") if not line["cases"]]

    assert unexplained == []


def test_figures_that_differ_are_listed_as_differences(home: Path, summary: DemoSummary) -> None:
    cell = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")
    figures = table(home / "truth" / "expected_kpis.csv")
    listed = {tuple(line[name] for name in cell) for line in table(home / "truth" / "differences.csv")}

    unlike = {tuple(line[name] for name in cell) for line in figures if line["value"] != line["truth_value"]}

    assert unlike <= listed
    assert summary.expected_values == len(figures)


def test_what_a_home_was_made_of_can_be_made_again(home: Path, summary: DemoSummary) -> None:
    again = remake(home)
    told = table(home / "truth" / "links.csv")

    assert again.as_of == summary.as_of
    assert len(again.observed.deliveries) <= sum(summary.files.values())
    assert [(line["partner"], line["organisation_id"], line["difficulty"]) for line in told] == [
        (each.partner, each.organisation_id, each.difficulty) for each in mentions(again.region)
    ]


def test_the_instant_of_the_figures_is_told(home: Path, summary: DemoSummary) -> None:
    facts = json.loads((home / "truth" / "meta.json").read_text(encoding="utf-8"))

    assert facts == {
        "as_of": "2026-06-20T12:00:00+00:00",
        "months": 4,
        "scale": 0.15,
        "seed": 5,
        "until": "2026-05-01",
    }


def test_every_identity_is_listed_once(home: Path, summary: DemoSummary) -> None:
    identities = (home / "truth" / "identities.txt").read_text(encoding="utf-8").splitlines()

    contacts = (home / "truth" / "contacts.txt").read_text(encoding="utf-8").splitlines()
    assert identities
    assert len(identities) == len(set(identities))
    assert {"@" in contact for contact in contacts} == {True, False}
    assert len(contacts) == len(set(contacts))


@pytest.mark.parametrize(("months", "scale"), [(2, 1.0), (24, 0.0)])
def test_a_demo_too_small_is_refused(tmp_path: Path, months: int, scale: float) -> None:
    with pytest.raises(ValueError, match="at least 3 months and a positive scale"):
        run_demo(tmp_path, months=months, scale=scale)
