"""Extracts of the figures as plain files: one CSV and one workbook, from `marts.kpi_values` of a release.

What goes here: files that carry every figure. What does not: the directorate's designed workbook, bulletin and dashboard.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from ingestion.home import Home, sync
from ingestion.sql import literal

_VALUES_QUERY: Final = """
    select
        kpi_values.kpi_id,
        kpi_catalogue.name_fr,
        kpi_catalogue.name_ar,
        kpi_values.* exclude (kpi_id)
    from release.marts.kpi_values as kpi_values
    inner join release.marts.kpi_catalogue as kpi_catalogue on kpi_values.kpi_id = kpi_catalogue.kpi_id
    order by
        kpi_values.kpi_id, kpi_values.period_type, kpi_values.period_start, kpi_values.territory_code,
        kpi_values.breakdown, kpi_values.breakdown_value
"""
_MOST_ROWS: Final = 1_048_575  # rows of a sheet under its heading


def write_extracts(home: Home, release_id: str) -> Path:
    """Writes `extracts/<release>/kpi_values.csv` and `.xlsx`; returns the folder.

    The folder appears whole or not at all. The same release gives the same bytes. A figure beyond what a sheet can hold is
    in the CSV only.
    """
    import duckdb

    folder = home.folder("extracts") / release_id
    staging = home.folder("extracts") / f".{release_id}.part"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    warehouse = home.folder("releases") / release_id / "warehouse.duckdb"
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"load {literal(_excel_extension())}")
        connection.execute(f"attach {literal(warehouse)} as release (read_only)")
        connection.execute(f"create table kpi_values as {_VALUES_QUERY}")
        connection.execute(f"copy kpi_values to {literal(staging / 'kpi_values.csv')} (format csv, header)")
        connection.execute(
            f"copy (select * from kpi_values limit {_MOST_ROWS}) to {literal(staging / 'kpi_values.xlsx')}"
            " (format xlsx, header true, sheet 'kpi_values')"
        )
    for path in (*staging.iterdir(), staging):
        sync(path)
    shutil.rmtree(folder, ignore_errors=True)
    staging.rename(folder)
    return folder


def _excel_extension() -> Path:
    """DuckDB's own writer of workbooks, ten times as quick as one in Python; straight from its wheel, nothing is installed."""
    import duckdb
    import duckdb_extension_excel

    return Path(duckdb_extension_excel.__file__).parent / "extensions" / f"v{duckdb.__version__}" / "excel.duckdb_extension"
