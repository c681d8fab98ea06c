"""Who is who, as told: references of facts and register entries resolved to organisations by links that somebody else made.

What belongs here: the resolver through which every expected figure finds its organisation. Where links come from: `demo.truth_links`
(what is true) and `demo.given_links` (what a warehouse decided). Attributes at a day: `demo.expected_attributes`. Nothing here
compares names: a figure computed from a warehouse's own links can only differ from it by the rules of the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from demo.expected_attributes import AttributeHistory
from demo.folding import fold
from demo.truth import RegisterRow

ENTITY_DIGITS: Final = 9

ReferenceKey = tuple[str, str | None, str | None, str | None, str | None]
"""partner, organisation_ref, ICE entity part, folded name, province"""
EntryKey = tuple[str, str]
"""partner, local_ref"""


class UnknownReferenceError(ValueError):
    """A reference of which the links say nothing."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The columns by which a fact tells its organisation; None where its contract has no such column or the cell is empty."""

    partner: str
    organisation_ref: str | None
    ice: str | None
    name: str | None
    province: str | None

    @property
    def is_empty(self) -> bool:
        """Whether the fact names no organisation at all; a province alone names none."""
        return self.organisation_ref is None and self.ice is None and self.name is None

    @property
    def key(self) -> ReferenceKey:
        """The same for every way of writing one reference: establishments and folding aside."""
        entity = None if self.ice is None else self.ice[:ENTITY_DIGITS]
        return (self.partner, self.organisation_ref, entity, None if self.name is None else fold(self.name), self.province)


@dataclass(frozen=True, slots=True)
class Links:
    """Which organisation each reference and each register entry means: a key of the organisation, of any kind."""

    references: Mapping[ReferenceKey, str]
    entries: Mapping[EntryKey, str]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as figures know it: a key, and what its register entries say at a day (None: in no register)."""

    key: str
    province: str | None
    sector: str | None


class Resolver:
    """Finds the organisation of a fact by given links, and what registers say of it."""

    def __init__(self, links: Links, register: Iterable[RegisterRow], register_history: Iterable[RegisterRow] = ()) -> None:
        """Takes the links and the register entries.

        Args:
            links: which organisation each reference and entry means.
            register: the entries that stand.
            register_history: the entries of all snapshots received so far, for attributes valid at a day.
        """
        self._links = links
        self._attributes = AttributeHistory(links.entries, tuple(register), tuple(register_history))

    def resolve(
        self,
        partner: str,
        ice: str | None,
        organisation_ref: str | None,
        name: str | None,
        province: str | None,
        on: date | None = None,
    ) -> Party | None:
        """The organisation that a fact means, with the attributes that hold on a day; None when the fact names none.

        Args:
            partner: who states the fact.
            ice: its ICE, any establishment of the entity.
            organisation_ref: the partner's own reference.
            name: the name as written.
            province: the fact's province; None where the contract has no such column.
            on: the fact's day; None for what holds now.

        Raises:
            UnknownReferenceError: the links know no such reference.
        """
        return self._party(Reference(partner, organisation_ref, ice, name, province), on)

    def of_row(self, contract: str, row: Any) -> Party | None:
        """The organisation that a row of that contract means, with the attributes that hold on the row's day.

        Raises:
            KeyError: rows of that contract name no organisation.
            UnknownReferenceError: the links know no such reference.
        """
        return self._party(reference_of(contract, row), DAY_OF[contract](row))

    def party_at(self, organisation: str, day: date | None = None) -> Party:
        """An organisation with the attributes that hold on that day (None: now)."""
        return Party(organisation, *self.attributes_at(organisation, day))

    def attributes_at(self, organisation: str, day: date | None = None) -> tuple[str | None, str | None]:
        """Province and sector of an organisation by its register entries on that day (None: now)."""
        return self._attributes.at(organisation, day)

    def _party(self, reference: Reference, on: date | None) -> Party | None:
        if reference.is_empty:
            return None
        organisation = self._links.references.get(reference.key)
        if organisation is None:
            raise UnknownReferenceError(f"no link for {reference}: it is not among the references that were linked")
        return self.party_at(organisation, on)


DAY_OF: Final[Mapping[str, Callable[[Any], date]]] = {
    "job_declarations": lambda row: row.started_on,
    "investment_projects": lambda row: row.decided_on or row.submitted_on,
    "hub_bookings": lambda row: row.starts_at.date(),
    "hub_visits": lambda row: row.entered_at.date(),
    "hub_services": lambda row: row.delivered_on,
    "financing": lambda row: row.approved_on,
    "training_sessions": lambda row: row.starts_on,
    "market_contracts": lambda row: row.signed_on,
    "activity_surveys": lambda row: row.period_start,
    "needs_assessments": lambda row: row.recorded_on,
}
"""Contracts whose rows name an organisation, each with the day on which its row counts."""


def reference_of(contract: str, row: Any) -> Reference:
    """How a row of one of the contracts of `DAY_OF` refers to its organisation.

    Raises:
        KeyError: rows of that contract name no organisation.
    """
    if contract not in DAY_OF:
        raise KeyError(contract)
    columns = ("organisation_ref", "ice", "organisation_name", "province")
    return Reference(row.partner, *(getattr(row, column, None) for column in columns))
