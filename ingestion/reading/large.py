"""Delimited files too large to hold: described for DuckDB, which scans them itself in one pass.

Belongs here: the description, and the fallback for files that a strict scan cannot be trusted with: they are read
line by line into Parquet, with bounded memory.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.delimited import RowFaults, TextLines, arrow_batches, check_is_text, check_width, grid_of
from ingestion.reading.dialect import SAMPLE_BYTES, Dialect, sniff_text, without_sep_line
from ingestion.reading.encodings import tell_encoding
from ingestion.reading.files import DAMAGED_BYTES, Content
from ingestion.reading.headers import Expected
from ingestion.reading.notes import Note
from ingestion.reading.records import read_records
from ingestion.reading.shape import cut, cut_further
from ingestion.reading.text_table import SkippedLine, TextTable, column_letter
from ingestion.sql import literal

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 50_000
_COPY_CHARACTERS = 4 << 20
_CHUNK = 1 << 20
_EXTRA_COLUMNS = 8
_SKIPPED_LISTED = 10_000


@dataclass(frozen=True, slots=True)
class DelimitedSource:
    """A large delimited file as something that DuckDB can scan: ``con.sql(source.scan_sql())``.

    The scan gives string columns ``c0`` … ``cn`` like a ``TextTable``. From Parquet it also gives ``row_number``;
    from the file itself
    it does not, because numbering every row costs more than the scan: ``row_numbers`` tells those of the few rows
        that need one.

    Attributes:
        path: the partner's file.
        scan_path: the file to scan: the same, a UTF-8 copy of it, or Parquet.
        dialect: how the file is written.
        header, header_parts, columns, titles, header_rows: as in ``TextTable``.
        first_data_row: 1-based row number of the first row below the header.
        lines_above: lines of ``scan_path`` above it.
        compression: ``gzip`` or ``none``, of ``scan_path``.
        is_parquet: whether the file was read line by line.
        skipped: lines that are no rows; only known after a reading line by line.
        notes: what had to be mended; likewise.
        member: the member of the .zip that ``path`` is; None when it is the file itself.
    """

    path: Path
    scan_path: Path
    dialect: Dialect
    header: tuple[str, ...]
    header_parts: tuple[tuple[str, ...], ...]
    columns: tuple[int, ...]
    titles: tuple[str, ...]
    header_rows: tuple[int, ...]
    first_data_row: int
    lines_above: int
    compression: str = "none"
    is_parquet: bool = False
    skipped: tuple[SkippedLine, ...] = ()
    notes: tuple[Note, ...] = ()
    member: str | None = None

    @property
    def content(self) -> Content:
        """The bytes of the partner's file, or of its member."""
        return Content(self.path, self.member)

    def letter(self, column: int) -> str:
        """What stands before the row number in the address of a cell."""
        return column_letter(self.columns[column])

    @property
    def is_numbered(self) -> bool:
        """Whether the scan gives ``row_number``."""
        return self.is_parquet

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the text columns that the scan gives."""
        return tuple(f"c{index}" for index in range(len(self.header)))

    def scan_sql(self) -> str:
        """The table expression that scans the file, for use after ``from``.

        It is strict: DuckDB raises on the first ragged row, stray quote, mixed line end or letter that is no UTF-8, and
        the caller turns to ``read_line_by_line``. Two settings must never be added, they lose rows in silence (DuckDB
        1.5.5): ``parallel = false`` ends at a quote that is not closed, and a ``new_line`` of carriage return and line
        feed together with ``strict_mode`` gives no row at all.
        """
        if self.is_parquet:
            columns = ", ".join((*self.column_names, "row_number"))
            return f"(select {columns} from read_parquet({literal(self.scan_path)}))"
        columns = ", ".join(f"'{name}': 'varchar'" for name in self.column_names)
        dialect = self.dialect
        return (
            f"read_csv({literal(self.scan_path)}, columns = {{{columns}}}, auto_detect = false, header = false,"
            f" skip = {self.lines_above}, delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)},"
            f" escape = {literal(dialect.escape or dialect.quote)}, compression = '{self.compression}',"
            " strict_mode = true, null_padding = false, ignore_errors = false, max_line_size = 16777216)"
        )

    def row_numbers(self, places: Sequence[int], rows: int) -> list[int]:
        """The row numbers of some rows of a scan of the file itself.

        As long as the file has as many lines as the scan gave rows, a row's place tells its number. Otherwise (empty
        lines, line ends inside quotes) the records are counted one by one.

        Args:
            places: 0-based places in the order of the file.
            rows: how many rows the scan gave.
        """
        if not places:
            return []
        if self._lines() - self.lines_above == rows:
            return [self.first_data_row + place for place in places]
        wanted, found, place = set(places), {}, -1
        with _decoded(self) as text:
            records = read_records(islice(text, int(self.dialect.sep_line), None), self.dialect)
            for number, (cells, _) in enumerate(records, start=1):
                place += number >= self.first_data_row and any(cells)
                if place in wanted and place not in found:
                    found[place] = number
        return [found[place] for place in places]

    def _lines(self) -> int:
        """Lines of the file; the last one need not be ended."""
        lines, last = 0, b"\n"
        end = b"\r" if self.dialect.newline == "\r" else b"\n"
        with gzip.open(self.scan_path) if self.compression == "gzip" else self.scan_path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                lines += chunk.count(end)
                last = chunk[-1:]
        return lines + (last != end)


def open_large(file: Path | Content, folder: Path, expected: Expected | None = None) -> DelimitedSource:
    """Describes a large delimited file from its first megabyte.

    When that megabyte already shows ragged or mended rows, blank or repeated lines, the file is read line by line at
    once.

    Args:
        file: the file, possibly .gz, or a member of a .zip.
        folder: an existing folder for a copy in UTF-8 or in Parquet, should one be needed; the caller removes it
            after the scan.
        expected: canonical column → folded names; None reads generically.

    Raises:
        UnreadableFile: when it is empty or its packing is damaged.
    """
    content = file if isinstance(file, Content) else Content(file)
    path = content.path
    sample, whole = content.read_up_to(SAMPLE_BYTES)
    encoding = tell_encoding(sample, whole, expected)
    text = sample.decode(encoding, errors="replace")
    check_is_text(path, text)
    dialect = sniff_text(text, encoding, whole, expected)
    if not whole and "\n" not in text and "\r" not in text:
        raise UnreadableFile(path, refusals.LONG_RECORD.with_values(number=1), refusals.CHECK_EXPORT)
    faults = RowFaults()
    lines = list(io.StringIO(without_sep_line(text, dialect), newline=""))
    batches = list(arrow_batches(lines if whole else lines[:-1], dialect, faults))
    check_width(path, dialect, faults)
    # The last record of the sample may be cut in two.
    grid = grid_of([[column.slice(0, max(1, len(column) - (not whole))) for column in batch] for batch in batches]) if batches else None
    table = cut(grid, expected) if grid else None
    if table is None:
        raise UnreadableFile(path, refusals.EMPTY, refusals.SEND_FILLED)
    source = _described(content, dialect, table)
    steady = (
        not table.skipped
        and dialect.newline != "mixed"
        and not dialect.skip_space
        and len(table.header) == dialect.width
        and not any(row >= source.first_data_row for row in (*faults.long, *faults.short, *faults.mended))
        and len(list(read_records(lines[: source.first_data_row - 1], dialect))) == source.first_data_row - 1
        and table.rows.num_rows > 0
    )
    if not steady:
        return read_line_by_line(source, folder, expected)
    if encoding not in ("utf-8", "utf-8-sig") or content.member is not None:
        return replace(source, scan_path=_copy_in_utf8(source, folder), compression="none")
    return source


def _described(content: Content, dialect: Dialect, table: TextTable) -> DelimitedSource:
    numbers = table.rows.column("row_number")
    first = int(numbers[0].as_py()) if len(numbers) else max(table.header_rows, default=0) + 1
    return DelimitedSource(
        path=content.path,
        member=content.member,
        scan_path=content.path,
        dialect=dialect,
        header=table.header,
        header_parts=table.header_parts,
        columns=table.columns,
        titles=table.titles,
        header_rows=table.header_rows,
        first_data_row=first,
        lines_above=first - 1 + dialect.sep_line,
        compression="gzip" if content.member is None and content.is_packed else "none",
    )


def _copy_in_utf8(source: DelimitedSource, folder: Path) -> Path:
    """DuckDB alone reads UTF-8 at full speed, and Arabic Windows files not at all."""
    copy = folder / "large.utf8.csv"
    with _decoded(source) as text, copy.open("w", encoding="utf-8", newline="") as out:
        while characters := text.read(_COPY_CHARACTERS):
            out.write(characters)
    return copy


def _decoded(source: DelimitedSource) -> io.TextIOWrapper:
    return io.TextIOWrapper(source.content.open(), encoding=source.dialect.encoding, errors="replace", newline="")


def read_line_by_line(source: DelimitedSource, folder: Path, expected: Expected | None = None) -> DelimitedSource:
    """Reads the file as the small ones are read, mending rows, into Parquet in ``folder``; memory stays bounded.

    Raises:
        UnreadableFile: when its packing is damaged.
    """
    import pyarrow.parquet as pq

    target = folder / "large.parquet"
    faults = RowFaults()
    skipped: list[SkippedLine] = []
    used: set[int] = set()
    first: TextTable | None = None
    writer: pq.ParquetWriter | None = None
    try:
        with refusals.of_packing(source.path, DAMAGED_BYTES), source.content.open() as file:
            lines = TextLines(source.path, file, source.dialect)
            for part in _parts(arrow_batches(lines, source.dialect, faults, _BATCH_ROWS), source, expected):
                first = first or part
                writer = writer or pq.ParquetWriter(target, part.rows.schema, compression="zstd")
                writer.write_table(part.rows)
                used |= {i for i, name in enumerate(part.column_names) if part.rows.column(name).null_count < part.rows.num_rows}
                skipped += part.skipped[: _SKIPPED_LISTED - len(skipped)]
    finally:
        if writer:
            writer.close()
    if first is None:
        raise UnreadableFile(source.path, refusals.EMPTY, refusals.SEND_FILLED)
    described = _described(source.content, source.dialect, first)
    width = max([index + 1 for index, text in enumerate(first.header) if text or index in used])
    return replace(
        described,
        header=first.header[:width],
        header_parts=first.header_parts[:width],
        columns=first.columns[:width],
        scan_path=target,
        compression="none",
        is_parquet=True,
        skipped=tuple(skipped),
        notes=faults.notes(),
    )


def _parts(batches: Iterator[list[pa.Array]], source: DelimitedSource, expected: Expected | None) -> Iterator[TextTable]:
    """The tables of the batches: the first one finds the header, the others follow its columns."""
    import pyarrow as pa

    first: TextTable | None = None
    rows_before = 0
    width = max(source.dialect.width, source.dialect.widest) + _EXTRA_COLUMNS
    for batch in batches:
        height = len(batch[0])
        folded = _folded(batch, width, source.dialect.delimiter)
        padded = [*folded, *[pa.nulls(height, pa.string())] * (width - len(folded))]
        grid = grid_of([padded], rows_before)
        rows_before += height
        table = cut(grid, expected, keep_columns=True) if first is None else cut_further(grid, first, expected)
        if table is not None:
            first = first or table
            yield table


def _folded(batch: list[pa.Array], width: int, delimiter: str) -> list[pa.Array]:
    """Cells beyond ``width`` joined into the last column, so that none is lost and all batches have one shape."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(batch) <= width:
        return batch
    # Arrow 26 leaves out the rows of which all cells are null, instead of giving an empty text: each is begun with one.
    begun = pa.array([""] * len(batch[0]), pa.string())
    rest = pc.binary_join_element_wise(begun, *batch[width - 1 :], delimiter, null_handling="skip")
    rest = pc.utf8_slice_codeunits(rest, len(delimiter))
    return [*batch[: width - 1], pc.if_else(pc.equal(rest, ""), pa.scalar(None, pa.string()), rest)]
