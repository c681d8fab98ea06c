"""MetricFlow's metrics, generated from the KPI catalogue and the semantic models, so that no KPI is named twice.

What goes here: one metric for each measure, with the filter its semantic model asks for, and one for each KPI over them. What does
not: measures (`dbt_project/models/semantic`), names and terms of KPIs (`dbt_project/kpi_catalogue.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ingestion.yaml_files import parsed_yaml

# MetricFlow knows no null that means "nothing counted": sums and counts are 0 there, as in kpi_values.
_SUMS: Final = frozenset({"sum", "sum_boolean", "count", "count_distinct"})


def semantic_models(folder: Path) -> list[dict[str, Any]]:
    """Every semantic model of a folder of YAML files, as written."""
    documents = [parsed_yaml(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml")) if ".generated" not in path.name]
    return [model for document in documents for model in document.get("semantic_models", ())]


def metrics_document(catalogue: Iterable[Mapping[str, Any]], models: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The metrics as dbt reads them.

    Args:
        catalogue: the KPIs, as `kpi_catalogue.yaml` holds them.
        models: the semantic models. A KPI with a measure that none of them declares has no metric, as it has no figures.
    """
    measures = {measure["name"]: _measure_metric(model, measure) for model in models for measure in model["measures"]}
    kpis = [_kpi_metric(kpi) for kpi in catalogue if all(measure in measures for part in kpi["terms"].values() for measure in part)]
    return {"version": 2, "metrics": [*measures.values(), *kpis]}


def metric_name(kpi_id: str) -> str:
    """A KPI's name among the metrics: JOB-01 is `job_01`."""
    return kpi_id.lower().replace("-", "_")


def entity_of(model: Mapping[str, Any]) -> str:
    """The entity that stands before the names of a semantic model's dimensions: `job` of `job__sex`."""
    primary = [entity["name"] for entity in model.get("entities", ()) if entity["type"] == "primary"]
    return str(model.get("primary_entity") or primary[0])


def _measure_metric(model: Mapping[str, Any], measure: Mapping[str, Any]) -> dict[str, Any]:
    filled = {"fill_nulls_with": 0} if measure["agg"] in _SUMS else {}
    metric: dict[str, Any] = {
        "name": measure["name"],
        "label": measure["name"],
        "description": f"Mesure de « {model['description']} »",
        "type": "simple",
        "type_params": {"measure": {"name": measure["name"], **filled}},
    }
    dimensions = model["config"]["meta"].get("filter", [])
    if dimensions:
        metric["filter"] = " and ".join(f"{{{{ Dimension('{entity_of(model)}__{name}') }}}}" for name in dimensions)
    return metric


def _kpi_metric(kpi: Mapping[str, Any]) -> dict[str, Any]:
    terms: Mapping[str, Mapping[str, int]] = kpi["terms"]
    numerator = _signed(terms["numerator"])
    expression = f"({numerator}) / nullif({_signed(terms['denominator'])}, 0)" if "denominator" in terms else numerator
    names = dict.fromkeys(measure for part in terms.values() for measure in part)
    return {
        "name": metric_name(kpi["id"]),
        "label": f"{kpi['id']} {kpi['name']['fr']}",
        "description": kpi["definition"]["fr"],
        "type": "derived",
        "type_params": {"expr": expression, "metrics": [{"name": name} for name in names]},
        "config": {"meta": {"kpi_id": kpi["id"]}},
    }


def _signed(measures: Mapping[str, int]) -> str:
    text = " ".join(f"{'-' if sign < 0 else '+'} cast({name} as double)" for name, sign in measures.items())
    return text.removeprefix("+ ")
