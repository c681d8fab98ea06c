"""One copy of the dbt project a session, and a build of each hand-made lake that the cases ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from demo.expected import Expected, Key, expected_kpis, observe_all
from demo.given_links import given_links
from demo.region import build_region

from .hand_made import Delivery, Feed, Warehouse, copy_project, create_build_database, dbt
from .region_lake import AS_OF, deliveries_of, of_figures, received

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


@pytest.fixture(scope="session")
def region_figures(build: Builder) -> tuple[Warehouse, dict[Key, Expected]]:
    """A small region's warehouse, built as of an instant inside its time, and the figures it must hold."""
    # Long enough for a quarter that is surveyed again a year later.
    region = build_region(months=20, until=date(2026, 8, 1), scale=0.15, seed=5)
    observed = of_figures(observe_all(region))
    deliveries = [delivery for delivery in deliveries_of(observed) if received(delivery) <= AS_OF]
    warehouse = build("region", AS_OF.strftime("%Y-%m-%d %H:%M"), [], deliveries)
    # Given the links that the warehouse made: errors of linkage are measured elsewhere.
    return warehouse, expected_kpis(region, observed, AS_OF, given_links(warehouse.rows))
