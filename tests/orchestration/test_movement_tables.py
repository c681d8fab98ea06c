"""Accepted movements as rows: each figure once, as of an instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ingestion.home import Home
from orchestration.movement_tables import ACCEPTED_MOVEMENTS, accepted_movements
from quality.acceptances import accept
from quality.kept_movements import keep_movement
from quality.movements import MovedFigure

NOW = datetime(2026, 6, 12, 2, tzinfo=UTC)
MAY = MovedFigure("JOB-01", "month", date(2026, 5, 1), "03", 100.0, 150.0, {"correction": 50.0})
JUNE = MovedFigure("JOB-01", "month", date(2026, 6, 1), "03", 80.0, None, {})


def test_each_figure_is_there_once_with_its_first_acceptance(tmp_path: Path) -> None:
    home = Home(tmp_path)
    may, both = keep_movement(home, "r1", [MAY], NOW), keep_movement(home, "r1", [MAY, JUNE], NOW)
    accept(home, [may], "Recompté.", "F. Alaoui", NOW)
    accept(home, [both, "q-0000000000"], "Juste.", "R. Bennani", NOW + timedelta(days=1))

    first_day = list(accepted_movements(home, NOW))
    rows = list(accepted_movements(home, NOW + timedelta(days=1)))

    assert [row["movement_id"] for row in first_day] == [may]
    assert [(row["movement_id"], row["period_start"], row["value_before"], row["value_after"], row["reason"]) for row in rows] == [
        (may, date(2026, 5, 1), 100.0, 150.0, "Recompté."),
        (both, date(2026, 6, 1), 80.0, None, "Juste."),
    ]
    assert all(row.keys() == ACCEPTED_MOVEMENTS.keys() for row in rows)
