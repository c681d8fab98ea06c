"""A small warehouse with the tables that the workbook reads, made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb

from ingestion.periods import Period
from publishing.edition import Edition
from publishing.release import Release

MAY = Period(date(2026, 5, 1), "month")
APRIL = Period(date(2026, 4, 1), "month")
YEAR = Period(date(2026, 1, 1), "year")
SPRING = Period(date(2026, 4, 1), "quarter")
HIDDEN = 48_271.0  # of a figure that is kept back; nowhere in what is written
HOSTILE = ('=HYPERLINK("http://evil.example","x")', "<script>alert(1)</script>", "+1", "\u202eevil", "<r><t>x</t></r>", "é" * 5000)
RELEASE = Release("20260620T020000Z", "2026-06-20T02:00:00+00:00", "2026-06-20T02:00:00+00:00", "f", {})


def row(kpi: str, period: Period, value: float | None, **other: Any) -> tuple[Any, ...]:
    """One row of kpi_values_public."""
    given = {
        "territory": "03",
        "breakdown": "total",
        "breakdown_value": "total",
        "unit": "share" if kpi == "JOB-06" else "jobs",
        "target": None,
        "coverage": 1.0,
        "status": "final",
        "conf": "F",
        "questions": 0,
        **other,
    }
    return (
        kpi, period.type, period.start, given["territory"], given["breakdown"], given["breakdown_value"], value, None, value, given["unit"],
        given["target"], None, given["coverage"], given["status"], "A", given["conf"], given["questions"], RELEASE.id,
    )  # fmt: skip


FIGURES: tuple[tuple[Any, ...], ...] = (
    row("JOB-01", APRIL, 30.0),
    row("JOB-01", MAY, 42.0, coverage=0.8, questions=2),
    row("JOB-01", YEAR, 500.0, target=555.0, status="provisional"),
    row("JOB-01", SPRING, 90.0),
    row("JOB-01", MAY, 40.0, territory="03.231"),
    row("JOB-01", MAY, HIDDEN, territory="03.061", conf="D"),
    row("JOB-06", APRIL, 0.25),
    row("JOB-06", MAY, HIDDEN, conf="C"),
    row("JOB-02", APRIL, 7.0),
    *(row("JOB-01", MAY, 1.0, breakdown="programme", breakdown_value=text) for text in HOSTILE),
)


@contextmanager
def edition(period: Period = MAY, figures: Sequence[tuple[Any, ...]] = FIGURES) -> Iterator[Edition]:
    """An edition of the hand-made warehouse."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema quality")
        connection.execute(
            """create table marts.kpi_tables_not_shown as select * from (values ('JOB-01', 'month', 'region', 'sex'),
            ('JOB-02', 'month', 'region', 'sex'), ('JOB-06', 'month', 'region', 'programme'), ('JOB-06', 'year', 'region', 'sector'))
            as t (kpi_id, period_type, territory_type, breakdown)"""
        )
        connection.execute(
            """create table marts.kpi_values_public (kpi_id varchar, period_type varchar, period_start date, territory_code varchar,
            breakdown varchar, breakdown_value varchar, numerator double, denominator double, value double, unit varchar, target double,
            previous_value double, coverage double, status varchar, obs_status varchar, conf_status varchar, open_questions bigint,
            release_id varchar)"""
        )
        connection.executemany(f"insert into marts.kpi_values_public values ({', '.join('?' * 18)})", [list(each) for each in figures])
        connection.execute(
            """create table marts.kpi_themes as select * from (values
            ('jobs', 1, 'Emploi', 'الشغل', 'Jobs')) as t (theme, theme_rank, name_fr, name_ar, name_en)"""
        )
        connection.execute(
            """create table marts.kpi_catalogue as select *, 'd' as definition_fr, 'd' as definition_ar, 'd' as definition_en,
            'job_declarations' as contracts, 'n' as formula, 'count' as kind, 'Conseil régional' as owner, 'jobs' as theme
            from (values ('JOB-01', 'Emplois créés', 'مناصب محدثة', 'Jobs', 1, 'jobs', 'up'),
            ('JOB-02', 'Emplois perdus', 'مناصب مفقودة', 'Lost', 3, 'jobs', 'down'),
            ('JOB-06', 'Part des femmes', 'حصة النساء', 'Women', 2, 'share', 'up'))
            as t (kpi_id, name_fr, name_ar, name_en, headline_rank, unit, direction)"""
        )
        connection.execute(
            """create table marts.dim_territory as select * from (values ('03', 'Fès-Meknès', 'فاس-مكناس'), ('03.231', 'Fès', 'فاس'),
            ('03.061', 'Meknès', 'مكناس'), ('03.131', 'Boulemane', 'بولمان')) as t (territory_code, name_fr, name_ar)"""
        )
        connection.execute(
            """create table marts.kpi_breakdowns as select * from (values ('total', 1, 'Ensemble', 'المجموع', 'Total'),
            ('programme', 2, 'Programme', 'البرنامج', 'Programme'), ('sex', 3, 'Sexe', 'الجنس', 'Sex'),
            ('sector', 4, 'Secteur', 'القطاع', 'Sector')) as t (breakdown, breakdown_rank, name_fr, name_ar, name_en)"""
        )
        connection.execute(
            """create table marts.kpi_labels as select distinct breakdown, breakdown_value, 1 as label_rank, breakdown_value as label_fr,
            breakdown_value as label_ar, breakdown_value as label_en from marts.kpi_values_public"""
        )
        connection.execute(
            """create table marts.kpi_revisions_public as select * from (values
            ('JOB-01', 'month', date '2026-05-01', '03', 'total', 38e0, timestamptz '2026-06-10 02:00:00+00', 42e0, 4e0, 3e0, 1e0, 0e0, 0e0,
            2, 'r2')) as t (kpi_id, period_type, period_start, territory_code, breakdown, first_value, first_published_at, current_value,
            change, late_data, correction, linkage, rule_change, revisions, last_changed_release_id)"""
        )
        connection.execute(
            """create table quality.feed_calendar as select * from (values
            ('banks', 'financing', 'month', date '2026-05-01', date '2026-05-31', date '2026-06-10', null::timestamptz, 10, 'missing',
            null::varchar, date '2026-05-01'),
            ('cri', 'job_declarations', 'month', date '2026-05-01', date '2026-05-31', date '2026-06-10',
            timestamptz '2026-06-05 09:00:00+00', 0, 'on_time', null, null))
            as t (partner, contract, frequency, period_start, period_end, due_on, received_at, days_late, status, excuse, failing_since)"""
        )
        connection.execute(
            """create table quality.loads as select 'cri' as partner, 'job_declarations' as contract, date '2026-05-01' as period_start,
            'refused' as verdict, timestamptz '2026-06-05 09:00:00+00' as received_at, 'a' as load_id, true as is_decisive"""
        )
        connection.execute(
            """create table quality.findings as select 'cri' as partner, 'job_declarations' as contract, date '2026-05-01' as period_start,
            'open' as state"""
        )
        connection.execute(
            """create table quality.partner_scorecards as select 'cri' as partner, date '2026-05-01' as period_start, 1 as slots_due,
            1 as slots_received, 1 as slots_on_time, 0 as slots_excused, 1 as refused, 0 as corrections, 1 as open_findings,
            null::date as failing_since"""
        )
        yield Edition(connection, RELEASE, period)
