"""JSON and JSON lines as form tools and applications export them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb
import pytest
from reading_helpers import numbers_of, rows_of

from ingestion.errors import UnreadableFile
from ingestion.reading.headers import match_headers
from ingestion.reading.reader import Reading, read
from ingestion.reading.record_table import ScannedRecords
from ingestion.reading.text_table import SkippedLine, TextTable

EXPECTED = {"ref": {"ref"}, "amount": {"amount"}, "name": {"nom"}}


def write(folder: Path, text: str, name: str = "f.json", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def only(reading: Reading) -> TextTable:
    (table,) = reading.tables
    return table


def test_an_array_of_objects_is_a_table(tmp_path: Path) -> None:
    table = only(read(write(tmp_path, '[{"ref": "A", "nom": "الأمل"},\n {"nom": "Annour", "ref": "B", "extra": true}]')))

    assert table.header == ("ref", "nom", "extra")
    assert rows_of(table) == [("A", "الأمل", None), ("B", "Annour", "true")]
    assert numbers_of(table) == [1, 2]
    assert table.sheet is None


def test_a_cell_is_called_by_field_and_record(tmp_path: Path) -> None:
    table = only(read(write(tmp_path, '[{"ref": "A", "amount_mad": 5}]')))

    assert table.cell(1, 5) == "amount_mad#5"


@pytest.mark.parametrize("number", ["1.50", "0.10", "1e3", "-0", "123456789012345678901234567890", "1.7976931348623157e999", "100"])
def test_numbers_stay_as_written(tmp_path: Path, number: str) -> None:
    table = only(read(write(tmp_path, f'[{{"ref": "A", "v": {number}, "deep": {{"v": {number}}}, "all": [{number}, {number}]}}]')))

    assert rows_of(table) == [("A", number, number, f"{number}; {number}")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("null", None),
        ('""', None),
        ("true", "true"),
        ("false", "false"),
        ('["a", null, "b"]', "a; b"),
        ("[]", None),
        ("{}", None),
        ('[{"x": 1.0, "y": "é"}]', '[{"x": 1.0, "y": "é"}]'),
        ('"a\\u0000b"', "a\0b"),
        ('"\\ud83d"', "\ufffd"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"  x "', "  x "),
    ],
)
def test_values_come_out_as_plain_text(tmp_path: Path, value: str, text: str | None) -> None:
    table = only(read(write(tmp_path, f'[{{"ref": "A", "v": {value}}}, {{"ref": "B"}}]')))

    assert [row[1] if len(row) > 1 else None for row in rows_of(table)] == [text, None]


def test_nested_objects_become_dotted_headings_and_match_by_their_last_name(tmp_path: Path) -> None:
    table = only(read(write(tmp_path, '[{"a": {"b": {"ref": "A"}, "nom": "x"}}, {"a": {"b": {"ref": "B"}}}]')))

    assert table.header == ("a.b.ref", "a.nom")
    assert match_headers(table, EXPECTED).mapping == {"ref": 0, "name": 1}


@pytest.mark.parametrize(
    "text",
    [
        '{"count": 2, "results": [{"ref": "A"}, {"ref": "B"}], "next": null}',
        '{"response": {"meta": {"ids": [1, 2, 3]}, "data": {"items": [{"ref": "A"}, {"ref": "B"}]}}}',
        '{"results": [{"ref": "A"}, {"ref": "B"}], "errors": [{"code": 1}], "columns": ["ref"]}',
    ],
)
def test_the_list_of_records_is_found_under_any_name(tmp_path: Path, text: str) -> None:
    assert rows_of(only(read(write(tmp_path, text)))) == [("A",), ("B",)]


def test_expected_columns_tell_which_of_two_lists_is_meant(tmp_path: Path) -> None:
    text = '{"log": [{"x": 1}, {"x": 2}, {"x": 3}], "rows": [{"ref": "A", "nom": "n"}]}'

    reading = read(write(tmp_path, text), EXPECTED)

    assert rows_of(only(reading)) == [("A", "n")]
    assert [(note.kind, "log" in note.message.fr) for note in reading.notes] == [("other_table", True)]


def test_one_object_alone_is_one_record(tmp_path: Path) -> None:
    assert rows_of(only(read(write(tmp_path, '{"ref": "A", "nom": "x", "tags": ["a", "b"]}'), EXPECTED))) == [("A", "x", "a; b")]


def test_a_list_of_lists_is_a_grid_with_a_header(tmp_path: Path) -> None:
    table = only(read(write(tmp_path, '[["ref", "nom"], ["A", 1.50], ["B", null]]')))

    assert table.header == ("ref", "nom")
    assert rows_of(table) == [("A", "1.50"), ("B", None)]
    assert numbers_of(table) == [2, 3]


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    table = only(read(write(tmp_path, '{"ref": "A"}\r\n\r\n{"ref": "B", "nom": "x\\ny"}\n', "f.jsonl")))

    assert rows_of(table) == [("A", None), ("B", "x\ny")]
    assert numbers_of(table) == [1, 3]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    text = "".join(json.dumps({"ref": ref, "nom": "a\u2028b\x85c"}, ensure_ascii=False) + "\n" for ref in "AB")

    assert rows_of(only(read(write(tmp_path, text)))) == [("A", "a\u2028b\x85c"), ("B", "a\u2028b\x85c")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = json.dumps([{"ref": "A", "nom": "تعاونية الأمل"}], ensure_ascii=False)

    assert rows_of(only(read(write(tmp_path, text, encoding=encoding)))) == [("A", "تعاونية الأمل")]


def test_a_name_that_stands_twice_keeps_both_values(tmp_path: Path) -> None:
    assert rows_of(only(read(write(tmp_path, '[{"ref": "A", "v": 1, "v": 2}]')))) == [("A", "1; 2")]


def test_empty_records_are_skipped_and_odd_ones_kept(tmp_path: Path) -> None:
    table = only(read(write(tmp_path, '[{"ref": "A"}, {}, null, {"ref": null}, 7, {"ref": "B"}]')))

    assert numbers_of(table) == [1, 5, 6]
    assert rows_of(table) == [("A", None), (None, "7"), ("B", None)]
    assert table.skipped == (SkippedLine(2, "blank", ""), SkippedLine(3, "blank", ""), SkippedLine(4, "blank", ""))


def test_a_field_that_is_always_null_is_still_a_column(tmp_path: Path) -> None:
    assert only(read(write(tmp_path, '[{"ref": "A", "fin": null}]'))).header == ("ref", "fin")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[]", "list of records"),
        ("{}", "list of records"),
        ('{"count": 0, "results": []}', "list of records"),
        ('[{"ref": "A"}', "damaged"),
        ('[{"ref": "A"},]', "damaged"),
        ('[{"ref": "A"}] x', "damaged"),
        ('{"ref": "A"}\n{"ref": "B"\n', "line 2"),
        ('[\n{"ref": "A"},\n{"ref": B}]', "line 3"),
        ("[[[[" * 50_000, "nests"),
        ('{"a":' * 50_000, "nests"),
    ],
)
def test_what_is_no_list_of_records_is_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(write(tmp_path, text))

    assert word in str(refusal.value)


def records(count: int) -> list[dict[str, object]]:
    return [{"ref": f"R{i}", "amount": i / 4, "where": {"nom": "فاس"}, **({"late": i} if i > count // 2 else {})} for i in range(count)]


@pytest.mark.parametrize("form", ["lines", "array", "wrapped", "packed"])
def test_many_records_are_scanned_and_equal_those_held(tmp_path: Path, form: str) -> None:
    made = records(50_000)
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in made)
    text = lines if form in ("lines", "packed") else json.dumps(made, indent=1 if form == "array" else None)
    path = write(tmp_path, text if form != "wrapped" else f'{{"meta": 1, "rows": {text}}}')
    if form == "packed":
        path.write_bytes(gzip.compress(path.read_bytes()))

    held = only(read(path))
    large = read(path, folder=tmp_path, large_bytes=100_000).large

    assert isinstance(large, ScannedRecords)
    assert large.header == held.header == ("ref", "amount", "where.nom", "late")
    assert duckdb.connect().execute(f"select * from {large.scan_sql()}").fetchall() == [
        (*row, number) for row, number in zip(rows_of(held), numbers_of(held), strict=True)
    ]
    assert [row[1] for row in rows_of(held)][:3] == ["0.0", "0.25", "0.5"]
