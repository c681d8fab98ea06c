"""Where the observed figures differ from the truth though everybody is known: not delivered, rejected, in no register and so on.

Links are the true ones here, so that no error of linkage is among the reasons; those are measured in `demo.linkage_quality`.
What belongs here: comparing two sets of rows and tracing each difference to facts that touch its cell. A difference
without a case is a fault of the rules, of the demo, or of this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from demo.contracts import key_of
from demo.differences_feeds import FEED_TRACES, families_of
from demo.expected import expected_kpis, observe_all, truth_kpis
from demo.expected_cells import Expected, Key, Number
from demo.expected_partners import ABOUT_DELIVERIES
from demo.expected_standing import Standing, standing
from demo.periods import add_months, next_period, previous_period
from demo.truth import REGION, Declaration, DeclarationRow, Job, Observed, Region, RegisterRow, stated
from demo.truth_links import truth_links

_PROJECTS_KPI: Final = "JOB-11"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell in which the observed rows give another figure than the truth, or only one of both has the row.

    Attributes:
        key: the cell.
        expected_row: the row that the observed rows give, None when they give none.
        truth_row: the row as it is in truth, None when there is none.
        cases: 'unregistered', cases of `Loss`, 'not_received_yet', 'not_delivered', 'other_version', or 'about_deliveries'
            (there is no truth of the region behind a figure of how partners deliver).
    """

    key: Key
    expected_row: Expected | None
    truth_row: Expected | None
    cases: tuple[str, ...]

    @property
    def expected(self) -> Number | None:
        """Value that the observed rows give."""
        return self.expected_row.value if self.expected_row is not None else None

    @property
    def truth(self) -> Number | None:
        """Value as it is in truth."""
        return self.truth_row.value if self.truth_row is not None else None

    @property
    def case(self) -> str:
        """All cases that touch the cell, in one text; empty when the difference is not explained."""
        return " + ".join(self.cases)


def differences(region: Region, observed: Observed, as_of: datetime) -> list[Difference]:
    """All cells that differ, in order of their keys, each with the cases that touch it; none means: unexplained."""
    expected, truth = expected_kpis(region, observed, as_of, truth_links(region)), truth_kpis(region, as_of)
    keys = sorted(key for key in expected.keys() | truth.keys() if expected.get(key) != truth.get(key))
    if not keys:
        return []
    touched = touched_cells(region, observed, as_of)
    return [Difference(key, expected.get(key), truth.get(key), touched.cases(key)) for key in keys]


class Touched:
    """Months and territories that cases touch, by family of KPIs."""

    def __init__(self) -> None:
        """Starts with nothing touched."""
        self._cases: dict[tuple[str, str, date], set[str]] = defaultdict(set)

    def touch(self, case: str, family: str, days: Iterable[date | None], provinces: Iterable[str | None]) -> None:
        """Marks the months of these days, in the region and in these provinces."""
        months = {day.replace(day=1) for day in days if day is not None}
        for territory in {REGION, *provinces}:
            if territory is not None:
                for month in months:
                    self._cases[family, territory, month].add(case)

    def cases(self, key: Key) -> tuple[str, ...]:
        """The cases that touch a cell. Retention looks back a period, so for the hub the period before counts too."""
        kpi_id, period_type, start, territory, _, _ = key
        if kpi_id in ABOUT_DELIVERIES:
            return ("about_deliveries",)
        families = families_of(kpi_id)
        month = previous_period(period_type, start) if families == ("HUB",) else start
        found: set[str] = set()
        while month < next_period(period_type, start):
            found |= {case for family in families for case in self._cases.get((family, territory, month), ())}
            month = add_months(month, 1)
        return tuple(sorted(found))


def touched_cells(region: Region, observed: Observed, as_of: datetime) -> Touched:
    """Everything that organisations in no register and the observation's losses touch."""
    touched = Touched()
    traces = _Traces(region, touched)
    for organisation in region.organisations:
        if not organisation.has_register:
            traces.organisation("unregistered", organisation.id)
    loss_cases = {(loss.contract, loss.partner, loss.key): loss.case for loss in observed.losses}
    for contract, wanted, found in _unlike(region, observed, as_of):
        key = (contract, wanted.partner, "/".join(_key(contract, wanted)))
        if key in loss_cases:
            label = loss_cases[key]
        elif wanted.received_at > as_of:
            label = "not_received_yet"
        else:
            label = "not_delivered" if found is None else "other_version"
        traces.row(label, contract, wanted, found)
    for row in _untold_changes(region, observed, as_of):
        label = (
            "not_received_yet"
            if row.received_at > as_of
            else loss_cases.get(("organisations", row.partner, row.local_ref), "not_delivered")
        )
        traces.organisation(label, row.organisation_id)
    return touched


