"""Movements that stopped a release, as a person sees them when accepting: `review/movements/<id>.json`, one file each, never changed.

What goes here: keeping and reading them, and which figures have been accepted. What does not: the acceptances (`acceptances.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ingestion.home import Home, placed
from quality.acceptances import Acceptance
from quality.movements import Key, MovedFigure, movement_id


class MovementError(RuntimeError):
    """A kept movement that cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True)
class AcceptedFigure:
    """A moved figure that somebody has accepted, and how."""

    figure: MovedFigure
    acceptance: Acceptance


def keep_movement(home: Home, release_id: str, figures: Sequence[MovedFigure], now: datetime) -> str:
    """Notes a movement away from a release, once; returns its name."""
    name = movement_id(release_id, figures)
    path = _path(home, name)
    if not path.exists():
        entry = {"id": name, "release_id": release_id, "seen_at": now.astimezone(UTC).isoformat(), "figures": [_row(f) for f in figures]}
        with placed(path) as temporary:
            temporary.write_text(json.dumps(entry, ensure_ascii=False, indent=1), encoding="utf-8")
    return name


def kept_figures(home: Home, name: str) -> tuple[str, list[MovedFigure]]:
    """The release that a movement moves away from, and its figures; none where its file is lost, so that nothing is accepted by it.

    Raises:
        MovementError: when its file is damaged.
    """
    path = _path(home, name)
    if not path.exists():
        return "", []
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        return str(entry["release_id"]), [_figure(row) for row in entry["figures"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MovementError(
            f"The movement {path} cannot be read ({error}). Move it away and run the night again: what it covered is shown anew."
        ) from error


def accepted_figures(home: Home, release_id: str, accepted: Iterable[Acceptance]) -> dict[Key, Acceptance]:
    """The moves away from a release that somebody accepted, each with its acceptance."""
    found: dict[Key, Acceptance] = {}
    for each in accepted:
        if each.id.startswith("m-"):
            moved_from, figures = kept_figures(home, each.id)
            if moved_from == release_id:
                found |= {figure.key: each for figure in figures}
    return found


def _path(home: Home, name: str) -> Path:
    return home.folder("review") / "movements" / f"{name}.json"


def _row(figure: MovedFigure) -> dict[str, Any]:
    return asdict(figure) | {"period_start": figure.period_start.isoformat()}


def _figure(row: dict[str, Any]) -> MovedFigure:
    return MovedFigure(**row | {"period_start": date.fromisoformat(row["period_start"])})
