"""Receipts in their place: one folder a load, whole or not at all, also after a killed night."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

import orchestration.receipts
from ingestion.contract import Frequency
from ingestion.home import Home
from ingestion.ledger import Ledger, LoadRecord
from ingestion.partners import Feed, Partner, load_feeds
from orchestration.intake import Intake, open_intake
from orchestration.opening import open_night
from orchestration.progress import PlainProgress
from orchestration.receipts import heal, receipt_folder, without_receipt
from quality.data_docs import Page
from quality.engine import Observed
from quality.suites import Expected

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
PARTNER = Partner("guild", "Corporation", "هيئة", "ar")
FEED = Feed(PARTNER, "job_declarations")
HEADINGS = ["Référence", "Nom de l'organisation", "Province", "Effectif", "État", "Type d'emploi", "Date de début"]


class Agreeable:
    """Says yes to every expectation, so that nothing imports Great Expectations."""

    def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
        return [Observed(each.id, True, None) for each in suite]

    def keep(self, page: Page) -> str | None:
        return None


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@contextmanager
def opened(home: Home) -> Iterator[Intake]:
    with open_intake(home, NOW) as intake:
        intake._engine = Agreeable()  # type: ignore[assignment]
        yield intake


def put(home: Home, name: str = "emplois 2026-05.xlsx", headcount: object = "beaucoup") -> Path:
    path = home.inbox / "guild/job_declarations" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [HEADINGS, *([f"J-{i}", "Al Amal", "Fès", headcount if i == 2 else 1, "Déclaré", "Salarié", "12/05/2026"] for i in range(8))]
    if name.endswith(".csv"):
        path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    an_hour_ago = path.stat().st_mtime - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    return path


def taken_in(home: Home) -> list[LoadRecord]:
    with opened(home) as intake:
        arrivals, _ = intake.inbox.scan([FEED], NOW)
        return intake.take_in(arrivals)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_load_has_a_folder_with_its_receipt_and_the_annotated_workbook(home: Home) -> None:
    put(home)

    [record] = taken_in(home)

    folder = home.root / "receipts/guild" / record.load_id
    base = "recu-job_declarations-2026-05"
    assert set(files_of(folder)) == {f"{base}.html", f"{base}.json", f"{base}.txt", f"{base}.annote.xlsx"}
    assert 'dir="rtl"' in (folder / f"{base}.html").read_text(encoding="utf-8")
    assert json.loads((folder / f"{base}.json").read_text(encoding="utf-8"))["rows"]["rejected"] == 1
    assert openpyxl.load_workbook(folder / f"{base}.annote.xlsx").active.title == "وصل قطب"


@pytest.mark.parametrize(("name", "headcount"), [("emplois 2026-05.csv", "beaucoup"), ("emplois 2026-05.xlsx", 1)])
def test_there_is_no_annotated_copy_of_a_csv_or_of_a_faultless_workbook(home: Home, name: str, headcount: object) -> None:
    put(home, name, headcount)

    [record] = taken_in(home)

    assert not [file for file in files_of(receipt_folder(home, record)) if "annote" in file]


def test_a_file_that_cannot_be_read_has_a_receipt_too(home: Home) -> None:
    put(home).write_bytes(b"PK\x03\x04 broken")

    [record] = taken_in(home)

    assert record.verdict == "refused"
    assert {Path(name).suffix for name in files_of(receipt_folder(home, record))} == {".html", ".json", ".txt"}


def test_receipts_are_closed_to_other_users(home: Home) -> None:
    put(home)

    [record] = taken_in(home)

    assert receipt_folder(home, record).stat().st_mode & 0o077 == 0


def test_a_receipt_that_is_missing_is_written_again_to_the_letter(home: Home) -> None:
    put(home)
    [record] = taken_in(home)
    before = files_of(receipt_folder(home, record))
    shutil.rmtree(receipt_folder(home, record))
    shutil.rmtree(home.inbox / "guild")  # only what is kept is needed

    healed = heal(home, Ledger(home).entries(), [FEED], NOW)

    assert healed == 1
    assert files_of(receipt_folder(home, record)) == before


def test_healing_leaves_no_clear_original_behind(home: Home) -> None:
    put(home)
    [record] = taken_in(home)
    shutil.rmtree(receipt_folder(home, record))

    heal(home, Ledger(home).entries(), [FEED], NOW)

    assert not list(home.folder("build").rglob("original"))


def test_a_night_killed_while_writing_leaves_nothing_that_looks_like_a_receipt(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home)

    def killed(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(orchestration.receipts, "sync", killed)
    record = _committed(home)
    monkeypatch.undo()

    assert [each.load_id for each in without_receipt(home, [record])] == [record.load_id]
    assert heal(home, [record], [FEED], NOW) == 1
    assert [path.name for path in (home.root / "receipts/guild").iterdir()] == [record.load_id]


def _committed(home: Home) -> LoadRecord:
    """The ledger's entry of a load whose receipt failed."""
    taken_in(home)
    [record] = Ledger(home).entries()
    return record


