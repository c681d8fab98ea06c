"""The truth of record linkage: which organisation each reference and each register entry of a region really means.

What belongs here: reading links off a region. How hard each mention is to link: `demo.mentions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from demo.expected_matching import DAY_OF, Links, Reference, ReferenceKey, reference_of
from demo.truth import Region


class AmbiguousReferenceError(ValueError):
    """One reference means two organisations: nobody could link it."""


def truth_links(region: Region) -> Links:
    """Every reference and every register entry of the region with the organisation meant.

    Raises:
        AmbiguousReferenceError: the region holds a reference that means two organisations.
    """
    references: dict[ReferenceKey, str] = {}
    for _, reference, organisation in stated_references(region):
        other = references.setdefault(reference.key, organisation)
        if other != organisation:
            raise AmbiguousReferenceError(f"{reference} means {other} and {organisation}: such a reference must not be made")
    return Links(references, {(row.partner, row.local_ref): row.organisation_id for row in region.register})


def stated_references(region: Region) -> Iterator[tuple[str, Reference, str]]:
    """Every reference that a fact of the region makes, as often as it is made: contract, reference and organisation meant."""
    for contract, row, organisation in _facts(region):
        reference = reference_of(contract, row)
        if not reference.is_empty:
            assert organisation is not None
            yield contract, reference, organisation


def _facts(region: Region) -> Iterator[tuple[str, Any, str | None]]:
    for declaration in region.declarations:
        yield from (("job_declarations", row, declaration.organisation_id) for row in declaration.versions)
    for project in region.projects:
        yield from (("investment_projects", row, project.organisation_id) for row in project.versions)
    for booking in region.bookings:
        yield from (("hub_bookings", row, booking.organisation_id) for row in booking.versions)
    yield from (("hub_visits", row, row.organisation_id) for row in region.visits)
    yield from (("hub_services", row, row.organisation_id) for row in region.services)
    for contract, rows in region.feeds.items():
        if contract in DAY_OF:
            yield from ((contract, row, row.organisation_id) for row in rows)  # type: ignore[union-attr]
