"""The Excel template that a partner fills in, made from a contract.

What goes here: the workbook (`workbook.py`), its columns (`columns.py`), its lists (`lists.py`) and its words (`wording.py`). What does
not: what a column means (the contract says it).
"""
