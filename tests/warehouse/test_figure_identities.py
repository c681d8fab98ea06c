"""The data tests that stand between a wrong figure and a release: each is shown a warehouse with one thing broken, and must say so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo.expected_context import CONTRACTS_OF
from demo.expected_slots import last_day
from demo.periods import last_day_of_period

from .conftest import RegionLake
from .hand_made import PROJECT
from .region_lake import QUESTIONS

Check = Callable[[str, str], list[dict[str, Any]]]

_QUARTER = "period_type = 'quarter' and period_start = date '2026-01-01'"
_MARCH = "period_type = 'month' and period_start = date '2026-03-01'"
_REGION_TOTAL = "territory_code = '03' and breakdown = 'total'"
_FES_TOTAL = "territory_code = '03.231' and breakdown = 'total'"


@pytest.fixture(scope="module")
def broken(region_lake: RegionLake, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Check]:
    """Breaks the region's warehouse by a statement, runs a data test of the project on it, and mends it again."""
    copy = tmp_path_factory.mktemp("broken") / "build.duckdb"
    shutil.copyfile(region_lake.warehouse.path, copy)
    with duckdb.connect(str(copy)) as connection:

        def check(test: str, statement: str) -> list[dict[str, Any]]:
            sql = (project / "target" / "compiled" / "qutb" / "tests" / f"{test}.sql").read_text(encoding="utf-8")
            connection.execute("begin")
            try:
                connection.execute(statement)
                cursor = connection.execute(sql)
                names = [column[0] for column in cursor.description or ()]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            finally:
                connection.execute("rollback")

        yield check


@pytest.mark.parametrize(
    ("kpi_id", "identity", "part", "change"),
    [
        ("JOB-01", "provinces", "numerator", f"numerator = numerator + 1 where {_FES_TOTAL} and {_MARCH}"),
        ("JOB-06", "provinces", "denominator", f"denominator = denominator + 1 where {_FES_TOTAL} and {_QUARTER}"),
        ("FIN-01", "provinces", "numerator", f"numerator = numerator * 1000 where {_FES_TOTAL} and {_MARCH}"),
        ("TRN-01", "provinces", "numerator", "numerator = numerator + 1 where territory_code = '03.231' and breakdown = 'sex'"),
        ("HUB-06", "provinces", "numerator", f"numerator = numerator + 1e6 where {_FES_TOTAL} and {_MARCH}"),
        ("JOB-03", "breakdown", "numerator", f"numerator = numerator - 1 where breakdown_value = 'female' and territory_code = '03' and {_MARCH}"),
        ("JOB-01", "breakdown", "numerator", f"numerator = numerator + 1 where breakdown_value = 'salaried' and {_MARCH}"),
        ("FIN-01", "breakdown", "numerator", f"numerator = numerator + 1 where breakdown = 'partner' and {_MARCH}"),
        ("PAR-02", "breakdown", "denominator", f"denominator = denominator + 1 where breakdown = 'contract' and {_MARCH}"),
        ("HUB-01", "breakdown", "numerator", f"numerator = numerator + 1 where breakdown_value = 'office' and {_QUARTER}"),
        ("HUB-01", "breakdown", "denominator", f"denominator = denominator + 1 where breakdown_value = '1-09' and {_QUARTER}"),
        ("HUB-02", "breakdown", "numerator", f"numerator = numerator + 1 where breakdown_value = '2-10' and {_MARCH}"),
        ("JOB-01", "months", "numerator", f"numerator = numerator + 1 where {_REGION_TOTAL} and {_QUARTER}"),
        ("TRN-02", "months", "denominator", f"denominator = denominator + 1 where {_REGION_TOTAL} and {_MARCH}"),
        ("MKT-01", "months", "numerator", f"numerator = 0 where {_REGION_TOTAL} and period_type = 'year' and period_start = date '2026-01-01'"),
        ("COM-01", "months", "numerator", "numerator = numerator + 1 where breakdown = 'tone' and period_type = 'year'"),
    ],
)  # fmt: skip
def test_parts_that_do_not_add_up_are_found(broken: Check, kpi_id: str, identity: str, part: str, change: str) -> None:
    rows = broken("figures_add_up", f"update marts.kpi_values set {change} and kpi_id = '{kpi_id}'")
    assert (identity, kpi_id, part) in {(row["identity"], row["kpi_id"], row["part"]) for row in rows}
    assert {row["kpi_id"] for row in rows} == {kpi_id}


