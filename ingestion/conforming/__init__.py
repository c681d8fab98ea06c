"""From text to typed values, set-based in DuckDB, in one pass over the data."""