def _untold_changes(region: Region, observed: Observed, as_of: datetime) -> Iterator[RegisterRow]:
    """What registers say of organisations that change, in any snapshot, and what was not received of it."""
    told = {(row.partner, row.period_start, row.local_ref) for row in standing(observed, as_of).register_history}
    for row in region.register:
        if row.organisation_id in region.changes and (row.partner, row.period_start, row.local_ref) not in told:
            yield row


def _unlike(region: Region, observed: Observed, as_of: datetime) -> Iterator[tuple[str, Any, Any]]:
    """Contract, the row that should stand in the end, and the one that stands instead (or None), where they differ."""
    end = datetime.max.replace(tzinfo=as_of.tzinfo)
    in_the_end, now = standing(observe_all(region), end), standing(observed, as_of)
    for contract, (wanted_rows, found_rows) in _by_contract(in_the_end, now).items():
        found = {(row.partner, *_key(contract, row)): row for row in found_rows}
        for row in wanted_rows:
            other = found.pop((row.partner, *_key(contract, row)), None)
            if other is None or stated(row, contract) != stated(other, contract):
                yield contract, row, other
        # A list that replaces the one before leaves rows of it behind.
        yield from ((contract, row, row) for row in found.values() if contract in FEED_TRACES)


def _key(contract: str, row: Any) -> tuple[str, ...]:
    return tuple(str(part) for part in key_of(contract, stated(row, contract)))


def _by_contract(one: Standing, other: Standing) -> Mapping[str, tuple[Sequence[Any], Sequence[Any]]]:
    return {
        "job_declarations": (one.declarations, other.declarations),
        "organisations": (one.register, other.register),
        "investment_projects": (one.projects, other.projects),
        "hub_resources": (one.resources, other.resources),
        "hub_bookings": (one.bookings, other.bookings),
        "hub_visits": (one.visits, other.visits),
        "hub_services": (one.services, other.services),
        **{contract: (one.feeds.get(contract, ()), other.feeds.get(contract, ())) for contract in FEED_TRACES},
        "hub_accounts": (one.accounts, other.accounts),
    }


