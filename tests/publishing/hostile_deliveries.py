"""The demo's deliveries made hostile: names that want to be run or to turn text, in every column that holds text.

What goes here: rewriting a delivered file in its own format, its name, its sheets' names and its headings with it. What does not: what
the outputs must withstand (`hostile.py`). Files are read and written by other libraries than the intake's.
"""

from __future__ import annotations

import copy
import csv
import gzip
import io
import itertools
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from open_data_helpers import HOSTILE_NAMES
from openpyxl.cell import Cell

from ingestion.contract import Column, Contract, load_contracts
from ingestion.text import fold

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LEANT_ON = re.compile(r"_(ref|code|number)$")  # what other rows and files refer to
_SHEET_NAMES = itertools.cycle(['=HYPERLINK("evil")', "<script>x<", "+1", "ab\u202ecod\u2066", "&<b>'x"])
_LISTED = frozenset({"kpi_id", "series", "unit", "scenario"})  # words of a list that a rule holds, not the contract's codes
_REFERS_EVERY, _FAILS_EVERY = 3, 12  # rows


def text_columns(contract: Contract) -> dict[str, Column]:
    """The columns of a contract in which a partner writes letters: names, references, codes, places, persons."""
    return {column.name: column for column in contract.columns if column.sql_type == "varchar"}


def is_taken_as_written(column: Column) -> bool:
    """Whether any text is accepted there."""
    return column.kind == "text" and column.reference is None and column.name not in _LISTED


@dataclass(frozen=True)
class Grid:
    """The cells of one table, whatever file they lie in: what stands in each, and how to write another text there."""

    texts: list[list[str]]
    write: Callable[[int, int, str], None]


@dataclass
class Hostility:
    """Puts hostile names into cells, one after the other, and remembers which it has put where."""

    put: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    names: Iterator[str] = field(default_factory=lambda: itertools.cycle(HOSTILE_NAMES))
    headings: Iterator[str] = field(default_factory=lambda: itertools.cycle(HOSTILE_NAMES))
    turns: dict[str, Iterator[str]] = field(default_factory=dict)
    formats: set[str] = field(default_factory=set)

    def rows(self, contract: Contract, rows: Sequence[dict[str, Callable[[str], None]]], *, wholly: bool) -> None:
        """Makes rows hostile, each given as its text columns with what writes there.

        Args:
            contract: of the rows.
            rows: the rows.
            wholly: every name in every text column (such a file is refused); else all free text of all rows, in every third row what
                other rows lean on too, and in a few rows one cell of a column that takes no free text, so that most rows are accepted.
        """
        columns = text_columns(contract)
        strict = [name for name, column in columns.items() if not is_taken_as_written(column)]
        turn = self.turns.setdefault(contract.name, itertools.cycle(strict or [""]))
        keys: set[str] = set()
        for number, cells in enumerate(rows):
            failing = next(turn) if number % _FAILS_EVERY == _FAILS_EVERY - 1 else ""
            for name, write in cells.items():
                is_leant_on = bool(_LEANT_ON.search(name))
                is_free = is_taken_as_written(columns[name]) and (not is_leant_on or number % _REFERS_EVERY == 0)
                if not wholly and not is_free and name != failing:
                    continue
                hostile = HOSTILE_NAMES[number % len(HOSTILE_NAMES)] if wholly else next(self.names)
                self.put[contract.name][name].add(hostile)
                is_used = name in contract.key and hostile in keys
                write(f"{hostile} {number}" if is_used else hostile)
                keys |= {hostile} if name in contract.key else set()

    def grid(self, contract: Contract, grid: Grid, *, wholly: bool) -> None:
        """Makes a table hostile: its rows, and one column more under a hostile heading."""
        known = {fold(heading): name for name, column in text_columns(contract).items() for heading in column.headings}
        every = {fold(heading) for column in contract.columns for heading in column.headings}
        matches = [sum(fold(text) in every for text in texts) for texts in grid.texts[:30]]
        if not matches or max(matches) < 2:
            return
        best = matches.index(max(matches))
        heads = [row for row in (best - 1, best, best + 1) if 0 <= row < len(matches) and matches[row]]
        found: dict[str, int] = {}
        for row in heads:
            found |= {known[fold(text)]: index for index, text in enumerate(grid.texts[row]) if fold(text) in known}
        width = max(map(len, grid.texts))
        grid.write(heads[-1], width, next(self.headings))
        rows = []
        for row in range(heads[-1] + 1, len(grid.texts)):
            # Sums and remarks under a table fill a cell or two.
            if sum(map(bool, grid.texts[row])) > max(matches) / 3:
                rows.append({name: _writing(grid, row, index) for name, index in found.items()})
                grid.write(row, width, next(self.names))
        last = grid.texts[-1]
        for row in range(len(grid.texts), len(grid.texts) + len(HOSTILE_NAMES) - len(rows) if wholly else 0):
            for index, text in enumerate(last):
                grid.write(row, index, text)
            rows.append({name: _writing(grid, row, index) for name, index in found.items()})
        self.rows(contract, rows, wholly=wholly)


