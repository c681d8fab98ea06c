"""Open data: the public figures of a release as a Frictionless Data Package (CSV + Parquet, schemas, dictionary, change log).

What goes here: which tables the package has, their schemas, and the files that explain them. What does not: which figures may leave the
house (`marts.kpi_values_public`, made in the warehouse), how a release is read (`publishing/edition.py`).
"""

from publishing.open_data.writing import write_open_data

__all__ = ["write_open_data"]
