"""Monthly reports: when they are made, where they lie, that they are mailed once, and the command that makes one now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from mail_server import Box, configure, running
from orchestration_helpers import hand_made_release

import orchestration.partner_reports
from ingestion.home import Home
from ingestion.partners import Feed
from orchestration.cli import main
from orchestration.partner_reports import ReportError, folder_of, make_due_reports, make_reports, month_due, send_reports
from tests.warehouse.published_quality import BANK, GUILD, MAY, load, scores, slot, warehouse

JUNE_12 = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
FEEDS = (Feed(GUILD, "job_declarations"), Feed(BANK, "financing"))
PAGES = {"guild.html", "guild.txt", "bank.html", "bank.txt", "index.fr.html", "index.ar.html", "made.json"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("QUTB_REPORT_DAY", raising=False)
    home = Home.from_environment()
    hand_made_release(home, "R1", JUNE_12.isoformat())
    path = home.folder("releases") / "R1" / "warehouse.duckdb"
    due = [slot("job_declarations", "2026-05-01", "2026-05-31", "2026-06-15", "awaited")]
    warehouse(path, loads=[load(1)], partner_scorecards=[scores(), scores("bank"), scores("cri")], feed_calendar=due)
    home.published.symlink_to(path)
    return home


@pytest.fixture
def box(home: Home) -> Iterator[Box]:
    box = Box()
    with running(box) as server:
        configure(home, server.port)
        yield box


def send(home: Home, now: datetime = JUNE_12) -> tuple[int, str]:
    said: list[str] = []
    return send_reports(home, FEEDS, now, said.append), "\n".join(said)


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-06-11T22:59:00+00:00", "2026-04-01"),  # 23:59 at Fès
        ("2026-06-11T23:01:00+00:00", "2026-05-01"),  # the 12th there
        ("2026-06-30T02:00:00+00:00", "2026-05-01"),
        ("2026-01-05T02:00:00+00:00", "2025-11-01"),
    ],
)
def test_a_month_is_due_from_the_twelfth_of_the_next(now: str, month: str) -> None:
    assert month_due(datetime.fromisoformat(now)) == date.fromisoformat(month)


def test_the_day_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_REPORT_DAY", "20")
    assert month_due(JUNE_12) == date(2026, 4, 1)

    monkeypatch.setenv("QUTB_REPORT_DAY", "31")
    with pytest.raises(ReportError, match="1 to 28"):
        month_due(JUNE_12)


def test_each_partner_has_its_page_in_its_language_once_a_month(home: Home) -> None:
    folder = make_due_reports(home, FEEDS, JUNE_12)

    assert folder == home.root / "reports" / "2026-05"
    assert {path.name for path in folder.iterdir()} == PAGES
    assert '<html lang="fr"' in (folder / "guild.html").read_text(encoding="utf-8")
    assert '<html lang="ar"' in (folder / "bank.html").read_text(encoding="utf-8")
    assert make_due_reports(home, FEEDS, JUNE_12) is None


def test_killed_in_between_the_next_night_makes_them_all(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(orchestration.partner_reports, "_put", killed)
    with pytest.raises(KeyboardInterrupt):
        make_due_reports(home, FEEDS, JUNE_12)
    monkeypatch.undo()
    monkeypatch.setenv("QUTB_HOME", str(home.root))

    assert make_due_reports(home, FEEDS, JUNE_12) is not None
    assert {path.name for path in folder_of(home, MAY).iterdir()} == PAGES


def test_they_go_to_the_partners_once_as_an_attached_page(home: Home, box: Box) -> None:
    make_due_reports(home, FEEDS, JUNE_12)

    assert send(home) == (2, "")
    assert send(home) == (0, "")

    french, arabic = sorted(box.messages, key=lambda message: message["To"], reverse=True)
    assert french["To"] == "greffe@guild.example"
    assert french["Subject"] == "Qutb – Vos envois, mai 2026"
    [page] = french.iter_attachments()
    assert page.get_filename() == "rapport-guild-2026-05.html"
    assert "&lt;tisserands&gt;" in page.get_content()
    assert "إرسالياتكم لشهر ماي 2026" in arabic.get_body(("plain",)).get_content()
    assert json.loads((folder_of(home, MAY) / "guild.sent.json").read_text())["state"] == "sent"


def test_what_is_put_off_goes_out_the_next_night(home: Home, box: Box) -> None:
    make_due_reports(home, FEEDS, JUNE_12)
    box.answers = ["451 later", "250 OK"]

    sent, said = send(home)
    assert (sent, "the report of guild for 2026-05 is put off" in said) == (1, True)
    assert send(home)[0] == 1


def test_pages_made_on_demand_are_not_mailed(home: Home, box: Box) -> None:
    make_reports(home, [GUILD, BANK], MAY)

    assert send(home) == (0, "")


def test_the_command_makes_one_partners_page(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "cri", "--month", "2026-05", "--lang", "ar"]) == 0

    path = Path(capsys.readouterr().out.strip())
    assert path == home.root / "reports/2026-05/cri.ar.html"
    assert "المركز الجهوي للاستثمار" in path.read_text(encoding="utf-8")


def test_the_command_makes_all_and_says_where(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--now", JUNE_12.isoformat()]) == 0

    assert "Reports on 2026-05 (1 partners)" in capsys.readouterr().out  # of the three only cri stands in the partners file
    assert (folder_of(home, MAY) / "index.ar.html").exists()


def test_the_command_says_what_there_is(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "nobody"]) == 2
    assert main(["report", "cri", "--month", "2020-01"]) == 1
    assert main(["report", "--month", "2020-01"]) == 1

    said = capsys.readouterr().err
    assert "There is no partner nobody. Partners: chamber_handicrafts" in said
    assert "It has 2026-05 to 2026-05." in said
    assert "says nothing of 2020-01" in said


def test_without_a_release_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "empty"))

    assert main(["report"]) == 1
    assert "run `qutb nightly`" in capsys.readouterr().err
