"""One identity found in files of any kind, and replaced by a stand-in where the format lets itself be changed.

What goes here: the forms in which a number is written, bytes with and without it. What does not: which files (`erasing.py`), masking what
looks like anybody's number (`quality.receipts.persons`).
"""

from __future__ import annotations

import gzip
import io
import re
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingestion.identity import canonical_identity

_SHORTEST: Final = 5
_MOST_BYTES: Final = 1 << 30
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_PARQUET: Final = b"PAR1"
_BETWEEN: Final = r"[\s._/\-]{0,3}"
_ARABIC: Final = dict(zip("0123456789", "٠١٢٣٤٥٦٧٨٩", strict=True))
_LETTER: Final = r"0-9A-Za-z٠-٩"


class Unredactable(Exception):
    """A file that holds the identity, and cannot be changed without breaking it."""


class NoIdentity(ValueError):
    """What was given is too short, or too plain, to be one person's."""


@dataclass(frozen=True, slots=True, repr=False)
class Sought:
    """An identity that is looked for. Never printed.

    Attributes:
        canonical: capitals, plain digits, nothing between them.
        stand_in: what takes its place: nobody's, and told by nothing from the identity.
    """

    canonical: str
    stand_in: str

    @classmethod
    def of(cls, text: str) -> Sought:
        """Takes an identity as people write it.

        Raises:
            NoIdentity: it has fewer than five letters and digits, or no digit and no `@`.
        """
        canonical = canonical_identity(text)
        if len(canonical) < _SHORTEST or not (any(each.isdigit() for each in canonical) or "@" in canonical):
            raise NoIdentity("That is no identity number, telephone or address: five letters and digits at least are needed.")
        # A workbook keeps whole numbers of up to fifteen digits; no badge is as long.
        digits = "99" + "".join(secrets.choice("0123456789") for _ in range(13))
        return cls(canonical, digits if canonical.isdecimal() else f"ERASED{secrets.token_hex(8).upper()}")

    @property
    def pattern(self) -> str:
        """A regular expression, in the syntax that Python and DuckDB share: the identity with or without signs between its letters."""
        return _BETWEEN.join(f"[{each}{_ARABIC[each]}]" if each in _ARABIC else _both_cases(each) for each in self.canonical)

    @property
    def is_distinct(self) -> bool:
        """Whether it is told from amounts and references wherever it stands: it has letters, or many digits."""
        return not self.canonical.isdecimal() or len(self.canonical) >= 9

    def expression(self) -> re.Pattern[str]:
        """The pattern where it stands alone."""
        return re.compile(f"(?<![{_LETTER}]){self.pattern}(?![{_LETTER}])")

    def stands_in(self, data: bytes) -> bool:
        """Whether bytes hold the identity, package within package."""
        found = self.expression()
        return any(found.search(text) for part in _parts(data) for text in _texts(part))

    def without(self, data: bytes) -> bytes:
        """Bytes with the stand-in in its place; the same bytes where they do not hold it.

        Raises:
            Unredactable: they hold it where it cannot be changed.
        """
        if data.startswith(_GZIP):
            try:
                inner = gzip.decompress(data)
            except (OSError, EOFError, zlib.error) as error:
                raise Unredactable from error
            changed = self.without(inner)
            return data if changed == inner else gzip.compress(changed, mtime=0)
        if data.startswith(_ZIP):
            return self._without_in_package(data)
        encoding = _encoding(data)
        if encoding is None:
            if self.stands_in(data):
                raise Unredactable
            return data
        text = data.decode(encoding)
        changed_text = self.expression().sub(self.stand_in, text)
        return data if changed_text == text else changed_text.encode(encoding)

    def _without_in_package(self, data: bytes) -> bytes:
        out, is_changed = io.BytesIO(), False
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as target:
                for info in package.infolist():
                    inner = package.read(info)
                    changed = self.without(inner)
                    name = self.expression().sub(self.stand_in, info.filename)
                    is_changed = is_changed or changed != inner or name != info.filename
                    info.filename = name
                    target.writestr(info, changed, compress_type=info.compress_type)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
            raise Unredactable from error
        return out.getvalue() if is_changed else data


def _both_cases(letter: str) -> str:
    return f"[{letter}{letter.lower()}]" if letter.isalpha() else re.escape(letter)


def _encoding(data: bytes) -> str | None:
    """How a text is written; None where bytes are no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return encoding
    if b"\x00" in data:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"  # whatever it is: digits and Latin letters are where they are
    return "utf-8"


def _texts(data: bytes) -> Iterator[str]:
    """All that bytes may say."""
    encoding = _encoding(data)
    if encoding is not None:
        yield data.decode(encoding)
        return
    yield data.decode("latin-1")
    for start in (0, 1):
        yield data[start:].decode("utf-16-le", "ignore")


def _parts(data: bytes) -> Iterator[bytes]:
    """Bytes, and what is packed in them."""
    if data.startswith(_GZIP):
        try:
            yield from _parts(gzip.decompress(data))
            return
        except (OSError, EOFError, zlib.error):
            pass
    if data.startswith(_PARQUET):
        yield from _cells(data)
    if data.startswith(_ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for info in package.infolist():
                    yield info.filename.encode()
                    if info.file_size <= _MOST_BYTES:
                        yield from _parts(package.read(info))
            return
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            pass
    yield data


def _cells(data: bytes) -> Iterator[bytes]:
    """The cells of a Parquet file, whose bytes are packed column by column; none where it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for batch in pq.ParquetFile(pa.BufferReader(data)).iter_batches():
            yield from (str(cell).encode() for column in batch.to_pydict().values() for cell in column)
    except (pa.ArrowException, OSError, ValueError):
        return
