"""Files inside .zip: one, several, and those that only pretend."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from reading_helpers import numbers_of, rows_of

from ingestion.errors import UnreadableFile
from ingestion.reading.large import DelimitedSource
from ingestion.reading.reader import read

EXPECTED = {"ref": {"ref"}, "name": {"nom"}}


def packed(path: Path, members: dict[str, bytes | str], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def xlsx(*sheets: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["ref", "nom"])
        sheet.write_row(1, 0, [name, "x"])
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("f.csv", "ref;nom\nA;x\n"),
        ("dossier/ملف.tsv", "ref\tnom\nA\tx\n".encode("utf-16")),
        ("f.json", '[{"ref": "A", "nom": "x"}]'),
        ("f.jsonl", '{"ref": "A", "nom": "x"}\n'),
    ],
)
def test_one_file_reads_as_if_it_were_not_packed(tmp_path: Path, name: str, data: bytes | str) -> None:
    (table,) = read(packed(tmp_path / "f.zip", {"__MACOSX/._f.csv": b"\0\5\x16\7", "Thumbs.db": b"\xd0\xcf\x11\xe0", name: data})).tables

    assert table.sheet is None
    assert rows_of(table) == [("A", "x")]


def test_a_workbook_in_an_archive_keeps_its_sheets(tmp_path: Path) -> None:
    reading = read(packed(tmp_path / "f.zip", {"w.xlsx": xlsx("Fès", "Taza")}))

    assert [table.sheet for table in reading.tables] == ["Fès", "Taza"]
    assert reading.tables[0].cell(1, 2) == "B2"


def test_several_files_are_several_tables_under_their_names(tmp_path: Path) -> None:
    members = {
        "fes.csv": "ref;nom\nA;x\n",
        "taza.xlsx": xlsx("S"),
        "ifrane.json": '[{"ref": "C", "nom": "z"}]',
        "LISEZMOI.txt": "Bonjour\nvoici les fichiers\n",
        "logo.png": b"\x89PNG\r\n\x1a\n",
        "vide.csv": b"",
    }

    reading = read(packed(tmp_path / "f.zip", members), EXPECTED)

    assert [(table.sheet, rows_of(table)) for table in reading.tables] == [
        ("fes.csv", [("A", "x")]),
        ("taza.xlsx › S", [("S", "x")]),
        ("ifrane.json", [("C", "z")]),
    ]
    assert [(note.kind, note.sheet) for note in reading.notes] == [
        ("other_member", "logo.png"),
        ("other_member", "vide.csv"),
        ("other_sheet", "LISEZMOI.txt"),
    ]


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/passwd.csv", "C:\\x\\f.csv", "a\\..\\..\\f.csv", "con.csv"])
def test_a_name_that_leads_elsewhere_writes_nothing(tmp_path: Path, name: str) -> None:
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    path = packed(home / "f.zip", {name: "ref;nom\n" + "A;x\n" * 1000})

    large = read(path, folder=home, large_bytes=100).large

    assert isinstance(large, DelimitedSource)
    assert sorted(str(found.relative_to(tmp_path)) for found in tmp_path.rglob("*") if found.is_file()) == [
        "a/b/f.zip",
        "a/b/large.utf8.csv",
    ]


def test_a_large_file_in_an_archive_is_scanned(tmp_path: Path) -> None:
    rows = [(f"R{i}", "réunion") for i in range(30_000)]
    path = packed(tmp_path / "f.zip", {"f.csv": "ref;nom\n" + "".join(f"{a};{b}\n" for a, b in rows)})

    large = read(path, folder=tmp_path, large_bytes=100_000).large

    assert isinstance(large, DelimitedSource)
    assert duckdb.connect().execute(f"select c0, c1 from {large.scan_sql()}").fetchall() == rows
    assert large.row_numbers([0, 29_999], 30_000) == [2, 30_001]


def test_row_numbers_in_archives_are_those_of_the_member(tmp_path: Path) -> None:
    (table,) = read(packed(tmp_path / "f.zip", {"f.csv": "Titre\n\nref;nom\nA;x\n\nB;y\n"})).tables

    assert numbers_of(table) == [4, 6]


def locked(data: bytes) -> bytes:
    """Sets the mark of a password on every member."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({}, "no table"),
        ({"__MACOSX/x": b""}, "no table"),
        ({"a.png": b"\x89PNG\r\n\x1a\n", "b.pdf": b"%PDF-1"}, "no table"),
        ({"inner.zip": b"PK\x05\x06" + bytes(18)}, "another archive"),
        ({"inner.csv": gzip.compress(b"a;b\n1;2\n")}, "another archive"),
        ({"f.tar": b"x"}, "another archive"),
        ({"f.7z": b"7z\xbc\xaf\x27\x1c"}, "another archive"),
        ({"a.csv": "ref;nom\nA;x\n", "b.xlsx": b"PK\x03\x04 and nothing"}, "b.xlsx"),
        ({f"{i}.csv": "ref;nom\nA;x\n" for i in range(201)}, "201"),
        ({"word/document.xml": "<w/>", "[Content_Types].xml": "<t/>"}, "Word"),
    ],
)
def test_what_is_refused(tmp_path: Path, members: dict[str, bytes | str], word: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(packed(tmp_path / "f.zip", members))

    assert word in str(refusal.value)


def test_an_archive_with_a_password_is_refused_by_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "f.zip", {"f.csv": "ref;nom\nA;x\n"})
    path.write_bytes(locked(path.read_bytes()))

    with pytest.raises(UnreadableFile) as refusal:
        read(path)

    assert "mot de passe" in refusal.value.text("fr")


