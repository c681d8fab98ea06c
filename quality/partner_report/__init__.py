"""Monthly reports: how a partner delivered, in its language, and all partners at a glance for the directorate.

What goes here: reading the published warehouse (`gathering.py`) and showing what it says (`page.py`, `index.py`), as pure functions:
nothing here writes a file or sends mail (`orchestration.partner_reports`). What does not: what the scores mean (dbt,
`quality.partner_scorecards`).
"""
