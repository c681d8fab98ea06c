"""What persons decided about pairs of organisations, as a journal that is only added to: `review/journal/<instant>.json`.

Belongs here: entries of the journal, and which decisions were in force when. The file that persons fill in: `review.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion.home import Home, placed


class JournalError(RuntimeError):
    """An entry of the journal that cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True, order=True)
class Settled:
    """One decision in force: two keys in order, same or different, and who decided it when, as written."""

    key_1: str
    key_2: str
    is_same: bool
    decided_by: str = ""
    decided_on: str = ""


def noted(home: Home, settled: Iterable[Settled], now: datetime) -> bool:
    """Adds an entry when the decisions are not those of the last one; returns whether it did."""
    wanted = sorted(set(settled))
    entries = _entries(home)
    if (entries[-1][1] if entries else []) == wanted:
        return False
    name = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    with placed(_folder(home) / f"{name}.json") as temporary:
        content = {"known_from": now.astimezone(UTC).isoformat(), "decisions": [asdict(each) for each in wanted]}
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return True


def last_settled(home: Home) -> list[Settled]:
    """The decisions in force now.

    Raises:
        JournalError: when an entry is damaged.
    """
    entries = _entries(home)
    return entries[-1][1] if entries else []


def decided_at(home: Home, as_of: datetime) -> list[dict[str, Any]]:
    """Rows of `lake.organisation_decisions`: each decision with the time it was in force, as known at an instant.

    Raises:
        JournalError: when an entry is damaged.
    """
    rows: list[dict[str, Any]] = []
    open_rows: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for known_from, settled in _entries(home):
        if known_from > as_of:
            break
        now = {(each.key_1, each.key_2, each.is_same) for each in settled}
        for key in [key for key in open_rows if key not in now]:
            open_rows.pop(key)["known_until"] = known_from
        for key in sorted(now - open_rows.keys()):
            open_rows[key] = {"key_1": key[0], "key_2": key[1], "is_same": key[2], "known_from": known_from, "known_until": None}
            rows.append(open_rows[key])
    return rows


def _entries(home: Home) -> list[tuple[datetime, list[Settled]]]:
    return sorted((_read(path) for path in _folder(home).glob("*.json") if not path.name.startswith(".")), key=lambda entry: entry[0])


def _read(path: Path) -> tuple[datetime, list[Settled]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        known_from, settled = datetime.fromisoformat(content["known_from"]), [Settled(**each) for each in content["decisions"]]
        for each in settled:
            if not all(isinstance(text, str) for text in (each.key_1, each.key_2, each.decided_by, each.decided_on)):
                raise TypeError(f"{each} is no decision")
            if not isinstance(each.is_same, bool):
                raise TypeError(f"{each} does not say whether they are the same")
        if known_from.utcoffset() is None:
            raise ValueError("known_from tells no zone")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise JournalError(f"The journal entry {path} cannot be read ({error}). Restore it from a backup, or move it away.") from error
    return known_from, settled


def _folder(home: Home) -> Path:
    return home.folder("review") / "journal"
