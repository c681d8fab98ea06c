"""What the parts of an .xlsx package tell that the cell reader does not.

Belongs here: sheets and their visibility, the date system, merged blocks, and how large a sheet really is. The last
guards the memory: the cell reader holds a rectangle from the first to the last cell, so one forgotten cell at
XFD1048576 would ask for 400 GB.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from ingestion.reading.text_table import Merge

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CHUNK = 4 << 20
_OVERLAP = 128
_WINDOW = 1 << 16
_TAIL = 4096
_SAMPLE = 1 << 18
_LARGEST_WORKBOOK_XML = 8 << 20

_ROW_START = re.compile(rb'row [^>]*?\br="(\d{1,7})"')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"(?: [^<>]*[^<>/])?>')
_UNCOMPUTED = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"(?![^<>]*t="str")[^<>]*><f(?:[^<>]*/>|[^<>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d+)"')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


@dataclass(frozen=True, slots=True)
class SheetExtent:
    """How far a sheet's cells reach, its merged blocks, and the cells whose formula was stored without its value."""

    rows: int
    columns: int
    merges: tuple[Merge, ...]
    uncomputed: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """Cells of the rectangle from A1 to the last cell."""
        return self.rows * self.columns


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx package opened as a zip.

    Attributes:
        hidden: names of hidden sheets.
        dates_from_1904: whether day 0 is 1904-01-01 (workbooks of old Macs).
        parts: sheet name → path of its part.
    """

    archive: zipfile.ZipFile
    hidden: frozenset[str]
    dates_from_1904: bool
    parts: dict[str, str]

    def extent(self, sheet: str) -> SheetExtent | None:
        """Measures a sheet by one pass over its bytes; None when its part is not told.

        Raises:
            zipfile.BadZipFile, zlib.error, EOFError: when the part is damaged.
        """
        if sheet not in self.parts:
            return None
        with self.archive.open(self.parts[sheet]) as part:
            return _measure(part)

    def exact_extent(self, sheet: str) -> SheetExtent | None:
        """Measures a sheet by the cells that hold something, whatever it says of itself; slower.

        Raises:
            zipfile.BadZipFile, zlib.error, EOFError: when the part is damaged.
        """
        if sheet not in self.parts:
            return None
        with self.archive.open(self.parts[sheet]) as part:
            return _measure_exactly(part)

    def longest_shared_text(self) -> int:
        """An upper bound for the length of the longest text that cells share, in bytes."""
        name = next((name for name in self.archive.namelist() if name.lower().lstrip("/") == "xl/sharedstrings.xml"), None)
        if name is None:
            return 0
        with self.archive.open(name) as part:
            return _longest_item(part)


def open_package(file: IO[bytes]) -> Package | None:
    """Opens an .xlsx or .xlsm package; None for other zip files (.xlsb, .ods).

    Raises:
        zipfile.BadZipFile: when the zip is damaged.
    """
    archive = zipfile.ZipFile(file)
    names = {name.lower().lstrip("/"): name for name in archive.namelist()}
    if "xl/workbook.xml" not in names or archive.getinfo(names["xl/workbook.xml"]).file_size > _LARGEST_WORKBOOK_XML:
        return None
    try:
        workbook = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))  # noqa: S314 (expat limits entity expansion)
        targets = _targets(archive, names)
    except ElementTree.ParseError:
        return None
    space = _STRICT if workbook.tag.startswith(_STRICT) else _MAIN
    settings = workbook.find(f"{space}workbookPr")
    sheets = list(workbook.iter(f"{space}sheet"))
    reference = next((key for sheet in sheets for key in sheet.keys() if key.endswith("}id")), "")  # noqa: SIM118
    return Package(
        archive=archive,
        hidden=frozenset(sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible"),
        dates_from_1904=settings is not None and settings.get("date1904") in ("1", "true"),
        parts={sheet.get("name", ""): names[target] for sheet in sheets if (target := targets.get(sheet.get(reference, ""), "")) in names},
    )


def _targets(archive: zipfile.ZipFile, names: dict[str, str]) -> dict[str, str]:
    relations = names.get("xl/_rels/workbook.xml.rels")
    if relations is None or archive.getinfo(relations).file_size > _LARGEST_WORKBOOK_XML:
        return {}
    found = {}
    for relation in ElementTree.fromstring(archive.read(relations)):  # noqa: S314 (expat limits entity expansion)
        target = relation.get("Target", "").lower()
        found[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _measure(part: IO[bytes]) -> SheetExtent:
    """The rectangle that the cell reader would hold: from the last row, and from the rightmost column.

    The declared dimension is often stale, so cells to the right of it are looked for; within it nothing needs looking
    at.
    """
    rows, columns, beyond = 0, 0, None
    merges: list[Merge] = []
    uncomputed: list[str] = []
    for chunk in _chunks(part):
        if beyond is None:
            declared = _DIMENSION.search(chunk)
            columns = _column(declared[1]) if declared else 0
            beyond = _to_the_right_of(columns)
        if further := set(beyond.findall(chunk)):
            columns = max(map(_column, further))
            beyond = _to_the_right_of(columns)
        # Rows come in order, so that the last address of a chunk is its furthest; cut in two at the end of a chunk it stands
        # whole in the overlap with the next one.
        for end in (len(chunk), len(chunk) - _OVERLAP):
            if last := _ROW_START.search(chunk, max(0, chunk.rfind(b"row ", 0, max(0, end)))):
                rows = max(rows, int(last[1]))
        if _may_have_formulas(chunk):
            uncomputed += [address.decode() for address in _UNCOMPUTED.findall(chunk)]
        # Merged blocks are told behind the cells: where a chunk ends among cells there are none to look for.
        if _ends_among_cells(chunk[-_TAIL:]):
            continue
        if b"mergeCell " in chunk:
            merges += [
                Merge(int(top) - 1, _column(left) - 1, int(bottom) - 1, _column(right) - 1)
                for left, top, right, bottom in _MERGE.findall(chunk)
            ]
    return SheetExtent(rows, columns, tuple(dict.fromkeys(merges)), tuple(dict.fromkeys(uncomputed)))


def _ends_among_cells(tail: bytes) -> bool:
    return b"<c " in tail and b"sheetData>" not in tail


def _may_have_formulas(chunk: bytes) -> bool:
    """Whether formulas stand in the chunk, by its two ends when it is long: a column of them shows everywhere, a total at the end."""
    ends = (chunk,) if len(chunk) <= _SAMPLE else (chunk[:_SAMPLE], chunk[-_SAMPLE:])
    return any(b"<f" in end for end in ends)


def _measure_exactly(part: IO[bytes]) -> SheetExtent:
    """The rectangle from A1 to the furthest row and column in which a cell holds something; formatted empty ones do not."""
    rows, columns, beyond = 0, 0, _to_the_right_of(0)
    for chunk in _chunks(part):
        if further := set(beyond.findall(chunk)):
            columns = max(map(_column, further))
            beyond = _to_the_right_of(columns)
        # Rows come in order: the last cell that holds something is looked for from the end.
        for end in range(len(chunk), 0, -_WINDOW):
            if found := _FILLED_CELL.findall(chunk, max(0, end - _WINDOW - _OVERLAP), end):
                rows = max(rows, int(found[-1][1]))
                break
    return SheetExtent(rows, columns, ())


def _longest_item(part: IO[bytes]) -> int:
    """Bytes of the longest item, its marks included; longer than a chunk counts as its chunks together."""
    longest, open_bytes = 0, 0
    while chunk := part.read(_CHUNK):
        pieces = chunk.split(b"</si>") if b"</si>" in chunk else chunk.split(b":si>")
        longest = max(longest, open_bytes + len(pieces[0]), max(map(len, pieces)))
        open_bytes = len(pieces[-1]) + (open_bytes if len(pieces) == 1 else 0)
    return longest


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := part.read(_CHUNK):
        yield rest + chunk
        rest = chunk[-_OVERLAP:]


def _to_the_right_of(column: int) -> re.Pattern[bytes]:
    """Matches the address of a cell in a column further right (1-based); letters of addresses sort by length first."""
    letters = ""
    position = column
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    longer = f"[A-Z]{{{len(letters) + 1},3}}" if len(letters) < 3 else ""
    further = [
        f"{letters[:index]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{len(letters) - index - 1}}}"
        for index, letter in enumerate(letters)
        if letter < "Z"
    ]
    pattern = "|".join(part for part in (longer, *further) if part) or "(?!)"
    return re.compile(f' r="({pattern})\\d+"(?: [^<>]*[^<>/])?>'.encode())


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    OverflowError,
    ValueError,
    OSError,
)
"""What ``zipfile`` raises for damaged, truncated or encrypted archives."""
