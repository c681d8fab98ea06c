"""What one partner states under one local reference, from its first delivery to its last: plan, and rows.

What belongs here: turning a plan into versions by month. What is planned: `demo.sources` (named), `demo.headcounts`
(anonymous).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final

from demo.careers import Facts
from demo.periods import add_months
from demo.references import Reference
from demo.seasons import monthly_receipt
from demo.truth import Declaration, DeclarationRow, Organisation

CONTRACT: Final = "job_declarations"
EVIDENCE: Final = {
    "cri": ("contract", "cnss"),
    "government_departments": ("cnss", "cnss", "payroll"),
    "chamber_handicrafts": ("contract", "payroll"),
    "chamber_agriculture": ("contract", "payroll"),
    "provincial_handicrafts": ("contract",),
}
_EVIDENCED_SHARE: Final = {"cri": 0.35, "government_departments": 0.5, "provincial_handicrafts": 0.2}
_PREFIX: Final = {
    "chamber_handicrafts": "EA",
    "chamber_agriculture": "EG",
    "provincial_handicrafts": "DP",
    "government_departments": "AD",
    "cri": "CRI",
}


@dataclass(frozen=True, slots=True)
class Stages:
    """Months of the deliveries in which a statement first appears, becomes declared, evidenced, and tells the end.

    A promise that is never kept is never declared.
    """

    first: date
    declared: date | None
    evidenced: date | None
    end: date | None

    @property
    def periods(self) -> tuple[date, ...]:
        """The months in which a version is delivered."""
        months = {self.first, self.declared, self.evidenced, self.end} - {None}
        return tuple(sorted(month for month in months if month is not None))

    def state(self, period: date) -> str:
        """State as of the delivery of that month."""
        if self.evidenced is not None and self.evidenced <= period:
            return "evidenced"
        return "declared" if self.declared is not None and self.declared <= period else "promised"


@dataclass(frozen=True, slots=True)
class Statement:
    """All that one partner states under one local reference."""

    partner: str
    local_ref: str
    organisation: Organisation
    job_ids: tuple[str, ...]
    stages: Stages
    started_on: date
    ended_on: date | None
    headcount: int
    person_id: str | None
    evidence: str | None
    facts: Facts
    reference: Reference | None = None

    @property
    def received_at(self) -> datetime:
        """Instant at which its last version is received."""
        return monthly_receipt(self.partner, CONTRACT, self.stages.periods[-1])

    @property
    def rank(self) -> tuple[bool, float, str, str]:
        """Smallest for the best source of a job: evidenced, then latest received, then partner and reference."""
        return (self.stages.evidenced is None, -self.received_at.timestamp(), self.partner, self.local_ref)

    def declaration(self, reference: Reference) -> Declaration:
        """The statement as its rows, referring to the organisation that way."""
        rows = tuple(self._row(period, reference) for period in self.stages.periods)
        return Declaration(self.partner, self.local_ref, self.organisation.id, self.job_ids, reference.refers_by, rows)

    def _row(self, period: date, reference: Reference) -> DeclarationRow:
        state = self.stages.state(period)
        knows_end = self.stages.end is not None and self.stages.end <= period
        facts = self.facts
        return DeclarationRow(
            partner=self.partner,
            period_start=period,
            received_at=monthly_receipt(self.partner, CONTRACT, period),
            local_ref=self.local_ref,
            organisation_ref=reference.organisation_ref,
            ice=reference.ice,
            organisation_name=reference.organisation_name,
            province=facts.province,
            commune=facts.commune,
            occupation=facts.occupation,
            headcount=self.headcount,
            state=state,
            evidence=self.evidence if state == "evidenced" else None,
            employment_type=facts.employment_type,
            sex=facts.sex,
            birth_year=facts.birth_year,
            area=facts.area,
            started_on=self.started_on,
            ended_on=self.ended_on if knows_end else None,
            hours_per_week=facts.hours_per_week,
            months_per_year=facts.months_per_year,
            # Nobody holds a job that is only promised.
            person_id=self.person_id if state != "promised" else None,
            programme=facts.programme,
        )


class Clerks:
    """Gives local references, and decides when partners report what."""

    def __init__(self, rng: Random, first_month: date, last_month: date) -> None:
        """Reports lie between the two months, both included."""
        self._rng = rng
        self._first_month = first_month
        self._last_month = last_month
        self._counters: dict[str, int] = {}

    def local_ref(self, partner: str, period: date) -> str:
        """The partner's next reference: later ones sort after earlier ones of the same year."""
        self._counters[partner] = self._counters.get(partner, 0) + 1
        return f"{_PREFIX[partner]}-{period.year}-{self._counters[partner]:05d}"

    def stages(self, partner: str, started_on: date, end: date | None, *, is_announced: bool, is_prompt: bool) -> Stages:
        """When that partner reports a job. `is_prompt`: at once and for real. `end`: its last day, if told."""
        rng = self._rng
        lag = 0 if is_prompt else rng.choices((0, 1, 2), (75, 20, 5))[0]
        first = self.month(add_months(started_on.replace(day=1), lag))
        declared = self.month(add_months(first, rng.randint(1, 3))) if not is_prompt and rng.random() < 0.1 else first
        evidenced = None
        if rng.random() < _EVIDENCED_SHARE.get(partner, 0.25):
            evidenced = self.month(add_months(declared, rng.choice((0, 0, 0, 1, 3))))
        return Stages(first, declared, evidenced, self.end_told(declared, end, is_announced=is_announced))

    def end_told(self, declared: date | None, end: date | None, *, is_announced: bool) -> date | None:
        """Month of the delivery that tells the end: with the job when announced, else in the month of the end."""
        if end is None or declared is None:
            return None
        return declared if is_announced else max(declared, self.month(end.replace(day=1)))

    def month(self, month: date) -> date:
        """The month, or the nearest one in which partners report."""
        return min(max(month, self._first_month), self._last_month)
