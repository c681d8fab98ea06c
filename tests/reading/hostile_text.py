"""Hostile text files, and what is no file at all."""

from __future__ import annotations

import os
import random
from pathlib import Path

from hostile_files import Case, named

from ingestion.reading import refusals

ROWS = "ref;nom;ville\n" + "".join(f"R-{i};Al Amal {i};Fès\n" for i in range(1000))


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "f.csv")
    return folder / "f.csv"


def _directory(folder: Path) -> Path:
    (folder / "f.csv").mkdir()
    return folder / "f.csv"


def _link(target: str) -> object:
    def make(folder: Path) -> Path:
        (folder / "f.csv").symlink_to(target)
        return folder / "f.csv"

    return make


def _long_line(folder: Path) -> Path:
    path = folder / "f.csv"
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"a,b;c d" * 150_000)
    return path


def _open_quote(folder: Path) -> Path:
    path = folder / "f.csv"
    path.write_text('ref,nom\n1,"ouvert\n' + "2,x\n" * 2_000_000)
    return path


TEXTS = [
    Case("no bytes at all", named("f.csv", b""), refusals.EMPTY),
    Case("a byte order mark and nothing else", named("f.csv", b"\xef\xbb\xbf"), refusals.EMPTY),
    Case("blank lines only", named("f.csv", "\r\n \t\r\n" * 100_000), refusals.EMPTY),
    Case("10 MB of NUL bytes", named("f.csv", bytes(10_000_000)), refusals.EMPTY),
    Case("random bytes", named("f.csv", lambda: random.Random(7).randbytes(1_000_000)), refusals.NOT_TEXT),
    Case(
        "an ELF program named .csv",
        named("f.csv", b"\x7fELF\x02\x01\x01" + bytes(60) + b"\x03\x00>\x00\x01\0\0\0" * 999),
        refusals.NOT_TEXT,
    ),
    Case("one line of 200 MB", _long_line, refusals.LONG_RECORD),
    Case(
        "a header of a million columns",
        named("f.csv", lambda: (",".join(f"c{i}" for i in range(1_000_000)) + "\n").encode()),
        refusals.TOO_MANY_COLUMNS,
    ),
    Case(
        "one row of a million cells among others",
        named("f.csv", lambda: (ROWS + ";".join(["x"] * 1_000_000) + "\n").encode()),
        None,
        1001,
        ("long_rows",),
    ),
    Case("a quote that two million lines never close", _open_quote, None, 2_000_001, ("mended_rows",), 30.0),
    Case("a quote in each line that is never closed", named("f.csv", "ref,nom\n" + '1,"x\n' * 20_000), None, 20_000),
    Case("cells of 300,000 characters", named("f.csv", "ref;nom;note\n" + f"1;a;{'x' * 300_000}\n" * 20), None, 20),
    Case("a cell that takes some expressions for ever", named("f.csv", "ref;nom\n" + f"1{' ' * 100_000}x;a\n" * 20), None, 20),
    Case("hundreds of thousands of delimiters and nothing else", named("f.csv", ";;;;\n" * 100_000), refusals.EMPTY),
    Case("a header and no row", named("f.csv", "ref;nom;ville\n"), None, 0),
    Case("a million blank lines between two rows", named("f.csv", "ref;nom\n1;a\n" + "\n" * 1_000_000 + "2;b\n"), None, 2, (), 20.0),
    Case("line ends of three kinds", named("f.csv", "ref;nom\r\n1;a\n2;b\r3;c\r\n"), None, 3),
    Case("UTF-16 cut in the middle of a letter", named("f.csv", ROWS.encode("utf-16")[:-1]), None, 1000, ("broken_letters",)),
    Case("UTF-8 with broken letters", named("f.csv", ROWS.encode() + b"R;\xff\xfe\xc3;x\n"), None, 1001, ("broken_letters",)),
    Case("UTF-32 without a mark", named("f.csv", ROWS.encode("utf-32-le")), None, 1000),
    Case("NUL bytes inside cells", named("f.csv", ROWS + "R-x;a\0b;Fès\n"), None, 1001),
    Case("formulas to run on opening", named("f.csv", "ref;nom\n=cmd|' /C calc'!A0;a\n@SUM(1);b\n"), None, 2),
    Case("a PDF named .csv", named("f.csv", b"%PDF-1.7\n" + bytes(1000)), refusals.UNKNOWN_FORMAT),
    Case("a web page named .xls", named("f.xls", "<html><body><table><tr><td>a</td></tr></table></body></html>"), refusals.UNKNOWN_FORMAT),
    Case(
        "XML with a billion laughs",
        named("f.xml", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">]><l>&a;</l>'),
        refusals.UNKNOWN_FORMAT,
    ),
    Case("a folder named .csv", _directory, refusals.NO_FILE),
    Case("a pipe named .csv", _fifo, refusals.NO_FILE),
    Case("a link to a device without end", _link("/dev/zero"), refusals.NO_FILE),  # type: ignore[arg-type]
    Case("a link to nothing", _link("nowhere"), refusals.NO_FILE),  # type: ignore[arg-type]
]
