"""Named jobs as one to three partners state them: the best source tells the truth, the others err a little.

The rules of the house take every attribute from the best source that has it, and the start from the earliest
evidenced one. This module makes statements from which those rules recover the real job, and in which any other
precedence would not.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from demo.careers import ANNOUNCED, Career, Facts
from demo.organisations import CRAFTS
from demo.places import PROVINCES
from demo.references import Referrer
from demo.statements import EVIDENCE, Clerks, Statement
from demo.truth import Job, Organisation

_REQUIRED: Final = frozenset({"employment_type", "province"})
_LASTING: Final = ("salaried", "self_employed", "member_worker")


def declarers(organisation: Organisation) -> dict[str, float]:
    """Partners in whose field the organisation lies, with how often each states a job there."""
    weights = {"government_departments": 1.5, "cri": 4.0 if organisation.legal_form in ("company", "gie") else 0.5}
    for chamber in ("chamber_handicrafts", "chamber_agriculture"):
        if chamber in organisation.has_register:
            weights[chamber] = 5.0
    if organisation.sector in CRAFTS:
        weights["provincial_handicrafts"] = 3.0
    return weights


class Sources:
    """States named jobs."""

    def __init__(self, rng: Random, clerks: Clerks, referrer: Referrer) -> None:
        """All choices are drawn from the given source of randomness."""
        self._rng = rng
        self._clerks = clerks
        self._referrer = referrer

    def state(self, career: Career, job_id: str) -> tuple[Job, list[Statement]]:
        """The real job, and what partners state about it, best source first."""
        partners = self._partners(career)
        statements = [self._statement(career, job_id, partner) for partner in partners]
        if len(career.spells) > 1:
            statements[:1] = self._statements_by_spell(career, job_id, partners[0])
        statements.sort(key=lambda statement: statement.rank)
        statements = self._with_ends(career, statements)
        statements = self._with_starts(career, statements)
        statements = self._with_facts(career, statements)
        evidence = statements[0].evidence if statements[0].stages.evidenced is not None else None
        return _job(career, job_id, evidence), statements

    def _partners(self, career: Career) -> list[str]:
        """One to three partners of those that can refer to the organisation."""
        rng = self._rng
        organisation, province = career.organisation, career.facts.province
        weights = {
            partner: weight for partner, weight in declarers(organisation).items() if self._referrer.keys(partner, organisation, province)
        }
        (count,) = rng.choices((1, 2, 3), (55, 33, 12))
        chosen: list[str] = []
        if career.facts.employment_type == "temporary_programme" and "government_departments" in weights:
            chosen.append("government_departments")
            del weights["government_departments"]
        while weights and len(chosen) < count:
            (partner,) = rng.choices(tuple(weights), tuple(weights.values()))
            chosen.append(partner)
            del weights[partner]
        return chosen

    def _statement(self, career: Career, job_id: str, partner: str) -> Statement:
        """The whole job by one partner, its dates still true."""
        is_announced = career.facts.employment_type in ANNOUNCED
        knows_end = career.is_exact or is_announced or self._rng.random() < 0.8
        end = career.ended_on if knows_end else None
        stages = self._clerks.stages(partner, career.started_on, end, is_announced=is_announced, is_prompt=career.is_exact)
        if len(career.spells) > 1:
            stages = replace(stages, evidenced=None)
        return self._new(career, job_id, partner, career.started_on, end, stages)

    def _statements_by_spell(self, career: Career, job_id: str, partner: str) -> list[Statement]:
        """One reference a spell, both in the same state, so that the later spell is the better source."""
        statements = []
        is_evidenced = self._rng.random() < 0.4
        for started_on, ended_on in career.spells:
            stages = self._clerks.stages(partner, started_on, ended_on, is_announced=False, is_prompt=True)
            stages = replace(stages, evidenced=stages.declared if is_evidenced else None)
            statements.append(self._new(career, job_id, partner, started_on, ended_on, stages))
        return statements

    def _new(self, career: Career, job_id: str, partner: str, start: date, end: date | None, stages: Any) -> Statement:
        return Statement(
            partner=partner,
            local_ref=self._clerks.local_ref(partner, stages.first),
            organisation=career.organisation,
            job_ids=(job_id,),
            stages=stages,
            started_on=start,
            ended_on=end,
            headcount=1,
            person_id=career.person.id,
            evidence=self._rng.choice(EVIDENCE[partner]),
            facts=career.facts,
        )

    def _with_ends(self, career: Career, statements: list[Statement]) -> list[Statement]:
        """The best source knows the end; others may not, or tell another day."""
        best, *others = statements
        if best.ended_on != career.ended_on:
            told = self._clerks.end_told(best.stages.declared, career.ended_on, is_announced=False)
            best = replace(best, ended_on=career.ended_on, stages=replace(best.stages, end=told))
        return [best, *(self._with_other_end(career, each) for each in others)]

    def _with_other_end(self, career: Career, statement: Statement) -> Statement:
        if career.is_exact or len(career.spells) > 1 or statement.ended_on is None or self._rng.random() > 0.2:
            return statement
        day = statement.ended_on + timedelta(days=self._rng.randint(-10, 10))
        return replace(statement, ended_on=max(day, statement.started_on))

    def _with_starts(self, career: Career, statements: list[Statement]) -> list[Statement]:
        """The earliest evidenced start is the true one, or the earliest declared one where nothing is evidenced."""
        if career.is_exact or len(career.spells) > 1:
            return statements
        is_evidenced_job = statements[0].stages.evidenced is not None
        keeper, *others = statements
        moved = [keeper]
        for statement in others:
            days = 0
            if self._rng.random() < 0.3:
                counts = not is_evidenced_job or statement.stages.evidenced is not None
                days = self._rng.randint(1, 20) if counts else self._rng.randint(-20, 20)
            day = statement.started_on + timedelta(days=days)
            moved.append(replace(statement, started_on=min(day, statement.ended_on or day)))
        return moved

    def _with_facts(self, career: Career, statements: list[Statement]) -> list[Statement]:
        """Each attribute is true in the best source that has it; blank above it, anything below it."""
        columns: dict[str, list[Any]] = {}
        for each in fields(Facts):
            columns[each.name] = self._column(each.name, getattr(career.facts, each.name), len(statements))
        stated = []
        for index, statement in enumerate(statements):
            facts = Facts(**{name: values[index] for name, values in columns.items()})
            keys = self._referrer.keys(statement.partner, career.organisation, facts.province)
            if not keys:
                facts = replace(facts, province=career.facts.province)
            if facts.province != career.facts.province:
                facts = replace(facts, commune=None)
            stated.append(replace(statement, facts=facts))
        return stated

    def _column(self, name: str, true: Any, count: int) -> list[Any]:
        if true is None:
            return [None] * count
        knower = 0
        while name not in _REQUIRED and knower < count - 1 and self._rng.random() < 0.15:
            knower += 1
        values = [None] * knower + [true] * (count - knower)
        for index in range(knower + 1, count):
            draw = self._rng.random()
            if draw < 0.12:
                values[index] = self._other(name, true)
            elif draw < 0.2 and name not in _REQUIRED:
                values[index] = None
        return values

    def _other(self, name: str, true: Any) -> Any:
        """Another plausible value of the column."""
        rng = self._rng
        match name:
            case "employment_type":
                return rng.choice([each for each in (*_LASTING, "seasonal") if each != true])
            case "province":
                return rng.choice([each.code for each in PROVINCES if each.code != true])
            case "sex":
                return "male" if true == "female" else "female"
            case "area":
                return "rural" if true == "urban" else "urban"
            case "birth_year":
                return true - rng.randint(1, 3)
            case "hours_per_week":
                return rng.choice([hours for hours in (44, 40, 32, 20, 16.5) if hours != true])
            case "months_per_year":
                return rng.choice([months for months in (12, 10, 8, 6) if months != true])
            case "programme":
                return rng.choice([each for each in ("INDH", "Forsa", "Tayssir") if each != true])
            case _:
                return true


def _job(career: Career, job_id: str, evidence: str | None) -> Job:
    return Job(
        id=job_id,
        organisation_id=career.organisation.id,
        person_id=career.person.id,
        started_on=career.started_on,
        ended_on=career.ended_on,
        state="evidenced" if evidence is not None else "declared",
        evidence=evidence,
        **{each.name: getattr(career.facts, each.name) for each in fields(Facts)},
    )
