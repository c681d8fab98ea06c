"""What the demo itself must know of each contract: its key, its delivery mode, and where its rows stand in a region.

What belongs here: one line a contract. Columns and their types are in `demo.truth` and `demo.truth_feeds`, the partners that
deliver it and the look of their files in `demo.deliveries.templates`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from demo.truth import Region

Mode = Literal["snapshot", "period", "append"]
PeriodType = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is to be known of a contract.

    Attributes:
        key: the partner's own key.
        mode: what a second delivery means.
        period_type: what one regular delivery reports on; `day` for those that come on change.
        order: columns by which the rows of a file are sorted.
        rows: the rows that ought to be delivered, of all partners and periods.
    """

    key: tuple[str, ...]
    mode: Mode
    period_type: PeriodType
    order: tuple[str, ...]
    rows: Callable[[Region], Iterable[Any]]


def _feed(contract: str, mode: Mode, period_type: PeriodType, *key: str, order: tuple[str, ...] = ()) -> dict[str, ContractFacts]:
    return {contract: ContractFacts(key, mode, period_type, (*order, *key), lambda region: region.feeds.get(contract, ()))}


CONTRACTS: Final[Mapping[str, ContractFacts]] = {
    "organisations": ContractFacts(("local_ref",), "snapshot", "quarter", ("local_ref",), lambda region: region.register),
    "job_declarations": ContractFacts(
        ("local_ref",),
        "period",
        "month",
        ("started_on", "local_ref"),
        lambda region: (row for each in region.declarations for row in each.versions),
    ),
    "investment_projects": ContractFacts(
        ("project_ref",),
        "snapshot",
        "month",
        ("project_ref",),
        lambda region: (row for each in region.projects for row in each.versions),
    ),
    "hub_resources": ContractFacts(
        ("resource_code",),
        "snapshot",
        "day",
        ("resource_code",),
        # Announced again with every list, so that no single row of them can be lost.
        lambda region: (),
    ),
    "hub_bookings": ContractFacts(
        ("booking_ref",),
        "append",
        "day",
        ("booking_ref",),
        # Of a booking only its last state must arrive.
        lambda region: (each.versions[-1] for each in region.bookings),
    ),
    "hub_visits": ContractFacts(("visit_ref",), "append", "day", ("visit_ref",), lambda region: region.visits),
    "hub_services": ContractFacts(("service_ref",), "append", "week", ("service_ref",), lambda region: region.services),
    "hub_accounts": ContractFacts(("entry_ref",), "period", "month", ("entry_ref",), lambda region: region.accounts),
    **_feed("financing", "period", "month", "financing_ref", order=("approved_on",)),
    **_feed("training_sessions", "period", "month", "session_ref", order=("starts_on",)),
    **_feed("agreements", "snapshot", "quarter", "agreement_ref", order=("signed_on",)),
    **_feed("market_contracts", "period", "month", "contract_ref", order=("signed_on",)),
    **_feed("activity_surveys", "period", "quarter", "response_ref"),
    **_feed("needs_assessments", "snapshot", "year", "need_ref", order=("recorded_on",)),
    **_feed("management_scenarios", "snapshot", "day", "scenario", "year"),
    **_feed("action_plan", "snapshot", "month", "action_ref"),
    **_feed("reference_series", "append", "month", "series", "observed_on"),
    **_feed("media_mentions", "append", "month", "mention_ref", order=("published_on",)),
    **_feed("kpi_targets", "snapshot", "year", "kpi_id", "period_type", "period_start", "territory_code"),
}
"""Contract → facts."""


def key_column(contract: str) -> str:
    """The first column of a contract's key: the one whose cell is shown when a key comes twice."""
    return CONTRACTS[contract].key[0]


def key_of(contract: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The whole key of a row."""
    return tuple(values.get(column) for column in CONTRACTS[contract].key)
