"""Everything that Dagster knows of Qutb. `build_defs` is the seam for tests: it takes other resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from ingestion.home import Home
from orchestration.defs.audit import AUDIT, audit_asset
from orchestration.defs.intake import feed_assets, lake_asset
from orchestration.defs.lost_runs import lost_runs
from orchestration.defs.publishing import publishing_assets
from orchestration.defs.resources import NightResource
from orchestration.defs.schedules import at_two, inbox, intake, look_back, nightly
from orchestration.defs.sensors import failed_run, night_over
from orchestration.defs.warehouse import dbt_resource, warehouse_assets


def build_defs(resource_overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """One graph: feeds → lake → dbt → audit → release → extracts."""
    home = Home.from_environment()
    warehouse = warehouse_assets(home)
    return dg.Definitions(
        assets=[*feed_assets(), lake_asset(), warehouse, audit_asset(warehouse.keys), *publishing_assets([*warehouse.keys, AUDIT])],
        jobs=[nightly, intake, look_back],
        schedules=[at_two],
        sensors=[inbox, failed_run, night_over, lost_runs],
        resources={"night": NightResource(), "dbt": dbt_resource(home), **(resource_overrides or {})},
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` and the daemon load."""
    return build_defs()
