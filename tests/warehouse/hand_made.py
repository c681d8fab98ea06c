"""A build database with hand-made lake tables, and `dbt build` on it in this process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from ingestion.yaml_files import parsed_yaml
from orchestration.calendar_days import calendar_days, hub_hours
from orchestration.calendar_settings import read_calendar_settings
from orchestration.catalogue_words import catalogue_words
from orchestration.semantic_layer import metrics_document, semantic_models

from .lake_tables import CONTRACTS, LAKE, PROVINCES, REFERENCE, column_names

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"

Row = Mapping[str, object]


class BuildFailed(AssertionError):
    """`dbt build` failed; the message lists what failed and why."""


@dataclass(frozen=True)
class Delivery:
    """One load: its rows carry only the columns that matter to the case, its findings too."""

    partner: str
    contract: str
    period_start: date
    received_at: str
    rows: Sequence[Row] = ()
    period_type: str = "month"
    mode: str = "period"
    verdict: str = "accepted"
    load: int = 1
    name: str = ""
    findings: Sequence[Row] = ()

    @property
    def delivery_id(self) -> str:
        """Different receptions are different bytes."""
        digest = self.name or self.received_at.replace("-", "").replace(" ", "").replace(":", "")[:12]
        return f"{self.partner}.{self.contract}.{self.period_start}.{digest}"

    @property
    def load_id(self) -> str:
        """The delivery and which of its loads this is."""
        return f"{self.delivery_id}.{self.load}"

    @property
    def period_end(self) -> date:
        """Last day of the period reported on."""
        months = {"month": 1, "quarter": 3, "year": 12}.get(self.period_type)
        if months is None:
            return self.period_start + timedelta(days=6 if self.period_type == "week" else 0)
        beyond = self.period_start.month - 1 + months
        return date(self.period_start.year + beyond // 12, beyond % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Feed:
    """A partner's duty to deliver. `excused`: first day, last day and reason of periods that need not come."""

    partner: str
    contract: str
    frequency: str
    due_days: int
    first_period: date
    mode: str = "period"
    excused: tuple[tuple[str, str, str], ...] = ()


def create_build_database(path: Path, as_of: str, feeds: Sequence[Feed], deliveries: Sequence[Delivery]) -> None:
    """Write the schemas `lake` and `reference` as orchestration leaves them. `as_of`: 'YYYY-MM-DD HH:MM' in Casablanca."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'Africa/Casablanca'")
        for schema, tables in (("lake", LAKE), ("reference", REFERENCE)):
            connection.execute(f"create schema {schema}")
            for table, columns in tables.items():
                connection.execute(f"create table {schema}.{table} ({columns})")
        _insert(
            connection, "lake.run", LAKE["run"], [{"release_id": "r1", "as_of": as_of, "as_of_date": as_of[:10], "last_cause": "late_data"}]
        )
        _insert(connection, "lake.feeds", LAKE["feeds"], [vars(feed) | {"language": "fr"} for feed in feeds])
        excused = [
            {"partner": feed.partner, "contract": feed.contract, "period_start": first, "period_end": last, "excuse": reason}
            for feed in feeds
            for first, last, reason in feed.excused
        ]
        _insert(connection, "lake.excused_periods", LAKE["excused_periods"], excused)
        _insert_deliveries(connection, deliveries)
        _insert_reference(connection)


def _insert_deliveries(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]) -> None:
    """Each table's rows at one go: a region has thousands of deliveries."""
    _insert(connection, "lake.loads", LAKE["loads"], [_load(delivery) for delivery in deliveries])
    of_contracts: dict[str, list[Row]] = {}
    for delivery in deliveries:
        of_contracts.setdefault(delivery.contract, []).extend(
            {"load_id": delivery.load_id, "row_number": number, **row} for number, row in enumerate(delivery.rows, start=2)
        )
    for contract, rows in of_contracts.items():
        _insert(connection, f"lake.{contract}", LAKE[contract], rows)
    findings = [{"load_id": delivery.load_id, **finding} for delivery in deliveries for finding in delivery.findings]
    _insert(connection, "lake.findings", LAKE["findings"], findings)


def _load(delivery: Delivery) -> Row:
    return {
        **vars(delivery),
        "load_id": delivery.load_id,
        "delivery_id": delivery.delivery_id,
        "period_end": delivery.period_end,
        "loaded_at": delivery.received_at,
        "file_name": f"{delivery.contract}.csv",
        "file_sha256": delivery.delivery_id[-12:],
        "rows_read": len(delivery.rows),
        "rows_accepted": 0 if delivery.verdict == "refused" else len(delivery.rows),
        "rows_rejected": len(delivery.rows) if delivery.verdict == "refused" else 0,
        "rows_skipped": 0,
        "repairs": 0,
        "contract_version": "1.0.0",
    }


def _insert_reference(connection: duckdb.DuckDBPyConnection) -> None:
    provinces = [
        {
            "code": code,
            "name_fr": name_fr,
            "name_ar": name_ar,
            "type": kind,
            "population_2024": 100_000,
            "permanent_jobs_2024": 1_000,
        }
        for code, name_fr, name_ar, kind in PROVINCES
    ]
    _insert(connection, "reference.provinces", REFERENCE["provinces"], provinces)
    kpis, terms = catalogue_rows()
    _insert(connection, "reference.kpis", REFERENCE["kpis"], kpis)
    _insert(connection, "reference.kpi_terms", REFERENCE["kpi_terms"], terms)
    for table, rows in catalogue_words(parsed_yaml((PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))).items():
        _insert(connection, f"reference.{table}", REFERENCE[table], rows)
    settings = read_calendar_settings()
    _insert(connection, "reference.calendar_days", REFERENCE["calendar_days"], calendar_days(settings, 2024, 2027))
    _insert(connection, "reference.hub_hours", REFERENCE["hub_hours"], hub_hours(settings))


