"""Hostile JSON, JSON lines and Parquet."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hostile_files import Case, named

from ingestion.reading import refusals


def _parquet(**columns: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _plain() -> bytes:
    return _parquet(ref=[f"R{i}" for i in range(5000)], n=list(range(5000)))


def _forged_length() -> bytes:
    data = bytearray(_plain())
    data[-8:-4] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(data)


def _scrambled_footer() -> bytes:
    data = bytearray(_plain())
    length = struct.unpack("<I", data[-8:-4])[0]
    for at in range(len(data) - 8 - length, len(data) - 8, 3):
        data[at] ^= 0x5A
    return bytes(data)


def _scrambled_pages() -> bytes:
    data = bytearray(_plain())
    for at in range(4, 6000):
        data[at] ^= 0xA5
    return bytes(data)


def _repeated_text() -> bytes:
    """A dictionary of one text of 100 kB that 200,000 rows point at: 20 GB once written out, 130 kB in the file."""
    indices = pa.array([0] * 200_000, pa.int32())
    return _parquet(ref=pa.DictionaryArray.from_arrays(indices, pa.array(["x" * 100_000])))


def _digits(folder: Path) -> Path:
    path = folder / "f.json"
    with path.open("wb") as file:
        file.write(b'[{"n": ')
        for _ in range(100):
            file.write(b"7" * 10_000_000)
        file.write(b"}]")
    return path


RECORDS = [
    Case("JSON nested 100,000 deep", named("f.json", "[" * 100_000), refusals.DEEP_JSON),
    Case("JSON objects nested 100,000 deep", named("f.json", '{"a":' * 100_000 + "1" + "}" * 100_000), refusals.DEEP_JSON),
    Case("a JSON number of a billion digits", _digits, refusals.LONG_RECORD),
    Case("JSON cut off", named("f.json", '[{"ref": "A"}, {"ref": "B'), refusals.BROKEN_JSON),
    Case("JSON with a comma too many", named("f.json", '[{"ref": "A"},]'), refusals.BROKEN_JSON),
    Case("JSON with more behind its end", named("f.json", '[{"ref": "A"}] [{"ref": "B"}]'), refusals.BROKEN_JSON),
    Case("an empty JSON list", named("f.json", "[]"), refusals.NO_RECORDS),
    Case(
        "JSON records that each have another field",
        named("f.json", lambda: ("[" + ",".join(f'{{"k{i}": 1}}' for i in range(100_000)) + "]").encode()),
        refusals.TOO_MANY_COLUMNS,
    ),
    Case(
        "a JSON object of 200,000 fields",
        named("f.json", lambda: ("{" + ",".join(f'"k{i}": 1' for i in range(200_000)) + "}").encode()),
        refusals.TOO_MANY_COLUMNS,
    ),
    Case(
        "ten million empty JSON lists",
        named("f.json", lambda: b'[{"ref": "A", "x": [' + b"[]," * 10_000_000 + b"[]]}]"),
        refusals.LONG_RECORD,
        seconds=10.0,
    ),
    Case("a million empty JSON objects", named("f.json", lambda: b"[" + b"{}," * 1_000_000 + b"{}]"), refusals.NO_RECORDS, seconds=10.0),
    Case("JSON numbers that are none", named("f.json", '[{"ref": "A", "v": NaN}, {"ref": "B", "v": -Infinity}]'), None, 2),
    Case("JSON with halves of letters", named("f.json", '[{"ref": "\\ud800"}, {"\\udfff": "B"}]'), None, 2),
    Case("a JSON field that stands twice", named("f.json", '[{"ref": "A", "ref": "B"}]'), None, 1),
    Case("JSON lines with one broken line", named("f.jsonl", '{"ref": "A"}\n{"ref": \n{"ref": "C"}\n'), refusals.BROKEN_JSON),
    Case(
        "JSON lines with a line of 20 MB",
        named("f.jsonl", lambda: b'{"ref": "A"}\n{"ref": "' + b"x" * 20_000_000 + b'"}\n'),
        refusals.LONG_RECORD,
    ),
    Case("a Parquet file cut off", named("f.parquet", lambda: _plain()[:-100]), refusals.DAMAGED_PARQUET),
    Case("a Parquet file of its mark alone", named("f.parquet", b"PAR1PAR1"), refusals.DAMAGED_PARQUET),
    Case("a Parquet footer of a forged length", named("f.parquet", _forged_length), refusals.DAMAGED_PARQUET),
    Case("a Parquet footer of noise", named("f.parquet", _scrambled_footer), refusals.DAMAGED_PARQUET),
    Case("Parquet pages of noise", named("f.parquet", _scrambled_pages), refusals.DAMAGED_PARQUET),
    Case("a Parquet text that 200,000 rows repeat", named("f.parquet", _repeated_text), refusals.TOO_LARGE, seconds=20.0),
    Case(
        "a Parquet file of 20,000 columns",
        named("f.parquet", lambda: _parquet(**{f"c{i}": [1] for i in range(20_000)})),
        refusals.TOO_MANY_COLUMNS,
        seconds=10.0,
    ),
    Case("a Parquet file without rows", named("f.parquet", lambda: _parquet(ref=pa.array([], pa.string()))), refusals.EMPTY),
]