def _writing(grid: Grid, row: int, column: int) -> Callable[[str], None]:
    return lambda text: grid.write(row, column, text)


def make_hostile(inbox: Path) -> Hostility:
    """Makes all deliveries of an inbox hostile, and adds to each feed's one whose every text is."""
    hostility = Hostility()
    contracts = load_contracts()
    files = [path for path in sorted(inbox.glob("*/*/*")) if path.suffix != ".received" and path.parent.name in contracts]
    originals: dict[Path, tuple[Path, bytes]] = {path.parent: (path, path.read_bytes()) for path in files}
    prefixes = itertools.cycle(file_names())
    hostility.formats |= {re.sub(r".*?((\.csv)?\.[a-z]+)$", r"\1", path.name) for path in files}
    for path in files:
        path.write_bytes(rewritten(path.name, path.read_bytes(), contracts[path.parent.name], hostility, wholly=False))
        _rename(path, f"{next(prefixes)} {path.name}")
    for folder, (path, content) in originals.items():
        added = path.with_name(f"{next(prefixes)} copie {path.name}")
        added.write_bytes(rewritten(path.name, content, contracts[folder.name], hostility, wholly=True))
    return hostility


def file_names() -> Iterator[str]:
    """The hostile names as a file system takes them: no slash, no more than 80 bytes."""
    yield from (name.replace("/", "\u2215").encode()[:80].decode(errors="ignore") for name in (*HOSTILE_NAMES, "\x1b[2J\x07"))


def _rename(path: Path, name: str) -> None:
    path.rename(path.with_name(name))
    received = path.with_name(f"{path.name}.received")
    if received.exists():
        received.rename(path.with_name(f"{name}.received"))


def rewritten(name: str, content: bytes, contract: Contract, hostility: Hostility, *, wholly: bool) -> bytes:
    """The bytes of a delivered file made hostile, in the format that it has."""
    if name.endswith(".gz"):
        return gzip.compress(rewritten(name.removesuffix(".gz"), gzip.decompress(content), contract, hostility, wholly=wholly), mtime=0)
    form = {".csv": _csv, ".xlsx": _xlsx, ".ods": _ods, ".json": _json, ".jsonl": _jsonl}[Path(name).suffix]
    return form(content, contract, hostility, wholly)


