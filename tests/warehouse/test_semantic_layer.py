"""MetricFlow, an engine of its own, answers from the semantic layer; where it can express a figure it must give ours.

What it cannot say: that a cohort is too young to be judged (we publish null), breakdowns of a KPI whose measures lie in several
semantic models, a KPI that sets measures of days against measures of whole periods, and the breakdown that shows rows which the total
leaves out (`filter_lifted_by`), of which it knows the rest.
"""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo.expected import Expected, Key
from ingestion.yaml_files import parsed_yaml
from orchestration.semantic_layer import entity_of, metric_name, semantic_models

from .hand_made import PROJECT, Warehouse

_PERIODS = {None: ("month", "quarter", "year"), "quarter": ("quarter", "year"), "year": ("year",)}
_REGION = "03"


@dataclass(frozen=True)
class Question:
    """One metric, grouped by a grain of time and perhaps one dimension."""

    kpi_id: str
    period_type: str
    breakdown: str
    group_by: tuple[str, ...]
    where: tuple[str, ...] = ()


@cache
def questions() -> tuple[Question, ...]:
    """All that MetricFlow can express of what the catalogue names."""
    return tuple(_questions())


def _questions() -> Iterator[Question]:
    models = semantic_models(PROJECT / "models" / "semantic")
    model_of = {measure["name"]: model for model in models for measure in model["measures"]}
    catalogue = parsed_yaml((PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))["kpis"]
    for kpi in catalogue:
        measures = [measure for part in kpi["terms"].values() for measure in part]
        if not all(measure in model_of for measure in measures):
            continue
        own = {model_of[measure]["name"]: model_of[measure] for measure in measures}
        meta = next(iter(own.values()))["config"]["meta"]
        if len({model["config"]["meta"].get("periods") for model in own.values()}) > 1:
            continue
        for period_type in _PERIODS[meta.get("shortest_period")]:
            where = tuple(
                f"{{{{ Dimension('{entity_of(model)}__period_type') }}}} = '{period_type}'"
                for model in own.values()
                if model["config"]["meta"].get("periods") == "from_columns"
            )
            time = f"metric_time__{period_type}"
            if meta.get("has_total", True):
                yield Question(kpi["id"], period_type, "total", (time,), where)
            if len(own) > 1:
                continue
            entity = entity_of(next(iter(own.values())))
            is_region_only = any(meta.get("measures", {}).get(measure, {}).get("region_only") for measure in measures)
            if meta.get("territory") and not is_region_only:
                yield Question(kpi["id"], period_type, "territory", (time, f"{entity}__{meta['territory']}"), where)
            shown = [set(meta.get("measures", {}).get(m, {}).get("breakdowns", meta.get("breakdowns", ()))) for m in measures]
            for breakdown in sorted(set.intersection(*shown)):
                yield Question(kpi["id"], period_type, breakdown, (time, f"{entity}__{breakdown}"), where)


@pytest.fixture(scope="module")
def answer(region_figures: tuple[Warehouse, dict[Key, Expected]], project: Path) -> Iterator[Any]:
    from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
    from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    class Client:
        """What the engine must know to write SQL; we run it ourselves."""

        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

    manifest = parse_manifest_from_dbt_generated_manifest((project / "target" / "semantic_manifest.json").read_text(encoding="utf-8"))
    engine = MetricFlowEngine(semantic_manifest_lookup=SemanticManifestLookup(manifest), sql_client=Client())  # type: ignore[arg-type]
    database = manifest.semantic_models[0].node_relation.database
    with duckdb.connect() as connection:
        connection.execute(f"attach '{region_figures[0].path}' as \"{database}\" (read_only)")

        def ask(question: Question) -> dict[tuple[Any, ...], float | None]:
            request = MetricFlowQueryRequest.create(
                metric_names=[metric_name(question.kpi_id)], group_by_names=list(question.group_by), where_constraints=list(question.where)
            )
            rows = connection.execute(engine.explain(request).sql_statement.sql).fetchall()
            return {tuple(_as_published(part) for part in row[:-1]): row[-1] for row in rows}

        yield ask


@pytest.mark.parametrize("kpi_id", sorted({question.kpi_id for question in questions()}))
def test_metricflow_gives_the_published_figures(kpi_id: str, answer: Any, region_figures: tuple[Warehouse, dict[Key, Expected]]) -> None:
    warehouse, _ = region_figures
    published = _published(warehouse, kpi_id)
    asked = [question for question in questions() if question.kpi_id == kpi_id]
    different, compared = [], 0
    for question in asked:
        theirs = answer(question)
        ours = {key[2:]: value for key, value in published.items() if key[:2] == (question.period_type, question.breakdown)}
        for key, value in ours.items():
            if value is None or key[-1] == "unknown":
                continue
            if key not in theirs and question.breakdown == "employment_type":
                continue  # a row that the filter leaves out of the total
            compared += 1
            if not math.isclose(theirs.get(key) or 0.0, value, rel_tol=1e-9, abs_tol=1e-9):
                different.append((question, key, theirs.get(key), value))

    assert different == []
    assert compared > 0


def test_the_command_of_metricflow_answers(region_figures: tuple[Warehouse, dict[Key, Expected]], project: Path, tmp_path: Path) -> None:
    warehouse, _ = region_figures
    # The manifest names the database by its file: the one on which the project was parsed.
    manifest = json.loads((project / "target" / "semantic_manifest.json").read_text(encoding="utf-8"))
    database = tmp_path / f"{manifest['semantic_models'][0]['node_relation']['database']}.duckdb"
    shutil.copy(warehouse.path, database)
    environment = {
        **os.environ,
        "QUTB_BUILD_DB": str(database),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path),
        "DBT_PROFILES_DIR": str(project),
        "DBT_PROJECT_DIR": str(project),
    }
    command = [Path(sys.executable).parent / "mf", "query", "--metrics", "job_01", "--group-by", "metric_time__year", "--csv", "answer.csv"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = list(csv.DictReader((tmp_path / "answer.csv").open(encoding="utf-8")))
    ours = {str(key[2]): value for key, value in _published(warehouse, "JOB-01").items() if key[:2] == ("year", "total")}

    assert {row["metric_time__year"][:10]: float(row["job_01"]) for row in rows} == {day: value for day, value in ours.items() if value}


def _as_published(part: Any) -> Any:
    """A day or a breakdown value as `kpi_values` writes it."""
    if isinstance(part, bool):
        return str(part).lower()
    return part.date() if isinstance(part, datetime) else str(part)


def _published(warehouse: Warehouse, kpi_id: str) -> Mapping[tuple[Any, ...], float | None]:
    """Period type, breakdown, period start and breakdown value → value; provinces stand as a breakdown called territory."""
    rows = warehouse.rows(
        "select period_type, breakdown, period_start, breakdown_value, territory_code, value from marts.kpi_values "
        f"where kpi_id = '{kpi_id}'"
    )
    figures: dict[tuple[Any, ...], float | None] = {}
    for period_type, breakdown, start, breakdown_value, territory, value in rows:
        if breakdown == "total":
            key = (period_type, "total", start) if territory == _REGION else (period_type, "territory", start, territory)
            figures[key] = value
        elif territory == _REGION:
            figures[period_type, breakdown, start, breakdown_value] = value
    return figures
