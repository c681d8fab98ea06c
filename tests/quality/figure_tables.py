"""Two small warehouses made by hand: a last release and a build, as far as the audit reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

KPI_VALUES = (
    "kpi_id varchar, period_type varchar, period_start date, territory_code varchar, breakdown varchar, breakdown_value varchar, "
    "numerator double, denominator double, value double, unit varchar, target double, coverage double, status varchar"
)
CHANGES = (
    "kpi_id varchar, period_type varchar, period_start date, territory_code varchar, breakdown varchar, breakdown_value varchar, "
    "value double, late_data double, correction double, linkage double, rule_change double"
)
JOBS = "job_id varchar, started_on date, ended_on date, full_time_equivalent double, sources bigint"
FINANCING = "financing_ref varchar, amount_approved_mad double, amount_disbursed_mad double"
MAY = date(2026, 5, 1)
Row = dict[str, Any]


def figure(value: float | None, **more: Any) -> Row:
    """A final count of the region for May, unless more is said."""
    usual: Row = {
        "kpi_id": "JOB-01", "period_type": "month", "period_start": MAY, "territory_code": "03", "breakdown": "total",
        "breakdown_value": "total", "numerator": value, "denominator": None, "value": value, "unit": "jobs", "target": None, "coverage": 1.0,
        "status": "final",
    }  # fmt: skip
    return usual | more


def warehouse(
    path: Path,
    figures: Sequence[Row],
    changes: Sequence[Row] = (),
    jobs: Sequence[tuple[Any, ...]] = (("j1", MAY, None, 1.0, 1),),
    financing: Sequence[tuple[Any, ...]] = (("f1", 1000.0, 500.0),),
    release_id: str = "tonight",
) -> Path:
    """A warehouse with these figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema intermediate; create schema lake; create schema quality")
        for table, columns in (
            ("marts.kpi_values", KPI_VALUES), ("intermediate.int_figure_changes", CHANGES), ("marts.fct_jobs", JOBS),
            ("marts.fct_financing", FINANCING), ("lake.run", "release_id varchar"),
        ):  # fmt: skip
            connection.execute(f"create table {table} ({columns})")
        for table, rows in (("marts.kpi_values", figures), ("intermediate.int_figure_changes", changes)):
            for row in rows:
                connection.execute(f"insert into {table} by name select {', '.join(f'? as {name}' for name in row)}", list(row.values()))
        for table, rows_of_table in (("marts.fct_jobs", jobs), ("marts.fct_financing", financing)):
            for values in rows_of_table:
                connection.execute(f"insert into {table} values ({', '.join('?' * len(values))})", list(values))
        connection.execute("insert into lake.run values (?)", [release_id])
    return path
