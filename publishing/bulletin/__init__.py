"""The bulletin: two to four pages in French and in Arabic that the directorate signs.

What goes here: what a bulletin says (`content.py` and its sections) and its making (`writing.write_bulletins`). What does not: figures
(`publishing.edition`), other extracts.
"""

from publishing.bulletin.writing import write_bulletin, write_bulletins

__all__ = ["write_bulletin", "write_bulletins"]