def _csv(content: bytes, contract: Contract, hostility: Hostility, wholly: bool) -> bytes:
    text = _decoded(content, contract)
    headings = {fold(heading) for column in contract.columns for heading in column.headings}
    # A title may stand above the headings, so the separator is the one between headings.
    delimiter = max(";,\t|", key=lambda sign: sum(fold(cell) in headings for cell in re.split(f'[{sign}\r\n"]', text[:4_000])))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    width = max(map(len, rows))

    def write(row: int, column: int, value: str) -> None:
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = value

    hostility.grid(contract, Grid([row + [""] * (width - len(row)) for row in rows], write), wholly=wholly)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def _decoded(content: bytes, contract: Contract) -> str:
    """The text of a file: of the encodings in which its bytes can be read, the first in which its headings are the contract's."""
    headings = {fold(heading) for column in contract.columns for heading in column.headings}
    readings = []
    for encoding in ("utf-8-sig", "utf-16", "cp1256", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        known = sum(fold(cell) in headings for cell in re.split('[;,\t|\r\n"]', text[:4000]))
        readings.append((known, -len(readings), text))
    return max(readings)[2]


def _xlsx(content: bytes, contract: Contract, hostility: Hostility, wholly: bool) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:

        def write(row: int, column: int, value: str, sheet: Any = sheet) -> None:
            cell = sheet.cell(row + 1, column + 1)
            if isinstance(cell, Cell):  # covered cells of a merged block hold nothing
                cell.value = value
                cell.data_type = "s"

        texts = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        hostility.grid(contract, Grid(texts, write), wholly=wholly)
        sheet.title = f"{next(_SHEET_NAMES)} {sheet.title}"[:31].strip("'")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods(content: bytes, contract: Contract, hostility: Hostility, wholly: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "content.xml":
                tree = etree.fromstring(data)
                for table in tree.iter(f"{_TABLE}table"):
                    hostility.grid(contract, _ods_grid(table), wholly=wholly)
                    table.set(f"{_TABLE}name", f"{next(_SHEET_NAMES)} {table.get(f'{_TABLE}name')}")
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
            target.writestr(entry, data)
    return out.getvalue()


def _ods_grid(table: Any) -> Grid:
    rows = [list(row) for row in table.iter(f"{_TABLE}table-row")]

    def write(row: int, column: int, value: str) -> None:
        line = rows[row]
        while len(line) <= column:
            line.append(etree.SubElement(line[0].getparent(), f"{_TABLE}table-cell"))
        cell = line[column]
        for key in [key for key in cell.attrib if key.startswith(_OFFICE)]:
            del cell.attrib[key]
        cell.set(f"{_OFFICE}value-type", "string")
        cell[:] = []
        etree.SubElement(cell, f"{_TEXT}p").text = value

    return Grid([["".join(cell.itertext()) for cell in row] for row in rows], write)


def _json(content: bytes, contract: Contract, hostility: Hostility, wholly: bool) -> bytes:
    document = json.loads(content)
    lists = document.values() if isinstance(document, dict) else [document]
    _records(max((each for each in lists if isinstance(each, list)), key=len), contract, hostility, wholly)
    return json.dumps(document, ensure_ascii=False).encode()


def _jsonl(content: bytes, contract: Contract, hostility: Hostility, wholly: bool) -> bytes:
    records = [json.loads(line) for line in content.decode().splitlines() if line.strip()]
    _records(records, contract, hostility, wholly)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _records(records: list[dict[str, Any]], contract: Contract, hostility: Hostility, wholly: bool) -> None:
    known = {fold(heading): name for name, column in text_columns(contract).items() for heading in column.headings}
    heading = next(hostility.headings)
    rows = []
    if wholly:
        records += [copy.deepcopy(records[-1]) for _ in range(len(HOSTILE_NAMES) - len(records))]
    for record in records:
        rows.append({known[fold(key)]: _setting(holder, key) for holder, key in _leaves(record) if fold(key) in known})
        record[heading] = next(hostility.names)
    hostility.rows(contract, rows, wholly=wholly)


def _setting(holder: dict[str, Any], key: str) -> Callable[[str], None]:
    return lambda text: holder.__setitem__(key, text)


def _leaves(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for key, value in list(record.items()):
        if isinstance(value, dict):
            yield from _leaves(value)
        else:
            yield record, key
