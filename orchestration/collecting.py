"""Python's garbage collector in a process that builds much, keeps it, and ends.

What goes here: how often it looks. What does not: which processes want it so (`nightly.py`, `dbt_command.py`).
"""

from __future__ import annotations

import gc
from typing import Final

# As it is, Python walks all that dbt, Dagster and the workbooks have built again and again, and frees next to nothing by it: an eighth of
# dbt's processor time. What is out of use without a circle is freed at once whatever these are.
_EVERY: Final = (50_000, 20, 50)


def collect_seldom() -> None:
    """Lets the collector look less often, for the rest of this process."""
    gc.set_threshold(*_EVERY)