def test_a_province_that_is_lost_is_found(broken: Check) -> None:
    rows = broken("figures_add_up", f"delete from marts.kpi_values where kpi_id = 'JOB-01' and {_FES_TOTAL} and {_QUARTER}")
    assert {row["identity"] for row in rows if row["period_type"] == "quarter"} >= {"provinces", "months"}


@pytest.mark.parametrize(
    ("change", "what_is_wrong"),
    [
        ("value = value + 0.01 where kpi_id = 'JOB-06'", "numerator ÷ denominator"),
        ("value = 0 where kpi_id = 'JOB-06' and value is null", "has a value exactly where"),
        ("value = null where kpi_id = 'JOB-06'", "has a value exactly where"),
        ("value = value + 1 where kpi_id = 'JOB-03'", "value must be the numerator"),
        ("value = null where kpi_id = 'JOB-03'", "value must be the numerator"),
        ("denominator = 1 where kpi_id = 'JOB-03'", "only a ratio has a denominator"),
        ("numerator = 2 * denominator, value = 2 where kpi_id = 'HUB-01' and denominator > 0", "a share lies between 0 and 1"),
        ("numerator = -1, value = -1 where kpi_id = 'HUB-06'", "a count is never negative"),
    ],
)
def test_a_figure_that_contradicts_itself_is_found(broken: Check, change: str, what_is_wrong: str) -> None:
    rows = broken("figures_are_what_their_parts_say", f"update marts.kpi_values set {change}")
    assert rows
    assert all(what_is_wrong in row["what_is_wrong"] for row in rows)


def test_net_jobs_that_are_not_started_minus_ended_are_found(broken: Check) -> None:
    rows = broken("net_jobs_are_started_minus_ended", f"update marts.kpi_values set value = value + 1 where kpi_id = 'JOB-03' and {_MARCH}")
    assert {row["period_start"].month for row in rows} == {3}


@pytest.mark.parametrize(
    ("statement", "what_is_wrong"),
    [
        ("update marts.kpi_values set status = 'final', obs_status = 'A' where coverage < 1 and value is not null", "status must be provisional"),
        ("update marts.kpi_values set coverage = 1 where coverage < 1", "coverage must be below 1"),
        ("update marts.kpi_values set status = 'final', obs_status = 'A' where coverage is null and value is not null", "status must be provisional"),
        ("update marts.kpi_values set obs_status = 'A' where obs_status = 'P'", "obs_status must be P"),
        ("update marts.kpi_values set obs_status = 'P' where obs_status = 'M'", "obs_status must be M"),
        # As if a file that made figures of March final had never come, and the coverage had not noticed.
        (
            "update quality.feed_calendar set received_at = null where contract = 'hub_visits' and period_start = date '2026-03-10'",
            "a feed has not come: coverage must be below 1",
        ),
    ],
)  # fmt: skip
def test_an_incomplete_figure_that_does_not_say_so_is_found(broken: Check, statement: str, what_is_wrong: str) -> None:
    rows = broken("incomplete_figures_say_so", statement)
    assert rows
    assert any(what_is_wrong in row["what_is_wrong"] for row in rows)


def test_a_week_that_has_not_come_is_missed_in_both_months_it_lies_in(broken: Check) -> None:
    rows = broken(
        "incomplete_figures_say_so",
        "update quality.feed_calendar set received_at = null where contract = 'hub_services' and period_start = date '2026-04-27'",
    )
    assert {row["period_start"].month for row in rows if row["period_type"] == "month" and row["kpi_id"] == "HUB-09"} == {4, 5}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "update lake.loads set verdict = 'refused' where contract = 'job_declarations' and partner = 'cri'",
            ("fct_job_sources", "refused"),
        ),
        ("update lake.loads set verdict = 'refused' where contract = 'organisations'", ("dim_organisation_history", "refused")),
        ("update lake.loads set verdict = 'refused' where contract = 'activity_surveys'", ("fct_turnover_panel", "refused")),
        ("delete from lake.loads where contract = 'financing' and partner = 'banks'", ("fct_financing", "not in the ledger")),
        ("delete from marts.fct_job_sources where role = 'anonymous'", ("fct_jobs", "a job without a declaration")),
        (
            "update marts.kpi_sources set table_name = 'fct_new' where table_name = 'fct_visits'",
            ("fct_new", "figures come from it, and this test does not look at it"),
        ),
    ],
)
def test_a_figure_on_a_refused_load_is_found(broken: Check, statement: str, found: tuple[str, str]) -> None:
    rows = broken("no_figure_rests_on_a_refused_load", statement)
    assert found in {(row["table_name"], row["what_is_wrong"]) for row in rows}


