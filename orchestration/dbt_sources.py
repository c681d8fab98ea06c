"""dbt's view of the contracts and of the catalogue: sources, descriptions and metrics, generated, never written by hand.

What goes here: the `.generated.yml` files of the dbt project and the parsed manifest. What does not: models.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from ingestion.checksums import sha256_of
from ingestion.contract import CONTRACTS_FOLDER, Contract, load_contracts
from ingestion.drift import EXTRA, EXTRA_DESCRIPTION, EXTRA_TYPE
from ingestion.home import Home, placed
from ingestion.yaml_files import parsed_yaml
from linkage.tables import CACHE_FOLDER
from orchestration.build import DBT_PROJECT, LAKE_TABLES, REFERENCE_TABLES, lake_columns
from orchestration.reference_words import REFERENCE_WORDS
from orchestration.semantic_layer import metrics_document, semantic_models

GENERATED: Final = DBT_PROJECT / "models" / "staging" / "_contracts.generated.yml"
METRICS: Final = DBT_PROJECT / "models" / "semantic" / "_metrics.generated.yml"

_WATCHED: Final = {".sql", ".yml", ".yaml", ".csv", ".json", ".py"}


class DbtProjectError(RuntimeError):
    """The dbt project does not parse; the message says where and why."""


def write_sources() -> None:
    """Writes the generated YAML, contracts and metrics, when what it is made from has changed since it was written."""
    catalogue = parsed_yaml((DBT_PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))["kpis"]
    _write(GENERATED, "ingestion/contracts and orchestration/build.py", _document(load_contracts()))
    _write(METRICS, "kpi_catalogue.yaml and models/semantic", metrics_document(catalogue, semantic_models(METRICS.parent)))


def _write(path: Path, made_from: str, document: Mapping[str, Any]) -> None:
    text = f"# Generated from {made_from}; do not edit.\n" + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with placed(path) as temporary:
            temporary.write_text(text, encoding="utf-8")


def project_fingerprint() -> str:
    """A hash of everything that decides how figures are computed: contracts, SQL, KPI catalogue, reference data, partners, code."""
    digest = hashlib.sha256()
    ingestion = CONTRACTS_FOLDER.parent
    written = [DBT_PROJECT / folder for folder in ("models", "macros", "tests", "seeds")] + [DBT_PROJECT.parent / "linkage"]
    watched = [path for folder in (*written, ingestion) for path in folder.rglob("*.*") if path.suffix in _WATCHED]
    ours = [path for room in ("ingestion", "linkage", "orchestration", "publishing") for path in (DBT_PROJECT.parent / room).rglob("*.py")]
    for path in sorted([*watched, *ours, *DBT_PROJECT.glob("*.y*ml")]):
        if not path.name.endswith(".generated.yml"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def dbt_environment(home: Home, build: Path) -> dict[str, str]:
    """The environment in which dbt runs: where it builds, and that its own files stay inside the home."""
    folder = home.folder("build") / "dbt"
    return {
        "QUTB_BUILD_DB": str(build),
        "DBT_PROFILES_DIR": str(DBT_PROJECT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(home.folder("logs")),
        # What the Python models of the project import.
        "PYTHONPATH": os.pathsep.join(
            dict.fromkeys([str(DBT_PROJECT.parent), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
        ),
        CACHE_FOLDER: str(home.folder("linkage")),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def manifest_path(home: Home, build: Path) -> Path:
    """The project's manifest, parsed anew when the project has changed, or a disk has spoilt the manifest.

    Raises:
        DbtProjectError: when the project does not parse.
    """
    write_sources()
    folder = home.folder("build") / "dbt"
    manifest, stamp = folder / "manifest.json", folder / "manifest.fingerprint"
    fingerprint = project_fingerprint()
    if not manifest.exists() or not stamp.exists() or stamp.read_text() != f"{fingerprint} {sha256_of(manifest)}":
        os.environ.update(dbt_environment(home, build))
        from dbt.cli.main import dbtRunner

        outcome = dbtRunner().invoke(["--quiet", "parse", "--project-dir", str(DBT_PROJECT)])
        if not outcome.success:
            raise DbtProjectError(f"The dbt project {DBT_PROJECT} does not parse: {outcome.exception}")
        with placed(manifest) as temporary:
            temporary.write_bytes((folder / "target" / "manifest.json").read_bytes())
        with placed(stamp) as temporary:
            temporary.write_text(f"{fingerprint} {sha256_of(manifest)}")
    return manifest


def _document(contracts: Mapping[str, Contract]) -> dict[str, Any]:
    sources = [
        {"name": contract.name, "description": contract.description, "columns": _columns(contract, lake_columns(contract))}
        for contract in contracts.values()
    ]
    sources += [{"name": name, "columns": _plain_columns(columns)} for name, columns in LAKE_TABLES.items()]
    reference = [
        {
            "name": name,
            "description": REFERENCE_WORDS[name].text,
            "columns": [{**column, "description": REFERENCE_WORDS[name].columns[column["name"]]} for column in _plain_columns(columns)],
        }
        for name, columns in REFERENCE_TABLES.items()
    ]
    return {
        "version": 2,
        "sources": [
            {"name": "lake", "schema": "lake", "tables": sources},
            {"name": "reference", "schema": "reference", "tables": reference},
        ],
        "models": [
            {
                "name": f"stg_{contract.name}",
                "description": f"{contract.names.fr} : lignes qui valent à l'instant de la version. {contract.description}",
                "columns": _columns(contract, {**{column.name: column.sql_type for column in contract.columns}, EXTRA: EXTRA_TYPE}),
            }
            for contract in contracts.values()
            if (DBT_PROJECT / "models" / "staging" / f"stg_{contract.name}.sql").exists()
        ],
    }


def _columns(contract: Contract, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    described = {column.name: f"{column.names.fr}. {column.description}".strip() for column in contract.columns}
    described[EXTRA] = EXTRA_DESCRIPTION
    return [
        {"name": name, "data_type": sql_type} | ({"description": described[name]} if name in described else {})
        for name, sql_type in columns.items()
    ]


def _plain_columns(columns: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "data_type": sql_type} for name, sql_type in columns.items()]
