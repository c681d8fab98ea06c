"""Anonymous jobs: in each group one partner counts all, others count a part, and some are named elsewhere.

A group is what the rules compare: organisation, month of the start, sex, employment type. The group's true size is
what the partner with the largest count reports; its first lots, in the order of the rules, are the jobs that nobody
names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.careers import ANNOUNCED, WOMEN_SHARE, Facts, Labour
from demo.periods import last_day_of_month
from demo.references import Referrer
from demo.sources import declarers
from demo.statements import EVIDENCE, Clerks, Stages, Statement
from demo.truth import Job, Organisation

GroupKey = tuple[str, date, str | None, str]

_MIXED_SHARE: Final = 0.25


def group_of(job: Job) -> GroupKey:
    """The group in which a job is compared with head-counts."""
    return (job.organisation_id, job.started_on.replace(day=1), job.sex, job.employment_type)


@dataclass(frozen=True, slots=True)
class Named:
    """The named jobs of one group: each one's id and the partners that state it."""

    organisation: Organisation
    jobs: tuple[tuple[str, frozenset[str]], ...]


def named_groups(jobs: Sequence[tuple[Job, Organisation, Sequence[Statement]]]) -> dict[GroupKey, Named]:
    """Named jobs by group."""
    grouped: dict[GroupKey, list[tuple[Job, Organisation, Sequence[Statement]]]] = defaultdict(list)
    for each in jobs:
        grouped[group_of(each[0])].append(each)
    return {
        key: Named(
            organisation=members[0][1],
            jobs=tuple((job.id, frozenset(each.partner for each in sources)) for job, _, sources in members),
        )
        for key, members in grouped.items()
    }


