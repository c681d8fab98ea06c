"""Movements: final figures that differ from the last release by more than their tolerance.

What goes here: comparing two built warehouses, the rule, and the name under which a movement is accepted. What does not: which
tolerance a KPI has (`dbt_project/kpi_catalogue.yaml`, read by `orchestration.tolerances`), what was accepted (`kept_movements.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LAST: Final = "last"
CAUSES: Final = ("rule_change", "linkage", "late_data", "correction")
Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a final figure may move without a person.

    Attributes:
        share: of the figure before, for the region.
        floor: what is always allowed for the region, in the unit of the figure.
        province_share: as `share`, for a province.
        province_floor: as `floor`, for a province.
        base: of a figure with a denominator, the least denominator (before or after) from which it is looked at.
    """

    share: float
    floor: float
    province_share: float
    province_floor: float
    base: float = 0

    def allows(self, before: float, after: float | None, base: float | None, is_region: bool) -> bool:
        """Whether a figure may move so. A figure that is gone counts as 0, as in `marts.kpi_revisions`."""
        if base is not None and base < self.base:
            return True
        share, floor = (self.share, self.floor) if is_region else (self.province_share, self.province_floor)
        return abs((after or 0) - before) <= max(share * abs(before), floor)


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """One final figure that moved: what it was, what it would be, and why, in the unit of the figure."""

    kpi_id: str
    period_type: str
    period_start: date
    territory_code: str
    before: float
    after: float | None
    causes: Mapping[str, float]

    @property
    def key(self) -> Key:
        """What an acceptance holds for: this figure moving from just this value to just that one."""
        after = "" if self.after is None else f"{self.after:.9g}"
        return self.kpi_id, self.period_type, self.period_start.isoformat(), self.territory_code, f"{self.before:.9g}", after

    @property
    def change(self) -> float:
        """By how much it moved."""
        return (self.after or 0) - self.before


@dataclass(frozen=True, slots=True)
class Movement:
    """The figures of one KPI that moved in one night; one acceptance covers them, and nothing else."""

    kpi_id: str
    release_id: str
    figures: tuple[MovedFigure, ...]

    @property
    def id(self) -> str:
        """Its name: the same as long as the same figures move from the same release in the same way."""
        return movement_id(self.release_id, self.figures)


def movement_id(release_id: str, figures: Iterable[MovedFigure]) -> str:
    """The name of a movement of figures away from a release: `m-` and ten hexadecimal digits."""
    named = "\n".join([release_id, *sorted(" ".join(figure.key) for figure in figures)])
    return f"m-{hashlib.sha256(named.encode()).hexdigest()[:10]}"


def moved_figures(connection: DuckDBPyConnection, tolerances: Mapping[str, Tolerance], usual: Tolerance, region: str) -> list[MovedFigure]:
    """The final figures of the last release that the build would change by more than their tolerance.

    Args:
        connection: DuckDB with the built warehouse attached as `warehouse` and the last release as `last`.
        tolerances: by KPI.
        usual: for a KPI that the catalogue no longer holds.
        region: the region's code; every other territory is a province.
    """
    return [
        figure
        for figure, base in _changed(connection)
        if not tolerances.get(figure.kpi_id, usual).allows(figure.before, figure.after, base, figure.territory_code == region)
    ]


def movements_of(release_id: str, figures: Sequence[MovedFigure]) -> list[Movement]:
    """Moved figures as movements, one a KPI."""
    ordered = sorted(figures, key=lambda figure: figure.key)
    return [Movement(kpi_id, release_id, tuple(group)) for kpi_id, group in groupby(ordered, key=lambda figure: figure.kpi_id)]


def _changed(connection: DuckDBPyConnection) -> Iterable[tuple[MovedFigure, float | None]]:
    """Final figures with another value than in the last release, each with the larger of its denominators."""
    causes = ", ".join(f"changes.{cause}" for cause in CAUSES)
    same = " and ".join(
        f"{{0}}.{name} = {{1}}.{name}"
        for name in ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")
    )
    rows: list[Any] = connection.execute(
        f"""select published.kpi_id, published.period_type, published.period_start, published.territory_code, published.value,
                built.value, greatest(published.denominator, built.denominator), {causes}
            from {LAST}.marts.kpi_values as published
            left join warehouse.marts.kpi_values as built on {same.format("published", "built")}
            left join warehouse.intermediate.int_figure_changes as changes on {same.format("published", "changes")}
            where published.breakdown = 'total' and published.status in ('final', 'revised')
                and published.value is not null and built.value is distinct from published.value"""
    ).fetchall()
    for kpi_id, period_type, period_start, territory, before, after, base, *amounts in rows:
        told = {cause: amount for cause, amount in zip(CAUSES, amounts, strict=True) if amount}
        yield MovedFigure(kpi_id, period_type, period_start, territory, before, after, told), base
