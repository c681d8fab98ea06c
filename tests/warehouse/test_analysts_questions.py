"""The ten questions of docs/analysts.md, asked of the built region as the page writes them, against the region's own truth.

The queries are read out of the page. Not here: the tenth, on revisions, which wants several nights (`tests/end_to_end/test_over_time.py`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from demo.expected import Expected, Key
from demo.expected_context import contexts
from demo.expected_job_kpis import LASTING
from demo.expected_jobs import count_jobs, counting
from demo.expected_matching import Resolver
from demo.expected_slots import DUTIES, slots
from demo.expected_standing import standing
from demo.folding import fold
from demo.given_links import given_links

from .conftest import RegionLake
from .hand_made import PROJECT, Warehouse
from .lake_tables import PROVINCES
from .region_lake import AS_OF

Ask = Callable[[int], list[tuple[Any, ...]]]
Figures = tuple[Warehouse, dict[Key, Expected]]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "analysts.md"
TODAY = AS_OF.date()
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
STATUSES = {"provisoire": "provisional", "définitif": "final", "révisé": "revised"}
INSTRUMENTS = {
    "Prêt": "loan",
    "Prêt d'honneur": "honour_loan",
    "Subvention": "grant",
    "Garantie": "guarantee",
    "Participation au capital": "equity",
    "Appui en nature": "in_kind",
}
PROVINCE_NAMES = {code: name for code, name, _, _ in PROVINCES}
FEW = 5


@pytest.fixture(scope="module")
def ask(analysts_file: Path) -> Ask:
    """Runs a question of the page by its number."""
    queries = re.findall(r"### (\d+)\..*?```sql\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    by_number = {int(number): query for number, query in queries}

    def asked(number: int) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(analysts_file), read_only=True) as connection:
            return connection.execute(by_number[number]).fetchall()

    return asked


@pytest.fixture(scope="module")
def resolver(region_lake: RegionLake) -> Resolver:
    current = standing(region_lake.observed, AS_OF)
    return Resolver(given_links(region_lake.warehouse.rows), current.register, current.register_history)


def is_told(found: float | None, expected: Any, count: Any = None) -> bool:
    """Whether a public figure is the true one, or empty; a small count of people must be empty."""
    is_small = count is not None and 0 < count < FEW
    if found is None:
        return expected is None or count is not None
    return not is_small and expected is not None and found == pytest.approx(float(expected))


def test_lasting_jobs_of_each_month(ask: Ask, region_lake: RegionLake, region_figures: Figures) -> None:
    _, figures = region_figures
    beside = contexts(figures, standing(region_lake.observed, AS_OF).feeds["kpi_targets"], region_lake.loads, AS_OF)
    found = {name: row for name, *row in ask(1)}
    months = {key[2]: key for key in figures if key[:2] == ("JOB-01", "month") and key[3:] == ("03", "total", "total")}

    assert set(found) == {f"{MONTHS[month.month - 1]} {month.year}" for month in months}
    for month, key in months.items():
        value, target, previous, status, coverage = found[f"{MONTHS[month.month - 1]} {month.year}"]
        true, context = figures[key].value, beside[key]
        assert is_told(value, true, true), month
        assert is_told(previous, context.previous_value, context.previous_value), month
        assert (target, STATUSES[status]) == (_number(context.target), context.status)
        assert coverage == _number(context.coverage)
    assert sum(row[0] is not None for row in found.values()) > 10


def test_headline_figures_of_the_last_full_month(ask: Ask, region_figures: Figures) -> None:
    _, figures = region_figures
    kpis = yaml.safe_load((PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))["kpis"]
    headline = sorted((kpi for kpi in kpis if kpi.get("headline")), key=lambda kpi: kpi["headline"])
    wanted = [(kpi, figures.get((kpi["id"], "month", date(2026, 5, 1), "03", "total", "total"))) for kpi in headline]
    found = ask(2)

    assert [row[0] for row in found] == [kpi["name"]["fr"] for kpi, figure in wanted if figure is not None]
    told = {row[0]: row[1] for row in found}
    for kpi, figure in wanted:
        if figure is not None:
            counts_people = kpi["id"].startswith(("JOB", "TRN", "HUB-05", "HUB-06"))
            assert is_told(told[kpi["name"]["fr"]], figure.value, figure.numerator if counts_people else None), kpi["id"]
    assert sum(value is not None for value in told.values()) > len(told) / 2


def test_share_of_women_by_province_and_year(ask: Ask, region_figures: Figures) -> None:
    _, figures = region_figures
    expected = {
        (str(start.year), PROVINCE_NAMES[territory]): figure
        for (kpi, kind, start, territory, breakdown, _), figure in figures.items()
        if (kpi, kind, breakdown) == ("JOB-06", "year", "total") and territory != "03"
    }
    found = {(year, province): row for year, province, *row in ask(3)}

    assert set(found) == set(expected)
    for key, (women, jobs, percent, is_confidential) in found.items():
        true_women, true_jobs = expected[key].numerator or 0, expected[key].denominator or 0
        is_small = any(0 < count < FEW for count in (true_women, true_jobs, true_jobs - true_women))
        assert is_confidential or not is_small, key
        assert is_confidential == (women is None), key
        if not is_confidential:
            assert (women, jobs) == (true_women, true_jobs)
            assert percent == (pytest.approx(100 * true_women / true_jobs, abs=0.051) if true_jobs else None)


def test_use_of_each_space_by_quarter(ask: Ask, region_lake: RegionLake, region_figures: Figures) -> None:
    _, figures = region_figures
    names = {row.resource_code: row.name_fr for resource in region_lake.region.resources for row in resource.versions}
    expected = {
        (f"T{(start.month + 2) // 3} {start.year}", names[value]): figure
        for (kpi, kind, start, _, breakdown, value), figure in figures.items()
        if (kpi, kind, breakdown) == ("HUB-01", "quarter", "resource")
    }
    found = {(quarter, space): row for quarter, space, *row in ask(4)}

    assert set(found) == set(expected)
    for key, (booked, hours, rate) in found.items():
        assert (booked, hours) == (
            pytest.approx(float(expected[key].numerator or 0), abs=0.51),
            pytest.approx(float(expected[key].denominator or 0), abs=0.51),
        )
        assert rate == _number(expected[key].value)
    assert [row[0] for row in ask(4)] == sorted((row[0] for row in ask(4)), key=lambda name: (name[3:], name[1]), reverse=True)


def test_organisations_that_book_and_do_not_come(ask: Ask, region_lake: RegionLake, resolver: Resolver) -> None:
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for row in standing(region_lake.observed, AS_OF).bookings:
        party = resolver.of_row("hub_bookings", row)
        if party is not None and row.status in ("attended", "no_show") and row.starts_at <= AS_OF.replace(tzinfo=None):
            held[party.key][row.status] += 1
    ranked = sorted(held.items(), key=lambda item: (-item[1]["no_show"], item[0]))[:20]
    found = ask(5)

    assert [row[1:3] for row in found] == [(each["no_show"], each.total()) for _, each in ranked]
    assert [row[3] for row in found] == [pytest.approx(each["no_show"] / each.total(), abs=0.0051) for _, each in ranked]
    assert found[0][1] > 0


def test_jobs_that_several_partners_declared(ask: Ask, region_lake: RegionLake, resolver: Resolver) -> None:
    statements = counting(standing(region_lake.observed, AS_OF).declarations, resolver)
    expected: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for job in count_jobs(statements):
        if job.employment_type in LASTING:
            expected[job.started_on.year][0] += 1
            expected[job.started_on.year][1] += len(job.sources) > 1
    found = ask(6)

    assert {year: [jobs, shared] for year, jobs, shared, _ in found} == expected
    # A job has at least one declaration of each of its partners.
    assert all(jobs + shared <= declarations <= len(statements) for _, jobs, shared, declarations in found)


def test_money_approved_and_disbursed_by_year_and_instrument(ask: Ask, region_lake: RegionLake, resolver: Resolver) -> None:
    expected: dict[tuple[int, str], list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
    for row in standing(region_lake.observed, AS_OF).feeds["financing"]:
        if resolver.of_row("financing", row) is not None:
            sums = expected[row.approved_on.year, row.instrument]
            more = (1, Fraction(row.amount_approved_mad), Fraction(row.amount_disbursed_mad or 0))
            expected[row.approved_on.year, row.instrument] = [one + other for one, other in zip(sums, more, strict=True)]
    found = {(year, INSTRUMENTS[instrument]): tuple(sums) for year, instrument, *sums in ask(7)}

    assert found == {
        key: (int(files), *(pytest.approx(float(sum_), abs=0.51) for sum_ in sums)) for key, (files, *sums) in expected.items()
    }


def test_organisations_with_money_of_several_programmes(ask: Ask, region_lake: RegionLake, resolver: Resolver) -> None:
    programmes: dict[tuple[str, str], set[str]] = defaultdict(set)
    approved: dict[tuple[str, str], float] = defaultdict(float)
    for row in standing(region_lake.observed, AS_OF).feeds["financing"]:
        party = resolver.of_row("financing", row)
        if party is not None and row.programme is not None and fold(row.programme):
            programmes[party.key, row.province].add(fold(row.programme))
            approved[party.key, row.province] += row.amount_approved_mad
    expected = Counter((PROVINCE_NAMES[key[1]], len(each), round(approved[key])) for key, each in programmes.items() if len(each) > 1)

    assert Counter((province, count, round(amount)) for _, province, count, _, amount in ask(8)) == expected
    assert len(expected) > 10


def test_deliveries_that_are_missing_and_since_when(ask: Ask, region_lake: RegionLake) -> None:
    missing: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for slot in slots(DUTIES, region_lake.loads, TODAY):
        if not slot.received and slot.due_on < TODAY:
            missing[slot.duty.partner, slot.duty.contract].append(slot)
    names = _labels()
    expected = {
        (names["partner", partner], names["contract", contract]): (
            min(slot.start for slot in own),
            len(own),
            max((TODAY - slot.due_on).days for slot in own),
        )
        for (partner, contract), own in missing.items()
    }

    assert {(partner, contract): tuple(row) for partner, contract, *row in ask(9)} == expected
    assert expected


def _labels() -> Mapping[tuple[str, str], str]:
    """Breakdown and value → what the lists of partners and contracts call it in French."""
    from orchestration.catalogue_words import catalogue_words

    rows = catalogue_words(yaml.safe_load((PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8")))["kpi_labels"]
    return {(str(row["breakdown"]), str(row["breakdown_value"])): str(row["label_fr"]) for row in rows}


def _number(value: Any) -> Any:
    return None if value is None else pytest.approx(float(value))
