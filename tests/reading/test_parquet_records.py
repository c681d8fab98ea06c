"""Parquet: typed values to the plain text that a person would have written."""

from __future__ import annotations

import datetime as dt
import decimal
import gzip
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading_helpers import numbers_of, rows_of

from ingestion.errors import UnreadableFile
from ingestion.reading.reader import read
from ingestion.reading.record_table import ScannedRecords


def write(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["a", "", None, "  x "]), ["a", None, None, "  x "]),
        (pa.array([1, -(2**63), None]), ["1", "-9223372036854775808", None]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([1.5, 12.0, 0.1, 1e15, 1e22, float("nan"), float("inf"), None]),
         ["1.5", "12", "0.1", "1000000000000000", "10000000000000000000000", None, "inf", None]),
        (pa.array([0.1, 2.0], pa.float32()), ["0.1", "2"]),
        (pa.array([decimal.Decimal("12.50"), decimal.Decimal("-0.05")]), ["12.50", "-0.05"]),
        (pa.array([decimal.Decimal("12345678901234567890123456.78")]), ["12345678901234567890123456.78"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([dt.date(2026, 5, 1), None]), ["2026-05-01", None]),
        (pa.array([dt.datetime(2026, 5, 1), dt.datetime(2026, 5, 1, 8, 30)], pa.timestamp("us")), ["2026-05-01", "2026-05-01 08:30:00"]),
        (pa.array([dt.datetime(2026, 5, 1, 8, 30)], pa.timestamp("ns")), ["2026-05-01 08:30:00"]),
        (pa.array([dt.datetime(2026, 5, 1, 8, 30)], pa.timestamp("us", "Africa/Casablanca")), ["2026-05-01 08:30:00+00:00"]),
        (pa.array([dt.datetime(2026, 5, 1)], pa.timestamp("ms", "UTC")), ["2026-05-01 00:00:00+00:00"]),
        (pa.array([dt.time(8, 30)]), ["08:30:00"]),
        (pa.array([["a", "b"], [], None]), ["a; b", None, None]),
        (pa.array([[1, None, 2]]), ["1; 2"]),
        (pa.array([[{"x": 1}]]), ['[{"x":1}]']),
        (pa.array([b"caf\xc3\xa9", b""]), ["café", None]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("is_large", [False, True])
def test_values_come_out_as_plain_text(tmp_path: Path, values: pa.Array, texts: list[str | None], is_large: bool) -> None:
    path = write(tmp_path / "f.parquet", ref=[f"R{i}" for i in range(len(values))], v=values)

    reading = read(path, folder=tmp_path if is_large else None, large_bytes=1)

    if is_large:
        assert isinstance(reading.large, ScannedRecords)
        assert [row[0] for row in duckdb.connect().execute(f"select c1 from {reading.large.scan_sql()}").fetchall()] == texts
    else:
        assert [row[1] for row in rows_of(reading.tables[0])] == texts


def test_structures_become_dotted_headings(tmp_path: Path) -> None:
    (table,) = read(write(tmp_path / "f.parquet", **{"a b": [1, 2], "s": [{"x": 1, "y": {"z": "q"}}, None]})).tables

    assert table.header == ("a b", "s.x", "s.y.z")
    assert rows_of(table) == [("1", "1", "q"), ("2", None, None)]
    assert numbers_of(table) == [1, 2]
    assert table.cell(1, 2) == "s.x#2"


def test_odd_column_names_are_only_names(tmp_path: Path) -> None:
    names = ["file_row_number", "row_number", 'a"b', "c'0", "c0", "المبلغ", "A"]
    (table,) = read(write(tmp_path / "f.parquet", **{name: [str(index)] for index, name in enumerate(names)})).tables

    assert table.header == tuple(names)
    assert rows_of(table) == [tuple(map(str, range(len(names))))]
    assert numbers_of(table) == [1]


def test_a_large_file_is_scanned_where_it_lies_in_its_own_order(tmp_path: Path) -> None:
    count = 300_000
    path = write(tmp_path / "f.parquet", ref=[f"R{i}" for i in range(count)], v=list(range(count)))

    large = read(path, folder=tmp_path, large_bytes=1000).large

    assert isinstance(large, ScannedRecords)
    assert str(path) in large.scan_sql()
    found = duckdb.connect().execute(f"select c0, row_number from {large.scan_sql()}").fetchall()
    assert found == [(f"R{i}", i + 1) for i in range(count)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["f.parquet"]


@pytest.mark.parametrize("packing", ["gz", "zip"])
@pytest.mark.parametrize("with_folder", [False, True])
def test_a_packed_file_reads_like_its_content(tmp_path: Path, packing: str, with_folder: bool) -> None:
    data = write(tmp_path / "f.parquet", ref=["A", "B"]).read_bytes()
    path = tmp_path / "packed"
    if packing == "gz":
        path.write_bytes(gzip.compress(data))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("sub/f.parquet", data)

    assert rows_of(read(path, folder=tmp_path if with_folder else None).tables[0]) == [("A",), ("B",)]


@pytest.mark.parametrize("kept", [10, 100, 0.5, -1, -9])
def test_a_cut_off_file_is_refused(tmp_path: Path, kept: float) -> None:
    path = write(tmp_path / "f.parquet", ref=["A", "B"] * 1000)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept) if isinstance(kept, float) else kept])

    with pytest.raises(UnreadableFile) as refusal:
        read(path)

    assert "Parquet" in refusal.value.text("fr")


@pytest.mark.parametrize("rows", [{}, {"ref": pa.array([], pa.string())}])
def test_no_rows_is_empty(tmp_path: Path, rows: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFile, match=r"empty|damaged"):
        read(write(tmp_path / "f.parquet", **rows))
