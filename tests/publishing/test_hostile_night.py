"""A whole night over deliveries whose every free text is hostile: what it leaves for people holds that as text."""

from __future__ import annotations

import csv
import itertools
from datetime import datetime
from pathlib import Path

import hostile
import pytest
from open_data_helpers import HOSTILE_NAMES

from ingestion.contract import Contract, load_contracts
from ingestion.home import Home
from ingestion.text import fold
from publishing.edition import open_edition
from tests.end_to_end.homes import DemoHome, make_demo

pytestmark = pytest.mark.slow


def made_hostile(path: Path, contract: Contract, names: itertools.cycle[str]) -> int:
    """Writes a delivered CSV anew with a hostile name in each cell of free text; returns in how many columns."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return 0
    delimiter = max(";,\t|", key=text.split("\n", 1)[0].count)
    columns = {fold(heading): column for column in contract.columns for heading in column.headings}
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    found: list[int] = []
    for row in rows:
        if found:
            for index in found:
                row[index : index + 1] = [next(names)] if index < len(row) else []
            continue
        own = [columns.get(fold(cell)) for cell in row]
        # What other files refer to stays as it is, so that rows are accepted and their names reach the figures.
        found = [
            index
            for index, column in enumerate(own)
            if column
            and column.kind == "text"
            and not column.codes
            and not column.reference
            and not column.name.endswith(("_ref", "_code", "_id"))
        ]
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, delimiter=delimiter).writerows(rows)
    return len(found)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> DemoHome:
    made = make_demo(tmp_path_factory.mktemp("hostile") / "home", "--months", "3", "--scale", "0.05")
    contracts, names = load_contracts(), itertools.cycle(HOSTILE_NAMES)
    files = sorted((made.root / "inbox").rglob("*.csv"))
    assert sum(made_hostile(path, contracts[path.parent.name], names) for path in files if path.parent.name in contracts) > 50
    night = made.night()
    assert night.returncode == 0, night.stderr
    return made


def test_receipts_reports_and_data_docs_hold_it_as_text(home: DemoHome) -> None:
    for folder in ("receipts", "reports", "data_docs"):
        assert any((home.root / folder).rglob("*.html")), folder
        for check in hostile.CHECKS:
            assert check(home.root / folder) == [], (folder, check.__name__)


@pytest.mark.parametrize("output", hostile.OUTPUTS)
def test_an_output_holds_it_as_text(home: DemoHome, tmp_path: Path, output: str) -> None:
    release = f"{datetime.fromisoformat(home.as_of):%Y%m%dT%H%M%SZ}"
    with open_edition(Home(home.root), release) as edition:
        assert {"+1", "<script>alert(1)</script>", HOSTILE_NAMES[0]} <= {words.fr for words in edition.labels.values()}
        hostile.OUTPUTS[output](edition, tmp_path)

    for check in hostile.CHECKS:
        assert check(tmp_path) == [], check.__name__


def test_workbooks_of_the_release_run_nothing(home: DemoHome) -> None:
    assert any((home.root / "extracts").rglob("*.xlsx"))
    assert hostile.workbooks(home.root / "extracts") == []
