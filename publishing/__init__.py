"""From marts to what people open: the analysts' DuckDB file and the directorate's extracts."""
