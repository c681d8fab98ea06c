"""What every part of the other feeds builds on: the months, the organisations, and how a partner refers to one.

What belongs here: shared ground of the builders in this folder. What a contract's rows hold is told in the module of its family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.periods import add_months, last_day_of_month, last_day_of_period, periods_between
from demo.references import Reference, Referrer
from demo.seasons import is_ramadan
from demo.truth import Organisation

_OUTSIDER_SHARE: Final = 0.03
_AUGUST: Final = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """The region as the feeds find it."""

    referrer: Referrer
    organisations: tuple[Organisation, ...]
    outsiders: tuple[Organisation, ...]
    first_month: date
    last_month: date
    scale: float

    @property
    def months(self) -> tuple[date, ...]:
        """First day of each month covered."""
        return periods_between("month", self.first_month, self.last_month)

    @property
    def last_day(self) -> date:
        """Last day covered."""
        return last_day_of_month(self.last_month)

    @property
    def quarters(self) -> tuple[date, ...]:
        """Quarters that begin within the months covered; the one that holds the first month where none does."""
        found = periods_between("quarter", self.first_month, self.last_month)
        return tuple(start for start in found if start >= self.first_month) or found

    @property
    def years(self) -> tuple[date, ...]:
        """First day of each year in which a month covered lies."""
        return periods_between("year", self.first_month, self.last_month)

    def known_until(self, period_type: str, start: date) -> date:
        """Last day of a period of which its delivery tells; a period still running at the end counts as over."""
        return min(last_day_of_period(period_type, start), self.last_day)

    def count(self, usual: float, fewest: int) -> int:
        """A number at this scale, but never fewer than a real file of the kind would have."""
        return max(fewest, round(usual * self.scale))

    def share(self, month: date) -> float:
        """Share of the time gone by in that month, 0 to 1."""
        months = self.months
        return months.index(month) / max(1, len(months) - 1)

    def monthly(self, usual: float, month: date, fewest: int) -> int:
        """So many in that month: growing by half over the time, fewer in August and in Ramadan."""
        season = 0.6 if month.month == _AUGUST else 0.75 if is_ramadan(month + timedelta(days=14)) else 1.0
        return self.count(usual * (0.8 + 0.4 * self.share(month)) * season, fewest)


class Naming:
    """How one partner refers to organisations: to the same one always in the same way, and at times to one that nobody knows."""

    def __init__(self, rng: Random, setting: Setting, partner: str, *, tells_province: bool = True) -> None:
        """Keeps the organisations to which the partner can refer.

        Args:
            rng: random source.
            setting: the region.
            partner: who refers.
            tells_province: whether its facts have a column for the province; without one a name must be the only one of the region.
        """
        self._rng = rng
        self._tells_province = tells_province
        self._referrer = setting.referrer
        self._partner = partner
        self._outsiders = setting.outsiders
        self.able: tuple[Organisation, ...] = tuple(
            each
            for each in setting.organisations
            if each.status != "dissolved" and setting.referrer.keys(partner, each, self._province(each))
        )

    def pick(self, weights: Sequence[float] | None = None) -> Organisation:
        """One organisation of those to which the partner can refer."""
        return self._rng.choices(self.able, weights)[0]

    def refer(self, organisation: Organisation) -> Reference:
        """How the partner refers to it."""
        if organisation in self._outsiders:
            return self._refer_to_outsider(organisation)
        return self._referrer.refer(self._rng, self._partner, organisation, self._province(organisation))

    def _refer_to_outsider(self, organisation: Organisation) -> Reference:
        """By its name in the partner's language, and by its ICE where the partner knows it: always in the same way."""
        habit = Random(f"{self._partner}/{organisation.ice}")
        ice = organisation.ice if habit.random() < 0.5 else None
        return Reference(None, ice, habit.choice((organisation.name_fr, organisation.name_ar)), "outsider")

    def _province(self, organisation: Organisation) -> str | None:
        return organisation.province if self._tells_province else None

    def pick_and_refer(self, weights: Sequence[float] | None = None) -> tuple[Organisation, Reference]:
        """An organisation, seldom one that no register knows, and how it is referred to."""
        organisation = self.pick(weights)
        if self._rng.random() < _OUTSIDER_SHARE:
            organisation = self.outsider()
        return organisation, self.refer(organisation)

    def outsider(self) -> Organisation:
        """An organisation that no register knows."""
        return self._rng.choice(self._outsiders)


def day_in(rng: Random, month: date, until: date | None = None) -> date:
    """A day of that month, not after `until`."""
    last = min(last_day_of_month(month), until or date.max)
    return month + timedelta(days=rng.randrange((last - month).days + 1))


def months_later(month: date, months: int, last_month: date) -> date | None:
    """So many months later; None where that lies beyond the last month."""
    later = add_months(month, months)
    return later if later <= last_month else None
