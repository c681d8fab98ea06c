"""A small warehouse made by hand, as the edition that pages of the dashboard are tested with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb

from ingestion.periods import Period
from publishing.edition import Edition
from publishing.release import Release

HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>\u202e'
MAY = date(2026, 5, 1)
KEPT_BACK = 3.0
COLUMNS = (
    "kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value", "numerator", "denominator", "value",
    "unit", "target", "previous_value", "coverage", "status", "obs_status", "conf_status", "open_questions",
)  # fmt: skip
# In the order of COLUMNS; the figure of Fès is kept back.
FIGURES: tuple[tuple[Any, ...], ...] = (
    ("JOB-01", "month", MAY, "03", "total", "total", 1452.0, None, 1452.0, "jobs", 1500.0, 1440.0, 0.75, "provisional", "P", "F", 2),
    ("JOB-01", "month", MAY, "03", "programme", HOSTILE, 9.0, None, 9.0, "jobs", None, None, 1.0, "final", "A", "F", 0),
    ("JOB-01", "month", MAY, "03.231", "total", "total", None, None, None, "jobs", None, None, 1.0, "final", "A", "C", 0),
)


def tables_not_shown(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[str, ...]] = ()) -> None:
    """Makes `marts.kpi_tables_not_shown` with rows of KPI, period type, territory type and breakdown."""
    connection.execute(
        "create table marts.kpi_tables_not_shown (kpi_id varchar, period_type varchar, territory_type varchar, breakdown varchar)"
    )
    if rows:
        connection.executemany("insert into marts.kpi_tables_not_shown values (?, ?, ?, ?)", [list(row) for row in rows])


def public_figures(connection: duckdb.DuckDBPyConnection, rows: Sequence[Sequence[Any]]) -> None:
    """Makes `marts.kpi_values_public` with rows in the order of COLUMNS."""
    connection.execute(
        """create table marts.kpi_values_public (kpi_id varchar, period_type varchar, period_start date, territory_code varchar,
            breakdown varchar, breakdown_value varchar, numerator double, denominator double, value double, unit varchar,
            target double, previous_value double, coverage double, status varchar, obs_status varchar, conf_status varchar,
            open_questions bigint)"""
    )
    if rows:
        connection.executemany(f"insert into marts.kpi_values_public values ({', '.join('?' * len(COLUMNS))})", [list(row) for row in rows])


@contextmanager
def small_edition(figures: Sequence[tuple[Any, ...]] = FIGURES, not_shown: Sequence[tuple[str, ...]] = ()) -> Iterator[Edition]:
    """An edition of May 2026 with those figures, and without those tables (KPI, period type, territory type, breakdown)."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("create schema marts; create schema quality")
        tables_not_shown(connection, not_shown)
        public_figures(connection, figures)
        # What is kept back stays in the house: KEPT_BACK.
        connection.execute(
            f"""create table marts.kpi_values as select * replace (if(conf_status = 'F', numerator, {KEPT_BACK}) as numerator,
                if(conf_status = 'F', value, {KEPT_BACK}) as value) from marts.kpi_values_public"""
        )
        for name, query in {
            "marts.kpi_catalogue": """select *, 'd' as definition_fr, 'd' as definition_ar, 'd' as definition_en, 'f' as formula,
                'up' as direction, 'o' as owner from (values
                ('JOB-01', 'Emplois', 'مناصب', 'Jobs', 'jobs', 'job_declarations', 'count', 'jobs', 1),
                ('HUB-01', 'Occupation', 'الإشغال', 'Use', 'share', 'hub_bookings', 'share', 'hub', 2))
                as t(kpi_id, name_fr, name_ar, name_en, unit, contracts, kind, theme, headline_rank)""",
            "marts.kpi_themes": """select * from (values ('jobs', 1, 'Emploi', 'الشغل', 'Jobs'), ('hub', 2, 'Pôle', 'القطب', 'Hub'))
                as t(theme, theme_rank, name_fr, name_ar, name_en)""",
            "marts.kpi_breakdowns": """select * from (values ('total', 1, 'Ensemble', 'المجموع', 'Total'),
                ('programme', 2, 'Programme', 'البرنامج', 'Programme')) as t(breakdown, breakdown_rank, name_fr, name_ar, name_en)""",
            "marts.dim_territory": """select * from (values ('03', 'Fès-Meknès', 'فاس - مكناس'), ('03.231', 'Fès', 'فاس'),
                ('03.061', 'Meknès', 'مكناس'))
                as t(territory_code, name_fr, name_ar)""",
            "marts.kpi_revisions_public": """select 'JOB-01' as kpi_id, 'month' as period_type, date '2026-05-01' as period_start,
                '03' as territory_code, 'total' as breakdown, 1400.0 as first_value, 1452.0 as current_value, 1 as revisions""",
            "quality.feed_calendar": """select 'crafts' as partner, 'job_declarations' as contract, date '2026-05-01' as period_start,
                date '2026-05-31' as period_end, timestamptz '2026-06-03' as received_at, 'd1' as delivery_id, false as is_missing,
                'month' as frequency, date '2026-06-10' as due_on, 0::bigint as days_late, 'on_time' as status, null::varchar as excuse,
                null::date as failing_since""",
        }.items():
            connection.execute(f"create table {name} as {query}")
        connection.execute("create table marts.kpi_labels as select 'programme' as breakdown, ? as breakdown_value, 1 as label_rank,"
                           " ? as label_fr, ? as label_ar, ? as label_en", [HOSTILE] * 4)  # fmt: skip
        connection.execute(
            """insert into marts.kpi_labels values ('partner', 'crafts', 1, 'Chambre d’artisanat', 'غرفة الصناعة التقليدية', 'Chamber'),
                ('contract', 'job_declarations', 1, 'Déclarations d’emplois', 'تصريحات الشغل', 'Jobs')"""
        )
        connection.execute("create table quality.loads as select 'd1' as delivery_id, 'l1' as load_id, ? as file_name, 'accepted' as verdict,"
                           " 'crafts' as partner, 'job_declarations' as contract, date '2026-05-01' as period_start, true as is_decisive,"
                           " timestamptz '2026-06-03' as received_at",
                           [HOSTILE])  # fmt: skip
        release = Release("20260620T020000Z", "2026-06-20T02:00:00+00:00", "2026-06-20T02:00:00+00:00", "f", {})
        yield Edition(connection, release, Period(MAY, "month"))
