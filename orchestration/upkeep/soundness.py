"""What a check of a home asks and answers: a question a file, and what is wrong with it.

What goes here: their types, the words that they share. What does not: which files there are (`verifying.py`, `verifying_releases.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NIGHTLY: Final = "The next night (`qutb nightly`)"
FROM_BACKUP: Final = "Take it from a backup (docs/upkeep.md)."


@dataclass(frozen=True, slots=True)
class Unsound:
    """A file that is not what it should be.

    Attributes:
        kind: the folder of the home that it belongs to.
        path: relative to the home.
        what: what is wrong with it.
        mend: what puts it right.
        original: the archived file from which it can be made again, relative to the home; None where there is none.
    """

    kind: str
    path: str
    what: str
    mend: str
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Whether one file, or one folder with a list of sums, is sound; `ask` tells what is wrong, None where nothing is."""

    kind: str
    path: str
    ask: Callable[[], Unsound | None]


def parquet_problem(path: Path, rows: int | None) -> str | None:
    """What is wrong with a Parquet file's end, where its columns and rows are told; None where nothing is.

    Args:
        path: the file.
        rows: how many it must hold; None when any number will do.
    """
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        held = pq.read_metadata(path).num_rows
    except (ArrowException, OSError) as error:
        return f"is no Parquet file that can be read ({type(error).__name__})"
    return f"holds {held} rows, and the ledger names {rows}" if rows is not None and held != rows else None
