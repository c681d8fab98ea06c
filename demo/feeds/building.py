"""All the other feeds of a region: contract by contract, each from a random source of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Final

from demo.feeds import money, outside, people, steering
from demo.feeds.setting import Setting
from demo.truth_feeds import FeedRow

_BUILDERS: Final[Mapping[str, Callable[[Random, Setting], Iterable[FeedRow]]]] = {
    "financing": money.financing_rows,
    "training_sessions": people.training_rows,
    "agreements": money.agreement_rows,
    "market_contracts": money.market_rows,
    "activity_surveys": people.survey_rows,
    "needs_assessments": people.need_rows,
    "management_scenarios": steering.scenario_rows,
    "action_plan": steering.action_rows,
    "reference_series": outside.series_rows,
    "media_mentions": outside.mention_rows,
    "kpi_targets": steering.target_rows,
}


def build_feeds(source: Callable[[str], Random], setting: Setting) -> dict[str, tuple[FeedRow, ...]]:
    """Builds every contract's rows.

    Args:
        source: gives a random source by the name of a part, so that a change in one contract leaves the others as they were.
        setting: the region.
    """
    return {contract: tuple(build(source(contract), setting)) for contract, build in _BUILDERS.items()}
