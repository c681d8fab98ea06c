"""One copy of the dbt project a session, and a build of each hand-made lake that the cases ask for."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import Protocol

import duckdb
import pytest

from demo.expected import Expected, Key, expected_kpis, observe_all
from demo.expected_partners import partner_kpis
from demo.expected_standing import standing
from demo.given_links import given_links
from demo.region import build_region
from demo.truth import Observed, Region
from demo.truth_deliveries import LoadNote
from ingestion.home import Home
from ingestion.reference import REFERENCE_FOLDER
from orchestration.reference_words import comment_reference
from publishing.release import Release, make_release

from .hand_made import Delivery, Feed, Warehouse, copy_project, create_build_database, dbt
from .region_lake import AS_OF, deliveries_of, feeds_of, load_of, received, refused_among


class Builder(Protocol):
    def __call__(
        self, name: str, as_of: str, feeds: Sequence[Feed], deliveries: Sequence[Delivery], is_tested: bool = False
    ) -> Warehouse: ...


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dbt project, copied, with its generated contracts file."""
    return copy_project(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="session")
def build(project: Path) -> Builder:
    """Builds a warehouse: a name, an instant, feeds and deliveries in.

    Data tests run on the region, on the empty lake and in every whole night; unit tests have a case of their own.
    """

    def builder(name: str, as_of: str, feeds: Sequence[Feed], deliveries: Sequence[Delivery], is_tested: bool = False) -> Warehouse:
        # Always the same path: another one would make dbt parse the whole project again.
        database = project.parent / "build.duckdb"
        create_build_database(database, as_of, feeds, deliveries)
        dbt(project, database, *(["build", "--exclude-resource-type", "unit_test"] if is_tested else ["run"]))
        return Warehouse(database.rename(project.parent / f"{name}.duckdb"))

    return builder


@dataclass(frozen=True)
class RegionLake:
    """A small region, what its partners delivered up to an instant inside its time, and the warehouse made of it."""

    region: Region
    observed: Observed
    loads: Sequence[LoadNote]
    warehouse: Warehouse


@pytest.fixture(scope="session")
def region_lake(build: Builder) -> RegionLake:
    """The region's rows in the lake, and its warehouse."""
    # Long enough for a quarter that is surveyed again a year later.
    region = build_region(months=20, until=date(2026, 8, 1), scale=0.15, seed=5)
    observed = observe_all(region)
    accepted = list(deliveries_of(observed))
    deliveries = [delivery for delivery in [*accepted, *refused_among(accepted)] if received(delivery) <= AS_OF]
    warehouse = build("region", AS_OF.strftime("%Y-%m-%d %H:%M"), list(feeds_of(deliveries)), deliveries, is_tested=True)
    return RegionLake(region, observed, [load_of(delivery) for delivery in deliveries], warehouse)


@pytest.fixture(scope="session")
def region_figures(region_lake: RegionLake) -> tuple[Warehouse, dict[Key, Expected]]:
    """The region's warehouse, and the figures it must hold."""
    # Given the links that the warehouse made: errors of linkage are measured elsewhere.
    links = given_links(region_lake.warehouse.rows)
    figures = expected_kpis(region_lake.region, region_lake.observed, AS_OF, links)
    first = standing(region_lake.observed, AS_OF).first
    assert first is not None
    return region_lake.warehouse, figures | partner_kpis(region_lake.loads, AS_OF, first)


@pytest.fixture(scope="session")
def analysts_file(region_lake: RegionLake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What analysts are given of the region's warehouse."""
    folder = tmp_path_factory.mktemp("analysts")
    copy = shutil.copyfile(region_lake.warehouse.path, folder / "build.duckdb")
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "insert into reference.communes by name select * from read_csv(?, all_varchar = true)", [str(REFERENCE_FOLDER / "communes.csv")]
        )
        comment_reference(connection)
    now = AS_OF.astimezone(UTC).isoformat()
    make_release(Home(folder / "home"), copy, Release("one", now, now, "fingerprint", {}))
    return folder / "home" / "releases" / "one" / "warehouse.duckdb"
