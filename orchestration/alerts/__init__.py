"""Who must know of a night: the digest when something needs a person, the alert when a night fails.

What goes here: facts of a night (`facts.py`, `gathering.py`), what was told before (`told.py`), the letters (`digest.py`, `failure.py`) and
sending them (`sending.py`). What does not: SMTP (`orchestration.mailing`), receipts to partners.
"""