def catalogue_rows() -> tuple[list[Row], list[Row]]:
    """The catalogue's YAML as rows of `reference.kpis` and `reference.kpi_terms`."""
    catalogue = parsed_yaml((PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))["kpis"]
    kpis: list[Row] = []
    terms: list[Row] = []
    for kpi in catalogue:
        texts = {f"{text}_{language}": kpi[text][language] for text in ("name", "definition") for language in ("fr", "ar", "en")}
        plain = {column: kpi[column] for column in ("formula", "unit", "direction", "owner", "kind", "theme")}
        kpis.append({"kpi_id": kpi["id"], "headline_rank": kpi.get("headline"), "contracts": ",".join(kpi["contracts"]), **texts, **plain})
        for part, measures in kpi["terms"].items():
            terms += [{"kpi_id": kpi["id"], "part": part, "measure": measure, "sign": sign} for measure, sign in measures.items()]
    return kpis, terms


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Row]) -> None:
    """Values as text, cast by the table: a case can write dates and times as a person would."""
    if not rows:
        return
    names = column_names(columns)
    texts = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
    connection.register("hand_made_rows", pa.table(texts))
    connection.execute(f"insert into {table} by name select * from hand_made_rows")
    connection.unregister("hand_made_rows")


def _text(value: object) -> str | None:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return None if value is None else str(value)


def copy_project(folder: Path) -> Path:
    """A copy of the dbt project with its generated files, so that the project itself is never written to."""
    copy = folder / "dbt_project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs", "*.generated.yml"))
    (copy / "models" / "staging" / "*.generated.yml").write_text(
        yaml.safe_dump(_contracts_file(), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    catalogue = parsed_yaml((PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))["kpis"]
    metrics = metrics_document(catalogue, semantic_models(PROJECT / "models" / "semantic"))
    (copy / "models" / "semantic" / "_metrics.generated.yml").write_text(yaml.safe_dump(metrics, allow_unicode=True), encoding="utf-8")
    return copy


def _contracts_file() -> dict[str, object]:
    def source(name: str, tables: Mapping[str, str]) -> dict[str, object]:
        return {
            "name": name,
            "schema": name,
            "tables": [
                {"name": table, "columns": [{"name": column} for column in column_names(columns)]} for table, columns in tables.items()
            ],
        }

    models = [
        {
            "name": f"stg_{contract}",
            "description": f"Lignes en vigueur du contrat {contract}.",
            "columns": [{"name": column, "description": column} for column in column_names(columns)],
        }
        for contract, columns in CONTRACTS.items()
    ]
    return {"sources": [source("lake", LAKE), source("reference", REFERENCE)], "models": models}


def dbt(project: Path, database: Path, *arguments: str) -> Any:
    """Run dbt in this process on a build database.

    Raises:
        BuildFailed: something did not build, or a test failed.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    with _environment(QUTB_BUILD_DB=str(database), DBT_TARGET_PATH=str(project / "target"), DBT_LOG_PATH=str(project / "logs")):
        outcome = dbtRunner().invoke(
            [*arguments, "--project-dir", str(project), "--profiles-dir", str(project), "--quiet", "--no-use-colors"]
        )
    # The adapter keeps its connection, and with it the lock on the file, for the rest of the process.
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if not outcome.success:
        raise BuildFailed(_failures(outcome))
    return outcome.result


def _failures(outcome: Any) -> str:
    if outcome.exception is not None:
        return str(outcome.exception)
    failed = [result for result in outcome.result if result.status not in ("success", "pass", "skipped")]
    return "\n".join(f"{result.node.unique_id}: {result.message}" for result in failed)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@dataclass(frozen=True)
class Warehouse:
    """A built database, read only."""

    path: Path

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a query; instants come as UTC."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(sql, list(parameters)).fetchall()

    def organisation(self, partner: str, local_ref: str) -> str:
        """The organisation of a register entry."""
        rows = self.rows(
            "select links.organisation_id from intermediate.int_organisation_links as links "
            "inner join intermediate.int_organisation_mentions as mentions using (mention_id) "
            "where mentions.mention_kind = 'register' and mentions.partner = ? and mentions.organisation_ref = ?",
            partner,
            local_ref,
        )
        return str(rows[0][0])

    def figure(
        self,
        kpi_id: str,
        period_start: str,
        period_type: str = "month",
        territory: str = "03",
        breakdown: str = "total",
        breakdown_value: str = "total",
    ) -> tuple[float | None, float | None, float | None] | None:
        """Numerator, denominator and value of one cell; None when `kpi_values` has no such row."""
        rows = self.rows(
            "select numerator, denominator, value from marts.kpi_values where kpi_id = ? and period_type = ? "
            "and period_start = cast(? as date) and territory_code = ? and breakdown = ? and breakdown_value = ?",
            kpi_id, period_type, period_start, territory, breakdown, breakdown_value,
        )  # fmt: skip
        assert len(rows) <= 1, rows
        return rows[0] if rows else None

    def value(self, kpi_id: str, period_start: str, **cell: str) -> float | None:
        """The value of one cell, which must be there."""
        figure = self.figure(kpi_id, period_start, **cell)
        assert figure is not None, f"no row: {kpi_id} {period_start} {cell}"
        return figure[2]
