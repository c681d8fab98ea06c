"""What the fork server of ``hostile_runner`` has loaded before it forks; loading starts no thread."""

from __future__ import annotations

import duckdb
import fastexcel
import numpy
import pyarrow
import pyarrow.compute
import pyarrow.parquet

import ingestion.reading.reader

__all__ = ["duckdb", "fastexcel", "ingestion", "numpy", "pyarrow"]
