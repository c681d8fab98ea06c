"""Release, extracts, Data Docs and monthly reports: what is put up when the warehouse has passed its audit.

What goes here: assets below dbt. What does not: how a release is made (`publishing/`),
what a page of Data Docs holds (`quality/`).
"""

from collections.abc import Iterable
from datetime import timedelta

import dagster as dg

from orchestration.night import Night
from orchestration.partner_reports import make_due_reports
from publishing.extracts import write_extracts
from quality.data_docs import index_path

RELEASE = dg.AssetKey(["published", "release"])
EXTRACTS = dg.AssetKey(["published", "extracts"])
DATA_DOCS = dg.AssetKey(["published", "data_docs"])
REPORTS = dg.AssetKey(["published", "partner_reports"])


def publishing_assets(audited: Iterable[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """The release, which waits for every table of the warehouse and its tests, and what is made once it is up."""

    @dg.asset(
        key=RELEASE,
        group_name="published",
        deps=list(audited),
        description="published/warehouse.duckdb: switched to the new release in one step.",
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=30)),
        kinds={"duckdb"},
        required_resource_keys={"night"},
    )
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        night: Night = context.resources.night
        made = night.put_up()
        return dg.MaterializeResult(metadata={"release": made.id, "as_of": made.as_of, "rows": dg.MetadataValue.json(made.facts)})

    @dg.asset(
        key=EXTRACTS,
        group_name="published",
        deps=[RELEASE],
        description="extracts/<release>/: workbook, bulletin, dashboard and open data, in French and Arabic.",
        kinds={"excel", "html", "csv", "parquet"},
        required_resource_keys={"night"},
    )
    def extracts(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        night: Night = context.resources.night
        night.step("Making the extracts")
        folder = write_extracts(night.home, night.run.release_id)
        return dg.MaterializeResult(metadata={"folder": dg.MetadataValue.path(str(folder))})

    @dg.asset(
        key=DATA_DOCS,
        group_name="published",
        deps=[RELEASE],
        description="data_docs/<night>/: what Great Expectations said of each load, as its own pages; made after the release.",
        kinds={"great_expectations"},
        required_resource_keys={"night"},
    )
    def data_docs(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        night: Night = context.resources.night
        night.step("Making the pages of Data Docs")
        pages = night.render_data_docs()
        index = index_path(night.home, night.now)
        where = {"index": dg.MetadataValue.path(str(index))} if index.exists() else {}
        return dg.MaterializeResult(metadata={"pages": pages, **where})

    @dg.asset(
        key=REPORTS,
        group_name="published",
        deps=[RELEASE],
        description="reports/<YYYY-MM>/: each partner's report on the last full month, once a month.",
        kinds={"html"},
        required_resource_keys={"night"},
    )
    def partner_reports(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        night: Night = context.resources.night
        if night.is_as_of_given:
            return dg.MaterializeResult(metadata={"folder": "none: a look back at some day reports nothing"})
        night.step("Making the partners' reports")
        try:
            folder = make_due_reports(night.home, night.feeds, night.now)
        except Exception as error:  # the release is up and right: a page that fails must not make the night one that failed
            context.log.warning(f"Monthly reports could not be made ({type(error).__name__}: {error}); the next night tries again.")
            return dg.MaterializeResult(metadata={"failed": f"{type(error).__name__}: {error}"})
        return dg.MaterializeResult(metadata={"folder": dg.MetadataValue.path(str(folder)) if folder else "nothing due"})

    return [release, extracts, data_docs, partner_reports]
