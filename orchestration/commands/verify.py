"""`qutb verify`: every file of the home held against its sum; what is damaged is named, with what mends it.

What goes here: the command and what is printed. What does not: what is looked at (`orchestration.upkeep.verifying`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home

if TYPE_CHECKING:
    from orchestration.upkeep.verifying import Verified

OK: Final = 0
FAILED: Final = 1
_DESCRIPTION: Final = """\
Looks at every file of the home: the ledger and its second copy, rows (sums and counts), originals (each is opened and
summed, and written nowhere), releases, extracts, kept figures and the links that readers follow. It changes nothing, and may
run beside a night.
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "verify",
        help="check every file of the home against its checksum",
        description=_DESCRIPTION,
        epilog="exit codes: 0 all is sound; 1 something is damaged (what, where, and what mends it are printed)",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Verifies; returns the exit code."""
    from orchestration.upkeep.verifying import NoHome, verify

    home = Home.from_environment()
    started = time.perf_counter()
    try:
        with _progress() as told:
            verified = verify(home, told)
    except NoHome as error:
        print(error, file=sys.stderr)
        return FAILED
    seconds = time.perf_counter() - started
    if given.json:
        facts = {"home": str(home.root), "sound": not verified.damages, **asdict(verified), "seconds": round(seconds, 3)}
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        for line in _lines(verified, seconds):
            print(line)
    return FAILED if verified.damages else OK


def _lines(verified: Verified, seconds: float) -> Iterator[str]:
    for damage in verified.damages:
        yield f"DAMAGED {damage.path}: {damage.what}"
        yield f"        {damage.mend}"
    for note in verified.notes:
        yield f"Note: {note}"
    counts = ", ".join(f"{kind} {count:,}" for kind, count in verified.checked.items())
    told = f"{len(verified.damages)} damaged" if verified.damages else "all sound"
    yield f"{sum(verified.checked.values()):,} checks ({counts}): {told}. Took {seconds:.1f} s."


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A line on the terminal that goes away at the end; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Verifying"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