class Headcounts:
    """Makes groups with anonymous jobs, and what partners count there."""

    def __init__(self, rng: Random, labour: Labour, clerks: Clerks, referrer: Referrer) -> None:
        """All choices are drawn from the given source of randomness."""
        self._rng = rng
        self._labour = labour
        self._clerks = clerks
        self._referrer = referrer

    def build(self, named: dict[GroupKey, Named], total: int, first_number: int) -> tuple[list[Job], list[Statement]]:
        """At least that many anonymous jobs, each group once. A quarter of the groups also hold named jobs."""
        jobs: list[Job] = []
        statements: list[Statement] = []
        done: set[GroupKey] = set()
        mixable = sorted(named, key=repr)
        while len(jobs) < total:
            if mixable and self._rng.random() < _MIXED_SHARE:
                key = self._rng.choice(mixable)
                organisation = named[key].organisation
            else:
                organisation, day = self._labour.organisation_and_day()
                key = self._key(organisation, day)
            partners = self._partners(organisation)
            if key in done or not partners:
                continue
            done.add(key)
            own = named.get(key, Named(organisation, ()))
            new_jobs, new_statements = self._group(key, own, partners, first_number + len(jobs))
            jobs += new_jobs
            statements += new_statements
        return jobs, statements

    def promises(self, count: int) -> list[Statement]:
        """Head-counts that were promised and never came: no job belongs to them."""
        statements: list[Statement] = []
        while len(statements) < count:
            organisation, day = self._labour.organisation_and_day()
            partners = self._partners(organisation)
            if not partners:
                continue
            partner = "cri" if "cri" in partners else partners[0]
            facts = replace(self._labour.facts(organisation, None), programme=None)
            period = self._clerks.month(day.replace(day=1))
            stages = Stages(period, declared=None, evidenced=None, end=None)
            statement = self._statement(partner, organisation, (), facts, day, None, stages, self._rng.randint(2, 30))
            statements.append(statement)
        return statements

    def _key(self, organisation: Organisation, day: date) -> GroupKey:
        employment_type = self._labour.facts(organisation, None).employment_type
        sex: str | None = None
        if self._rng.random() < 0.85:
            sex = "female" if self._rng.random() < WOMEN_SHARE.get(organisation.sector, 0.3) else "male"
        return (organisation.id, day.replace(day=1), sex, employment_type)

    def _partners(self, organisation: Organisation) -> list[str]:
        """Partners that can state something there, the most usual first."""
        weights = declarers(organisation)
        able = [each for each in weights if self._referrer.keys(each, organisation, organisation.province)]
        return sorted(able, key=lambda partner: (-weights[partner], partner))

    def _group(self, key: GroupKey, named: Named, partners: Sequence[str], first_number: int) -> tuple[list[Job], list[Statement]]:
        """The jobs nobody names, and the counts: all by one partner, a part by up to two others."""
        rng = self._rng
        whole = partners[0] if rng.random() < 0.7 else rng.choice(partners)
        jobs: list[Job] = []
        statements: list[Statement] = []
        start_day = rng.randint(1, 15)
        for size in self._lot_sizes():
            lot_jobs, statement = self._lot(key, named, whole, size, start_day, first_number + len(jobs))
            jobs += lot_jobs
            statements.append(statement)
            start_day += rng.randint(0, 6)
        # The partner that counts all also counts, without naming them, the jobs that only others name. This row comes
        # after the lots in the order of the rules: declared only, and starting on the last day of the month.
        elsewhere = tuple(job_id for job_id, sources in named.jobs if whole not in sources)
        if elsewhere:
            facts = replace(statements[-1].facts, area=None, hours_per_week=None, programme=None)
            started_on = last_day_of_month(key[1])
            stages = replace(statements[-1].stages, evidenced=None, end=None)
            statement = self._statement(whole, named.organisation, elsewhere, facts, started_on, None, stages, len(elsewhere))
            statements.append(statement)
        size = len(jobs) + len(named.jobs)
        for partner in partners:
            stated = sum(partner in sources for _, sources in named.jobs)
            if partner != whole and size - 1 - stated >= 1 and rng.random() < 0.45:
                meant = tuple(job.id for job in jobs)[: rng.randint(1, size - 1 - stated)]
                statements.append(self._part(key, named, partner, meant))
        return jobs, statements

    def _lot_sizes(self) -> list[int]:
        first = 1 + min(9, int(self._rng.expovariate(0.5)))
        return [first] if self._rng.random() < 0.7 else [first, self._rng.randint(1, 4)]

    def _lot(self, key: GroupKey, named: Named, partner: str, size: int, start_day: int, first_number: int) -> tuple[list[Job], Statement]:
        """Jobs that share all their attributes, and the row that counts them."""
        _, month, sex, employment_type = key
        organisation = named.organisation
        facts = replace(self._labour.facts(organisation, None), sex=sex, employment_type=employment_type, birth_year=None)
        latest = last_day_of_month(month) - timedelta(days=1)
        started_on = max(month.replace(day=start_day), min(organisation.founded_on, latest))
        ended_on = self._labour.end(started_on, employment_type)
        is_announced = employment_type in ANNOUNCED
        stages = self._clerks.stages(partner, started_on, ended_on, is_announced=is_announced, is_prompt=False)
        ids = tuple(f"JOB-{first_number + index:06d}" for index in range(size))
        statement = self._statement(partner, organisation, ids, facts, started_on, ended_on, stages, size)
        state = "evidenced" if stages.evidenced is not None else "declared"
        evidence = statement.evidence if stages.evidenced is not None else None
        attributes = {each.name: getattr(facts, each.name) for each in fields(Facts)}
        jobs = [
            Job(
                id=job_id,
                organisation_id=organisation.id,
                person_id=None,
                started_on=started_on,
                ended_on=ended_on,
                state=state,
                evidence=evidence,
                **attributes,
            )
            for job_id in ids
        ]
        return jobs, statement

    def _part(self, key: GroupKey, named: Named, partner: str, job_ids: tuple[str, ...]) -> Statement:
        """What another partner counts: fewer, and with attributes of its own."""
        _, month, sex, employment_type = key
        facts = replace(self._labour.facts(named.organisation, None), sex=sex, employment_type=employment_type, birth_year=None)
        day = month.replace(day=self._rng.randint(1, 28))
        stages = self._clerks.stages(partner, day, None, is_announced=False, is_prompt=False)
        return self._statement(partner, named.organisation, job_ids, facts, day, None, stages, len(job_ids))

    def _statement(
        self,
        partner: str,
        organisation: Organisation,
        job_ids: tuple[str, ...],
        facts: Facts,
        started_on: date,
        ended_on: date | None,
        stages: Stages,
        headcount: int,
    ) -> Statement:
        return Statement(
            partner=partner,
            local_ref=self._clerks.local_ref(partner, stages.first),
            organisation=organisation,
            job_ids=job_ids,
            stages=stages,
            started_on=started_on,
            ended_on=ended_on,
            headcount=headcount,
            person_id=None,
            evidence=self._rng.choice(EVIDENCE[partner]),
            facts=facts,
        )
