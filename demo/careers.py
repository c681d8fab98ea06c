"""Named jobs as they really are: who works where from when to when, in one spell or in two with a short break.

What belongs here: the real spells. What partners state about them: `demo.sources`. Head-counts: `demo.headcounts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.identifiers import Issuer
from demo.names import OCCUPATIONS, PROGRAMMES, TEMPORARY_PROGRAMME
from demo.organisations import FARMING
from demo.periods import add_months, last_day_of_month
from demo.places import BY_CODE, PROVINCES, commune_in
from demo.seasons import month_weights
from demo.truth import Organisation

WOMEN_SHARE: Final = {
    "textile": 0.72,
    "food_processing": 0.66,
    "other_crafts": 0.6,
    "services": 0.5,
    "construction": 0.06,
}
ANNOUNCED: Final = frozenset({"seasonal", "temporary_programme"})
_LONGEST_BREAK: Final = 31


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an identity number, never a name."""

    id: str
    sex: str
    birth_year: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of a job besides who, where and when. None: nobody knows."""

    employment_type: str
    sex: str | None
    birth_year: int | None
    area: str | None
    province: str
    commune: str | None
    occupation: str | None
    hours_per_week: float | None
    months_per_year: int | None
    programme: str | None


@dataclass(frozen=True, slots=True)
class Career:
    """One real named job. `is_exact`: partners state its dates without error, since the person came back later."""

    organisation: Organisation
    person: Person
    facts: Facts
    spells: tuple[tuple[date, date | None], ...]
    is_exact: bool = False

    @property
    def started_on(self) -> date:
        """First day of the job."""
        return self.spells[0][0]

    @property
    def ended_on(self) -> date | None:
        """Last day of the job, None while it lasts."""
        return self.spells[-1][1]


class Labour:
    """Draws organisations, days and people for new jobs, over the months of the region."""

    def __init__(self, rng: Random, organisations: Sequence[Organisation], busy: frozenset[str], first_month: date, months: int) -> None:
        """Weights organisations by size and by the permanent jobs of their province; `busy` ones hire more."""
        self._rng = rng
        self._months = tuple(add_months(first_month, index) for index in range(months))
        self._month_weights = month_weights(first_month, months)
        self._hiring = [each for each in organisations if each.status != "dissolved"]
        in_province = {province.code: 0.0 for province in PROVINCES}
        sizes = []
        for each in self._hiring:
            sizes.append(rng.lognormvariate(0, 0.8) * (2.5 if each.id in busy else 1))
            in_province[each.province] += sizes[-1]
        self._weights = [
            size * BY_CODE[each.province].permanent_jobs / in_province[each.province]
            for size, each in zip(sizes, self._hiring, strict=True)
        ]
        self.last_day = last_day_of_month(self._months[-1])

    def organisation_and_day(self) -> tuple[Organisation, date]:
        """Where and when somebody is hired; never before the organisation was founded."""
        while True:
            (organisation,) = self._rng.choices(self._hiring, self._weights)
            (month,) = self._rng.choices(self._months, self._month_weights)
            # People start on the first of a month more often than on any other day.
            last = last_day_of_month(month).day
            day = month.replace(day=1 if self._rng.random() < 0.35 else self._rng.randint(1, last))
            if day >= organisation.founded_on:
                return organisation, day

    def facts(self, organisation: Organisation, person: Person | None) -> Facts:
        """Draws what can be known of a job there."""
        rng = self._rng
        employment_type = self._employment_type(organisation)
        province = organisation.province
        if person is not None and organisation.ice is not None and rng.random() < 0.03:
            province = rng.choice(PROVINCES).code
        commune, area = commune_in(rng, province, 0.8 if organisation.sector in FARMING else None)
        is_announced = employment_type in ANNOUNCED
        programme = rng.choice(PROGRAMMES) if rng.random() < 0.12 else None
        return Facts(
            employment_type=employment_type,
            sex=person.sex if person is not None and rng.random() < 0.93 else None,
            birth_year=person.birth_year if person is not None and rng.random() < 0.85 else None,
            area=area if rng.random() < 0.88 else None,
            province=province,
            commune=commune if rng.random() < 0.75 else None,
            occupation=rng.choice(OCCUPATIONS[organisation.sector]) if rng.random() < 0.85 else None,
            hours_per_week=rng.choice((44, 44, 44, 40, 36, 30, 24, 22.5, 20, 48)) if rng.random() < 0.8 else None,
            months_per_year=rng.choice((2, 3, 4, 6) if is_announced else (12, 12, 12, 11, 10, 9)) if rng.random() < 0.75 else None,
            programme=TEMPORARY_PROGRAMME if employment_type == "temporary_programme" else programme,
        )

    def end(self, started_on: date, employment_type: str) -> date | None:
        """Last day: weeks later for seasonal work, six or nine months for programmes, mostly open for lasting jobs."""
        rng = self._rng
        if employment_type == "seasonal":
            return started_on + timedelta(days=rng.randint(25, 120))
        if employment_type == "temporary_programme":
            return add_months(started_on, rng.choice((6, 6, 9))) - timedelta(days=1)
        if rng.random() < 0.55:
            return None
        ended_on = started_on + timedelta(days=int(rng.expovariate(1 / 260)))
        return ended_on if ended_on <= self.last_day else None

    def _employment_type(self, organisation: Organisation) -> str:
        is_farming = organisation.sector in FARMING
        is_cooperative = organisation.legal_form in ("cooperative", "union")
        weights = {
            "salaried": 40,
            "self_employed": 30 if organisation.legal_form == "artisan" else 8,
            "member_worker": 28 if is_cooperative else 0,
            "seasonal": 24 if is_farming else 4,
            "temporary_programme": 7,
        }
        return self._rng.choices(tuple(weights), tuple(weights.values()))[0]


def build_careers(rng: Random, labour: Labour, issuer: Issuer, total: int) -> list[Career]:
    """That many named jobs, or one more when the last person hired comes back."""
    careers: list[Career] = []
    people: list[Person] = []
    places: dict[str, set[str]] = {}
    while len(careers) < total:
        organisation, started_on = labour.organisation_and_day()
        person = _person(rng, issuer, people, organisation, started_on)
        if organisation.id in places.get(person.id, ()):
            continue
        people.append(person)
        places.setdefault(person.id, set()).add(organisation.id)
        facts = labour.facts(organisation, person)
        career = Career(organisation, person, facts, ((started_on, labour.end(started_on, facts.employment_type)),))
        draw = rng.random()
        if draw < 0.06:
            careers.append(_with_break(rng, labour, career))
        elif draw < 0.11:
            careers += _with_return(rng, labour, career)
        else:
            careers.append(career)
    return careers


def _person(rng: Random, issuer: Issuer, people: Sequence[Person], organisation: Organisation, day: date) -> Person:
    """Mostly somebody new; sometimes somebody who works, or worked, elsewhere in the region."""
    if people and rng.random() < 0.05:
        person = rng.choice(people)
        if 16 <= day.year - person.birth_year <= 70:
            return person
    share = WOMEN_SHARE.get(organisation.sector, 0.3)
    (ages,) = rng.choices(((16, 17), (18, 35), (36, 59), (60, 68)), (2, 56, 39, 3))
    return Person(issuer.person_id(), "female" if rng.random() < share else "male", day.year - rng.randint(*ages))


def _with_break(rng: Random, labour: Labour, career: Career) -> Career:
    """The same job in two spells at most 31 days apart, the second in a later month; unchanged when too late for it."""
    started_on = career.started_on
    until = last_day_of_month(add_months(started_on, rng.randint(1, 5))) - timedelta(days=rng.randrange(10))
    pause = rng.choice((_LONGEST_BREAK, rng.randint(12, _LONGEST_BREAK)))
    back_on = until + timedelta(days=pause)
    if back_on > labour.last_day or career.facts.employment_type in ANNOUNCED:
        return career
    return replace(career, spells=((started_on, until), (back_on, labour.end(back_on, career.facts.employment_type))))


def _with_return(rng: Random, labour: Labour, career: Career) -> list[Career]:
    """Two jobs of one person at one organisation, more than 31 days apart; one job when too late for a second."""
    until = career.ended_on or career.started_on + timedelta(days=rng.randint(60, 300))
    back_on = until + timedelta(days=rng.choice((_LONGEST_BREAK + 1, rng.randint(_LONGEST_BREAK + 1, 200))))
    if back_on > labour.last_day:
        return [career]
    again = replace(career.facts, hours_per_week=None)
    second = replace(career, facts=again, spells=((back_on, labour.end(back_on, again.employment_type)),), is_exact=True)
    return [replace(career, spells=((career.started_on, until),), is_exact=True), second]
