"""`qutb backfill`: which days, where they go, and that readers see nothing of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from orchestration_helpers import hand_made_release, instant

from ingestion.home import Home
from orchestration import backfill as module
from orchestration.audit import Audit
from orchestration.backfill import BackfillError, backfill, days_between
from orchestration.cli import main
from orchestration.night import Night
from publishing.release import publish, releases
from quality.checks import Check

NOW = instant("2026-06-15T10:00:00+00:00")
TODAY = date(2026, 6, 15)
PASSED = Audit("r", ())


def test_each_day_of_the_range_its_sundays_or_the_ends_of_its_months() -> None:
    first, last = date(2026, 1, 30), date(2026, 3, 1)

    assert len(days_between(first, last, "day", TODAY)) == 31
    assert days_between(first, last, "week", TODAY) == [date(2026, 2, 1), date(2026, 2, 8), date(2026, 2, 15), date(2026, 2, 22), last]
    assert days_between(first, last, "month", TODAY) == [date(2026, 1, 31), date(2026, 2, 28)]


@pytest.mark.parametrize(
    ("first", "last", "every", "words"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), "day", "write the earlier day first"),
        (date(2026, 6, 1), TODAY, "day", "the last day that can be built is 2026-06-14"),
        (date(2026, 5, 4), date(2026, 5, 9), "week", "no Sunday"),
        (date(2026, 5, 4), date(2026, 5, 9), "month", "no last day of a month"),
    ],
)
def test_a_range_that_cannot_be_built_says_what_to_write(first: date, last: date, every: str, words: str) -> None:
    with pytest.raises(BackfillError, match=words):
        days_between(first, last, every, TODAY)  # type: ignore[arg-type]


def built(monkeypatch: pytest.MonkeyPatch, outcome: dict[str, Audit | str]) -> list[str]:
    """Puts a build by hand in place of dbt's; returns the days that were built."""
    days: list[str] = []

    def build(night: Night) -> list[str]:
        day = str(night.as_of.date())
        days.append(day)
        made = outcome.get(day, PASSED)
        if isinstance(made, str):
            return [made]
        night.audit = made
        return []

    def keep_aside(night: Night, folder: Path) -> None:
        folder.mkdir(parents=True)
        note = {"id": "x", "built_at": NOW.isoformat(), "as_of": night.as_of.isoformat(), "fingerprint": night.fingerprint(), "facts": {}}
        (folder / "release.json").write_text(json.dumps(note))

    monkeypatch.setattr(module, "_build", build)
    monkeypatch.setattr(Night, "keep_aside", keep_aside)
    return days


def test_days_go_beside_the_releases_and_those_that_are_there_are_not_built_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_made_release(home, "r1", "2026-06-14T02:00:00+00:00", warehouse=b"not opened here")
    publish(home, "r1")
    days = built(monkeypatch, {})
    said: list[str] = []

    first = backfill(home, [date(2026, 5, 1), date(2026, 5, 2)], NOW, said.append)
    second = backfill(home, [date(2026, 5, 2), date(2026, 5, 3)], NOW, said.append)

    assert (first, second) == (0, 0)
    assert days == ["2026-05-01", "2026-05-02", "2026-05-03"]
    assert "2026-05-02: there already" in "".join(said)
    assert [release.id for release in releases(home)] == ["r1"]
    assert Path(home.published).resolve().parent.name == "r1"
    assert not (home.root / "metrics" / "qutb.prom").exists()


def test_a_day_that_fails_or_does_not_pass_keeps_no_other_from_being_built(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    stops = Audit("r", (Check("figures.moved.JOB-01", "movement", "critical", False, _message()),))
    days = built(monkeypatch, {"2026-05-01": stops, "2026-05-02": "staging: no room"})
    said: list[str] = []

    assert backfill(home, [date(2026, 5, day) for day in (1, 2, 3)], NOW, said.append) == 1
    assert backfill(home, [date(2026, 5, day) for day in (1, 3)], NOW, said.append) == 3
    assert days == ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-01"]
    assert [path.name for path in (home.root / "backfill").iterdir()] == ["2026-05-03"]
    assert "2026-05-02: failed. staging: no room" in "".join(said)


def _message():  # type: ignore[no-untyped-def]
    from ingestion.messages import Message

    return Message("a bougé", "تحرك", "moved")


def test_the_command_refuses_days_to_come_without_opening_the_home(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", "2026-05-01", "2026-06-15", "--now", NOW.isoformat()]) == 1
    assert "has not ended yet" in capsys.readouterr().err
    assert not home.root.exists()
