"""The annotated copy of a partner's own workbook.

Belongs here: telling which way a file is marked. Does not belong here: the marking of each format.
"""

from __future__ import annotations

import gzip
import io
import logging
import zipfile
from pathlib import Path
from typing import IO, Final

from ingestion.messages import Language
from quality.receipts.receipt import Receipt

_MOST_BYTES: Final = 256 << 20
_LOG: Final = logging.getLogger(__name__)


def annotated(original: Path, receipt: Receipt, language: Language) -> bytes | None:
    """The partner's workbook with its cells marked, a comment on each, and a summary sheet in front.

    Args:
        original: the partner's file, also inside .gz.
        receipt: what to mark.
        language: of the comments and the summary.

    Returns:
        The copy, the same bytes for the same input; None where there is nothing to mark or no workbook.
    """
    if not receipt.findings or not receipt.is_workbook:
        return None
    from lxml import etree

    from quality.receipts.ooxml import marked_package

    with _opened(original) as file:
        try:
            return marked_package(file, receipt, language)
        except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OverflowError) as error:
            _LOG.warning("%s: not marked in place (%s)", receipt.load_id, error)
            return None


def _opened(original: Path) -> IO[bytes]:
    with original.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    if not is_packed:
        return original.open("rb")
    with gzip.open(original) as packed:
        return io.BytesIO(packed.read(_MOST_BYTES))
