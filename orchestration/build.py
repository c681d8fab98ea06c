"""The build database: what dbt finds when a night begins to build.

What goes here: the schemas `lake` and `reference` of `build/warehouse.duckdb`, made from the ledger, the partners file, the
reference files, the KPI catalogue and the calendar. What does not: business rules (dbt), which days are holidays (`calendar_days.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import Contract, load_contracts
from ingestion.drift import EXTRA, EXTRA_TYPE
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed
from ingestion.reference import read_reference
from ingestion.removals import removals
from ingestion.sql import identifier, literal
from ingestion.yaml_files import parsed_yaml
from linkage.decisions import decided_at
from orchestration.calendar_days import CALENDAR_COLUMNS, HOURS_COLUMNS, calendar_days, hub_hours
from orchestration.calendar_settings import read_calendar_settings
from orchestration.catalogue_words import CATALOGUE_WORDS, catalogue_words
from orchestration.outcome_tables import OUTCOME_TABLES, outcome_rows
from orchestration.reference_words import comment_reference
from publishing.figures import COLUMNS as FIGURES
from publishing.figures import STAGE_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DBT_PROJECT: Final = Path(__file__).parent.parent / "dbt_project"
BUILD_FILE: Final = "warehouse.duckdb"

_ADDRESS: Final = {"load_id": "varchar", "sheet": "varchar", "row_number": "bigint"}
LAKE_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "loads": {
        "load_id": "varchar", "delivery_id": "varchar", "partner": "varchar", "contract": "varchar", "mode": "varchar",
        "period_type": "varchar", "period_start": "date", "period_end": "date", "received_at": "timestamptz",
        "loaded_at": "timestamptz", "file_name": "varchar", "file_sha256": "varchar", "verdict": "varchar", "reason": "varchar",
        "rows_read": "bigint", "rows_accepted": "bigint", "rows_rejected": "bigint", "rows_skipped": "bigint",
        "repairs": "bigint", "contract_version": "varchar",
    },
    "rejections": {
        **_ADDRESS, "column_name": "varchar", "cell": "varchar", "rule": "varchar", "severity": "varchar", "found": "varchar",
        "advice_fr": "varchar", "advice_ar": "varchar", "advice_en": "varchar",
    },
    "feeds": {
        "partner": "varchar", "contract": "varchar", "frequency": "varchar", "due_days": "bigint", "first_period": "date",
        "language": "varchar", "partner_name_fr": "varchar", "partner_name_ar": "varchar", "mode": "varchar",
    },
    "organisation_decisions": {
        "key_1": "varchar", "key_2": "varchar", "is_same": "boolean", "known_from": "timestamptz", "known_until": "timestamptz",
    },
    "run": {"release_id": "varchar", "as_of": "timestamptz", "as_of_date": "date", "last_cause": "varchar"},
    "published_figures": FIGURES,
    "revision_stages": STAGE_COLUMNS,
    **OUTCOME_TABLES,
}  # fmt: skip
REFERENCE_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "provinces": {
        "code": "varchar", "name_fr": "varchar", "name_ar": "varchar", "type": "varchar", "population_2024": "bigint",
        "permanent_jobs_2024": "bigint",
    },
    "communes": {"code": "varchar", "province_code": "varchar", "name_fr": "varchar", "name_ar": "varchar", "milieu": "varchar"},
    "kpis": {
        "kpi_id": "varchar", "name_fr": "varchar", "name_ar": "varchar", "name_en": "varchar", "definition_fr": "varchar",
        "definition_ar": "varchar", "definition_en": "varchar", "formula": "varchar", "unit": "varchar", "direction": "varchar",
        "contracts": "varchar", "owner": "varchar", "kind": "varchar", "theme": "varchar", "headline_rank": "bigint",
    },
    **CATALOGUE_WORDS,
    "kpi_terms": {"kpi_id": "varchar", "part": "varchar", "measure": "varchar", "sign": "bigint"},
    "calendar_days": CALENDAR_COLUMNS,
    "hub_hours": HOURS_COLUMNS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One building of the warehouse.

    Attributes:
        release_id: the release it may become.
        as_of: the instant as of which it knows.
        last_cause: why a figure differs from what it was published as, where the states in between do not say it.
        decisions_as_of: the instant whose decisions on who is who count, where it is not `as_of`.
    """

    release_id: str
    as_of: datetime
    last_cause: str = "late_data"
    decisions_as_of: datetime | None = None

    @property
    def as_of_date(self) -> date:
        """The local date of `as_of`."""
        return self.as_of.astimezone(ZoneInfo(TIME_ZONE)).date()


