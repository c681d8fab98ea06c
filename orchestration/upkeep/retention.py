"""How long what an installation keeps stays there: the settings, and their defaults.

What goes here: reading `retention.yaml`. What does not: removing anything (`purging.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home

FILE: Final = "retention.yaml"
_DEFAULTS: Final = Path(__file__).with_name(FILE)
# Where newer ones push out older ones; elsewhere age decides.
_COUNTED: Final = frozenset({"releases", "data_docs"})
_ADVICE: Final = "Write for example `archive: {days: 1825}`, `releases: {newest: 30}` or `reports: forever`."


class RetentionError(ValueError):
    """A `retention.yaml` that cannot be used; the message says which entry, and what to write."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a room's things stay: so many days, or so many of the newest; for ever where neither is set."""

    days: int | None = None
    newest: int | None = None

    def __str__(self) -> str:
        """As people say it."""
        return f"{self.days} days" if self.days is not None else f"the newest {self.newest}" if self.newest is not None else "for ever"

    def before(self, now: datetime) -> datetime | None:
        """What is older than this goes; None where nothing does."""
        return now - timedelta(days=self.days) if self.days is not None else None


def retention(home: Home) -> Mapping[str, Rule]:
    """The rule of each room: the home's own, else the default.

    Raises:
        RetentionError: the home's file cannot be used; nothing is purged then.
    """
    rules = _rules(_DEFAULTS)
    own = home.root / FILE
    if own.exists():
        given = _rules(own)
        if unknown := sorted(given.keys() - rules.keys()):
            raise RetentionError(f"{own} names {', '.join(unknown)}, which no rule is for. Rooms: {', '.join(rules)}.")
        rules |= given
    return rules


def newest_kept(home: Home, room: str) -> int:
    """How many of the newest a night leaves in a counted room; the default where the home's file cannot be used, which costs no release."""
    try:
        rules = retention(home)
    except RetentionError:
        rules = _rules(_DEFAULTS)
    return rules[room].newest or sys.maxsize


def _rules(path: Path) -> dict[str, Rule]:
    import yaml

    from ingestion.yaml_files import parsed_yaml

    try:
        document = parsed_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise RetentionError(f"{path} cannot be read ({error}). {_ADVICE}") from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise RetentionError(f"{path} must hold a rule a line. {_ADVICE}")
    return {str(room): _rule(path, str(room), said) for room, said in document.items()}


def _rule(path: Path, room: str, said: Any) -> Rule:
    if said == "forever":
        return Rule()
    unit = "newest" if room in _COUNTED else "days"
    if isinstance(said, dict) and set(said) == {unit}:
        number = said[unit]
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 100_000:
            return Rule(**{unit: number})
    raise RetentionError(f"{path}: {room} must be `forever` or `{{{unit}: …}}` with a whole number from 1. {_ADVICE}")
