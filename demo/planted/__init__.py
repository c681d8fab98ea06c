"""Errors put into deliveries on purpose, one rule a row, so that the list of what must be rejected is exact.

What belongs here: how to break a good row by each rule of the contracts, by family, and the list of what was planted. Which rows of
which files are broken is decided in `demo.deliveries.planting`.
"""

from collections.abc import Mapping
from typing import Final

from demo.contracts import key_column
from demo.planted import hub, jobs, money, people, steering
from demo.planted.model import Breakage, PlantedError, break_row, repeat_row, unique_rule

__all__ = ["Breakage", "PlantedError", "break_row", "breakages", "key_column", "repeat_row", "unique_rule"]

_BREAKAGES: Final[Mapping[str, tuple[Breakage, ...]]] = {
    "organisations": jobs.ORGANISATIONS,
    "job_declarations": jobs.JOB_DECLARATIONS,
    "investment_projects": jobs.INVESTMENT_PROJECTS,
    "hub_resources": hub.HUB_RESOURCES,
    "hub_bookings": hub.HUB_BOOKINGS,
    "hub_visits": hub.HUB_VISITS,
    "hub_services": hub.HUB_SERVICES,
    "hub_accounts": hub.HUB_ACCOUNTS,
    "financing": money.FINANCING,
    "agreements": money.AGREEMENTS,
    "market_contracts": money.MARKET_CONTRACTS,
    "training_sessions": people.TRAINING_SESSIONS,
    "activity_surveys": people.ACTIVITY_SURVEYS,
    "needs_assessments": people.NEEDS_ASSESSMENTS,
    "management_scenarios": steering.MANAGEMENT_SCENARIOS,
    "action_plan": steering.ACTION_PLAN,
    "reference_series": steering.REFERENCE_SERIES,
    "media_mentions": steering.MEDIA_MENTIONS,
    "kpi_targets": steering.KPI_TARGETS,
}


def breakages(contract: str) -> tuple[Breakage, ...]:
    """Every way to break a row of a contract; `<key>.unique` is not among them, as it takes two rows (see `repeat_row`)."""
    return _BREAKAGES[contract]