def build_path(home: Home) -> Path:
    """The build database. Always the same file: dbt parses its project anew when its connection changes."""
    return home.folder("build") / BUILD_FILE


def lake_columns(contract: Contract) -> dict[str, str]:
    """The columns of a contract's rows in the lake, with their types: the address, the contract's own, and what no column claims."""
    return {**_ADDRESS, **{column.name: column.sql_type for column in contract.columns}, EXTRA: EXTRA_TYPE}


def known_at(records: Iterable[LoadRecord], as_of: datetime) -> list[LoadRecord]:
    """The loads known up to an instant: deliveries received and replays made by then."""
    return [record for record in records if record.known_at <= as_of]


def make_build_database(
    home: Home, run: Run, known: Sequence[LoadRecord], feeds: Sequence[Feed], published: Iterable[Path] = (), stages: Iterable[Path] = ()
) -> Path:
    """Makes the database anew; returns its path.

    Args:
        home: the installation.
        run: the release to build.
        known: the loads that the build knows (`known_at`).
        feeds: the feeds of the partners file.
        published: files of the figures published so far; those published after `run.as_of` are left out.
        stages: files of figures with some causes of change only (`orchestration.revisions`).

    Raises:
        CalendarError: `calendar.yaml` cannot be used.
    """
    import duckdb

    path = build_path(home)
    for leftover in (path, path.with_name(f"{path.name}.wal")):
        leftover.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema lake; create schema reference")
        for contract in load_contracts().values():
            files = [home.root / r.lake_file for r in known if r.contract == contract.name and r.lake_file]
            _parquet_view(connection, contract.name, lake_columns(contract), files)
        purged = removals(home).purged
        rejected = [home.root / r.quarantine_file for r in known if r.quarantine_file and r.quarantine_file not in purged]
        _parquet_view(connection, "rejections", LAKE_TABLES["rejections"], rejected)
        _parquet_view(
            connection, "published_figures", FIGURES, list(published), f"published_at <= timestamptz {literal(run.as_of.isoformat())}"
        )
        _parquet_view(connection, "revision_stages", STAGE_COLUMNS, list(stages))
        _table(connection, "lake", "loads", LAKE_TABLES["loads"], [_load_row(record) for record in known])
        _table(connection, "lake", "feeds", LAKE_TABLES["feeds"], [_feed_row(feed, known) for feed in feeds])
        for name, rows in outcome_rows(home, run.as_of, known, feeds).items():
            _table(connection, "lake", name, OUTCOME_TABLES[name], rows)
        run_row = {
            "release_id": run.release_id,
            "as_of": run.as_of.astimezone(UTC),
            "as_of_date": run.as_of_date,
            "last_cause": run.last_cause,
        }
        decisions = decided_at(home, run.decisions_as_of or run.as_of)
        _table(connection, "lake", "organisation_decisions", LAKE_TABLES["organisation_decisions"], decisions)
        _table(connection, "lake", "run", LAKE_TABLES["run"], [run_row])
        for name in ("provinces", "communes"):
            _table(connection, "reference", name, REFERENCE_TABLES[name], read_reference(name))
        catalogue = parsed_yaml((DBT_PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))
        kpis, terms = _catalogue(catalogue["kpis"])
        _table(connection, "reference", "kpis", REFERENCE_TABLES["kpis"], kpis)
        _table(connection, "reference", "kpi_terms", REFERENCE_TABLES["kpi_terms"], terms)
        for name, rows in catalogue_words(catalogue).items():
            _table(connection, "reference", name, REFERENCE_TABLES[name], rows)
        settings = read_calendar_settings()
        days = calendar_days(settings, _first_year(connection, known, run), run.as_of_date.year + 1)
        _table(connection, "reference", "calendar_days", REFERENCE_TABLES["calendar_days"], days)
        _table(connection, "reference", "hub_hours", REFERENCE_TABLES["hub_hours"], hub_hours(settings))
        comment_reference(connection)
    return path