class _Traces:
    """Follows a fact to all the cells that it can change."""

    def __init__(self, region: Region, touched: Touched) -> None:
        self._region = region
        self._touched = touched
        self._jobs: dict[str, Job] = {job.id: job for job in region.jobs}
        self._declarations: dict[tuple[str, str], Declaration] = {}
        self._jobs_of: dict[str, list[Job]] = defaultdict(list)
        self._declarations_of: dict[str, list[Declaration]] = defaultdict(list)
        self._uses_of: dict[str, set[date]] = defaultdict(set)
        self._provinces_of = {organisation.id: {organisation.province} for organisation in region.organisations}
        for identifier, change in region.changes.items():
            self._provinces_of[identifier].add(change.before.province)
        for job in region.jobs:
            self._jobs_of[job.organisation_id].append(job)
        for declaration in region.declarations:
            self._declarations[declaration.partner, declaration.local_ref] = declaration
            self._declarations_of[declaration.organisation_id].append(declaration)
        self._organisation_of_booking = {each.booking_ref: each.organisation_id for each in region.bookings}
        for booking in region.bookings:
            if booking.organisation_id is not None:
                self._uses_of[booking.organisation_id].add(booking.versions[-1].starts_at.date())
        for visit in region.visits:
            if visit.organisation_id is not None:
                self._uses_of[visit.organisation_id].add(visit.entered_at.date())
        for service in region.services:
            self._uses_of[service.organisation_id].add(service.delivered_on)
        self._rows_of: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for contract in FEED_TRACES:
            for row in region.feeds.get(contract, ()):
                organisation_id = getattr(row, "organisation_id", None)
                if organisation_id is not None:
                    self._rows_of[organisation_id].append((contract, row))

    def organisation(self, case: str, organisation_id: str) -> None:
        """Everything that is said of an organisation."""
        for job in self._jobs_of[organisation_id]:
            self._job(case, job)
        for declaration in self._declarations_of[organisation_id]:
            self._stated(case, declaration)
        self._touched.touch(case, "HUB", self._uses_of[organisation_id], sorted(self._provinces_of[organisation_id]))
        for contract, row in self._rows_of[organisation_id]:
            self._told(case, contract, row)

    def declaration(self, case: str, partner: str, local_ref: str) -> None:
        """A declaration, the jobs it means, whatever others say of them, and the head-counts it is compared with.

        Where the end of a job is not known, a later job of the same person there becomes one with it.
        """
        declaration = self._declarations[partner, local_ref]
        own_jobs = [self._jobs[job_id] for job_id in declaration.job_ids]
        people = {job.person_id for job in own_jobs if job.person_id is not None}
        months = {job.started_on.replace(day=1) for job in own_jobs}
        months |= {row.started_on.replace(day=1) for row in declaration.versions}
        jobs = [
            job
            for job in self._jobs_of[declaration.organisation_id]
            if job.id in declaration.job_ids or job.person_id in people or job.started_on.replace(day=1) in months
        ]
        ids = {job.id for job in jobs}
        rows = [
            row
            for other in self._declarations_of[declaration.organisation_id]
            for row in other.versions
            if other is declaration or ids & set(other.job_ids) or row.started_on.replace(day=1) in months
        ]
        related: list[Job | DeclarationRow] = [*jobs, *rows]
        days = [day for each in related for day in (each.started_on, each.ended_on)]
        self._touched.touch(case, "JOB", days, [each.province for each in related])

    def row(self, case: str, contract: str, wanted: Any, found: Any) -> None:
        """A row that is missing, or stands in another version."""
        versions = [row for row in (wanted, found) if row is not None]
        provinces = [getattr(row, "province", None) for row in versions]
        if contract == "job_declarations":
            self.declaration(case, wanted.partner, wanted.local_ref)
            days = [day for row in versions for day in (row.started_on, row.ended_on)]
            self._touched.touch(case, "JOB", days, provinces)
        elif contract == "organisations":
            self.organisation(case, wanted.organisation_id)
        elif contract == "investment_projects":
            self._touched.touch(case, _PROJECTS_KPI, [row.decided_on for row in versions], provinces)
        elif contract == "hub_resources":
            self._everything_in_hub(case)
        elif contract == "hub_bookings":
            self._use(case, self._organisation_of_booking[wanted.booking_ref], [row.starts_at.date() for row in versions])
            self._touched.touch(case, "HUB", [row.ends_at.date() for row in versions], [])
        elif contract == "hub_services":
            self._use(case, wanted.organisation_id, [row.delivered_on for row in versions])
        elif contract in FEED_TRACES:
            for row in versions:
                self._told(case, contract, row)
        else:
            self._use(case, wanted.organisation_id, [row.entered_at.date() for row in versions])

    def _told(self, case: str, contract: str, row: Any) -> None:
        """A row of the feeds beside jobs and the hub, where it counts itself and where its organisation is."""
        trace = FEED_TRACES[contract]
        organisation_id = getattr(row, "organisation_id", None)
        provinces = [getattr(row, "province", None), *sorted(self._provinces_of.get(organisation_id or "", ()))]
        for family in trace.families:
            self._touched.touch(case, family, trace.days(row), provinces)

    def _use(self, case: str, organisation_id: str | None, days: Sequence[date]) -> None:
        """A use of the hub counts there, and for the jobs that its organisation created in the year after."""
        if organisation_id is None:
            self._touched.touch(case, "HUB", days, [])
            return
        self._touched.touch(case, "HUB", days, sorted(self._provinces_of[organisation_id]))
        for contract, row in self._rows_of[organisation_id]:
            if contract == "needs_assessments":
                self._told(case, contract, row)
        for job in self._jobs_of[organisation_id]:
            if min(days) < job.started_on <= add_months(max(days), 12):
                self._touched.touch(case, "JOB", [job.started_on], [job.province])

    def _everything_in_hub(self, case: str) -> None:
        month = self._region.first_month
        while month <= self._region.last_month:
            self._touched.touch(case, "HUB", [month], sorted({code for codes in self._provinces_of.values() for code in codes}))
            month = add_months(month, 1)

    def _job(self, case: str, job: Job) -> None:
        self._touched.touch(case, "JOB", [job.started_on, job.ended_on], [job.province])

    def _stated(self, case: str, declaration: Declaration) -> None:
        row = declaration.versions[-1]
        self._touched.touch(case, "JOB", [row.started_on, row.ended_on], [row.province])
