"""What a night shows while it works."""

from __future__ import annotations

import io

import pytest
from orchestration_helpers import record
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TextColumn

from ingestion.ledger import LoadRecord
from orchestration.progress import PlainProgress, Progress, TerminalProgress, night_progress


def load(verdict: str = "accepted", reason: str | None = None, day: int = 1) -> LoadRecord:
    return record(f"2026-05-{day:02}", f"2026-05-{day:02}", f"2026-06-{day:02}T08:00:00+00:00", verdict=verdict, reason=reason)


def shown(progress: Progress, *feeds: tuple[str, list[LoadRecord]]) -> None:
    for feed, records in feeds:
        progress.feed_begins(feed, len(records))
        for each in records:
            progress.loaded(each)
        progress.feed_ends()


def test_elsewhere_than_on_a_terminal_there_is_one_line_a_feed() -> None:
    lines: list[str] = []

    shown(PlainProgress(lines.append), ("a/x", [load(day=day) for day in range(1, 29)]), ("b/x", [load()]))

    assert len(lines) == 2
    assert "a/x" in lines[0]
    assert "28 files" in lines[0]
    assert "1 file;" in lines[1]


def test_refusals_are_told_with_their_reasons_the_first_three_of_them() -> None:
    lines: list[str] = []

    shown(PlainProgress(lines.append), ("a/x", [load("refused", f"Raison {day}.", day) for day in range(1, 6)]))

    assert "5 REFUSED" in lines[0]
    assert [line for line in lines if "Raison" in line] == list(lines[1:4])
    assert "and 2 more" in lines[-1]


def test_a_feed_whose_files_were_there_already_says_so() -> None:
    lines: list[str] = []

    shown(PlainProgress(lines.append), ("a/x", []))

    assert "nothing new" in lines[0]


def test_steps_and_notes_are_lines() -> None:
    lines: list[str] = []
    progress = PlainProgress(lines.append)

    progress.step("Releasing")
    progress.note("2 receipts.")

    assert lines == ["Releasing…", "2 receipts."]


def test_on_a_terminal_each_feed_keeps_its_bar_and_its_counts() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120)

    with Bars(TextColumn("{task.description} {task.fields[said]} {task.percentage:.0f}%"), console=console) as bars:
        progress = TerminalProgress(bars)
        shown(progress, ("a/x", [load(), load("refused", "Vide [bold]", 2)]), ("b/x", []))
        progress.step("Releasing")

    said = out.getvalue()
    assert "a/x 2 files" in said
    assert "b/x nothing new" in said
    assert "Vide [bold]" in said, "what a partner's file says is no mark-up"
    assert all(task.finished for task in bars.tasks if task.description != "Releasing")


def test_a_pipe_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.__stdout__", io.StringIO())

    with night_progress() as progress:
        assert isinstance(progress, PlainProgress)


def test_a_terminal_gets_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.__stdout__", Terminal())

    with night_progress() as progress:
        assert isinstance(progress, TerminalProgress)
        shown(progress, ("a/x", [load()]))
