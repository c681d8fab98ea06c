"""The figures of each KPI as CSV. What goes here: files for people to download. What does not: open data (`publishing.open_data`).

With a byte order mark: spreadsheets read Arabic letters right only with it. A text cell that a spreadsheet would run as a formula
is preceded by an apostrophe; numbers are written as they stand in `marts.kpi_values_public`, empty where they are kept back.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

from publishing.edition import Edition, Figure

COLUMNS: Final = (
    "kpi_id", "period_type", "period_start", "territory_code", "territory_fr", "territory_ar", "breakdown", "breakdown_value",
    "label_fr", "label_ar", "numerator", "denominator", "value", "unit", "target", "previous_value", "coverage", "status",
    "obs_status", "conf_status", "open_questions", "release_id",
)  # fmt: skip
_RUN_BY_SPREADSHEETS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_data(edition: Edition, folder: Path) -> None:
    """Writes `<KPI>.csv` for each KPI of the catalogue: every row of `marts.kpi_values_public`, with labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for kpi_id in edition.kpis:
        with (folder / f"{kpi_id}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([harmless(cell) for cell in _row(edition, figure)] for figure in edition.all_figures(kpi_id))


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs: text that starts like a formula is preceded by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_RUN_BY_SPREADSHEETS) else cell


def _row(edition: Edition, figure: Figure) -> tuple[Any, ...]:
    place = edition.territories.get(figure.territory)
    words = edition.labels.get((figure.breakdown, figure.breakdown_value)) or edition.breakdowns.get(figure.breakdown)
    return (
        figure.kpi_id, figure.period.type, figure.period.start, figure.territory, place and place.fr, place and place.ar,
        figure.breakdown, figure.breakdown_value, words and words.fr, words and words.ar, figure.numerator, figure.denominator,
        figure.value, figure.unit, figure.target, figure.previous_value, figure.coverage, figure.status, figure.obs_status,
        figure.conf_status, figure.open_questions, edition.release.id,
    )  # fmt: skip