def test_an_archive_in_gzip_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "f.zip", {"f.csv": "ref;nom\nA;x\n"})
    path.write_bytes(gzip.compress(path.read_bytes()))

    with pytest.raises(UnreadableFile, match="another archive"):
        read(path)


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "f.zip", {"f.csv": "ref;nom\n" + "".join(f"R{i};x\n" for i in range(5000))})
    data = bytearray(path.read_bytes())
    data[200:260] = bytes(60)
    path.write_bytes(data)

    with pytest.raises(UnreadableFile, match="damaged"):
        read(path)


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "f.zip", {"x": "ref;nom\nA;x\n"})
    data = path.read_bytes()
    place = data.find(b"PK\x01\x02")
    path.write_bytes(data[: place + 28] + b"\0\0" + data[place + 30 : place + 46] + data[place + 47 :])

    with pytest.raises(UnreadableFile, match="damaged"):
        read(path)


@pytest.mark.parametrize("content", [xlsx("S"), b"ref;nom\nA;x\n"], ids=["workbook", "text"])
@pytest.mark.parametrize("is_packed_again", [False, True])
def test_a_directory_that_leads_before_the_beginning_is_refused(tmp_path: Path, content: bytes, is_packed_again: bool) -> None:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        content = packed(tmp_path / "made.zip", {"f.csv": content}).read_bytes()
    data = bytearray(content)
    place = data.rfind(b"PK\x05\x06") + 16
    data[place : place + 4] = (int.from_bytes(data[place : place + 4], "little") + 61).to_bytes(4, "little")
    path = tmp_path / "f"
    path.write_bytes(gzip.compress(bytes(data)) if is_packed_again else bytes(data))

    with pytest.raises(UnreadableFile):
        read(path)


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_damaged_bytes_are_refused_however_they_are_packed(tmp_path: Path, kind: int) -> None:
    path = packed(tmp_path / "f.zip", {"f.csv": "ref;nom\n" + "".join(f"R{i};x\n" for i in range(500))}, kind)
    data = bytearray(path.read_bytes())
    data[40:120] = bytes(80)
    path.write_bytes(data)

    with pytest.raises(UnreadableFile, match="damaged"):
        read(path)
