"""How far a final figure may move from one release to the next, as the KPI catalogue says it.

What goes here: from `kpi_catalogue.yaml` to tolerances. What does not: comparing figures (`quality.movements`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingestion.yaml_files import parsed_yaml
from orchestration.build import DBT_PROJECT
from quality.movements import Tolerance

USUAL = "usual"


class ToleranceError(ValueError):
    """A tolerance of the catalogue that cannot be used; the message names it."""


def read_tolerances(path: Path = DBT_PROJECT / "kpi_catalogue.yaml") -> tuple[dict[str, Tolerance], Tolerance]:
    """The tolerance of each KPI, and the usual one.

    Raises:
        ToleranceError: when an entry is unknown, or no number of 0 or more.
    """
    document = parsed_yaml(path.read_text(encoding="utf-8"))
    by_unit: Mapping[str, Mapping[str, Any]] = document["tolerances"]
    usual = by_unit[USUAL]
    units = {kpi["unit"] for kpi in document["kpis"]}
    if unknown := sorted(by_unit.keys() - units - {USUAL}):
        raise ToleranceError(f"{path}: tolerances name the unit {unknown[0]}, which no KPI has. Units: {', '.join(sorted(units))}.")
    of_kpis = {
        kpi["id"]: _tolerance(f"{path}, {kpi['id']}", {**usual, **by_unit.get(kpi["unit"], {}), **kpi.get("tolerance", {})})
        for kpi in document["kpis"]
    }
    return of_kpis, _tolerance(f"{path}, {USUAL}", usual)


def _tolerance(where: str, given: Mapping[str, Any]) -> Tolerance:
    names = Tolerance.__dataclass_fields__
    for name, value in given.items():
        if name not in names:
            raise ToleranceError(f"{where}: a tolerance has {', '.join(names)}, not {name}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ToleranceError(f"{where}: {name} is {value!r}; write a number of 0 or more.")
    return Tolerance(**{name: float(value) for name, value in given.items()})
