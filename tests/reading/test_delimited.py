"""Delimited files as partners send them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from reading_helpers import numbers_of, rows_of

from ingestion.errors import UnreadableFile
from ingestion.reading.delimited import read_delimited, read_with_notes, sniff
from ingestion.reading.text_table import SkippedLine

EXPECTED = {
    "local_ref": frozenset({"reference", "المرجع"}),
    "name": frozenset({"denomination", "الاسم"}),
    "province": frozenset({"province", "العماله"}),
    "members": frozenset({"adherents", "عدد المنخرطين"}),
}


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f"])
def test_delimiter_is_told(tmp_path: Path, delimiter: str) -> None:
    lines = [("Référence", "Dénomination", "Montant"), ("A-1", "Al Amal", "12.5"), ("A-2", "Annour", "13")]
    path = write(tmp_path, "".join(delimiter.join(line) + "\r\n" for line in lines))

    table = read_delimited(path)

    assert table.header == lines[0]
    assert rows_of(table) == lines[1:]


def test_decimal_commas_are_no_delimiters(tmp_path: Path) -> None:
    path = write(tmp_path, "Nom;Montant;Part\nA;1,5;2,5\nB;2,25;3,5\nC;3,75;4,5\n")

    assert rows_of(read_delimited(path))[0] == ("A", "1,5", "2,5")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "الأمل"),
        ("utf-8-sig", "الأمل"),
        ("utf-16", "الأمل"),
        ("utf-16-le", "الأمل"),
        ("utf-16-be", "الأمل"),
        ("cp1256", "تعاونية الأمل"),
        ("iso8859-6", "تعاونية الأمل"),
        ("cp1252", "Coopérative Été – Cœur"),
        ("iso8859-1", "Coopérative Été"),
        ("mac_roman", "Coopérative Été"),
        ("utf-32", "تعاونية الأمل"),
        ("utf-32-be", "تعاونية الأمل"),
        ("utf-32-le", "Coop \U0001f600"),
        ("utf-32-be", "Coop \U0001f600"),
        ("iso8859-15", "Cœur d’été".replace("’", "'")),
    ],
)
@pytest.mark.parametrize("with_expected", [True, False])
def test_encoding_is_told(tmp_path: Path, encoding: str, name: str, with_expected: bool) -> None:
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
    header = "المرجع;الاسم;العمالة;عدد المنخرطين" if arabic else "Référence;Dénomination;Province;Adhérents"
    place = "فاس" if arabic else "Fès"
    rows = [(f"R-{i}", f"{name} {i}", place, str(i)) for i in range(1, 9)]
    path = write(tmp_path, "\n".join([header, *map(";".join, rows)]) + "\n", encoding)

    table = read_delimited(path, EXPECTED if with_expected else None)

    assert ";".join(table.header) == header
    assert rows_of(table) == rows


def test_french_text_is_not_taken_for_arabic(tmp_path: Path) -> None:
    path = write(tmp_path, "NOM;PRÉNOM\nÉLODIE;À\nÉRIC;ÇA\nZOÉ;É\n", "cp1252")

    assert sniff(path).encoding == "cp1252"


def test_expected_headers_decide_between_encodings(tmp_path: Path) -> None:
    # The only non-ASCII letters are two: Ê and É of Windows-1252 are ت and ة of Windows-1256.
    path = write(tmp_path, "ref;بة\n1;2\n", "cp1256")

    table = read_delimited(path, {"ref": {"ref"}, "x": {"به"}})

    assert table.header == ("ref", "بة")


def test_a_broken_letter_does_not_spoil_utf8(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"nom,ville\n" + "é,Fès\n".encode() * 20 + b"caf\xe9,Sefrou\n")

    table, notes = read_with_notes(path)

    assert rows_of(table)[0] == ("é", "Fès")
    assert rows_of(table)[-1] == ("caf\ufffd", "Sefrou")
    assert [note.kind for note in notes] == ["broken_letters"]


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    path = write(tmp_path, 'Titre\n\nréf,nom\n1,"deux\nlignes"\n\n2,b\r\n3,c\r4,d')

    table = read_delimited(path)

    assert table.titles == ("Titre",)
    assert table.header_rows == (3,)
    assert rows_of(table) == [("1", "deux\nlignes"), ("2", "b"), ("3", "c"), ("4", "d")]
    assert numbers_of(table) == [4, 6, 7, 8]
    assert table.skipped == (SkippedLine(5, "blank", ""),)


def test_excel_hides_the_sep_line(tmp_path: Path) -> None:
    table = read_delimited(write(tmp_path, "sep=;\r\na;b\r\nx;1,5\r\n"))

    assert table.header == ("a", "b")
    assert numbers_of(table) == [2]


def test_short_rows_are_filled_and_long_rows_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b,c\nx,y,z\nx,y\nx,y,z,w\nx,y,z\n")

    table, notes = read_with_notes(path)

    assert table.header == ("a", "b", "c", "")
    assert rows_of(table)[1:3] == [("x", "y", None, None), ("x", "y", "z", "w")]
    assert {(note.kind, note.row_numbers) for note in notes} == {("short_rows", (3,)), ("long_rows", (4,))}


def test_cells_far_beyond_the_width_are_kept_together(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n3,4\n" + ",".join(["x"] * 5000) + "\n5,6\n")

    table = read_delimited(path)

    assert len(table.columns) < 100
    assert sum((cell or "").count("x") for cell in rows_of(table)[2]) == 5000


@pytest.mark.parametrize("line", ["Total;;12", "TOTAL GÉNÉRAL;;12", "المجموع;;12", "Sous-total :;;1 234,50", "مجموع;;"])
def test_total_lines_are_no_rows(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"réf;nom;membres\nA;Al Amal;5\nB;Annour;7\n{line}\n")

    table = read_delimited(path)

    assert [row[0] for row in rows_of(table)] == ["A", "B"]
    assert [(line.row_number, line.why) for line in table.skipped] == [(4, "total")]


@pytest.mark.parametrize("line", ["Total Maroc;Fès;12", "Total;Fès;12", "Totalement bio;;12"])
def test_names_that_begin_like_a_total_stay_rows(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"nom;ville;membres\nAl Amal;Fès;5\n{line}\n")

    assert len(rows_of(read_delimited(path, {"nom": {"nom"}, "ville": {"ville"}, "m": {"membres"}}))) == 2


def test_repeated_headers_and_comments_are_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "# export du 3 mai\nréf,nom,âge\n1,a,20\nRéf,Nom,Âge\n2,b,30\n# fin de page\n3,c,40\n")

    table = read_delimited(path)

    assert [row[0] for row in rows_of(table)] == ["1", "2", "3"]
    assert [(line.row_number, line.why) for line in table.skipped] == [(4, "repeated_header"), (6, "comment")]


def test_a_number_sign_may_begin_a_value(tmp_path: Path) -> None:
    path = write(tmp_path, "#,nom\n#1,a\n#2,b\n#3,\n#4,\n#5,\n#6,\n")

    table = read_delimited(path)

    assert len(rows_of(table)) == 6
    assert table.header == ("#", "nom")


def test_signatures_below_the_table_are_no_rows(tmp_path: Path) -> None:
    rows = "".join(f"A-{i};Al Amal {i};Fès;{i}\n" for i in range(1, 6))
    path = write(tmp_path, f"Référence;Dénomination;Province;Adhérents\n{rows};;;\nFait à Fès le 3 mai;;;\n;;Le Directeur;\n")

    table = read_delimited(path, EXPECTED)

    assert len(rows_of(table)) == 5
    assert [line.why for line in table.skipped] == ["blank", "signature", "signature"]


def test_header_below_a_preamble_of_pairs_is_found_by_names(tmp_path: Path) -> None:
    path = write(tmp_path, "Partenaire;Chambre\nPériode;mai 2026\n\nRéférence *;Dénomination (fr);Province;Adhérents\nA;b;c;4\n")

    table = read_delimited(path, EXPECTED)

    assert table.titles == ("Partenaire Chambre", "Période mai 2026")
    assert table.header_rows == (4,)


def test_a_file_without_header_keeps_every_row(tmp_path: Path) -> None:
    table = read_delimited(write(tmp_path, "28/01/2018,2,x\n29/01/2018,3,y\n"))

    assert table.header_rows == ()
    assert table.header == ("", "", "")
    assert len(rows_of(table)) == 2


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('2,"x" y,"z, z"', ("2", '"x" y', "z, z")),
        ('"2,x,"z, z"', ('"2', "x", "z, z")),
        ('2,x,"', ("2", "x", '"')),
        ('2,""x, x","z"', ("2", '"x, x', "z")),
        ('2;x;"z; z"', ("2", "x", "z; z")),
    ],
)
def test_a_stray_quote_or_delimiter_spoils_no_other_row(tmp_path: Path, line: str, cells: tuple[str, ...]) -> None:
    path = write(tmp_path, f'a,b,c\n1,x,"z, z"\n{line}\n3,"x\nx","z"\n4,x,z\n')

    table, notes = read_with_notes(path)

    assert rows_of(table) == [("1", "x", "z, z"), cells, ("3", "x\nx", "z"), ("4", "x", "z")]
    assert [(note.kind, note.row_numbers) for note in notes] == [("mended_rows", (3,))]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('a,b\n1,"x ""y"" z"\n2,"w, w"\n', 'x "y" z'),
        ('a,b\n1,"x \\"y\\" z"\n2,"w, w"\n', 'x "y" z'),
        ("a,b\n1,'x, y'\n2,'w, w'\n", "x, y"),
        ('a, b\n1, "x, y"\n2, "w, w"\n', "x, y"),
    ],
)
def test_quoting_dialects(tmp_path: Path, text: str, cell: str) -> None:
    assert rows_of(read_delimited(write(tmp_path, text)))[0] == ("1", cell)


def test_packed_file_reads_like_its_content(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress("a;b\nx;é\n".encode("cp1252")))

    assert rows_of(read_delimited(path)) == [("x", "é")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n\t\r\n"])
def test_nothing_in_a_file_is_a_refusal(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)

    with pytest.raises(UnreadableFile) as refusal:
        read_delimited(path)

    assert "vide" in refusal.value.text("fr")


def test_cut_off_packing_is_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(b"a;b\nx;y\n" * 1000)[:-20])

    with pytest.raises(UnreadableFile):
        read_delimited(path)
