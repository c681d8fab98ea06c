"""Fixtures of the intake tests: a home of one's own, and a workspace shared by the tests of a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.home import Home
from ingestion.workspace import Workspace, open_workspace

pytest.register_assert_rewrite("rule_helpers", "intake_helpers")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty installation."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def made_with_persons(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with deliveries that name persons; made once, never changed."""
    from privacy_helpers import with_persons  # after the helpers' assertions are given their words

    return with_persons(Home(tmp_path_factory.mktemp("persons") / "home"))


@pytest.fixture
def with_persons_in_it(made_with_persons: Home, home: Home) -> Home:
    """The same, to change."""
    shutil.copytree(made_with_persons.root, home.root, symlinks=True)
    return home


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One in-memory DuckDB and one staging folder for the tests of a file, as for the loads of a night."""
    with open_workspace(Home(tmp_path_factory.mktemp("home"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def known() -> None:
    """Rows of other contracts that references may point at; files whose contract refers to another give their own."""
