"""Jobs counted once: several partners' declarations become distinct jobs, by the rules "One job, several sources"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from demo.expected_matching import Party, Resolver
from demo.truth import DeclarationRow

_LONGEST_BREAK: Final = timedelta(days=31)
_COUNTING_STATES: Final = frozenset({"declared", "evidenced"})


@dataclass(frozen=True, slots=True)
class CountedJob:
    """One distinct job, whatever its number of sources. `province` is the job's, the party's may be another."""

    party: Party
    province: str
    employment_type: str
    sex: str | None
    birth_year: int | None
    area: str | None
    programme: str | None
    started_on: date
    ended_on: date | None
    hours_per_week: float | None
    months_per_year: float | None
    is_evidenced: bool
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration that counts, with the organisation it was matched to."""

    row: DeclarationRow
    party: Party

    @property
    def rank(self) -> tuple[bool, float, str, str]:
        """Smallest for the best source: evidenced, latest received, then partner and local_ref ascending."""
        row = self.row
        return (row.state != "evidenced", -row.received_at.timestamp(), row.partner, row.local_ref)


GroupKey = tuple[str, date, str | None, str]


def counting(declarations: Iterable[DeclarationRow], resolver: Resolver) -> list[Statement]:
    """Declared and evidenced declarations with their organisation; promises never count."""
    statements = []
    for row in declarations:
        if row.state not in _COUNTING_STATES:
            continue
        party = resolver.of_row("job_declarations", row)
        if party is None:
            message = f"{row.partner} {row.local_ref} refers to no organisation: such a row is rejected, never observed."
            raise ValueError(message)
        statements.append(Statement(row, party))
    return statements


def count_jobs(statements: Sequence[Statement]) -> list[CountedJob]:
    """The distinct jobs: named ones first, then those that only head-counts tell of."""
    named, counted = _named_and_counted(statements)
    return named + _anonymous_jobs(named, counted)


def reported_counts(statements: Sequence[Statement]) -> dict[GroupKey, dict[str, int]]:
    """c(p): what each partner reports in all, its named jobs of a group and its head-counts, by group and partner."""
    return _counts(*_named_and_counted(statements))


def _named_and_counted(statements: Sequence[Statement]) -> tuple[list[CountedJob], list[Statement]]:
    named = _named_jobs([each for each in statements if _is_named(each.row)])
    return named, [each for each in statements if not _is_named(each.row)]


def _counts(named: Iterable[CountedJob], counted: Iterable[Statement]) -> dict[GroupKey, dict[str, int]]:
    counts: dict[GroupKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in counted:
        row = each.row
        counts[each.party.key, row.started_on.replace(day=1), row.sex, row.employment_type][row.partner] += row.headcount
    for job in named:
        for partner in job.sources:
            counts[job.party.key, job.started_on.replace(day=1), job.sex, job.employment_type][partner] += 1
    return counts


def _is_named(row: DeclarationRow) -> bool:
    return row.person_id is not None and row.headcount == 1


def _named_jobs(statements: Iterable[Statement]) -> list[CountedJob]:
    """One organisation and person: spells that overlap or lie within 31 days of each other are one job."""
    careers: dict[tuple[str, str | None], list[Statement]] = defaultdict(list)
    for each in statements:
        careers[each.party.key, each.row.person_id].append(each)
    jobs = []
    for career in careers.values():
        career.sort(key=lambda each: (each.row.started_on, each.row.partner, each.row.local_ref))
        running: list[Statement] = []
        latest_end: date | None = date.min
        for each in career:
            if running and (latest_end is not None and each.row.started_on > latest_end + _LONGEST_BREAK):
                jobs.append(_merged(running))
                running, latest_end = [], date.min
            running.append(each)
            if latest_end is not None:
                latest_end = None if each.row.ended_on is None else max(latest_end, each.row.ended_on)
        jobs.append(_merged(running))
    return jobs


def _merged(statements: Sequence[Statement]) -> CountedJob:
    """One job from its sources: attributes from the best source that has them, the end from the best source alone."""
    ranked = sorted(statements, key=lambda each: each.rank)
    evidenced = [each for each in ranked if each.row.state == "evidenced"]

    def first_known(column: str) -> Any:
        values = (getattr(each.row, column) for each in ranked)
        return next((value for value in values if value is not None), None)

    return CountedJob(
        party=ranked[0].party,
        province=first_known("province"),
        employment_type=first_known("employment_type"),
        sex=first_known("sex"),
        birth_year=first_known("birth_year"),
        area=first_known("area"),
        programme=first_known("programme"),
        started_on=min(each.row.started_on for each in evidenced or ranked),
        ended_on=ranked[0].row.ended_on,
        hours_per_week=first_known("hours_per_week"),
        months_per_year=first_known("months_per_year"),
        is_evidenced=bool(evidenced),
        sources=frozenset(each.row.partner for each in ranked),
    )


def _anonymous_jobs(named: Sequence[CountedJob], statements: Sequence[Statement]) -> list[CountedJob]:
    """Head-counts of a group describe the same jobs: it holds max(N, max c(p)), the jobs beyond N come from p*."""
    named_in: dict[GroupKey, list[CountedJob]] = defaultdict(list)
    for job in named:
        named_in[job.party.key, job.started_on.replace(day=1), job.sex, job.employment_type].append(job)
    counted_in: dict[GroupKey, list[Statement]] = defaultdict(list)
    for each in statements:
        row = each.row
        counted_in[each.party.key, row.started_on.replace(day=1), row.sex, row.employment_type].append(each)
    jobs: list[CountedJob] = []
    reported = _counts(named, statements)
    for group, members in counted_in.items():
        counts = reported[group]
        largest = min(counts, key=lambda partner: (-counts[partner], partner))
        beyond = max(0, counts[largest] - len(named_in[group]))
        own = [each for each in members if each.row.partner == largest]
        own.sort(key=lambda each: (each.row.state != "evidenced", each.row.started_on, each.row.local_ref))
        units = [each for each in own for _ in range(each.row.headcount)]
        jobs += [_unit(each) for each in units[:beyond]]
    return jobs


def _unit(statement: Statement) -> CountedJob:
    row = statement.row
    return CountedJob(
        party=statement.party,
        province=row.province,
        employment_type=row.employment_type,
        sex=row.sex,
        birth_year=row.birth_year,
        area=row.area,
        programme=row.programme,
        started_on=row.started_on,
        ended_on=row.ended_on,
        hours_per_week=row.hours_per_week,
        months_per_year=row.months_per_year,
        is_evidenced=row.state == "evidenced",
        sources=frozenset({row.partner}),
    )