def test_a_receipt_that_fails_costs_neither_the_load_nor_the_night(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no page today")

    put(home)
    monkeypatch.setattr(orchestration.receipts, "html", broken)

    [record] = taken_in(home)

    assert record.verdict == "accepted_with_rejections"
    assert without_receipt(home, [record]) == [record]


def test_an_original_that_is_gone_costs_only_the_annotated_copy(home: Home) -> None:
    put(home)
    [record] = taken_in(home)
    shutil.rmtree(receipt_folder(home, record))
    shutil.rmtree(home.root / "archive")

    assert heal(home, [record], [FEED], NOW) == 1
    assert {Path(name).suffix for name in files_of(receipt_folder(home, record))} == {".html", ".json", ".txt"}


def test_history_gets_receipts_too(home: Home) -> None:
    path = put(home)
    path.with_name(f"{path.name}.received").write_text("2024-06-03T09:00:00Z")

    [record] = taken_in(home)

    assert receipt_folder(home, record).is_dir()


def test_a_load_of_before_receipts_is_answered_with_what_the_ledger_knows(home: Home) -> None:
    put(home)
    [record] = taken_in(home)
    entry = next((home.root / "ledger/guild").rglob("*.json"))
    fields = json.loads(entry.read_text(encoding="utf-8"))
    kept = {key: value for key, value in fields.items() if key not in ("observed", "reasons", "checksum")}
    entry.write_text(json.dumps(kept | {"ledger_version": 1}), encoding="utf-8")
    shutil.rmtree(receipt_folder(home, record))

    assert heal(home, Ledger(home).entries(), [FEED], NOW) == 1
    told = json.loads((receipt_folder(home, record) / "recu-job_declarations-2026-05.json").read_text(encoding="utf-8"))
    assert (told["rows"]["read"], [each["cell"] for each in told["findings"]]) == (8, ["D4"])


def test_a_night_writes_what_the_last_one_left_out_before_it_begins(home: Home) -> None:
    feed = next(feed for feed in load_feeds() if feed.id == "cri/job_declarations")
    put(home)
    (home.inbox / "guild").rename(home.inbox / feed.partner.id)
    with opened(home) as intake:
        [record] = intake.take_in(intake.inbox.scan([feed], NOW)[0])
    shutil.rmtree(receipt_folder(home, record))
    said: list[str] = []

    with open_night(home, NOW, progress=PlainProgress(said.append)):
        assert receipt_folder(home, record).is_dir()

    assert said[-1:] == ["Receipts that were missing and are now written: 1."]


@pytest.mark.parametrize(
    ("frequency", "label"),
    [("day", "2026-06-03"), ("week", "2026-S23"), ("month", "2026-06"), ("quarter", "2026-T2"), ("year", "2026"), ("change", "2026-06-03")],
)
def test_a_feed_of_any_rhythm_is_answered(home: Home, frequency: Frequency, label: str) -> None:
    feed = Feed(PARTNER, "job_declarations", frequency=frequency)
    put(home, "emplois du 3 juin 2026.csv")

    with opened(home) as intake:
        [record] = intake.take_in(intake.inbox.scan([feed], NOW)[0])

    assert f"recu-job_declarations-{label}.html" in files_of(receipt_folder(home, record))
