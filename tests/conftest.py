"""What holds for all tests: how property tests draw their examples, and how two workers share the modules."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# The same examples on every run, so that a commit is not judged by luck; QUTB_HYPOTHESIS=random looks for new ones.
settings.register_profile("steady", deadline=None, database=None, derandomize=True)
settings.register_profile("random", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("QUTB_HYPOTHESIS", "steady"))

# Longest first, so that no worker is left with a long module at the end. Whole nights run in processes of their own.
_LONGEST = (
    "tests/faults/",
    "tests/end_to_end/test_figures.py",
    "tests/end_to_end/test_over_time.py",
    "tests/end_to_end/test_upgrade.py",
    "tests/warehouse/",
    "tests/publishing/test_hostile_night.py",
)
# Folders whose modules share what takes long to make, and so go to one worker: a parsed dbt project and a built region, homes with releases.
_TOGETHER = ("tests/warehouse/", "tests/faults/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules and folders come first; the others keep their order."""

    def rank(item: pytest.Item) -> int:
        return next((rank for rank, start in enumerate(_LONGEST) if item.nodeid.startswith(start)), len(_LONGEST))

    items.sort(key=rank)


class _FoldersTogether(LoadScopeScheduling):
    """One worker a module, or a folder where its modules share what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in _TOGETHER if nodeid.startswith(folder)), None) or super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Ours in place of `--dist loadscope`; every other distribution is pytest-xdist's own."""
    return _FoldersTogether(config, log) if config.getoption("dist") == "loadscope" else None
