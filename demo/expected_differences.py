"""What two sources say of the same thing, in plain Python: which pairs there are to compare, and what each of the two says.

What goes here: the statements of partners, brought together by subject. What does not: when a difference is worth a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Final

from demo.expected_jobs import Statement as JobStatement
from demo.expected_jobs import count_jobs, counting, reported_counts
from demo.expected_matching import Links, Resolver
from demo.expected_standing import Standing, standing
from demo.folding import fold
from demo.periods import last_day_of_period, local_date, period_start, periods_between
from demo.truth import Observed, RegisterRow

Said = float | str
Source = tuple[str, str]
"""partner, contract"""
Difference = tuple[str, str, str | None, date, Source, Source]
"""comparison, subject, its part, first day of the period, one source, the other"""

_APPROVED: Final = frozenset({"approved", "started", "completed"})
_OF_REGISTERS: Final = ("members_total", "members_women", "status", "province")
_OF_SURVEYS: Final = ("members_total", "members_women")


@dataclass(frozen=True, slots=True)
class _Told:
    """One source's word on a subject. `told_for`: the period that it spoke of itself."""

    comparison: str
    subject: str
    part: str | None
    period: date
    told_for: date
    source: Source
    said: Said


def expected_differences(observed: Observed, as_of: datetime, links: Links) -> dict[Difference, tuple[Said, Said]]:
    """Every pair of sources that speak of the same thing, with what they say.

    Args:
        observed: the valid rows that deliveries carried.
        as_of: the instant of the release.
        links: who is who.
    """
    current = standing(observed, as_of)
    resolver = Resolver(links, current.register, current.register_history)
    registered = {links.entries[row.partner, row.local_ref] for row in current.register}
    jobs = counting(current.declarations, resolver)
    told = [
        *_jobs(jobs, registered),
        *_registers(current.register_history, links, registered, local_date(as_of)),
        *_surveys(current, resolver, registered),
        *_money(current, resolver, registered),
    ]
    return _paired(told) | _project_jobs(current, resolver, registered, jobs)


def _paired(told: Iterable[_Told]) -> dict[Difference, tuple[Said, Said]]:
    """Two sources of one subject, the lesser name first; two lists that both speak of an earlier period are passed over."""
    subjects: dict[tuple[str, str, str | None, date], list[_Told]] = defaultdict(list)
    for each in told:
        subjects[each.comparison, each.subject, each.part, each.period].append(each)
    pairs = {}
    for subject, statements in subjects.items():
        for one, other in combinations(sorted(statements, key=lambda each: each.source), 2):
            if max(one.told_for, other.told_for) == one.period:
                pairs[(*subject, one.source, other.source)] = (one.said, other.said)
    return pairs


def _jobs(statements: list[JobStatement], registered: set[str]) -> Iterator[_Told]:
    for (organisation, month, sex, employment_type), counts in reported_counts(statements).items():
        if organisation in registered:
            part = f"{sex or 'unknown'} {employment_type}"
            for partner, heads in counts.items():
                yield _Told("jobs", organisation, part, month, month, (partner, "job_declarations"), float(heads))


def _registers(history: Iterable[RegisterRow], links: Links, registered: set[str], today: date) -> Iterator[_Told]:
    """Each register by quarter: its last list by the quarter's end, one entry an organisation."""
    lists: dict[tuple[str, date], list[RegisterRow]] = defaultdict(list)
    for row in history:
        lists[row.partner, row.period_start].append(row)
    for quarter in periods_between("quarter", min((period for _, period in lists), default=today), today):
        for partner in {partner for partner, _ in lists}:
            made = [period for of, period in lists if of == partner and period <= last_day_of_period("quarter", quarter)]
            if made:
                yield from _list(lists[partner, max(made)], quarter, links, registered)


def _list(rows: Iterable[RegisterRow], quarter: date, links: Links, registered: set[str]) -> Iterator[_Told]:
    entries: dict[str, RegisterRow] = {}
    for row in sorted(rows, key=lambda each: (each.status != "dissolved", each.local_ref)):
        entries[links.entries[row.partner, row.local_ref]] = row
    for organisation, row in entries.items():
        for fact in _OF_REGISTERS if organisation in registered else ():
            said = getattr(row, fact)
            if said is not None:
                told_for = period_start("quarter", row.period_start)
                yield _Told(fact, organisation, None, quarter, told_for, (row.partner, "organisations"), _said(said))


def _surveys(current: Standing, resolver: Resolver, registered: set[str]) -> Iterator[_Told]:
    for row in current.feeds.get("activity_surveys", ()):
        party = resolver.of_row("activity_surveys", row)
        for fact in _OF_SURVEYS if party is not None and party.key in registered else ():
            said = getattr(row, fact)
            if party is not None and said is not None:
                yield _Told(fact, party.key, None, row.period_start, row.period_start, (row.partner, "activity_surveys"), _said(said))


def _money(current: Standing, resolver: Resolver, registered: set[str]) -> Iterator[_Told]:
    sums: dict[tuple[str, str, str | None, date, Source], float] = defaultdict(float)
    for row in current.feeds.get("financing", ()):
        party = resolver.of_row("financing", row)
        if party is not None and party.key in registered and row.programme is not None:
            part = f"{fold(row.programme)} {row.instrument}"
            quarter = period_start("quarter", row.approved_on)
            sums["financing_approved_mad", party.key, part, quarter, (row.partner, "financing")] += row.amount_approved_mad
    for row in current.feeds.get("agreements", ()):
        year = period_start("year", row.signed_on)
        sums["agreements_committed_mad", fold(row.programme), None, year, (row.partner, "agreements")] += row.committed_mad
    for (comparison, subject, of, period, source), amount in sums.items():
        yield _Told(comparison, subject, of, period, period, source, amount)


def _project_jobs(
    current: Standing, resolver: Resolver, registered: set[str], statements: list[JobStatement]
) -> dict[Difference, tuple[Said, Said]]:
    """Jobs that approved projects realised, against the distinct jobs begun since the first was approved.

    The partner that reports most of these speaks for them.
    """
    realised: dict[tuple[str, str], float] = defaultdict(float)
    since: dict[tuple[str, str], date] = {}
    for row in current.projects:
        party = resolver.of_row("investment_projects", row)
        if party is None or party.key not in registered or row.status not in _APPROVED or row.jobs_realised is None:
            continue
        key = (party.key, row.partner)
        realised[key] += row.jobs_realised
        if row.decided_on is not None:
            since[key] = min(since.get(key, row.decided_on), row.decided_on).replace(day=1)
    jobs, groups = count_jobs(statements), reported_counts(statements)
    pairs: dict[Difference, tuple[Said, Said]] = {}
    for (organisation, partner), amount in realised.items():
        month = since[organisation, partner]
        heads: dict[str, int] = defaultdict(int)
        for (of, started_in, _, _), counts in groups.items():
            for teller, count in counts.items() if of == organisation and started_in >= month else ():
                heads[teller] += count
        if heads:
            speaker = min(heads, key=lambda teller: (-heads[teller], teller))
            begun = sum(job.party.key == organisation and job.started_on >= month for job in jobs)
            sources = ((partner, "investment_projects"), (speaker, "job_declarations"))
            pairs["project_jobs", organisation, None, month, *sources] = (amount, float(begun))
    return pairs


def _said(value: int | str) -> Said:
    return value if isinstance(value, str) else float(value)
