"""Hostile .gz and .zip files."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from pathlib import Path

from hostile_files import Case, named

from ingestion.reading import refusals

TABLE = "ref;nom\n" + "".join(f"R-{i};Al Amal\n" for i in range(1000))
PLAIN = TABLE.encode()


def zipped(members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _bomb(piece: bytes, times: int) -> bytes:
    """The same packed piece many times over: .gz files may stand one behind the other."""
    return gzip.compress(b"ref;nom\n") + gzip.compress(piece * (50_000_000 // len(piece))) * times


def _zeros(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("f.csv", "w", force_zip64=True) as member:
        for _ in range(count):
            member.write(bytes(1 << 20))
    return out.getvalue()


def _overlapping(count: int = 150, size: int = 4_000_000) -> bytes:
    """Many entries that all point at one packed piece (Fifield, 2019)."""
    plain = b"ref;nom\n" + b"A;x\n" * (size // 4)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(plain) + deflate.flush()
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0x21, zlib.crc32(plain), len(packed), len(plain), 1, 0) + b"a"
    entries = b""
    for _index in range(count):
        entries += (
            struct.pack(
                "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0x21, zlib.crc32(plain), len(packed), len(plain), 1, 0, 0, 0, 0, 0, 0
            )
            + b"a"
        )
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(local) + len(packed), 0)
    return local + packed + entries + end


def _many_large() -> bytes:
    return zipped({f"{i}.csv": b"ref;nom\n" + b"A;x\n" * 5_000_000 for i in range(10)})


def _locked() -> bytes:
    data = bytearray(zipped({"f.csv": PLAIN}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _method(method: int) -> bytes:
    data = bytearray(zipped({"f.csv": PLAIN}))
    data[8] = method
    data[data.find(b"PK\x01\x02") + 10] = method
    return bytes(data)


def _nested(depth: int) -> bytes:
    data = zipped({"f.csv": PLAIN})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("f.csv", PLAIN)
        archive.writestr("g.csv", PLAIN)
    return out.getvalue().replace(b"g.csv", b"f.csv")


def _tar(folder: Path) -> Path:
    import tarfile

    with tarfile.open(folder / "f.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("f.csv")
        info.size = len(PLAIN)
        archive.addfile(info, io.BytesIO(PLAIN))
    return folder / "f.tar.gz"


PACKED = [
    Case("gzip cut off", named("f.csv.gz", lambda: gzip.compress(PLAIN)[:-20]), refusals.DAMAGED_PACKING),
    Case("gzip with a wrong sum", named("f.csv.gz", lambda: gzip.compress(PLAIN)[:-8] + bytes(8)), refusals.DAMAGED_PACKING),
    Case("gzip in gzip", named("f.csv.gz", lambda: gzip.compress(gzip.compress(PLAIN))), refusals.NESTED_ARCHIVE),
    Case("gzip of zeros, 10 MB to 10 GB", named("f.csv.gz", lambda: _bomb(b"\0", 200)), refusals.TOO_LARGE_UNPACKED, seconds=10.0),
    Case("gzip of rows, 15 MB to 5 GB", named("f.csv.gz", lambda: _bomb(b"A;x\n", 100)), refusals.TOO_LARGE_UNPACKED, seconds=10.0),
    Case(
        "gzip of JSON lines, the same",
        named("f.jsonl.gz", lambda: gzip.compress(b'{"a":1}\n' * 6_000_000) * 100),
        refusals.TOO_LARGE_UNPACKED,
        seconds=25.0,
    ),
    Case("tar in gzip", _tar, refusals.NESTED_ARCHIVE),
    Case("a 7z archive named .zip", named("f.zip", b"7z\xbc\xaf\x27\x1c" + bytes(100)), refusals.NESTED_ARCHIVE),
    Case("a zip cut off", named("f.zip", lambda: zipped({"f.csv": PLAIN})[:-30]), refusals.DAMAGED_PACKING),
    Case("a zip with nothing in it", named("f.zip", lambda: zipped({})), refusals.NO_TABLE_INSIDE),
    Case("a zip of zeros, 300 kB to 300 MB", named("f.zip", lambda: _zeros(300)), refusals.TOO_LARGE_UNPACKED, seconds=10.0),
    Case("a zip whose 150 entries share one packed piece", named("f.zip", _overlapping), refusals.DAMAGED_PACKING),
    Case("a zip of 10 files of 20 MB", named("f.zip", _many_large), refusals.TOO_LARGE_UNPACKED, seconds=30.0),
    Case("a zip in a zip in a zip", named("f.zip", lambda: _nested(3)), refusals.NESTED_ARCHIVE),
    Case("a zip with a password", named("f.zip", _locked), refusals.ENCRYPTED_ARCHIVE),
    Case("a zip packed by an unknown method", named("f.zip", lambda: _method(99)), refusals.DAMAGED_PACKING),
    Case("a zip in which one name stands twice", named("f.zip", _twice), refusals.DAMAGED_PACKING),
    Case(
        "a zip of 70,000 files",
        named("f.zip", lambda: zipped({f"{i}.csv": b"" for i in range(70_000)}, zipfile.ZIP_STORED)),
        refusals.TOO_MANY_MEMBERS,
        seconds=10.0,
    ),
    Case("a zip whose names lead out of the folder", named("f.zip", lambda: zipped({"../../../../tmp/evil.csv": PLAIN})), None, 1000),
    Case(
        "a letter of Word",
        named("f.xlsx", lambda: zipped({"[Content_Types].xml": b"<t/>", "word/document.xml": b"<w/>"})),
        refusals.UNKNOWN_FORMAT,
    ),
]
