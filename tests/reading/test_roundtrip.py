"""Random tables written in random dialects, encodings, layouts and formats by independent writers read back equal."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from reading_helpers import numbers_of, rows_of
from xlsb_files import xlsb

from ingestion.reading.delimited import read_bytes
from ingestion.reading.reader import read
from ingestion.reading.workbook import read_workbook

NAMES = ("Référence", "Dénomination", "Montant", "Début le", "Observations")
EXPECTED = {
    "ref": {"reference"},
    "name": {"denomination"},
    "amount": {"montant"},
    "start": {"debut le"},
    "remarks": {"observations"},
}
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHéèàçêôîû"
SIGNS = " ,;|\t\"'-/.()%&\n"

# An empty first cell would make a row a candidate for a note below the table, which is tested elsewhere.
key = st.from_regex(r"[A-Z]{2}-[0-9]{1,5}", fullmatch=True)
often = settings(
    deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def cells(alphabet: str, longest: int = 25) -> st.SearchStrategy[str]:
    word = st.text(alphabet + "0123456789", min_size=1, max_size=8)
    middle = st.text(alphabet + SIGNS + "0123456789", max_size=longest)
    # Spaces at the ends, and cells of nothing but signs, are beyond what any file tells for certain.
    return st.one_of(st.just(""), word, st.tuples(word, middle, word).map("".join))


def tables(alphabet: str) -> st.SearchStrategy[list[tuple[str, ...]]]:
    cell = cells(alphabet)
    return st.lists(st.tuples(key, cell, cell, cell, cell), min_size=1, max_size=12)


def as_read(rows: list[tuple[str, ...]]) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in rows]


@st.composite
def delimited(draw: st.DrawFn) -> tuple[bytes, list[tuple[str, ...]], int]:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1256", "iso8859-1", "iso8859-15"]))
    alphabet = LATIN + (ARABIC if encoding.startswith("utf") else "")
    alphabet = "".join(letter for letter in alphabet if letter.encode(encoding, errors="ignore"))
    rows = draw(tables(alphabet))
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    title = draw(st.sampled_from([[], ["Registre des coopératives"], ["Chambre", "", "Mai 2026"]]))
    out = io.StringIO()
    for line in title:
        out.write(line + newline)
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from([",", ";", "\t", "|"])),
        # The csv module leaves a line feed unquoted when lines end otherwise; nobody could read that back.
        quoting=csv.QUOTE_ALL if newline == "\r" else draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=newline,
    )
    writer.writerow(NAMES)
    writer.writerows(rows)
    return out.getvalue().encode(encoding), rows, len(title)


@often
@given(delimited())
def test_any_dialect_and_encoding_reads_back(case: tuple[bytes, list[tuple[str, ...]], int]) -> None:
    data, rows, above = case

    table, _ = read_bytes(Path("file.csv"), data, EXPECTED)

    assert table.header == NAMES
    assert rows_of(table) == as_read(rows)
    assert numbers_of(table) == list(range(above + 2, above + 2 + len(rows)))


@often
@given(
    rows=tables(LATIN + ARABIC),
    top=st.integers(0, 5),
    left=st.integers(0, 4),
    title=st.booleans(),
    writer=st.sampled_from(["xlsxwriter", "openpyxl"]),
)
def test_any_place_on_a_sheet_reads_back(rows: list[tuple[str, ...]], top: int, left: int, title: bool, writer: str) -> None:
    grid: list[list[str]] = [[] for _ in range(top)]
    if title:
        grid += [["Registre"], []]
    grid += [list(NAMES), *map(list, rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.xlsx"
        if writer == "xlsxwriter":
            book = xlsxwriter.Workbook(str(path))
            sheet = book.add_worksheet("S")
            for row_index, row in enumerate(grid):
                for column, cell in enumerate(row):
                    sheet.write_string(row_index, left + column, cell)
            book.close()
        else:
            workbook = openpyxl.Workbook()
            active = workbook.active
            assert active is not None
            for row_index, row in enumerate(grid, start=1):
                for column, cell in enumerate(row, start=left + 1):
                    if cell:
                        active.cell(row_index, column).value = cell
                        active.cell(row_index, column).data_type = "s"
            workbook.save(path)
        (table,), _ = read_workbook(path, EXPECTED)

    assert table.header == NAMES
    assert table.columns == tuple(range(left, left + 5))
    assert rows_of(table) == as_read(rows)
    first = len(grid) - len(rows) + 1
    assert numbers_of(table) == list(range(first, first + len(rows)))


@often
@given(
    st.lists(
        st.one_of(st.integers(-(10**14), 10**14), st.decimals(-(10**6), 10**6, places=4).map(float)),
        min_size=1,
        max_size=20,
    )
)
def test_any_number_reads_back(numbers: list[float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["Référence", "Montant"])
        for index, number in enumerate(numbers, start=1):
            sheet.write_row(index, 0, [f"A-{index}", number])
        book.close()
        (table,), _ = read_workbook(path, EXPECTED)

    texts = [row[1] or "" for row in rows_of(table)]
    assert [float(text) for text in texts] == numbers
    assert not any("e" in text.lower() or text.endswith(".0") for text in texts)


# Most of these run in a process of their own; shrinking one would take minutes.
rarely = settings(often, max_examples=12, phases=[Phase.explicit, Phase.generate])


@often
@given(
    rows=tables(LATIN + ARABIC + "\u2028\u0085\U0001f600\\"),
    form=st.sampled_from(["array", "wrapped", "lines", "parquet"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"]),
    packing=st.sampled_from(["", "gz", "zip"]),
    indent=st.sampled_from([None, 2]),
    ascii_only=st.booleans(),
)
def test_records_in_any_form_and_packing_read_back(
    rows: list[tuple[str, ...]], form: str, encoding: str, packing: str, indent: int | None, ascii_only: bool
) -> None:
    records = [dict(zip(NAMES, row, strict=True)) for row in rows]
    if form == "parquet":
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(records), out)
        data = out.getvalue()
    elif form == "lines":
        data = "".join(json.dumps(record, ensure_ascii=ascii_only) + "\n" for record in [*records, records[0]]).encode(encoding)
        rows = [*rows, rows[0]]
    else:
        whole = records if form == "array" else {"count": len(records), "tags": ["x"], "results": records, "next": None}
        data = json.dumps(whole, ensure_ascii=ascii_only, indent=indent).encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        if packing == "zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("x/données", data)
        else:
            path.write_bytes(gzip.compress(data) if packing else data)
        (table,) = read(path, EXPECTED).tables

    assert table.header == NAMES
    assert rows_of(table) == as_read(rows)
    assert numbers_of(table) == list(range(1, len(rows) + 1))


@rarely
@given(
    sheets=st.lists(tables(LATIN + ARABIC), min_size=1, max_size=3),
    form=st.sampled_from(["xls", "ods", "xlsb", "xlsx"]),
    title=st.booleans(),
    two_lines=st.booleans(),
)
def test_sheets_of_any_workbook_read_back(sheets: list[list[tuple[str, ...]]], form: str, title: bool, two_lines: bool) -> None:
    if form == "ods":
        # The cell reader leaves the tabs of OpenDocument out (docs/reading.md).
        sheets = [[tuple(cell.replace("\t", "-") for cell in row) for row in rows] for rows in sheets]
    upper = ["", "", "Montant en", "", ""] if two_lines else []
    lower = ["Référence", "Dénomination", "dirhams", "Début le", "Observations"] if two_lines else list(NAMES)
    above = ([["Registre"], []] if title else []) + (
        [["Référence", "Dénomination", *upper[2:3], "Début le", "Observations"]] if two_lines else []
    )
    header = ["", "", *lower[2:3], "", ""] if two_lines else lower
    expected = {**EXPECTED, "amount": {"montant", "montant en dirhams"}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"w.{form}"
        written = {f"S{number}": [*above, header, *map(list, rows)] for number, rows in enumerate(sheets, start=1)}
        WRITERS[form](path, written)
        found = read(path, expected).tables

    assert [table.sheet for table in found] == list(written)
    for table, rows in zip(found, sheets, strict=True):
        assert table.header == ("Référence", "Dénomination", "Montant en dirhams" if two_lines else "Montant", "Début le", "Observations")
        assert rows_of(table) == as_read(rows)
        first = len(above) + 2
        assert numbers_of(table) == list(range(first, first + len(rows)))


def write_xls(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write(line, column, cell)
    book.save(str(path))


def write_ods(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                made = TableCell(valuetype="string") if cell else TableCell()
                for part in cell.split("\n") if cell else ():
                    paragraph = P()
                    add_text(paragraph, part)
                    made.addElement(paragraph)
                line.addElement(made)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))


def add_text(paragraph: P, text: str) -> None:
    """Tabs and runs of spaces have elements of their own in OpenDocument."""
    from odf.teletype import addTextToElement

    addTextToElement(paragraph, text)


def write_xlsx(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, column, cell)
    book.close()


def write_xlsb(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    xlsb(path, {name: [[cell or None for cell in row] for row in rows] for name, rows in sheets.items()})


WRITERS = {"xls": write_xls, "ods": write_ods, "xlsx": write_xlsx, "xlsb": write_xlsb}
