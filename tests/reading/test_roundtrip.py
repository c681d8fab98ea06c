"""Random tables written in random dialects, encodings and layouts read back equal."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_helpers import numbers_of, rows_of

from ingestion.reading.delimited import read_bytes
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
often = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


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
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1256", "iso8859-1", "iso8859-15"]))
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
