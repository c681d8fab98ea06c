"""The annotated copy of a partner's own workbook.

Belongs here: telling which way a file is marked. Does not belong here: the marking of each format.
"""

from __future__ import annotations

import gzip
import io
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Literal

from ingestion.messages import Language
from quality.receipts.receipt import Receipt

_MOST_BYTES: Final = 256 << 20
_LOG: Final = logging.getLogger(__name__)
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"

Way = Literal["ooxml", "opendocument", "values"]


def annotated(original: Path, receipt: Receipt, language: Language) -> bytes | None:
    """The partner's workbook with its cells marked, a comment on each, and a summary sheet in front.

    An .xlsx, .xlsm or .ods keeps all that its sender had. Of an .xls or .xlsb, and of a package too odd to be changed, the copy is an
    .xlsx of the values.

    Args:
        original: the partner's file, also inside .gz.
        receipt: what to mark.
        language: of the comments and the summary.

    Returns:
        The copy, the same bytes for the same input; None where there is nothing to mark, no workbook, or too much of it.
    """
    if not can_be_annotated(receipt):
        return None
    try:
        with _opened(original) as file:
            return _marked(file, receipt, language)
    except Exception as error:  # whatever is odd about a file, its sender still gets the receipt
        _LOG.warning("%s: no annotated copy (%s: %s)", receipt.load_id, type(error).__name__, error)
        return None


def can_be_annotated(receipt: Receipt) -> bool:
    """Whether there is something to mark, in a file that can be marked."""
    return receipt.is_workbook and any(finding.place.sheet is not None for finding in receipt.findings)


def suffix_of(copy: bytes, original_name: str) -> str:
    """The suffix that a copy's name must have: that of the original where it was marked in place."""
    name = original_name.lower().removesuffix(".gz")
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        if "mimetype" in package.namelist():
            return ".ods"
        has_macros = b"macroEnabled" in package.read("[Content_Types].xml")
    return ".xltm" if has_macros and name.endswith(".xltm") else ".xlsm" if has_macros else ".xlsx"


def _marked(file: IO[bytes], receipt: Receipt, language: Language) -> bytes | None:
    from quality.receipts.values_copy import marked_values

    way = _way(file)
    file.seek(0)
    try:
        if way == "ooxml":
            from quality.receipts.ooxml import marked_package

            return marked_package(file, receipt, language)
        if way == "opendocument":
            from quality.receipts.opendocument import marked_document

            return marked_document(file, receipt, language)
    except Exception as error:
        _LOG.warning("%s: not marked in place (%s: %s)", receipt.load_id, type(error).__name__, error)
        file.seek(0)
    return marked_values(file.read(_MOST_BYTES), receipt, language)


def _way(file: IO[bytes]) -> Way:
    if not zipfile.is_zipfile(file):
        return "values"
    with zipfile.ZipFile(file) as package:
        names = {name.lower().lstrip("/") for name in package.namelist()}
        if "mimetype" in names and package.read("mimetype").startswith(_ODS):
            return "opendocument"
    return "ooxml" if "xl/workbook.xml" in names else "values"


@contextmanager
def _opened(original: Path) -> Iterator[IO[bytes]]:
    """The file, unpacked where it is in .gz."""
    with original.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            file.seek(0)
            yield file
            return
    with gzip.open(original) as packed:
        yield io.BytesIO(packed.read(_MOST_BYTES))
