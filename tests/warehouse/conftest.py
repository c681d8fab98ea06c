"""One copy of the dbt project a session, and a build of each hand-made lake that the cases ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from .hand_made import Delivery, Feed, Warehouse, copy_project, create_build_database, dbt

Builder = Callable[[str, str, Sequence[Feed], Sequence[Delivery]], Warehouse]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dbt project, copied, with its generated contracts file."""
    return copy_project(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="session")
def build(project: Path) -> Builder:
    """Builds a warehouse: a name, an instant, feeds and deliveries in; data tests run, unit tests have a case of their own."""

    def builder(name: str, as_of: str, feeds: Sequence[Feed], deliveries: Sequence[Delivery]) -> Warehouse:
        # Always the same path: another one would make dbt parse the whole project again.
        database = project.parent / "build.duckdb"
        create_build_database(database, as_of, feeds, deliveries)
        dbt(project, database, "build", "--exclude-resource-type", "unit_test")
        return Warehouse(database.rename(project.parent / f"{name}.duckdb"))

    return builder
