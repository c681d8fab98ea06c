"""SUS-01, SUS-02, NED-01, COM-01, ACT-01 and ACT-02 from the hub's accounts, scenarios, the diagnosis, the press and the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from demo.expected_cells import TOTAL, Formula, Number, Tally, cells_of
from demo.expected_hub import Served
from demo.expected_matching import Party
from demo.periods import PERIOD_TYPES, add_months, next_period, period_start, periods_between
from demo.truth import REGION
from demo.truth_feeds import ActionRow, MentionRow, NeedRow, ScenarioRow
from demo.truth_hub import AccountRow

_OWN_REVENUE: Final = frozenset({"revenue_rent", "revenue_service", "revenue_event"})
_COST: Final = frozenset({"cost_staff", "cost_energy", "cost_maintenance", "cost_rent", "cost_other"})
_OPEN: Final = frozenset({"planned", "in_progress"})
_YEAR: Final = 12

FORMULAS: Final = (
    Formula("SUS-01", (("own_revenue", 1),), "cost", has_provinces=False),
    Formula("SUS-02", (("projected_revenue", 1),), "projected_cost", ("scenario",), has_provinces=False, has_total=False),
    Formula("NED-01", (("met", 1),), "needs", ("theme", "severity", "sector")),
    Formula("COM-01", (("mentions", 1),), breakdowns=("outlet", "language", "tone"), has_provinces=False),
    Formula("ACT-01", (("on_time", 1),), "due", ("owner",), has_provinces=False),
    Formula("ACT-02", (("late", 1),), breakdowns=("owner",), has_provinces=False),
)


@dataclass(frozen=True, slots=True)
class Needed:
    """A need of the diagnosis, and whose: None for a group that names no organisation."""

    row: NeedRow
    party: Party | None


@dataclass(frozen=True, slots=True)
class SteeringFacts:
    """What these KPIs are made of."""

    accounts: Sequence[AccountRow] = ()
    scenarios: Sequence[ScenarioRow] = ()
    needs: Sequence[Needed] = ()
    services: Sequence[Served] = ()
    mentions: Sequence[MentionRow] = ()
    actions: Sequence[ActionRow] = ()


def tally_steering(facts: SteeringFacts, today: date) -> Tally:
    """Adds up all measures of steering, as they are on that day."""
    tally = Tally()
    _add_accounts(tally, facts.accounts)
    _add_projections(tally, facts.accounts, facts.scenarios, today)
    _add_needs(tally, facts.needs, facts.services, today)
    for mention in facts.mentions:
        breakdowns = {TOTAL: TOTAL, "outlet": mention.outlet, "language": mention.language, "tone": mention.tone}
        for cell in cells_of(mention.published_on, None, breakdowns):
            tally.add(cell, {"mentions": 1})
    _add_actions(tally, facts.actions, today)
    return tally


def _revenue_and_cost(row: AccountRow) -> tuple[Fraction, Fraction]:
    amount = Fraction(row.amount_mad)
    return (amount if row.account in _OWN_REVENUE else Fraction(0), amount if row.account in _COST else Fraction(0))


def _add_accounts(tally: Tally, accounts: Iterable[AccountRow]) -> None:
    for row in accounts:
        revenue, cost = _revenue_and_cost(row)
        for cell in cells_of(row.booked_on, None, {TOTAL: TOTAL}):
            tally.add(cell, {"own_revenue": revenue, "cost": cost})


def _add_projections(tally: Tally, accounts: Sequence[AccountRow], scenarios: Iterable[ScenarioRow], today: date) -> None:
    """The 12 months after a period: each as the same month of the year before, grown at the rate of its own year."""
    if not accounts:
        return
    by_month: dict[date, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
    for row in accounts:
        month = row.booked_on.replace(day=1)
        by_month[month] = tuple(map(sum, zip(by_month[month], _revenue_and_cost(row), strict=True)))  # type: ignore[assignment, arg-type]
    growth = _growth(scenarios)
    first = min(by_month)
    for period_type in PERIOD_TYPES:
        for start in periods_between(period_type, first, today):
            following = next_period(period_type, start)
            months = [add_months(following, number) for number in range(_YEAR)]
            for scenario, rates in growth.items():
                if not all(month.year in rates for month in months):
                    continue
                before = [by_month[month] for month in (add_months(month, -_YEAR) for month in months)]
                revenue = sum((own * (1 + rates[month.year][0]) for month, (own, _) in zip(months, before, strict=True)), Fraction(0))
                cost = sum((paid * (1 + rates[month.year][1]) for month, (_, paid) in zip(months, before, strict=True)), Fraction(0))
                cell = (period_type, start, REGION, "scenario", scenario)
                tally.add(cell, {"projected_revenue": revenue, "projected_cost": cost})


def _growth(scenarios: Iterable[ScenarioRow]) -> Mapping[str, Mapping[int, tuple[Fraction, Fraction]]]:
    """Scenario → year → growth of revenue and of cost, where both are told; of two partners the last one to tell."""
    latest: dict[tuple[str, int], ScenarioRow] = {}
    for row in sorted(scenarios, key=lambda row: row.received_at):
        latest[row.scenario, row.year] = row
    growth: dict[str, dict[int, tuple[Fraction, Fraction]]] = defaultdict(dict)
    for (scenario, year), row in latest.items():
        if row.revenue_growth is not None and row.cost_growth is not None:
            growth[scenario][year] = (Fraction(row.revenue_growth), Fraction(row.cost_growth))
    return growth


def _add_needs(tally: Tally, needs: Iterable[Needed], services: Iterable[Served], today: date) -> None:
    given: dict[tuple[str, str], list[date]] = defaultdict(list)
    for service in services:
        if service.party is not None and service.row.delivered_on <= today:
            given[service.party.key, service.row.kind].append(service.row.delivered_on)
    for need in needs:
        row, party = need.row, need.party
        days = given.get((party.key, row.theme), []) if party is not None else []
        amounts: dict[str, Number] = {"needs": 1, "met": int(any(day >= row.recorded_on for day in days))}
        breakdowns = {
            TOTAL: TOTAL,
            "theme": row.theme,
            "severity": str(row.severity),
            "sector": party.sector if party is not None else None,
        }
        for cell in cells_of(row.recorded_on, row.province, breakdowns):
            tally.add(cell, amounts)


def _add_actions(tally: Tally, actions: Iterable[ActionRow], today: date) -> None:
    for action in actions:
        on_time = action.status == "done" and action.done_on is not None and action.done_on <= action.due_on
        breakdowns = {TOTAL: TOTAL, "owner": action.owner}
        for cell in cells_of(action.due_on, None, breakdowns):
            tally.add(cell, {"due": 1, "on_time": int(on_time)})
        for period_type, start in _late_periods(action, today):
            for breakdown, value in breakdowns.items():
                tally.add((period_type, start, REGION, breakdown, value), {"late": 1})


def _late_periods(action: ActionRow, today: date) -> Iterator[tuple[str, date]]:
    """The periods at whose end, or today while they run, the action was open though its due day had passed."""
    for period_type in PERIOD_TYPES:
        for start in periods_between(period_type, period_start(period_type, action.due_on), today):
            seen_on = min(next_period(period_type, start) - timedelta(days=1), today)
            is_open = action.status in _OPEN or (action.status == "done" and action.done_on is not None and action.done_on > seen_on)
            if is_open and action.due_on < seen_on:
                yield period_type, start
