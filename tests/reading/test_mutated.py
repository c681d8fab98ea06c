"""Files with bytes changed, doubled or lost anywhere are read or refused: nothing else ever comes out of the door."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from ingestion.errors import UnreadableFile
from ingestion.reading.reader import read

_TABLE = "réf;nom;montant\n" + "".join(f'R-{i};"Al ""Amal"" {i}";{i},5\n' for i in range(40))
_RECORDS = json.dumps([{"a": i, "b": {"c": [1, 2]}} for i in range(20)]).encode()
_INSERTED = [b'"', b"\0", b";", b"\n", b"\r", b",", b"{", b"]", b"\xff", b"'", b"\t"]


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": ["x", "y"] * 50, "b": list(range(100))}), out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", _TABLE)
        archive.writestr("b.json", _RECORDS)
    return out.getvalue()


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for line in range(30):
        sheet.write_row(line, 0, [f"x{line}", line])
    book.close()
    return out.getvalue()


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        place = chance.randrange(len(changed) + 1)
        kind = chance.randrange(4)
        if kind == 0 and changed:
            changed[place % len(changed)] = chance.randrange(256)
        elif kind == 1:
            changed[place:place] = chance.choice(_INSERTED) * chance.choice([1, 1, 3, 50])
        elif kind == 2:
            del changed[place : place + chance.randrange(30)]
        else:
            changed[place:place] = changed[place : place + 100]
    return bytes(changed)


@pytest.mark.parametrize(
    "data",
    [
        _TABLE.encode(),
        _TABLE.encode("cp1252"),
        _TABLE.encode("utf-16"),
        _RECORDS,
        gzip.compress(_TABLE.encode()),
        _parquet(),
        _zip(),
        _xlsx(),
    ],
    ids=["csv", "cp1252", "utf16", "json", "gzip", "parquet", "zip", "xlsx"],
)
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    chance = random.Random(20260419)
    path = tmp_path / "file"

    for _ in range(120):
        path.write_bytes(_mutated(data, chance))
        with suppress(UnreadableFile):
            assert read(path) is not None
