"""The audit between the warehouse and the release, with an asset check for each kind of question.

What goes here: the asset and what its checks show on the web page. What does not: the audit itself (`orchestration.audit`).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import dagster as dg

from orchestration.audit import Audit
from orchestration.audit_report import markdown
from orchestration.night import Night
from quality.checks import Check, Kind

AUDIT: Final = dg.AssetKey(["published", "audit"])
CHECKS: Final[dict[Kind, tuple[str, str]]] = {
    "test": ("dbt_tests", "Every test of the dbt project holds, and every one was run."),
    "expectation": ("suites", "The marts are as their suites of Great Expectations say."),
    "movement": ("final_figures", "No final figure has moved by more than its tolerance since the last release, unless it was accepted."),
    "disclosure": ("small_counts", "Nobody learns a count of a few people from what is to be published (docs/disclosure.md)."),
}


def audit_asset(warehouse: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The audit of the built warehouse. Its checks block: when one fails that is critical, the release is not made."""

    @dg.asset(
        key=AUDIT,
        group_name="published",
        deps=list(warehouse),
        description="build/audit.json: whether the built warehouse may be released, and which rows say no.",
        check_specs=[dg.AssetCheckSpec(name, asset=AUDIT, description=told, blocking=True) for name, told in CHECKS.values()],
        kinds={"greatexpectations", "dbt"},
        required_resource_keys={"night"},
    )
    def audit(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        night: Night = context.resources.night
        made = night.audit_build()
        return dg.MaterializeResult(
            metadata={"checks": len(made.checks), "failed": len(made.failed), "released": made.passed, "accepted": len(made.accepted)},
            check_results=[check_result(name, made, kind) for kind, (name, _) in CHECKS.items()],
        )

    return audit


def check_result(name: str, audit: Audit, kind: Kind) -> dg.AssetCheckResult:
    """All checks of a kind as one asset check, with the failing rows as Markdown."""
    checks: Sequence[Check] = [check for check in audit.checks if check.kind == kind]
    failed = [check for check in checks if not check.passed]
    stops = any(check.stops for check in failed)
    return dg.AssetCheckResult(
        passed=not failed,
        check_name=name,
        asset_key=AUDIT,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        metadata={
            "asked": len(checks),
            "failed": len(failed),
            "failing_rows": dg.MetadataValue.md(markdown(failed)),
            "movements": ", ".join(check.movement_id for check in failed if check.movement_id) or "-",
        },
    )
