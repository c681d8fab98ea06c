"""The bytes of a file, whether or not they are packed.

Belongs here: telling what a file is from its first bytes, and reading .gz as if it were not packed, within a bound.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Literal

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals

_CHUNK = 4 << 20

FileFormat = Literal["delimited", "workbook", "old_workbook", "zip", "gzip", "parquet", "pdf", "html", "xml", "json", "image", "empty"]

_MAGIC: tuple[tuple[bytes, FileFormat], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)


def is_packed(path: Path) -> bool:
    """Whether the file is gzip, by its bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def open_bytes(path: Path) -> gzip.GzipFile | BufferedReader:
    """The file's bytes, unpacked on the way when it is gzip."""
    return gzip.open(path, "rb") if is_packed(path) else path.open("rb")


def read_up_to(path: Path, limit: int) -> tuple[bytes, bool]:
    """The first ``limit`` unpacked bytes, and whether that is all of them.

    Raises:
        UnreadableFile: when the packing is damaged.
    """
    try:
        with open_bytes(path) as file:
            data = b"".join(_chunks(file, limit + 1))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFile(path, refusals.DAMAGED_PACKING, refusals.SEND_AGAIN) from error
    return data[:limit], len(data) <= limit


def _chunks(file: gzip.GzipFile | BufferedReader, limit: int) -> Iterator[bytes]:
    while limit > 0 and (chunk := file.read(min(limit, _CHUNK))):
        limit -= len(chunk)
        yield chunk


def tell_format(head: bytes) -> FileFormat:
    """What a file is, from its first bytes (a few hundred suffice); ``delimited`` for any text that is nothing else."""
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "empty" if not head.strip() else "delimited"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "html"
    if text.startswith(b"<?xml"):
        return "html" if b"<html" in text else "xml"
    return "json" if text.startswith((b"{", b"[{")) else "delimited"
