"""The mark of a night at work: what it is at, so that the next one can say where it was cut off.

What goes here: `build/night.json`, written as the night goes and removed at its end, however it ends by itself. What stays behind is of a
process that was killed, or of a machine that lost power. What does not: putting right what such a night left half done (`opening`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from ingestion.home import Home

_FILE: Final = "night.json"
OPENING: Final = "Opening"


class NightMark:
    """The mark of the night that runs. It costs no night: a disk that does not take it is told of by what matters."""

    def __init__(self, path: Path, now: datetime) -> None:
        """Takes where it is kept, and the night's instant."""
        self._path, self._now = path, now

    def at(self, step: str) -> None:
        """Notes what the night is at."""
        with suppress(OSError):
            self._path.write_text(json.dumps({"night": f"{self._now:%Y-%m-%d %H:%M %Z}".strip(), "step": step}), encoding="utf-8")


@contextmanager
def night_mark(home: Home, now: datetime) -> Iterator[tuple[NightMark, str | None]]:
    """Marks a night, for the holder of the lock; gives with the mark a sentence about the night before, where that one was cut off."""
    path = home.folder("build") / _FILE
    before = _sentence(path)
    mark = NightMark(path, now)
    mark.at(OPENING)
    try:
        yield mark, before
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _sentence(path: Path) -> str | None:
    try:
        left = json.loads(path.read_text(encoding="utf-8"))
        where = f"of {left['night']} was cut off at “{left['step']}”"
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        where = "before was cut off"
    return f"The night {where} (killed, or no power). What it left half done is put right now."
