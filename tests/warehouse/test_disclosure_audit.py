"""The attack before a release, on the built region: it finds nothing, and each figure that should have stayed back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from orchestration.audit_disclosure import disclosure_check
from quality.checks import Check

from .conftest import RegionLake

Attack = Callable[[str], Check]
_OF_THE_CELL = """
    from warehouse.marts.kpi_values as figures
    where {condition} and public.conf_status <> 'F'
        and figures.kpi_id = public.kpi_id and figures.period_type = public.period_type and figures.period_start = public.period_start
        and figures.territory_code = public.territory_code and figures.breakdown = public.breakdown
        and figures.breakdown_value = public.breakdown_value
"""
_SHOWN = "set numerator = figures.numerator, denominator = figures.denominator, value = figures.value"


@pytest.fixture(scope="module")
def attack(region_lake: RegionLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    """Changes the region's warehouse by a statement, attacks it, and mends it again."""
    copy = tmp_path_factory.mktemp("attacked") / "build.duckdb"
    shutil.copyfile(region_lake.warehouse.path, copy)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{copy}' as warehouse")

        def attacked(statement: str) -> Check:
            connection.execute("begin")
            try:
                connection.execute(statement)
                check = disclosure_check(connection)
                assert check is not None
                return check
            finally:
                connection.execute("rollback")

        yield attacked


def _shown(condition: str) -> str:
    return f"update warehouse.marts.kpi_values_public as public {_SHOWN} {_OF_THE_CELL.format(condition=condition)}"


def test_the_built_region_tells_of_nobody(attack: Attack) -> None:
    check = attack("select 1")

    assert (check.passed, check.kind, check.severity) == (True, "disclosure", "critical")


def test_a_small_count_that_is_shown_stops_the_release(attack: Attack) -> None:
    check = attack(_shown("figures.conf_status = 'C' and figures.kpi_id = 'JOB-01' and figures.territory_code <> '03'"))

    assert check.stops
    row: dict[str, Any] = dict(zip(check.columns, check.shown[0], strict=True))
    assert row["at_least"] == row["at_most"]
    assert 0 < row["at_least"] < 5


def test_a_figure_that_kept_a_small_count_company_is_missed(attack: Attack) -> None:
    check = attack(_shown("figures.conf_status = 'D' and figures.kpi_id in ('JOB-01', 'JOB-02', 'JOB-03', 'TRN-01', 'TRN-02')"))

    assert check.stops
    assert check.rows > 0


def test_the_public_table_holds_no_more_than_it_says(region_lake: RegionLake) -> None:
    ((kept, others, told),) = region_lake.warehouse.rows(
        """select count(*) filter (conf_status <> 'F') as kept, count(*) filter (conf_status not in ('F', 'C')) as others,
            count(*) filter (conf_status <> 'F' and (value is not null or numerator is not null or denominator is not null)) as told
        from marts.kpi_values_public"""
    )

    assert kept > 0
    assert (others, told) == (0, 0)


def test_figures_of_few_people_are_kept_back_whatever_the_kpi(region_lake: RegionLake) -> None:
    rows = region_lake.warehouse.rows(
        """select kpi_id, count(*) as told from marts.kpi_values_public
        where conf_status = 'F' and breakdown_value <> 'unknown' and (
            (kpi_id in ('JOB-01', 'JOB-02', 'JOB-12', 'HUB-05', 'HUB-06', 'TRN-01') and numerator between 1 and 4)
            or (kpi_id in ('JOB-05', 'JOB-06', 'JOB-07', 'JOB-08', 'JOB-09', 'JOB-10', 'TRN-02')
                and (numerator between 1 and 4 or denominator between 1 and 4 or denominator - numerator between 1 and 4))
            or (kpi_id = 'JOB-14' and denominator between 1 and 4) or (kpi_id = 'JOB-11' and numerator between 1 and 4))
        group by kpi_id"""
    )

    assert rows == []
