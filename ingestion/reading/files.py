"""The bytes of a file, whether or not they are packed.

Belongs here: telling what a file is from its first bytes, and reading .gz, or one member of a .zip, as if it were not packed,
within a bound. Does not belong here: which members of a .zip are read (`zipped`).
"""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Literal

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals

_CHUNK = 4 << 20
_BUFFER = 1 << 18

# A table of text shrinks to a tenth, one that repeats itself to a fiftieth. What shrinks further is a trap.
_SUSPECT_UNPACKED = 128 << 20
_SUSPECT_RATIO = 250
_SURELY_UNPACKED = 32 << 20
_JUDGED_BEGINNING = 256 << 20

FileFormat = Literal[
    "delimited", "workbook", "old_workbook", "zip", "gzip", "parquet", "json", "pdf", "html", "xml", "image", "archive", "rtf", "empty"
]

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
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"{\\rtf", "rtf"),
)
_JSON_START = re.compile(r'\{\s*["}]|\[\s*[\[{\]]')
_TAR_MARK = slice(257, 262)

DAMAGED_BYTES: tuple[type[Exception], ...] = (
    *(EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile, struct.error),
    *(NotImplementedError, RuntimeError, KeyError, OverflowError, UnicodeDecodeError),
)
"""What the unpackers raise on damaged, cut off or locked bytes."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a partner's file, or of one member of it when it is a .zip.

    Attributes:
        path: the partner's file.
        member: name of the member inside the .zip; None for the file itself.
    """

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The name that tells people and readers what this is."""
        return self.member if self.member is not None else self.path.name

    @property
    def is_packed(self) -> bool:
        """Whether the bytes have to be unpacked while they are read."""
        return self.member is not None or is_packed(self.path)

    def open(self) -> BinaryIO:
        """The bytes, unpacked on the way, guarded against what unpacks out of all proportion.

        Raises:
            UnreadableFile: when this is no regular file, or while reading a bomb.
        """
        check_regular(self.path)
        if self.member is not None:
            return _open_member(self.path, self.member)
        if not is_packed(self.path):
            return self.path.open("rb")
        raw = self.path.open("rb")
        return io.BufferedReader(_Guarded(self.path, gzip.GzipFile(fileobj=raw), raw), _BUFFER)

    def check_proportion(self) -> None:
        """Unpacks the content once and keeps nothing, to find a bomb before anybody works on it.

        A file of a fair size whose beginning is no bomb is believed: unpacking all of it would cost a good part of reading it.

        Raises:
            UnreadableFile: when it is out of all proportion, or damaged.
        """
        packed = self.path.stat().st_size
        with refusals.of_packing(self.path, DAMAGED_BYTES), self.open() as file:
            for given, _ in enumerate(iter(lambda: file.read(_CHUNK), b""), start=1):
                if packed > _SURELY_UNPACKED and given * _CHUNK > _JUDGED_BEGINNING:
                    return

    def has_more_than(self, limit: int) -> bool:
        """Whether there are more than so many unpacked bytes."""
        return not self.read_up_to(limit)[1] if self.is_packed else self.path.stat().st_size > limit

    def read_up_to(self, limit: int) -> tuple[bytes, bool]:
        """The first ``limit`` unpacked bytes, and whether that is all of them.

        Raises:
            UnreadableFile: when the packing is damaged or a bomb.
        """
        with refusals.of_packing(self.path, DAMAGED_BYTES), self.open() as file:
            data = b"".join(_chunks(file, limit + 1))
        return data[:limit], len(data) <= limit


class _Guarded(io.RawIOBase):
    """Unpacked bytes that end in a refusal once they are out of all proportion to the packed ones."""

    def __init__(self, path: Path, unpacked: IO[bytes] | gzip.GzipFile, packed: BinaryIO, packed_size: int = 0) -> None:
        self._path, self._unpacked, self._packed, self._packed_size = path, unpacked, packed, packed_size
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._unpacked.read(len(buffer))
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > _SUSPECT_UNPACKED and self._given > _SUSPECT_RATIO * (self._packed_size or self._packed.tell()):
            raise UnreadableFile(self._path, refusals.TOO_LARGE_UNPACKED, refusals.SPLIT)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._unpacked.close()
            self._packed.close()
        super().close()


def _open_member(path: Path, member: str) -> BinaryIO:
    raw = path.open("rb")
    try:
        archive = zipfile.ZipFile(raw)
        size = archive.getinfo(member).compress_size
        return io.BufferedReader(_Guarded(path, archive.open(member), raw, max(size, 1)), _BUFFER)
    except BaseException:
        raw.close()
        raise


def check_regular(path: Path) -> None:
    """Refuses a folder, a pipe, a device: opening one may wait for ever.

    Raises:
        UnreadableFile: when it is no regular file.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise UnreadableFile(path, refusals.NO_FILE, refusals.SEND_FILE) from error
    if not stat.S_ISREG(mode):
        raise UnreadableFile(path, refusals.NO_FILE, refusals.SEND_FILE)


def is_packed(path: Path) -> bool:
    """Whether the file is gzip, by its bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def read_up_to(path: Path, limit: int) -> tuple[bytes, bool]:
    """The first ``limit`` unpacked bytes of a file, and whether that is all of them; see ``Content.read_up_to``."""
    return Content(path).read_up_to(limit)


def _chunks(file: BinaryIO, limit: int) -> Iterator[bytes]:
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
    if head[_TAR_MARK] == b"ustar":
        return "archive"
    text = _start(head).lstrip("\ufeff \t\r\n").lower()
    if text.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")):
        return "html"
    if text.startswith("<?xml"):
        return "html" if "<html" in text else "xml"
    return "json" if _JSON_START.match(text) else "delimited"


def _start(head: bytes) -> str:
    """The beginning as text, enough to tell signs of plain ASCII apart, whatever the width of a letter."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return head[: len(head) - len(head) % 4].decode("utf-32", errors="replace")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    return head.replace(b"\0", b"").decode("latin-1").removeprefix("ï»¿")
