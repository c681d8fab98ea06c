"""What holds for all tests: how property tests draw their examples."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples on every run, so that a commit is not judged by luck; QUTB_HYPOTHESIS=random looks for new ones.
settings.register_profile("steady", deadline=None, database=None, derandomize=True)
settings.register_profile("random", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("QUTB_HYPOTHESIS", "steady"))

# Longest first, so that no worker is left with a long module at the end. Whole nights run in processes of their own.
_LONGEST = (
    "tests/end_to_end/test_nights.py",
    "tests/end_to_end/test_figures.py",
    "tests/end_to_end/test_over_time.py",
    "tests/publishing/test_hostile_night.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The modules of whole nights come first; the others keep their order."""
    ranks = {path: rank for rank, path in enumerate(_LONGEST)}
    items.sort(key=lambda item: ranks.get(item.nodeid.split("::")[0], len(ranks)))
