"""What an edition finds where a table is not published, and where a value has no label."""

from __future__ import annotations

from datetime import date

from bulletin_helpers import OCTOBER, edition, row

from ingestion.periods import Period

QUARTER = Period(date(2026, 10, 1), "quarter")
YEAR = Period(date(2026, 1, 1), "year")
BY_SECTOR = [
    row("JOB-01", 12.0, period=QUARTER, breakdown="sector", breakdown_value="leather"),
    row("JOB-01", 90.0, period=YEAR, breakdown="sector", breakdown_value="leather"),
]
MONTHS, QUARTERS, YEARS = (("JOB-01", kind, "region", "sector") for kind in ("month", "quarter", "year"))


def test_a_table_is_kept_back_for_its_kpi_period_territory_and_breakdown_only() -> None:
    with edition([], not_shown=[MONTHS, ("JOB-02", "year", "province", "sector")]) as found:
        assert found.is_kept_back("JOB-01", "sector")
        assert found.is_kept_back("JOB-02", "sector", "year", "03.231")
        assert not found.is_kept_back("JOB-01", "sector", "quarter")
        assert not found.is_kept_back("JOB-01", "sex")
        assert not found.is_kept_back("JOB-01", "sector", territory="03.231")
        assert not found.is_kept_back("JOB-02", "sector", "year")


def test_the_quarter_stands_in_for_the_month_else_the_year_else_nothing() -> None:
    with edition(BY_SECTOR, not_shown=[MONTHS]) as found:
        assert found.shown_instead("JOB-01", "sector") == QUARTER
    with edition(BY_SECTOR[1:], not_shown=[MONTHS]) as found:
        assert found.shown_instead("JOB-01", "sector") == YEAR
    with edition(BY_SECTOR, not_shown=[MONTHS, QUARTERS]) as found:
        assert found.shown_instead("JOB-01", "sector") == YEAR
    with edition([], not_shown=[MONTHS, QUARTERS, YEARS]) as found:
        assert found.shown_instead("JOB-01", "sector") is None


def test_nothing_shorter_stands_in() -> None:
    with edition(BY_SECTOR, period=YEAR, not_shown=[YEARS]) as found:
        assert found.shown_instead("JOB-01", "sector") is None
    with edition(BY_SECTOR, period=QUARTER, not_shown=[QUARTERS]) as found:
        assert found.shown_instead("JOB-01", "sector") == YEAR


def test_a_breakdown_that_is_kept_back_is_one_of_its_kpi() -> None:
    with edition([row("JOB-02", 3.0)], not_shown=[MONTHS, QUARTERS, YEARS]) as found:
        assert found.breakdowns_of("JOB-01") == ["sector"]
        assert found.breakdowns_of("JOB-02") == []


def test_values_without_a_label_come_last() -> None:
    values = [row("JOB-01", 1.0, breakdown="sector", breakdown_value=name) for name in ("zinc", "alum", "textile", "leather")]
    with edition(values) as found:
        names = [figure.breakdown_value for figure in found.breakdown("JOB-01", "sector", OCTOBER)]

    assert names == ["leather", "textile", "alum", "zinc"]
