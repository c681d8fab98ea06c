"""Investment projects of the regional investment centre: their course, and their row in each monthly snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.periods import add_months, last_day_of_month, periods_between
from demo.places import commune_in
from demo.references import Referrer
from demo.seasons import monthly_receipt
from demo.truth import Organisation, Project, ProjectRow

_TITLES: Final = (
    "Unité de valorisation", "Extension de l'atelier", "Plateforme de commercialisation", "Maison de l'artisan",
    "Unité de conditionnement", "Gîte rural", "وحدة لتثمين المنتوجات", "توسيع الورشة",
)  # fmt: skip
_MONTHS_BEFORE: Final = 5


@dataclass(frozen=True, slots=True)
class _Course:
    """Days on which a project changed its status; None: it has not."""

    submitted_on: date
    examined_on: date
    decided_on: date
    is_approved: bool
    is_cancelled: bool
    started_on: date
    completed_on: date

    def status(self, day: date) -> str:
        """Status on that day."""
        if day < self.examined_on:
            return "submitted"
        if day < self.decided_on:
            return "examined"
        if not self.is_approved:
            return "rejected"
        if day < self.started_on:
            return "approved"
        if self.is_cancelled:
            return "cancelled"
        return "started" if day < self.completed_on else "completed"


def build_projects(
    rng: Random,
    referrer: Referrer,
    organisations: Sequence[Organisation],
    total: int,
    first_month: date,
    last_month: date,
) -> tuple[Project, ...]:
    """That many projects, submitted from five months before the first month on; companies and GIEs more often."""
    able = [each for each in organisations if referrer.keys("cri", each, each.province)]
    weights = [6 if each.legal_form in ("company", "gie", "union") else 1 for each in able]
    earliest = add_months(first_month, -_MONTHS_BEFORE)
    days = (last_day_of_month(last_month) - earliest).days
    projects = []
    for number in range(1, total + 1):
        (organisation,) = rng.choices(able, weights)
        submitted_on = earliest + timedelta(days=int(days * rng.random() ** 0.8))
        projects.append(_project(rng, referrer, organisation, submitted_on, number, first_month, last_month))
    return tuple(projects)


def _project(
    rng: Random,
    referrer: Referrer,
    organisation: Organisation,
    submitted_on: date,
    number: int,
    first_month: date,
    last_month: date,
) -> Project:
    examined_on = submitted_on + timedelta(days=rng.randint(10, 60))
    decided_on = examined_on + timedelta(days=rng.randint(5, 60))
    started_on = decided_on + timedelta(days=rng.randint(20, 150))
    course = _Course(
        submitted_on=submitted_on,
        examined_on=examined_on,
        decided_on=decided_on,
        is_approved=rng.random() < 0.7,
        is_cancelled=rng.random() < 0.08,
        started_on=started_on,
        completed_on=started_on + timedelta(days=rng.randint(120, 500)),
    )
    reference = referrer.refer(rng, "cri", organisation, organisation.province)
    commune, _ = commune_in(rng, organisation.province)
    promised = rng.choice((0, *range(2, 12), 15, 20, 25, 40, 60))
    realised_share = rng.uniform(0.3, 1.15)
    amount = float(max(1, round(promised * rng.uniform(0.4, 2.5))) * 50_000)
    title = rng.choice(_TITLES) if rng.random() < 0.9 else None
    project_ref = f"PI-{submitted_on.year}-{number:04d}"
    rows = []
    for month in periods_between("month", max(first_month, submitted_on), last_month):
        day = last_day_of_month(month)
        status = course.status(day)
        progress = min(1.0, max(0.0, (day - started_on).days / max(1, (course.completed_on - started_on).days)))
        is_under_way = status in ("started", "completed")
        rows.append(
            ProjectRow(
                partner="cri",
                period_start=month,
                received_at=monthly_receipt("cri", "investment_projects", month),
                project_ref=project_ref,
                ice=reference.ice,
                organisation_name=reference.organisation_name,
                title=title,
                province=organisation.province,
                commune=commune,
                sector=organisation.sector,
                status=status,
                submitted_on=submitted_on,
                decided_on=decided_on if status not in ("submitted", "examined") else None,
                amount_mad=amount,
                jobs_promised=promised,
                jobs_realised=round(promised * realised_share * progress) if is_under_way else None,
            )
        )
    return Project(project_ref, organisation.id, reference.refers_by, tuple(rows))
