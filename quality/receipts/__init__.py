"""Receipts: the answer that a partner gets for each delivery, in its language.

Belongs here: gathering what a load gave (`receipt_of`) and showing it, as pure functions: nothing here writes a file or sends
mail (`orchestration.receipts`, `orchestration.mailing`). Does not belong here: the verdict (`quality.judge`).
"""

from quality.receipts.annotating import annotated
from quality.receipts.gathering import receipt_of
from quality.receipts.machine import as_json
from quality.receipts.page import html
from quality.receipts.receipt import Receipt
from quality.receipts.terminal import findings_text, text

__all__ = ["Receipt", "annotated", "as_json", "findings_text", "html", "receipt_of", "text"]
