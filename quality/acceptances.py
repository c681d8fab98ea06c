"""What persons have accepted: a finding that is as it should be, a figure that may move, as a journal that is only added to.

What goes here: `review/acceptances/<instant>.json`, one file an acceptance. What does not: what may be accepted (`findings.py`,
the audit before release), the command (`orchestration.commands.accept`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.home import Home, placed


class AcceptanceError(RuntimeError):
    """An acceptance that cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One acceptance: of what (`q-…` a finding, `m-…` a movement of figures), why, by whom, when (UTC)."""

    id: str
    reason: str
    accepted_by: str
    accepted_at: datetime


def accept(home: Home, ids: Iterable[str], reason: str, accepted_by: str, now: datetime) -> list[Acceptance]:
    """Notes acceptances, all in one file put in place at once."""
    accepted = [Acceptance(each, reason, accepted_by, now.astimezone(UTC)) for each in dict.fromkeys(ids)]
    entries = [asdict(each) | {"accepted_at": each.accepted_at.isoformat()} for each in accepted]
    name = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    with placed(_folder(home) / f"{name}.json") as temporary:
        temporary.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    return accepted


def acceptances(home: Home, as_of: datetime | None = None) -> list[Acceptance]:
    """Acceptances known at an instant (all when None), the first of each id, in their order.

    Raises:
        AcceptanceError: when an entry is damaged.
    """
    first: dict[str, Acceptance] = {}
    for path in sorted(path for path in _folder(home).glob("*.json") if not path.name.startswith(".")):
        for each in _read(path):
            if as_of is None or each.accepted_at <= as_of:
                first.setdefault(each.id, each)
    return list(first.values())


def _read(path: Path) -> list[Acceptance]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        found = [Acceptance(**entry | {"accepted_at": datetime.fromisoformat(entry["accepted_at"])}) for entry in entries]
        for each in found:
            if not all(isinstance(text, str) for text in (each.id, each.reason, each.accepted_by)) or each.accepted_at.utcoffset() is None:
                raise TypeError(f"{each} is no acceptance")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise AcceptanceError(f"The acceptance {path} cannot be read ({error}). Move it away and accept again.") from error
    return found


def _folder(home: Home) -> Path:
    return home.folder("review") / "acceptances"
