"""What was seen of a file while it was read: kept with the load, so that its receipt can be written at any time.

Belongs here: sheets and headings found, lines left out, columns nobody asked for or that are absent, examples of mended
values. Nothing of a person is in it: examples come only from columns that are not pseudonymised. Does not belong here: how it
is said (`quality.receipts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ingestion.drift import EXTRA
from ingestion.messages import Message
from ingestion.templates.wording import OWN_SHEETS

if TYPE_CHECKING:
    from ingestion.contract import Contract
    from ingestion.reading.reader import Reading
    from ingestion.source import Source


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A table that was read. `columns`: contract column → letter; `header_row`: the lowest of its header lines."""

    name: str | None
    rows: int
    header_row: int | None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeadingSeen:
    """A heading that no column of the contract claims, and the cell it stands in."""

    text: str
    sheet: str | None
    cell: str | None


@dataclass(frozen=True, slots=True)
class Mended:
    """One value that was mended while it was read: as found, and the value it was taken for."""

    column: str
    sheet: str | None
    row_number: int
    cell: str | None
    found: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that was seen of one file.

    Attributes:
        format: `workbook`, `delimited`…; None when the file could not be read.
        sheets: the tables that were read.
        skipped: lines that are no rows, by kind (`total`, `blank`…).
        notes: what the reader noticed, for people.
        unknown: headings that no column claims.
        missing: optional columns of the contract that the file lacks.
        mended: the first examples of mended values, column by column.
    """

    format: str | None = None
    sheets: tuple[SheetSeen, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    unknown: tuple[HeadingSeen, ...] = ()
    missing: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for the ledger."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Observed:
        """What `as_dict` gave, or nothing at all for loads of before it was kept."""
        if not kept:
            return cls()
        return cls(
            format=kept["format"],
            sheets=tuple(SheetSeen(**each) for each in kept["sheets"]),
            skipped=kept["skipped"],
            notes=tuple(Message(**each) for each in kept["notes"]),
            unknown=tuple(HeadingSeen(**each) for each in kept["unknown"]),
            missing=tuple(kept["missing"]),
            mended=tuple(Mended(**each) for each in kept["mended"]),
        )


def observed_of(reading: Reading, contract: Contract, source: Source | None = None) -> Observed:
    """Gathers what was seen of a file; without `source` (no column was matched) only what the reader tells."""
    skipped = [line for table in (reading.large, *reading.tables) if table is not None for line in table.skipped]
    return Observed(
        format=reading.format,
        sheets=tuple(_sheets(reading, source)),
        skipped=dict(sorted(Counter(line.why for line in skipped).items())),
        notes=tuple(note.message for note in reading.notes if note.sheet not in OWN_SHEETS),
        unknown=tuple(_unknown(reading, source)) if source else (),
        missing=tuple(c.name for c in contract.columns if source and c.name not in source.columns),
    )


def _sheets(reading: Reading, source: Source | None) -> Iterator[SheetSeen]:
    def columns(sheet: str | None) -> dict[str, str]:
        return {name: letter for (of, name), letter in source.letters.items() if of == sheet and name in source.columns} if source else {}

    if reading.large is not None:
        yield SheetSeen(None, 0, max(reading.large.header_rows, default=None), columns(None))
    for table in reading.tables:
        yield SheetSeen(table.sheet, table.rows.num_rows, max(table.header_rows, default=None), columns(table.sheet))


def _unknown(reading: Reading, source: Source) -> Iterator[HeadingSeen]:
    """The cell of each unknown heading, where it first stands."""
    wanted = dict.fromkeys(source.unknown)
    for table in (reading.large, *reading.tables):
        if table is None:
            continue
        sheet = getattr(table, "sheet", None)
        row = max(table.header_rows, default=None)
        for name in list(wanted):
            if letter := source.letters.get((sheet, f"{EXTRA}.{name}")):
                del wanted[name]
                yield HeadingSeen(name, sheet, f"{letter}{row}" if row else None)
