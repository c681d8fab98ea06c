"""A small release made by hand, for what is printed from one: every table that an edition reads, with chosen figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
from dashboard_helpers import tables_not_shown

from ingestion.periods import Period
from publishing.edition import Edition
from publishing.release import Release

OCTOBER = Period(date(2026, 10, 1), "month")
RELEASE = Release("20261120T120000Z", "2026-11-20T12:00:00+00:00", "2026-11-20T12:00:00+00:00", "fingerprint", {})
SECRET = 7777.0  # the true value of every figure that is kept back, in the table that extracts must not read
LABELS = (("sector", "leather", "Cuir", "الجلد"), ("sector", "textile", "Textile", "النسيج"), ("sex", "female", "Femme", "أنثى"))
PROVINCES = ("03.061", "03.131", "03.171", "03.231", "03.271", "03.451", "03.531", "03.561", "03.591")
# id, rank, unit, direction, kind, theme
KPIS: tuple[tuple[Any, ...], ...] = (
    ("JOB-01", 1, "jobs", "up", "count", "jobs"),
    ("JOB-02", None, "jobs", "down", "count", "jobs"),
    ("JOB-03", 2, "jobs", "up", "net", "jobs"),
    ("JOB-06", 3, "share", "up", "ratio", "jobs"),
    ("JOB-07", 4, "share", "up", "ratio", "jobs"),
    ("HUB-01", 6, "share", "up", "ratio", "hub"),
    ("HUB-04", 7, "organisations", "up", "count", "hub"),
    ("HUB-05", 8, "persons", "up", "count", "hub"),
    ("HUB-09", None, "services", "up", "count", "hub"),
)
UNITS = {row[0]: row[2] for row in KPIS}


def row(
    kpi_id: str,
    value: float | None,
    *,
    period: Period = OCTOBER,
    territory: str = "03",
    breakdown: str = "total",
    breakdown_value: str = "total",
    of: tuple[float, float] | None = None,
    target: float | None = None,
    previous: float | None = None,
    status: str = "final",
    conf: str = "F",
    coverage: float | None = 1.0,
    questions: int = 0,
) -> tuple[Any, ...]:
    """One row of `marts.kpi_values_public`; what is kept back has no numbers, as in the real table."""
    numerator, denominator = of or (value, None)
    return (
        kpi_id, period.type, period.start, territory, breakdown, breakdown_value, numerator, denominator, value, UNITS[kpi_id], target,
        previous, coverage, status, "A", conf, questions, RELEASE.id,
    )  # fmt: skip


@contextmanager
def edition(
    values: Sequence[tuple[Any, ...]],
    *,
    period: Period = OCTOBER,
    labels: Sequence[tuple[str, str, str, str]] = (),
    revisions: Sequence[tuple[Any, ...]] = (),
    feeds: Sequence[tuple[Any, ...]] = (),
    name: str = "Nom",
    not_shown: Sequence[tuple[str, str, str, str]] = (),
) -> Iterator[Edition]:
    """An edition of hand-made figures.

    Args:
        values: rows of `marts.kpi_values_public` (`row`).
        period: what it is about.
        labels: (breakdown, value, French, Arabic), beside `LABELS`.
        revisions: (kpi, period type, start, first value, current value, first published at, late, correction, linkage, rules, last changed by).
        feeds: (partner, contract, frequency, start, end, status).
        name: what every KPI is called, before its id.
        not_shown: rows of `marts.kpi_tables_not_shown`.
    """
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'UTC'; create schema marts; create schema quality")
        connection.execute(
            """create table marts.kpi_values_public (
                kpi_id varchar, period_type varchar, period_start date, territory_code varchar, breakdown varchar, breakdown_value varchar,
                numerator double, denominator double, value double, unit varchar, target double, previous_value double, coverage double,
                status varchar, obs_status varchar, conf_status varchar, open_questions bigint, release_id varchar)"""
        )
        connection.execute(
            """create table marts.kpi_catalogue (kpi_id varchar, name_fr varchar, name_ar varchar, name_en varchar, definition_fr varchar,
                definition_ar varchar, definition_en varchar, formula varchar, unit varchar, direction varchar, contracts varchar,
                owner varchar, kind varchar, theme varchar, headline_rank bigint)"""
        )
        connection.execute(
            "create table marts.kpi_themes as select * from (values ('jobs', 1, 'E', 'ش', 'J'), ('hub', 2, 'P', 'ق', 'H')) t(theme, theme_rank, name_fr, name_ar, name_en)"
        )
        connection.execute(
            "create table marts.kpi_breakdowns as select * from (values ('total', 1, 'Ensemble', 'المجموع', 'Total'), ('sector', 2, 'Secteur', 'القطاع', 'Sector'), ('sex', 3, 'Sexe', 'الجنس', 'Sex'), ('resource_kind', 4, 'Espace', 'الفضاء', 'Space')) t(breakdown, breakdown_rank, name_fr, name_ar, name_en)"
        )
        connection.execute(
            "create table marts.kpi_labels (breakdown varchar, breakdown_value varchar, label_rank bigint, label_fr varchar, label_ar varchar, label_en varchar)"
        )
        connection.execute("create table marts.dim_territory (territory_code varchar, name_fr varchar, name_ar varchar)")
        connection.execute(
            """create table marts.kpi_revisions_public (kpi_id varchar, period_type varchar, period_start date, first_value double,
                current_value double, first_published_at timestamptz, late_data double, correction double, linkage double,
                rule_change double, last_changed_release_id varchar, territory_code varchar default '03', breakdown varchar default 'total')"""
        )
        connection.execute(
            "create table quality.feed_calendar (partner varchar, contract varchar, frequency varchar, period_start date, period_end date, status varchar)"
        )
        tables_not_shown(connection, not_shown)
        _fill(connection, "marts.kpi_values_public", values)
        _fill(
            connection,
            "marts.kpi_catalogue",
            [
                (kpi, *[f"{name} {kpi}"] * 3, *["Ce que compte le chiffre."] * 3, "f", unit, direction, "", "o", kind, theme, rank)
                for kpi, rank, unit, direction, kind, theme in KPIS
            ],
        )
        _fill(
            connection,
            "marts.kpi_labels",
            [(breakdown, value, i, fr, ar, fr) for i, (breakdown, value, fr, ar) in enumerate([*LABELS, *labels])],
        )
        _fill(connection, "marts.dim_territory", [(code, f"P{code[-3:]}", f"إقليم{code[-3:]}") for code in ("03", *PROVINCES)])
        _fill(connection, "marts.kpi_revisions_public", [(*each, "03", "total") for each in revisions])
        _fill(connection, "quality.feed_calendar", feeds)
        connection.execute(
            f"create table marts.kpi_values as select * replace (case when conf_status = 'F' then value else {SECRET} end as value)"
            " from marts.kpi_values_public"
        )
        yield Edition(connection, RELEASE, period)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", [list(each) for each in rows])
