"""The one door: what a file is decides, not its name."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import xlsxwriter
from reading_helpers import rows_of

from ingestion.errors import UnreadableFile
from ingestion.reading.reader import read


def xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["réf", "nom"])
    sheet.write_row(1, 0, ["A", "x"])
    book.close()
    return path


def test_a_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path) -> None:
    reading = read(xlsx(tmp_path / "w.csv"))

    assert reading.format == "workbook"
    assert rows_of(reading.tables[0]) == [("A", "x")]


def test_text_named_xlsx_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    path.write_text("réf;nom\nA;x\n", encoding="utf-8")

    reading = read(path)

    assert reading.format == "delimited"
    assert rows_of(reading.tables[0]) == [("A", "x")]


def test_a_packed_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx.gz"
    path.write_bytes(gzip.compress(xlsx(tmp_path / "w.xlsx").read_bytes()))

    assert rows_of(read(path).tables[0]) == [("A", "x")]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "HTML"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"PAR1....", "Parquet"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"{\\rtf1", "RTF"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing", "damaged"),
        (b"\x1f\x8b and then nothing", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "file.xls"
    path.write_bytes(data)

    with pytest.raises(UnreadableFile) as refusal:
        read(path)

    assert word in str(refusal.value)
    assert refusal.value.advice.fr
    assert refusal.value.advice.ar
