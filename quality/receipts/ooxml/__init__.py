"""Marking a partner's own .xlsx or .xlsm: only the parts that must change are touched, all others keep their bytes.

Belongs here: the package and the few parts of it that a marked copy needs. openpyxl would be shorter, but loses charts, shapes and
whatever else it does not know when it saves again (docs/receipts.md).
"""

from quality.receipts.ooxml.copy import marked_package

__all__ = ["marked_package"]
