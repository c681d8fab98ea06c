"""Dagster definitions, one module a part of the graph."""
