"""Names and texts put into SQL, quoted.

What goes here: the two ways in which SQL is put together from what is not ours. Values go in as parameters wherever DuckDB takes them; a
file to scan, a column to make, a setting take none.
"""

from __future__ import annotations

from pathlib import Path


def literal(text: str | Path) -> str:
    """A text, or a file's path, as a SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as a SQL identifier, whatever it is made of."""
    return '"' + name.replace('"', '""') + '"'
