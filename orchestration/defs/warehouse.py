"""The dbt project as Dagster assets.

What goes here: dagster-dbt. What does not: SQL (`dbt_project/`).
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets
from dagster_dbt.compat import DBT_PYTHON_VERSION
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from ingestion.home import Home
from orchestration.audit_report import markdown
from orchestration.build import DBT_PROJECT, build_path
from orchestration.dbt_checks import broken_models
from orchestration.dbt_sources import dbt_environment, manifest_path
from orchestration.night import Night
from orchestration.retrying import tried_again


class _Translator(DagsterDbtTranslator):
    """Sources are the assets of the lake; groups are the layers of the warehouse."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey([dbt_resource_props["fqn"][1], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return "lake" if dbt_resource_props["resource_type"] == "source" else str(dbt_resource_props["fqn"][1])


class _Dbt(DbtCliResource):
    """The dbt command of this environment, without what nobody asks for here.

    Its version is known, and asking the command for it would start dbt once more. The handle on the database is for those who let Dagster
    count rows and columns beside dbt; making it reads profile and project once more for each call of dbt.
    """

    @cached_property
    def _cli_version(self) -> Any:
        return DBT_PYTHON_VERSION

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


def dbt_resource(home: Home) -> DbtCliResource:
    """The dbt command of this environment, with its own files kept inside the home."""
    os.environ.update(dbt_environment(home, build_path(home)))
    return _Dbt(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=sys.executable,
        global_config_flags=["-m", "orchestration.dbt_command"],
    )


def _build_figures(dbt: DbtCliResource, target: Path) -> None:
    """The figures and what they are made of, without tests."""
    dbt.cli(["run", "--select", "+int_kpi_cells"], target_path=target).wait()


def warehouse_assets(home: Home) -> dg.AssetsDefinition:
    """Every model and test of the project, as assets and asset checks."""

    @dbt_assets(
        manifest=manifest_path(home, build_path(home)),
        dagster_dbt_translator=_Translator(),
        name="warehouse",
        required_resource_keys={"night", "dbt"},
    )
    def warehouse(context: dg.AssetExecutionContext) -> Iterator[Any]:
        target = Path(os.environ["DBT_TARGET_PATH"])
        night: Night = context.resources.night
        dbt: DbtCliResource = context.resources.dbt
        with tried_again():
            night.build_stages(lambda: _build_figures(dbt, target))
        try:
            yield from dbt.cli(["build", "--exclude-resource-type", "unit_test"], context=context, target_path=target).stream()
        except DagsterDbtCliRuntimeError as error:
            if broken_models(night.home):
                raise
            # A test failed, so that what rests on it was not built: what there is is audited now, for the audit's own step is skipped.
            audit = night.audit_build()
            raise dg.Failure(
                f"{sum(check.stops for check in audit.checks)} checks of the audit failed; the release is not made.",
                metadata={"failing_rows": dg.MetadataValue.md(markdown(audit.failed))},
            ) from error

    return warehouse
