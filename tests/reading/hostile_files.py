"""The corpus of hostile and broken files: each made by code, each with what becomes of it.

``docs/reading.md`` shows this table to people; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingestion.messages import Message

Maker = Callable[[Path], Path]


@dataclass(frozen=True)
class Case:
    """One hostile or broken file.

    Attributes:
        name: what it is, in the words of the documentation.
        make: makes it inside a folder.
        refused: why it is refused; None when it is read.
        rows: rows that are read.
        notes: kinds of notes that must be given.
        seconds: most processor time.
    """

    name: str
    make: Maker
    refused: Message | None = None
    rows: int = 0
    notes: tuple[str, ...] = ()
    seconds: float = 5.0


def all_cases() -> list[Case]:
    """Every case, those of text first."""
    from hostile_packed import PACKED
    from hostile_records import RECORDS
    from hostile_text import TEXTS
    from hostile_workbooks import WORKBOOKS

    return [*TEXTS, *RECORDS, *PACKED, *WORKBOOKS]


def named(name: str, data: bytes | str | Callable[[], bytes]) -> Maker:
    """A maker of a file with the given bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        made = data() if callable(data) else data
        path.write_bytes(made.encode() if isinstance(made, str) else made)
        return path

    return make
