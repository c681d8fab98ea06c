"""The suites on the marts, in earnest: each is broken once, and the rows that break it are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from quality.added import SuiteError
from quality.checks import HIDDEN, Check, shown_rows
from quality.engine import Engine
from quality.table_suites import check_tables, suite_files
from tests.quality.figure_tables import MAY, Row, figure, warehouse

GOOD = (
    figure(12.0),
    figure(0.5, kpi_id="JOB-06", unit="share", numerator=10.0, denominator=20.0, target=0.4),
    figure(1.5, kpi_id="JOB-11", unit="share", numerator=3.0, denominator=2.0),  # more jobs realised than promised
    figure(None, kpi_id="JOB-05", unit="share", numerator=0.0, denominator=0.0),
    figure(4.0, period_start=date(2026, 6, 1), status="provisional", coverage=0.5),
)
SHARE: Row = {"kpi_id": "JOB-08", "unit": "share"}


@pytest.fixture(scope="module")
def connection() -> Any:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture(scope="module")
def engine(connection: Any) -> Engine:
    return Engine(connection)


def checked(connection: Any, engine: Engine, path: Path, folder: Path | None = None) -> list[Check]:
    connection.execute(f"attach '{path}' as warehouse (read_only)")
    try:
        return check_tables(connection, lambda: engine, **({"folder": folder} if folder else {}))
    finally:
        connection.execute("detach warehouse")


def test_good_tables_pass(connection: Any, engine: Engine, tmp_path: Path) -> None:
    checks = checked(connection, engine, warehouse(tmp_path / "w.duckdb", GOOD))

    assert [check for check in checks if not check.passed] == []
    assert {check.name.split(".")[0] for check in checks} == {path.stem for path in suite_files()} >= {"kpi_values", "fct_jobs"}


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (figure(12.0), "kpi_values.cell.unique"),
        (figure(1.0, period_type="decade"), "kpi_values.period_type.in_list"),
        (figure(1.0, territory_code="03.999"), "kpi_values.territory_code.in_list"),
        (figure(1.0, period_type="year", status=None), "kpi_values.status.given"),
        (figure(1.2, numerator=6.0, denominator=5.0, **SHARE), "kpi_values.numerator.within_denominator"),
        (figure(float("inf"), period_type="year"), "kpi_values.value.not_infinite"),
        (figure(1.0, period_type="year", coverage=0.5), "kpi_values.final_figures.covered"),
        (figure(0.5, target=40.0, numerator=1.0, denominator=2.0, **SHARE), "kpi_values.target.same_unit"),
    ],
)
def test_one_bad_figure_is_found_and_shown(connection: Any, engine: Engine, tmp_path: Path, row: Row, name: str) -> None:
    (failed,) = [each for each in checked(connection, engine, warehouse(tmp_path / "w.duckdb", [*GOOD, row])) if not each.passed]

    assert (failed.name, failed.rows) == (name, 1)
    assert failed.stops is (name != "kpi_values.target.same_unit")
    shown = dict(zip(failed.columns, failed.shown[0], strict=True))
    assert shown["kpi_id"] == row["kpi_id"]


@pytest.mark.parametrize(
    ("jobs", "financing", "name"),
    [
        ([("j1", MAY, date(2026, 4, 1), 1.0, 1)], [], "fct_jobs.dates.in_order"),
        ([("j1", MAY, None, 2.0, 1)], [], "fct_jobs.full_time_equivalent.in_range"),
        ([("j1", MAY, None, 1.0, 0)], [], "fct_jobs.sources.some"),
        ([], [("f1", 100.0, 101.0)], "fct_financing.disbursed.within_approved"),
        ([], [("f1", 2e9, None)], "fct_financing.amount_approved_mad.in_range"),
    ],
)
def test_one_bad_fact_is_found(
    connection: Any, engine: Engine, tmp_path: Path, jobs: Sequence[Any], financing: Sequence[Any], name: str
) -> None:
    path = warehouse(tmp_path / "w.duckdb", GOOD, jobs=jobs, financing=financing)

    assert [(each.name, each.rows) for each in checked(connection, engine, path) if not each.passed] == [(name, 1)]


def test_an_empty_table_of_figures_stops_the_release(connection: Any, engine: Engine, tmp_path: Path) -> None:
    (failed,) = [each for each in checked(connection, engine, warehouse(tmp_path / "w.duckdb", [])) if not each.passed]

    assert (failed.name, failed.stops, failed.shown) == ("kpi_values.figures.some", True, ((0,),))


def test_a_table_that_was_not_built_stops_the_release(connection: Any, engine: Engine, tmp_path: Path) -> None:
    path = warehouse(tmp_path / "w.duckdb", GOOD)
    with duckdb.connect(str(path)) as build:
        build.execute("drop table marts.fct_jobs")

    (failed,) = [each for each in checked(connection, engine, path) if not each.passed]

    assert (failed.name, failed.stops) == ("fct_jobs.exists", True)


def test_a_suite_that_names_an_unknown_column_is_told(connection: Any, engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "suites"
    (folder / "marts").mkdir(parents=True)
    (folder / "marts" / "fct_jobs.yaml").write_text(
        "expectations:\n- {id: a.b, type: ExpectColumnValuesToNotBeNull, kwargs: {column: nowhere}, severity: critical,"
        " message: {fr: f, ar: a, en: e}}\n"
    )

    with pytest.raises(SuiteError, match=r"fct_jobs\.yaml.*nowhere"):
        checked(connection, engine, warehouse(tmp_path / "w.duckdb", GOOD), folder)


def test_what_may_be_a_persons_is_not_shown() -> None:
    columns, rows = shown_rows(
        ("load_id", "person_id", "organisation_name", "local_ref", "value"), [("l1", "p" * 64, "Coop Fatima", "AB123456", 3)]
    )

    assert columns == ("load_id", "person_id", "organisation_name", "local_ref", "value")
    assert rows[0][:3] == ("l1", HIDDEN, HIDDEN)
    assert "123456" not in str(rows[0][3])
    assert rows[0][4] == 3


@pytest.mark.parametrize("name", ["unique_field", "value_field", "unknown_person_id"])
def test_nor_under_the_name_that_a_test_of_dbt_gives_it(name: str) -> None:
    _, rows = shown_rows((name, "n_records"), [("pseudonym", 2)] * 9, "person_id")

    assert rows == ((HIDDEN, 2),) * 5
