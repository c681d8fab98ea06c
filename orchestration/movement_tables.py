"""Accepted movements of final figures as rows of the build database.

What goes here: the table `lake.accepted_movements`, from the journal of acceptances. What does not: what a movement is
(`quality.movements`), what readers see of it (dbt, `models/quality/accepted_movements.sql`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.home import Home
from quality.acceptances import acceptances
from quality.kept_movements import kept_figures

ACCEPTED_MOVEMENTS: Final[Mapping[str, str]] = {
    "movement_id": "varchar", "moved_from_release_id": "varchar", "kpi_id": "varchar", "period_type": "varchar", "period_start": "date",
    "territory_code": "varchar", "value_before": "double", "value_after": "double", "reason": "varchar", "accepted_by": "varchar",
    "accepted_at": "timestamptz",
}  # fmt: skip


def accepted_movements(home: Home, as_of: datetime) -> Iterator[dict[str, Any]]:
    """Each figure of each movement accepted by an instant, once: with the first acceptance that covers it."""
    seen: set[tuple[str, ...]] = set()
    for each in acceptances(home, as_of):
        release_id, figures = kept_figures(home, each.id) if each.id.startswith("m-") else ("", [])
        for figure in figures:
            if (release_id, *figure.key) not in seen:
                seen.add((release_id, *figure.key))
                yield {
                    "movement_id": each.id,
                    "moved_from_release_id": release_id,
                    **{name: getattr(figure, name) for name in ("kpi_id", "period_type", "period_start", "territory_code")},
                    "value_before": figure.before,
                    "value_after": figure.after,
                    "reason": each.reason,
                    "accepted_by": each.accepted_by,
                    "accepted_at": each.accepted_at.astimezone(UTC),
                }
