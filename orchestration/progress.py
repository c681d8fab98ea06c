"""What a night shows while it works: a bar a feed on a terminal, a line a feed elsewhere.

What goes here: how far a night is, for the person who started it. What does not: its end (`summary.py`), its log (Dagster).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ingestion.ledger import LoadRecord
from ingestion.wording import shown
from orchestration.watching.log import NIGHT, log_load

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_REFUSALS_SHOWN: Final = 3
_PLAIN_WIDTH: Final = 40


class Progress:
    """Shows nothing and writes the log (`logs/nightly.jsonl`); what the others derive from."""

    def feed_begins(self, feed_id: str, files: int) -> None:
        """New files of a feed are being taken in."""
        partner, contract = feed_id.split("/", 1)
        NIGHT.info("%d new files", files, extra={"step": "intake", "partner": partner, "contract": contract})

    def loaded(self, record: LoadRecord) -> None:
        """A file of the feed has become a load."""
        log_load(record)

    def feed_ends(self) -> None:
        """All new files of the feed are in."""

    def step(self, what: str) -> None:
        """Another step of the night begins."""
        NIGHT.info(what)

    def note(self, line: str) -> None:
        """Something that a person should know."""
        NIGHT.warning(line.strip())


class PlainProgress(Progress):
    """A line a feed when it is done, and one more for each refusal: for logs and pipes."""

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        """Begins without a feed; `say` takes the lines, the process's own standard output where it is not given."""
        self._say = say or _print
        self._feed = ""
        self._records: list[LoadRecord] = []

    def feed_begins(self, feed_id: str, files: int) -> None:
        """Remembers the feed."""
        super().feed_begins(feed_id, files)
        self._feed, self._records = feed_id, []

    def loaded(self, record: LoadRecord) -> None:
        """Counts the load in."""
        super().loaded(record)
        self._records.append(record)

    def feed_ends(self) -> None:
        """Says what the feed gave."""
        self._say(f"  {self._feed:<{_PLAIN_WIDTH}} {counts_text(self._records)}")
        for line in refusal_lines(self._records):
            self._say(line)

    def step(self, what: str) -> None:
        """Says the step."""
        super().step(what)
        self._say(f"{what}…")

    def note(self, line: str) -> None:
        """Says it."""
        super().note(line)
        self._say(line)


class TerminalProgress(Progress):
    """A bar a feed, kept on the screen with its counts, and the step that runs now."""

    def __init__(self, bars: Bars) -> None:
        """Draws on bars that are already shown."""
        self._bars = bars
        self._records: list[LoadRecord] = []
        self._task: TaskID | None = None
        self._step: TaskID | None = None

    def feed_begins(self, feed_id: str, files: int) -> None:
        """Draws the feed's bar."""
        super().feed_begins(feed_id, files)
        self._records = []
        self._task = self._bars.add_task(feed_id, total=files, said="")

    def loaded(self, record: LoadRecord) -> None:
        """Moves the bar on."""
        super().loaded(record)
        self._records.append(record)
        if self._task is not None:
            self._bars.update(self._task, advance=1, said=counts_text(self._records))

    def feed_ends(self) -> None:
        """Leaves the bar full (files that were there already are no loads), with the refusals above it."""
        for line in refusal_lines(self._records):
            self._bars.console.print(line, markup=False, highlight=False)
        if self._task is not None:
            done = self._bars.tasks[self._task].total
            self._bars.update(self._task, completed=done, said=counts_text(self._records))

    def step(self, what: str) -> None:
        """Ends the step before and shows this one at work."""
        super().step(what)
        if self._step is not None:
            self._bars.update(self._step, total=1, completed=1)
        self._step = self._bars.add_task(what, total=None, said="")

    def note(self, line: str) -> None:
        """Writes it above the bars."""
        super().note(line)
        self._bars.console.print(line, markup=False, highlight=False)


@contextmanager
def night_progress() -> Iterator[Progress]:
    """The progress that suits where standard output goes."""
    if sys.__stdout__ is None or not sys.__stdout__.isatty():
        yield PlainProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(finished_text=" "), TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("{task.fields[said]}", markup=False),
    )  # fmt: skip
    # The night sends what Dagster and dbt print to a log; the bars stay on the terminal.
    with Progress(*columns, console=Console(file=sys.__stdout__), redirect_stdout=False, redirect_stderr=False) as bars:
        yield TerminalProgress(bars)


def counts_text(records: list[LoadRecord]) -> str:
    """What some loads gave, on one line."""
    if not records:
        return "nothing new in its files"
    refused = sum(record.verdict == "refused" for record in records)
    read, rejected = sum(record.rows_read for record in records), sum(record.rows_rejected for record in records)
    said = [_count(len(records), "file"), f"{_count(read, 'row')}, {rejected:,} rejected"]
    return "; ".join([*said, f"{refused} REFUSED"] if refused else said)


def refusal_lines(records: list[LoadRecord]) -> list[str]:
    """A line for each refused delivery, the first few of them."""
    refused = [record for record in records if record.verdict == "refused"]
    lines = [f"    REFUSED {shown(record.file_name, 'en', 120)}: {record.reason}" for record in refused[:_REFUSALS_SHOWN]]
    return [*lines, f"    and {len(refused) - len(lines)} more, see `qutb status`"] if len(refused) > len(lines) else lines


def _print(line: str) -> None:
    print(line, file=sys.__stdout__, flush=True)


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
