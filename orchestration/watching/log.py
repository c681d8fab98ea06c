"""The night for machines that collect logs: `logs/nightly.jsonl`, one JSON object a line.

What goes here: the handler, its format, and which night a line belongs to. What does not: what is worth a line (whoever says it), Dagster's
and dbt's words as text (`nightly.py`).

Each line has `at`, `level`, `logger` and `message`, and where known `run` (the night), `step`, `partner`, `contract`, `delivery_id` and
`load_id`. What tells who a person is, passwords and tokens are masked, whoever wrote the line.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from orchestration.alerts.failure import harmless

FILE_NAME: Final = "nightly.jsonl"
OWN: Final = "qutb"
NIGHT: Final = logging.getLogger("qutb.night")
_MOST_BYTES: Final = 10_000_000
_KEPT: Final = 9
_LONGEST: Final = 2_000  # letters of one message
# What ends a line for some readers, moves a terminal's cursor or turns the text around: written as JSON's own escapes.
_NO_LETTER: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# What `extra` may add to a line.
_FIELDS: Final = (
    "step", "partner", "contract", "delivery_id", "load_id", "verdict", "rows_read", "rows_accepted", "rows_rejected", "seconds",
    "exit_code", "release",
)  # fmt: skip
_running: dict[str, str] = {}


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without line breaks."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_running,
            **_of_dagster(record),
            **{name: value for name in _FIELDS if (value := getattr(record, name, None)) is not None},
        }
        told["message"] = told.get("message") or record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        line = json.dumps({name: _clean(value) for name, value in told.items()}, ensure_ascii=False, default=str)
        return _NO_LETTER.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _clean(value: Any) -> Any:
    return harmless(value)[:_LONGEST] if isinstance(value, str) else value


def _of_dagster(record: logging.LogRecord) -> dict[str, Any]:
    """Which run and step of Dagster's a record is of, and why a step failed."""
    meta = getattr(record, "dagster_meta", None)
    if not meta:
        return {}
    told = {"message": meta.get("orig_message"), "dagster_run": meta.get("run_id"), "step": meta.get("step_key")}
    error = getattr(getattr(meta.get("dagster_event"), "event_specific_data", None), "error", None)
    if error is not None:
        told["error"] = (error.cause or error).message.strip()
    return {name: value for name, value in told.items() if value is not None}


class NightHandler(WatchedFileHandler):
    """Writes to the log of `QUTB_HOME`, wherever it is turned over meanwhile. A disk that takes no line costs no night."""

    def __init__(self, folder: Path | None = None) -> None:
        """Opens nothing before the first line.

        Args:
            folder: where; None takes the home of the environment (so Dagster makes it, from its instance file).
        """
        where = folder or Home.from_environment().folder("logs")
        super().__init__(where / FILE_NAME, encoding="utf-8", errors="backslashreplace", delay=True)
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line, if the disk takes it."""
        with suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Says nothing: there is no better place to say it."""

    def setFormatter(self, fmt: logging.Formatter | None) -> None:
        """Keeps JSON lines, whatever Dagster would set."""
        super().setFormatter(fmt if isinstance(fmt, JsonLines) else JsonLines())


@contextmanager
def night_log(home: Home, now: datetime) -> Iterator[None]:
    """Collects what is said, by whomever, while a night of a home runs in this process."""
    turn_over(home.folder("logs") / FILE_NAME)
    root, own, handler = logging.getLogger(), logging.getLogger(OWN), NightHandler(home.folder("logs"))
    shown = logging.lastResort if not root.handlers else None  # a warning that reached the terminal still does
    level = own.level
    root.addHandler(handler)
    if shown:
        root.addHandler(shown)
    own.setLevel(logging.INFO)
    own.addHandler(handler)
    own.propagate = False  # the terminal has its own words for what we say
    _running["run"] = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        yield
    except Exception:
        NIGHT.exception("the night failed", extra={"exit_code": 1})
        raise
    finally:
        _running.clear()
        own.propagate = True
        own.removeHandler(handler)
        own.setLevel(level)
        if shown:
            root.removeHandler(shown)
        root.removeHandler(handler)
        handler.close()


def turn_over(path: Path, most_bytes: int = _MOST_BYTES, kept: int = _KEPT) -> None:
    """Begins a new file when the log is large: `nightly.jsonl` becomes `nightly.1.jsonl`, and so on; the oldest goes. Only under the lock.

    Args:
        path: the log.
        most_bytes: how large it may be.
        kept: how many old files stay.
    """
    if not path.exists() or path.stat().st_size < most_bytes:
        return
    for number in range(kept, 1, -1):
        older = path.with_stem(f"{path.stem}.{number - 1}")
        if older.exists():
            older.replace(path.with_stem(f"{path.stem}.{number}"))
    path.replace(path.with_stem(f"{path.stem}.1"))


def log_load(record: LoadRecord) -> None:
    """A line about a load; its file's name is left out, for it may hold a person's."""
    fields = ("partner", "contract", "delivery_id", "load_id", "verdict", "rows_read", "rows_accepted", "rows_rejected")
    level = logging.WARNING if record.verdict == "refused" else logging.INFO
    reason = f": {record.reasons.get('en') or record.reason}" if record.verdict == "refused" else ""
    NIGHT.log(level, "%s%s", record.verdict.replace("_", " "), reason, extra={name: getattr(record, name) for name in fields})