def _first_year(connection: DuckDBPyConnection, known: Sequence[LoadRecord], run: Run) -> int:
    """The year of the earliest period delivered, or of the earliest day on which a resource of the hub was in service."""
    in_service = connection.execute("select min(in_service_from) from lake.hub_resources").fetchone()
    days = [record.period_start for record in known] + [day for day in in_service or () if day is not None]
    return min(days, default=run.as_of_date).year


def _parquet_view(
    connection: DuckDBPyConnection, name: str, columns: Mapping[str, str], files: Sequence[Path], where: str = "true"
) -> None:
    """A view that has the given columns and types whether or not any file stands behind it."""
    empty = ", ".join(f"null::{sql_type} as {identifier(column)}" for column, sql_type in columns.items())
    query = f"select {empty} where false"
    if files:
        paths = ", ".join(literal(path) for path in files)
        query += f" union all by name select * from read_parquet([{paths}], union_by_name = true)"
    selected = ", ".join(map(identifier, columns))
    connection.execute(f"create view lake.{identifier(name)} as select {selected} from ({query}) where {where}")


def _table(connection: DuckDBPyConnection, schema: str, name: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow as pa

    defined = ", ".join(f"{identifier(column)} {sql_type}" for column, sql_type in columns.items())
    connection.execute(f"create table {schema}.{identifier(name)} ({defined})")
    if rows:
        data = pa.table({column: pa.array([row[column] for row in rows]) for column in columns})
        connection.register("rows_to_insert", data)
        casts = ", ".join(f"cast({identifier(column)} as {sql_type})" for column, sql_type in columns.items())
        connection.execute(f"insert into {schema}.{identifier(name)} select {casts} from rows_to_insert")
        connection.unregister("rows_to_insert")


def _load_row(record: LoadRecord) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in LAKE_TABLES["loads"] if name != "repairs"}
    return row | {"repairs": sum(record.repairs.values())}


def _feed_row(feed: Feed, known: Sequence[LoadRecord]) -> dict[str, Any]:
    contract = load_contracts()[feed.contract]
    own = [r.period_start for r in known if (r.partner, r.contract) == (feed.partner.id, feed.contract)]
    everyone = [r.period_start for r in known]
    return {
        "partner": feed.partner.id,
        "contract": feed.contract,
        "frequency": feed.frequency_of(contract),
        "due_days": feed.due_days_of(contract),
        "first_period": feed.since or min(own, default=min(everyone, default=None)),
        "language": feed.partner.language,
        "partner_name_fr": feed.partner.name_fr,
        "partner_name_ar": feed.partner.name_ar,
        "mode": contract.mode,
    }


def _catalogue(catalogue: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    kpis, terms = [], []
    for kpi in catalogue:
        kpis.append(
            {
                "kpi_id": kpi["id"],
                **{f"{part}_{language}": kpi[part][language] for part in ("name", "definition") for language in ("fr", "ar", "en")},
                **{name: kpi[name] for name in ("formula", "unit", "direction", "owner", "kind", "theme")},
                "headline_rank": kpi.get("headline"),
                "contracts": ",".join(kpi["contracts"]),
            }
        )
        for part, measures in kpi["terms"].items():
            terms += [{"kpi_id": kpi["id"], "part": part, "measure": m, "sign": sign} for m, sign in measures.items()]
    return kpis, terms
