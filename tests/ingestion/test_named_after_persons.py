"""Names of files and sheets that tell a person: what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from ingestion.delivery import Inbox
from ingestion.drift import masked_name, masked_path
from ingestion.home import Home
from ingestion.partners import Feed, Partner
from ingestion.reading.reader import read

FEED = Feed(Partner("guild", "Corporation", "هيئة", "fr"), "job_declarations")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("guild/jobs/CD123456.xlsx", "guild/jobs/•••.xlsx"),
        ("guild/jobs/emplois_CD123456_mai 2026.xlsx.gz", "guild/jobs/emplois_•••mai 2026.xlsx.gz"),
        ("guild/jobs/2026/amina@exemple.ma.csv", "guild/jobs/2026/•••.csv"),
        ("guild/jobs/0661234567.csv", "guild/jobs/•••.csv"),
        ("guild/jobs/emplois 2026-05.csv", "guild/jobs/emplois 2026-05.csv"),
        ("guild/jobs/emplois du 20260501 au 20260531.csv", "guild/jobs/emplois du 20260501 au 20260531.csv"),
        ("ab12345/cd12345/f.csv", "ab12345/cd12345/f.csv"),
    ],
)
def test_the_name_of_a_file_is_kept_without_the_person(name: str, kept: str) -> None:
    assert masked_path(name) == kept


def test_a_day_in_the_name_of_a_sheet_is_no_identity() -> None:
    assert masked_name("Au 31052026") == "Au 31052026"
    assert masked_name("AB123456") == "•••"


def test_sheets_named_after_persons_are_read_under_names_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("CD123456", "AB654321", "Taza"):
        sheet = book.create_sheet(name)
        sheet.append(["Référence", "Effectif"])
        sheet.append([f"J-{name}", 1])
    book.save(tmp_path / "a.xlsx")

    reading = read(tmp_path / "a.xlsx", {"ref": frozenset({"reference"}), "count": frozenset({"effectif"})})

    assert [table.sheet for table in reading.tables] == ["•••", "••• (2)", "Taza"]


def test_the_inbox_remembers_a_file_named_after_a_person_without_its_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = home.inbox / "guild" / "job_declarations"
    folder.mkdir(parents=True)
    for name in ("CD123456.csv", "AB654321.csv"):
        (folder / name).write_text("a\n")
        (folder / f"{name}.received").write_text("2026-05-02T08:00:00+00:00")
    now = datetime.now(UTC)

    first, _ = Inbox(home).scan([FEED], now)

    memory = (home.folder("ledger") / "inbox.json").read_text(encoding="utf-8")
    assert len(first) == 2
    assert "123456" not in memory
    assert memory.count("•••.csv#") == 2
