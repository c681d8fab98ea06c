"""Large delimited files, scanned or read line by line: the rows of the file and their numbers."""

from __future__ import annotations

import csv
import gzip
import tracemalloc
from pathlib import Path

import duckdb
import pytest

from ingestion.reading.headers import match_headers
from ingestion.reading.large import DelimitedSource, open_large, read_line_by_line
from ingestion.reading.reader import read

HEADER = "visit_ref,badge_id,entered_at,purpose\n"
ROWS = 30_000


def line(index: int) -> str:
    return f"V{index:06d},B{index % 977:04d},2026-01-01 08:{index % 60:02d}:00,réunion\n"


def scanned(source: DelimitedSource) -> list[tuple[str | None, ...]]:
    columns = ", ".join(source.column_names)
    return duckdb.connect().execute(f"select {columns} from {source.scan_sql()}").fetchall()


def plain(path: Path, encoding: str = "utf-8", newline: str = "\n", above: str = "") -> Path:
    text = above + HEADER + "".join(map(line, range(ROWS)))
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp1256", "utf-16"])
def test_plain_files_are_scanned_as_they_are(tmp_path: Path, encoding: str, newline: str) -> None:
    source = open_large(plain(tmp_path / "f.csv", encoding, newline), tmp_path)

    rows = scanned(source)

    assert not source.is_parquet
    assert source.header == ("visit_ref", "badge_id", "entered_at", "purpose")
    assert len(rows) == ROWS
    assert rows[0] == ("V000000", "B0000", "2026-01-01 08:00:00", "réunion")
    assert rows[-1][3] == "réunion"


def test_packed_file_is_scanned_packed(tmp_path: Path) -> None:
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(plain(tmp_path / "f.csv").read_bytes()))

    source = open_large(path, tmp_path)

    assert source.scan_path == path
    assert len(scanned(source)) == ROWS


def test_titles_and_row_numbers(tmp_path: Path) -> None:
    source = open_large(plain(tmp_path / "f.csv", above="Visites 2026\n\n"), tmp_path)

    assert source.titles == ("Visites 2026",)
    assert source.header_rows == (3,)
    assert len(scanned(source)) == ROWS
    assert source.row_numbers([0, 5, ROWS - 1], ROWS) == [4, 9, ROWS + 3]


def test_row_numbers_beyond_empty_lines_and_line_ends_in_quotes(tmp_path: Path) -> None:
    lines = [line(index) for index in range(ROWS)]
    lines[20_000] = '\nV020000,B1,2026-01-01 08:00:00,"deux\nlignes"\n'
    path = tmp_path / "f.csv"
    path.write_text(HEADER + "".join(lines), encoding="utf-8", newline="")

    source = open_large(path, tmp_path)
    rows = scanned(source)

    assert rows[20_000][3] == "deux\nlignes"
    assert source.row_numbers([0, 20_000, 20_001], len(rows)) == [2, 20_003, 20_004]


def test_a_quote_that_is_not_closed_stops_the_scan_and_is_mended_line_by_line(tmp_path: Path) -> None:
    lines = [line(index) for index in range(ROWS)]
    lines[25_000] = 'V025000,B1,2026-01-01 08:00:00,"réunion\n'
    path = tmp_path / "f.csv"
    path.write_text(HEADER + "".join(lines), encoding="utf-8", newline="")
    source = open_large(path, tmp_path)

    with pytest.raises(duckdb.Error):
        scanned(source)
    mended = read_line_by_line(source, tmp_path)

    rows = scanned(mended)
    assert len(rows) == ROWS
    assert rows[25_000][3] == '"réunion'
    assert [(note.kind, note.row_numbers) for note in mended.notes] == [("mended_rows", (25_002,))]


def test_irregular_beginning_is_read_line_by_line(tmp_path: Path) -> None:
    body = [line(index) for index in range(ROWS)]
    path = tmp_path / "f.csv"
    text = HEADER + body[0] + "x,y\n\n" + HEADER + "".join(body[1:]) + "a,b,c,d,extra\nTotal,12\n"
    path.write_text(text, encoding="utf-8", newline="")

    source = open_large(path, tmp_path)

    rows = scanned(source)
    assert source.is_parquet
    assert source.header == ("visit_ref", "badge_id", "entered_at", "purpose", "")
    assert rows[1] == ("x", "y", None, None, None)
    assert rows[-1] == ("a", "b", "c", "d", "extra")
    assert len(rows) == ROWS + 2
    assert [(skipped.row_number, skipped.why) for skipped in source.skipped] == [
        (4, "blank"),
        (5, "repeated_header"),
        (ROWS + 6, "total"),
    ]
    numbers = duckdb.connect().execute(f"select row_number from {source.scan_sql()}").fetchall()
    assert [numbers[0], numbers[1], numbers[2], numbers[-1]] == [(2,), (3,), (6,), (ROWS + 5,)]


def test_scan_and_line_by_line_agree_with_the_csv_module(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "c"])
        writer.writerows([str(i), f'x "{i}", y', "" if i % 3 else "l1\nl2"] for i in range(ROWS))
    with path.open(encoding="utf-8", newline="") as file:
        truth = [tuple(cell or None for cell in row) for row in list(csv.reader(file))[1:]]

    source = open_large(path, tmp_path)

    assert scanned(source) == truth
    assert scanned(read_line_by_line(source, tmp_path)) == truth


def test_reading_line_by_line_keeps_memory_bounded(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(line(index) for index in range(400_000))
    source = open_large(path, tmp_path)

    tracemalloc.start()
    read_line_by_line(source, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 120e6


def test_the_header_of_a_large_source_is_matched_like_a_table(tmp_path: Path) -> None:
    source = open_large(plain(tmp_path / "f.csv"), tmp_path)

    assert match_headers(source, {"badge": {"badge id"}, "purpose": {"purpose"}}).mapping == {"badge": 1, "purpose": 3}


def test_the_door_decides_by_size(tmp_path: Path) -> None:
    path = plain(tmp_path / "f.csv")

    assert read(path, folder=tmp_path).large is None
    assert read(path, folder=tmp_path, large_bytes=100_000).tables == ()
    assert read(path, folder=None, large_bytes=100_000).large is None


def test_cells_far_beyond_the_usual_width_are_lost_from_no_row(tmp_path: Path) -> None:
    """Arrow 26 joins no text for a row in which all joined cells are null, where one is wanted."""
    path = tmp_path / "f.csv"
    wide = "V9,B9,x,y" + "," * 40 + "far,farther\n"
    path.write_text(HEADER + line(1) + wide + line(2))
    source = read_line_by_line(open_large(path, tmp_path), tmp_path)

    rows = scanned(source)

    assert [row[0] for row in rows] == ["V000001", "V9", "V000002"]
    assert [cell for cell in rows[1] if cell] == ["V9", "B9", "x", "y", "far,farther"]
    assert all(not any(rows[index][4:]) for index in (0, 2))