_FES_HOLDS = "update marts.dim_territory set permanent_jobs_2024 = {} where territory_code = '03.231'"


def test_more_jobs_than_a_province_has_are_found(broken: Check, region_lake: RegionLake) -> None:
    rows = broken("jobs_stay_within_all_permanent_jobs", _FES_HOLDS.format(1))
    jobs = region_lake.warehouse.rows("select started_on, ended_on from marts.fct_jobs where is_lasting and territory_code = '03.231'")
    told = {row["period_end"]: row["standing_jobs"] for row in rows}
    assert {row["territory_code"] for row in rows} == {"03.231"}
    assert told
    assert told == {day: sum(start <= day and (end is None or end > day) for start, end in jobs) for day in told}


def test_jobs_that_are_many_beside_all_jobs_are_told(broken: Check) -> None:
    most = max(row["standing_jobs"] for row in broken("jobs_stay_within_all_permanent_jobs", _FES_HOLDS.format(1)))
    rows = broken("jobs_are_a_plausible_share_of_permanent_jobs", _FES_HOLDS.format(most))
    assert {row["territory_code"] for row in rows} == {"03.231"}
    assert all(0.1 < row["share_of_permanent_jobs"] <= 1 for row in rows)
    assert broken("jobs_are_a_plausible_share_of_permanent_jobs", _FES_HOLDS.format(10 * most)) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update marts.dim_organisation set members_total = 200000 where organisation_id = "
         "(select min(organisation_id) from marts.dim_organisation where territory_code = '03.231' and status = 'active')", ("members", "03.231")),
        (f"update marts.kpi_values set value = 5e6 where kpi_id = 'HUB-05' and {_REGION_TOTAL} and {_MARCH}", ("visitors", "03")),
    ],
)  # fmt: skip
def test_more_people_than_live_there_are_found(broken: Check, statement: str, found: tuple[str, str]) -> None:
    assert {(row["people"], row["territory_code"]) for row in broken("people_stay_within_the_population", statement)} == {found}


def test_every_published_fact_that_knows_its_load_is_looked_at(region_lake: RegionLake) -> None:
    test = (PROJECT / "tests" / "no_figure_rests_on_a_refused_load.sql").read_text(encoding="utf-8")
    facts = region_lake.warehouse.rows(
        "select distinct table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'load_id'"
    )
    assert [fact for (fact,) in facts if f"'{fact}'" not in test] == []


def test_no_row_of_a_refused_load_is_published(region_lake: RegionLake) -> None:
    warehouse = region_lake.warehouse
    refused = [load_id for (load_id,) in warehouse.rows("select load_id from quality.loads where verdict = 'refused'")]
    facts = warehouse.rows(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and column_name like '%load_id'"
    )
    assert len(refused) == 4
    assert len(facts) > 20
    for table, column in facts:
        marks = ", ".join("?" * len(refused))
        assert warehouse.rows(f"select count(*) from marts.{table} where {column} in ({marks})", *refused) == [(0,)], table


def test_a_figure_bears_the_open_questions_of_the_deliveries_it_rests_on(region_lake: RegionLake) -> None:
    rows = region_lake.warehouse.rows(
        "select kpi_id, period_type, period_start, breakdown, breakdown_value, any_value(open_questions), count(distinct open_questions) "
        "from marts.kpi_values group by all"
    )
    different = {row[:5]: row[5:] for row in rows if row[5:] != (_questions(*row[:5]), 1)}
    assert different == {}
    assert any(row[5] > 0 for row in rows)


def _questions(kpi_id: str, period_type: str, start: Any, breakdown: str, breakdown_value: str) -> int:
    """Counted one by one. The register's question is of a list that has been replaced; the scenarios' list holds at all times."""
    needed = CONTRACTS_OF.get(kpi_id)
    frequencies = {"job_declarations": "month", "financing": "month", "hub_services": "week"}
    count = 0
    for (partner, contract, asked_of), questions in QUESTIONS.items():
        source = {"partner": partner, "contract": contract}.get(breakdown, breakdown_value)
        if source != breakdown_value or contract == "organisations":
            continue
        if contract == "management_scenarios":
            count += questions if needed is not None and contract in needed else 0
            continue
        ends = last_day(frequencies[contract], asked_of)
        is_inside = any(
            start <= day <= last_day_of_period(period_type, start) for day in ((asked_of, ends) if contract == "hub_services" else (ends,))
        )
        if is_inside and (needed is None or contract in needed):
            count += questions
    return count
