"""The directorate's workbook: one XLSX a language, written from an edition.

What goes here: the room's one door. Each kind of sheet has a module of its own; `book.py` puts them together.
"""

from publishing.workbook.book import write_workbook, write_workbooks

__all__ = ["write_workbook", "write_workbooks"]
