"""Intake assets: one a feed, with its verdict as an asset check, and the lake that dbt reads.

What goes here: assets above dbt. What does not: the steps of a load (`orchestration.intake`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

import dagster as dg

from ingestion.contract import load_contracts
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, load_feeds
from orchestration.build import LAKE_TABLES, REFERENCE_TABLES
from orchestration.night import Night
from orchestration.retrying import tried_again

VERDICT: Final = "verdict"
_FRESH_FOR: Final = {
    "day": timedelta(days=3), "week": timedelta(days=10), "month": timedelta(days=45), "quarter": timedelta(days=125),
    "year": timedelta(days=400),
}  # fmt: skip


def feed_key(feed: Feed) -> dg.AssetKey:
    """The asset of a feed: `feeds/<partner>/<contract>`."""
    return dg.AssetKey(["feeds", feed.partner.id, feed.contract])


def lake_key(table: str, schema: str = "lake") -> dg.AssetKey:
    """The asset behind a dbt source."""
    return dg.AssetKey([schema, table])


def feed_assets() -> list[dg.AssetsDefinition]:
    """One asset a feed of the partners file."""
    feeds = load_feeds()
    return [_feed_asset(feed, feeds) for feed in feeds]


def _feed_asset(feed: Feed, feeds: Sequence[Feed]) -> dg.AssetsDefinition:
    contract = load_contracts()[feed.contract]
    needed = {reference.contract for reference in contract.references}
    window = _FRESH_FOR.get(feed.frequency_of(contract))

    @dg.asset(
        key=feed_key(feed),
        group_name="intake",
        deps=[feed_key(other) for other in feeds if other.contract in needed],
        description=f"{feed.partner.name_fr} : {contract.names.fr}. {contract.description}",
        check_specs=[dg.AssetCheckSpec(VERDICT, asset=feed_key(feed), description="No delivery of tonight was refused.")],
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=window) if window else None,
        kinds={"duckdb", "parquet"},
        tags={"partner": feed.partner.id, "contract": feed.contract},
        required_resource_keys={"night"},
    )
    def take_in(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        night: Night = context.resources.night
        with tried_again():
            loaded = night.take_in(feed)
        return dg.MaterializeResult(metadata=_counts(loaded) | _channel(feed, night), check_results=[_verdict(feed, loaded, night.home)])

    return take_in


def lake_asset() -> dg.AssetsDefinition:
    """The build database: every table that dbt reads as a source."""
    feeds = load_feeds()
    contracts = load_contracts()
    specs = [
        dg.AssetSpec(
            lake_key(name),
            group_name="lake",
            deps=[feed_key(feed) for feed in feeds if feed.contract == name],
            description=contract.names.fr,
        )
        for name, contract in contracts.items()
    ]
    specs += [
        dg.AssetSpec(lake_key(name), group_name="lake", deps=[feed_key(feed) for feed in feeds], description=f"lake.{name}")
        for name in LAKE_TABLES
    ]
    specs += [dg.AssetSpec(lake_key(name, "reference"), group_name="lake", description=f"reference.{name}") for name in REFERENCE_TABLES]

    @dg.multi_asset(name="lake", specs=specs, required_resource_keys={"night"})
    def lake(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        night: Night = context.resources.night
        with tried_again():
            path = night.make_build_database()
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"database": dg.MetadataValue.path(str(path))})

    return lake


def _counts(loaded: Sequence[LoadRecord]) -> dict[str, Any]:
    return {
        "deliveries": len(loaded),
        "refused": sum(record.verdict == "refused" for record in loaded),
        "rows_read": sum(record.rows_read for record in loaded),
        "rows_accepted": sum(record.rows_accepted for record in loaded),
        "rows_rejected": sum(record.rows_rejected for record in loaded),
    }


def _channel(feed: Feed, night: Night) -> dict[str, Any]:
    """How the feed's channels did tonight; nothing for a feed that comes as files in the inbox only."""
    outcomes = [outcome for outcome in night.channels or () if outcome.feed == feed.id]
    if not outcomes:
        return {}
    since = min((outcome.failing_since for outcome in outcomes if outcome.failing_since), default=None)
    return {
        "channel": dg.MetadataValue.md("\n".join(f"- {outcome.line()}" for outcome in outcomes)),
        "channel_attempts": sum(outcome.attempts for outcome in outcomes),
        **({"channel_failing_since": dg.MetadataValue.timestamp(since)} if since else {}),
    }


def _verdict(feed: Feed, loaded: Sequence[LoadRecord], home: Home) -> dg.AssetCheckResult:
    refused = [record for record in loaded if record.verdict == "refused"]
    unmet = [f"`{record.file_name}`: {_unmet(each)}" for record in loaded for each in record.expectations if not each["succeeded"]]
    asked = [f"`{record.file_name}` ({each['severity']}): {each['message']['fr']}" for record in loaded for each in record.findings]
    pages = dict.fromkeys(str(home.root / record.data_docs) for record in loaded if record.data_docs)
    return dg.AssetCheckResult(
        passed=not refused,
        check_name=VERDICT,
        asset_key=feed_key(feed),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            **_counts(loaded),
            "reasons": _listed(f"`{record.file_name}`: {record.reason}" for record in refused),
            "expectations_unmet": _listed(unmet),
            "findings": _listed(asked),
            "data_docs": _listed(f"[{path}](file://{quote(path)})" for path in pages),
        },
    )


def _unmet(expectation: Mapping[str, Any]) -> str:
    """One line; ledgers of earlier versions told neither severity nor subject."""
    return f"{expectation['id']} ({expectation.get('severity', 'critical')}), observed {expectation.get('observed')}"


def _listed(lines: Iterable[str]) -> dg.MetadataValue:  # type: ignore[type-arg]
    return dg.MetadataValue.md("\n".join(f"- {line}" for line in lines) or "-")
