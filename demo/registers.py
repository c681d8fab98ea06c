"""The quarterly snapshots of the partners' registers: each entry once per quarter since it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from demo.changes import on_day
from demo.entries import Entry
from demo.periods import add_months, last_day_of_month, last_day_of_period, periods_between
from demo.seasons import quarterly_receipt
from demo.truth import Change, RegisterRow


def register_rows(
    entries: tuple[Entry, ...], first_month: date, last_month: date, changes: Mapping[str, Change]
) -> tuple[RegisterRow, ...]:
    """All rows of all snapshots, by quarter, partner and entry; the last snapshot is made when the region ends.

    A snapshot says what organisations were in its quarter.
    """
    quarters = periods_between("quarter", first_month, last_month)
    ordered = sorted(entries, key=lambda entry: (entry.partner, entry.local_ref))
    end = last_day_of_month(last_month)
    return tuple(
        _row(entry, quarter, len(quarters) - 1 - index, last_month, changes)
        for index, quarter in enumerate(quarters)
        for entry in ordered
        if entry.joined_on <= min(last_day_of_period("quarter", quarter), end)
    )


def _row(entry: Entry, quarter: date, quarters_left: int, last_month: date, changes: Mapping[str, Change]) -> RegisterRow:
    organisation = on_day(entry.organisation, changes, quarter)
    has_moved = organisation.commune != entry.organisation.commune
    has_number = entry.cooperative_number is not None and organisation.legal_form in ("cooperative", "union")
    # Cooperatives grow by a member every other quarter; statuses are as of the last snapshot but for what ended in it.
    joined_since = quarters_left // 2 if organisation.members_total > 5 else 0
    total = max(organisation.members_total - joined_since, organisation.members_women, organisation.members_youth)
    knows_ice = entry.ice_from is not None and (entry.ice_from < add_months(quarter, 3) or quarters_left == 0)
    is_dissolved = organisation.status == "dissolved"
    return RegisterRow(
        partner=entry.partner,
        period_start=quarter,
        received_at=quarterly_receipt(entry.partner, quarter, last_month),
        organisation_id=organisation.id,
        local_ref=entry.local_ref,
        ice=entry.ice if knows_ice else None,
        cooperative_number=entry.cooperative_number if has_number else None,
        court=organisation.court if has_number else None,
        name_fr=entry.name_fr,
        name_ar=entry.name_ar,
        legal_form=organisation.legal_form,
        province=organisation.province,
        commune=organisation.commune if has_moved and entry.commune is not None else entry.commune,
        sector=organisation.sector,
        members_total=total,
        members_women=organisation.members_women,
        members_youth=organisation.members_youth,
        founded_on=organisation.founded_on,
        status="dormant" if is_dissolved and quarters_left > 1 else organisation.status,
        phone=entry.phone,
        email=entry.email,
    )
