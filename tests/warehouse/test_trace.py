"""From a figure to its rows and back: what the rows add up to is the figure, and each row leads to its file."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date

import pytest

from demo.expected import Expected, Key
from publishing.trace import Cell, TraceError, contributions, trace

from .hand_made import Warehouse

Region = tuple[Warehouse, dict[Key, Expected]]


def test_rows_add_up_to_the_published_figure(region_figures: Region) -> None:
    warehouse, _ = region_figures
    cells = warehouse.rows(
        """select kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, numerator, denominator
        from marts.kpi_values where numerator is not null and (numerator <> 0 or denominator <> 0)
            and kpi_id not in (select kpi_id from marts.kpi_sources where amount is null)
        order by hash(kpi_id || period_start || territory_code || breakdown || breakdown_value) limit 150"""
    )
    wrong = []
    for *key, numerator, denominator in cells:
        sums: dict[str, float] = defaultdict(float)
        for term in trace(warehouse.path, Cell(*key), limit=0).terms:
            sums[term.part] += term.sign * (term.amount or 0)
        if not (
            math.isclose(sums["numerator"], numerator, abs_tol=1e-9) and math.isclose(sums["denominator"], denominator or 0, abs_tol=1e-9)
        ):
            wrong.append((key, dict(sums), numerator, denominator))

    assert len({key[0] for key in cells}) > 10
    assert wrong == []


def test_each_job_is_shown_with_every_source_that_tells_of_it(region_figures: Region) -> None:
    warehouse, _ = region_figures
    month, jobs = warehouse.rows(
        """select date_trunc('month', started_on)::date, count(*) from marts.fct_jobs where is_lasting and sources > 1
        group by all order by 2 desc, 1 limit 1"""
    )[0]
    rows = trace(warehouse.path, Cell("JOB-01", "month", month), limit=1000).terms[0].rows

    assert sum(len(row.sources) > 1 for row in rows) == jobs
    assert all(len(row.sources) == row.facts["sources"] for row in rows)


def test_visits_lead_to_the_rows_of_their_files(region_figures: Region) -> None:
    warehouse, _ = region_figures
    term = trace(warehouse.path, Cell("HUB-06", "month", date(2026, 3, 1)), limit=10).terms[0]
    found = {(row.facts["visit_ref"], row.sources[0].delivery_id, row.sources[0].row_number) for row in term.rows}
    lake = set(warehouse.rows("select visit_ref, delivery_id, row_number from lake.hub_visits inner join lake.loads using (load_id)"))

    assert len(found) == 10
    assert found <= lake


def test_what_a_delivery_contributed_is_the_figure_seen_from_the_other_end(region_figures: Region) -> None:
    warehouse, _ = region_figures
    cell = Cell("HUB-06", "month", date(2026, 3, 1))
    term = trace(warehouse.path, cell).terms[0]
    back = {
        delivery: sum(
            each.rows
            for each in contributions(warehouse.path, delivery)
            if (each.kpi_id, each.period_start, each.territory_code) == (cell.kpi_id, cell.period_start, "03")
        )
        for delivery in term.deliveries
    }

    assert back == term.deliveries
    assert sum(back.values()) == term.count


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        (Cell("JOB-99", "month", date(2026, 3, 1)), "kpi_catalogue"),
        (Cell("JOB-01", "month", date(1999, 3, 1)), "kpi_values lists"),
        (Cell("HUB-01", "month", date(2026, 3, 1), "03.231"), "region"),
        (Cell("JOB-06", "year", date(2026, 1, 1), "03", "sex", "martian"), "It has: "),
        (Cell("'; drop table x; --", "year", date(2026, 1, 1)), "kpi_catalogue"),
    ],
)
def test_a_figure_that_is_not_there_is_said_so(region_figures: Region, cell: Cell, advice: str) -> None:
    with pytest.raises(TraceError, match=advice):
        trace(region_figures[0].path, cell)


def test_a_delivery_that_is_not_there_is_said_so(region_figures: Region) -> None:
    with pytest.raises(TraceError, match=r"quality\.loads"):
        contributions(region_figures[0].path, "nobody.organisations.2026-01-01.000000000000")


@pytest.mark.parametrize("kpi_id", ["SUS-01", "SUS-02", "NED-01", "COM-01", "ACT-01", "ACT-02", "PAR-01", "PAR-02", "PAR-03"])
def test_steering_and_partner_figures_are_the_sum_of_the_rows_that_are_shown(region_figures: Region, kpi_id: str) -> None:
    warehouse, _ = region_figures
    *key, numerator, denominator = warehouse.rows(
        """select kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, numerator, denominator
        from marts.kpi_values where kpi_id = ? and numerator <> 0 and territory_code = '03' and breakdown in ('total', 'scenario')
        order by period_type, period_start desc, breakdown_value limit 1""",
        kpi_id,
    )[0]
    sums: dict[str, float] = defaultdict(float)
    addressed = []
    for term in trace(warehouse.path, Cell(*key), limit=100_000).terms:
        sums[term.part] += sum(row.amount or 0 for row in term.rows)
        addressed += [bool(row.sources) or row.facts.get("status") == "missing" for row in term.rows]

    assert sums["numerator"] == pytest.approx(numerator)
    assert sums["denominator"] == pytest.approx(denominator or 0)
    assert addressed
    assert all(addressed)


def test_a_figure_of_organisations_shows_what_made_each_one_count(region_figures: Region) -> None:
    warehouse, _ = region_figures
    start, organisations = warehouse.rows(
        "select period_start, value from marts.kpi_values where kpi_id = 'PRG-01' and period_type = 'quarter' and territory_code = '03' "
        "and breakdown = 'total' order by value desc limit 1"
    )[0]
    rows = trace(warehouse.path, Cell("PRG-01", "quarter", start), limit=10_000).terms[0].rows
    programmes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        programmes[row.facts["organisation"]].add(row.facts["programme_key"])

    assert organisations > 0
    assert len(programmes) == organisations
    assert min(len(each) for each in programmes.values()) == 2


def test_a_delivery_tells_what_it_has_in_figures_that_look_at_a_whole_period(region_figures: Region) -> None:
    warehouse, _ = region_figures
    delivery, start, jobs = warehouse.rows(
        "select sources.delivery_id, date_trunc('month', jobs.started_on)::date, count(distinct job_id) from marts.fct_jobs as jobs "
        "inner join marts.fct_job_sources as sources using (job_id) where jobs.is_lasting and exists (select 1 from marts.fct_financing "
        "as paid where paid.organisation_id = jobs.organisation_id and paid.amount_disbursed_mad > 0 and date_trunc('month', "
        "paid.disbursed_on) = date_trunc('month', jobs.started_on)) group by all order by 3 desc, 1 limit 1"
    )[0]
    found = [each for each in contributions(warehouse.path, delivery) if each.kpi_id == "JOB-14" and each.territory_code == "03"]

    assert [(each.rows, each.amount) for each in found if each.period_start == start and each.part == "denominator"] == [(jobs, jobs)]


def test_a_delivery_of_a_survey_is_part_of_quarters(region_figures: Region) -> None:
    warehouse, _ = region_figures
    ((delivery, start),) = warehouse.rows("select delivery_id, period_start from marts.fct_turnover_panel order by all limit 1")
    found = {(each.kpi_id, each.period_type, each.period_start) for each in contributions(warehouse.path, delivery)}
    found = {each for each in found if not each[0].startswith("PAR")}  # of every delivery

    assert found == {("LIV-01", "quarter", start), ("LIV-02", "quarter", start)}


def test_women_and_men_of_a_session_come_from_one_row_of_its_file(region_figures: Region) -> None:
    warehouse, _ = region_figures
    ((start,),) = warehouse.rows(
        "select max(period_start) from marts.kpi_values where kpi_id = 'TRN-01' and period_type = 'month' and value > 0"
    )
    rows = trace(warehouse.path, Cell("TRN-01", "month", start), limit=10_000).terms[0].rows

    assert {row.facts.get("sex") for row in rows} >= {"female", "male"}
    assert {len(row.sources) for row in rows} == {1}
